"""Row-level security, grants and the functions that see past it, laid after each `migrate`."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.conf import settings
from django.db import connections, transaction

from akrab.tenancy.roles import APP
from akrab.tenancy.tables import workspace_tables

if TYPE_CHECKING:
    from akrab.tenancy.backend.base import DatabaseWrapper

POLICY = "akrab_workspace"
HERE = "nullif(current_setting('app.workspace', true), '')::uuid"  # after a SET LOCAL it is '', not null
OWN_ROWS = f"workspace_id = {HERE}"
REMEMBERED = 500
UNSORTED = 256  # kilobytes
LOOKED_AT = 5  # changes after which PostgreSQL looks at a table anew
DEFINER = "SECURITY DEFINER SET search_path = pg_catalog, pg_temp"

FUNCTIONS = {
    # The schema-qualified name of a workspace table; anything else is refused.
    "akrab_table(text)": """
        CREATE OR REPLACE FUNCTION {schema}.akrab_table(tab text) RETURNS text
        LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
        BEGIN
            IF NOT EXISTS (
                SELECT FROM pg_class WHERE relname = tab AND relnamespace = {schema_name}::regnamespace
                AND relkind IN ('r', 'p') AND relrowsecurity
            ) THEN
                RAISE EXCEPTION '% is not a workspace table', tab USING ERRCODE = 'undefined_table';
            END IF;
            RETURN format('{schema}.%I', tab);
        END $$
    """,
    # Ids of the current workspace's rows whose search column is LIKE all of the patterns, newest first.
    "akrab_search(text, text[], int)": """
        CREATE OR REPLACE FUNCTION {schema}.akrab_search(tab text, patterns text[], most int)
        RETURNS SETOF uuid LANGUAGE plpgsql STABLE ROWS 100 {definer} AS $$
        DECLARE
            here uuid := {here};
            conditions text;
        BEGIN
            SELECT string_agg(format('t.search LIKE %L', pattern), ' AND ')
            INTO conditions FROM unnest(patterns) pattern;
            IF here IS NULL OR conditions IS NULL THEN
                RETURN;
            END IF;
            RETURN QUERY EXECUTE format(
                'SELECT t.id FROM %s t WHERE t.workspace_id = %L AND %s ORDER BY t.id DESC LIMIT %s',
                {schema}.akrab_table(tab), here, conditions, most
            );
        END $$
    """,
    # Ids of the current workspace's rows whose search column holds something like the word, the likest first.
    # One typing error leaves one half of a long word right, and LIKE finds a half in a tenth of the time of a
    # likeness: rows that hold a half of each long word and all of each short one, then without the short ones.
    # Likeness itself is asked for where no word is long. Only some candidates are compared: a common word has its
    # likest rows among any of them.
    "akrab_alike(text, text, int)": """
        CREATE OR REPLACE FUNCTION {schema}.akrab_alike(tab text, word text, most int)
        RETURNS SETOF uuid LANGUAGE plpgsql STABLE ROWS 20 {definer}
        SET pg_trgm.word_similarity_threshold = 0.45 AS $$
        DECLARE
            here uuid := {here};
            narrow text;
            wide text;
            condition text;
        BEGIN
            IF here IS NULL THEN
                RETURN;
            END IF;
            SELECT string_agg(test, ' AND '), string_agg(test, ' AND ') FILTER (WHERE is_long) INTO narrow, wide FROM (
                SELECT length(w) >= 6 AS is_long, CASE WHEN length(w) >= 6
                    THEN format('(t.search LIKE %L OR t.search LIKE %L)',
                                '%' || left(w, length(w) / 2) || '%', '%' || substr(w, length(w) / 2 + 1) || '%')
                    ELSE format('t.search LIKE %L', '%' || w || '%') END AS test
                FROM regexp_split_to_table(regexp_replace(word, '[\\%_]', ' ', 'g'), ' +') w WHERE length(w) >= 3
            ) tests;
            IF wide IS NULL THEN
                narrow := format('t.search OPERATOR({schema}.%%>) %L', word);
                wide := narrow;
            END IF;
            FOREACH condition IN ARRAY CASE WHEN narrow = wide THEN ARRAY[wide] ELSE ARRAY[narrow, wide] END LOOP
                RETURN QUERY EXECUTE format(
                    'SELECT l.id FROM (SELECT c.id, {schema}.word_similarity(%L, c.search) AS likeness FROM '
                    '(SELECT t.id, t.search FROM %s t WHERE t.workspace_id = %L AND %s LIMIT 300) c) l '
                    'WHERE l.likeness >= 0.45 ORDER BY l.likeness DESC, l.id DESC LIMIT %s',
                    word, {schema}.akrab_table(tab), here, condition, most
                );
                EXIT WHEN FOUND;
            END LOOP;
        END $$
    """,
    # Ids of the current workspace's rows whose custom column holds any of the values; any of them, `most` at most.
    "akrab_holding(text, text[], int)": """
        CREATE OR REPLACE FUNCTION {schema}.akrab_holding(tab text, wanted text[], most int)
        RETURNS SETOF uuid LANGUAGE plpgsql STABLE ROWS 100 {definer} AS $$
        DECLARE
            here uuid := {here};
            conditions text;
        BEGIN
            SELECT string_agg(format('t.custom @> %L::jsonb', one), ' OR ') INTO conditions FROM unnest(wanted) one;
            IF here IS NULL OR conditions IS NULL THEN
                RETURN;
            END IF;
            RETURN QUERY EXECUTE format(
                'SELECT t.id FROM %s t WHERE t.workspace_id = %L AND t.custom <> %L::jsonb AND (%s) LIMIT %s',
                {schema}.akrab_table(tab), here, '{{}}', conditions, most
            );
        END $$
    """,
    # Ids of the current workspace's rows that have one of the entries in the list column of the same place, the
    # oldest first. OFFSET 0 keeps the planner from reading all rows in their order until there are enough.
    "akrab_sharing(text, text[], text[], int)": """
        CREATE OR REPLACE FUNCTION {schema}.akrab_sharing(tab text, cols text[], entries text[], most int)
        RETURNS SETOF uuid LANGUAGE plpgsql STABLE ROWS 5 {definer} AS $$
        DECLARE
            here uuid := {here};
            conditions text;
        BEGIN
            SELECT string_agg(format('t.%I @> ARRAY[%L]', col, entry), ' OR ')
            INTO conditions FROM unnest(cols, entries) said (col, entry);
            IF here IS NULL OR conditions IS NULL THEN
                RETURN;
            END IF;
            RETURN QUERY EXECUTE format(
                'SELECT l.id FROM (SELECT t.id FROM %s t WHERE t.workspace_id = %L AND (%s) OFFSET 0) l '
                'ORDER BY l.id LIMIT %s',
                {schema}.akrab_table(tab), here, conditions, most
            );
        END $$
    """,
    # Workspaces that have rows in a table of things still to do.
    "akrab_waiting(text)": """
        CREATE OR REPLACE FUNCTION {schema}.akrab_waiting(tab text)
        RETURNS SETOF uuid LANGUAGE plpgsql STABLE ROWS 100 {definer} AS $$
        BEGIN
            RETURN QUERY EXECUTE format(
                'SELECT w.id FROM {workspaces} w WHERE EXISTS (SELECT FROM %s t WHERE t.workspace_id = w.id)',
                {schema}.akrab_table(tab)
            );
        END $$
    """,
    # Workspaces that have rows whose moment (by default in due_at) has come.
    "akrab_due(text, timestamptz, text)": """
        CREATE OR REPLACE FUNCTION {schema}.akrab_due(tab text, moment timestamptz, col text DEFAULT 'due_at')
        RETURNS SETOF uuid LANGUAGE plpgsql STABLE ROWS 100 {definer} AS $$
        BEGIN
            RETURN QUERY EXECUTE format(
                'SELECT w.id FROM {workspaces} w WHERE EXISTS '
                '(SELECT FROM %s t WHERE t.workspace_id = w.id AND t.%I <= $1)',
                {schema}.akrab_table(tab), col
            ) USING moment;
        END $$
    """,
}
WORKSPACES_OF = {
    # Workspaces in which a person has a membership.
    "akrab_workspaces_of(uuid)": """
        CREATE OR REPLACE FUNCTION {schema}.akrab_workspaces_of(who uuid)
        RETURNS SETOF uuid LANGUAGE sql STABLE ROWS 5 {definer} AS $$
            SELECT m.workspace_id FROM {memberships} m WHERE m.user_id = who
        $$
    """,
}


_further: list[Callable[[Any], list[str]]] = []


def lay_also(statements: Callable[[Any], list[str]]) -> None:
    """Have further statements run after these, each time; the function gets a cursor to look what is missing."""
    _further.append(statements)


def lay_after_migrate(using: str, **_: Any) -> None:
    """Receive `post_migrate`."""
    connection: Any = connections[using]
    if hasattr(connection, "as_owner"):  # the backend of the wall
        lay(connection)


def lay(connection: "DatabaseWrapper") -> None:
    """Put policies on workspace tables, give akrab_app its rights, make the functions, say what is kept.

    Running it again changes nothing.
    """
    with connection.as_owner(), transaction.atomic(connection.alias), connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [APP])
        has_app = cursor.fetchone() is not None
        statements = _policies(cursor) + (_grants(cursor) if has_app else []) + _functions(cursor, has_app)
        statements += _statistics(cursor) + _looks(cursor) + _indexes(cursor)
        cursor.execute(";".join(statements))
        for further in (*_further, _unsorted):
            cursor.execute(";".join(further(cursor)))


def _policies(cursor: Any) -> list[str]:
    cursor.execute(
        "SELECT relname FROM pg_class c WHERE relname = ANY(%s) AND relkind IN ('r', 'p')"
        " AND pg_table_is_visible(oid) AND NOT (relrowsecurity AND EXISTS"
        " (SELECT FROM pg_policy WHERE polrelid = c.oid AND polname = %s))",
        [sorted(workspace_tables()), POLICY],
    )
    statements = []
    for (table,) in cursor.fetchall():
        name = cursor.db.ops.quote_name(table)
        statements += [
            f"ALTER TABLE {name} ENABLE ROW LEVEL SECURITY",
            f"DROP POLICY IF EXISTS {POLICY} ON {name}",
            f"CREATE POLICY {POLICY} ON {name} USING ({OWN_ROWS}) WITH CHECK ({OWN_ROWS})",
        ]
    return statements


def _grants(cursor: Any) -> list[str]:
    """New tables are covered by the default privileges; this mends those made before there was a role."""
    cursor.execute(
        "SELECT c.oid::regclass::text, relkind = 'S' FROM pg_class c"
        " WHERE relnamespace = current_schema()::regnamespace AND relowner = current_user::regrole"
        " AND CASE WHEN relkind = 'S' THEN NOT has_sequence_privilege(%s, c.oid, 'USAGE')"
        " ELSE relkind IN ('r', 'p', 'v', 'm') AND NOT has_table_privilege(%s, c.oid, 'DELETE') END",
        [APP, APP],
    )
    return [
        f"GRANT USAGE, SELECT ON SEQUENCE {name} TO {APP}"
        if is_sequence
        else f"GRANT SELECT, INSERT, UPDATE, DELETE ON {name} TO {APP}"
        for name, is_sequence in cursor.fetchall()
    ]


def _statistics(cursor: Any) -> list[str]:
    """How many search texts the planner remembers: with its usual hundred it takes common words for rare ones.

    Then it collects all rows that hold them, where reading the newest until there are enough takes a tenth.
    """
    cursor.execute(
        "SELECT c.oid::regclass::text FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid"
        " WHERE relname = ANY(%s) AND relkind IN ('r', 'p') AND pg_table_is_visible(c.oid)"
        " AND attname = 'search' AND attstattarget IS DISTINCT FROM %s",
        [sorted(workspace_tables()), REMEMBERED],
    )
    return [
        f"ALTER TABLE {name} ALTER COLUMN search SET STATISTICS {REMEMBERED}" for (name,) in cursor.fetchall()
    ]


def _looks(cursor: Any) -> list[str]:
    """How soon the planner learns what a small table holds.

    By PostgreSQL's fifty changes it knows nothing of a company's five stages or forty people, ever: it takes them for
    one row, and asks the large tables beside them once for each.
    """
    cursor.execute(
        "SELECT oid::regclass::text FROM pg_class WHERE relname = ANY(%s) AND relkind = 'r'"
        " AND pg_table_is_visible(oid) AND NOT %s = ANY(coalesce(reloptions, '{}'))",
        [sorted(workspace_tables()), f"autovacuum_analyze_threshold={LOOKED_AT}"],
    )
    return [
        f"ALTER TABLE {name} SET (autovacuum_analyze_threshold = {LOOKED_AT})"
        for (name,) in cursor.fetchall()
    ]


def _indexes(cursor: Any) -> list[str]:
    """An index over the values of custom fields, which only `akrab_holding` may use; rows without any cost nothing."""
    cursor.execute(
        "SELECT relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid"
        " WHERE relname = ANY(%s) AND relkind IN ('r', 'p') AND pg_table_is_visible(c.oid) AND attname = 'custom'"
        " AND NOT EXISTS (SELECT FROM pg_indexes i WHERE i.tablename = relname AND i.indexname = relname || '_kept')",
        [sorted(workspace_tables())],
    )
    quote = cursor.db.ops.quote_name
    return [
        f"CREATE INDEX IF NOT EXISTS {quote(f'{table}_kept')} ON {quote(table)}"
        " USING gin (workspace_id, custom jsonb_path_ops) WHERE custom <> '{}'::jsonb"
        for (table,) in cursor.fetchall()
    ]


def _unsorted(cursor: Any) -> list[str]:
    """How much each inverted index keeps unsorted: what is new is put there, and every search reads all of it.

    The usual 4 MB take a search 10 ms; less is sorted in more often, which costs who writes.
    """
    cursor.execute(
        "SELECT i.indexrelid::regclass::text FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid"
        " JOIN pg_class t ON t.oid = i.indrelid JOIN pg_am a ON a.oid = c.relam"
        " WHERE t.relname = ANY(%s) AND pg_table_is_visible(t.oid) AND a.amname = 'gin'"
        " AND NOT coalesce(c.reloptions, '{}') && ARRAY[%s]",
        [sorted(workspace_tables()), f"gin_pending_list_limit={UNSORTED}"],
    )
    return [f"ALTER INDEX {name} SET (gin_pending_list_limit = {UNSORTED})" for (name,) in cursor.fetchall()]


def _functions(cursor: Any, has_app: bool) -> list[str]:
    cursor.execute("SELECT current_schema()")
    quote = cursor.db.ops.quote_name
    (schema,) = cursor.fetchone()
    functions = dict(FUNCTIONS)
    words = {
        "schema": quote(schema),
        "schema_name": f"'{quote(schema)}'",
        "definer": DEFINER,
        "here": HERE,
        "workspaces": f"{quote(schema)}.{quote(_table_of(settings.WORKSPACE_MODEL))}",
    }
    if membership := getattr(settings, "MEMBERSHIP_MODEL", ""):
        functions |= WORKSPACES_OF
        words["memberships"] = f"{quote(schema)}.{quote(_table_of(membership))}"
    # A function may set an extension's parameter only once the extension's library is loaded in the session.
    cursor.execute(f"SELECT {quote(schema)}.show_limit()")
    statements = []
    for signature, body in functions.items():
        statements += [body.format(**words), f"REVOKE EXECUTE ON FUNCTION {signature} FROM PUBLIC"]
        if has_app:
            statements.append(f"GRANT EXECUTE ON FUNCTION {signature} TO {APP}")
    return statements


def _table_of(label: str) -> str:
    return str(apps.get_model(label)._meta.db_table)
