"""The cards of a board as HTML: title, owner, what it is worth, and what comes next."""

from dataclasses import dataclass
from datetime import datetime
from html import escape
from typing import Any

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from akrab.engine.fields import Field, is_absent
from akrab.engine.spec import Spec
from akrab.engine.values import shown
from akrab.web import addresses, cells, marks
from akrab.web.cells import Seen


@dataclass(frozen=True)
class Face:
    """Which fields of an object its card shows, chosen by type from its columns.

    `waits` says which values of which fields leave something to be done, so that it can be late.
    """

    owner: Field | None
    amount: Field | None
    client: Field | None
    due: Field | None
    waits: tuple[tuple[str, tuple[Any, ...]], ...] = ()

    def fields(self) -> list[Field]:
        return [field for field in (self.owner, self.amount, self.client, self.due) if field]


def face(spec: Spec) -> Face:
    """The face of an object's cards."""
    columns = [spec.fields[name] for name in spec.columns if name not in (spec.title, spec.board)]

    def first(*kinds: str) -> Field | None:
        return next((field for field in columns if field.type.name in kinds), None)

    due = first("datetime", "date")
    waits = cells.waits(spec, due.name if due else "")
    return Face(first("user"), first("money"), first("link", "any_link"), due, tuple(waits))


def needed(spec: Spec, looks: Face) -> list[Field]:
    """The fields that bare rows must have for a card of this face."""
    waits = [spec.fields[name] for name, _values in looks.waits]
    return cells.needed(spec, [spec.fields[spec.title], *looks.fields(), *waits])


def card(
    spec: Spec,
    record: Any,
    looks: Face,
    seen: Seen,
    *,
    column: str = "",
    extra: str = "",
    refused: bool = False,
) -> SafeString:
    """One card of a record or bare row, as the list item that is dragged."""
    id, title = record.pk, spec.title_of(record)
    said, address = escape(title), addresses.record(seen.workspace, spec, id)
    refusal = ' data-refused="1"' if refused else ""
    return mark_safe(
        f'<li data-card data-address="{address}" data-version="{record.version}" data-column="{escape(column)}"'
        f'{refusal} id="card-{id}">'
        f'<article class="ak-card{" is-refused" if refused else ""}" tabindex="0" aria-label="{said}">'
        f'<div class="ak-card-top"><h3><a class="ak-name" href="{address}" tabindex="-1">{said}</a></h3>'
        f"{_owner(record, looks, seen)}</div>{_middle(record, title, looks, seen)}"
        f"{extra or _next(record, looks)}</article></li>"
    )


def _owner(record: Any, looks: Face, seen: Seen) -> str:
    value = getattr(record, looks.owner.attname) if looks.owner else None
    name = seen.titles.get(value) if value else None
    return marks.avatar(name, value, named=True) if name else ""


def _middle(record: Any, title: str, looks: Face, seen: Seen) -> str:
    client = shown(record, looks.client, seen.titles) if looks.client else ""
    client = "" if client and client in title else client
    if looks.amount is None:
        worth = ""
    elif is_absent(getattr(record, looks.amount.attname)):
        missing = _("no amount yet")
        worth = f"<span>{escape(missing)}</span>"
    else:
        amount = shown(record, looks.amount, currency=seen.workspace.currency)
        worth = f'<span class="ak-num">{escape(amount)}</span>'
    if not client and not worth:
        return ""
    return f'<div class="ak-card-mid"><span class="ak-cut">{escape(client)}</span>{worth}</div>'


def _next(record: Any, looks: Face) -> str:
    value = getattr(record, looks.due.attname) if looks.due else None
    if looks.due is None or value is None:
        return ""
    is_open = all(getattr(record, name) in values for name, values in looks.waits)
    tone = marks.lateness(value) if is_open and isinstance(value, datetime) else ""
    icon = "" if tone else marks.icon("clock-hour-4")
    due = marks.due(value, is_open) if isinstance(value, datetime) else escape(marks.day(value))
    return (
        f'<p class="ak-card-next{f" is-{tone}" if tone else ""}"><span class="visually-hidden">'
        f"{escape(looks.due.label)}: </span>{icon}{due}</p>"
    )
