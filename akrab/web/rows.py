"""The rows of a list as HTML, made in one go: a template a cell would cost more than the query."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from html import escape
from typing import Any

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from akrab.engine import access
from akrab.engine.fields import Field, is_absent
from akrab.engine.spec import Spec
from akrab.engine.values import shown
from akrab.web import addresses, cells, marks
from akrab.web.cells import Seen

Cell = Callable[[Any], str]


def rows(spec: Spec, records: Iterable[Any], columns: list[Field], seen: Seen) -> list[SafeString]:
    """One `<tr>` a record or bare row."""
    row = Row(
        spec, seen, addresses.listing(seen.workspace, spec), escape(_("Select")),
        [head["field"] for head in cells.heads(spec, columns)[1:4] if not head["is_num"]],
        _cells(spec, columns, seen),
    )  # fmt: skip
    return [mark_safe(row.html(record)) for record in records]


@dataclass(frozen=True)
class Row:
    """What all rows of a list have in common."""

    spec: Spec
    seen: Seen
    base: str
    select: str
    below: list[Field]  # what stands below the title where there is little room
    cells: list[Cell]

    def html(self, record: Any) -> str:
        id, title = record.pk, self.spec.title_of(record)
        said = escape(title)
        face = marks.avatar(title) if "phones" in self.spec.fields else ""
        sub = " · ".join(part for part in (self._plain(field, record) for field in self.below) if part)
        return (
            f'<tr data-record="{id}" data-address="{self.base}{id}"><td class="ak-k-check"><input class="ak-check" '
            f'type="checkbox" value="{id}" aria-label="{self.select} {said}"></td><th scope="row" class="ak-k-title">'
            f'<span class="ak-who">{face}<span class="ak-cut"><a class="ak-name" href="{self.base}{id}">{said}</a>'
            f'<span class="ak-sub">{escape(sub)}</span></span></span></th>'
            f"{''.join([cell(record) for cell in self.cells])}</tr>"
        )

    def _plain(self, field: Field, record: Any) -> str:
        if is_absent(getattr(record, field.attname)):
            return ""
        return shown(record, field, self.seen.titles, self.seen.workspace.currency)


def _cells(spec: Spec, columns: list[Field], seen: Seen) -> list[Cell]:
    """What makes each cell after the title; those that may be changed open on a click."""
    may_change = access.reach(seen.by, spec, "change") != "none"
    writable = access.writable(seen.by, spec) if may_change else {}
    word = escape(_("edit"))
    return [
        _cell(head, seen, word if head["field"].name in writable else "")
        for head in cells.heads(spec, columns)[1:]
    ]


def _cell(head: dict[str, Any], seen: Seen, word: str) -> Cell:
    field: Field = head["field"]
    attname, is_open = field.attname, bool(word) and field.type.name in cells.EDITED_IN_PLACE
    start = f'<td class="{head["classes"]}{" is-num" if head["is_num"] else ""}" data-cell>'
    opened = cells.opener(field, word) if is_open else str

    def cell(record: Any) -> str:
        return f"{start}{opened(cells.html(field, getattr(record, attname), record, seen))}</td>"

    return cell
