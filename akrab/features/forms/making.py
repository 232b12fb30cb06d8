"""Making the record that a sending stands for: linked records are matched or made, then one record is made."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar, cast
from uuid import UUID

from babel.dates import format_date, format_time
from django.utils import translation
from django.utils.translation import gettext as _

from akrab.engine import values, write
from akrab.engine.errors import Invalid
from akrab.engine.fields import is_absent
from akrab.engine.fields.links import target_of
from akrab.engine.fields.numbers import active_locale
from akrab.engine.fields.texts import TextList
from akrab.engine.matching import find_match
from akrab.engine.record import Record
from akrab.engine.registry import get_object
from akrab.engine.spec import Spec, spec_of
from akrab.features.claims import keeping as claims
from akrab.features.forms.models import Form
from akrab.features.forms.questions import (
    HEADS,
    Asked,
    Questions,
    chosen,
    find_option,
    find_options,
    is_answered,
    options_of,
)
from akrab.identity.actor import Actor

T = TypeVar("T")

MOST_KEPT = TextList.most
PLACEHOLDER = re.compile(r"\{([a-z][a-z0-9_]*)\}")


@dataclass
class Sorted:
    """The answers for the record itself and, by link, for the records it links to."""

    own: dict[str, Any] = field(default_factory=dict)
    linked: dict[str, dict[str, Any]] = field(default_factory=dict)
    agreed: list[Asked] = field(default_factory=list)
    shown: dict[str, Asked] = field(default_factory=dict)


@dataclass(frozen=True)
class Made:
    """The record, and whoever of the records it was made with is the sender."""

    record: Record
    sender: Record


def sort_answers(questions: Questions, answers: Mapping[str, Any], files: Sequence[str], by: Actor) -> Sorted:
    """The answers by where they go; raises `Invalid`, by question name, with all that is wrong at once."""
    found = Sorted()
    wrong: dict[str, list[str]] = {}
    for one in questions.shown(answers):
        if one.question.kind in HEADS:
            continue
        found.shown[one.name] = one
        answer = answers.get(one.name)
        answered = one.name in files if one.question.kind == "file" else is_answered(one, answer)
        if not answered:
            if one.required:
                wrong[one.name] = [_("Fill this in.") if one.question.kind != "consent" else _("Tick this.")]
            continue
        if one.question.kind == "consent":
            found.agreed.append(one)
        elif one.field is not None:
            complaint = _place(found, one, answer, by)
            if complaint:
                wrong[one.name] = complaint
    if wrong:
        raise Invalid(wrong)
    return found


def wrong_on(questions: Questions, step: str, answers: Mapping[str, Any], by: Actor) -> dict[str, list[str]]:
    """What is wrong with the answers of one page, named by the question that begins it (nothing for the first).

    Files are not sent before the end: the browser sees to those.
    """
    here = next((one for one in questions.steps() if (one.begins.name if one.begins else "") == step), None)
    names = {one.name for one in here.asked} if here else set()
    files = [one.name for one in questions.asked if one.question.kind == "file"]
    try:
        sort_answers(questions, answers, files, by)
    except Invalid as invalid:
        return {name: list(texts) for name, texts in invalid.errors.items() if name in names}
    return {}


def _place(found: Sorted, one: Asked, answer: Any, by: Actor) -> list[str]:
    """Put an answer where it goes; what is wrong with it otherwise. A hidden one that can't be used is left out."""
    assert one.field is not None
    if one.is_several:
        several = find_options(one, answer)
        if several is None:
            return [_("Choose from the list.")]
        answer = several if one.field.type.name == "tags" else ", ".join(several)
    elif one.question.options or one.field.type.name in ("link", "choice"):
        answer = find_option(one, answer)
        if answer is None:
            return [] if one.question.kind == "hidden" else [_("Choose from the list.")]
    try:
        if one.field.type.name != "link":  # a link is from the list, so it is seen
            values.parse({one.field.name: one.field}, {one.field.name: answer}, by)
    except Invalid as invalid:
        if one.question.kind == "hidden":
            return []
        return [text for texts in invalid.errors.values() for text in texts]
    into = found.linked.setdefault(one.link, {}) if one.link else found.own
    into[one.field.name] = answer
    return []


def make(form: Form, found: Sorted, answers: Mapping[str, Any], by: Actor, id: UUID) -> Made:
    """Match or make the linked records and make the record, which gets this id.

    Raises `Invalid` by question name, or `Refused`.
    """
    spec = get_object(form.object)
    own = dict(found.own)
    people: dict[str, Record] = {}
    for link, raw in found.linked.items():
        people[link] = _match_or_make(spec_of(target_of(spec.fields[link])), raw, form, link, by)
    for name, value in form.shape.presets.items():
        if name in spec.fields and name not in people:
            own.setdefault(name, _preset(value, found, answers, by, spec.fields[name].max_length))
    model = cast(type[Record], spec.model)
    # The linked records are at hand: the link needs no question whether they are there.
    record = _named(form, "", lambda: write.create(model, own, by, id=id, **people))
    return Made(record, _sender(record, people))


def _sender(record: Record, people: Mapping[str, Record]) -> Record:
    """Whom to write to: of the linked records the first that can be written to, else the record itself."""
    reached = [one for one in people.values() if spec_of(type(one)).of_type("emails", "phones")]
    return reached[0] if reached else record


def _match_or_make(spec: Spec, raw: dict[str, Any], form: Form, link: str, by: Actor) -> Record:
    """The known record these answers describe, completed with what it lacked, or a new one."""
    model = cast(type[Record], spec.model)
    parsed = _named(form, link, lambda: values.parse(spec.fields, raw, by))
    known = find_match(spec, parsed, by)
    if known is None:
        return _named(form, link, lambda: write.create(model, raw, by))
    added: dict[str, Any] = {}
    differing: dict[str, Any] = {}
    for name in raw:
        described = spec.fields[name]
        held, said = getattr(known, described.attname), parsed[described.attname]
        if isinstance(held, list):
            added |= {name: [*held, *said][:MOST_KEPT]} if set(said) - set(held) else {}
        elif is_absent(held):
            added[name] = said
        else:
            differing[name] = described.type.plain(described, said)
    claims.keep(known, differing, by, form.name)
    return write.update(known, added, by) if added else known


def _named(form: Form, link: str, do: Callable[[], T]) -> T:
    """Run a write whose complaints are about fields; the visitor gets them under the questions' names.

    One about a field that is not asked for comes under `object.field`, which is no question's name.
    """
    try:
        return do()
    except Invalid as invalid:
        asked = {one.path: one.name for one in form.shape.questions if one.path and one.kind == "field"}
        prefix = f"{link}." if link else ""
        raise Invalid(
            {
                asked.get(f"{prefix}{name}", f"{form.object}.{prefix}{name}"): texts
                for name, texts in invalid.errors.items()
            }
        ) from invalid


def _preset(value: Any, found: Sorted, answers: Mapping[str, Any], by: Actor, limit: int | None) -> Any:
    """What is always filled in; an answer named in a text is said as the company writes such things."""
    if not isinstance(value, str):
        return value

    def filled(place: re.Match[str]) -> str:
        one, answer = found.shown.get(place[1]), answers.get(place[1], "")
        return (said(one, answer, language) if one is not None and answer else str(answer)).strip()

    language = by.workspace.language
    with translation.override(language):
        return PLACEHOLDER.sub(filled, value).strip(" ·")[:limit]


def said(asked: Asked, answer: Any, language: str) -> str:
    """An answer as its sender reads it: a choice by its name, a day as the language that is spoken writes days."""
    if asked.question.kind == "consent" or (asked.field and asked.field.type.name == "boolean"):
        return _("yes") if is_answered(asked, answer) else _("no")
    if asked.field is not None and asked.field.type.name in ("date", "datetime"):
        return _dated(str(answer), asked.field.type.name)
    options = dict(options_of(asked, language))
    given = chosen(asked, answer) if asked.is_several else [str(answer)]
    return ", ".join(options.get(one, one) for one in given)


def _dated(answer: str, kind: str) -> str:
    """A day or minute as browsers send it, in words; anything else as it is."""
    try:
        local = datetime.fromisoformat(answer)
    except ValueError:
        return answer
    day = format_date(local, "medium", locale=active_locale())
    return day if kind == "date" else f"{day} {format_time(local, 'short', locale=active_locale())}"
