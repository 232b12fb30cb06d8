"""The table of lines in a document: records of another object that link to the one it is made for."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any, cast

from django.utils.translation import gettext as _

from akrab.engine import access, query, values
from akrab.engine.errors import NotFound
from akrab.engine.fields import Field
from akrab.engine.fields.links import target_of
from akrab.engine.record import Record
from akrab.engine.registry import get_object
from akrab.engine.spec import Spec, spec_of
from akrab.features.documents.models import Template
from akrab.features.documents.paths import UnknownPath
from akrab.identity.actor import Actor

TO_THE_RIGHT = ("integer", "decimal", "money", "percent")


@dataclass(frozen=True)
class Table:
    """What a template says of its lines: their object, the link to the record, and the columns shown."""

    spec: Spec
    link: Field
    columns: tuple[Field, ...]

    def rows(self, record: Record, by: Actor) -> list[Record]:
        """The record's lines that the actor may see, in the order of their list."""
        here: Any = (
            f"{spec_of(type(record)).name}:{record.pk}" if self.link.type.name == "any_link" else record.pk
        )
        found = access.visible(cast("type[Record]", self.spec.model), by).filter(**{self.link.attname: here})
        name = self.spec.sort.removeprefix("-")
        column = self.spec.fields[name].attname
        return list(found.order_by(self.spec.sort.replace(name, column), "id"))

    def written(self, rows: list[Record], by: Actor, currency: str) -> dict[str, Any]:
        """Headings, cells and totals as text, in the active language."""
        titles = query.titles_for(rows, self.columns, by)
        sums = [self._sum(one, rows, currency) for one in self.columns]
        return {
            "columns": [{"label": one.label, "right": one.type.name in TO_THE_RIGHT} for one in self.columns],
            "rows": [[values.shown(row, one, titles, currency) for one in self.columns] for row in rows],
            "totals": sums if any(sums) else [],
        }

    def _sum(self, column: Field, rows: list[Record], currency: str) -> str:
        if column.name not in self.spec.totals:
            return ""
        total = sum((getattr(row, column.attname) or Decimal(0) for row in rows), Decimal(0))
        return column.type.text(column, total, currency)


def table_of(template: Template, by: Actor) -> Table:
    """The table a template shows, as far as the actor may see; raises `UnknownPath` when it can't be."""
    try:
        spec = get_object(template.lines_object)
    except NotFound as error:
        raise UnknownPath(_("There is no object “%(name)s”.") % {"name": template.lines_object}) from error
    link = _link(template, spec)
    readable = access.readable(by, spec)
    shown = [name for name in _columns(template, spec) if name in readable and name != link.name]
    return Table(spec, link, tuple(readable[name] for name in shown))


def _link(template: Template, spec: Spec) -> Field:
    """The link from a line to the record: the one named, else the first that fits."""
    fitting = {one.name: one for one in spec.fields.values() if _points_at(one, template.object)}
    name = template.lines_link or next(iter(fitting), "")
    if name not in fitting:
        words = {"object": spec.label, "name": name or template.object, "known": ", ".join(fitting) or "–"}
        raise UnknownPath(_("%(object)s has no link “%(name)s” to these records; it has: %(known)s.") % words)
    return fitting[name]


def _columns(template: Template, spec: Spec) -> list[str]:
    names = [name.strip() for name in template.lines_columns.split(",") if name.strip()] or list(spec.columns)
    unknown = [name for name in names if name not in spec.fields]
    if unknown:
        words = {"object": spec.label, "name": ", ".join(unknown), "known": ", ".join(spec.fields)}
        raise UnknownPath(_("%(object)s has no field “%(name)s”; it has: %(known)s.") % words)
    return names


def _points_at(link: Field, name: str) -> bool:
    if link.type.name == "any_link":
        return True
    if link.type.name != "link":
        return False
    return bool(target_of(link)._meta.model_name == name)
