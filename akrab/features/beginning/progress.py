"""Keeping and asking how far a company has come: each step done or left out, in any order, on any machine."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from akrab.engine.journal import KINDS
from akrab.engine.models import Event
from akrab.features.beginning.models import Beginning
from akrab.identity.actor import Actor
from akrab.lib import clock

State = Literal["done", "skipped"]
STEPS = ("company", "trade", "people", "records")


@dataclass(frozen=True)
class Progress:
    """What is left to do."""

    steps: dict[str, str]
    is_finished: bool
    is_put_off: bool
    trade: str = ""
    examples: Sequence[str] = ()

    @property
    def answered(self) -> int:
        return sum(name in self.steps for name in STEPS)

    @property
    def next_step(self) -> str:
        """The first step without an answer; "ready" behind the last."""
        return next((name for name in STEPS if name not in self.steps), "ready")

    @property
    def is_pressing(self) -> bool:
        """Whether an administrator who comes in is led there at once."""
        return not (self.is_finished or self.is_put_off or self.steps)


def begin() -> Beginning:
    """Note that the current workspace is to be set up; an earlier note stays."""
    return Beginning.objects.get_or_create()[0]


def find() -> Progress:
    """How far the current workspace is.

    One that was made without being asked is offered this, not led to it; with records of its own it counts as set up.
    """
    row = Beginning.objects.first()
    if row is None:
        said = {"put_off": True, "finished_at": clock.now() if _has_records() else None}
        row, _made = Beginning.objects.get_or_create(defaults=said)
    return _progress(row)


def _has_records() -> bool:
    """Whether anything was ever recorded besides people, roles, teams and keys."""
    return Event.objects.exclude(object__in=KINDS).exists()


def mark(step: str, state: State) -> Progress:
    """Answer a step; a step that was done does not become left out by looking at it again."""
    row = _locked()
    if not (state == "skipped" and row.steps.get(step) == "done"):
        row.steps[step] = state
    row.save(update_fields=["steps"])
    return _progress(row)


def choose_trade(name: str) -> None:
    row = _locked()
    row.trade = name
    row.save(update_fields=["trade"])


def keep_examples(operation: str) -> None:
    """Remember the gesture that made example records."""
    row = _locked()
    row.examples = [*row.examples, operation]
    row.save(update_fields=["examples"])


def forget_examples() -> None:
    row = _locked()
    row.examples = []
    row.save(update_fields=["examples"])


def put_off() -> None:
    """Nobody is led here any more; the way stays open."""
    row = _locked()
    row.put_off = True
    row.save(update_fields=["put_off"])


def finish() -> None:
    row = _locked()
    row.finished_at = row.finished_at or clock.now()
    row.save(update_fields=["finished_at"])


def is_asked(by: Actor) -> bool:
    """Whether setting up concerns this person at all."""
    return by.is_person and by.rights.everything


def _locked() -> Beginning:
    begin()
    return Beginning.objects.select_for_update(of=("self",)).get()


def _progress(row: Beginning) -> Progress:
    return Progress(dict(row.steps), row.finished_at is not None, row.put_off, row.trade, tuple(row.examples))
