"""Events: written with the change they tell of, and read back as a record's timeline or its past."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from akrab.engine import access, batch
from akrab.engine.fields.custom import PREFIX
from akrab.engine.models import Event, EventLink, Operation, Unfollowed
from akrab.engine.record import Record
from akrab.engine.registry import find_object
from akrab.engine.spec import spec_of
from akrab.engine.values import snapshot
from akrab.identity.actor import Actor
from akrab.lib import clock
from akrab.tenancy.ids import new_id
from akrab.tenancy.inserting import insert_together

FOLLOW_CHANNEL = "akrab_follow"
MOST_ROUNDS = 20  # so often a page of a timeline is sought on behind events that are closed


@dataclass(frozen=True)
class Change:
    """What happened to one record, to be written as an event; `about` are further records it belongs to."""

    record: Record
    kind: str
    changes: Mapping[str, list[Any]]
    about: frozenset[UUID] = frozenset()


@contextmanager
def gesture(by: Actor, label: str, undoes: UUID | None = None, at_once: bool = False) -> Iterator[Actor]:
    """One undoable operation in one transaction; inside another gesture, part of that one.

    With `at_once` the operation and all its events are written down at its end, in one round trip; nothing in it may
    read them before, and nothing may catch what is raised in it and go on.
    """
    if by.operation:
        with transaction.atomic(savepoint=False):
            yield by
        return
    with transaction.atomic():
        operation = Operation(
            workspace=by.workspace, label=label.replace("\x00", "")[:120], actor=by.membership, origin=by.origin,
            at=clock.now(), undoes=undoes,
        )  # fmt: skip
        within = by.within(operation.pk)
        if not at_once:
            operation.save(force_insert=True)
            yield within
            return
        within = replace(within, untold=[])
        yield within
        write_down(within.untold or [], within, operation)


def emit(changes: Sequence[Change], by: Actor) -> list[Event]:
    """Write one event a change, on the timelines it belongs to. Called inside a gesture."""
    events = [event_of(change, by) for change in changes]
    told = list(zip(events, map(timelines_of, changes), strict=True))
    if by.untold is None:
        write_down(told, by)
    else:
        by.untold.extend(told)
    return events


def write_down(
    told: Sequence[tuple[Event, set[UUID]]], by: Actor, operation: Operation | None = None
) -> None:
    """Store events, put each on its timelines, and wake those who follow: one round trip.

    Called inside a gesture, whose `operation` comes along where it is not stored yet; everything commits or vanishes
    with it.
    """
    events = [event for event, _timelines in told]
    links = [EventLink(event=event, record=record) for event, timelines in told for record in timelines]
    wake = ("SELECT pg_notify(%s, %s)", [FOLLOW_CHANNEL, str(by.workspace.pk)])
    insert_together(
        [operation] if operation else [],
        events,
        links,
        [Unfollowed(event=event) for event in events],
        then=wake,
    )
    batch.wrote(event.record for event in events)


def event_of(change: Change, by: Actor) -> Event:
    """The event of a change that happens now, not yet stored; `by` is inside a gesture."""
    record = change.record
    assert by.operation is not None, "events are written inside a gesture"
    return Event(
        id=new_id(), at=clock.now(), object=spec_of(type(record)).name, record=record.pk, title=str(record)[:200],
        kind=change.kind, changes=dict(change.changes), version=record.version, actor=by.membership,
        actor_name=by.name, origin=by.origin, agent=by.agent, because=by.because, operation_id=by.operation,
    )  # fmt: skip


def timelines_of(change: Change) -> set[UUID]:
    """The records whose timeline the event belongs to: its own, and by links marked `timeline`, before and after."""
    told = {change.record.pk, *change.about}
    for field in spec_of(type(change.record)).fields.values():
        if field.timeline:
            values = [getattr(change.record, field.attname), *change.changes.get(field.name, [])]
            told |= {UUID(str(value).rpartition(":")[2]) for value in values if value}
    return told


@dataclass(frozen=True)
class Page:
    """Events of a timeline, newest first, and the event `before` which the next page begins; None at the end."""

    events: list[Event]
    next: UUID | None


def timeline(record: Record, by: Actor, limit: int = 50) -> list[Event]:
    """The newest events on a record's timeline that the actor may see."""
    return timeline_page(record, by, limit=limit).events


def timeline_page(
    record: Record, by: Actor, before: UUID | None = None, limit: int = 50, only: Q | None = None
) -> Page:
    """Up to `limit` events older than `before`; only those that a condition on events fits.

    A page with a `next` is full, unless nearly all of twenty times as many events are closed to the actor.
    """
    seen: list[Event] = []
    for _round in range(MOST_ROUNDS):
        rows = EventLink.objects.filter(record=record.pk, **({"event__lt": before} if before else {}))
        if only is not None:
            rows = rows.filter(event__in=Event.objects.filter(only))
        newest = rows.order_by("-event").values("event")[: limit + 1]
        events = list(Event.objects.filter(pk__in=newest).order_by("-pk"))
        seen += _seen(events[:limit], record, by)
        if len(events) <= limit and len(seen) <= limit:
            return Page(seen, None)
        if len(seen) >= limit:
            return Page(seen[:limit], seen[limit - 1].pk)
        before = events[limit - 1].pk
    return Page(seen, before)


def _seen(events: list[Event], record: Record, by: Actor) -> list[Event]:
    """Without the events of records, and the changes of fields, that are closed to this actor."""
    of_others: dict[str, set[UUID]] = defaultdict(set)
    for event in events:
        if event.record != record.pk:
            of_others[event.object].add(event.record)
    seen = {record.pk}
    for name, ids in of_others.items():
        spec = find_object(name)
        if spec is None:
            continue
        if access.sees_all(by, spec):
            seen |= ids
        else:
            model = cast(type[Record], spec.model)
            seen |= set(access.visible(model, by).filter(pk__in=ids).values_list("pk", flat=True))
    kept = [event for event in events if event.record in seen]
    for event in kept:
        spec = find_object(event.object)
        if spec:
            open_fields = access.readable(by, spec)
            event.changes = {
                name: pair
                for name, pair in event.changes.items()
                if name in open_fields or not (name in spec.fields or name.startswith(PREFIX))
            }
    return kept


def as_of(record: Record, instant: datetime) -> dict[str, Any]:
    """The record's plain values at an instant, by walking its events back from today; empty before it was made."""
    values = snapshot(record)
    later = Event.objects.filter(record=record.pk, at__gt=instant).order_by("-id")
    for event in later:
        if event.verb == "created":
            return {}
        values.update({name: pair[0] for name, pair in event.changes.items() if name in values})
    return values
