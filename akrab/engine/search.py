"""Finding records by what people type: part of a name in any script, a phone, an address; then by likeness.

The index is asked through functions of the database that carry the workspace condition themselves, because under
row-level security a `LIKE` can't use an index otherwise.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast
from uuid import UUID

from django.db import connection

from akrab.engine import access
from akrab.engine.record import Record
from akrab.engine.registry import objects
from akrab.engine.spec import Spec
from akrab.identity.actor import Actor
from akrab.lib import text

FEW = 5


@dataclass(frozen=True)
class Hit:
    """One found record."""

    spec: Spec
    record: Record
    title: str


def ids(spec: Spec, q: str, limit: int = 20) -> list[UUID]:
    """The newest records whose search text holds every word of `q`; the likest ones where hardly any does."""
    found = _exact([spec], q, limit).get(spec.name, [])
    if len(found) < FEW:
        found += [id for id in _alike(spec, q, limit) if id not in found]
    return found[:limit]


def find(q: str, by: Actor, limit: int = 8) -> list[Hit]:
    """The records of every object that this actor may see and that match, at most `limit` an object."""
    specs = [
        spec
        for spec in objects().values()
        if spec.search and not spec.settings and access.reach(by, spec, "view") != "none"
    ]
    if not q.strip() or not specs:
        return []
    found = _exact(specs, q, limit * 4)
    if sum(map(len, found.values())) < FEW:
        for spec in specs:
            found[spec.name] = [*found.get(spec.name, []), *_alike(spec, q, limit)]
    hits: list[Hit] = []
    for spec in specs:
        if wanted := found.get(spec.name):
            rows = access.visible(cast(type[Record], spec.model), by).filter(pk__in=wanted).defer("search")
            order = {id: place for place, id in enumerate(wanted)}
            nearest = sorted(rows, key=lambda row: order[row.pk])[:limit]
            hits += [Hit(spec, record, spec.title_of(record)) for record in nearest]
    return hits


def _exact(specs: Sequence[Spec], q: str, limit: int) -> dict[str, list[UUID]]:
    """Ids by object, newest first, in one statement for all objects."""
    patterns = text.search_terms(q)
    if not patterns:
        return {}
    parts = " UNION ALL ".join("SELECT %s, akrab_search(%s, %s, %s)" for _spec in specs)
    params = [value for spec in specs for value in (spec.name, spec.model._meta.db_table, patterns, limit)]
    found: dict[str, list[UUID]] = {}
    with connection.cursor() as cursor:
        cursor.execute(parts, params)
        for name, id in cursor.fetchall():
            found.setdefault(name, []).append(id)
    return found


def _alike(spec: Spec, q: str, limit: int) -> list[UUID]:
    """Ids of records whose search text is like `q`, for typing errors; words of three letters and more."""
    word = text.normalise(q).strip()
    if len(word) < 3:
        return []
    with connection.cursor() as cursor:
        cursor.execute("SELECT akrab_alike(%s, %s, %s)", [spec.model._meta.db_table, word, limit])
        return [row[0] for row in cursor.fetchall()]
