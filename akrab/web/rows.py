"""The rows of a list as HTML, made in one go: a template a cell would cost more than the query."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.html import conditional_escape, escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from akrab.engine import access
from akrab.engine.fields import Field, is_absent
from akrab.engine.record import Record
from akrab.engine.spec import Spec
from akrab.engine.values import shown
from akrab.web import addresses, cells, marks
from akrab.web.cells import Seen


def rows(spec: Spec, records: Iterable[Record], columns: list[Field], seen: Seen) -> list[SafeString]:
    """One `<tr>` a record."""
    closed = set() if access.reach(seen.by, spec, "change") != "none" else {field.name for field in columns}
    writable = access.writable(seen.by, spec)
    open_ = {
        field.name
        for field in columns
        if field.name in writable and field.name not in closed and field.type.name in cells.EDITED_IN_PLACE
    }
    heads = cells.heads(spec, columns)
    words = {"select": escape(_("Select")), "edit": escape(_("edit"))}
    return [_row(spec, record, heads, open_, seen, words) for record in records]


def _row(
    spec: Spec,
    record: Record,
    heads: list[dict[str, Any]],
    open_: set[str],
    seen: Seen,
    words: Mapping[str, str],
) -> SafeString:
    title = spec.title_of(record)
    address = addresses.record(seen.workspace, spec, record.pk)
    parts = [
        f'<tr data-record="{record.pk}" data-address="{address}">',
        f'<td class="ak-k-check">{_box(record, words["select"], title)}</td>',
        _title(spec, record, title, address, heads, seen),
    ]
    for head in heads[1:]:
        field: Field = head["field"]
        classes = f"{head['classes']}{' is-num' if head['is_num'] else ''}"
        value = cells.show(field, record, seen)
        if field.name in open_:
            value = cells.opening(field, value, words["edit"])
        parts.append(
            f'<td class="{classes}" data-cell>{conditional_escape(value) if field.name not in open_ else value}</td>'
        )
    parts.append("</tr>")
    return mark_safe("".join(parts))


def _box(record: Record, word: str, title: str) -> str:
    return f'<input class="ak-check" type="checkbox" value="{record.pk}" aria-label="{word} {escape(title)}">'


def _title(
    spec: Spec, record: Record, title: str, address: str, heads: list[dict[str, Any]], seen: Seen
) -> str:
    face = marks.avatar(title) if "phones" in spec.fields else ""
    sub = " · ".join(
        part
        for part in (_plain(head["field"], record, seen) for head in heads[1:4] if not head["is_num"])
        if part
    )
    return format_html(
        '<th scope="row" class="ak-k-title"><span class="ak-who">{}<span class="ak-cut">'
        '<a class="ak-name" href="{}">{}</a><span class="ak-sub">{}</span></span></span></th>',
        face, address, title, sub,
    )  # fmt: skip


def _plain(field: Field, record: Record, seen: Seen) -> str:
    if is_absent(getattr(record, field.attname)):
        return ""
    return shown(record, field, seen.titles, seen.workspace.currency)
