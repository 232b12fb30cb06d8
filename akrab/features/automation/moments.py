"""Rules that wait for a moment: each is a deadline of its object, kept and fired like any other."""

from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

from akrab.engine import batch
from akrab.engine.fields import Field
from akrab.engine.registry import find_object
from akrab.engine.spec import Deadline, Spec
from akrab.features.automation.definition import OnMoment, read_trigger
from akrab.features.automation.models import Rule, Version
from akrab.features.automation.triggers import in_force, moment_of

# A deadline takes a day for its end, a rule for its start.
DAY_BEGINS = timedelta(microseconds=1) - timedelta(days=1)


def deadlines_of(spec: Spec) -> list[Deadline]:
    """The moments of an object that set rules off."""
    return batch.once(
        ("moments", spec.name),
        lambda: [deadline for version in in_force(spec.name) for deadline in _of(version, spec)],
    )


def deadlines_of_rule(id: UUID) -> list[tuple[Spec, Deadline]]:
    """The moment that a rule which is on waits for, with its object."""
    rule = Rule.objects.filter(pk=id, is_on=True, deleted_at__isnull=True).first()
    version = (
        Version.objects.filter(rule=rule, number=rule.in_force).select_related("rule").first()
        if rule
        else None
    )
    spec = find_object(rule.object) if rule else None
    return [(spec, deadline) for deadline in _of(version, spec)] if version and spec else []


def _of(version: Version, spec: Spec) -> Iterator[Deadline]:
    trigger = read_trigger(version.trigger)
    field: Field | None = spec.fields.get(trigger.field) if isinstance(trigger, OnMoment) else None
    if isinstance(trigger, OnMoment) and field is not None:
        begins = DAY_BEGINS if field.type.name == "date" else timedelta()
        offset = timedelta(minutes=trigger.minutes) + begins
        yield Deadline(moment_of(version.rule_id), trigger.field, version.rule.name, {}, offset)
