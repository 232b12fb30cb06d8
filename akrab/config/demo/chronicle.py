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
from akrab.engine.spec import named, spec_of
from akrab.features.automation.definition import Wait, read_steps
from akrab.features.automation.models import Deed, Run, Version
from akrab.features.automation.program import program_of
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
        self.runs: list[tuple[Run, Deed, Record]] = []

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
        for run, deed, made in self.runs:
            _stand(run, deed, made)
        Run.objects.bulk_create([run for run, _deed, _made in self.runs], batch_size=BATCH)
        Deed.objects.bulk_create([deed for _run, deed, _made in self.runs], batch_size=BATCH)


def _stand(run: Run, deed: Deed, made: Record) -> None:
    """Let a run stand where it does today: at its end, or before the end of what it made, which it waits for."""
    steps = read_steps(run.version.steps)
    waits = next((step for step in steps if isinstance(step, Wait)), None)
    run.memory = {"record": f"deal:{run.record}", "who": "", deed.step: deed.record}
    run.state, run.at, run.ended_at = "done", len(program_of(steps)), run.started_at
    if waits is not None and getattr(made, "status", "") in ("open", "planned"):
        run.state, run.at, run.ended_at = "waiting", steps.index(waits) + 1, None
        run.memory["waits"] = waits.id
        run.awaits, run.awaited = waits.event, made.pk
        run.wake_at = run.started_at + timedelta(minutes=waits.minutes)


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

    def ran(self, version: Version, because: Event, made: Record) -> None:
        """What was made here was the step of a rule's run, because of an event of the run's record."""
        assert self.by.operation is not None, "whatever is made here is made within a gesture"
        run = Run(
            id=self.chronicle.id_at(self.at), workspace=self.by.workspace, rule_id=version.rule_id, version=version,
            object=because.object, record=because.record, because=because.pk, chain=[str(version.rule_id)],
            started_at=self.at,
        )  # fmt: skip
        step = version.steps[0]
        deed = Deed(
            id=self.chronicle.id_at(self.at), workspace=self.by.workspace, run=run, step=step["id"], kind=step["do"],
            record=named(made), at=self.at, operation_id=self.by.operation,
        )  # fmt: skip
        self.chronicle.runs.append((run, deed, made))

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
