"""What a form asks and how it behaves: a described, validated definition, kept as JSON with the form."""

import re
from collections.abc import Mapping
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator

from akrab.engine.errors import Invalid
from akrab.features.forms.conditions import check, names_in

MOST_QUESTIONS, MOST_OPTIONS = 80, 100
LARGEST_FILE_MB, MOST_FILES = 25, 10
COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
NAME = r"^[a-z][a-z0-9_]{0,39}$"
ORIGIN = re.compile(r"https?://[a-z0-9.-]+(:\d{1,5})?")
RESERVED = frozenset(
    {"submission_key", "fax", "proof", "akrab_page", "akrab_source", "akrab_campaign", "akrab_embed"}
)
ANYWHERE = "*"

Kind = Literal["field", "section", "step", "hidden", "consent", "file"]
Choose = Literal["", "list", "one", "several"]
Short = Annotated[str, Field(max_length=300)]
Long = Annotated[str, Field(max_length=5000)]
Accepted = Literal["picture", "pdf", "document", "sheet"]


def _language(code: str) -> str:
    if code and code not in dict(settings.LANGUAGES):
        raise ValueError(_("There is no language “%(code)s”.") % {"code": code})
    return code


def _origin(text: str) -> str:
    text = text.strip().rstrip("/").lower()
    if text != ANYWHERE and not ORIGIN.fullmatch(text):
        raise ValueError(_("Write a website as https://www.example.com, without a path."))
    return text


def _colour(text: str) -> str:
    if text and not COLOUR.fullmatch(text):
        raise ValueError(_("Write a colour as #7a3070."))
    return text.lower()


def _address(text: str) -> str:
    parts = urlsplit(text)
    if text and (parts.scheme not in ("http", "https") or not parts.hostname or re.search(r"[\s;,]", text)):
        raise ValueError(_("Write a web address such as https://example.com."))
    return text


Language = Annotated[str, AfterValidator(_language)]
Origin = Annotated[str, AfterValidator(_origin)]


class _Described(BaseModel):
    """Nothing unknown is taken: a misspelt setting is a mistake, not a wish that is lost."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class Words(_Described):
    """A question's words in one more language; what is empty falls back to the form's own language."""

    label: Short = ""
    help: Short = ""
    placeholder: Short = ""
    text: Long = ""
    options: list[Short] = Field(default_factory=list, max_length=MOST_OPTIONS)


class Question(_Described):
    """One thing the form asks or shows.

    A `field` goes to `path`: a field of the form's object, or of a record it links to (`contact.phones`). A `hidden`
    one takes its value from the parameter `param` of the page's address (`referrer` and `page` are the page's own),
    else `value`. A `section` heads what follows it, a `step` begins a page of the form. A `consent` is agreed to in
    the words of `text`, whose `wording` counts up when they change. A `file` is attached to the record. `choose`
    says how choices are offered: a `list`, `one` of buttons, `several` of ticks, or as their number suggests. `show`
    is a filter over the answers before it.
    """

    name: Annotated[str, Field(pattern=NAME)]
    kind: Kind = "field"
    path: Annotated[str, Field(max_length=120)] = ""
    required: bool = False
    choose: Choose = ""
    label: Short = ""
    help: Short = ""
    placeholder: Short = ""
    text: Long = ""
    wording: int = 1
    options: list[Short] = Field(default_factory=list, max_length=MOST_OPTIONS)
    translations: dict[Language, Words] = Field(default_factory=dict)
    show: dict[str, Any] = Field(default_factory=dict)
    param: Annotated[str, Field(max_length=60)] = ""
    value: Short = ""
    accept: list[Accepted] = Field(default_factory=list)
    most_mb: Annotated[int, Field(ge=1, le=LARGEST_FILE_MB)] = 10
    most_files: Annotated[int, Field(ge=1, le=MOST_FILES)] = 3

    @model_validator(mode="after")
    def _is_whole(self) -> "Question":
        if self.name in RESERVED:
            raise ValueError(_("“%(name)s” is a name that forms use themselves.") % {"name": self.name})
        if self.kind == "field" and not self.path:
            raise ValueError(_("Choose the field that takes the answer."))
        if self.kind not in ("hidden", "section", "step") and not self.label:
            raise ValueError(_("Write what is asked."))
        if self.kind == "consent" and not self.text:
            raise ValueError(_("Write the exact text that is agreed to."))
        return self

    def words(self, language: str) -> Words:
        """What this question says in a language, each word falling back to the form's own."""
        said = self.translations.get(language) or Words()
        options = [
            other or own
            # The shown word; the kept answer is the own one.
            for own, other in zip(self.options, [*said.options, *[""] * len(self.options)], strict=False)
        ]
        return Words(
            label=said.label or self.label, help=said.help or self.help, text=said.text or self.text,
            placeholder=said.placeholder or self.placeholder, options=options,
        )  # fmt: skip


class Page(_Described):
    """The form's own words in one more language."""

    name: Short = ""
    intro: Long = ""
    thanks: Long = ""
    button: Annotated[str, Field(max_length=60)] = ""
    subject: Annotated[str, Field(max_length=200)] = ""
    body: Long = ""


class Look(_Described):
    """How the page looks: the accent's colour, light or dark, the company's sign, and how wide."""

    accent: Annotated[str, AfterValidator(_colour)] = ""
    theme: Literal["auto", "light", "dark"] = "auto"
    logo: bool = True
    width: Literal["narrow", "normal", "wide"] = "normal"


class Letters(_Described):
    """Who is told: the sender by a mail of `subject` and `body`, with the answers if wanted; members by a notice."""

    confirms: bool = False
    subject: Annotated[str, Field(max_length=200)] = ""
    body: Long = ""
    answers: bool = True
    tells_owner: bool = False
    tells: list[str] = Field(default_factory=list, max_length=50)


class Guard(_Described):
    """What is asked of those who send.

    `proof` says when a browser must have worked for a sending: never, only while more than `most_a_minute` come
    without, or always; what lacks it waits for a person. `origins` are the websites that may show the form and
    whose scripts may send to it.
    """

    proof: Literal["never", "busy", "always"] = "busy"
    most_a_minute: Annotated[int, Field(ge=1, le=10_000)] = 300
    origins: list[Origin] = Field(default_factory=list, max_length=50)

    def allows(self, origin: str) -> bool:
        return bool(origin) and (ANYWHERE in self.origins or origin.lower().rstrip("/") in self.origins)


class Definition(_Described):
    """All that a form is besides its name, address, object and own-language words."""

    language: Language = ""
    translations: dict[Language, Page] = Field(default_factory=dict)
    questions: list[Question] = Field(default_factory=list, max_length=MOST_QUESTIONS)
    presets: dict[str, Any] = Field(default_factory=dict)
    button: Annotated[str, Field(max_length=60)] = ""
    redirect: Annotated[str, AfterValidator(_address), Field(max_length=500)] = ""
    closed: bool = False
    look: Look = Field(default_factory=Look)
    letters: Letters = Field(default_factory=Letters)
    guard: Guard = Field(default_factory=Guard)

    @model_validator(mode="after")
    def _fits_together(self) -> "Definition":
        seen: list[str] = []
        for question in self.questions:
            if question.name in seen:
                raise ValueError(_("Two questions are called “%(name)s”.") % {"name": question.name})
            check(question.show)
            later = names_in(question.show) - set(seen)
            if later:
                words = {"name": question.label or question.name, "other": ", ".join(sorted(later))}
                raise ValueError(
                    _("“%(name)s” depends on “%(other)s”, which is not asked before it.") % words
                )
            seen.append(question.name)
        if self.redirect:
            parts = urlsplit(self.redirect)
            if not self.guard.allows(f"{parts.scheme}://{parts.netloc}"):
                raise ValueError(
                    _("Visitors are sent on only to a website that the form allows. Add %(site)s to them.")
                    % {"site": f"{parts.scheme}://{parts.netloc}"}
                )
        return self

    @property
    def languages(self) -> list[str]:
        """The languages the form can be read in, its own first."""
        return [self.language, *(code for code in self.translations if code != self.language)]

    def spoken(self, *wanted: str) -> str:
        """The first of the wanted languages that the form speaks, else its own."""
        return next((code for code in wanted if code and code in self.languages), self.language)


def read(raw: Any) -> Definition:
    """The definition that plain data stands for; raises `Invalid`, by the place that is wrong."""
    try:
        return Definition.model_validate(raw)
    except ValidationError as error:
        found: dict[str, list[str]] = {}
        for one in error.errors(include_url=False):
            place = ".".join(map(str, one["loc"]))
            found.setdefault(place, []).append(one["msg"].removeprefix("Value error, "))
        raise Invalid(found) from error


def plain(definition: Definition) -> dict[str, Any]:
    """The definition as it is stored: what is at its default is left out."""
    said: dict[str, Any] = definition.model_dump(mode="json", exclude_defaults=True)
    return said


def with_wordings(definition: Definition, before: Mapping[str, Any] | None) -> Definition:
    """The definition in which each consent's wording is one higher than before if its text changed."""
    old = {one["name"]: one for one in (before or {}).get("questions", [])}
    questions = [_with_wording(one, old.get(one.name)) for one in definition.questions]
    return definition.model_copy(update={"questions": questions})


def _with_wording(question: Question, was: Mapping[str, Any] | None) -> Question:
    if question.kind != "consent" or not was:
        return question
    kept = Question.model_validate(was)
    texts = [kept.text, {code: one.text for code, one in kept.translations.items()}]
    now = [question.text, {code: one.text for code, one in question.translations.items()}]
    return question.model_copy(update={"wording": kept.wording + (texts != now)})
