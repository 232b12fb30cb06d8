"""The database's part of ranks: what it does with each row that is made, changed or removed."""

from typing import Any

from django.apps import apps

from akrab.lib.text import bare_letters

LETTERS = {chr(one): bare for one, bare in bare_letters().items() if one > 127}
PLAIN = (
    " abcdefghijklmnopqrstuvwxyz0123456789"  # said first: the server looks for each character from the start
)
FROM, TO = PLAIN + "".join(LETTERS), PLAIN + "".join(LETTERS.values())
TEXT = "left(coalesce(said, ''), 120)"
# Most texts have none of these letters, and are not looked through.
BARE = f"""CASE WHEN octet_length({TEXT}) = length({TEXT}) THEN lower({TEXT} COLLATE "C")
                ELSE translate(lower({TEXT} COLLATE "C"), '{FROM}', '{TO}') END"""

# The key of a value as JSON keeps it; `ranks.key_of` says the same. The order of `bigint` is that of its bytes once the
# sign is turned round; dates and moments of one zone are in order as ISO writes them, without the zone's letter.
KEY = """
    CREATE OR REPLACE FUNCTION {schema}.akrab_rank_key(number int, kind text, said text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
        SELECT lpad(number::text, 4, '0') || CASE
            WHEN kind IN ('text', 'url', 'choice') THEN '=' || {bare} || chr(1) || {text}
            WHEN kind = 'boolean' THEN '=' || left(coalesce(said, 'false'), 1)
            WHEN said IS NULL THEN '~'
            WHEN kind IN ('date', 'datetime') THEN '=' || rtrim(said, 'Z')
            ELSE '=' || lpad(to_hex(said::bigint # (1::bigint << 63)), 16, '0')
        END
    $$
"""
# New and removed rows all at once: where a workspace has no ranked field of the object, this costs a statement next to
# nothing, however many rows it made. A change looks at the row's own fields.
KEEP = """
    CREATE OR REPLACE FUNCTION {schema}.akrab_rank() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE
        one record;
    BEGIN
        IF TG_OP = 'DELETE' THEN
            DELETE FROM {schema}.engine_rank r USING touched t
            WHERE r.workspace_id = t.workspace_id AND r.record = t.id;
        ELSIF TG_OP = 'INSERT' THEN
            IF EXISTS (SELECT FROM {schema}.engine_rankedfield f WHERE f.object = TG_ARGV[0]) THEN
                INSERT INTO {schema}.engine_rank (id, workspace_id, record, field, key)
                SELECT gen_random_uuid(), t.workspace_id, t.id, f.number,
                    {schema}.akrab_rank_key(f.number, f.kind, t.custom ->> f.name)
                FROM touched t
                JOIN {schema}.engine_rankedfield f ON f.workspace_id = t.workspace_id AND f.object = TG_ARGV[0]
                ON CONFLICT (workspace_id, record, field) DO UPDATE SET key = excluded.key;
            END IF;
        ELSE
            FOR one IN
                SELECT f.number, f.name, f.kind FROM {schema}.engine_rankedfield f
                WHERE f.workspace_id = NEW.workspace_id AND f.object = TG_ARGV[0]
                AND (OLD.custom -> f.name) IS DISTINCT FROM (NEW.custom -> f.name)
            LOOP
                INSERT INTO {schema}.engine_rank (id, workspace_id, record, field, key)
                VALUES (gen_random_uuid(), NEW.workspace_id, NEW.id, one.number,
                    {schema}.akrab_rank_key(one.number, one.kind, NEW.custom ->> one.name))
                ON CONFLICT (workspace_id, record, field) DO UPDATE SET key = excluded.key;
            END LOOP;
        END IF;
        RETURN NULL;
    END $$
"""
REMEMBERED = 1000  # common keys and steps the planner knows: those of all fields together
TRIGGERS = {
    "akrab_rank": "AFTER INSERT ON {on} REFERENCING NEW TABLE AS touched FOR EACH STATEMENT",
    "akrab_rank_gone": "AFTER DELETE ON {on} REFERENCING OLD TABLE AS touched FOR EACH STATEMENT",
    "akrab_rank_anew": "AFTER UPDATE OF custom ON {on} FOR EACH ROW WHEN (OLD.custom IS DISTINCT FROM NEW.custom)",
}
# Rows being written to are left for the next pass: waiting for them could end in a deadlock.
FILL = """
    CREATE OR REPLACE FUNCTION {schema}.akrab_rank_fill(tab text, number int, kind text, after uuid, most int)
    RETURNS uuid LANGUAGE plpgsql AS $$
    DECLARE
        last uuid;
    BEGIN
        EXECUTE format(
            'WITH taken AS MATERIALIZED (SELECT t.workspace_id, t.id, t.custom FROM %s t '
            'WHERE t.workspace_id = nullif(current_setting(''app.workspace'', true), '''')::uuid AND t.id > $3 '
            'ORDER BY t.id LIMIT $4 FOR SHARE SKIP LOCKED), '
            'made AS (INSERT INTO {schema}.engine_rank (id, workspace_id, record, field, key) '
            'SELECT gen_random_uuid(), s.workspace_id, s.id, $1, {schema}.akrab_rank_key($1, $2, s.custom ->> %L) '
            'FROM taken s ON CONFLICT (workspace_id, record, field) DO UPDATE SET key = excluded.key) '
            'SELECT s.id FROM taken s ORDER BY s.id DESC LIMIT 1',
            {schema}.akrab_table(tab),
            (SELECT f.name FROM {schema}.engine_rankedfield f WHERE f.number = akrab_rank_fill.number
             AND f.workspace_id = nullif(current_setting('app.workspace', true), '')::uuid)
        ) INTO last USING number, kind, after, most;
        RETURN last;
    END $$
"""

# Both counts in one statement, so that they are of one moment.
LACKS = """
    CREATE OR REPLACE FUNCTION {schema}.akrab_rank_lacks(tab text, number int) RETURNS boolean LANGUAGE plpgsql AS $$
    DECLARE
        here uuid := nullif(current_setting('app.workspace', true), '')::uuid;
        lacks boolean;
    BEGIN
        EXECUTE format(
            'SELECT (SELECT count(*) FROM %s t WHERE t.workspace_id = $1) > '
            '(SELECT count(*) FROM {schema}.engine_rank r WHERE r.workspace_id = $1 AND r.field = $2)',
            {schema}.akrab_table(tab)
        ) INTO lacks USING here, number;
        RETURN lacks;
    END $$
"""


def laid(cursor: Any) -> list[str]:
    """The statements that make the functions, and the triggers of tables that have none yet."""
    objects = {
        model._meta.db_table: str(model._meta.model_name)
        for model in apps.get_models()
        if any(field.name == "custom" for field in model._meta.local_fields)
    }
    cursor.execute("SELECT current_schema(), to_regclass('engine_rank') IS NOT NULL")
    schema, is_there = cursor.fetchone()
    cursor.execute(
        "SELECT relname FROM pg_class c WHERE relname = ANY(%s) AND relkind = 'r' AND pg_table_is_visible(oid)"
        " AND NOT EXISTS (SELECT FROM pg_trigger t WHERE t.tgrelid = c.oid AND t.tgname = 'akrab_rank')",
        [sorted(objects)],
    )
    quote = cursor.db.ops.quote_name
    made = [body.format(schema=quote(schema), bare=BARE, text=TEXT) for body in (KEY, KEEP, FILL, LACKS)]
    for (table,) in cursor.fetchall() if is_there else ():
        made += [
            f"CREATE TRIGGER {name} {when.format(on=quote(table))} EXECUTE FUNCTION akrab_rank('{objects[table]}')"
            for name, when in TRIGGERS.items()
        ]
    if is_there:
        cursor.execute(
            "SELECT FROM pg_attribute WHERE attrelid = 'engine_rank'::regclass AND attname = 'key'"
            " AND attstattarget IS DISTINCT FROM %s",
            [REMEMBERED],
        )
        made += [f"ALTER TABLE engine_rank ALTER COLUMN key SET STATISTICS {REMEMBERED}"] * cursor.rowcount
    return made
