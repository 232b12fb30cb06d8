"""Which rules' conditions an event's record meets: asked once for all records of a batch, anew for what changed."""

from collections.abc import Mapping, Sequence
from typing import Any, cast
from uuid import UUID

from django.db.models import Case, QuerySet, Value, When

from akrab.engine import access, batch, filters
from akrab.engine.batch import Batch
from akrab.engine.models import Event
from akrab.engine.record import Record
from akrab.engine.registry import get_object
from akrab.features.automation.models import Version
from akrab.identity.actor import Actor


def met(versions: Sequence[Version], event: Event, by: Actor) -> list[Version]:
    """The versions whose condition the event's record, as it is at this moment, meets; in their order."""
    open_ = batch.current()
    anew = [version for version in versions if version.condition and not _still_holds(version, event, open_)]
    found = _asked(anew, event, by) if anew else set()
    return [
        version
        for version in versions
        if not version.condition
        or (version.pk in found if version in anew else event.record in _among(version, by))
    ]


def _still_holds(version: Version, event: Event, open_: Batch | None) -> bool:
    """Whether what was asked for the whole batch is still true of this record."""
    if open_ is None or event.record in open_.changed:
        return False
    return not open_.changed or not _looks_further(version.condition)


def _looks_further(tree: Mapping[str, Any]) -> bool:
    """Whether a condition asks of more than the record's own fields, so that changes elsewhere count too."""
    parts = [part for name in ("and", "or") for part in tree.get(name, [])]
    inner = tree.get("not")
    if parts or inner:
        return any(_looks_further(part) for part in [*parts, *([inner] if inner else [])])
    return "." in str(tree.get("field", "."))


def _asked(versions: Sequence[Version], event: Event, by: Actor) -> set[UUID]:
    """The versions whose condition the record meets, in one query."""
    spec = get_object(event.object)
    conditions = [filters.compile(version.condition, spec, by) for version in versions]
    cases = {
        f"m{place}": Case(When(condition, then=Value(True)), default=Value(False))
        for place, condition in enumerate(conditions)
        if condition  # an empty one is always met, and no `When` takes it
    }
    rows = _rows(event.object, by).filter(pk=event.record).annotate(**cases).values_list(*cases)
    always = {version.pk for version, condition in zip(versions, conditions, strict=True) if not condition}
    asked = [version.pk for version, condition in zip(versions, conditions, strict=True) if condition]
    return always | {id for row in rows for id, is_met in zip(asked, row, strict=True) if is_met}


def _among(version: Version, by: Actor) -> set[UUID]:
    """The records of the batch's events that meet a version's condition, as they were when this was first asked."""
    open_ = batch.current()
    events = open_.events if open_ else ()
    spec = get_object(version.rule.object)

    def ask() -> set[UUID]:
        asked = {event.record for event in events if event.object == spec.name}
        rows = _rows(spec.name, by).filter(filters.compile(version.condition, spec, by), pk__in=asked)
        return set(rows.values_list("pk", flat=True))

    return batch.once((version.pk, "meets"), ask)


def _rows(object: str, by: Actor) -> QuerySet[Record]:
    return access.visible(cast(type[Record], get_object(object).model), by)
