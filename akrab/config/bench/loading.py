"""Filling tables by one statement each: every column of a model, given by an SQL expression or its default."""

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import psycopg
from django.db import connection, models
from psycopg import sql

from akrab.tenancy.roles import OWNER

MEMORY = "SET maintenance_work_mem = '512MB'; SET work_mem = '256MB'; SET synchronous_commit = off"


@contextmanager
def owner() -> Iterator[psycopg.Connection]:
    """A connection as the owner of the tables, for whom row-level security does not count."""
    url = os.environ["DATABASE_URL"]
    with psycopg.connect(url, autocommit=True) as opened:
        try:
            opened.execute(sql.SQL("SET ROLE {}").format(sql.Identifier(OWNER)))
        except psycopg.errors.InsufficientPrivilege:
            with psycopg.connect(url, autocommit=True, user=OWNER) as opened_as_owner:
                opened_as_owner.execute(MEMORY)
                yield opened_as_owner
            return
        opened.execute(MEMORY)
        yield opened


class Loader:
    """Inserts rows of one workspace, made from a query, into the tables of models."""

    def __init__(self, link: psycopg.Connection, workspace: Any) -> None:
        self.link, self.workspace = link, workspace

    def insert(self, model: type[models.Model], rows: str, **given: str) -> None:
        """Insert what `rows` (a FROM clause with what follows it) yields; `given` are expressions by column."""
        values = {"workspace_id": f"'{self.workspace}'::uuid", **given}
        names, expressions = [], []
        for field in model._meta.concrete_fields:
            names.append(sql.Identifier(str(field.column)))
            expressions.append(self._expression(field, values))
        statement = sql.SQL("INSERT INTO {} ({}) SELECT {} FROM {}").format(
            sql.Identifier(model._meta.db_table), _listed(names), _listed(expressions), sql.SQL(rows)
        )
        self.link.execute(statement)

    def _expression(self, field: "models.Field[Any, Any]", values: Mapping[str, str]) -> sql.Composable:
        """The column's expression, cast to its type, else the model's default as a literal."""
        kind = sql.SQL(field.db_type(connection) or "text")
        said = values.get(str(field.column))
        if said is not None:
            return sql.SQL("({})::{}").format(sql.SQL(said), kind)
        value = None if field.null and not field.has_default() else field.get_default()
        return sql.SQL("{}::{}").format(sql.Literal(field.get_db_prep_save(value, connection)), kind)

    def copy(self, table: str, columns: tuple[str, ...], rows: Iterator[tuple[Any, ...]]) -> None:
        """Copy rows made by Python into a table of the loader's own."""
        named = sql.SQL(", ").join(map(sql.Identifier, columns))
        with (
            self.link.cursor() as cursor,
            cursor.copy(sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(table), named)) as copy,
        ):
            for row in rows:
                copy.write_row(row)


def _listed(parts: Sequence[sql.Composable]) -> sql.Composable:
    return sql.SQL(", ").join(parts)


@contextmanager
def without_indexes(link: psycopg.Connection, tables: list[str]) -> Iterator[None]:
    """Take away the tables' plain indexes while they are filled, and make them anew afterwards."""
    found = link.execute(
        "SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index WHERE NOT indisunique"
        " AND indrelid::regclass::text = ANY(%s)",
        [tables],
    ).fetchall()
    for name, _definition in found:
        link.execute(sql.SQL("DROP INDEX {}").format(sql.SQL(name)))
    yield
    for _name, definition in found:
        link.execute(sql.SQL(definition))
