"""Finding the record that new values already describe, by the fields its object names in `match`."""

from collections.abc import Mapping
from typing import Any, cast

from akrab.engine import access
from akrab.engine.record import Record
from akrab.engine.spec import Spec
from akrab.identity.actor import Actor
from akrab.lib import text
from akrab.tenancy import discovery

CANDIDATES = 20


def find_match(spec: Spec, values: Mapping[str, Any], by: Actor) -> Record | None:
    """The oldest visible record that shares a value of a `match` field with the parsed `values`; None without one.

    Lists (phones, e-mail addresses) match when they share an entry; other fields when they are equal.
    """
    rows = access.visible(cast(type[Record], spec.model), by)
    for name in spec.match:
        field = spec.fields[name]
        value = values.get(field.attname)
        if not value:
            continue
        if field.type.name in ("emails", "phones", "tags"):
            wanted = set(value)
            for one in value:
                words = text.escape_like(text.normalise(field.type.search_text(field, [one])))
                likely = discovery.matching(spec.model, [f"%{words}%"], CANDIDATES)
                for record in rows.filter(pk__in=likely).order_by("id"):
                    if wanted & set(getattr(record, field.attname)):
                        return record
        elif found := rows.filter(**{field.attname: value}).order_by("id").first():
            return found
    return None
