"""Several levels of groups counted in one statement: the rows are read and sorted once for all of them."""

from collections.abc import Sequence
from typing import Any, cast

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import F, Func, IntegerField, QuerySet
from django.db.models.sql import Query

from akrab.tenancy.backend.compiler import SQLCompiler

LEVEL = "level"
Names = tuple[str, ...]


class _LeftOut(Func):
    """Which of these names a row is not grouped by, as the bits of a number, the first name the highest."""

    function = "GROUPING"
    output_field = IntegerField()
    contains_aggregate = True


class _SetsCompiler(SQLCompiler):
    """SELECT with the grouping sets of its query."""

    def get_group_by(self, select: Any, order_by: Any) -> list[tuple[str, tuple[str | int, ...]]]:
        """All sets as one term; a name stands for the column of the answer that has it."""
        places = {alias: str(number) for number, (_expression, _sql, alias) in enumerate(select, start=1)}
        sets = (f"({', '.join(places[name] for name in names)})" for names in self.query.sets)
        return [(f"GROUPING SETS ({', '.join(sets)})", ())]


class _SetsQuery(Query):
    """A query with values and aggregates that is grouped by several sets of names."""

    sets: Sequence[Names] = ()

    def get_compiler(self, using: Any = None, connection: Any = None, elide_empty: bool = True) -> Any:
        """The compiler that writes the sets."""
        alias = using or DEFAULT_DB_ALIAS
        return _SetsCompiler(self, connection or connections[alias], alias, elide_empty)


def at_levels(rows: QuerySet[Any], sets: Sequence[Names], counts: dict[str, Any]) -> QuerySet[Any]:
    """The rows grouped by each set of annotated names, with `LEVEL` saying which names a row of the answer leaves out.

    The bits of `LEVEL` are those of `left_out`.
    """
    names = names_of(sets)
    found: QuerySet[Any] = rows.values(*names).annotate(**counts, **{LEVEL: _LeftOut(*map(F, names))})
    query = cast(_SetsQuery, found.query.chain(klass=_SetsQuery))
    query.sets = sets
    found.query = query
    return found


def names_of(sets: Sequence[Names]) -> list[str]:
    """Every name of the sets, once."""
    return list(dict.fromkeys(name for names in sets for name in names))


def left_out(names: Names, sets: Sequence[Names]) -> int:
    """What `LEVEL` says of the rows that are grouped by these names."""
    bits = "".join("0" if name in names else "1" for name in names_of(sets))
    return int(bits, 2)
