"""Which rules an event sets off, and which waiting runs it is awaited by."""

import json
from typing import cast
from uuid import UUID

from django.db.models import F

from akrab.engine import access, filters
from akrab.engine.models import Event
from akrab.engine.record import Record
from akrab.engine.registry import find_object, get_object
from akrab.features.automation import kinds, running
from akrab.features.automation.definition import OnCall, OnEvent, OnMoment, OnSchedule, read_trigger
from akrab.features.automation.models import Run, Version
from akrab.identity.actor import Actor

MOMENT = "rule_"


def wants(event: Event) -> bool:
    """Events of objects; undoing sets nothing off, for it takes back what was set off."""
    return find_object(event.object) is not None and not event.takes_back


def follow(event: Event, by: Actor) -> None:
    """Set off every rule that this event means, in the order of their names, and resume the runs that await it."""
    for run in _awaiting(event):
        running.resume(run, event.kind)
    if event.object == "rule":
        _follow_rule(event, by)
    versions = [version for version in in_force(event.object) if is_meant(version, event)]
    record = find_record(event) if versions else None
    if record is None:
        return
    for version in versions:
        if not version.condition or kinds.meets(version.condition, record, by):
            running.start(version, record, event)


def _awaiting(event: Event) -> list[Run]:
    rows = Run.objects.select_for_update(of=("self",)).select_related("version", "rule", "workspace")
    found = rows.filter(awaited=event.record, state="waiting").order_by("id")
    return [run for run in found if event.kind in run.awaits.split()]


def _follow_rule(event: Event, by: Actor) -> None:
    """A schedule's moment came, or a program called a rule's address."""
    rows = Version.objects.select_related("rule", "workspace").filter(
        rule=event.record, rule__is_on=True, rule__deleted_at__isnull=True, number=F("rule__in_force")
    )
    version = rows.first()
    trigger = read_trigger(version.trigger) if version else None
    if version and isinstance(trigger, OnCall) and event.verb == "called":
        running.start(version, None, event, json.loads(event.new("payload") or "null"))
    elif version and isinstance(trigger, OnSchedule) and event.verb == "due":
        for record in _records_of(version, by) if trigger.each else [None]:
            running.start(version, record, event)


def _records_of(version: Version, by: Actor) -> list[Record]:
    """The records that meet a version's condition, one more than may be taken in an hour, so that this is told."""
    spec = get_object(version.rule.object)
    rows = access.visible(cast(type[Record], spec.model), by)
    found = rows.filter(filters.compile(version.condition, spec, by)).order_by("id")
    return list(found[: version.rule.most_an_hour + 1])


def moment_of(rule: UUID) -> str:
    """The verb of the event that happens when a rule's moment comes."""
    return f"{MOMENT}{rule.hex}"


def in_force(object: str) -> list[Version]:
    """The version in force of each rule of an object that is on, by the rules' names."""
    rows = Version.objects.filter(
        rule__object=object, rule__is_on=True, rule__deleted_at__isnull=True, number=F("rule__in_force")
    )
    return list(rows.select_related("rule", "workspace").order_by("rule__sort_key", "rule_id"))


def is_meant(version: Version, event: Event) -> bool:
    """Whether an event is what a version waits for."""
    said = read_trigger(version.trigger)
    if isinstance(said, OnMoment):
        return event.verb == moment_of(version.rule_id)
    if not isinstance(said, OnEvent):
        return False
    if event.verb != said.verb:
        return False
    if not said.field:
        return True
    if said.field not in event.changes:
        return False
    return said.was in (None, event.old(said.field)) and said.now in (None, event.new(said.field))


def find_record(event: Event) -> Record | None:
    """The event's record as it is now; None where it is gone."""
    spec = find_object(event.object)
    model = cast(type[Record], spec.model) if spec else None
    return model._default_manager.filter(pk=event.record, deleted_at__isnull=True).first() if model else None
