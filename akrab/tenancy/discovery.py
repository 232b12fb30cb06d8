"""The few questions that look past row-level security; only ids come back."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.db.models import Model
from django.db.models.expressions import RawSQL


def sharing(model: type[Model], entries: Sequence[tuple[str, str]], most: int) -> RawSQL:
    """Return a sub-query for `filter(id__in=…)`: the oldest rows of the current workspace, `most` at most, that have
    one of the entries, each named with its list column. It uses an index which row-level security bars.
    """
    columns, said = [column for column, _entry in entries], [entry for _column, entry in entries]
    return RawSQL("SELECT akrab_sharing(%s, %s, %s, %s)", [model._meta.db_table, columns, said, most])


def holding(model: type[Model], values: Sequence[str], most: int) -> list[UUID]:
    """Return rows of the current workspace, `most` at most, whose `custom` column holds any of these JSON objects."""
    return _ids("SELECT akrab_holding(%s, %s, %s)", model._meta.db_table, list(values), most)


def workspaces_waiting(model: type[Model]) -> list[UUID]:
    """Return the workspaces that have any row of `model`, a table of things still to do."""
    return _ids("SELECT akrab_waiting(%s)", model._meta.db_table)


def workspaces_due(model: type[Model], moment: datetime, column: str = "due_at") -> list[UUID]:
    """Return the workspaces that have a row of `model` whose `column` is not later than `moment`."""
    return _ids("SELECT akrab_due(%s, %s, %s)", model._meta.db_table, moment, column)


def workspaces_of(user: UUID) -> list[UUID]:
    """Return the workspaces in which this person has a membership, in force or not."""
    return _ids("SELECT akrab_workspaces_of(%s)", user)


def _ids(statement: str, *values: UUID | str | datetime | list[str] | int) -> list[UUID]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return [row[0] for row in cursor.fetchall()]
