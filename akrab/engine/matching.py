"""Finding the record that new values already describe, by the fields its object names in `match`."""

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any, cast

from django.db.models import QuerySet

from akrab.engine import access
from akrab.engine.fields import Field
from akrab.engine.record import Record
from akrab.engine.spec import Spec
from akrab.identity.actor import Actor
from akrab.tenancy import discovery

CANDIDATES = 200


def find_match(spec: Spec, values: Mapping[str, Any], by: Actor) -> Record | None:
    """The oldest visible record that shares a value of a `match` field with the parsed `values`; None without one.

    Lists (phones, e-mail addresses) match when they share an entry; other fields when they are equal. What an
    earlier field or entry finds goes before what a later one does; neighbouring lists are asked for in one statement.
    """
    rows = access.visible(cast(type[Record], spec.model), by).order_by("id")
    said = [field for field in (spec.fields[name] for name in spec.match) if values.get(field.attname)]
    for are_lists, fields in groupby(said, is_list):
        if are_lists:
            wanted = [(field, one) for field in fields for one in values[field.attname]]
            if found := _sharing_an_entry(rows, wanted):
                return found
            continue
        for field in fields:
            if found := rows.filter(**{field.attname: values[field.attname]}).first():
                return found
    return None


def is_list(field: Field) -> bool:
    """Whether a field holds several short texts, of which one in common makes a match."""
    return field.type.name in ("emails", "phones", "tags")


def _sharing_an_entry(rows: QuerySet[Record], wanted: Sequence[tuple[Field, str]]) -> Record | None:
    likely = discovery.sharing(rows.model, [(field.attname, one) for field, one in wanted], CANDIDATES)
    found = list(rows.filter(pk__in=likely))
    shared = (row for field, one in wanted for row in found if one in getattr(row, field.attname))
    return next(shared, None)
