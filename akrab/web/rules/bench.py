"""Where the form of a step is drawn and read, and what such a form asks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from akrab.engine.spec import Spec
from akrab.identity.actor import Actor
from akrab.web.inputs import Input
from akrab.web.rules import names
from akrab.web.rules.names import Root
from akrab.web.rules.values import Row

Step = dict[str, Any]
Errors = Mapping[str, Sequence[str]]


@dataclass
class Asked:
    """What a step's form asks besides its kind: choices, values in rows, a time, conditions, names, values, ticks."""

    inputs: list[Input] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    more: list[Row] = field(default_factory=list)
    time: tuple[str, str] | None = None
    builder: dict[str, Any] | None = None
    pairs: list[tuple[str, str]] = field(default_factory=list)
    paths: list[tuple[str, str]] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    ticks: list[Input] = field(default_factory=list)


@dataclass(frozen=True)
class Bench:
    """Where a form is drawn or read: what can be named there, and who edits."""

    known: Sequence[Root]
    by: Actor
    waits: Sequence[tuple[str, str]] = ()
    reload: str = ""

    @property
    def records(self) -> list[tuple[str, str]]:
        return [(root.name, root.label) for root in names.records(self.known)]

    def spec(self, name: str) -> Spec | None:
        return next((root.spec for root in self.known if root.name == name), None)

    def of(self, step: Step) -> str:
        """The record a step is about: the one it says, else the first there is."""
        said = str(step.get("of", ""))
        offered = [name for name, _label in self.records]
        return said if said in offered else next(iter(offered), "record")

    def has(self, name: str) -> bool:
        """Whether something of this name can be named."""
        return any(root.name == name for root in self.known)
