"""The values of a step: each a row of a form, where it is written down or taken from elsewhere, and back again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from akrab.engine import access
from akrab.engine.fields import BadValue, Field
from akrab.engine.fields.links import target_of
from akrab.engine.registry import objects
from akrab.features.automation.scope import alone_in
from akrab.identity.actor import Actor
from akrab.identity.models import Role, Team
from akrab.web import inputs
from akrab.web.inputs import Input
from akrab.web.rules import names
from akrab.web.rules.names import Root

HERE, NOTHING, SENT = "", "nothing", "payload"
TEXTS = ("text", "long_text")
LEFT_OUT = ("file", "filter", "measures", "trigger", "steps")
UNITS = {"minutes": 1, "hours": 60, "days": 24 * 60, "working_minutes": 1, "working_hours": 60}
WORKING = "working_"
CLOCK_WORDS = [
    ("minutes", gettext_lazy("minutes")),
    ("hours", gettext_lazy("hours")),
    ("days", gettext_lazy("days")),
]
UNIT_WORDS = [
    *CLOCK_WORDS,
    ("working_minutes", gettext_lazy("working minutes")),
    ("working_hours", gettext_lazy("working hours")),
]
Errors = Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class Row:
    """One field of a step: the control to write its value down, and from where it can be taken instead.

    `shift` and `unit` say how long after a moment (or, negative, before it); `sent` names what a program sent.
    """

    input: Input
    sources: list[tuple[str, str]]
    source: str = HERE
    takes_shift: bool = False
    shift: str = ""
    unit: str = "minutes"
    sent: str = ""


@dataclass(frozen=True)
class Ground:
    """Where a step's form stands: what can be named there, whose object's fields they are, and who edits."""

    known: Sequence[Root]
    object: str
    by: Actor
    optional: bool = False
    action: str = ""


def in_units(minutes: int, working: bool = False) -> tuple[str, str]:
    """Minutes as a number and the largest unit that fits: 120 is 2 hours."""
    if working:
        in_hours = minutes % 60 == 0
        return str(minutes // 60 if in_hours else minutes), f"{WORKING}{'hours' if in_hours else 'minutes'}"
    for unit in ("days", "hours"):
        if minutes and minutes % UNITS[unit] == 0:
            return str(minutes // UNITS[unit]), unit
    return (str(minutes), "minutes") if minutes else ("0", "minutes")


def in_minutes(number: str, unit: str) -> int:
    """A number of units as minutes; raises `BadValue`."""
    try:
        return int(number.strip() or 0) * UNITS.get(unit, 1)
    except ValueError as error:
        raise BadValue(_("Write a whole number.")) from error


def row(field: Field, value: Any, ground: Ground, errors: Sequence[str] = ()) -> Row:
    """The row of a field that has this stored value, or what was typed."""
    source, shift, unit, sent = HERE, "", "minutes", ""
    if isinstance(value, dict) and "after" in value:
        source = str(value["after"]).strip("{}")
        shift, unit = in_units(int(value.get("minutes", 0)), bool(value.get("working")))
    elif isinstance(value, dict) and field.type.name == "user":
        source = _group_word(value)
    elif isinstance(value, str) and field.type.name not in TEXTS and (alone := alone_in(value)):
        source, _dot, sent = alone[1].partition(".") if alone[1].startswith(SENT) else (alone[1], "", "")
    elif value is None:
        source = NOTHING
    written = "" if source else value
    control = inputs.ask(
        field, ground.by, _typed(field, written, ground.by), title=_title(field, written, ground.by),
        errors=errors, prefix="v", required=False,
        suggest=inputs.suggest_address(ground.by, ground.object, field.name, ground.action),
    )  # fmt: skip
    if field.type.name == "choice":
        unsaid = [("", _("as usual")), *(one for one in control.options if one[0])]
        control = replace(control, options=unsaid, value="" if written == "" else control.value)
    offered = [(HERE, _("this value")), *_sources(field, ground)]
    if source not in dict(offered):  # said before, and not among what is offered first
        offered.append((source, names.path_in_words(source, ground.known)))
    return Row(
        control, offered, source,
        field.type.name in names.MOMENTS, shift, unit, sent,
    )  # fmt: skip


def _sources(field: Field, ground: Ground) -> list[tuple[str, str]]:
    found = names.sources(field, ground.known, ground.by) if field.type.name not in TEXTS else []
    if field.type.name in names.MOMENTS:
        found = [("now", _("the moment when this step is taken")), *found]
    if field.type.name == "user":
        found += _groups(found)
    if any(root.name == SENT for root in ground.known) and field.type.name not in TEXTS:
        found.append((SENT, _("what the program sent as")))
    if ground.optional and not field.is_required:
        found.append((NOTHING, _("nothing: empty it")))
    return found


def _groups(people: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    leaders = [(f"leader_of {path}", _("Who leads: %(who)s") % {"who": label}) for path, label in people]
    groups = [(f"role {one.pk}", one.name) for one in Role.objects.order_by("name")]
    groups += [(f"team {one.pk}", one.name) for one in Team.objects.order_by("name")]
    one = [(f"one_{word}", _("One of: %(group)s") % {"group": name}) for word, name in groups]
    return [*leaders, *one, *((word, _("Everybody: %(group)s") % {"group": name}) for word, name in groups)]


def _group_word(value: Mapping[str, Any]) -> str:
    kind, said = next((name, one) for name, one in value.items() if name != "one")
    return f"{'one_' if value.get('one') else ''}{kind} {str(said).strip('{}')}"


def _typed(field: Field, value: Any, by: Actor) -> Any:
    """A stored value as it would be typed; what is no value of the field as it stands."""
    if value in ("", None) or field.type.name in TEXTS:
        return inputs.typed(field, None, by) if value in ("", None) else value
    try:
        return inputs.typed(field, field.type.from_plain(field, value, by), by)
    except (BadValue, ValueError, TypeError):
        return value


def _title(field: Field, value: Any, by: Actor) -> str:
    if field.type.name not in ("link", "user") or not value:
        return ""
    try:
        id = UUID(str(value))
    except ValueError:
        return ""
    return access.titles({str(target_of(field)._meta.model_name): {id}}, by, objects()).get(id, "")


def read(
    fields: Mapping[str, Field], data: QueryDict, by: Actor
) -> tuple[dict[str, Any], dict[str, list[str]]]:
    """The values that a sent form says, and what is wrong with them; fields left empty are left out."""
    values: dict[str, Any] = {}
    wrong: dict[str, list[str]] = {}
    typed = inputs.read(fields, data, MultiValueDict())
    for name, field in fields.items():
        source = data.get(f"from.{name}", "")
        try:
            said = _taken(name, source, data) if source else _written(field, typed.get(name, ""), by)
        except BadValue as error:
            wrong[name], said = [str(error)], typed.get(name, "")
        if said is not None or source == NOTHING:
            values[name] = said
    return values, wrong


def _taken(name: str, source: str, data: QueryDict) -> Any:
    if source == NOTHING:
        return None
    kind, _space, what = source.partition(" ")
    if kind == "leader_of":
        return {kind: f"{{{what}}}"}
    if kind in ("role", "team") and what:
        return {kind: what}
    if kind in ("one_role", "one_team") and what:
        return {kind.removeprefix("one_"): what, "one": True}
    if source == SENT:
        return f"{{{SENT}.{data.get(f'sent.{name}', '').strip()}}}"
    if f"shift.{name}" in data:
        unit = data.get(f"unit.{name}", "")
        minutes = in_minutes(data.get(f"shift.{name}", ""), unit)
        moment = {"after": source if source == "now" else f"{{{source}}}", "minutes": minutes}
        return {**moment, "working": True} if unit.startswith(WORKING) else moment
    return f"{{{source}}}"


def _written(field: Field, typed: Any, by: Actor) -> Any:
    """What is written down, plain; None for nothing. Raises `BadValue`."""
    if field.type.name == "boolean":
        return bool(typed) or None
    if typed in ("", {}, []):
        return None
    if field.type.name in TEXTS:
        return str(typed)
    return field.type.plain(field, field.type.parse(field, typed, by))


def fields_of(fields: Mapping[str, Field]) -> dict[str, Field]:
    """The fields that a step can set."""
    return {name: one for name, one in fields.items() if one.type.name not in LEFT_OUT}
