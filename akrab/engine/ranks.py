"""Where records stand by the company's own fields: an index beside their JSON, for sorts, ranges and what is empty.

Each value of a custom field that rows can be sorted by stands once more in `Rank`, as a key in the order of the values:
`0007=…` for field 7, and `0007~` where there is none. The database keeps it itself (`ranked.py`), so that no way of
writing can forget it. A field has a `rank` once the records that were there before it stand there too.
"""

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Any, cast
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Max, Q

from akrab.engine import shape
from akrab.engine.fields import Field, custom
from akrab.engine.models import RankedField
from akrab.engine.registry import find_object
from akrab.lib import clock
from akrab.tenancy import turns
from akrab.tenancy.current import current_workspace

LONGEST = 120  # characters of a text that count
BATCH = 2000
MOST_PASSES = 20
ZERO, LAST = 2**63, 2**64 - 1


def begin(object: str, name: str, kind: str) -> None:
    """Have a new custom field ranked from now on; its records of before are due to be filled in."""
    turns.wait(f"ranks:{current_workspace()}")  # two who make fields at once would count alike
    last = RankedField.objects.aggregate(last=Max("number"))["last"] or 0
    RankedField.objects.create(
        workspace_id=current_workspace(),
        object=object,
        name=name,
        kind=kind,
        number=last + 1,
        fill_at=clock.now(),
    )


def numbers() -> dict[tuple[str, str], int]:
    """The numbers of the current workspace's fields that are wholly ranked, by object and name."""
    rows = RankedField.objects.filter(fill_at=None).values_list("object", "name", "number")
    return {(object, name): number for object, name, number in rows}


def key_of(field: Field, value: Any) -> str:
    """The key of a value, as the database makes it."""
    head = f"{field.rank:04d}"
    if value is None:
        return f"{head}~"
    if isinstance(value, bool):
        said = "t" if value else "f"
    elif isinstance(value, str):
        said = value[:LONGEST]
    elif isinstance(value, date | datetime):
        said = str(field.type.plain(field, value)).rstrip("Z")
    else:
        number = int(custom.kept(field, value) if isinstance(value, Decimal) else value)
        said = f"{min(max(number + ZERO, 0), LAST):016x}"
    return f"{head}={said}"


def filled(field: Field) -> Q:
    """The ranks of the values of a field."""
    return _between(field)


def _between(field: Field, **bound: str) -> Q:
    """The filled ranks of a field with a bound, each end said once: more would mislead the planner's arithmetic."""
    ends = {"key__gte": f"{field.rank:04d}=", "key__lt": f"{field.rank:04d}>"}
    if {"key__gt", "key__gte"} & bound.keys():
        del ends["key__gte"]
    if {"key__lt", "key__lte"} & bound.keys():
        del ends["key__lt"]
    return Q(**ends, **bound)


def runs(field: Field, after: tuple[Any, UUID] | None, descending: bool) -> Iterator[Q]:
    """The ranks of all records in the order of a field, those without a value last, as parts to be read in turn."""
    way = "lt" if descending else "gt"
    if after is None:
        yield filled(field)
    elif after[0] is not None:
        key, id = key_of(field, after[0]), after[1]
        further = Q(**{f"key__{way}": key}) | Q(**{"key": key, f"record__{way}": id})
        yield _between(field, **{f"key__{way}e": key}) & further
    if field.null:
        started = after is not None and after[0] is None
        yield Q(key=key_of(field, None), **({f"record__{way}": after[1]} if after and started else {}))


def meant_by(field: Field, test: Q) -> Q | None:
    """The ranks that a plain condition on the path `key` means; None where ranks can't tell, or not wholly."""
    if test.negated or test.connector != Q.AND or not all(map(_is_plain, test.children)):
        return None
    bounds: dict[str, str] = {}
    for path, value in cast(list[tuple[str, Any]], test.children):
        lookup = path.removeprefix("key__")
        if lookup == "exact":
            return Q(key=key_of(field, value))
        if lookup == "in":
            return Q(key__in=[key_of(field, one) for one in value])
        if lookup == "range":
            bounds |= {"key__gte": key_of(field, value[0]), "key__lte": key_of(field, value[1])}
        elif lookup in ("gt", "gte", "lt", "lte"):
            bounds[path] = key_of(field, value)
        else:
            return None
    return _between(field, **bounds)


def _is_plain(child: Any) -> bool:
    """Whether it is one comparison, and not with a text of which a key has but the beginning."""
    if not isinstance(child, tuple):
        return False
    values = child[1] if isinstance(child[1], list) else [child[1]]
    return not any(isinstance(one, str) and len(one) >= LONGEST for one in values)


def fill(row: RankedField) -> bool:
    """Rank the records that were there before the field, a batch a transaction; whether all of them are.

    Those that are being written to are left for the next pass. Call it with the workspace current, when every
    transaction that began before the field was made known has ended.
    """
    with transaction.atomic():
        spec = find_object(row.object)
    if spec is None:
        return False
    table = spec.model._meta.db_table
    for _pass in range(MOST_PASSES):
        last: UUID | None = UUID(int=0)
        while last is not None:
            with transaction.atomic():
                last = _fill_some(table, row, last)
        with transaction.atomic():
            if not _is_missing(table, row):
                RankedField.objects.filter(pk=row.pk).update(fill_at=None)
                shape.renew()
                return True
    return False


def _fill_some(table: str, row: RankedField, after: UUID) -> UUID | None:
    """Rank the next records by id, and return the last of them."""
    found = _asked("SELECT akrab_rank_fill(%s, %s, %s, %s, %s)", table, row.number, row.kind, after, BATCH)
    return cast(UUID | None, found)


def _is_missing(table: str, row: RankedField) -> bool:
    return bool(_asked("SELECT akrab_rank_lacks(%s, %s)", table, row.number))


def _asked(statement: str, *values: Any) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        row = cursor.fetchone()
    return row[0] if row else None


def mark() -> int:
    """The number of the current transaction, for `is_past`."""
    return int(_asked("SELECT pg_current_xact_id()::text::bigint"))


def is_past(number: int) -> bool:
    """Whether every transaction that was open at a mark has ended: what it wrote can be seen now."""
    return int(_asked("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint")) >= number
