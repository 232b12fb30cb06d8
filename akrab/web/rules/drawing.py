"""A rule as its page shows it: what sets it off, its condition, and its steps as cards within cards."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.utils.translation import gettext as _

from akrab.engine.registry import find_object
from akrab.features.automation import editing
from akrab.features.automation.models import Rule
from akrab.identity.actor import Actor
from akrab.web.rules import forms, names, sentences
from akrab.web.rules.bench import Asked, Bench


@dataclass(frozen=True)
class Open:
    """The one form that is open, with what was typed and what is wrong with it.

    `part` is trigger, condition, about, step (`at` is its id) or add (`at` is a place).
    """

    part: str = ""
    at: str = ""
    kind: str = ""
    said: Mapping[str, Any] = field(default_factory=dict)
    wrong: Mapping[str, Sequence[str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Form:
    """A step's form: where it stands, of which kind, and what it asks."""

    at: str
    kind: str
    title: str
    icon: str
    asked: Asked
    object: str = ""


@dataclass(frozen=True)
class Way:
    """A list of steps inside a step, or the rule's own; a form stands after so many cards."""

    name: str
    label: str
    slots: list["Slot"]


@dataclass(frozen=True)
class Slot:
    """A place between steps: what can be added there, and the step after it."""

    place: str
    card: "Card | None" = None
    form: Form | None = None
    choosing: bool = False


@dataclass(frozen=True)
class Card:
    """One step as it is shown."""

    id: str
    number: int
    icon: str
    title: str
    details: list[str]
    ways: list[Way]
    form: Form | None
    first: bool
    last: bool


def bench_at(rule: Rule, place: str, by: Actor) -> Bench:
    """What can be named at a place of a rule."""
    waits = [
        (step["id"], sentences.title_of(step, ()))
        for step in editing.before(rule.steps, place)
        if step["do"] == "wait" and step.get("event")
    ]
    return Bench(names.roots(rule, place), by, waits)


def way_of(rule: Rule, by: Actor, open_: Open, address: str) -> Way:
    """The rule's steps; a form is drawn anew from the rule's address."""
    return _Drawing(rule, by, open_, address).way("", "", rule.steps)


class _Drawing:
    def __init__(self, rule: Rule, by: Actor, open_: Open, address: str) -> None:
        self.rule, self.by, self.open, self.address = rule, by, open_, address
        self.numbers = {step["id"]: number for number, step in enumerate(editing.every(rule.steps), 1)}

    def way(self, name: str, label: str, steps: Sequence[Mapping[str, Any]]) -> Way:
        slots = [
            self._slot(f"{name}:{index}", self._card(step, index, len(steps)))
            for index, step in enumerate(steps)
        ]
        return Way(name, label, [*slots, self._slot(f"{name}:{len(steps)}", None)])

    def _slot(self, place: str, card: Card | None) -> Slot:
        here = self.open.part == "add" and self.open.at == place
        form = (
            self._form(place, place, self.open.kind, dict(self.open.said))
            if here and self.open.kind
            else None
        )
        return Slot(place, card, form, here and not self.open.kind)

    def _card(self, step: Mapping[str, Any], index: int, of: int) -> Card:
        place = editing.place_of(self.rule.steps, step["id"])
        known = bench_at(self.rule, place, self.by).known
        is_open = self.open.part == "step" and self.open.at == step["id"]
        said = dict(self.open.said) or dict(step)
        return Card(
            step["id"], self.numbers[step["id"]], _icon(step), sentences.title_of(step, known),
            sentences.details_of(step, known, self.by), self._ways(step),
            self._form(step["id"], place, step["do"], said) if is_open else None, index == 0, index == of - 1,
        )  # fmt: skip

    def _ways(self, step: Mapping[str, Any]) -> list[Way]:
        id, kind = step["id"], step["do"]
        if kind in ("branch", "ask"):
            yes, no = (_("Yes"), _("No")) if kind == "branch" else (_("Approved"), _("Refused, or no answer"))
            return [
                self.way(f"{id}/then", yes, step.get("then") or []),
                self.way(f"{id}/else", no, step.get("else") or []),
            ]
        if kind == "each":
            return [self.way(f"{id}/steps", _("For each"), step.get("steps") or [])]
        return []

    def _form(self, at: str, place: str, kind: str, said: dict[str, Any]) -> Form:
        reload = f"{self.address}?open={self.open.part}"
        bench = replace(bench_at(self.rule, place, self.by), reload=reload)
        asked = forms.ask(kind, said, bench, self.open.wrong)
        spec = find_object(str(said.get("object", ""))) if kind == "create" else None
        title = _("Make: %(object)s") % {"object": spec.label.lower()} if spec else str(sentences.KINDS[kind])
        return Form(
            at, kind, title, spec.icon if spec else sentences.ICONS[kind], asked, spec.name if spec else ""
        )


def _icon(step: Mapping[str, Any]) -> str:
    made = find_object(str(step.get("object", ""))) if step["do"] == "create" else None
    return made.icon if made else sentences.ICONS[step["do"]]
