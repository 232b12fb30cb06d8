"""The cursor: it begins a transaction and names the workspace with its first statement, in one round trip."""

# Django's stubs leave out the private methods that are extended here.
# mypy: disable-error-code="misc, no-any-return"

from typing import TYPE_CHECKING, Any

import psycopg
from django.db.backends.postgresql.base import CursorDebugWrapper
from django.db.backends.utils import CursorWrapper

if TYPE_CHECKING:
    from akrab.tenancy.backend.base import DatabaseWrapper


class WorkspaceCursor(CursorWrapper):
    """A cursor that announces what the server does not know yet: a transaction, the workspace."""

    db: "DatabaseWrapper"

    def _execute(self, sql: Any, params: Any, *ignored: Any) -> Any:
        words = self.db.announcement()
        if not words:
            return super()._execute(sql, params, *ignored)
        if not isinstance(sql, str) or not isinstance(self.cursor, psycopg.ClientCursor):
            # Composed queries, named cursors and parameters bound on the server travel alone.
            self._say(words)
            return super()._execute(sql, params, *ignored)
        result = super()._execute(";".join([*words, sql]), params, *ignored)
        for _word in words:
            self.cursor.nextset()
        return result

    def _executemany(self, sql: Any, param_list: Any, *ignored: Any) -> Any:
        self._say(self.db.announcement())
        return super()._executemany(sql, param_list, *ignored)

    def callproc(self, procname: Any, params: Any = None, kparams: Any = None) -> Any:
        self._say(self.db.announcement())
        return super().callproc(procname, params, kparams)

    def copy(self, statement: Any, *args: Any, **kwargs: Any) -> Any:
        """Start a COPY; as akrab_app only `COPY … TO` is possible, and gives the current workspace's rows."""
        self._say(self.db.announcement())
        return self.cursor.copy(statement, *args, **kwargs)

    def _say(self, words: list[str]) -> None:
        if words:
            self.db.validate_no_broken_transaction()
            with self.db.wrap_database_errors:
                self.db.connection.execute(";".join(words))


class DebugWorkspaceCursor(WorkspaceCursor, CursorDebugWrapper):
    """The same, with each statement kept in `connection.queries`."""

    def execute(self, sql: Any, params: Any = None) -> Any:
        return CursorDebugWrapper.execute(self, sql, params)

    def executemany(self, sql: Any, param_list: Any) -> Any:
        return CursorDebugWrapper.executemany(self, sql, param_list)
