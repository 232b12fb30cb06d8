"""Answering a report: its figures, group by group, each with the filter that shows the very records behind it.

Rows are chosen by the engine's filter and access rule, so rights hold inside every figure.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from akrab.engine.errors import NotFound
from akrab.features.reports.buckets import coarsened
from akrab.features.reports.counting import (
    MOST_LEAVES,
    MOST_ROWS,
    REST,
    Counted,
    Counting,
    Groups,
    Key,
    merged,
    parts_of,
)
from akrab.features.reports.figures import Column, Figures, Heading, Row, Value
from akrab.features.reports.grouping import Grouping, Named, name_groups
from akrab.features.reports.measures import KINDS, VIEWS
from akrab.features.reports.models import Report
from akrab.features.reports.patience import Patience
from akrab.features.reports.period import Period
from akrab.features.reports.question import Asked, Question, both, read_question
from akrab.features.reports.tally import number_of, text_of, unit_of
from akrab.features.reports.views import viewed
from akrab.identity.actor import Actor

MOST_ACROSS = 24


def sees_reserved(by: Actor) -> bool:
    """Whether this actor sees the reports of the whole company."""
    return by.rights.sees_reports or by.rights.everything


def compute(
    report: Report,
    by: Actor,
    period: Period | None = None,
    compare: bool = False,
    within: Mapping[str, Any] | None = None,
    patience: Patience | None = None,
) -> Figures:
    """The figures of a report, kept or only drawn up, over a period (its own unless one is given).

    With `compare`, or where the report says so, each value also has the figure of the period before. `within`
    is a further filter on its records. Raises `NotFound` for a reserved report, `Forbidden` for an object closed
    to the actor, `Invalid` for a field unknown or closed to them, and `TooLarge` where `patience` runs out.
    """
    if report.reserved and not sees_reserved(by):
        raise NotFound(_("There is no such report, or you may not see it."))
    asked = Period.read(report.period, by) if period is None else period
    question = read_question(report, by)
    if within:
        question = question.within(within)
    if patience is None:
        return _answered(report, question, asked, by, compare, False)
    with patience.asked():
        return _answered(report, question, asked, by, compare, True)


def _answered(
    report: Report, question: Question, period: Period, by: Actor, compare: bool, is_awaited: bool
) -> Figures:
    question, note = coarsened(report, question, period, by, is_awaited)
    counting = Counting(question, period, by, compare or report.compare, is_awaited)
    return replace(_Answer(report, question, counting, by).figures(), note=note)


@dataclass
class _Answer:
    """The working out of one answer: which levels run down, which across, and what each node counts."""

    report: Report
    question: Question
    counting: Counting
    by: Actor
    names: dict[int, dict[Any, Named]] = field(default_factory=dict)
    found: dict[tuple[int, ...], Groups] = field(default_factory=dict)

    @cached_property
    def levels(self) -> tuple[Grouping, ...]:
        return self.question.groupings

    @cached_property
    def across(self) -> int | None:
        """The level that runs across: the last of several, unless the report is a plain table."""
        return len(self.levels) - 1 if len(self.levels) > 1 and self.report.kind != "table" else None

    @cached_property
    def down(self) -> tuple[int, ...]:
        """The levels that run down, each within the one before."""
        return tuple(place for place in range(len(self.levels)) if place != self.across)

    def figures(self) -> Figures:
        self._choose()
        columns = tuple(
            Column(one.measure.key, one.measure.label or heading(one), one.measure.kind, unit_of(one))
            for one in self.question.measures
        )
        rows = self._rows((), {}) if self.levels else []
        return Figures(
            self.question.spec.name, self.report.kind, columns,
            " · ".join(self.levels[place].label for place in self.down), tuple(rows),
            self._total_row, self.counting.period, self.counting.is_cut,
            tuple(Heading(*one) for one in self._headings()),
            self.levels[self.across].label if self.across is not None else "",
            self.counting.before is not None,
        )  # fmt: skip

    def _choose(self) -> None:
        """Settle which groups have a row or a column of their own where not all do."""
        if self.report.top and self.down:
            self._keep(0, self.report.top, self.question.rank or f"-{self.question.keys[0]}")
        if self.across is not None:
            self._keep(self.across, MOST_ACROSS, f"-{self.question.keys[0]}")

    def _keep(self, place: int, most: int, rank: str) -> None:
        """Give the first groups of a level a place of their own, and count the others as the rest."""
        groups = self._groups((place,))
        if len(groups) <= most:
            return
        keys = self._ranked(place, list(groups), groups, rank)
        kept = self.counting.kept[place] = [key[-1] for key in keys[:most]]
        every = tuple(range(len(self.levels)))
        leaves = self._groups(every)
        self.found = {}
        if self.counting.adds_up:
            moved: Groups = {}
            for key, counted in leaves.items():
                own = tuple(REST if at == place and one not in kept else one for at, one in enumerate(key))
                moved[own] = moved[own] + counted if own in moved else counted
            self.found[every] = moved

    def _groups(self, levels: tuple[int, ...]) -> Groups:
        """The groups at these levels, put together from those already counted where that gives the same."""
        if levels in self.found:
            return self.found[levels]
        every = tuple(range(len(self.levels)))
        most = MOST_ROWS if len(every) == 1 else MOST_LEAVES
        if not self.counting.adds_up:
            lacking = [one for one in self._needed() if one not in self.found]
            self.found |= self.counting.all_levels(lacking, most)
            if every in lacking:
                self.found[every] = self._filled(self.found[every])
        elif levels == every:
            self.found[every] = self._filled(self.counting.groups(levels, most))
        else:
            self.found[levels] = merged(self._groups(every), levels)
        return self.found[levels]

    def _needed(self) -> list[tuple[int, ...]]:
        """All levels that rows, headings, cells and the total are of."""
        down = [self.down[:depth] for depth in range(len(self.down) + 1)]
        if self.across is None:
            return down
        return [*down, (self.across,), *((*levels, self.across) for levels in down[1:])]

    def _filled(self, groups: Groups) -> Groups:
        """With the empty parts of the calendar between the first and the last, so that no gap is hidden."""
        is_plain = len(self.levels) == 1 and self.levels[0].is_date and not self.report.top
        if not is_plain or self.counting.is_cut:
            return groups
        days = sorted(key[0] for key in groups if key[0] is not None)
        if self.question.rank.removeprefix("-") in ("", "label") and days:
            for day in parts_of(self.levels[0], days[0], days[-1]):
                groups.setdefault((day,), self.counting.nothing)
        return groups

    def _total(self) -> Counted:
        every = tuple(range(len(self.levels)))
        if not every:
            return self.counting.all()
        if not self.counting.adds_up:
            return self._groups(()).get((), self.counting.nothing)
        return sum(self._groups(every).values(), self.counting.nothing)

    def _rows(self, above: Key, tree: Mapping[str, Any]) -> list[Row]:
        """The rows within a group, each followed by those within it."""
        depth = len(above)
        levels = self.down[: depth + 1]
        groups = self._groups(levels)
        place = levels[-1]
        keys = [key for key in groups if key[:-1] == above]
        ordered = self._ranked(place, keys, groups, self.question.rank)
        trees = {key: both(tree, self._tree(place, key[-1])) for key in ordered}
        siblings = [self._row(key, self._label(place, key[-1]), trees[key], groups[key]) for key in ordered]
        rows: list[Row] = []
        for key, row in zip(ordered, viewed(siblings, self.question.measures, self._total_row), strict=True):
            rows.append(row)
            if depth + 1 < len(self.down) and key[-1] is not REST:
                rows += self._rows(key, trees[key])
        return rows

    @cached_property
    def _total_row(self) -> Row:
        return self._row((), _("Total"), {}, self._total())

    def _ranked(self, place: int, keys: list[Key], groups: Groups, rank: str) -> list[Key]:
        """Keys in the order of their rows: by rank or their own, then those without a value, then the rest."""
        named = self._named(place, [key[-1] for key in keys])
        own = sorted(keys, key=lambda key: (key[-1] is REST, () if key[-1] is REST else named[key[-1]].place))
        name = rank.removeprefix("-")
        if rank == "-label":
            own.reverse()
        elif name in self.question.keys:
            number = self.question.keys.index(name)
            own.sort(key=lambda key: _standing(self._number(number, groups[key].now), rank.startswith("-")))
        return sorted(own, key=lambda key: (key[-1] is REST, key[-1] is None))

    def _named(self, place: int, keys: list[Any]) -> dict[Any, Named]:
        """The names of the groups of a level, asked for once for all of them."""
        held = self.names.get(place, {})
        if any(key not in held for key in keys if key is not REST):
            every = {key for key in (*held, *keys) if key is not REST}
            held = self.names[place] = name_groups(self.levels[place], every, self.by)
        return held

    def _headings(self) -> list[tuple[Any, str]]:
        """The groups that run across, in order: their plain keys and labels."""
        if self.across is None:
            return []
        return [(self._plain(self.across, key), self._label(self.across, key)) for key in self._across_keys]

    @cached_property
    def _across_keys(self) -> list[Any]:
        assert self.across is not None
        groups = self._groups((self.across,))
        return [key[0] for key in self._ranked(self.across, list(groups), groups, "")]

    def _label(self, place: int, key: Any) -> str:
        return _("Other") if key is REST else self.names[place][key].label

    def _plain(self, place: int, key: Any) -> Any:
        return None if key is REST else self.levels[place].plain(key)

    def _tree(self, place: int, key: Any) -> dict[str, Any]:
        """The filter of the records of a group; of the rest, those that are in none of the others."""
        grouping = self.levels[place]
        if key is not REST:
            return grouping.tree(key, self.by)
        return {"not": {"or": [grouping.tree(one, self.by) for one in self.counting.kept[place]]}}

    def _row(self, key: Key, label: str, tree: Mapping[str, Any], counted: Counted) -> Row:
        """A row whose filter finds exactly the records counted in it."""
        whole = both(self.question.rows(self.counting.period, self.by), tree)
        plain = self._plain(self.down[len(key) - 1], key[-1]) if key else None
        return Row(
            plain, label, counted.now[0].count, whole, self._values(whole, counted), max(len(key) - 1, 0),
            self._cells(key, whole), bool(key) and key[-1] is REST,
        )  # fmt: skip

    def _cells(self, key: Key, tree: Mapping[str, Any]) -> tuple[tuple[Value, ...], ...]:
        """The values of a row under each heading that runs across."""
        if self.across is None:
            return ()
        groups = self._groups((*self.down[: len(key)], self.across))
        return tuple(
            self._values(
                both(tree, self._tree(self.across, one)), groups.get((*key, one), self.counting.nothing)
            )
            for one in self._across_keys
        )

    def _values(self, tree: Mapping[str, Any], counted: Counted) -> tuple[Value, ...]:
        return tuple(
            self._value(place, one, tree, counted) for place, one in enumerate(self.question.measures)
        )

    def _number(self, place: int, tallies: tuple[Any, ...]) -> Decimal | None:
        currency = self.by.workspace.currency
        return number_of(self.question.measures[place], tallies[place + 1], tallies[0], currency)

    def _value(self, place: int, one: Asked, tree: Mapping[str, Any], counted: Counted) -> Value:
        currency = self.by.workspace.currency
        tally, number = counted.now[place + 1], self._number(place, counted.now)
        previous, text = None, ""
        if counted.then:
            previous = self._number(place, counted.then)
            text = text_of(one, previous, counted.then[place + 1], currency)
        written = text_of(one, number, tally, currency)
        return Value(number, written, tally.count, both(tree, one.tree), previous, text, tally.currencies)


def heading(one: Asked) -> str:
    """What a measure is called that has no label of its own."""
    kind = str(KINDS[one.measure.kind])
    named = f"{one.field.label}: {kind}" if one.field else kind
    named = f"{named}, {VIEWS[one.measure.shown]}" if one.measure.shown else named
    return named[:1].upper() + named[1:]


def _standing(number: Decimal | None, is_descending: bool) -> tuple[bool, Decimal]:
    """Where a number stands in a ranking; what has none stands last either way."""
    shown = number or Decimal(0)
    return number is None, -shown if is_descending else shown
