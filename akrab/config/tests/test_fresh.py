"""A fresh installation gets its tables at once; they are those that every release's migrations make one by one."""

import os
import subprocess
import sys

import psycopg
import pytest
from django.db import connection
from psycopg import sql
from psycopg.conninfo import make_conninfo

from akrab.config import fresh
from akrab.tenancy import roles

MIGRATED = f"akrab_test_{os.getpid()}_migrated"
HERE = "relnamespace = 'public'::regnamespace"
TABLES = f"SELECT oid FROM pg_class WHERE {HERE} AND relkind IN ('r', 'S')"

# Everything that a table is; the order of its columns is left out, since no statement of ours depends on it.
LOOKED_AT = {
    "relations": f"""SELECT relname, relkind, relpersistence, relrowsecurity, relowner::regrole::text, relacl::text
        FROM pg_class WHERE {HERE}""",
    "columns": f"""SELECT attrelid::regclass::text, attname, format_type(atttypid, atttypmod), attnotnull,
        attcollation::regcollation::text, attidentity, attstattarget, pg_get_expr(adbin, adrelid)
        FROM pg_attribute LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
        WHERE attrelid IN ({TABLES}) AND attnum > 0 AND NOT attisdropped""",
    "constraints": f"""SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid)
        FROM pg_constraint WHERE conrelid IN ({TABLES})""",
    "indexes": "SELECT tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'",
    "policies": "SELECT polrelid::regclass::text, polname, pg_get_expr(polqual, polrelid) FROM pg_policy",
    "triggers": "SELECT tgrelid::regclass::text, tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal",
    "functions": """SELECT p.oid::regprocedure::text, pg_get_functiondef(p.oid), proacl::text
        FROM pg_proc p LEFT JOIN pg_depend d ON d.objid = p.oid AND d.deptype = 'e'
        WHERE pronamespace = 'public'::regnamespace AND prokind = 'f' AND d.objid IS NULL""",
    "choices": "SELECT enumtypid::regtype::text, enumlabel FROM pg_enum",
    "types": """SELECT typname, format_type(a.atttypid, a.atttypmod), attname FROM pg_type JOIN pg_class c
        ON c.oid = typrelid AND c.relkind = 'c' JOIN pg_attribute a ON a.attrelid = c.oid
        WHERE typnamespace = 'public'::regnamespace""",
    "migrations run": "SELECT app, name FROM django_migrations",
}


@pytest.mark.process
@pytest.mark.django_db
def test_a_fresh_database_is_what_all_migrations_make_of_it() -> None:
    assert not fresh.is_fresh()
    roles.bootstrap(_url("postgres"), MIGRATED)
    try:
        _migrate(_url(MIGRATED))
        laid, migrated = _picture(connection.settings_dict["NAME"]), _picture(MIGRATED)
        assert "\n".join(sorted(laid ^ migrated)) == ""
    finally:
        with psycopg.connect(_url("postgres"), autocommit=True) as admin:
            admin.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(MIGRATED)))


def _url(database: str) -> str:
    """A database of the server that tests run on, as who may make others."""
    known = connection.settings_dict
    parts = {
        "host": known["HOST"],
        "port": known["PORT"],
        "user": known["USER"],
        "password": known["PASSWORD"],
    }
    return make_conninfo("", dbname=database, **{name: value for name, value in parts.items() if value})


def _migrate(url: str) -> None:
    """Run all migrations in a process of its own, whose Django knows no other database."""
    subprocess.run(
        [sys.executable, "manage.py", "migrate", "--run-syncdb", "--verbosity", "0"],
        env={
            **os.environ,
            "DATABASE_URL": url,
            "AKRAB_DB_ROLE": roles.OWNER,
            "DJANGO_SETTINGS_MODULE": "akrab.config.settings_test",
        },
        check=True,
    )


def _picture(database: str) -> set[str]:
    """All that is to be said of a database, a line a thing."""
    with psycopg.connect(_url(database)) as link:
        return {
            " ".join(map(str, (what, *row)))
            for what, query in LOOKED_AT.items()
            for row in link.execute(query.encode())
        }
