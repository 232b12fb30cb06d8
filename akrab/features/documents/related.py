"""Records that link to the one a document is made for: the rows of its tables and loops."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, cast

from django.utils.translation import gettext as _

from akrab.engine import access, filters, query, values
from akrab.engine.errors import Invalid
from akrab.engine.fields import Field
from akrab.engine.fields.links import target_of
from akrab.engine.record import Record
from akrab.engine.registry import find_object, objects
from akrab.engine.spec import Spec, spec_of
from akrab.features.documents.design import Column, Rows, Table
from akrab.features.wording.paths import UnknownPath
from akrab.identity.actor import Actor

TO_THE_RIGHT = ("integer", "decimal", "money", "percent")
MOST_ROWS = 500


@dataclass(frozen=True)
class Related:
    """The rows of one object that link to a record."""

    spec: Spec
    link: Field
    where: Mapping[str, Any] = field(default_factory=dict)

    def rows(self, record: Record, by: Actor) -> list[Record]:
        """The rows that the actor may see, in the order of their list."""
        here: Any = (
            f"{spec_of(type(record)).name}:{record.pk}" if self.link.type.name == "any_link" else record.pk
        )
        found = access.visible(cast("type[Record]", self.spec.model), by).filter(**{self.link.attname: here})
        if self.where:
            found = found.filter(filters.compile(self.where, self.spec, by))
        name = self.spec.sort.removeprefix("-")
        column = self.spec.fields[name].attname
        return list(found.order_by(self.spec.sort.replace(name, column), "id")[:MOST_ROWS])


def related_to(spec: Spec) -> list[tuple[Spec, Field]]:
    """The objects whose records can be rows for a record of this object, each with its link."""
    return [
        (other, link)
        for other in objects().values()
        if not (other.settings or other.private)
        for link in other.fields.values()
        if points_at(link, spec) and (link.type.name == "link" or link.timeline)
    ]


def related(block: Rows, spec: Spec, by: Actor) -> Related:
    """The rows a block shows of a record of `spec`; raises `UnknownPath` when there are no such."""
    if not block.object:
        raise UnknownPath(_("Choose which records are listed here."))
    other = find_object(block.object)
    if other is None:
        raise UnknownPath(_("There is no object “%(name)s”.") % {"name": block.object})
    fitting = {one.name: one for one in other.fields.values() if points_at(one, spec)}
    name = block.link or next(iter(fitting), "")
    if name not in fitting:
        words = {"object": other.label, "name": name or spec.name, "known": ", ".join(fitting) or "–"}
        raise UnknownPath(_("%(object)s has no link “%(name)s” to these records; it has: %(known)s.") % words)
    if block.where:
        check_tree(block.where, other, by)
    return Related(other, fitting[name], block.where)


def check_tree(tree: Mapping[str, Any], spec: Spec, by: Actor) -> None:
    """Raise `UnknownPath` when a condition asks about what does not exist."""
    try:
        filters.compile(tree, spec, by)
    except Invalid as invalid:
        raise UnknownPath(" ".join(text for texts in invalid.errors.values() for text in texts)) from invalid


def columns_of(table: Table, found: Related, by: Actor) -> list[tuple[Column, Field]]:
    """The columns of a table that the actor may see; raises `UnknownPath` for one that does not exist."""
    said = [one for one in table.columns if one.field]
    if not said:
        names = [name for name in found.spec.columns if name != found.link.name]
        said = [Column(field=name, total=name in found.spec.totals) for name in names]
    unknown = [one.field for one in said if one.field not in found.spec.fields]
    if unknown:
        words = {
            "object": found.spec.label,
            "name": ", ".join(unknown),
            "known": ", ".join(found.spec.fields),
        }
        raise UnknownPath(_("%(object)s has no field “%(name)s”; it has: %(known)s.") % words)
    readable = access.readable(by, found.spec)
    return [(one, readable[one.field]) for one in said if one.field in readable]


def written(
    columns: list[tuple[Column, Field]], rows: list[Record], by: Actor, currency: str
) -> dict[str, Any]:
    """Headings, cells and sums as text, in the active language."""
    fields = [described for _column, described in columns]
    titles = query.titles_for(rows, fields, by)
    sums = [_sum(column, described, rows, currency) for column, described in columns]
    return {
        "columns": [
            {"label": column.title or described.label, "right": described.type.name in TO_THE_RIGHT}
            for column, described in columns
        ],
        "rows": [[values.written(row, one, titles, currency) for one in fields] for row in rows],
        "totals": sums if any(sums) else [],
    }


def _sum(column: Column, described: Field, rows: list[Record], currency: str) -> str:
    if not column.total or described.type.name not in TO_THE_RIGHT:
        return ""
    total = sum((getattr(row, described.attname) or Decimal(0) for row in rows), Decimal(0))
    return described.type.text(described, total, currency)


def points_at(link: Field, spec: Spec) -> bool:
    """Whether a field can link to records of an object."""
    if link.type.name == "any_link":
        return True
    return link.type.name == "link" and target_of(link) is spec.model
