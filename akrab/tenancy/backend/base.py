"""The connection: it tells the server which workspace is current, and changes role for migrations."""

# Django's stubs leave out the private methods that are extended here.
# mypy: disable-error-code="misc, no-any-return"

import select
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC
from typing import Any, ClassVar
from uuid import UUID

import psycopg
from django.db.backends.postgresql import base
from django.db.utils import IntegrityError, InternalError

from akrab.tenancy import roles
from akrab.tenancy.backend.cursor import DebugWorkspaceCursor, WorkspaceCursor
from akrab.tenancy.backend.features import DatabaseFeatures
from akrab.tenancy.backend.operations import DatabaseOperations
from akrab.tenancy.backend.schema import DatabaseSchemaEditor
from akrab.tenancy.current import find_workspace

MOMENT = psycopg.adapters.types["timestamptz"].oid
IDLE = psycopg.pq.TransactionStatus.IDLE


def has_ended(connection: psycopg.Connection) -> bool:
    """Whether the server closed a connection that lay unused, looked at without a word to the server.

    A live one is silent; one that has something to say is asked.
    """
    heard = select.poll()  # unlike select(), it knows files beyond the thousandth
    heard.register(connection.fileno(), select.POLLIN)
    if not heard.poll(0):
        return False
    try:
        connection.execute("")
    except psycopg.OperationalError:
        return True
    return False


class Moments:
    """Reads moments by psycopg's compiled loader, which is ten times as fast as Django's own and gives UTC as well."""

    format = psycopg.pq.Format.TEXT
    timezone: ClassVar[Any] = UTC  # Django compares it with the connection's

    def __new__(cls, oid: int, context: Any = None) -> Any:
        return psycopg.adapters.get_loader(MOMENT, cls.format)(oid, context)


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's connection to PostgreSQL, behind the wall."""

    SchemaEditorClass = DatabaseSchemaEditor
    features_class = DatabaseFeatures
    ops_class = DatabaseOperations

    _announced: UUID | str | None = None  # the workspace that the server knows, in this transaction

    def get_connection_params(self) -> dict[str, Any]:
        params = super().get_connection_params()
        if self.timezone == UTC:
            params["context"].register_loader(MOMENT, Moments)
        return params

    def announcement(self) -> list[str]:
        """Return the statements that must reach the server before the next one.

        The setting lives as long as the transaction: there is nothing to clear and nothing to leak.
        """
        words = [] if self.autocommit or self._is_begun() else ["BEGIN"]
        wanted = find_workspace()
        if wanted != self._announced and self.in_atomic_block:
            self._announced = wanted
            words.append(f"SET LOCAL app.workspace = '{wanted or ''}'")
        return words

    def _is_begun(self) -> bool:
        return bool(self.connection.pgconn.transaction_status != IDLE)

    def _set_autocommit(self, autocommit: bool) -> None:
        # The driver would send BEGIN alone, and wait for the answer: here it travels with the first statement.
        if not self.connection.autocommit:
            super()._set_autocommit(True)

    def make_cursor(self, cursor: Any) -> WorkspaceCursor:
        return WorkspaceCursor(cursor, self)

    def make_debug_cursor(self, cursor: Any) -> DebugWorkspaceCursor:
        return DebugWorkspaceCursor(cursor, self)

    def connect(self) -> None:
        self._announced = None
        super().connect()

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        connection = super().get_new_connection(conn_params)
        while self.pool and self._gave_back(connection):
            connection = super().get_new_connection(conn_params)
        return connection

    def _gave_back(self, connection: psycopg.Connection) -> bool:
        """Give back to the pool a connection that ended, for another; one that can't be looked at goes back as well."""
        is_usable = False
        try:
            is_usable = not has_ended(connection)
        finally:
            if not is_usable:
                connection.close()
                self.pool.putconn(connection)
        return not is_usable

    def create_cursor(self, name: str | None = None) -> Any:
        """Return a cursor; one that is read in parts is held beyond its transaction only where there is none."""
        cursor = super().create_cursor(name)
        if name:
            cursor._withhold = self.autocommit  # Django asks the driver, which is always in autocommit here
        return cursor

    def _commit(self) -> None:
        self._announced = None
        try:
            super()._commit()
        except InternalError as error:
            # A distributed server finds a broken foreign key on another node, and words it so.
            if "could not commit transaction for shard" in str(error):
                raise IntegrityError(*error.args) from error
            raise

    def _rollback(self) -> None:
        self._announced = None
        super()._rollback()

    def _savepoint_rollback(self, sid: str) -> None:
        # In a failed transaction nothing but the rollback may be sent, so first pretend that all is said.
        # Afterwards nothing is certain: the rollback undoes what was announced inside the savepoint.
        self._announced = find_workspace()
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
