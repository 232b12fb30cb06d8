"""Grouping: telling the records of a report apart by a field, through links too, or by a part of a date."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, cast
from uuid import UUID
from zoneinfo import ZoneInfo

from babel.dates import format_date
from django.db.models import Case, F, Q, When
from django.db.models.functions import TruncDay, TruncMonth, TruncQuarter, TruncWeek, TruncYear
from django.utils.translation import gettext as _

from akrab.engine import access, filters
from akrab.engine.fields import BadValue, Field
from akrab.engine.fields.links import target_of
from akrab.engine.fields.numbers import active_locale
from akrab.engine.record import Record
from akrab.engine.registry import objects
from akrab.engine.spec import Spec, spec_of
from akrab.features.reports.period import bound
from akrab.identity.actor import Actor
from akrab.lib import dates, text

PARTS = {"day": TruncDay, "week": TruncWeek, "month": TruncMonth, "quarter": TruncQuarter, "year": TruncYear}
PATTERNS = {"day": "d MMM y", "week": "d MMM y", "month": "LLL y", "quarter": "QQQ y", "year": "y"}
GROUPABLE = ("link", "user", "choice", "text", "boolean", "integer")
ABSENT = (None, "")


@dataclass(frozen=True)
class Grouping:
    """The field whose values make the rows. `seen` is when the links on the way may be seen."""

    name: str
    part: str
    path: str
    field: Field
    seen: Q

    @property
    def label(self) -> str:
        return self.field.label

    def key(self, by: Actor) -> Any:
        """What rows are grouped by; a value behind a link that the actor can't see counts as none."""
        value: Any = F(self.path)
        if self.part:
            zone = ZoneInfo(by.time_zone) if self.field.type.name == "datetime" else None
            value = PARTS[self.part](self.path, tzinfo=zone)
        return Case(When(self.seen, then=value), default=None) if self.seen else value

    def plain(self, key: Any) -> Any:
        """A key as JSON has it, None where there is no value."""
        if key in ABSENT:
            return None
        if self.part:
            return _day_of(key).isoformat()
        return self.field.type.plain(self.field, key)

    def tree(self, key: Any, by: Actor) -> dict[str, Any]:
        """The filter tree of exactly the records whose group this is."""
        if key in ABSENT:
            return self._absent()
        if not self.part:
            return {"field": self.name, "op": "is", "value": self.plain(key)}
        first = _day_of(key)
        end = (
            dates.days(f"next_{self.part}", ZoneInfo("UTC"), _noon(first))[0]
            if self.part != "day"
            else first + timedelta(days=1)
        )
        bounds = (("gte", first), ("before", end))
        return {
            "and": [{"field": self.name, "op": op, "value": bound(day, self.field, by)} for op, day in bounds]
        }

    def _absent(self) -> dict[str, Any]:
        """No value, or nothing linked on the way to it, or nothing that may be seen there."""
        steps = self.name.split(".")
        trees: list[dict[str, Any]] = [
            {"field": ".".join(steps[:count]), "op": "empty"} for count in range(1, len(steps))
        ]
        if self.field.type.name == "boolean":
            answered = [{"field": self.name, "op": "is", "value": answer} for answer in (True, False)]
            trees.append({"not": {"or": answered}})
        else:
            trees.append({"field": self.name, "op": "empty"})
            if self.seen:
                trees.append({"not": {"field": self.name, "op": "not_empty"}})
        return {"or": trees} if len(trees) > 1 else trees[0]


def read_grouping(name: str, spec: Spec, by: Actor) -> Grouping | None:
    """What `group_by` says: a field path, with `:month` and the like for a date; raises `BadValue`."""
    if not name:
        return None
    path_name, _colon, part = name.partition(":")
    path, found, seen = filters.resolve(path_name, spec, by)
    is_date = found.type.name in ("date", "datetime")
    if is_date and part not in PARTS:
        words = {"field": path_name, "parts": ", ".join(PARTS), "example": f"{path_name}:month"}
        raise BadValue(_("Group “%(field)s” by one of: %(parts)s; write it like %(example)s.") % words)
    if not is_date and (part or found.type.name not in GROUPABLE):
        raise BadValue(_("Records can't be grouped by “%(field)s”.") % {"field": name[:120]})
    return Grouping(path_name, part, path, found, seen)


@dataclass(frozen=True)
class Named:
    """How a group is called, and where it stands in the groups' own order."""

    label: str
    place: Any


def name_groups(grouping: Grouping, keys: Iterable[Any], by: Actor) -> dict[Any, Named]:
    """Label and place of every key, in one query at most; those without a value come last."""
    present = [key for key in keys if key not in ABSENT]
    labels = _labels(grouping, present, by)
    named = {key: Named(labels[key], (0, place)) for place, key in enumerate(labels)}
    hidden = Named(_("(deleted, or closed to you)"), (1, 0))
    nothing = Named(_("(none)"), (2, 0))
    return {key: named.get(key, hidden) for key in present} | dict.fromkeys(ABSENT, nothing)


def _labels(grouping: Grouping, keys: list[Any], by: Actor) -> dict[Any, str]:
    """The keys in their own order, each with its label; records that may not be seen are absent."""
    field = grouping.field
    kind = "part" if grouping.part else field.type.name
    if kind in ("link", "user"):
        return _linked(field, keys, by)
    shown: Callable[[Any], str] = lambda key: field.type.text(field, key)  # noqa: E731
    if kind == "part":
        shown = lambda key: format_date(_day_of(key), PATTERNS[grouping.part], locale=active_locale())  # noqa: E731
    if kind == "choice":
        order = [str(value) for value, _label in cast(Any, field).flatchoices]
        keys = sorted(keys, key=lambda key: (order.index(key) if key in order else len(order), key))
    else:
        keys = sorted(keys, key=text.sort_key if kind == "text" else None)
    return {key: shown(key) for key in keys}


def _linked(field: Field, keys: list[UUID], by: Actor) -> dict[Any, str]:
    """Linked records in the order of their object: by position where it has one, else by title."""
    target = target_of(field)
    if not issubclass(target, Record):
        found = access.titles({str(target._meta.model_name): set(keys)}, by, objects())
        return dict(sorted(found.items(), key=lambda pair: (text.sort_key(pair[1]), pair[0])))
    spec = spec_of(target)
    rows = (
        access.visible(target, by)
        .filter(pk__in=keys)
        .only("id", "workspace_id", spec.fields[spec.title].attname)
    )
    order = ("position", "id") if "position" in spec.fields else ("sort_key", "id")
    return {row.pk: spec.title_of(row) for row in rows.order_by(*order)}


def _day_of(key: date) -> date:
    return key.date() if isinstance(key, datetime) else key


def _noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=ZoneInfo("UTC"))
