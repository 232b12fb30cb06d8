"""Which rules are in force, and which of them an event is meant for, before their conditions are asked."""

from uuid import UUID

from django.db.models import F

from akrab.engine import batch
from akrab.engine.models import Event
from akrab.features.automation.definition import AnyTrigger, OnEvent, OnMoment, read_trigger
from akrab.features.automation.models import Version

MOMENT, BECAME = "rule_", "became"


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


def meant_by(event: Event) -> list[Version]:
    """The versions in force that an event is meant for, in the order of their rules' names."""
    return [version for version in in_force(event.object) if is_meant(version, event)]


def _trigger_of(version: Version) -> AnyTrigger:
    return batch.once(("trigger", version.pk), lambda: read_trigger(version.trigger))


def is_meant(version: Version, event: Event) -> bool:
    """Whether an event is what a version waits for."""
    said = _trigger_of(version)
    if isinstance(said, OnMoment):
        return event.verb == moment_of(version.rule_id)
    if not isinstance(said, OnEvent):
        return False
    if said.verb not in (event.verb, BECAME):
        return False
    if not said.field:
        return True
    if said.field not in event.changes:
        return False
    return said.was in (None, event.old(said.field)) and said.now in (None, event.new(said.field))
