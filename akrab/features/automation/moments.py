"""Rules that wait for a moment: each is a deadline of its object, kept and fired like any other."""

from datetime import timedelta

from akrab.engine.fields import Field
from akrab.engine.spec import Deadline, Spec
from akrab.features.automation.definition import OnMoment, read_trigger
from akrab.features.automation.matching import in_force, moment_of

DAY_BEGINS = timedelta(microseconds=1) - timedelta(
    days=1
)  # a deadline takes a day for its end, a rule for its start


def deadlines_of(spec: Spec) -> list[Deadline]:
    """The moments of an object that set rules off."""
    found = []
    for version in in_force(spec.name):
        trigger = read_trigger(version.trigger)
        field: Field | None = spec.fields.get(trigger.field) if isinstance(trigger, OnMoment) else None
        if isinstance(trigger, OnMoment) and field is not None:
            offset = timedelta(minutes=trigger.minutes) + (
                DAY_BEGINS if field.type.name == "date" else timedelta()
            )
            name = moment_of(version.rule_id)
            found.append(Deadline(name, trigger.field, version.rule.name, {}, offset))
    return found
