"""Finding the record that new values already describe, by the fields its object names in `match`."""

from collections.abc import Mapping
from typing import Any, cast

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

    Lists (phones, e-mail addresses) match when they share an entry; other fields when they are equal.
    """
    rows = access.visible(cast(type[Record], spec.model), by).order_by("id")
    for name in spec.match:
        field = spec.fields[name]
        value = values.get(field.attname)
        if not value:
            continue
        if field.type.name in ("emails", "phones", "tags"):
            for one in value:
                likely = discovery.matching(spec.model, [_pattern(field, one)], CANDIDATES)
                if found := rows.filter(pk__in=likely, **{f"{name}__contains": [one]}).first():
                    return found
        elif found := rows.filter(**{field.attname: value}).first():
            return found
    return None


def _pattern(field: Field, one: str) -> str:
    """What the search text of a record with this entry is like."""
    said = text.normalise(field.type.search_text(field, [one]))
    own, at, _domain = said.partition("@")
    return f"%{text.escape_like(own + at if at and len(own.strip()) >= LONG else said)}%"
