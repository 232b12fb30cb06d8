"""Tables for an empty database: those of this release at once, from the models, without the way through older ones.

A test compares the two ways, so that a migration which says more than the models is said here too.
"""

from typing import Any

from django.apps import apps
from django.core.management.sql import emit_post_migrate_signal
from django.db import connection, transaction
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from procrastinate.schema import SchemaManager

BEYOND_MODELS = (
    # Lost attempts after a crash harm nobody, and no log is written for each wrong password.
    "ALTER TABLE identity_attempt SET UNLOGGED;",
    # Django's migrations heed our DEFAULT_AUTO_FIELD here, its models do not.
    "ALTER TABLE auth_group_permissions ALTER COLUMN id TYPE bigint;",
)


def is_fresh() -> bool:
    """Whether no migration was ever run in this database."""
    return not MigrationRecorder(connection).applied_migrations()


def lay_tables() -> None:
    """Make every table and write down that all migrations have been run, in one transaction; then lay the wall."""
    with connection.schema_editor(collect_sql=True) as editor:
        for model in apps.get_models():
            if model._meta.can_migrate(connection):
                editor.create_model(model)
    statements = [*editor.collected_sql, *BEYOND_MODELS, SchemaManager.get_schema()]
    wall: Any = connection  # Django's stubs do not know our backend
    with wall.as_owner(), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("\n".join(statements))
        _record_all()
    emit_post_migrate_signal(verbosity=0, interactive=False, db=connection.alias)


def _record_all() -> None:
    recorder = MigrationRecorder(connection)
    recorder.ensure_schema()
    known = MigrationLoader(None, load=False)
    known.load_disk()
    recorder.migration_qs.bulk_create(
        [recorder.Migration(app=app, name=name) for app, name in sorted(known.disk_migrations)]
    )
