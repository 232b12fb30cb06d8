"""Finding the record that new values already describe, by the fields its object names in `match`."""

from collections.abc import Mapping, Sequence
from functools import reduce
from itertools import groupby
from operator import or_
from typing import Any, cast

from django.db.models import Q, QuerySet

from akrab.engine import access
from akrab.engine.fields import Field
from akrab.engine.record import Record
from akrab.engine.spec import Spec
from akrab.identity.actor import Actor
from akrab.lib import text
from akrab.tenancy import discovery

CANDIDATES = 200
LONG = 6  # letters before the @ that few addresses share; the rest then only costs time, being in every index entry


def find_match(spec: Spec, values: Mapping[str, Any], by: Actor) -> Record | None:
    """The oldest visible record that shares a value of a `match` field with the parsed `values`; None without one.

    Lists (phones, e-mail addresses) match when they share an entry; other fields when they are equal. What an
    earlier field or entry finds goes before what a later one does; neighbouring lists are asked for in one statement.
    """
    rows = access.visible(cast(type[Record], spec.model), by).order_by("id")
    said = [field for field in (spec.fields[name] for name in spec.match) if values.get(field.attname)]
    for is_list, fields in groupby(said, _is_list):
        if is_list:
            wanted = [(field, one) for field in fields for one in values[field.attname]]
            if found := _sharing_an_entry(rows, wanted):
                return found
            continue
        for field in fields:
            if found := rows.filter(**{field.attname: values[field.attname]}).first():
                return found
    return None


def _is_list(field: Field) -> bool:
    return field.type.name in ("emails", "phones", "tags")


def _sharing_an_entry(rows: QuerySet[Record], wanted: Sequence[tuple[Field, str]]) -> Record | None:
    patterns = [[_pattern(field, one)] for field, one in wanted]
    likely = discovery.matching_any(rows.model, patterns, CANDIDATES)
    fits = reduce(or_, (Q(**{f"{field.name}__contains": [one]}) for field, one in wanted))
    found = list(rows.filter(fits, pk__in=likely))
    shared = (row for field, one in wanted for row in found if one in getattr(row, field.attname))
    return next(shared, None)


def _pattern(field: Field, one: str) -> str:
    """What the search text of a record with this entry is like."""
    said = text.normalise(field.type.search_text(field, [one]))
    own, at, _domain = said.partition("@")
    return f"%{text.escape_like(own + at if at and len(own.strip()) >= LONG else said)}%"
