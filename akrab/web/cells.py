"""How a value looks: one small function a field type, never a template, because a page has hundreds of them.

Each gives HTML as plain text and escapes what it was given, once.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from html import escape
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from akrab.engine.fields import Field, is_absent
from akrab.engine.fields.links import target_of
from akrab.engine.registry import find_object
from akrab.engine.spec import Spec, spec_of
from akrab.identity.actor import Actor
from akrab.identity.models import Workspace
from akrab.lib import phone
from akrab.web import addresses, directions, marks

NONE = mark_safe('<span class="ak-dim ak-none">–</span>')
DUE = "due_at"  # how the name of a field ends that says when something has to be done
NUMERIC = frozenset({"integer", "decimal", "money", "percent", "duration"})
TONES = {"won": "good", "done": "good", "lost": "late", "high": "late"}
LONGEST = 160
MAIN_KINDS = (("money",), ("datetime", "date"), ("choice",), ("phones",))


@dataclass(frozen=True)
class Seen:
    """What a cell needs besides its value: who looks, the titles of linked records, the steps of board fields."""

    by: Actor
    titles: Mapping[UUID, str] = field(default_factory=dict)
    steps: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    full: bool = False

    @property
    def workspace(self) -> Workspace:
        return self.by.workspace


Cell = Callable[[Field, Any, Any, Seen], str]  # the field, its value, the record or bare row; gives HTML


def show(described: Field, record: Any, seen: Seen) -> SafeString:
    """The value of a field of a record, or of a bare row, as HTML; a dash where there is none."""
    return mark_safe(html(described, getattr(record, described.attname), record, seen))


def html(described: Field, value: Any, record: Any, seen: Seen) -> str:
    """The same as plain text that is HTML already, for rows that are put together in one go."""
    if is_absent(value):
        return NONE
    return CELLS.get(described.type.name, _text)(described, value, record, seen)


def needed(spec: Spec, columns: Iterable[Field]) -> list[Field]:
    """The fields that bare rows must have for these columns to be shown."""
    shown = list(columns)
    names = {one.currency_field for one in shown}
    names.update(name for one in shown if one.name.endswith(DUE) for name, _values in waits(spec, one.name))
    return [*shown, *(spec.fields[name] for name in names if name in spec.fields)]


def _text(described: Field, value: Any, record: Any, seen: Seen) -> str:
    return escape(described.type.text(described, value))


def _long_text(described: Field, value: Any, record: Any, seen: Seen) -> str:
    if seen.full:
        return f'<span class="ak-pre">{escape(value)}</span>'
    return escape(Truncator(" ".join(value.split())).chars(LONGEST))


def _number(described: Field, value: Any, record: Any, seen: Seen) -> str:
    return f'<span class="ak-num">{escape(described.type.text(described, value))}</span>'


def _money(described: Field, value: Any, record: Any, seen: Seen) -> str:
    currency = getattr(record, described.currency_field, "") or seen.workspace.currency
    return f'<span class="ak-num">{escape(described.type.text(described, value, currency))}</span>'


def _boolean(described: Field, value: Any, record: Any, seen: Seen) -> str:
    return f'{marks.icon("check")}<span class="visually-hidden">{escape(_("yes"))}</span>' if value else NONE


def _date(described: Field, value: Any, record: Any, seen: Seen) -> str:
    return f'<time class="ak-num" datetime="{value.isoformat()}">{escape(marks.day(value))}</time>'


def _moment(described: Field, value: Any, record: Any, seen: Seen) -> str:
    if is_deadline(described, record):
        return marks.due(value)
    local = timezone.localtime(value)
    return (
        f'<time class="ak-num" datetime="{value.isoformat()}" title="{local:%Y-%m-%d %H:%M}">'
        f"{escape(marks.when(value))}</time>"
    )


def waits(spec: Spec, name: str) -> list[tuple[str, tuple[Any, ...]]]:
    """Which values of which fields leave something to be done by the moment in this field, so that it can be late."""
    found = [wait for one in spec.deadlines if one.field == name for wait in one.while_.items()]
    return [*found, ("closed_at", (None,))] if "closed_at" in spec.fields else found


def is_deadline(described: Field, record: Any) -> bool:
    """Whether the field says when something still has to be done, so that red and amber mean something."""
    if not described.name.endswith(DUE) or described.is_custom:
        return False
    return all(
        getattr(record, name) in values for name, values in waits(spec_of(described.model), described.name)
    )


def _choice(described: Field, value: Any, record: Any, seen: Seen) -> str:
    text = capfirst(described.type.text(described, value))
    tone = described.tones.get(value) or (None if described.is_custom else TONES.get(value))
    return marks.tag(text, tone) if tone else escape(text)


def _tags(described: Field, value: Any, record: Any, seen: Seen) -> str:
    return " ".join(f'<span class="ak-tag">{escape(one)}</span>' for one in value)


def _choices(described: Field, value: Any, record: Any, seen: Seen) -> str:
    return _tags(described, [capfirst(described.type.text(described, [one])) for one in value], record, seen)


def _several(shown: list[str], seen: Seen) -> str:
    """All of a list where there is room, else the first with how many more."""
    if seen.full:
        return "<br>".join(shown)
    more = len(shown) - 1
    return f'{shown[0]} <span class="ak-count">+{more}</span>' if more else shown[0]


def _phones(described: Field, value: Any, record: Any, seen: Seen) -> str:
    country = seen.workspace.country
    return _several(
        [f'<span class="ak-num">{escape(phone.display(one, country))}</span>' for one in value], seen
    )


def _emails(described: Field, value: Any, record: Any, seen: Seen) -> str:
    return _several([escape(one) for one in value], seen)


def _url(described: Field, value: Any, record: Any, seen: Seen) -> str:
    shown = escape(value.split("://", 1)[-1].removeprefix("www.").rstrip("/"))
    return f'<a class="ak-link" href="{escape(value)}" rel="noopener noreferrer" target="_blank">{shown}</a>'


def _address(described: Field, value: Any, record: Any, seen: Seen) -> str:
    shown = _text(described, value, record, seen)
    link = directions.to(value) if seen.full else ""
    if not link:
        return shown
    return f'<a class="ak-link" href="{escape(link)}" rel="noopener noreferrer" target="_blank">{shown}</a>'


def _link(described: Field, value: Any, record: Any, seen: Seen) -> str:
    title = seen.titles.get(value)
    if title is None:
        return NONE
    if seen.steps and (step := seen.steps.get(str(value))):
        return f'<span class="ak-who">{marks.ticks(*step)}<span class="ak-cut">{escape(title)}</span></span>'
    spec = find_object(str(target_of(described)._meta.model_name))
    if spec is None or spec.settings:
        return escape(title)
    return f'<a class="ak-name" href="{addresses.record(seen.workspace, spec, value)}">{escape(title)}</a>'


def _any_link(described: Field, value: Any, record: Any, seen: Seen) -> str:
    name, _colon, id = value.partition(":")
    title = seen.titles.get(UUID(id))
    if title is None:
        return NONE
    return f'<a class="ak-name" href="{addresses.find(seen.workspace, name, id)}">{escape(title)}</a>'


def _user(described: Field, value: Any, record: Any, seen: Seen) -> str:
    name = seen.titles.get(value)
    if name is None:
        return NONE
    if not seen.full:
        return marks.avatar(name, value, named=True)
    return (
        f'<span class="ak-who">{marks.avatar(name, value)}<span class="ak-cut">{escape(name)}</span></span>'
    )


def _file(described: Field, value: Any, record: Any, seen: Seen) -> str:
    address = addresses.record(seen.workspace, spec_of(described.model), record.pk)
    name = escape(value.get("name", ""))
    return f'<a class="ak-file" href="{address}/file/{described.name}">{marks.icon("file-text")}{name}</a>'


def _questions(described: Field, value: Any, record: Any, seen: Seen) -> str:
    asked = len(value.get("questions", []))
    return escape(ngettext("%(count)d question", "%(count)d questions", asked) % {"count": asked})


CELLS: dict[str, Cell] = {
    "long_text": _long_text, "integer": _number, "decimal": _number, "percent": _number, "duration": _number,
    "money": _money, "boolean": _boolean, "date": _date, "datetime": _moment, "choice": _choice,
    "choices": _choices, "tags": _tags, "phones": _phones, "emails": _emails, "address": _address, "url": _url,
    "link": _link, "any_link": _any_link, "user": _user, "file": _file, "form_definition": _questions,
}  # fmt: skip

EDITED_IN_PLACE = frozenset(
    {"text", "long_text", "integer", "decimal", "money", "percent", "boolean", "date", "datetime", "duration", "choice",
     "choices", "tags", "phones", "emails", "address", "url", "link", "user", "any_link"}
)  # fmt: skip


def opening(described: Field, value: str, word: str, named: bool = False) -> SafeString:
    """A value that a click opens for editing; one that is a link itself has a pencil beside it.

    The button says the value and that it can be edited; where no column does, it is `named` by the field as well.
    """
    return mark_safe(opener(described, word, named)(value))


def opener(described: Field, word: str, named: bool = False) -> Callable[[str], str]:
    """The same for all the values of a field: what stands around each is put together once."""
    button, label = f'type="button" data-edit="{described.name}"', escape(described.label)
    many = " is-multi" if described.type.name in ("long_text", "address") else ""
    name = f'<span class="visually-hidden">{label}: </span>' if named else ""
    pen = f'<button class="ak-edit is-pen" {button} aria-label="{label}, {word}"></button>'

    def opened(value: str) -> str:
        if "<a " in value:
            return f'<span class="ak-linked"><span class="ak-cut">{value}</span>{pen}</span>'
        return (
            f'<button class="ak-edit{many}" {button}>{name}<span class="ak-cut">{value}</span>'
            f'<span class="visually-hidden">, {word}</span></button>'
        )

    return opened


def heads(spec: Spec, columns: list[Field]) -> list[dict[str, Any]]:
    """The classes of a table's columns, by type; the later ones give way on narrow screens, one stays on phones."""
    main = next((one for kinds in MAIN_KINDS for one in columns[1:] if one.type.name in kinds), None)
    found = []
    for place, described in enumerate(columns):
        kind = "title" if described.name == spec.title else described.type.name
        classes = [f"ak-c-{kind}"]
        if described is main:
            classes.append("ak-k-main")
        elif place >= 7:
            classes.append("is-late-col")
        if place >= 4 and described is not main:
            classes.append("is-wide-col")
        found.append(
            {"field": described, "classes": " ".join(classes), "is_num": described.type.name in NUMERIC}
        )
    return found
