"""Events: written with the change they tell of, and read back as a record's timeline or its past."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from django.db import connection, transaction

from akrab.engine import access
from akrab.engine.models import Event, EventLink, Operation, Unfollowed
from akrab.engine.record import Record
from akrab.engine.registry import find_object
from akrab.engine.spec import spec_of
from akrab.engine.values import snapshot
from akrab.identity.actor import Actor
from akrab.lib import clock
from akrab.tenancy.ids import new_id

FOLLOW_CHANNEL = "akrab_follow"


@dataclass(frozen=True)
class Change:
    """What happened to one record, to be written as an event; `about` are further records it belongs to."""

    record: Record
    kind: str
    changes: Mapping[str, list[Any]]
    about: frozenset[UUID] = frozenset()


@contextmanager
def gesture(by: Actor, label: str, undoes: UUID | None = None) -> Iterator[Actor]:
    """One undoable operation in one transaction; inside another gesture, part of that one."""
    if by.operation:
        with transaction.atomic(savepoint=False):
            yield by
        return
    with transaction.atomic():
        operation = Operation.objects.create(
            label=label[:120], actor=by.membership, origin=by.origin, at=clock.now(), undoes=undoes
        )
        yield by.within(operation.pk)


def emit(changes: Sequence[Change], by: Actor) -> list[Event]:
    """Write one event a change, put it on the timelines it belongs to, and wake those who follow.

    Called inside a gesture; everything commits or vanishes with it.
    """
    events = [event_of(change, by) for change in changes]
    Event.objects.bulk_create(events)
    links = [
        EventLink(event=event, record=record)
        for event, change in zip(events, changes, strict=True)
        for record in timelines_of(change)
    ]
    EventLink.objects.bulk_create(links)
    Unfollowed.objects.bulk_create([Unfollowed(event=event) for event in events])
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, %s)", [FOLLOW_CHANNEL, str(by.workspace.pk)])
    return events


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


def timeline(record: Record, by: Actor, before: UUID | None = None, limit: int = 50) -> list[Event]:
    """The newest events on a record's timeline, at most `limit`, older than `before`; only what the actor may see."""
    rows = EventLink.objects.filter(record=record.pk)
    if before:
        rows = rows.filter(event__lt=before)
    ids = list(rows.order_by("-event").values_list("event_id", flat=True)[:limit])
    events = Event.objects.in_bulk(ids)
    return _seen([events[id] for id in ids if id in events], record, by)


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
                if name in open_fields or name not in spec.fields
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
