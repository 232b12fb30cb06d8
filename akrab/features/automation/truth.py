"""Which rules' conditions an event's record meets: asked once for all records of a batch, anew for what changed."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, cast
from uuid import UUID

from django.db import transaction
from django.db.models import Case, Q, QuerySet, Value, When

from akrab.engine import access, batch, filters
from akrab.engine.batch import Batch
from akrab.engine.errors import Invalid
from akrab.engine.follow import speaking_for
from akrab.engine.models import Event
from akrab.engine.record import Record
from akrab.engine.registry import get_object
from akrab.features.automation import triggers
from akrab.features.automation.models import Version
from akrab.identity.actor import Actor

MOST_TOGETHER = 50  # conditions in one query


def met(versions: Sequence[Version], event: Event, by: Actor) -> list[Version]:
    """The versions whose condition the event's record, as it is at this moment, meets; in their order."""
    open_ = batch.current()
    asked = [version for version in versions if version.condition]
    anew = {version.pk for version in asked if not _still_holds(version, event, open_)}
    found = _asked([one for one in asked if one.pk in anew], event, by) if anew else set()
    if len(anew) < len(asked):
        found |= _of_batch(event, by).get(event.record, set()) - anew
    return [version for version in versions if not version.condition or version.pk in found]


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
    """The versions whose condition the event's record meets."""
    return _met_by([event.record], versions, event.object, by).get(event.record, set())


def _of_batch(event: Event, by: Actor) -> Mapping[UUID, set[UUID]]:
    """By record of the batch's events of this object, the versions it met when this was first asked."""
    open_ = batch.current()
    events = open_.events if open_ else ()

    def ask() -> dict[UUID, set[UUID]]:
        here = [one for one in events if one.object == event.object]
        meant = [
            one
            for one in triggers.in_force(event.object)
            if any(triggers.is_meant(one, each) for each in here)
        ]
        return _met_by({one.record for one in here}, meant, event.object, by)

    return batch.once(("conditions", event.object), ask)


def _met_by(
    records: Collection[UUID], versions: Sequence[Version], object: str, by: Actor
) -> dict[UUID, set[UUID]]:
    """By record, the versions whose condition it meets, in one query for each so many conditions.

    A condition that names what is gone counts as met: whoever starts the version finds its `complaint`.
    """
    compiled = [(version.pk, _condition_of(version, by)[0]) for version in versions]
    always = {id for id, condition in compiled if not condition}  # no `When` takes an empty one
    asked = [(id, condition) for id, condition in compiled if condition]
    found: dict[UUID, set[UUID]] = {}
    for place in range(0, max(len(asked), 1), MOST_TOGETHER):
        some = asked[place : place + MOST_TOGETHER]
        cases = {
            f"m{number}": Case(When(condition, then=Value(True)), default=Value(False))
            for number, (_id, condition) in enumerate(some)
        }
        rows = _rows(object, by).filter(pk__in=records).annotate(**cases).values_list("pk", *cases)
        with transaction.atomic():  # what the database can't answer spoils nothing else of the batch
            answered = list(rows)
        for record, *answers in answered:
            met_here = {id for (id, _condition), is_met in zip(some, answers, strict=True) if is_met}
            found.setdefault(record, set(always)).update(met_here)
    return found


def complaint(version: Version, by: Actor) -> str:
    """What a version's condition names that is not there any more; empty where it can be asked."""
    return _condition_of(version, by)[1]


def _condition_of(version: Version, by: Actor) -> tuple[Q, str]:
    """The condition as a question, or what is wrong with it."""

    def compile() -> tuple[Q, str]:
        try:
            with speaking_for(version.workspace):
                return filters.compile(version.condition, get_object(version.rule.object), by), ""
        except Invalid as invalid:
            return Q(), "; ".join(text for texts in invalid.errors.values() for text in texts)

    return batch.once(("condition", version.pk), compile)


def _rows(object: str, by: Actor) -> QuerySet[Record]:
    return access.visible(cast(type[Record], get_object(object).model), by)
