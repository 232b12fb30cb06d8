"""Whether a database has all that the running code expects of it."""

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.executor import MigrationExecutor


def is_migrated(connection: BaseDatabaseWrapper) -> bool:
    """Whether no migration waits to be run."""
    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())
