"""SQL dialect: the guarded compilers, and emptying tables as their owner."""

from typing import Any

from django.db.backends.postgresql import operations


class DatabaseOperations(operations.DatabaseOperations):
    """PostgreSQL's operations."""

    compiler_module = "akrab.tenancy.backend.compiler"

    def execute_sql_flush(self, sql_list: Any) -> None:
        """Empty tables as the owner: akrab_app may not TRUNCATE, since that knows no row-level security."""
        with self.connection.as_owner():
            super().execute_sql_flush(sql_list)
