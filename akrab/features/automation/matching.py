"""Which rules an event sets off, and which waiting runs it is awaited by."""

from typing import cast
from uuid import UUID

from akrab.engine.models import Event
from akrab.engine.record import Record
from akrab.engine.registry import find_object
from akrab.features.automation import kinds, running
from akrab.features.automation.definition import OnEvent, read_trigger
from akrab.features.automation.models import Run, Version
from akrab.identity.actor import Actor


def wants(event: Event) -> bool:
    """Events of objects; undoing sets nothing off, for it takes back what was set off."""
    return find_object(event.object) is not None and not event.takes_back


def follow(event: Event, by: Actor) -> None:
    """Set off every rule that this event means, in the order of their names, and resume the runs that await it."""
    awaiting = Run.objects.select_for_update(of=("self",)).select_related("version__rule", "workspace")
    for run in awaiting.filter(record=event.record, awaits=event.kind, state="waiting").order_by("id"):
        running.resume(run, True)
    versions = [version for version in in_force(event.object) if is_meant(version, event)]
    record = find_record(event) if versions else None
    if record is None:
        return
    for version in versions:
        if kinds.meets(version.condition, record, by):
            running.start(version, record, event)


def moment_of(rule: UUID) -> str:
    """The verb of the event that happens when a rule's moment comes."""
    return f"rule_{rule.hex}"


def in_force(object: str) -> list[Version]:
    """The newest version of each rule of an object that is on."""
    rows = Version.objects.filter(rule__object=object, rule__is_on=True, rule__deleted_at__isnull=True)
    newest = rows.order_by("rule_id", "-number").distinct("rule_id").select_related("rule", "workspace")
    return sorted(newest, key=lambda version: version.rule.sort_key)


def is_meant(version: Version, event: Event) -> bool:
    """Whether an event is what a version waits for."""
    said = read_trigger(version.trigger)
    if not isinstance(said, OnEvent):
        return event.verb == moment_of(version.rule_id)
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
