"""How a value looks: one small function a field type, never a template, because a page has hundreds of them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.html import conditional_escape, escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from akrab.engine.fields import Field, is_absent
from akrab.engine.fields.links import target_of
from akrab.engine.record import Record
from akrab.engine.registry import find_object
from akrab.engine.spec import Spec
from akrab.identity.actor import Actor
from akrab.identity.models import Workspace
from akrab.lib import phone
from akrab.web import addresses, marks

NONE = mark_safe('<span class="ak-dim">–</span>')
NUMERIC = frozenset({"integer", "decimal", "money", "percent", "duration"})
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


Cell = Callable[[Field, Any, Record, Seen], str]


def show(described: Field, record: Record, seen: Seen) -> str:
    """The value of a field as HTML; a dash where there is none."""
    value = getattr(record, described.attname)
    if is_absent(value):
        return NONE
    return CELLS.get(described.type.name, _text)(described, value, record, seen)


def _text(described: Field, value: Any, record: Record, seen: Seen) -> str:
    return conditional_escape(described.type.text(described, value))


def _long_text(described: Field, value: Any, record: Record, seen: Seen) -> str:
    if seen.full:
        return format_html('<span class="ak-pre">{}</span>', value)
    return escape(Truncator(" ".join(value.split())).chars(LONGEST))


def _number(described: Field, value: Any, record: Record, seen: Seen) -> str:
    return format_html('<span class="ak-num">{}</span>', described.type.text(described, value))


def _money(described: Field, value: Any, record: Record, seen: Seen) -> str:
    currency = getattr(record, described.currency_field, "") or seen.workspace.currency
    return format_html('<span class="ak-num">{}</span>', described.type.text(described, value, currency))


def _boolean(described: Field, value: Any, record: Record, seen: Seen) -> str:
    return (
        marks.icon("check") + format_html('<span class="visually-hidden">{}</span>', _("yes"))
        if value
        else NONE
    )


def _date(described: Field, value: Any, record: Record, seen: Seen) -> str:
    return format_html('<time class="ak-num" datetime="{}">{}</time>', value.isoformat(), marks.day(value))


def _moment(described: Field, value: Any, record: Record, seen: Seen) -> str:
    if is_deadline(described, record):
        return marks.due(value)
    local = timezone.localtime(value)
    return format_html(
        '<time class="ak-num" datetime="{}" title="{}">{}</time>',
        value.isoformat(),
        f"{local:%Y-%m-%d %H:%M}",
        marks.when(value),
    )


def is_deadline(described: Field, record: Record) -> bool:
    """Whether the field says when something still has to be done, so that red and amber mean something."""
    if described.name.endswith("due_at"):
        return getattr(record, "done_at", None) is None and getattr(record, "closed_at", None) is None
    return False


def _choice(described: Field, value: Any, record: Record, seen: Seen) -> str:
    text = described.type.text(described, value)
    tone = {"won": "good", "done": "good", "lost": "late", "high": "late", "cancelled": ""}.get(value)
    return marks.tag(text, tone) if tone else escape(text)


def _tags(described: Field, value: Any, record: Record, seen: Seen) -> str:
    return format_html_join(" ", '<span class="ak-tag">{}</span>', ((one,) for one in value))


def _several(shown: list[SafeString], seen: Seen) -> str:
    """All of a list where there is room, else the first with how many more."""
    if seen.full:
        return mark_safe("<br>".join(shown))
    more = len(shown) - 1
    return shown[0] if not more else format_html('{} <span class="ak-count">+{}</span>', shown[0], more)


def _phones(described: Field, value: Any, record: Record, seen: Seen) -> str:
    country = seen.workspace.country
    return _several(
        [format_html('<span class="ak-num">{}</span>', phone.display(one, country)) for one in value], seen
    )


def _emails(described: Field, value: Any, record: Record, seen: Seen) -> str:
    return _several([escape(one) for one in value], seen)


def _url(described: Field, value: Any, record: Record, seen: Seen) -> str:
    shown = value.split("://", 1)[-1].removeprefix("www.").rstrip("/")
    return format_html(
        '<a class="ak-link" href="{}" rel="noopener noreferrer" target="_blank">{}</a>', value, shown
    )


def _link(described: Field, value: Any, record: Record, seen: Seen) -> str:
    title = seen.titles.get(value)
    if title is None:
        return NONE
    name = str(target_of(described)._meta.model_name)
    if step := seen.steps.get(str(value)):
        return format_html(
            '<span class="ak-who">{}<span class="ak-cut">{}</span></span>', marks.ticks(*step), title
        )
    spec = find_object(name)
    if spec is None or spec.settings:
        return escape(title)
    return format_html(
        '<a class="ak-name" href="{}">{}</a>', addresses.record(seen.workspace, spec, value), title
    )


def _any_link(described: Field, value: Any, record: Record, seen: Seen) -> str:
    name, _colon, id = value.partition(":")
    title = seen.titles.get(UUID(id))
    if title is None:
        return NONE
    return format_html('<a class="ak-name" href="{}">{}</a>', addresses.find(seen.workspace, name, id), title)


def _user(described: Field, value: Any, record: Record, seen: Seen) -> str:
    name = seen.titles.get(value)
    if name is None:
        return NONE
    if seen.full:
        return format_html(
            '<span class="ak-who">{}<span class="ak-cut">{}</span></span>', marks.avatar(name, value), name
        )
    return marks.avatar(name, value, named=True)


def _file(described: Field, value: Any, record: Record, seen: Seen) -> str:
    address = f"{addresses.of(record)}/file/{described.name}"
    return format_html(
        '<a class="ak-file" href="{}">{}{}</a>', address, marks.icon("file-text"), value.get("name", "")
    )


CELLS: dict[str, Cell] = {
    "long_text": _long_text, "integer": _number, "decimal": _number, "percent": _number, "duration": _number,
    "money": _money, "boolean": _boolean, "date": _date, "datetime": _moment, "choice": _choice, "tags": _tags,
    "phones": _phones, "emails": _emails, "url": _url, "link": _link, "any_link": _any_link, "user": _user,
    "file": _file,
}  # fmt: skip

EDITED_IN_PLACE = frozenset(
    {"text", "long_text", "integer", "decimal", "money", "percent", "boolean", "date", "datetime", "duration", "choice",
     "tags", "phones", "emails", "address", "url", "link", "user", "any_link"}
)  # fmt: skip


def opening(described: Field, value: str, word: str, named: bool = False) -> SafeString:
    """A value that a click opens for editing; one that is a link itself has a pencil beside it.

    The button says the value and that it can be edited; where no column does, it is `named` by the field as well.
    """
    if "<a " in value:
        return format_html(
            '<span class="ak-linked"><span class="ak-cut">{}</span>'
            '<button class="ak-edit is-pen" type="button" data-edit="{}" aria-label="{}, {}"></button></span>',
            value, described.name, described.label, word,
        )  # fmt: skip
    name = f'<span class="visually-hidden">{escape(described.label)}: </span>' if named else ""
    many = " is-multi" if described.type.name in ("long_text", "address") else ""
    return mark_safe(  # a page has hundreds of these
        f'<button class="ak-edit{many}" type="button" data-edit="{described.name}">{name}<span class="ak-cut">'
        f'{conditional_escape(value)}</span><span class="visually-hidden">, {word}</span></button>'
    )


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
