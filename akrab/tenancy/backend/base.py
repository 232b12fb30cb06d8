"""The connection: it tells the server which workspace is current, and changes role for migrations."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from django.db.backends.postgresql import base
from django.db.utils import IntegrityError, InternalError

from akrab.tenancy import roles
from akrab.tenancy.backend.cursor import DebugWorkspaceCursor, WorkspaceCursor
from akrab.tenancy.backend.features import DatabaseFeatures
from akrab.tenancy.backend.operations import DatabaseOperations
from akrab.tenancy.backend.schema import DatabaseSchemaEditor
from akrab.tenancy.current import current_scope


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's connection to PostgreSQL, behind the wall."""

    SchemaEditorClass = DatabaseSchemaEditor
    features_class = DatabaseFeatures
    ops_class = DatabaseOperations

    _announced = ""  # what app.workspace is on the server, in this transaction

    def announcement(self) -> str:
        """Return the statement that must reach the server before the next one, or nothing.

        The setting lives as long as the transaction: there is nothing to clear and nothing to leak.
        """
        scope = current_scope()
        wanted = str(scope) if isinstance(scope, UUID) else ""
        if wanted == self._announced or not self.in_atomic_block:
            return ""
        self._announced = wanted
        return f"SET LOCAL app.workspace = '{wanted}'"

    def make_cursor(self, cursor: Any) -> WorkspaceCursor:
        return WorkspaceCursor(cursor, self)

    def make_debug_cursor(self, cursor: Any) -> DebugWorkspaceCursor:
        return DebugWorkspaceCursor(cursor, self)

    def connect(self) -> None:
        self._announced = ""
        super().connect()

    def _commit(self) -> None:
        self._announced = ""
        try:
            super()._commit()
        except InternalError as error:
            # A distributed server finds a broken foreign key on another node, and words it so.
            if "could not commit transaction for shard" in str(error):
                raise IntegrityError(*error.args) from error
            raise

    def _rollback(self) -> None:
        self._announced = ""
        super()._rollback()

    def _savepoint_rollback(self, sid: str) -> None:
        # In a failed transaction nothing but the rollback may be sent, so first pretend that all is said.
        # Afterwards nothing is certain: the rollback undoes what was announced inside the savepoint.
        scope = current_scope()
        self._announced = str(scope) if isinstance(scope, UUID) else ""
        super()._savepoint_rollback(sid)
        self._announced = "unknown"

    @contextmanager
    def as_owner(self) -> Iterator[None]:
        """Act as the role that owns the tables inside the block: for migrations and their like.

        Raises `roles.RoleError` where this login runs as akrab_app and may not become akrab_owner.
        In an installation with a single role nothing changes.
        """
        before = roles.become_owner(self)
        try:
            yield
        finally:
            # A broken transaction takes the change of role back by itself.
            if before and not (self.in_atomic_block and self.needs_rollback):
                roles.become(self, before)
