"""Who comes in: the one statement that finds a member, written out because every request asks it."""

from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from django.db import connection, models

from akrab.identity.models import Branch, Membership, Role, Team, Token, User, Workspace
from akrab.tenancy import planned
from akrab.tenancy.current import current_workspace

Parts = dict[str, type[models.Model]]

MEMBER: Parts = {"m": Membership, "u": User, "r": Role, "t": Team, "b": Branch, "w": Workspace}
HOLDER: Parts = {**MEMBER, "k": Token}
TABLES = """
    FROM identity_membership m
    JOIN identity_workspace w ON w.id = m.workspace_id
    JOIN identity_user u ON u.id = m.user_id AND u.is_active
    JOIN identity_role r ON r.workspace_id = m.workspace_id AND r.id = m.role_id
    LEFT JOIN identity_team t ON t.workspace_id = m.workspace_id AND t.id = m.team_id
    LEFT JOIN identity_branch b ON b.workspace_id = m.workspace_id AND b.id = m.branch_id
"""
TOKENS = "JOIN identity_token k ON k.workspace_id = m.workspace_id AND k.membership_id = m.id"


def find_member(user_id: UUID) -> Membership | None:
    """A person's active membership in the current workspace, with user, role, team, branch and workspace loaded."""
    made = _first(MEMBER, TABLES, "m.user_id = %s", [user_id])
    return _joined(made) if made else None


def find_token(digest: str, now: datetime) -> Token | None:
    """The token of this digest that opens the current workspace at this moment, its member loaded as above."""
    condition = "k.digest = %s AND k.revoked_at IS NULL AND (k.expires_at IS NULL OR k.expires_at > %s)"
    made = _first(HOLDER, TABLES + TOKENS, condition, [digest, now])
    if made is None:
        return None
    token: Token = made["k"]
    token.membership = _joined(made)
    return token


def _first(parts: Parts, tables: str, condition: str, values: list[Any]) -> dict[str, Any] | None:
    """One instance of each model, by its letter, of the first row that fits and whose member is active here."""
    columns = ", ".join(f"{letter}.{name}" for letter, model in parts.items() for name in _columns(model))
    where = f"m.workspace_id = %s AND m.is_active AND {condition}"
    with connection.cursor() as cursor:
        planned.execute(cursor, f"SELECT {columns} {tables} WHERE {where}", [current_workspace(), *values])
        row = cursor.fetchone()
    if row is None:
        return None
    made, rest = {}, list(row)
    for letter, model in parts.items():
        width = len(_columns(model))
        made[letter], rest = _made(model, rest[:width]), rest[width:]
    return made


def _joined(made: dict[str, Any]) -> Membership:
    member: Membership = made["m"]
    member.user, member.role, member.workspace = made["u"], made["r"], made["w"]
    member.team = made["t"] if made["t"].pk else None
    member.branch = made["b"] if made["b"].pk else None
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
