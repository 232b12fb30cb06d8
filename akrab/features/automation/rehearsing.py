"""Rehearsing a rule: it is really run on what happened, at the moments it happened, and everything is taken back.

Nothing is guessed: the steps are the very steps, so what is shown is what would have been done. Records are as
they are today, which is told; an awaited event counts as come where history has it. Nobody is asked or called.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, cast
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction

from akrab.engine import access, filters, write
from akrab.engine.models import Event
from akrab.engine.record import Record
from akrab.engine.registry import find_object, get_object
from akrab.features.automation import kinds, running
from akrab.features.automation.definition import OnCall, OnEvent, OnMoment, OnSchedule, read_trigger
from akrab.features.automation.matching import find_record
from akrab.features.automation.models import Deed, Rule, Run, Version
from akrab.features.automation.schedules import next_moment
from akrab.features.automation.triggers import BECAME, is_meant
from akrab.identity.actor import Actor, system
from akrab.lib import clock, dates

MOST, MOST_WAITS = 200, 20
Occasion = tuple[datetime, Record | None, Event | None]


@dataclass(frozen=True)
class Deeds:
    """What a rule would have done because of one event or moment; each deed has its moment, `made` their titles."""

    because: str
    at: datetime
    object: str
    record: str
    title: str
    state: str
    error: str
    deeds: list[Deed] = field(default_factory=list)
    made: dict[str, str] = field(default_factory=dict)

    @property
    def outline(self) -> list[tuple[str, str, datetime]]:
        """What was done when, for comparing: the step's kind, what it made, and the moment."""
        return [(deed.kind, self.made.get(deed.record, ""), deed.at) for deed in self.deeds]


@dataclass(frozen=True)
class Rehearsal:
    """What a rule would have done since a moment; `looked_at` occasions of the `of` that could have set it off."""

    since: datetime
    looked_at: int
    of: int
    found: list[Deeds]


class _TakeBack(Exception):
    """Ends the transaction in which a rehearsal ran."""


def rehearse(rule: Rule, since: datetime, by: Actor) -> Rehearsal:
    """Show what the draft of a rule, on or off, would have done since a moment. Nothing of it stays."""
    said = {"trigger": rule.trigger, "condition": rule.condition, "steps": rule.steps}
    return _rehearsed(Version(rule=rule, number=0, **said), since, by)


def rehearse_version(version: Version, since: datetime, by: Actor) -> Rehearsal:
    """Show what a version would have done since a moment."""
    said = {"trigger": version.trigger, "condition": version.condition, "steps": version.steps}
    return _rehearsed(Version(rule=version.rule, number=0, **said), since, by)


def _rehearsed(version: Version, since: datetime, by: Actor) -> Rehearsal:
    occasions, of = _occasions(version, since, by)
    found: list[Deeds] = []
    try:
        with transaction.atomic():
            version.workspace = by.workspace
            version.save()
            found = list(_all(version, occasions, by))
            raise _TakeBack
    except _TakeBack:
        return Rehearsal(since, len(occasions), of, found)


def _occasions(version: Version, since: datetime, by: Actor) -> tuple[list[Occasion], int]:
    """The events or moments since then that could have set a version off, the last ones, oldest first."""
    trigger = read_trigger(version.trigger)
    if isinstance(trigger, OnCall):
        rows = Event.objects.filter(record=version.rule_id, kind="rule.called", at__gte=since).order_by("-id")
        called: list[Occasion] = [(event.at, None, event) for event in rows[:MOST]]
        return called[::-1], rows.count()
    if isinstance(trigger, OnEvent):
        return _events(version, trigger, since)
    if isinstance(trigger, OnMoment):
        return _moments(version, trigger, since, by)
    return _schedule(version, trigger, since, by)


def _events(version: Version, trigger: OnEvent, since: datetime) -> tuple[list[Occasion], int]:
    rows = Event.objects.select_related("operation").filter(object=version.rule.object, at__gte=since)
    if trigger.verb != BECAME:
        rows = rows.filter(kind=f"{version.rule.object}.{trigger.verb}")
    if trigger.field:
        rows = rows.filter(changes__has_key=trigger.field)
    found = list(rows.order_by("-id")[:MOST])[::-1]
    return [(event.at, find_record(event), event) for event in found if _counts(version, event)], rows.count()


def _counts(version: Version, event: Event) -> bool:
    return not event.takes_back and is_meant(version, event)


def _moments(version: Version, trigger: OnMoment, since: datetime, by: Actor) -> tuple[list[Occasion], int]:
    spec = get_object(version.rule.object)
    shift, zone = timedelta(minutes=trigger.minutes), ZoneInfo(by.workspace.time_zone)
    column = spec.fields[trigger.field].attname
    span = (since - shift - timedelta(days=1), clock.now() - shift + timedelta(days=1))
    rows = (
        access.visible(cast(type[Record], spec.model), by)
        .filter(**{f"{column}__range": span})
        .order_by(column)
    )
    found = [(dates.instant(getattr(record, column), zone) + shift, record, None) for record in rows]
    due = [one for one in found if since <= one[0] <= clock.now()]
    return list(due[-MOST:]), len(due)


def _schedule(
    version: Version, trigger: OnSchedule, since: datetime, by: Actor
) -> tuple[list[Occasion], int]:
    spec, zone = get_object(version.rule.object), ZoneInfo(by.workspace.time_zone)
    records: list[Record | None] = [None]
    if trigger.each:
        rows = access.visible(cast(type[Record], spec.model), by)
        records = list(rows.filter(filters.compile(version.condition, spec, by)).order_by("id")[:MOST])
    found: list[Occasion] = []
    moment = next_moment(trigger, since, zone)
    while moment <= clock.now():
        found += [(moment, record, None) for record in records]
        moment = next_moment(trigger, moment, zone)
    return found[-MOST:], len(found)


def _all(version: Version, occasions: list[Occasion], by: Actor) -> Iterator[Deeds]:
    for at, record, event in occasions:
        if record is not None and version.condition and not kinds.meets(version.condition, record, by):
            continue
        if record is None and event is not None and event.object != "rule":
            continue  # its record is gone
        with clock.supposed(at):
            run = running.start(version, record, event or _stand_in(version, record, by), _sent(event))
        if run is not None:
            _wait_through(run, at)
            yield _told(run, record, str(event.pk) if event else at.isoformat(), at)


def _stand_in(version: Version, record: Record | None, by: Actor) -> Event:
    """The event that a moment would have made; it goes with the rehearsal."""
    write.happen(record or version.rule, "rehearsed", system(by.workspace, "system"))
    return Event.objects.filter(record=(record or version.rule).pk).latest("id")


def _sent(event: Event | None) -> Any:
    return json.loads(event.new("payload") or "null") if event and event.object == "rule" else None


def _told(run: Run, record: Record | None, because: str, at: datetime) -> Deeds:
    deeds = list(Deed.objects.filter(run=run).order_by("id"))
    made = {deed.record: title for deed in deeds if (title := _title(deed.record))}
    return Deeds(
        because, at, run.object, str(run.record), str(record or run.rule), run.state, run.error, deeds, made
    )


def _title(named: str) -> str:
    kind, _colon, id = named.partition(":")
    spec = find_object(kind)
    found = spec.model._default_manager.filter(pk=UUID(id)).first() if spec and id else None
    return str(found or "")


def _wait_through(run: Run, at: datetime) -> None:
    """Resume the run at the end of each of its waits."""
    seen = {run.because}
    for _wait in range(MOST_WAITS):
        came = _what_came(run, at, seen)
        seen |= {came.pk} if came else set()
        moment = came.at if came else run.wake_at
        if run.state != "waiting" or moment is None or moment > clock.now():
            return
        at = moment
        with clock.supposed(at):
            running.resume(run, came)


def _what_came(run: Run, after: datetime, seen: set[UUID]) -> Event | None:
    """The awaited event, if it happened before the wait was over; at the moment it began counts, once each."""
    if run.awaited is None:
        return None
    rows = Event.objects.filter(record=run.awaited, kind__in=run.awaits.split(), at__gte=after).exclude(
        pk__in=seen
    )
    if run.wake_at:
        rows = rows.filter(at__lte=run.wake_at)
    return rows.order_by("at").first()
