"""Which rules an event sets off, and which waiting runs it is awaited by."""

import json
import logging
from typing import cast

from django.db.models import F

from akrab.engine import access, batch, filters
from akrab.engine.models import Event
from akrab.engine.record import Record
from akrab.engine.registry import find_object, get_object
from akrab.features.automation import awaiting, running, truth
from akrab.features.automation.definition import OnCall, OnSchedule, read_trigger
from akrab.features.automation.models import Version
from akrab.features.automation.triggers import meant_by
from akrab.identity.actor import Actor, system

logger = logging.getLogger(__name__)


def wants(event: Event) -> bool:
    """Events that set a rule off, its condition met, or that a run awaits; undoing sets nothing off.

    It takes back what was set off.
    """
    if event.takes_back or find_object(event.object) is None:
        return False
    if event.object == "rule" or awaiting.is_awaited(event.record):
        return True
    meant = meant_by(event)
    return bool(meant) and _sets_off(meant, event)


def _sets_off(meant: list[Version], event: Event) -> bool:
    """Whether the condition of one is met; where asking fails in any way, `follow` fails by it and is listed."""
    try:
        return bool(truth.met(meant, event, system(meant[0].workspace, "rule")))
    except Exception:  # whatever it is, it must not stop the other reactions of the batch
        logger.exception("conditions could not be asked after %s", event.kind)
        return True


def follow(event: Event, by: Actor) -> None:
    """Set off every rule that this event means, in the order of their names, and resume the runs that await it."""
    for run in awaiting.runs_awaiting(event) if awaiting.is_awaited(event.record) else ():
        running.resume(run, event)
    if event.object == "rule":
        _follow_rule(event, by)
    record = find_record(event) if (versions := truth.met(meant_by(event), event, by)) else None
    if record is not None:
        for version in versions:
            _start(version, record, event, by)


def _start(version: Version, record: Record, event: Event, by: Actor) -> None:
    """Set a version off, unless a rule before it changed the record so that it does not meet the condition any more."""
    open_ = batch.current()
    if open_ is None or record.pk not in open_.changed or truth.met([version], event, by):
        running.start(version, record, event, broken=truth.complaint(version, by))


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


def find_record(event: Event) -> Record | None:
    """The event's record as it is now; None where it is gone."""
    spec = find_object(event.object)
    model = cast(type[Record], spec.model) if spec else None
    return model._default_manager.filter(pk=event.record, deleted_at__isnull=True).first() if model else None
