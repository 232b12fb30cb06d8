"""Counting: the groups of a report as the database tells them apart, at any of its levels."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from django.db.models import Case, F, Q, QuerySet, Value, When
from django.db.models.fields import BooleanField

from akrab.engine import filters, query
from akrab.features.reports.grouping import Grouping, day_of
from akrab.features.reports.levels import LEVEL, at_levels, left_out, names_of
from akrab.features.reports.patience import PARTING, SORTING, check_cost
from akrab.features.reports.period import Period
from akrab.features.reports.question import Question
from akrab.features.reports.tally import ALONE, Tally, aggregates, tallies
from akrab.identity.actor import Actor

NOW, THEN = "now", "then"
MOST_ROWS, MOST_LEAVES = 500, 2000


class Rest:
    """Stands in a key for all groups that have no row of their own."""


REST = Rest()
Key = tuple[Any, ...]
Levels = tuple[int, ...]
Tallies = tuple[Tally, ...]


@dataclass(frozen=True)
class Counted:
    """One group: the tally of all its records and one a measure, now and in the period before."""

    now: Tallies
    then: Tallies | None = None

    def __add__(self, other: "Counted") -> "Counted":
        then = _added(self.then, other.then) if self.then and other.then else self.then or other.then
        return Counted(_added(self.now, other.now), then)


Groups = dict[Key, Counted]


def _added(one: Tallies, other: Tallies) -> Tallies:
    return tuple(mine + yours for mine, yours in zip(one, other, strict=True))


@dataclass
class Counting:
    """The counting of one question over one period, and where asked the one before it.

    `kept` are, by level, the keys that have a group of their own; all others of that level count as `REST`.
    """

    question: Question
    period: Period
    by: Actor
    compare: bool = False
    is_awaited: bool = False
    kept: dict[int, list[Any]] = field(default_factory=dict)
    is_cut: bool = False

    @property
    def before(self) -> Period | None:
        """The period to compare with, where that was asked and means something."""
        return self.period.before() if self.compare and self.question.date_field else None

    @property
    def adds_up(self) -> bool:
        """Whether the figures of a group follow from those of its parts."""
        is_alone = any(one.measure.kind in ALONE for one in self.question.measures)
        return not (self.is_cut or is_alone or self._follows_date)

    def effort(self, sets: int) -> float:
        """What a row costs in a statement of so many levels, beyond what the database foresees."""
        sides = 1 if self.before is None else 2
        alone = [one for one in self.question.measures if one.measure.kind in ALONE]
        orders = sides * len({(one.measure.kind, one.path, str(one.part)) for one in alone})
        parts = sum(one.is_date or one.is_place for one in self.question.groupings)
        return SORTING * orders * sets + PARTING * parts

    @property
    def _follows_date(self) -> bool:
        return self.before is not None and any(map(self.question.follows, self.question.groupings))

    @property
    def nothing(self) -> Counted:
        """What an empty group counts."""
        none = (Tally(),) * (len(self.question.measures) + 1)
        return Counted(none, none if self.before else None)

    def all(self) -> Counted:
        """Every record, counted in one group."""
        rows, counts = self._base()
        return self._read(rows.aggregate(**counts))

    def groups(self, levels: Sequence[int], most: int) -> Groups:
        """The groups at these levels by their keys, in one statement; the largest where there are too many."""
        return self._most(levels, self._asked(self.statement([tuple(levels)], most), 1), most)

    def all_levels(self, wanted: Sequence[Levels], most: int) -> dict[Levels, Groups]:
        """The groups at each of these levels, as `groups` gives them, all in one statement."""
        if list(wanted) == [()]:
            return {(): {(): self.all()}}
        sets = [self._names(levels) for levels in wanted]
        answered = self._asked(self.statement(wanted, most), len(sets))
        if len(sets) == 1:
            return {wanted[0]: self._most(wanted[0], answered, most)}
        return {
            levels: self._most(levels, [row for row in answered if row[LEVEL] == left_out(names, sets)], most)
            for levels, names in zip(wanted, sets, strict=True)
        }

    def statement(self, wanted: Sequence[Levels], most: int) -> QuerySet[Any]:
        """The question of the groups at these levels, the largest first, one more than so many of each level."""
        rows, counts = self._base()
        for place in sorted({place for levels in wanted for place in levels}):
            rows = rows.annotate(**self._keys(place))
        sets = [self._names(levels) for levels in wanted]
        is_one = len(sets) == 1
        names = list(sets[0]) if is_one else names_of(sets)
        found = rows.values(*names).annotate(**counts) if is_one else at_levels(rows, sets, counts)
        return found.order_by(*self._most_first(), *names)[: (most + 1) * len(sets)]

    def _names(self, levels: Sequence[int]) -> tuple[str, ...]:
        """The columns that tell the groups of these levels apart."""
        rests = {place: (f"rest_{place}",) if place in self.kept else () for place in levels}
        return tuple(name for place in levels for name in (f"group_{place}", *rests[place]))

    def _asked(self, found: QuerySet[Any], sets: int) -> list[Mapping[str, Any]]:
        """The database's answer to a statement of so many levels."""
        if self.is_awaited:
            check_cost(found, self.effort(sets))
        return list(found)

    def _most(self, levels: Sequence[int], answered: Sequence[Mapping[str, Any]], most: int) -> Groups:
        self.is_cut = self.is_cut or len(answered) > most
        return self._sided(levels, answered[:most])

    def _keys(self, place: int) -> dict[str, Any]:
        grouping = self.question.groupings[place]
        name = f"group_{place}"
        if place not in self.kept:
            return {name: grouping.key(self.by)}
        held = [grouping.held(key, self.by) for key in self.kept[place]]
        own = Q(**{f"key_{place}__in": [key for key in held if key is not None]})
        own |= Q(**{f"key_{place}__isnull": True}) if None in held else Q()
        return {
            f"key_{place}": grouping.key(self.by),
            name: Case(When(own, then=F(f"key_{place}")), default=None),
            f"rest_{place}": Case(When(own, then=Value(False)), default=True, output_field=BooleanField()),
        }

    def _base(self) -> tuple[QuerySet[Any], dict[str, Any]]:
        """The rows of all periods that are looked at, and what is counted of them."""
        before, by, question = self.before, self.by, self.question
        spanned = replace(self.period, first=before.first, word="") if before else self.period
        rows = query.rows_of(question.spec, by, query.Ask(filter=question.rows(spanned, by))).order_by()
        if before is None:
            return rows, aggregates(NOW, Q(), question.measures, by)
        sides: dict[str, Any] = {}
        for side, period in ((NOW, self.period), (THEN, before)):
            within = filters.compile(question.rows(period, by), question.spec, by)
            sides |= aggregates(side, within, question.measures, by)
        return rows, sides

    def _most_first(self) -> list[Any]:
        """Which groups come first where not all are shown: the largest, by the measure that ranks them."""
        keys = self.question.keys
        name = self.question.rank.removeprefix("-")
        place = keys.index(name) if name in keys else 0
        has_sum = self.question.measures[place].measure.kind in ("sum", "distinct")
        return [F(f"{NOW}_{place}_{'sum' if has_sum else 'count'}").desc(nulls_last=True)]

    def _read(self, row: Mapping[str, Any]) -> Counted:
        then = tallies(THEN, row, self.question.measures, self.by) if f"{THEN}_all" in row else None
        return Counted(tallies(NOW, row, self.question.measures, self.by), then)

    def _sided(self, levels: Sequence[int], answered: Iterable[Mapping[str, Any]]) -> Groups:
        """Rows of the database by key; those of the period before lie at the dates they are compared with."""
        now: dict[Key, Tallies] = {}
        then: dict[Key, Tallies] = {}
        moves = self._moves(levels)
        for row in answered:
            key = tuple(REST if row.get(f"rest_{place}") else _day(row[f"group_{place}"]) for place in levels)
            read = self._read(row)
            if not moves or read.now[0].count:
                now[key] = read.now
            if read.then is not None and (not moves or read.then[0].count):
                moved = tuple(moves.get((place, one), one) for place, one in enumerate(key))
                then[moved] = _added(then[moved], read.then) if moved in then else read.then
        empty = self.nothing
        return {
            key: Counted(now.get(key, empty.now), then.get(key, empty.then))
            for key in dict.fromkeys([*now, *then])
        }

    def _moves(self, levels: Sequence[int]) -> dict[tuple[int, Any], Any]:
        """Which part of the calendar of this period a part of the one before is compared with, by place in a key."""
        before, moves = self.before, {}
        if before is None or before.first is None or self.period.first is None:
            return {}
        for place, level in enumerate(levels):
            grouping = self.question.groupings[level]
            if self.question.follows(grouping):
                here = parts_of(grouping, self.period.first, self.period.last)
                for number, one in enumerate(parts_of(grouping, before.first, before.last)):
                    moves[(place, one)] = here[min(number, len(here) - 1)]
        return moves


def parts_of(grouping: Grouping, first: date, last: date | None, most: int = 400) -> list[date]:
    """The first days of the parts of the calendar from one day to another."""
    parts = [grouping.begin(first)]
    while last is not None and len(parts) < most:
        following = grouping.after(parts[-1])
        if following > last:
            break
        parts.append(following)
    return parts


def _day(key: Any) -> Any:
    return day_of(key) if isinstance(key, date) else key


def merged(groups: Groups, places: Sequence[int]) -> Groups:
    """The groups put together by some places of their keys."""
    found: Groups = {}
    for key, counted in groups.items():
        short = tuple(key[place] for place in places)
        found[short] = found[short] + counted if short in found else counted
    return found
