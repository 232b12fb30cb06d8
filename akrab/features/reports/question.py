"""A report's question, read for one actor: names known and rights asked before anything is counted."""

import dataclasses
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db.models import Q
from django.utils.translation import gettext as _

from akrab.engine import access, filters
from akrab.engine.errors import Forbidden, Invalid, NotFound
from akrab.engine.fields import BadValue, Field
from akrab.engine.registry import get_object
from akrab.engine.spec import Spec
from akrab.features.reports.grouping import GROUPABLE, Grouping, read_groupings
from akrab.features.reports.measures import OF_NUMBERS, Measure, read_measures
from akrab.features.reports.models import Report
from akrab.features.reports.period import Period
from akrab.identity.actor import Actor

Tree = Mapping[str, Any]
DATES = ("date", "datetime")
T = TypeVar("T")


def both(*trees: Tree | None) -> dict[str, Any]:
    """The tree of records that fulfil all of these; empty trees ask nothing, and an `and` is taken apart."""
    parts: list[Any] = []
    for tree in trees:
        if tree and set(tree) == {"and"} and isinstance(tree["and"], list):
            parts += tree["and"]
        elif tree:
            parts.append(dict(tree))
    if len(parts) == 1:
        return dict(parts[0])
    return {"and": parts} if parts else {}


@dataclass(frozen=True)
class Asked:
    """A measure with the field it is of, ready to be counted; `seen` is when the field may be seen."""

    measure: Measure
    path: str = ""
    field: Field | None = None
    seen: Q = dataclasses.field(default_factory=Q)
    part: Q = dataclasses.field(default_factory=Q)
    base: Q = dataclasses.field(default_factory=Q)

    @property
    def tree(self) -> dict[str, Any]:
        """Which records the figure is about, beyond the report's own."""
        needs_value = self.measure.field and self.measure.kind not in ("sum", "ratio")
        filled = {"field": self.measure.field, "op": "not_empty"} if needs_value else None
        return both(self.measure.part, filled)


@dataclass(frozen=True)
class Question:
    """What a report asks, in the terms of one actor."""

    spec: Spec
    where: dict[str, Any]
    measures: tuple[Asked, ...]
    groupings: tuple[Grouping, ...]
    date_path: str
    date_field: Field | None
    rank: str

    def rows(self, period: Period | None, by: Actor) -> dict[str, Any]:
        """The tree of all records the report is about in a period."""
        if period is None or self.date_field is None:
            return self.where
        return both(self.where, {"and": period.conditions(self.date_path, self.date_field, by)})

    def within(self, tree: Tree) -> "Question":
        """The same question of those records alone that fulfil a further filter."""
        return dataclasses.replace(self, where=both(self.where, tree))

    @property
    def keys(self) -> list[str]:
        """The keys of the measures, in order."""
        return [one.measure.key for one in self.measures]

    def follows(self, grouping: Grouping) -> bool:
        """Whether rows are told apart by the very date that the period is about."""
        return bool(grouping.part) and grouping.name == self.date_path


def read_question(report: Report, by: Actor) -> Question:
    """The question of a report that is kept or only drawn up.

    Raises `Forbidden` when the object is closed to the actor, `Invalid` with messages by the report's fields
    when a name is unknown or closed to them.
    """
    try:
        spec = get_object(report.object)
    except NotFound as error:
        raise Invalid(
            {"object": [_("There is no object “%(name)s”.") % {"name": report.object[:60]}]}
        ) from error
    if access.reach(by, spec, "view") == "none":
        raise Forbidden(access.explain(by, spec, "view"))
    errors: dict[str, list[str]] = {}
    _try(errors, "where", lambda: filters.compile(report.where, spec, by))
    measures = _try(errors, "measures", lambda: _read_asked(report, spec, by)) or ()
    groupings = _try(errors, "group_by", lambda: read_groupings(report.group_by, spec, by)) or ()
    date_field = _try(errors, "date_field", lambda: _read_date(report.date_field, spec, by))
    keys = {asked.measure.key for asked in measures}
    if not errors and report.rank.removeprefix("-") not in {"", "label"} | keys:
        known = ", ".join(["label", *sorted(keys)])
        errors["rank"] = [
            _("Rows can't be ranked by “%(name)s”; use one of: %(known)s.")
            % {"name": report.rank[:60], "known": known}
        ]
    if errors:
        raise Invalid(errors)
    return Question(
        spec, dict(report.where or {}), measures, groupings, report.date_field, date_field, report.rank
    )


def _try(errors: dict[str, list[str]], name: str, read: Callable[[], T]) -> T | None:
    """What `read` gives; what it refuses is kept under the report's field `name`."""
    try:
        return read()
    except BadValue as error:
        errors[name] = [str(error)]
    except Invalid as invalid:
        errors[name] = [text for texts in invalid.errors.values() for text in texts]
    return None


def _read_asked(report: Report, spec: Spec, by: Actor) -> tuple[Asked, ...]:
    return tuple(_ask(measure, spec, by) for measure in read_measures(report.measures))


def _ask(measure: Measure, spec: Spec, by: Actor) -> Asked:
    part = filters.compile(measure.part, spec, by)
    base = filters.compile(measure.base, spec, by)
    if not measure.field:
        return Asked(measure, part=part, base=base)
    path, found, seen = filters.resolve(measure.field, spec, by)
    if measure.kind in (*OF_NUMBERS, "ratio") and not found.type.sums:
        raise BadValue(_("“%(field)s” holds no numbers that can be added up.") % {"field": measure.field})
    if measure.kind == "age" and found.type.name not in DATES:
        raise BadValue(_("“%(field)s” is no date.") % {"field": measure.field})
    if measure.kind == "distinct" and found.type.name not in GROUPABLE:
        raise BadValue(_("Different values of “%(field)s” can't be counted.") % {"field": measure.field})
    return Asked(measure, path, found, seen, part, base)


def _read_date(name: str, spec: Spec, by: Actor) -> Field | None:
    if not name:
        return None
    _path, found, _seen = filters.resolve(name, spec, by)
    if found.type.name not in DATES:
        raise BadValue(_("“%(field)s” is no date.") % {"field": name})
    return found
