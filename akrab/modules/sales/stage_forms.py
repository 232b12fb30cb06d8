"""The forms of a pipeline's settings page: of the pipeline, of a stage, and of what follows on entering it."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import QuerySet

from akrab.engine import access
from akrab.engine.errors import Invalid
from akrab.engine.fields import BadValue
from akrab.engine.spec import spec_of
from akrab.features.documents.models import Template
from akrab.features.files.models import FileType
from akrab.features.playbooks import guidance
from akrab.features.wording.objects import gettext as _
from akrab.identity.actor import Actor
from akrab.identity.members import active_members
from akrab.identity.models import Role
from akrab.modules.sales.following import KINDS, PRIORITIES, Following
from akrab.modules.sales.models import Deal, Pipeline, Stage
from akrab.web.inputs import Input
from akrab.web.pages.settings.door import choice, rows_of, text, tick
from akrab.web.rules.values import CLOCK_WORDS, UNIT_WORDS, in_minutes, in_units

UNIT = "_unit"  # behind the name of a length, what its number counts
Errors = Mapping[str, Sequence[str]]
Raw = Mapping[str, Any] | None
OFTEN = (
    "contact",
    "company",
    "service",
    "amount",
    "source",
    "visit_at",
    "delivery_on",
    "closes_on",
    "next_step",
)


def _value(held: Any, raw: Raw, name: str, default: Any = "") -> str:
    """What was typed, else what is held, as text."""
    found = (
        raw.get(name) if raw is not None else getattr(held, name, default) if held is not None else default
    )
    return "" if found is None else str(getattr(found, "pk", found))


def _roles() -> QuerySet[Role]:
    return Role.objects.order_by("name")


def pipeline_inputs(raw: Raw, wrong: Errors, held: Pipeline | None = None) -> list[Input]:
    """Name, and among whom new deals go round."""
    name = _value(held, raw, "name")
    role = _value(held, raw, "assign_role")
    hint = _("Each new request gets the next of them as its owner. Nobody chosen: an administrator.")
    return [
        text("name", _("Name"), name, errors=wrong.get("name", ()), required=True, most=80),
        choice(
            "assign_role", _("New [deals] go round among"), role, rows_of(_roles(), _("Nobody")), required=False,
            hint=hint, errors=wrong.get("assign_role", ()),
        ),
    ]  # fmt: skip


def stage_form(
    stage: Stage | None, by: Actor, raw: Raw = None, wrong: Errors | None = None
) -> dict[str, Any]:
    """A stage's fields, and the fields of a deal that can be required, the frequent ones first."""
    wrong = wrong or {}
    shown = [
        text("name", _("Name"), _value(stage, raw, "name"), errors=wrong.get("name", ()), required=True, most=80),
        _number("probability", _("Probability, %"), _percent(stage, raw), wrong),
        choice(
            "responsible_role", _("Responsible role"), _value(stage, raw, "responsible_role"),
            rows_of(_roles(), _("The owner of the [deal]")), required=False, errors=wrong.get("responsible_role", ()),
        ),
        choice(
            "required_file", _("File required to go on"), _value(stage, raw, "required_file"),
            rows_of(access.visible(FileType, by).order_by("name"), _("None")), required=False,
            errors=wrong.get("required_file", ()),
        ),
        _length("limit_minutes", _("Longest stay"), stage, raw, wrong),
        *_checks(stage, raw),
    ]  # fmt: skip
    chosen = raw.get("required_fields", []) if raw is not None else stage.required_fields if stage else []
    fields = sorted(
        spec_of(Deal).editable(), key=lambda field: OFTEN.index(field.name) if field.name in OFTEN else 99
    )
    return {
        "inputs": shown,
        "fields": [
            (field.name, field.label, field.name in chosen)
            for field in fields
            if field.name not in ("name", "pipeline", "stage", "probability")
        ],
        "field_errors": list(wrong.get("required_fields", ())),
    }


def _checks(stage: Stage | None, raw: Raw) -> list[Input]:
    """The checklist of a stage: what must be ticked to go on, and what may be."""
    must, may = guidance.items_of(stage) if stage else ([], [])
    hint = _("One item a line. Each is ticked on the [deal], by whoever did it.")
    labels = {"checks": _("Checklist required to go on"), "may_checks": _("Checklist, if needed")}
    held = {"checks": "\n".join(must), "may_checks": "\n".join(may)}
    return [
        Input(name, "long_text", label, (raw or held).get(name, held[name]), prefix="s", hint=hint)
        for name, label in labels.items()
    ]


def _percent(stage: Stage | None, raw: Raw) -> str:
    if raw is not None or stage is None:
        return _value(stage, raw, "probability")
    return format(stage.probability.normalize(), "f")


def _length(
    name: str, label: str, held: Any, raw: Raw, wrong: Errors, hint: str = "", may_work: bool = False
) -> Input:
    """A length of time, kept in minutes and written as a number of a unit; where it may, of working time."""
    value, unit = _value(held, raw, name), str((raw or {}).get(f"{name}{UNIT}") or "minutes")
    if raw is None and value:
        value, unit = in_units(int(value), bool(getattr(held, "working_time", False)))
    words = [(code, str(word)) for code, word in (UNIT_WORDS if may_work else CLOCK_WORDS)]
    return Input(
        name, "length", label, value, title=unit, errors=wrong.get(name, ()), prefix="s", hint=hint, options=words,
        completion="off",
    )  # fmt: skip


def in_full(raw: Mapping[str, Any], name: str) -> dict[str, Any]:
    """What a form says, with its length of time in minutes; raises `Invalid`."""
    return {key: value for key, value in raw.items() if not key.endswith(UNIT)} | minutes_of(raw, name)


def minutes_of(raw: Mapping[str, Any], name: str) -> dict[str, int | None]:
    """The minutes that a length of time says, by its name; none where nothing is said. Raises `Invalid`."""
    said = str(raw.get(name) or "").strip()
    if not said:
        return {name: None} if name in raw else {}
    try:
        return {name: in_minutes(said, str(raw.get(f"{name}{UNIT}") or ""))}
    except BadValue as error:
        raise Invalid({name: [str(error)]}) from error


def _number(name: str, label: str, value: str, wrong: Errors, hint: str = "") -> Input:
    return Input(
        name, "integer", label, value, errors=wrong.get(name, ()), prefix="s", hint=hint, completion="off"
    )


def following_inputs(
    said: Following | None, by: Actor, raw: Raw = None, wrong: Errors | None = None
) -> list[Input]:
    """What happens, for whom and when."""
    wrong = wrong or {}
    dated = [
        (field.name, field.label)
        for field in spec_of(Deal).of_type("date", "datetime")
        if not field.read_only
    ]

    def chosen(
        name: str, label: str, options: list[tuple[str, str]], default: str = "", hint: str = ""
    ) -> Input:
        value = _value(said, raw, name, default)
        return choice(
            name, label, value, options, required=bool(default), hint=hint, errors=wrong.get(name, ())
        )

    words = text(
        "text", _("Text"), _value(said, raw, "text"), errors=wrong.get("text", ()), required=True, most=200
    )
    return [
        chosen("kind", _("What happens"), _options(KINDS), "task"),
        words,
        chosen("role", _("For the role"), rows_of(_roles(), _("The owner of the [deal]"))),
        chosen(
            "person", _("Always this person"), rows_of(active_members(), _("Nobody in particular")),
            hint=_("Goes before the role."),
        ),
        _length(
            "due_minutes", _("Due after"), said, raw, wrong,
            _("From entering the stage. Empty: never, or at the field beside."), may_work=True,
        ),
        chosen("due_field", _("Due at the field"), [("", _("No field")), *dated]),
        chosen("priority", _("Priority"), _options(PRIORITIES), "normal"),
        chosen("template", _("[Document] template"), rows_of(access.visible(Template, by).order_by("name"), _("None"))),
        tick("done_by_call", _("A connected [call] completes it"), _flag(said, raw, "done_by_call")),
        tick("closes_deal", _("Completing it wins the [deal]"), _flag(said, raw, "closes_deal")),
    ]  # fmt: skip


def _options(choices: Sequence[tuple[str, Any]]) -> list[tuple[str, str]]:
    return [(value, str(label)[:1].upper() + str(label)[1:]) for value, label in choices]


def _flag(said: Following | None, raw: Raw, name: str) -> bool:
    return bool(raw.get(name)) if raw is not None else bool(getattr(said, name, False))
