"""Parts of the calendar: fine enough to tell something, coarse enough to be told apart."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from akrab.features.reports import patience
from akrab.features.reports.compute import compute
from akrab.features.reports.patience import Patience, TooLarge
from akrab.features.reports.period import Period
from akrab.features.reports.tests.conftest import behind, report, shelf, specimen
from tests.cast import Cast
from tests.contract.objects.models import Specimen


@pytest.mark.parametrize(
    ("kind", "grouped", "span", "rank", "shown"),
    [
        ("line", "found_on:day", 199, "", "day"),
        ("line", "found_on:day", 200, "", "week"),
        ("area", "found_on:day,colour", 3 * 365, "-label", "week"),
        ("bar", "found_on:week", 6 * 365, "", "month"),
        ("line", "found_on:day", 90 * 365, "", "year"),
        ("table", "found_on:day", 300, "", "day"),
        ("table", "found_on:day", 3 * 365, "", "week"),
        ("line", "found_on:day", 3 * 365, "-all", "day"),
    ],
)
def test_a_chart_has_no_more_points_than_can_be_told_apart_and_says_so(
    cast: Cast, kind: str, grouped: str, span: int, rank: str, shown: str
) -> None:
    here, by = shelf(cast.bob, "Here"), cast.alice.actor()
    first = date(2019, 1, 1)
    days = [first, first + timedelta(days=1), first + timedelta(days=span - 1)]
    for day in days:
        specimen(cast.bob, here, found_on=day.isoformat())
    found = compute(report(kind=kind, group_by=grouped, rank=rank), by)
    assert len(found.tops) <= 500
    assert (f"by {shown}" in found.note) == (shown != grouped.partition(":")[2].partition(",")[0])
    assert found.total.count == 3
    assert sum(row.count for row in found.tops) == 3
    for row in found.tops:
        assert behind(found, row.filter, by) == row.count


def test_a_year_that_is_hardly_begun_is_still_told_by_the_day(cast: Cast) -> None:
    here, by = shelf(cast.bob, "Here"), cast.alice.actor()
    for day in ("2026-01-05", "2026-01-09"):
        specimen(cast.bob, here, found_on=day)
    asked = report(kind="line", group_by="found_on:day", date_field="found_on")
    found = compute(asked, by, Period(date(2026, 1, 1), date(2027, 1, 1)))
    assert (len(found.rows), found.note) == (5, "")


def test_a_short_period_of_another_date_does_not_stand_for_the_days_that_are_drawn(cast: Cast) -> None:
    here, by = shelf(cast.bob, "Here"), cast.alice.actor()
    for day in ("2018-02-01", "2021-06-01", "2024-11-30"):
        specimen(cast.bob, here, found_on=day, seen_at="2026-03-10T04:00:00Z")
    specimen(cast.bob, here, found_on="1990-01-01", seen_at="2026-04-10T04:00:00Z")
    asked = report(kind="line", group_by="found_on:day", date_field="seen_at")
    found = compute(asked, by, Period(date(2026, 3, 1), date(2026, 4, 1)))
    assert "by month" in found.note
    assert (len(found.rows), found.total.count) == (82, 3)
    for row in found.rows:
        assert behind(found, row.filter, by) == row.count


def test_the_days_of_a_question_that_is_too_dear_are_not_even_sought(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    specimen(cast.bob, shelf(cast.bob, "Here"), found_on="2026-01-05")
    asked, by = report(kind="line", group_by="found_on:day"), cast.alice.actor()
    monkeypatch.setattr(patience, "DEAREST", 1.0)
    with CaptureQueriesContext(connection) as told, pytest.raises(TooLarge):
        compute(asked, by, patience=Patience())
    about = [one["sql"] for one in told if Specimen._meta.db_table in one["sql"]]
    assert about
    assert all(sql.startswith("EXPLAIN") for sql in about)
    assert compute(asked, by).total.count == 1, "nobody waits for what is worked out in the background"
