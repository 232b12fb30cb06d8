"""Who comes in: the one statement that finds a member, written out because every request asks it."""

from functools import cache
from typing import Any

from django.db import connection, models

from akrab.identity.models import Membership, Role, Team, User, Workspace
from akrab.tenancy.current import current_workspace

PARTS: dict[str, type[models.Model]] = {"m": Membership, "u": User, "r": Role, "t": Team, "w": Workspace}
TABLES = """
    FROM identity_membership m
    JOIN identity_workspace w ON w.id = m.workspace_id
    JOIN identity_user u ON u.id = m.user_id AND u.is_active
    JOIN identity_role r ON r.workspace_id = m.workspace_id AND r.id = m.role_id
    LEFT JOIN identity_team t ON t.workspace_id = m.workspace_id AND t.id = m.team_id
"""


def find_member(condition: str, *values: Any) -> Membership | None:
    """The one active member of the current workspace that fits, with user, role, team and workspace loaded.

    `condition` is SQL of this floor, about the tables above by their letters; `values` are its parameters.
    """
    columns = ", ".join(f"{letter}.{name}" for letter, model in PARTS.items() for name in _columns(model))
    where = f"m.workspace_id = %s AND m.is_active AND {condition}"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {columns} {TABLES} WHERE {where}", [current_workspace(), *values])
        row = cursor.fetchone()
    if row is None:
        return None
    made: dict[str, Any] = {}
    rest = list(row)
    for letter, model in PARTS.items():
        width = len(_columns(model))
        made[letter], rest = _made(model, rest[:width]), rest[width:]
    member: Membership = made["m"]
    member.user, member.role, member.workspace = made["u"], made["r"], made["w"]
    member.team = made["t"] if made["t"].pk else None
    return member


@cache
def _columns(model: type[models.Model]) -> list[str]:
    return [str(field.column) for field in model._meta.concrete_fields]


def _made(model: type[models.Model], values: list[Any]) -> Any:
    """The model's instance as the ORM makes one of a row."""
    for place, field in enumerate(model._meta.concrete_fields):
        if (read := getattr(field, "from_db_value", None)) is not None:
            values[place] = read(values[place], None, connection)
    return model.from_db(connection.alias, [field.attname for field in model._meta.concrete_fields], values)
