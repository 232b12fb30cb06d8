"""The form of what sets a rule off, and the trigger that a sent form means."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from babel.dates import get_day_names
from django.http import QueryDict
from django.utils.translation import get_language, to_locale
from django.utils.translation import gettext as _

from akrab.engine import access
from akrab.engine.fields import BadValue
from akrab.engine.registry import find_object, objects
from akrab.engine.spec import Spec
from akrab.features.automation.models import Rule
from akrab.features.automation.triggers import BECAME
from akrab.identity.actor import Actor
from akrab.web.inputs import Input
from akrab.web.pages.settings.door import choice, text, tick
from akrab.web.rules import names, sentences, values
from akrab.web.rules.values import Ground, Row

RELOADING = frozenset({"s-on", "s-object", "s-verb", "s-field", "s-every"})
NARROWED = ("choice", "boolean", "link", "user")
Trigger = dict[str, Any]


@dataclass
class Asked:
    """What the form asks: choices, a time before or after, the value a field changes to, and days of the week."""

    inputs: list[Input] = field(default_factory=list)
    time: tuple[str, str] | None = None
    rows: list[Row] = field(default_factory=list)
    days: list[tuple[int, str, bool]] = field(default_factory=list)


def first_object() -> str:
    """The object that a new rule is about unless said: the first of the business with a way to go."""
    return next(
        (spec.name for spec in objects().values() if spec.board and spec.totals), next(iter(objects()))
    )


def ask(object: str, trigger: Trigger, by: Actor, reload: str) -> Asked:
    """The form of a trigger that says this, or a part of it yet; drawn anew from the address `reload`."""
    kind = str(trigger.get("on", "event"))
    kinds = [
        ("event", _("something happens to a record")),
        ("moment", _("the moment in a date field comes")),
        ("schedule", _("a time comes again and again")),
        ("call", _("another program calls")),
    ]
    asked = Asked([choice("s-on", _("Begin when"), kind, kinds)])
    spec = find_object(object) or find_object(first_object())
    assert spec is not None
    if kind != "call":
        asked.inputs.append(choice("s-object", _("Object"), spec.name, _objects()))
    {"event": _ask_event, "moment": _ask_moment, "schedule": _ask_schedule}.get(kind, _ask_nothing)(
        asked, spec, trigger, by
    )
    asked.inputs = [replace(one, reload=reload) if one.name in RELOADING else one for one in asked.inputs]
    return asked


def _objects() -> list[tuple[str, str]]:
    return sorted(
        ((spec.name, spec.label) for spec in objects().values() if not spec.private and spec.name != "rule"),
        key=lambda one: (objects()[one[0]].settings, one[1]),
    )


def _ask_event(asked: Asked, spec: Spec, trigger: Trigger, by: Actor) -> None:
    verb, name = str(trigger.get("verb", "created")), str(trigger.get("field", ""))
    asked.inputs.append(choice("s-verb", _("What happens"), verb, sentences.occasions_of(spec)))
    if verb not in ("updated", BECAME):
        return
    fields = [(one.name, one.label) for one in access.readable(by, spec).values()]
    if verb == BECAME:
        asked.inputs.append(choice("s-field", _("Field"), name, [("", "–"), *fields]))
    else:
        asked.inputs.append(
            choice("s-field", _("Only when this field changes"), name, [("", _("any field")), *fields])
        )
    changed = spec.fields.get(name)
    if changed is not None and changed.type.name in NARROWED:
        row = values.row(changed, trigger.get("now") or "", Ground((), spec.name, by))
        asked.rows.append(
            replace(row, input=replace(row.input, label=_("… to this value"), hint=""), sources=[])
        )


def _ask_moment(asked: Asked, spec: Spec, trigger: Trigger, by: Actor) -> None:
    dated = [(one.name, one.label) for one in spec.fields.values() if one.type.name in names.MOMENTS]
    asked.inputs.append(choice("s-moment", _("Date field"), str(trigger.get("field", "")), dated))
    asked.time = values.in_units(int(trigger.get("minutes", 0)))


def _ask_schedule(asked: Asked, spec: Spec, trigger: Trigger, by: Actor) -> None:
    every = str(trigger.get("every", "day"))
    often = [
        ("hour", _("every hour")),
        ("day", _("every day")),
        ("week", _("every week")),
        ("month", _("every month")),
    ]
    asked.inputs += [
        choice("s-every", _("How often"), every, often),
        text(
            "s-clock",
            _("At"),
            str(trigger.get("at", "09:00")),
            required=True,
            hint=_("Such as 09:00, in the company's time zone."),
        ),
    ]
    if every == "month":
        days = [(str(day), str(day)) for day in range(1, 32)]
        asked.inputs.append(choice("s-day", _("On day"), str(trigger.get("day", 1)), days))
    if every == "week":
        locale = to_locale(get_language() or "en")
        called = get_day_names(locale=locale)
        on = trigger.get("days", [1])
        asked.days = [(day, called[day - 1], day in on) for day in range(1, 8)]
    asked.inputs.append(
        tick("s-each", _("once for each record that meets the condition"), trigger.get("each", True))
    )


def _ask_nothing(asked: Asked, spec: Spec, trigger: Trigger, by: Actor) -> None:
    """Nothing more: the rule gets an address of its own."""


def read(data: QueryDict, rule: Rule | None, by: Actor) -> tuple[str, Trigger, dict[str, list[str]]]:
    """The object and trigger that a sent form means, and what is wrong with it."""
    object = data.get("s-object", "") or (rule.object if rule else first_object())
    spec = find_object(object)
    kind = data.get("s-on", "event")
    if spec is None:
        return object, {"on": kind}, {"s-object": [_("Choose from the list.")]}
    trigger: Trigger = {"on": kind}
    wrong: dict[str, list[str]] = {}
    if kind == "event":
        trigger |= _read_event(data, spec, by, wrong)
    elif kind == "moment":
        trigger |= {"field": data.get("s-moment", ""), "minutes": _shift(data, wrong)}
    elif kind == "schedule":
        trigger |= _read_schedule(data)
    return object, trigger, wrong


def _read_event(data: QueryDict, spec: Spec, by: Actor, wrong: dict[str, list[str]]) -> Trigger:
    said: Trigger = {"verb": data.get("s-verb", "created")}
    changed = spec.fields.get(data.get("s-field", ""))
    if said["verb"] in ("updated", BECAME) and changed is not None:
        said["field"] = changed.name
        if changed.type.name in NARROWED and data.get(changed.name):
            found, errors = values.read({changed.name: changed}, data, by)
            wrong |= errors
            said |= {"now": found[changed.name]} if changed.name in found else {}
    return said


def _read_schedule(data: QueryDict) -> Trigger:
    days = [int(day) for day in data.getlist("s-days") if day.isdigit()]
    day = data.get("s-day", "1")
    return {
        "every": data.get("s-every", "day"),
        "at": data.get("s-clock", "09:00").strip(),
        "days": days or [1],
        "day": int(day) if day.isdigit() else 1,
        "each": data.get("s-each") == "1" or "s-every" not in data,
    }


def _shift(data: QueryDict, wrong: dict[str, list[str]]) -> int:
    try:
        return values.in_minutes(data.get("s-shift", ""), data.get("s-unit", ""))
    except BadValue as error:
        wrong["s-time"] = [str(error)]
        return 0


def complaints(wrong: Mapping[str, Sequence[str]]) -> list[str]:
    """All that is wrong, as sentences above the form."""
    return [said for all_said in wrong.values() for said in all_said]
