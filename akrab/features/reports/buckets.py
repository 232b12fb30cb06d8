"""Buckets: parts of the calendar coarse enough to be told apart, where finer ones would be too many to draw."""

from dataclasses import replace
from datetime import date

from django.db.models import F, Func
from django.utils.translation import gettext_lazy as _lazy

from akrab.engine import query
from akrab.features.reports.counting import MOST_ROWS
from akrab.features.reports.grouping import PARTS, Grouping, day_of
from akrab.features.reports.models import Report
from akrab.features.reports.patience import check_cost
from akrab.features.reports.period import Period
from akrab.features.reports.question import Question
from akrab.identity.actor import Actor

DRAWN = ("line", "area", "bar")
MOST_DRAWN = 200  # points of a chart: a day each for half a year
DAYS = {"day": 1.0, "week": 7.0, "month": 30.4, "quarter": 91.3, "year": 365.2}
COARSER = {
    "week": _lazy("Shown by week: finer parts would be too many to tell apart."),
    "month": _lazy("Shown by month: finer parts would be too many to tell apart."),
    "quarter": _lazy("Shown by quarter: finer parts would be too many to tell apart."),
    "year": _lazy("Shown by year: finer parts would be too many to tell apart."),
}


def coarsened(
    report: Report, question: Question, period: Period, by: Actor, is_awaited: bool = False
) -> tuple[Question, str]:
    """The question by the finest parts of the calendar that can be told apart, and what to say where they are coarser.

    A chart has fewer than a table. Where rows are ranked by a figure the parts stay as they were asked for: the best
    days are no weeks. Raises `TooLarge` where somebody waits and finding the days alone would take too long.
    """
    grouping = question.groupings[0] if question.groupings else None
    is_ranked = report.top or question.rank.removeprefix("-") not in ("", "label")
    if grouping is None or not grouping.is_date or is_ranked:
        return question, ""
    most = MOST_DRAWN if report.kind in DRAWN else MOST_ROWS
    if question.follows(grouping) and _fits(grouping.part, period.first, period.last, most):
        return question, ""
    first, last = _span(question, grouping, period, by, is_awaited)
    wanted = list(PARTS)[list(PARTS).index(grouping.part) :]
    part = next((one for one in wanted if _fits(one, first, last, most)), wanted[-1])
    if part == grouping.part or first is None:
        return question, ""
    groupings = (replace(grouping, part=part), *question.groupings[1:])
    return replace(question, groupings=groupings), str(COARSER[part])


def _fits(part: str, first: date | None, last: date | None, most: int) -> bool:
    """Whether so many parts cover these days; what is open at an end never fits."""
    return first is not None and last is not None and (last - first).days / DAYS[part] <= most - 2


def _span(
    question: Question, grouping: Grouping, period: Period, by: Actor, is_awaited: bool
) -> tuple[date | None, date | None]:
    """The first and the last day of the records in question."""
    rows = query.rows_of(question.spec, by, query.Ask(filter=question.rows(period, by))).order_by()
    # Functions by name, not aggregates: what `aggregate` makes is answered before its cost can be asked.
    ends = {name: Func(F(grouping.path), function=name) for name in ("min", "max")}
    found = rows.filter(grouping.seen).values_list(*ends.values())
    if is_awaited:
        check_cost(found)
    first, last = found.get()
    return (None, None) if first is None else (day_of(first), day_of(last))
