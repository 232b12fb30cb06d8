"""SQL dialect: the guarded compilers, and emptying tables as their owner."""

from typing import TYPE_CHECKING, Any

from django.db.backends.postgresql import operations

if TYPE_CHECKING:
    from akrab.tenancy.backend.base import DatabaseWrapper


class DatabaseOperations(operations.DatabaseOperations):
    """PostgreSQL's operations."""

    connection: "DatabaseWrapper"
    compiler_module = "akrab.tenancy.backend.compiler"

    def execute_sql_flush(self, sql_list: Any) -> None:
        """Empty tables as the owner: akrab_app may not TRUNCATE, since that knows no row-level security."""
        with self.connection.as_owner():
            super().execute_sql_flush(sql_list)
