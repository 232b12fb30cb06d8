"""Finding records by what people type: part of a name in any script, a phone, an address; then by likeness.

The index is asked through functions of the database that carry the workspace condition themselves, because under
row-level security a `LIKE` can't use an index otherwise.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast
from uuid import UUID

from django.db import connection

from akrab.engine import access, filters, values
from akrab.engine.fields import BadValue
from akrab.engine.fields.links import target_of
from akrab.engine.models import Event
from akrab.engine.record import Record
from akrab.engine.registry import objects
from akrab.engine.spec import Spec
from akrab.identity.actor import Actor
from akrab.lib import text

MOST, ALIKE = 1000, 200


@dataclass(frozen=True)
class Hit:
    """One found record."""

    spec: Spec
    record: Record
    title: str


@dataclass(frozen=True)
class Sought:
    """Ids that were found, and whether older ones may be left that were not asked for."""

    ids: list[UUID]
    goes_on: bool


def ids(spec: Spec, q: str, by: Actor, limit: int = 20) -> list[UUID]:
    """The newest records whose search text holds every word of `q`; the likest ones where none does."""
    return seek(spec, q, by, limit).ids


def seek(spec: Spec, q: str, by: Actor, limit: int) -> Sought:
    """The same, for who may ask for more: of common words it takes long to collect many."""
    exact = _exact([spec], q, by, limit).get(spec.name, [])
    found = exact or _alike([spec], q, min(limit, ALIKE)).get(spec.name, [])
    return Sought(_by_what_is_open(spec, found[:limit], q, by), len(exact) >= limit)


def _by_what_is_open(spec: Spec, found: list[UUID], q: str, by: Actor) -> list[UUID]:
    """Without the records that were found by the text of a field or link that is closed to this actor."""
    paths = [path for path in spec.search if _is_open(path, spec, by)]
    if len(paths) == len(spec.search) or not found:
        return found
    words = [re.sub(r"\\(.)", r"\1", pattern[1:-1]) for pattern in text.search_terms(q)]
    links = {path.partition(".")[0] for path in paths if "." in path}
    rows = access.visible(cast(type[Record], spec.model), by).filter(pk__in=found)
    rows = rows.select_related(*links) if links else rows
    said = {row.pk: values.search_text(row, paths) for row in rows}
    return [id for id in found if id in said and all(word in said[id] for word in words)]


def _is_open(path: str, spec: Spec, by: Actor) -> bool:
    try:
        return not filters.resolve(path, spec, by)[2]
    except BadValue:
        return False


def find(q: str, by: Actor, limit: int = 8) -> list[Hit]:
    """The records of every object that this actor may see and that match, at most `limit` an object."""
    specs = [
        spec
        for spec in objects().values()
        if spec.search and not spec.settings and access.reach(by, spec, "view") != "none"
    ]
    if not q.strip() or not specs:
        return []
    found = _exact(specs, q, by, limit * 4) or _alike(specs, q, limit)
    hits: list[Hit] = []
    for spec in specs:
        if wanted := _by_what_is_open(spec, found.get(spec.name, []), q, by):
            rows = access.visible(cast(type[Record], spec.model), by).filter(pk__in=wanted).defer("search")
            order = {id: place for place, id in enumerate(wanted)}
            nearest = sorted(rows, key=lambda row: order[row.pk])[:limit]
            hits += [Hit(spec, record, spec.title_of(record)) for record in nearest]
    return hits


def _exact(specs: Sequence[Spec], q: str, by: Actor, limit: int) -> dict[str, list[UUID]]:
    """Ids by object, newest first; more of those objects of which the actor sees only a part."""
    patterns = text.search_terms(q)
    if not patterns:
        return {}
    most = {spec.name: limit if access.sees_all(by, spec) else max(limit, MOST) for spec in specs}
    return _ask(
        "akrab_search",
        {spec.name: (spec.model._meta.db_table, patterns, most[spec.name]) for spec in specs},
    )


def _alike(specs: Sequence[Spec], q: str, limit: int) -> dict[str, list[UUID]]:
    """Ids by object whose search text is like `q`, for typing errors; three letters and more, four of Chinese."""
    word = text.normalise(q).strip()
    if len(word.replace(" ", "")) < (4 if text.has_cjk(word) else 3):
        return {}
    return _ask("akrab_alike", {spec.name: (spec.model._meta.db_table, word, limit) for spec in specs})


def _ask(function: str, asked: Mapping[str, tuple[str, Any, int]]) -> dict[str, list[UUID]]:
    """What a search function of the database finds in the tables of some objects, by object, in one statement."""
    parts = " UNION ALL ".join(f"SELECT %s, {function}(%s, %s, %s)" for _name in asked)
    found: dict[str, list[UUID]] = {}
    with connection.cursor() as cursor:
        cursor.execute(parts, [one for name, params in asked.items() for one in (name, *params)])
        for name, id in cursor.fetchall():
            found.setdefault(name, []).append(id)
    return found


def is_found_through(event: Event) -> bool:
    """Something changed by which records that link here are found."""
    return event.verb != "created" and any(_finders(event))


def refresh(event: Event, by: Actor) -> None:
    """Bring the search text of the records that link to the event's record up to date."""
    for name, link in set(_finders(event)):
        rows = cast(type[Record], objects()[name].model)._default_manager.filter(**{link: event.record})
        for record in rows.select_related(link).iterator(chunk_size=200):
            values.derive(record)
            record.save(update_fields=["search", "sort_key"])


def _finders(event: Event) -> Iterator[tuple[str, str]]:
    """The objects, with their link, whose search goes through a changed field of the event's object."""
    for spec in objects().values():
        for path in spec.search:
            link, dot, name = path.partition(".")
            if (
                dot
                and name in event.changes
                and target_of(spec.fields[link])._meta.model_name == event.object
            ):
                yield spec.name, link
