"""Who may do what on the server, and how the product learns who it is."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import DatabaseError, OperationalError, connection

from akrab.tenancy import policies, roles
from akrab.tenancy.tests.conftest import Rows
from akrab.tenancy.tests.wall_cases.models import Contact


@pytest.fixture
def app_login(db: None) -> Iterator[Any]:
    """A connection whose login itself is akrab_app, as on a server where each role has its password."""
    other = connection.copy()
    other.settings_dict["USER"] = roles.APP
    other.settings_dict["OPTIONS"] = {}
    try:
        other.ensure_connection()
    except OperationalError:
        pytest.skip("this server asks akrab_app for a password")
    yield other
    other.close()


def test_the_owner_is_outside_the_wall_and_the_standing_says_so(rows: Rows) -> None:
    with connection.as_owner():  # type: ignore[attr-defined]
        standing = roles.standing(connection)
        assert (standing.role, standing.is_wall_up) == (roles.OWNER, False)
        assert standing.owned_tables > 0
    assert roles.standing(connection).is_wall_up


def test_a_table_without_a_policy_is_named(rows: Rows) -> None:
    with connection.as_owner(), connection.cursor() as cursor:  # type: ignore[attr-defined]
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE wall_cases_tag DISABLE ROW LEVEL SECURITY")
    standing = roles.standing(connection)
    assert (standing.unprotected_tables, standing.is_wall_up) == (("wall_cases_tag",), False)
    policies.lay(connection)  # type: ignore[arg-type]
    assert roles.standing(connection).is_wall_up


def test_acting_as_the_owner_ends_with_the_block(inside: Rows) -> None:
    with pytest.raises(ZeroDivisionError), connection.as_owner():  # type: ignore[attr-defined]
        raise ZeroDivisionError
    assert roles.standing(connection).role == roles.APP
    assert Contact.objects.count() == 1


def test_a_login_that_is_the_app_cannot_become_the_owner(app_login: Any) -> None:
    standing = roles.standing(app_login)
    assert (standing.login, standing.role, standing.login_is_superuser) == (roles.APP, roles.APP, False)
    with pytest.raises(roles.RoleError, match="use the owner's DATABASE_URL"), app_login.as_owner():
        pass
    with pytest.raises(roles.RoleError), app_login.schema_editor():
        pass


@pytest.mark.parametrize(
    "statement", ["SET ROLE akrab_owner", "SET ROLE postgres", "SET SESSION AUTHORIZATION akrab_owner"]
)
def test_a_login_that_is_the_app_takes_no_other_role(app_login: Any, statement: str) -> None:
    with app_login.cursor() as cursor:
        cursor.execute("RESET ROLE")
        with pytest.raises(DatabaseError, match=r"permission denied|does not exist"):
            cursor.execute(statement)
    standing = roles.standing(app_login)
    assert (standing.login, standing.role, standing.is_bound) == (roles.APP, roles.APP, True)


def test_a_login_above_the_app_is_told_apart(rows: Rows) -> None:
    standing = roles.standing(connection)
    assert (standing.role, standing.is_wall_up, standing.is_bound) == (roles.APP, True, False)
