"""A fresh installation gets its tables at once; they are those that every release's migrations make one by one."""

import psycopg
import pytest
from django.db import connection

from akrab.config import fresh
from tests.migrating import empty_database, migrate, url_of

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
    with empty_database("migrated") as other:
        migrate(other)
        laid, migrated = _picture(connection.settings_dict["NAME"]), _picture(other)
        assert "\n".join(sorted(laid ^ migrated)) == ""


def _picture(database: str) -> set[str]:
    """All that is to be said of a database, a line a thing."""
    with psycopg.connect(url_of(database)) as link:
        return {
            " ".join(map(str, (what, *row)))
            for what, query in LOOKED_AT.items()
            for row in link.execute(query.encode())
        }
