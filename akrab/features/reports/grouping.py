"""Grouping: telling the records of a report apart by a field, through links too, or by a part of a date."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, cast
from uuid import UUID
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date
from django.db.models import Case, CharField, F, Func, Q, Value, When
from django.db.models.functions import NullIf, TruncDay, TruncMonth, TruncQuarter, TruncWeek, TruncYear
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from akrab.engine import access, filters
from akrab.engine.fields import BadValue, Field
from akrab.engine.fields.links import target_of
from akrab.engine.fields.numbers import active_locale
from akrab.engine.record import Record
from akrab.engine.registry import objects
from akrab.engine.spec import Spec, spec_of
from akrab.features.reports.period import bound
from akrab.identity.actor import Actor
from akrab.identity.members import team_names
from akrab.lib import dates, text

PARTS = {"day": TruncDay, "week": TruncWeek, "month": TruncMonth, "quarter": TruncQuarter, "year": TruncYear}
PATTERNS = {"day": "d MMM y", "week": "d MMM y", "month": "LLL y", "quarter": "QQQ y", "year": "y"}
TEAM = "team"
PLACES = {"country": _lazy("Country: %(field)s"), "region": _lazy("Province: %(field)s")}
GROUPABLE = ("link", "user", "choice", "text", "boolean", "integer")
WRITTEN = ("text", "choice")
MOST = 3


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
        if self.part == TEAM:
            return _("Team: %(field)s") % {"field": self.field.label}
        return PLACES[self.part] % {"field": self.field.label} if self.is_place else self.field.label

    @property
    def is_date(self) -> bool:
        return self.part in PARTS

    @property
    def is_place(self) -> bool:
        return self.part in PLACES

    def key(self, by: Actor) -> Any:
        """What rows are grouped by; a value behind a link that the actor can't see counts as none."""
        value: Any = F(self.path)
        if self.is_date:
            zone = ZoneInfo(by.time_zone) if self.field.type.name == "datetime" else None
            value = PARTS[self.part](self.path, tzinfo=zone)
        elif self.part == TEAM:
            value = F(f"{self.path.removesuffix('_id')}__team_id")
        elif self.is_place:
            value = NullIf(_part_of(self.path, self.part), Value(""), output_field=CharField())
        elif self.field.type.name in WRITTEN:
            value = NullIf(value, Value(""), output_field=CharField())
        return Case(When(self.seen, then=value), default=None) if self.seen else value

    def held(self, key: Any, by: Actor) -> Any:
        """A key as the database has it: the beginning of a part of the calendar is a moment for a moment's field."""
        if self.is_date and key is not None and self.field.type.name == "datetime":
            return dates.start_of(day_of(key), ZoneInfo(by.time_zone))
        return key

    def plain(self, key: Any) -> Any:
        """A key as JSON has it, None where there is no value."""
        if key is None:
            return None
        if self.is_date:
            return day_of(key).isoformat()
        return str(key) if self.part else self.field.type.plain(self.field, key)

    def tree(self, key: Any, by: Actor) -> dict[str, Any]:
        """The filter tree of exactly the records whose group this is."""
        if key is None:
            return self._absent()
        if self.part == TEAM:
            return {"field": self.name, "op": "in_team", "value": str(key)}
        if self.is_place:
            return {"field": self.name, "op": self.part, "value": key}
        if not self.part:
            return {"field": self.name, "op": "is", "value": self.plain(key)}
        first = day_of(key)
        bounds = (("gte", first), ("before", self.after(first)))
        return {
            "and": [{"field": self.name, "op": op, "value": bound(day, self.field, by)} for op, day in bounds]
        }

    def after(self, first: date) -> date:
        """The first day of the part of the calendar that follows the one beginning on this day."""
        if self.part == "day":
            return first + timedelta(days=1)
        return dates.days(f"next_{self.part}", ZoneInfo("UTC"), _noon(first))[0]

    def begin(self, day: date) -> date:
        """The first day of the part of the calendar that a day lies in."""
        return day if self.part == "day" else dates.days(f"this_{self.part}", ZoneInfo("UTC"), _noon(day))[0]

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
            lacking = f"no_{self.part}" if self.is_place else "in_no_team" if self.part == TEAM else "empty"
            trees.append({"field": self.name, "op": lacking})
            if self.seen:
                trees.append({"not": {"field": self.name, "op": "not_empty"}})
        return {"or": trees} if len(trees) > 1 else trees[0]


def _part_of(path: str, part: str) -> Func:
    """One part of an address, through links too."""
    return Func(F(path), Value(part), function="jsonb_extract_path_text", output_field=CharField())


def read_groupings(names: str, spec: Spec, by: Actor) -> tuple[Grouping, ...]:
    """What `group_by` says: up to three field paths, with `:month` and the like for a date; raises `BadValue`."""
    said = [name.strip() for name in names.split(",") if name.strip()]
    if len(said) > MOST:
        raise BadValue(_("Group by at most %(most)d fields.") % {"most": MOST})
    if len(set(said)) < len(said):
        raise BadValue(_("Group by each field only once."))
    return tuple(_read(name, spec, by) for name in said)


def _read(name: str, spec: Spec, by: Actor) -> Grouping:
    path_name, _colon, part = name.partition(":")
    path, found, seen = filters.resolve(path_name, spec, by)
    kind = found.type.name
    is_date = kind in ("date", "datetime")
    if is_date and part not in PARTS:
        words = {"field": path_name, "parts": ", ".join(PARTS), "example": f"{path_name}:month"}
        raise BadValue(_("Group “%(field)s” by one of: %(parts)s; write it like %(example)s.") % words)
    is_apart = (kind == "user" and part == TEAM and not found.is_custom) or (
        kind == "address" and part in PLACES
    )
    if not is_date and not is_apart and (part or kind not in GROUPABLE):
        raise BadValue(_("Records can't be grouped by “%(field)s”.") % {"field": name[:120]})
    return Grouping(path_name, part, path, found, seen)


@dataclass(frozen=True)
class Named:
    """How a group is called, and where it stands in the groups' own order."""

    label: str
    place: Any


def name_groups(grouping: Grouping, keys: Iterable[Any], by: Actor) -> dict[Any, Named]:
    """Label and place of every key, in one query at most; those without a value come last."""
    present = [key for key in dict.fromkeys(keys) if key is not None]
    labels = _labels(grouping, present, by)
    named = {key: Named(labels[key], (0, place)) for place, key in enumerate(labels)}
    hidden = Named(_("(deleted, or closed to you)"), (1, 0))
    return {key: named.get(key, hidden) for key in present} | {None: Named(_("(none)"), (2, 0))}


def _labels(grouping: Grouping, keys: list[Any], by: Actor) -> dict[Any, str]:
    """The keys in their own order, each with its label; records that may not be seen are absent."""
    field = grouping.field
    kind = "part" if grouping.part else field.type.name
    if grouping.part == TEAM:
        found = team_names(keys)
        return dict(sorted(found.items(), key=lambda pair: (text.sort_key(pair[1]), pair[0])))
    if grouping.part == "country":
        names = Locale.parse(active_locale()).territories
        return {key: names.get(key, key) for key in sorted(keys, key=lambda key: str(names.get(key, key)))}
    if grouping.is_place:
        return {key: key for key in sorted(keys, key=text.sort_key)}
    if kind in ("link", "user"):
        return _linked(field, keys, by)
    shown: Callable[[Any], str] = lambda key: field.type.text(field, key)  # noqa: E731
    if kind == "part":
        shown = lambda key: format_date(day_of(key), PATTERNS[grouping.part], locale=active_locale())  # noqa: E731
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


def day_of(key: date) -> date:
    """The day of a moment, or the day itself."""
    return key.date() if isinstance(key, datetime) else key


def _noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=ZoneInfo("UTC"))
