"""The heaviest questions that the report builder allows, found by what the database expects each to cost.

For every object a person can ask about: each thing its rows can be told apart by, through links too, is costed alone;
the dearest are put together in threes, each with everything that can be worked out; the dearest question of an object
that is not refused as too large is its heaviest. So a new field, link or measure that makes a heavier one is found.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from akrab.engine.errors import Invalid
from akrab.engine.spec import Spec
from akrab.features.reports.counting import MOST_LEAVES, Counting
from akrab.features.reports.grouping import MOST
from akrab.features.reports.measures import OF_NUMBERS
from akrab.features.reports.models import Report
from akrab.features.reports.patience import DEAREST, cost_of, limited
from akrab.features.reports.period import Period
from akrab.features.reports.question import read_question
from akrab.identity.actor import Actor
from akrab.web.report_form import Options, apart, numbers, reportable

DEAR = 5  # of the groupings of an object, so many are put together with each other
SLOW = 20.0  # seconds
COUNT = {"key": "n", "kind": "count"}
Measures = list[dict[str, Any]]


@dataclass(frozen=True, order=True)
class Heavy:
    """One question over all time, and what it is expected to cost."""

    cost: float
    name: str
    object: str
    group_by: str
    measures: Measures

    @property
    def asked(self) -> dict[str, Any]:
        """The report that asks it."""
        return {"object": self.object, "group_by": self.group_by, "measures": self.measures, "kind": "table"}


def heaviest(by: Actor) -> list[Heavy]:
    """The heaviest question that is allowed of each object, the dearest first; objects whose all are cheap left out."""
    with limited(SLOW):
        found = [heavy for spec in reportable(by) if (heavy := _heaviest_of(spec, by))]
    return sorted((one for one in found if one.cost > DEAREST / 10), reverse=True)


def _heaviest_of(spec: Spec, by: Actor) -> Heavy | None:
    names = _values(apart(spec, by))
    alone = sorted(filter(None, (_costed(spec, (name,), [COUNT], by) for name in names)), reverse=True)
    dear = _one_a_field([one.group_by for one in alone])
    costed = [
        _costed(spec, groups, measures, by)
        for count in range(1, MOST + 1)
        for groups in combinations(dear, count)
        for measures in _all_measures(spec, by)
    ]
    return max((one for one in costed if one and one.cost <= DEAREST), default=None)


def _one_a_field(names: list[str]) -> list[str]:
    """The first of each field, whatever part of it."""
    firsts = {name.partition(":")[0]: name for name in reversed(names)}
    return [name for name in names if firsts[name.partition(":")[0]] == name][:DEAR]


def _all_measures(spec: Spec, by: Actor) -> Iterator[Measures]:
    """A count, each kind of figure by itself, and the average, the median and what is different together."""
    number = next(iter(_values(numbers(spec, by))), "")
    links = [name for name in _values(apart(spec, by, is_plain=True)) if "." in name]
    different = {"key": "d", "kind": "distinct", "field": links[0]} if links else None
    figures = [
        {"key": f"f{place}", "kind": kind, "field": number} for place, kind in enumerate(OF_NUMBERS) if number
    ]
    for further in filter(None, (*figures, different)):
        yield [COUNT, further]
    yield [COUNT, *figures, *filter(None, [different])]


def _costed(spec: Spec, groups: tuple[str, ...], measures: Measures, by: Actor) -> Heavy | None:
    """What a question is expected to cost; None for one that is refused by its words."""
    group_by = ",".join(groups)
    asked = {"object": spec.name, "group_by": group_by, "measures": measures, "kind": "table"}
    try:
        counting = Counting(read_question(Report(name="", **asked), by), Period(), by)
    except Invalid:
        return None
    every = tuple(range(len(groups)))
    wanted = [every] if counting.adds_up else [every[:depth] for depth in range(len(groups) + 1)]
    cost = cost_of(counting.statement(wanted, MOST_LEAVES), counting.effort(len(wanted)))
    kinds = ", ".join(dict.fromkeys(str(one["kind"]) for one in measures))
    return Heavy(cost, f"{spec.label_plural} by {group_by}: {kinds}", spec.name, group_by, measures)


def _values(options: Options) -> list[str]:
    return [value for _group, some in options for value, _label in some]
