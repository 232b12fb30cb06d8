"""The cards of a board as HTML: title, owner, what it is worth, and what comes next."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from akrab.engine.fields import Field, is_absent
from akrab.engine.record import Record
from akrab.engine.spec import Spec
from akrab.engine.values import shown
from akrab.web import addresses, marks
from akrab.web.cells import Seen


@dataclass(frozen=True)
class Face:
    """Which fields of an object its card shows, chosen by type from its columns."""

    owner: Field | None
    amount: Field | None
    client: Field | None
    due: Field | None

    def fields(self) -> list[Field]:
        return [field for field in (self.owner, self.amount, self.client, self.due) if field]


def face(spec: Spec) -> Face:
    """The face of an object's cards."""
    columns = [spec.fields[name] for name in spec.columns if name not in (spec.title, spec.board)]

    def first(*kinds: str) -> Field | None:
        return next((field for field in columns if field.type.name in kinds), None)

    return Face(first("user"), first("money"), first("link", "any_link"), first("datetime", "date"))


def card(
    spec: Spec,
    record: Record,
    looks: Face,
    seen: Seen,
    *,
    column: str = "",
    extra: str = "",
    refused: bool = False,
) -> SafeString:
    """One card as the list item that is dragged."""
    title, address = spec.title_of(record), addresses.record(seen.workspace, spec, record.pk)
    return format_html(
        '<li data-card data-address="{}" data-version="{}" data-column="{}"{} id="card-{}">'
        '<article class="ak-card{}" tabindex="0" aria-label="{}">'
        '<div class="ak-card-top"><h3><a class="ak-name" href="{}" tabindex="-1">{}</a></h3>{}</div>'
        "{}{}{}</article></li>",
        address, record.version, column, mark_safe(' data-refused="1"') if refused else "", record.pk,
        " is-refused" if refused else "", title, address, title, _owner(record, looks, seen),
        _middle(record, looks, seen), "" if extra else _next(record, looks), extra,
    )  # fmt: skip


def _owner(record: Record, looks: Face, seen: Seen) -> str:
    value = getattr(record, looks.owner.attname) if looks.owner else None
    name = seen.titles.get(value) if value else None
    return marks.avatar(name, value, named=True) if name else ""


def _middle(record: Record, looks: Face, seen: Seen) -> str:
    client = shown(record, looks.client, seen.titles) if looks.client else ""
    client = "" if client and client in str(record) else client
    if looks.amount is None:
        worth = ""
    elif is_absent(getattr(record, looks.amount.attname)):
        worth = format_html("<span>{}</span>", _("no amount yet"))
    else:
        worth = format_html(
            '<span class="ak-num">{}</span>', shown(record, looks.amount, currency=seen.workspace.currency)
        )
    if not client and not worth:
        return ""
    return format_html('<div class="ak-card-mid"><span class="ak-cut">{}</span>{}</div>', client, worth)


def _next(record: Record, looks: Face) -> str:
    value = getattr(record, looks.due.attname) if looks.due else None
    if looks.due is None or value is None:
        return ""
    tone = marks.lateness(value) if isinstance(value, datetime) else ""
    shown_due = marks.due(value) if isinstance(value, datetime) else marks.day(value)
    return format_html(
        '<p class="ak-card-next{}"><span class="visually-hidden">{}: </span>{}{}</p>',
        f" is-{tone}" if tone else "",
        looks.due.label,
        "" if tone else marks.icon("clock-hour-4"),
        shown_due,
    )
