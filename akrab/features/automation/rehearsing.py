"""Rehearsing a rule: it is really run on what happened, at the moments it happened, and everything is taken back.

Nothing is guessed: the steps are the very steps, so what is shown is what would have been done. Records are as
they are today, which is told; an awaited event counts as come where history has it.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction

from akrab.engine.models import Event
from akrab.features.automation import kinds, running
from akrab.features.automation.definition import OnEvent, read_trigger
from akrab.features.automation.matching import find_record, is_meant
from akrab.features.automation.models import Deed, Rule, Run, Version
from akrab.identity.actor import Actor
from akrab.lib import clock

MOST_EVENTS, MOST_WAITS = 200, 20


@dataclass(frozen=True)
class Deeds:
    """What a rule would have done because of one event; each deed has its moment."""

    event: Event
    state: str
    error: str
    deeds: list[Deed] = field(default_factory=list)


@dataclass(frozen=True)
class Rehearsal:
    """What a rule would have done since a moment; `events` were looked at, of `of` that could have set it off."""

    since: datetime
    events: int
    of: int
    found: list[Deeds]


class _TakeBack(Exception):
    """Ends the transaction in which a rehearsal ran."""


def rehearse(rule: Rule, since: datetime, by: Actor) -> Rehearsal:
    """Show what a rule, on or off, would have done since a moment. Nothing of it stays."""
    rows = _candidates(rule, since)
    of = rows.count()
    events = list(rows.order_by("-id")[:MOST_EVENTS])[::-1]
    found: list[Deeds] = []
    try:
        with transaction.atomic():
            said = {"trigger": rule.trigger, "condition": rule.condition, "steps": rule.steps}
            version = Version.objects.create(rule=rule, number=0, **said)
            found = list(_all(version, events, by))
            raise _TakeBack
    except _TakeBack:
        return Rehearsal(since, len(events), of, found)


def _candidates(rule: Rule, since: datetime) -> Any:
    trigger = read_trigger(rule.trigger)
    rows = Event.objects.select_related("operation").filter(object=rule.object, at__gte=since)
    if not isinstance(trigger, OnEvent):
        return rows.none()
    rows = rows.filter(kind=f"{rule.object}.{trigger.verb}")
    return rows.filter(changes__has_key=trigger.field) if trigger.field else rows


def _all(version: Version, events: list[Event], by: Actor) -> Iterator[Deeds]:
    for event in events:
        record = find_record(event) if not event.takes_back and is_meant(version, event) else None
        if record is None or not kinds.meets(version.condition, record, by):
            continue
        with clock.supposed(event.at):
            run = running.start(version, record, event)
        if run is not None:
            _wait_through(run, event.at)
            yield Deeds(event, run.state, run.error, list(Deed.objects.filter(run=run).order_by("id")))


def _wait_through(run: Run, at: datetime) -> None:
    """Resume the run at the end of each of its waits."""
    for _wait in range(MOST_WAITS):
        came = _what_came(run, at)
        moment = came.at if came else run.wake_at
        if run.state != "waiting" or moment is None:
            return
        at = moment
        with clock.supposed(at):
            running.resume(run, came.kind if came else "")


def _what_came(run: Run, after: datetime) -> Event | None:
    """The awaited event, if it happened before the wait was over."""
    if run.awaited is None:
        return None
    rows = Event.objects.filter(record=run.awaited, kind__in=run.awaits.split(), at__gt=after)
    if run.wake_at:
        rows = rows.filter(at__lte=run.wake_at)
    return rows.order_by("at").first()
