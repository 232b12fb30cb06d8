"""Finding the record that new values already describe, by the fields its object names in `match`."""

from collections.abc import Mapping
from typing import Any, cast

from django.db import connection

from akrab.engine import access
from akrab.engine.record import Record
from akrab.engine.spec import Spec
from akrab.identity.actor import Actor
from akrab.lib import text

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
            likely = {id for one in value for id in _candidates(spec, field.type.search_text(field, [one]))}
            for record in rows.filter(pk__in=likely).order_by("id"):
                if wanted & set(getattr(record, field.attname)):
                    return record
        elif found := rows.filter(**{field.attname: value}).order_by("id").first():
            return found
    return None


def _candidates(spec: Spec, words: str) -> list[Any]:
    """Ids whose search text holds these words whole."""
    pattern = f"%{text.normalise(words)}%".replace("_", r"\_")
    with connection.cursor() as cursor:
        cursor.execute("SELECT akrab_search(%s, %s, %s)", [spec.model._meta.db_table, [pattern], CANDIDATES])
        return [row[0] for row in cursor.fetchall()]
