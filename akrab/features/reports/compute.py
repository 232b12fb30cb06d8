"""Answering a report: one query for its figures, and one for the names of its groups.

Rows are chosen by the engine's filter and access rule, so rights hold inside every figure.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from django.db.models import F, Q
from django.utils.translation import gettext as _

from akrab.engine import filters, query
from akrab.engine.errors import NotFound
from akrab.features.reports.figures import Column, Figures, Row, Value
from akrab.features.reports.grouping import ABSENT, name_groups
from akrab.features.reports.measures import KINDS
from akrab.features.reports.models import Report
from akrab.features.reports.period import Period
from akrab.features.reports.question import Asked, Question, both, read_question
from akrab.features.reports.tally import Tally, aggregates, number_of, tallies, text_of
from akrab.identity.actor import Actor

MOST_ROWS = 500
NOW, THEN = "now", "then"

Tallies = tuple[Tally, ...]


def sees_reserved(by: Actor) -> bool:
    """Whether this actor sees the reports of the whole company."""
    return by.rights.sees_reports or by.rights.everything


def compute(report: Report, by: Actor, period: Period | None = None, compare: bool = False) -> Figures:
    """The figures of a report, kept or only drawn up, over a period (its own unless one is given).

    With `compare`, each value also has the figure of the period before. Raises `NotFound` for a reserved
    report, `Forbidden` for an object closed to the actor, `Invalid` for a field unknown or closed to them.
    """
    if report.reserved and not sees_reserved(by):
        raise NotFound(_("There is no such report, or you may not see it."))
    asked = Period.read(report.period, by) if period is None else period
    return _Answer(report, read_question(report, by), asked, by, compare).figures()


@dataclass(frozen=True)
class _Counted:
    """One group as the database counted it: its tallies now and, where asked, in the period before."""

    now: Tallies
    then: Tallies | None = None

    def __add__(self, other: "_Counted") -> "_Counted":
        then = _added(self.then, other.then) if self.then and other.then else self.then or other.then
        return _Counted(_added(self.now, other.now), then)


def _added(one: Tallies, other: Tallies) -> Tallies:
    return tuple(mine + yours for mine, yours in zip(one, other, strict=True))


@dataclass(frozen=True)
class _Answer:
    """The working out of one answer."""

    report: Report
    question: Question
    period: Period
    by: Actor
    compare: bool

    def figures(self) -> Figures:
        counted, is_cut = self._count()
        total = self._count_all() if is_cut else sum(counted.values(), self._none())
        rows = self._rows(counted) if self.question.grouping else ()
        columns = tuple(
            Column(one.measure.key, one.measure.label or _heading(one), one.measure.kind)
            for one in self.question.measures
        )
        label = self.question.grouping.label if self.question.grouping else ""
        return Figures(
            self.question.spec.name, self.report.kind, columns, label, tuple(rows),
            self._row(None, _("Total"), {}, total), self.period, is_cut,
        )  # fmt: skip

    @property
    def _before(self) -> Period | None:
        """The period to compare with, where that was asked and means something."""
        return self.period.before() if self.compare and self.question.date_field else None

    def _base(self) -> tuple[Any, dict[str, Any]]:
        """The rows of all periods that are looked at, and what is counted of them."""
        before, by = self._before, self.by
        spanned = replace(self.period, first=before.first, word="") if before else self.period
        rows = query.rows_of(
            self.question.spec, by, query.Ask(filter=self.question.rows(spanned, by))
        ).order_by()
        if before is None:
            return rows, aggregates(NOW, Q(), self.question.measures, by)
        sides: dict[str, Any] = {}
        for side, period in ((NOW, self.period), (THEN, before)):
            within = filters.compile(self.question.rows(period, by), self.question.spec, by)
            sides |= aggregates(side, within, self.question.measures, by)
        return rows, sides

    def _count(self) -> tuple[dict[Any, _Counted], bool]:
        """The groups by key (None alone without grouping), and whether there are too many to show."""
        grouping = self.question.grouping
        if grouping is None:
            return {None: self._count_all()}, False
        rows, counts = self._base()
        found = rows.annotate(group_key=grouping.key(self.by)).values("group_key").annotate(**counts)
        groups = list(found.order_by(*self._most_first())[: MOST_ROWS + 1])
        counted: dict[Any, _Counted] = {}
        for group in groups[:MOST_ROWS]:
            key = None if group["group_key"] in ABSENT else group["group_key"]
            read = self._read(group)
            counted[key] = counted[key] + read if key in counted else read
        return counted, len(groups) > MOST_ROWS

    def _most_first(self) -> list[Any]:
        """Which groups come first where not all are shown: the largest, by the measure that ranks them."""
        keys = [one.measure.key for one in self.question.measures]
        name = self.question.rank.removeprefix("-")
        place = keys.index(name) if name in keys else 0
        one = self.question.measures[place]
        column = f"{NOW}_{place}_sum" if one.measure.kind == "sum" else f"{NOW}_{place}_count"
        return [F(column).desc(nulls_last=True), "group_key"]

    def _count_all(self) -> _Counted:
        rows, counts = self._base()
        return self._read(rows.aggregate(**counts))

    def _read(self, row: Mapping[str, Any]) -> _Counted:
        then = tallies(THEN, row, self.question.measures) if f"{THEN}_all" in row else None
        return _Counted(tallies(NOW, row, self.question.measures), then)

    def _none(self) -> _Counted:
        nothing = (Tally(),) * (len(self.question.measures) + 1)
        return _Counted(nothing, nothing if self._before else None)

    def _rows(self, counted: Mapping[Any, _Counted]) -> list[Row]:
        grouping = self.question.grouping
        assert grouping is not None
        named = name_groups(grouping, counted, self.by)
        keys = sorted(counted, key=lambda key: named[key].place)
        rows = {
            key: self._row(key, named[key].label, grouping.tree(key, self.by), counted[key]) for key in keys
        }
        rank = self.question.rank
        if rank == "-label":
            keys.reverse()
        elif rank and rank != "label":
            place = [one.measure.key for one in self.question.measures].index(rank.removeprefix("-"))
            keys.sort(key=lambda key: _standing(rows[key].values[place].number, rank.startswith("-")))
        keys.sort(key=lambda key: key is None)
        return [rows[key] for key in keys]

    def _row(self, key: Any, label: str, group: Mapping[str, Any], counted: _Counted) -> Row:
        """A row whose filter finds exactly the records counted in it."""
        grouping = self.question.grouping
        tree = both(self.question.rows(self.period, self.by), group)
        plain = grouping.plain(key) if grouping and group else None
        values = [self._value(place, one, tree, counted) for place, one in enumerate(self.question.measures)]
        return Row(plain, label, counted.now[0].count, tree, tuple(values))

    def _value(self, place: int, one: Asked, tree: Mapping[str, Any], counted: _Counted) -> Value:
        currency = self.by.workspace.currency
        whole, tally = counted.now[0], counted.now[place + 1]
        number = number_of(one, tally, whole, currency)
        previous = None
        if counted.then:
            previous = number_of(one, counted.then[place + 1], counted.then[0], currency)
        return Value(
            number, text_of(one, number, tally, currency), tally.count, both(tree, one.tree), previous
        )


def _heading(one: Asked) -> str:
    """What a measure is called that has no label of its own."""
    kind = str(KINDS[one.measure.kind])
    heading = f"{one.field.label}: {kind}" if one.field else kind
    return heading[:1].upper() + heading[1:]


def _standing(number: Decimal | None, is_descending: bool) -> tuple[bool, Decimal]:
    """Where a number stands in a ranking; what has none stands last either way."""
    shown = number or Decimal(0)
    return number is None, -shown if is_descending else shown
