"""What `migrate` leaves in the database: keys, policies, grants, and functions that give ids alone."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import ProgrammingError, connection, transaction
from django.db.utils import DatabaseError
from django.utils import timezone

from akrab.tenancy import discovery, policies, roles
from akrab.tenancy.current import workspace
from akrab.tenancy.tables import workspace_tables
from akrab.tenancy.tests.conftest import Rows
from akrab.tenancy.tests.wall_cases.models import Activity, Colour, Contact


def test_the_tests_run_as_the_app_behind_the_wall(db: None) -> None:
    standing = roles.standing(connection)
    assert standing.role == roles.APP
    assert standing.is_wall_up


def test_every_workspace_table_has_its_key_and_its_policy(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname, relrowsecurity, relforcerowsecurity, pg_get_constraintdef(pg_constraint.oid)"
            " FROM pg_class JOIN pg_constraint ON conrelid = pg_class.oid AND contype = 'p'"
            " WHERE relname = ANY(%s)",
            [sorted(workspace_tables())],
        )
        found = cursor.fetchall()
    assert {row[0] for row in found} == workspace_tables()
    assert {row[1:] for row in found} == {(True, False, "PRIMARY KEY (workspace_id, id)")}


def test_laying_the_policies_again_changes_nothing(db: None) -> None:
    def picture() -> list[Any]:
        with connection.cursor() as cursor:
            cursor.execute("SELECT tablename, policyname, cmd, qual, with_check FROM pg_policies ORDER BY 1")
            return list(cursor.fetchall())

    before = picture()
    policies.lay(connection)  # type: ignore[arg-type]
    assert picture() == before
    assert {row[0] for row in before} == workspace_tables()


@pytest.mark.usefixtures("careless")
def test_the_app_may_not_change_the_schema_or_empty_a_table(db: None) -> None:
    for statement in (
        "ALTER TABLE wall_cases_contact DISABLE ROW LEVEL SECURITY",
        "TRUNCATE wall_cases_contact CASCADE",
        "CREATE TABLE mine (id int)",
        "DROP POLICY akrab_workspace ON wall_cases_contact",
        f"SET ROLE {roles.OWNER}; ALTER ROLE {roles.APP} BYPASSRLS",
    ):
        with pytest.raises(ProgrammingError, match=r"must be|denied|permission"), transaction.atomic():
            connection.cursor().execute(statement)


def _searched(patterns: list[str], most: int, table: str = "wall_cases_contact") -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT akrab_search(%s, %s, %s)", [table, patterns, most])
        return [id for (id,) in cursor.fetchall()]


def test_search_finds_the_newest_rows_of_this_workspace_alone(stranger: Rows, inside: Rows) -> None:
    newer = Contact.objects.create(name="Anna", email="anna@x", search=" anna maria ")
    assert _searched(["%ann%"], 10) == [newer.pk, inside.contact.pk]
    assert _searched(["%ann%"], 1) == [newer.pk]
    assert _searched(["%ann%", "%maria%"], 9) == [newer.pk]
    assert _searched([], 9) == []
    assert _searched(["%'; DROP TABLE x%"], 9) == []


def test_search_outside_a_workspace_finds_nothing(rows: Rows) -> None:
    assert _searched(["%ann%"], 10) == []


def test_no_inverted_index_keeps_much_unsorted(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname, c.reloptions FROM pg_index i JOIN pg_class c ON c.oid = indexrelid"
            " JOIN pg_class t ON t.oid = indrelid JOIN pg_am a ON a.oid = c.relam"
            " WHERE amname = 'gin' AND t.relname = ANY(%s)",
            [sorted(workspace_tables())],
        )
        kept = dict(cursor.fetchall())
    assert "case_contact_search" in kept
    assert {tuple(options) for options in kept.values()} == {("gin_pending_list_limit=256",)}


def test_a_misspelt_word_finds_what_is_like_it_in_this_workspace_alone(stranger: Rows, inside: Rows) -> None:
    Contact.objects.update(search=" anna kowalski ")
    Contact.objects.create(name="Zoe", email="zoe@x", search=" zoe ")
    with connection.cursor() as cursor:
        cursor.execute("SELECT akrab_alike('wall_cases_contact', 'kowalsky', 10)")
        assert cursor.fetchall() == [(inside.contact.pk,)]


def test_policies_are_laid_in_a_session_that_has_loaded_nothing(db: None) -> None:
    fresh = connection.copy()
    try:
        policies.lay(fresh)  # type: ignore[arg-type]
        assert roles.standing(fresh).is_wall_up
    finally:
        fresh.close()


@pytest.mark.parametrize("table", ["identity_user", "pg_authid", "no_such_table", 'x"; DROP TABLE y'])
def test_only_workspace_tables_are_searched(db: None, table: str) -> None:
    for question in (
        "akrab_search(%s, '{%%a%%}', 1)",
        "akrab_sharing(%s, '{tags}', '{a}', 1)",
        "akrab_waiting(%s)",
        "akrab_due(%s, now())",
    ):
        with (
            workspace(uuid4()),
            pytest.raises(DatabaseError, match="is not a workspace table"),
            transaction.atomic(),
        ):
            connection.cursor().execute(f"SELECT {question}", [table])


def test_search_of_a_table_without_the_column_fails(inside: Rows) -> None:
    with pytest.raises(ProgrammingError, match="search"), transaction.atomic():
        _searched(["%a%"], 1, "wall_cases_activity")


def test_workspaces_with_rows_waiting_are_known_by_id(rows: Rows, here: Any, there: Any) -> None:
    assert set(discovery.workspaces_waiting(Activity)) == {here.pk, there.pk}
    with workspace(here), transaction.atomic():
        Activity.objects.all().delete()
    assert discovery.workspaces_waiting(Activity) == [there.pk]


def test_workspaces_with_rows_due_are_known_by_id(rows: Rows, here: Any) -> None:
    now = timezone.now()
    assert discovery.workspaces_due(Activity, now) == []
    with workspace(here), transaction.atomic():
        Activity.objects.update(due_at=now)
    assert discovery.workspaces_due(Activity, now - timedelta(seconds=1)) == []
    assert discovery.workspaces_due(Activity, now) == [here.pk]
    assert here.pk in discovery.workspaces_due(Activity, timezone.now(), column="at")


def test_the_workspaces_of_a_person_are_known_by_id(user: Any) -> None:
    assert discovery.workspaces_of(user.pk) == []


def test_a_global_table_is_open_to_the_app(db: None) -> None:
    Colour.objects.create(name="red")
    assert Colour.objects.get().name == "red"
