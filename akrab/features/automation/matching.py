"""Which rules an event sets off, and which waiting runs it is awaited by."""

import json
from typing import cast
from uuid import UUID

from django.db.models import F

from akrab.engine import access, batch, filters
from akrab.engine.models import Event
from akrab.engine.record import Record
from akrab.engine.registry import find_object, get_object
from akrab.features.automation import awaiting, running, truth
from akrab.features.automation.definition import OnCall, OnEvent, OnMoment, OnSchedule, read_trigger
from akrab.features.automation.models import Version
from akrab.identity.actor import Actor

MOMENT = "rule_"


def wants(event: Event) -> bool:
    """Events that set a rule off or that a run awaits; undoing sets nothing off, it takes back what was set off."""
    if event.takes_back or find_object(event.object) is None:
        return False
    if event.object == "rule" or any(is_meant(version, event) for version in in_force(event.object)):
        return True
    return awaiting.is_awaited(event.record)


def follow(event: Event, by: Actor) -> None:
    """Set off every rule that this event means, in the order of their names, and resume the runs that await it."""
    for run in awaiting.runs_awaiting(event) if awaiting.is_awaited(event.record) else ():
        running.resume(run, event.kind)
    if event.object == "rule":
        _follow_rule(event, by)
    meant = [version for version in in_force(event.object) if is_meant(version, event)]
    record = find_record(event) if (versions := truth.met(meant, event, by)) else None
    if record is not None:
        for version in versions:
            _start(version, record, event, by)


def _start(version: Version, record: Record, event: Event, by: Actor) -> None:
    """Set a version off, unless a rule before it changed the record so that it does not meet the condition any more."""
    open_ = batch.current()
    if open_ is None or record.pk not in open_.changed or truth.met([version], event, by):
        running.start(version, record, event)


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
    return batch.once(("rules", object), lambda: _read_in_force(object))


def _read_in_force(object: str) -> list[Version]:
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
