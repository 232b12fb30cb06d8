"""The fields a text can name, as the picker offers them: of the record, of what it links to, of one's own company."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from akrab.engine import access
from akrab.engine.fields import Field
from akrab.engine.fields.links import target_of
from akrab.engine.record import Record
from akrab.engine.registry import get_object
from akrab.engine.spec import Spec, spec_of
from akrab.features.wording.company import OWN_COMPANY
from akrab.features.wording.paths import COMPANY
from akrab.identity.actor import Actor

DEPTH = 2
LEFT_OUT = frozenset({"any_link", "file", "design", "filter", "measures", "boolean"})
WITHIN = frozenset({"created_at", "updated_at", "created_by", "origin"})


@dataclass(frozen=True)
class Group:
    """Fields under one heading, each as its path and what it is called."""

    label: str
    fields: list[tuple[str, str]]


def groups(spec: Spec, by: Actor, free: tuple[str, ...] = ("today", "number", "sender")) -> list[Group]:
    """All fields that texts for records of this object can name."""
    called = {
        "today": _("Date of today"), "number": _("Number of the document"), "sender": _("The responsible employee"),
    }  # fmt: skip
    own = get_object(OWN_COMPANY)
    found = [Group(spec.label, _fields(spec, by, ""))]
    found += _linked(spec, by, "", spec.label, 1, {COMPANY: f"{spec.name}.{COMPANY}"})
    found.append(Group(_("Your company"), _fields(own, by, f"{COMPANY}.")))
    found.append(Group(_("Other fields"), [(name, called[name]) for name in free]))
    return found


def _fields(spec: Spec, by: Actor, prefix: str) -> list[tuple[str, str]]:
    return [
        (f"{prefix}{name}", field.label)
        for name, field in access.readable(by, spec).items()
        if field.type.name not in LEFT_OUT and not (prefix and name in WITHIN)
    ]


def _linked(
    spec: Spec, by: Actor, prefix: str, label: str, depth: int, written: dict[str, str]
) -> Iterator[Group]:
    for name, field in access.readable(by, spec).items():
        target = _target(field)
        if target is None or access.reach(by, target, "view") == "none":
            continue
        path = written.get(name, f"{prefix}{name}")
        title = field.label if depth == 1 else f"{label} · {field.label}"
        yield Group(title, _fields(target, by, f"{path}."))
        if depth < DEPTH:
            yield from _linked(target, by, f"{path}.", title, depth + 1, {})


def _target(field: Field) -> Spec | None:
    if field.type.name != "link":
        return None
    target = target_of(field)
    return spec_of(target) if issubclass(target, Record) and not spec_of(target).settings else None
