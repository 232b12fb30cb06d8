"""What a step can name at its place in a rule: records with their fields, people, what a program sent."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from akrab.engine import access
from akrab.engine.fields import Field
from akrab.engine.fields.links import target_of
from akrab.engine.record import Record
from akrab.engine.registry import find_object
from akrab.engine.spec import Spec, spec_of
from akrab.features.automation import editing
from akrab.features.automation.checking import roots_of
from akrab.features.automation.models import Rule
from akrab.features.automation.scope import BRACES
from akrab.identity.actor import Actor

Fits = Callable[[Field], bool]
MOMENTS = ("date", "datetime")
# Of every record: last, and of linked ones not at all.
KEPT_BOOK = ("created_at", "updated_at", "created_by", "origin")
ALIKE = {
    "long_text": ("text", "long_text"),
    "text": ("text", "long_text"),
    "datetime": MOMENTS,
    "date": MOMENTS,
}


@dataclass(frozen=True)
class Root:
    """Something a path can begin with; without a spec it is no record."""

    name: str
    label: str
    spec: Spec | None


def roots(rule: Rule, place: str) -> list[Root]:
    """What can be named at a place, nearest things last."""
    spec = find_object(rule.object)
    if spec is None:
        return []
    words = {"record": spec.label, "who": _("Who did it"), "payload": _("What the program sent")}
    found = [Root(name, words[name], one) for name, one in roots_of(rule.trigger, spec).items()]
    for number, step in enumerate(editing.before(rule.steps, place), 1):
        made = _made(step)
        if made is not None:
            found.append(Root(step["id"], _said(step, made, number), made))
    return found


def _made(step: Mapping[str, Any]) -> Spec | None:
    return find_object("approval" if step["do"] == "ask" else str(step.get("object", "")))


def _said(step: Mapping[str, Any], made: Spec, number: int) -> str:
    if step["do"] == "each":
        return _("Each %(object)s") % {"object": made.label.lower()}
    return _("%(object)s of step %(number)d") % {"object": made.label, "number": number}


def records(known: Sequence[Root]) -> list[Root]:
    """The roots that are records."""
    return [root for root in known if root.spec is not None]


def paths(known: Sequence[Root], fits: Fits, by: Actor) -> list[tuple[str, str]]:
    """The fields that fit, of the records and of what these link to, as paths with their words."""
    found = []
    for root in records(known):
        assert root.spec is not None
        found += [
            (f"{root.name}.{name}", f"{root.label} · {field.label}")
            for name, field in _fitting(root.spec, fits, by)
        ]
        for link in root.spec.links():
            target = _target(link)
            if target is not None:
                found += [
                    (f"{root.name}.{link.name}.{name}", f"{root.label} · {link.label} · {field.label}")
                    for name, field in _fitting(target, fits, by)
                    if name not in KEPT_BOOK and not (target.settings and name != target.title)
                ]
    return found


def _fitting(spec: Spec, fits: Fits, by: Actor) -> list[tuple[str, Field]]:
    """The fields that fit, usual ones first: the name, what forms and pages show, the company's own, the rest."""
    usual = [*filter(None, (spec.title,)), *spec.quick, *spec.facts, *spec.columns]

    def place(name: str, field: Field) -> tuple[int, int]:
        if name in KEPT_BOOK:
            return (3, 0)
        return (0, usual.index(name)) if name in usual else (1 if field.is_custom else 2, 0)

    found = [(name, field) for name, field in access.readable(by, spec).items() if fits(field)]
    return sorted(found, key=lambda one: place(*one))


def _target(link: Field) -> Spec | None:
    model = target_of(link)
    return spec_of(model) if issubclass(model, Record) else None


def everything(field: Field) -> bool:
    """Whether a text can show this field's value."""
    return field.type.name not in ("file", "filter", "measures", "trigger", "steps")


def sources(field: Field, known: Sequence[Root], by: Actor) -> list[tuple[str, str]]:
    """Where a field's value can be taken from instead of being written down."""
    kind = field.type.name
    found: list[tuple[str, str]] = []
    if kind == "any_link":
        found = [(root.name, root.label) for root in records(known)]
    if kind == "link":
        model = target_of(field)
        found = [(root.name, root.label) for root in records(known) if root.spec and root.spec.model is model]
    if kind == "user" and any(root.name == "who" for root in known):
        found = [("who", _("Who did it"))]
    return [*found, *paths(known, lambda other: _is_alike(field, other), by)]


def _is_alike(field: Field, other: Field) -> bool:
    kind = field.type.name
    if other.type.name not in ALIKE.get(kind, (kind,)):
        return False
    if kind == "link":
        return target_of(field) is target_of(other)
    if kind == "choice":
        return [value for value, _text in field.flatchoices] == [value for value, _text in other.flatchoices]
    return True


def in_words(text: str, known: Sequence[Root]) -> str:
    """A text with each path in braces as people read it: ‹Contact · Name›, ‹Service, or “your request”›."""

    def said(place: re.Match[str]) -> str:
        words = path_in_words(place[1], known)
        if place[2]:
            words = _("%(field)s, or “%(instead)s”") % {"field": words, "instead": place[2].strip()}
        return f"‹{words}›"

    return BRACES.sub(said, text)


def path_in_words(path: str, known: Sequence[Root]) -> str:
    """A path by its labels; what does not exist any more stays as it is written."""
    root_name, *names = path.split(".")
    root = next((one for one in known if one.name == root_name), None)
    if root is None:
        return path
    spec, words = root.spec, [] if root.name == "record" and names else [root.label]
    for name in names:
        field = spec.fields.get(name) if spec else None
        words.append(field.label if field else name)
        spec = _target(field) if field is not None and field.type.name == "link" else None
    return " · ".join(words)
