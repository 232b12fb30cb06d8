"""The lint of statements knows a bound one from a careless one."""

import pytest
from django.db import connection

from akrab.tenancy.sqlcheck import UnboundedStatement, unbounded
from akrab.tenancy.tests.conftest import Rows

BOUND = (
    "SELECT 1",
    "SELECT * FROM identity_user",
    "SELECT * FROM wall_cases_tag WHERE workspace_id = %s AND name = %s",
    'SELECT * FROM "wall_cases_tag" WHERE "wall_cases_tag"."workspace_id" = %s',
    "SELECT * FROM wall_cases_tag t WHERE t.workspace_id = $1",
    "SELECT * FROM public.wall_cases_tag AS t WHERE t.workspace_id IN (%s)",
    "SELECT * FROM wall_cases_tag a JOIN wall_cases_deal b USING (id) WHERE a.workspace_id = b.workspace_id",
    "UPDATE wall_cases_tag SET name = '' WHERE workspace_id = %s",
    "DELETE FROM wall_cases_tag WHERE workspace_id = %s",
    "INSERT INTO wall_cases_tag (id, workspace_id) VALUES (%s, %s)",
    "ALTER TABLE wall_cases_tag ADD x int",
    "SET LOCAL app.workspace = ''",
)
CARELESS = {
    "SELECT * FROM wall_cases_tag": ["wall_cases_tag"],
    "SELECT workspace_id FROM wall_cases_tag": ["wall_cases_tag"],
    "SELECT * FROM wall_cases_tag t WHERE id = 1": ["t"],
    "SELECT * FROM wall_cases_tag a JOIN wall_cases_deal b ON b.id = a.id WHERE a.workspace_id = %s": ["b"],
    "SELECT * FROM wall_cases_tag a, wall_cases_deal b WHERE a.workspace_id = %s": ["b"],
    "SELECT * FROM identity_user WHERE id IN (SELECT id FROM wall_cases_tag)": ["wall_cases_tag"],
    "WITH x AS (SELECT * FROM wall_cases_tag) SELECT * FROM x": ["wall_cases_tag"],
    "UPDATE wall_cases_tag SET name = ''": ["wall_cases_tag"],
    "DELETE FROM wall_cases_tag WHERE id = 1": ["wall_cases_tag"],
    "INSERT INTO wall_cases_tag (id) VALUES (1)": ["wall_cases_tag"],
}


@pytest.mark.parametrize("statement", BOUND)
def test_a_bound_statement_passes(statement: str) -> None:
    assert unbounded(statement) == []


@pytest.mark.parametrize("statement", CARELESS)
def test_a_careless_statement_is_named(statement: str) -> None:
    assert unbounded(statement) == CARELESS[statement]


def test_a_careless_statement_does_not_run(inside: Rows) -> None:
    with connection.cursor() as cursor, pytest.raises(UnboundedStatement, match="wall_cases_tag"):
        cursor.execute("DELETE FROM wall_cases_tag")
    assert inside.contact.tags.count() == 1
