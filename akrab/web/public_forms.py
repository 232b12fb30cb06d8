"""A public form as its page shows it: each question with its control, in the visitor's language."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest

from akrab.engine import shape
from akrab.features.forms.definition import Question
from akrab.features.forms.models import Form
from akrab.features.forms.questions import Asked, Questions, Step, chosen, options_of

KINDS = {
    "emails": ("email", "email"), "phones": ("tel", "tel"), "address": ("area", "street-address"),
    "long_text": ("area", ""), "date": ("date", ""), "datetime": ("datetime-local", ""), "integer": ("number", ""),
    "url": ("url", "url"), "boolean": ("tick", ""), "decimal": ("decimal", ""), "money": ("decimal", ""),
    "percent": ("decimal", ""),
}  # fmt: skip
ACCEPTED = {
    "picture": ("image/",),
    "pdf": ("application/pdf",),
    "document": ("application/msword", "application/vnd.openxmlformats-officedocument.wordprocessingml", "text/plain",
                 "application/vnd.oasis.opendocument.text", "application/rtf", "text/rtf", "application/pdf"),
    "sheet": ("application/vnd.ms-excel", "application/vnd.openxmlformats-officedocument.spreadsheetml", "text/csv",
              "application/vnd.oasis.opendocument.spreadsheet"),
}  # fmt: skip
ENDINGS = {
    "picture": "image/*", "pdf": ".pdf", "document": ".doc,.docx,.odt,.rtf,.txt,.pdf", "sheet": ".xls,.xlsx,.ods,.csv",
}  # fmt: skip
PROOF = "proof"
MOST_BUTTONS = 5  # choices that are all in sight; more of them make a list, unless the form says otherwise
FROM_ADDRESS = ("utm_source", "utm_campaign")


def wants_json(request: HttpRequest) -> bool:
    """Whether a program asks: it sends JSON, or would rather read it than a page."""
    return request.content_type == "application/json" or (
        request.headers.get("Accept", "").startswith(("application/json", "application/problem+json"))
    )


def sent_json(request: HttpRequest) -> dict[str, Any]:
    """The JSON object that a program sent; raises `ValueError` for anything else, however deeply it is nested."""
    try:
        said = json.loads(request.body)
    except RecursionError as error:
        raise ValueError("nested too deeply") from error
    if not isinstance(said, dict):
        raise ValueError("not an object")
    return said


def proof_of(request: HttpRequest) -> str:
    """The proof of work that came with a sending, if it can be read at all."""
    try:
        said = sent_json(request) if request.content_type == "application/json" else request.POST
        return str(said.get(PROOF, ""))[:500]
    except (ValueError, RequestDataTooBig):
        return ""


@dataclass(frozen=True)
class Shown:
    """One question as the page shows it: what was typed, and what is wrong with it."""

    name: str
    kind: str
    label: str
    required: bool = False
    completion: str = ""
    most: int | None = None
    value: str = ""
    errors: tuple[str, ...] = ()
    options: tuple[tuple[str, str], ...] = ()
    hint: str = ""
    placeholder: str = ""
    text: str = ""
    show: str = ""
    accept: str = ""
    is_many: bool = False
    megabytes: int = 0
    chosen: tuple[str, ...] = ()

    @property
    def starts_required(self) -> bool:
        """Whether the control itself insists: one that may be hidden leaves that to the script and the server."""
        return self.required and not self.show


@dataclass(frozen=True)
class Part:
    """A section of the form: its heading, and the questions below it."""

    heading: Shown | None = None
    questions: list[Shown] = field(default_factory=list)


@dataclass(frozen=True)
class Leaf:
    """One page of the form: its heading, if it has one, and its sections."""

    heading: Shown | None = None
    parts: list[Part] = field(default_factory=list)


@dataclass(frozen=True)
class Typed:
    """What a visitor sent that was not taken yet, with the complaints by question."""

    values: Mapping[str, Any] = field(default_factory=dict)
    wrong: Mapping[str, Sequence[str]] = field(default_factory=dict)


def leaves(questions: Questions, typed: Typed, language: str) -> list[Leaf]:
    """The visible questions by page and section, in order."""
    return [
        Leaf(_heading(step.begins, language) if step.begins else None, _parts(step, typed, language))
        for step in questions.steps()
    ]


def _parts(step: Step, typed: Typed, language: str) -> list[Part]:
    found = [Part()]
    for one in step.asked:
        if one.question.kind == "section":
            found.append(Part(_heading(one.question, language)))
        elif one.question.kind != "hidden":
            found[-1].questions.append(_shown(one, typed, language))
    return [part for part in found if part.questions or part.heading]


def _heading(question: Question, language: str) -> Shown:
    words = question.words(language)
    return Shown(question.name, question.kind, words.label, hint=words.help, show=_tree(question))


def _tree(question: Question) -> str:
    return json.dumps(question.show, ensure_ascii=False) if question.show else ""


def _shown(one: Asked, typed: Typed, language: str) -> Shown:
    question, words = one.question, one.question.words(language)
    kind, completion = KINDS.get(one.field.type.name, ("text", "")) if one.field else (question.kind, "")
    if one.link and one.field is not None and one.field.name == "name":
        completion = "name"
    options = tuple(options_of(one, language, with_retired=False))
    is_money = one.field is not None and one.field.type.name == "money"
    currency = shape.own_currency() if is_money else ""
    if question.kind == "consent":
        kind = "tick"
    answer = typed.values.get(question.name, "")
    return Shown(
        question.name, _way(question, len(options)) if options else kind, words.label, question.required, completion,
        one.field.max_length if one.field is not None else None, str(answer),
        tuple(typed.wrong.get(question.name, ())), options, words.help or currency, words.placeholder, words.text,
        _tree(question), ",".join(ENDINGS[each] for each in question.accept), question.most_files > 1,
        question.most_mb, tuple(chosen(one, answer)) if one.is_several else (),
    )  # fmt: skip


def _way(question: Question, number: int) -> str:
    """How this many choices are offered: a list, one of buttons, or several of ticks."""
    return question.choose or ("one" if number <= MOST_BUTTONS else "list")


def hidden(form: Form, asked: Mapping[str, str], typed: Typed, page: str) -> list[tuple[str, str]]:
    """The inputs nobody sees: what the page's address says, and where the visitor came from."""
    referrer = asked.get("akrab_referrer", "")
    held = {
        "akrab_page": asked.get("akrab_page", "") or page,
        "akrab_source": asked.get("utm_source", "") or _host(referrer),
        "akrab_campaign": asked.get("utm_campaign", ""),
    }
    for question in form.shape.questions:
        if question.kind == "hidden":
            special = {"referrer": referrer, "page": held["akrab_page"]}
            said = special.get(question.param, asked.get(question.param, "")) if question.param else ""
            held[question.name] = said or question.value
    return [(name, str(typed.values.get(name, value))[:500]) for name, value in held.items()]


def _host(address: str) -> str:
    """The website of an address, without the www that says nothing."""
    return address.partition("://")[2].partition("/")[0].removeprefix("www.")[:80]


def fits(question: Question, mime: str) -> bool:
    """Whether a file of this kind may be sent as the answer."""
    return not question.accept or mime.startswith(
        tuple(one for each in question.accept for one in ACCEPTED[each])
    )
