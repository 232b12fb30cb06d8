"""The two roles on the server: akrab_owner owns and migrates, akrab_app reads and writes behind the wall."""

import contextlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import psycopg
from psycopg import sql

from akrab.tenancy.tables import workspace_tables

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper

OWNER = "akrab_owner"
APP = "akrab_app"
EXTENSIONS = ("pg_trgm", "unaccent", "btree_gin")

_LATER = "ALTER DEFAULT PRIVILEGES FOR ROLE {owner} IN SCHEMA public"
_PRIVILEGES = (
    "REVOKE CREATE ON SCHEMA public FROM PUBLIC",
    "GRANT USAGE, CREATE ON SCHEMA public TO {owner}",
    "GRANT USAGE ON SCHEMA public TO {app}",
    f"{_LATER} GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {{app}}",
    f"{_LATER} GRANT USAGE, SELECT ON SEQUENCES TO {{app}}",
)


class RoleError(Exception):
    """The login may not do what the wall needs; the message says what a superuser has to run."""


def bootstrap(admin: str, database: str) -> None:
    """Make the roles, the database and the grants, as far as they are missing.

    `admin` is the libpq address of a login that is a superuser or has CREATEROLE (and CREATEDB where the
    database is missing), connected to any existing database. The roles may log in but get no password.
    """
    with psycopg.connect(admin, autocommit=True) as server:
        create_roles(server)
        _create_database(server, database)
    with psycopg.connect(admin, dbname=database, autocommit=True) as inside:
        prepare_database(inside)


def create_roles(server: "psycopg.Connection[Any]") -> None:
    """Make the two roles where they are missing, and let this login take them."""
    found = server.execute("SELECT rolname FROM pg_roles WHERE rolname = ANY(%s)", [[OWNER, APP]]).fetchall()
    missing = [name for name in (OWNER, APP) if (name,) not in found]
    try:
        for name in missing:
            with contextlib.suppress(psycopg.errors.DuplicateObject, psycopg.errors.UniqueViolation):
                server.execute(_filled("CREATE ROLE {name} LOGIN", name=name))
        if missing and not _is_superuser(server):
            server.execute(_filled("GRANT {owner}, {app} TO CURRENT_USER"))
    except psycopg.errors.InsufficientPrivilege as error:
        raise RoleError(
            f"This login may not make roles ({error.diag.message_primary}). As a superuser, run once: "
            f"CREATE ROLE {OWNER} LOGIN; CREATE ROLE {APP} LOGIN; GRANT {OWNER}, {APP} TO <login>;"
        ) from error


def prepare_database(inside: "psycopg.Connection[Any]") -> None:
    """Give the database the extensions that search needs, and each role its rights, also on later tables."""
    for name in EXTENSIONS:
        inside.execute(_filled("CREATE EXTENSION IF NOT EXISTS {name} SCHEMA public", name=name))
    for statement in _PRIVILEGES:
        inside.execute(_filled(statement))


def _create_database(server: "psycopg.Connection[Any]", database: str) -> None:
    if server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [database]).fetchone() is None:
        making = "CREATE DATABASE {name} OWNER {owner} ENCODING 'UTF8' TEMPLATE template0"
        server.execute(_filled(making, name=database))


def _is_superuser(server: "psycopg.Connection[Any]") -> bool:
    return server.info.parameter_status("is_superuser") == "on"


def _filled(statement: str, **names: str) -> sql.Composed:
    known = {"owner": OWNER, "app": APP, **names}
    quoted = {key: sql.Identifier(name) for key, name in known.items() if f"{{{key}}}" in statement}
    return sql.SQL(statement).format(**quoted)  # our own constants


# --- Taking a role on Django's connection -------------------------------------------------------------------


def become(connection: "BaseDatabaseWrapper", role: str) -> None:
    """Take a role for what follows on this connection."""
    with connection.cursor() as cursor:
        cursor.execute(f"SET ROLE {connection.ops.quote_name(role)}")


def become_owner(connection: "BaseDatabaseWrapper") -> str | None:
    """Take the owner's role; return the role before, or None where there is nothing to change.

    Raises RoleError where this runs as akrab_app and the login is not a member of akrab_owner.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_user,"
            " (SELECT pg_has_role(session_user, oid, 'MEMBER') FROM pg_roles WHERE rolname = %s)",
            [OWNER],
        )
        role, may = cursor.fetchone()
    if role == OWNER or (not may and role != APP):
        return None
    if not may:
        raise RoleError(
            f"Tables belong to {OWNER}, and this login may only be {APP}: use the owner's DATABASE_URL."
        )
    become(connection, OWNER)
    return str(role)


# --- What is in force ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Standing:
    """Who a connection is, and whether row-level security holds for it."""

    login: str
    role: str
    login_is_superuser: bool
    login_may_own: bool
    is_superuser: bool
    bypasses: bool
    owned_tables: int
    unprotected_tables: tuple[str, ...]

    @property
    def is_bound(self) -> bool:
        """Whether the wall also stands against a statement such as RESET ROLE or SET ROLE."""
        return not (self.login_is_superuser or self.login_may_own)

    @property
    def is_wall_up(self) -> bool:
        """Say whether row-level security stands between this connection and other workspaces."""
        return not (self.is_superuser or self.bypasses or self.owned_tables or self.unprotected_tables)


def standing(connection: "BaseDatabaseWrapper") -> Standing:
    """Look at the connection and at every workspace table; for `doctor` and for tests."""
    tables = sorted(workspace_tables())
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT session_user, current_user, login.rolsuper, role.rolsuper, role.rolbypassrls,"
            " EXISTS (SELECT FROM pg_roles o WHERE o.rolname = %s AND pg_has_role(session_user, o.oid, 'MEMBER'))"
            " FROM pg_roles login, pg_roles role"
            " WHERE login.rolname = session_user AND role.rolname = current_user",
            [OWNER],
        )
        who = cursor.fetchone()
        cursor.execute(
            "SELECT relname, relrowsecurity AND EXISTS (SELECT FROM pg_policy WHERE polrelid = pg_class.oid),"
            " pg_has_role(current_user, relowner, 'USAGE')"
            " FROM pg_class WHERE relname = ANY(%s) AND relkind IN ('r', 'p') AND pg_table_is_visible(oid)",
            [tables],
        )
        found = cursor.fetchall()
    return Standing(
        login=who[0],
        role=who[1],
        login_is_superuser=who[2],
        is_superuser=who[3],
        bypasses=who[4],
        login_may_own=who[5],
        owned_tables=sum(owned for _, _, owned in found),
        unprotected_tables=tuple(name for name, is_protected, _ in found if not is_protected),
    )
