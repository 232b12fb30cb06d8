"""Rows of several tables in one round trip: what belongs together, and asks for nothing back."""

from collections.abc import Sequence
from typing import Any

from django.db import connection
from django.db.models import Model
from django.db.models.sql import InsertQuery

Statement = tuple[str, Sequence[Any]]


def insert_together(*tables: Sequence[Model], then: Statement | None = None) -> None:
    """Insert rows, table by table, each sequence of one model, and run `then` behind them.

    All of it is sent at once; whichever statement fails, its error is raised and the transaction is broken.
    """
    said = [one for rows in tables if rows for one in _inserts(rows)]
    if then is not None:
        said.append(then)
    if said:
        with connection.cursor() as cursor:
            cursor.execute(
                "; ".join(sql for sql, _params in said), [one for _sql, params in said for one in params]
            )
    for rows in tables:
        for row in rows:
            row._state.adding, row._state.db = False, connection.alias


def _inserts(rows: Sequence[Model]) -> list[Statement]:
    model = type(rows[0])
    query = InsertQuery(model)
    query.insert_values(model._meta.local_concrete_fields, list(rows))
    statements: list[Statement] = query.get_compiler(connection=connection).as_sql()
    return statements
