"""Migrations of later days: links added, changed and dropped keep the workspace in their foreign keys."""

from typing import Any

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connection, migrations, models
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState
from django.db.migrations.writer import MigrationWriter

from akrab.tenancy import roles
from akrab.tenancy.fields import WorkspaceField, WorkspaceForeignKey
from akrab.tenancy.ids import new_id

KEY = ("id", models.UUIDField(primary_key=True, default=new_id))
LINK = (
    "FOREIGN KEY (workspace_id, {0}_id) REFERENCES wall_cases_{1}(workspace_id, id)"
    " DEFERRABLE INITIALLY DEFERRED"
)


@pytest.fixture
def state(db: None) -> ProjectState:
    """The project as its migrations leave it."""
    return MigrationLoader(connection).project_state()


def run(state: ProjectState, *operations: Any) -> ProjectState:
    """Apply operations as `migrate` does, and return the state after them."""
    migration = migrations.Migration("later", "wall_cases")
    migration.operations = list(operations)  # type: ignore[misc]
    with connection.schema_editor(atomic=True) as editor:
        return migration.apply(state, editor)


def links_of(table: str) -> set[str]:
    """The foreign keys of a table, but for the one to its workspace."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_get_constraintdef(oid) FROM pg_constraint"
            " WHERE contype = 'f' AND conrelid = %s::regclass AND cardinality(conkey) = 2",
            [table],
        )
        return {row[0] for row in cursor.fetchall()}


def new_model(*fields: tuple[str, Any]) -> migrations.CreateModel:
    """A model made by a later migration."""
    return migrations.CreateModel(
        "Visit", [KEY, ("workspace", WorkspaceField(settings.WORKSPACE_MODEL)), *fields]
    )


def test_a_link_is_made_changed_renamed_and_dropped(state: ProjectState) -> None:
    link = WorkspaceForeignKey("wall_cases.Contact", models.CASCADE)
    state = run(state, new_model(("who", link)))
    assert links_of("wall_cases_visit") == {LINK.format("who", "contact")}

    optional = WorkspaceForeignKey("wall_cases.Company", models.CASCADE, null=True)
    state = run(state, migrations.AddField("visit", "place", optional))
    assert links_of("wall_cases_visit") == {LINK.format("who", "contact"), LINK.format("place", "company")}

    other = WorkspaceForeignKey("wall_cases.Deal", models.CASCADE)
    state = run(
        state, migrations.AlterField("visit", "who", other), migrations.RenameField("visit", "who", "why")
    )
    assert links_of("wall_cases_visit") == {LINK.format("why", "deal"), LINK.format("place", "company")}

    state = run(state, migrations.RemoveField("visit", "why"), migrations.RenameModel("Visit", "Call"))
    assert links_of("wall_cases_call") == {LINK.format("place", "company")}
    run(state, migrations.DeleteModel("Call"))


def test_a_link_to_a_global_table_stays_plain(state: ProjectState) -> None:
    run(state, new_model(("colour", models.ForeignKey("wall_cases.Colour", models.CASCADE, db_index=False))))
    assert links_of("wall_cases_visit") == set()


def test_a_workspace_cannot_be_added_later(state: ProjectState) -> None:
    field = WorkspaceField(settings.WORKSPACE_MODEL)
    with pytest.raises(ImproperlyConfigured, match="must have its workspace when it is created"):
        run(state, migrations.AddField("colour", "workspace", field))


def test_a_migration_of_the_past_is_guarded_like_the_present(state: ProjectState) -> None:
    past = run(state, new_model()).apps.get_model("wall_cases", "Visit")
    with pytest.raises(RuntimeError, match="no workspace is current"):
        past._default_manager.count()


def test_new_tables_belong_to_the_owner_and_serve_the_app(state: ProjectState) -> None:
    run(state, new_model())
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tableowner, has_table_privilege(%s, 'wall_cases_visit', 'INSERT'), current_user"
            " FROM pg_tables WHERE tablename = 'wall_cases_visit'",
            [roles.APP],
        )
        assert cursor.fetchone() == (roles.OWNER, True, roles.APP)


def test_a_failed_migration_gives_the_role_back(state: ProjectState) -> None:
    twice = new_model()
    with pytest.raises(Exception, match="already exists"):
        run(run(state, twice), twice)
    assert roles.standing(connection).role == roles.APP


def test_fields_are_written_to_migrations_and_read_back() -> None:
    link = WorkspaceForeignKey("wall_cases.Company", models.CASCADE)
    text, _ = MigrationWriter.serialize(link)
    expected = "WorkspaceForeignKey(on_delete=django.db.models.deletion.CASCADE, to='wall_cases.company')"
    assert text == f"akrab.tenancy.fields.{expected}"
    own, _ = MigrationWriter.serialize(WorkspaceField(settings.WORKSPACE_MODEL))
    assert own == f"akrab.tenancy.fields.WorkspaceField(to='{settings.WORKSPACE_MODEL.lower()}')"
    assert WorkspaceField(settings.WORKSPACE_MODEL).clone().has_default()
