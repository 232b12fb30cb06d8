"""Writing down what happened in the past: records with their events, at the moments they happened.

The events are made as the engine makes them; only the clock stands elsewhere, and all is stored at once.
"""

import random
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any, TypeVar
from uuid import UUID

from akrab.engine import events, values
from akrab.engine.models import Event, EventLink, Operation
from akrab.engine.record import Record
from akrab.engine.spec import spec_of
from akrab.identity.actor import Actor
from akrab.identity.models import Workspace
from akrab.lib import clock

R = TypeVar("R", bound=Record)
BATCH = 500
TICK = timedelta(milliseconds=7)  # between two things of one gesture, so that their ids keep their order


class Chronicle:
    """Collects a company's past, then stores it in a few statements."""

    def __init__(self, workspace: Workspace, chance: random.Random) -> None:
        self.workspace = workspace
        self.chance = chance
        self.records: dict[type[Record], list[Record]] = {}
        self.operations: list[Operation] = []
        self.events: list[Event] = []
        self.links: list[EventLink] = []

    def id_at(self, moment: datetime) -> UUID:
        """An identifier as it would have been made at that moment."""
        milliseconds = int(moment.timestamp() * 1000)
        high = (milliseconds << 16) | 0x7000 | self.chance.getrandbits(12)
        return UUID(int=(high << 64) | (0b10 << 62) | self.chance.getrandbits(62))

    @contextmanager
    def gesture(self, at: datetime, by: Actor, label: str) -> Iterator["Hand"]:
        """What one actor did at one moment."""
        clock.set(at)
        operation = Operation(
            id=self.id_at(at),
            workspace=self.workspace,
            label=label,
            actor=by.membership,
            origin=by.origin,
            at=at,
        )
        self.operations.append(operation)
        yield Hand(self, by.within(operation.pk), at)

    def store(self) -> None:
        """Insert everything; the caller's transaction holds it together."""
        for model, records in self.records.items():
            for record in records:
                values.derive(record)
            model._default_manager.bulk_create(records, batch_size=BATCH)
        Operation.objects.bulk_create(self.operations, batch_size=BATCH)
        Event.objects.bulk_create(self.events, batch_size=BATCH)
        EventLink.objects.bulk_create(self.links, batch_size=BATCH)


class Hand:
    """One gesture being made."""

    def __init__(self, chronicle: Chronicle, by: Actor, at: datetime) -> None:
        self.chronicle, self.by, self.at = chronicle, by, at

    def make(self, record: R) -> R:
        """A record is created; its links are set as records."""
        record.id = self.chronicle.id_at(self.at)
        record.workspace = self.by.workspace
        record.created_at = record.updated_at = self.at
        record.created_by, record.origin = self.by.membership, self.by.origin
        self.chronicle.records.setdefault(type(record), []).append(record)
        filled = {
            name: [None, value]
            for name, value in values.snapshot(record).items()
            if value not in (None, "", [], {}) and name not in values.UNTOLD
        }
        self._tell(record, "created", filled)
        return record

    def change(self, record: Record, verb: str = "updated", **attributes: Any) -> Event:
        """A record changes: fields by name, links as records."""
        fields = spec_of(type(record)).fields
        touched = {name: fields[name] for name in attributes}
        before = values.plain(record, touched)
        for name, value in attributes.items():
            setattr(record, name, value)
        record.version += 1
        record.updated_at = self.at
        return self._tell(record, verb, values.difference(before, values.plain(record, touched)))

    def happen(self, record: Record, verb: str, **facts: str) -> Event:
        """Something happens to a record without changing it."""
        return self._tell(record, verb, {name: [None, fact] for name, fact in facts.items()})

    def _tell(self, record: Record, verb: str, changes: dict[str, list[Any]]) -> Event:
        change = events.Change(record, f"{spec_of(type(record)).name}.{verb}", changes)
        clock.set(self.at)
        event = events.event_of(change, self.by)
        event.id, event.workspace = self.chronicle.id_at(self.at), self.by.workspace
        self.chronicle.events.append(event)
        for linked in sorted(events.timelines_of(change)):
            link = EventLink(
                id=self.chronicle.id_at(self.at), workspace=self.by.workspace, event=event, record=linked
            )
            self.chronicle.links.append(link)
        self.at += TICK
        return event
