"""A form's questions with the fields that take their answers; which of them are asked, and which can't be any more."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, cast
from uuid import UUID

from django.utils.translation import gettext as _

from akrab.engine.fields import Field, is_absent
from akrab.engine.fields.links import target_of
from akrab.engine.lists import ListEntry
from akrab.engine.record import Record
from akrab.engine.registry import find_object
from akrab.engine.spec import Spec, spec_of
from akrab.features.forms.conditions import holds, leaves, values_of
from akrab.features.forms.definition import MOST_OPTIONS, Question
from akrab.features.forms.models import Form

ASKABLE = frozenset(
    {"text", "long_text", "emails", "phones", "address", "url", "tags", "integer", "decimal", "money", "percent",
     "boolean", "date", "datetime", "duration", "choice"}
)  # fmt: skip
HOLD_SEVERAL = ("text", "long_text", "tags")
HEADS = ("section", "step")
AGREED = ("1", "on", "true", "yes")
MOST_ROWS = 200


@dataclass(frozen=True)
class Asked:
    """A question and, where its answer goes to one, the field that takes it; `link` leads to that field's record."""

    question: Question
    field: Field | None = None
    link: str = ""

    @property
    def name(self) -> str:
        return self.question.name

    @property
    def required(self) -> bool:
        return self.question.required

    @property
    def is_several(self) -> bool:
        return self.question.choose == "several"


@dataclass(frozen=True)
class Broken:
    """A question that can't be asked any more, and why."""

    question: Question
    why: str


@dataclass(frozen=True)
class Questions:
    """The questions of a form: those that can be asked, and those that can't."""

    asked: list[Asked]
    broken: list[Broken]

    def shown(self, answers: Mapping[str, Any]) -> list[Asked]:
        """The questions that these answers bring up, in order; what is not asked counts as not answered."""
        said: dict[str, Any] = {}
        found: list[Asked] = []
        is_open = dict.fromkeys(HEADS, True)
        for one in self.asked:
            fits = holds(one.question.show, said)
            if one.question.kind == "step":
                is_open = {"step": fits, "section": True}
            elif one.question.kind == "section":
                is_open["section"] = fits
            if not (fits and all(is_open.values())):
                continue
            found.append(one)
            if one.name in answers:
                said[one.name] = chosen(one, answers[one.name]) if one.is_several else answers[one.name]
        return found

    def steps(self) -> list["Step"]:
        """The questions by the page they are on; one page where the form has no steps."""
        found: list[Step] = []
        for one in self.asked:
            if one.question.kind == "step" or not found:
                found.append(Step(one.question if one.question.kind == "step" else None))
            if one.question.kind != "step":
                found[-1].asked.append(one)
        return found


@dataclass(frozen=True)
class Step:
    """One page of a form: the question that begins it, which the first may lack, and those on it."""

    begins: Question | None = None
    asked: list[Asked] = field(default_factory=list)


def questions_of(form: Form) -> Questions:
    """The form's questions with their fields."""
    asked: list[Asked] = []
    broken: list[Broken] = []
    for question in form.shape.questions:
        if not question.path:
            asked.append(Asked(question))
            continue
        field = find_field(form.object, question.path)
        if field is None:
            why = _("The form asks for “%(path)s”, which does not exist.") % {"path": question.path}
            broken.append(Broken(question, why))
        else:
            asked.append(Asked(question, field, question.path.rpartition(".")[0]))
    return Questions(asked, broken)


def find_field(object: str, path: str) -> Field | None:
    """The field a path leads to; None when there is none, or a form can't fill it in."""
    spec = find_object(object)
    link, _dot, last = path.rpartition(".")
    if spec is not None and link:
        field = spec.fields.get(link)
        target = target_of(field) if field is not None and field.type.name == "link" else None
        spec = spec_of(target) if target is not None and issubclass(target, Record) else None
    found = spec.fields.get(last) if spec is not None else None
    return found if found is not None and is_askable(found) else None


def is_askable(field: Field) -> bool:
    """Whether a stranger may be asked for it: a plain value, or a choice from one of the company's open lists."""
    if field.read_only:
        return False
    return field.type.name in ASKABLE or (field.type.name == "link" and _list_of(field) is not None)


def _list_of(field: Field) -> Spec | None:
    """The open list (sources, channels) that a link chooses from; None where it leads to the company's own work."""
    target = target_of(field)
    spec = spec_of(target) if issubclass(target, Record) else None
    return spec if spec is not None and spec.settings and not spec.links() else None


def askable(spec: Spec) -> list[tuple[str, str, list[tuple[str, Field]]]]:
    """The fields a form of this object can ask for: the link's name and label (empty for its own), with the fields."""
    groups = [("", spec.label, [(name, one) for name, one in spec.fields.items() if is_askable(one)])]
    for link in spec.links():
        target = target_of(link)
        if link.read_only or not issubclass(target, Record):
            continue
        linked = spec_of(target)
        if linked.settings or linked.private or linked is spec:
            continue
        fields = [(f"{link.name}.{name}", one) for name, one in linked.fields.items() if is_askable(one)]
        groups.append((link.name, link.label, fields))
    return groups


def options_of(asked: Asked, language: str = "", with_retired: bool = True) -> list[tuple[str, str]]:
    """What can be chosen, as it is kept and as it is shown; nothing where anything can be typed.

    What the company retired from a list still counts where it was chosen, and is offered to nobody.
    """
    question, field = asked.question, asked.field
    if question.options:
        said = question.translations.get(language)
        shown = [*(said.options if said else ()), *[""] * len(question.options)]
        return [(own, other or own) for own, other in zip(question.options, shown, strict=False)]
    if field is None:
        return []
    if field.type.name == "link":
        return [(str(id), title) for id, title in _rows(field, with_retired)]
    return [(str(value), str(label)) for value, label in getattr(field, "flatchoices", [])]


def _rows(field: Field, with_retired: bool) -> list[tuple[UUID, str]]:
    spec = cast(Spec, _list_of(field))
    model = cast(type[Record], spec.model)
    offered = {} if with_retired or not issubclass(model, ListEntry) else {"retired": False}
    rows = model._default_manager.filter(deleted_at__isnull=True, **offered)
    ordered = rows.order_by("position", "id") if "position" in spec.fields else rows.order_by("sort_key")
    return [(row.pk, str(row)) for row in ordered[:MOST_ROWS]]


def find_option(asked: Asked, answer: Any) -> str | None:
    """The kept value of what was chosen, said as it is kept or as it is shown in any language; None for another."""
    said = str(answer).strip().lower()
    languages = ["", *asked.question.translations]
    for language in languages:
        for value, label in options_of(asked, language):
            if said in (value.lower(), label.lower()):
                return value
    return None


def chosen(asked: Asked, answer: Any) -> list[str]:
    """What was said to a question that takes several choices: a list, or a text with one on a line.

    Of what is longer than any question offers, no more is read than shows that it is.
    """
    most = MOST_OPTIONS + 1
    said = answer if isinstance(answer, list) else str(answer if answer is not None else "").split("\n", most)
    return [text for one in said[:most] if (text := str(one).strip())]


def find_options(asked: Asked, answer: Any) -> list[str] | None:
    """The kept values of all that was chosen, in the order they are offered; None where one or more are not."""
    said = chosen(asked, answer)
    found = {find_option(asked, one) for one in set(said)} if len(said) <= MOST_OPTIONS else {None}
    if None in found:
        return None
    return [value for value, _label in options_of(asked) if value in found]


def unfit(questions: Questions) -> dict[str, list[str]]:
    """Questions that take several choices without having any, or for a field that keeps one; by their place."""
    wrong: dict[str, list[str]] = {}
    for place, one in enumerate(questions.asked):
        if not one.is_several or one.field is None:
            continue
        if one.field.type.name not in HOLD_SEVERAL:
            text = _("“%(name)s” keeps one choice. Several are kept by a text or by tags.")
            wrong[f"questions.{place}.choose"] = [text % {"name": one.field.label}]
        elif not one.question.options:
            wrong[f"questions.{place}.choose"] = [_("Write what can be ticked, one choice per line.")]
    return wrong


def impossible(questions: Questions) -> dict[str, list[str]]:
    """Conditions that ask for a choice which their question does not offer, by the place of whose they are."""
    asked = {one.name: one for one in questions.asked}
    wrong: dict[str, list[str]] = {}
    for place, one in enumerate(questions.asked):
        for leaf in leaves(one.question.show):
            other = asked.get(leaf["field"])
            if other is None or leaf.get("op", "is") not in ("is", "is_not", "any_of", "none_of"):
                continue
            offered = options_of(other)
            for value in values_of(leaf) if offered else []:
                if find_option(other, value) is None:
                    words = {
                        "value": value,
                        "name": other.question.label or other.name,
                        "known": ", ".join(label for _kept, label in offered[:12]),
                    }
                    said = _("“%(value)s” is no choice of “%(name)s”; there are: %(known)s.") % words
                    wrong.setdefault(f"questions.{place}.show", []).append(said)
    return wrong


def is_answered(asked: Asked, answer: Any) -> bool:
    if asked.question.kind == "consent" or (asked.field and asked.field.type.name == "boolean"):
        return str(answer).strip().lower() in AGREED
    if asked.is_several:
        return bool(chosen(asked, answer))
    return not is_absent(answer.strip() if isinstance(answer, str) else answer)
