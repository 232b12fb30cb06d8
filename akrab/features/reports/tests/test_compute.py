"""Figures: exact, within rights, with the very rows behind each."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from akrab.engine import write
from akrab.engine.errors import Forbidden, Invalid, NotFound
from akrab.features.reports.compute import compute
from akrab.features.reports.figures import Figures
from akrab.features.reports.models import Report
from akrab.features.reports.period import Period
from akrab.features.reports.tests.conftest import behind, report, sees_own, shelf, specimen
from akrab.lib import clock
from tests.cast import Cast

BLUE = {"field": "colour", "op": "is", "value": "blue"}
COUNT = {"key": "all", "kind": "count"}
SUM = {"key": "sum", "kind": "sum", "field": "price"}
AVERAGE = {"key": "average", "kind": "average", "field": "price"}
SHARE = {"key": "blue", "kind": "share", "part": BLUE}


def numbers(figures: Figures, key: str) -> dict[str, Any]:
    return {row.label: figures.value(key, row).number for row in figures.rows}


def test_count_sum_average_and_share_are_exact(cast: Cast) -> None:
    here = shelf(cast.bob, "Here")
    for number in range(33):
        price = {"price": str(10_500 + 500 * number)} if number < 18 else {}
        specimen(cast.bob, here, colour="blue" if number < 18 else "red", **price)
    found = compute(report(measures=[COUNT, SUM, AVERAGE, SHARE]), cast.alice.actor())
    assert [value.number for value in found.total.values] == [
        Decimal(33),
        Decimal("265500.00"),
        Decimal("14750.00"),
        Decimal("54.55"),
    ]
    assert [value.text for value in found.total.values] == ["33", "₱265,500.00", "₱14,750.00", "54.55%"]
    assert [value.count for value in found.total.values] == [33, 33, 18, 18]
    assert found.rows == ()


@pytest.mark.parametrize(
    ("rank", "order"),
    [
        ("", "Empty Here There"),
        ("label", "Empty Here There"),
        ("-label", "There Here Empty"),
        ("all", "Empty There Here"),
    ],
)
def test_rows_are_ranked_by_label_or_measure(cast: Cast, rank: str, order: str) -> None:
    for name, how_many in (("There", 2), ("Here", 5), ("Empty", 1)):
        on = shelf(cast.bob, name)
        for _number in range(how_many):
            specimen(cast.bob, on)
    found = compute(report(group_by="shelf", rank=rank), cast.alice.actor())
    assert " ".join(row.label for row in found.rows) == order


def test_halves_are_rounded_away_from_zero(cast: Cast) -> None:
    here = shelf(cast.bob, "Here")
    for price in ("0.01", "0.02"):
        specimen(cast.bob, here, price=price)
    for _number in range(14):
        specimen(cast.bob, here, colour="green")
    specimen(cast.bob, here, colour="blue")
    for _number in range(15):
        specimen(cast.bob, here, colour="green")
    found = compute(report(measures=[AVERAGE, SHARE]), cast.alice.actor())
    assert found.value("average").number == Decimal("0.02")  # 0.015
    assert found.value("blue").number == Decimal("3.13")  # 1 of 32 is 3.125


def test_nothing_to_count_says_so(cast: Cast) -> None:
    found = compute(report(measures=[COUNT, SUM, AVERAGE, SHARE]), cast.alice.actor())
    assert [value.number for value in found.total.values] == [Decimal(0), Decimal(0), None, None]
    assert [value.text for value in found.total.values] == ["0", "₱0.00", "–", "–"]


def test_several_currencies_are_never_added_up(cast: Cast) -> None:
    here, there = shelf(cast.bob, "Here"), shelf(cast.bob, "There")
    specimen(cast.bob, here, price="10", currency="")
    specimen(cast.bob, here, price="20", currency="PHP")
    specimen(cast.bob, there, price="5", currency="VND")
    found = compute(report(measures=[SUM], group_by="shelf"), cast.alice.actor())
    assert [(row.label, row.values[0].text) for row in found.rows] == [("Here", "₱30.00"), ("There", "₫5")]
    assert found.total.values[0].number is None
    assert found.total.values[0].text == "several currencies"


def test_several_measures_stand_in_one_table_ranked_by_one(cast: Cast) -> None:
    here, there, empty = (shelf(cast.bob, name) for name in ("Here", "There", "Empty"))
    for colour, on, how_many in (("blue", here, 1), ("red", here, 4), ("blue", there, 2), ("red", empty, 1)):
        for _number in range(how_many):
            specimen(cast.bob, on, colour=colour)
    blue = {"key": "n", "kind": "count", "part": BLUE, "label": "Blue ones"}
    asked: list[dict[str, Any]] = [COUNT, blue, SHARE]
    found = compute(report(measures=asked, group_by="shelf", rank="-n"), cast.alice.actor())
    assert {row.label: [value.number for value in row.values] for row in found.rows} == {
        "There": [2, 2, Decimal("100.00")],
        "Here": [5, 1, Decimal("20.00")],
        "Empty": [1, 0, Decimal("0.00")],
    }
    assert [row.label for row in found.rows] == ["There", "Here", "Empty"]
    assert [value.number for value in found.total.values] == [8, 3, Decimal("37.50")]
    assert [column.label for column in found.columns] == ["Number", "Blue ones", "Share in per cent"]


GROUPS = (
    "shelf shelf.keeper shelf.name twin twin.shelf twin.colour twin.living owner colour tint living count remark "
    "found_on:month seen_at:day seen_at:week twin.seen_at:quarter created_at:year"
)


@pytest.mark.parametrize("name", GROUPS.split())
@pytest.mark.parametrize("own", [False, True])
def test_every_figure_leads_to_exactly_the_rows_it_counts(cast: Cast, name: str, own: bool) -> None:
    alices, bobs = shelf(cast.alice, "Alice's"), shelf(cast.bob, "Bob's")
    first = specimen(cast.alice, alices, colour="blue", tint="green", living=True, price="3", remark="far")
    second = specimen(
        cast.bob, bobs, twin=first.pk, price="4", seen_at="2026-03-01T23:30:00Z", found_on="2026-02-28"
    )
    specimen(cast.bob, alices, twin=second.pk, seen_at="2026-02-28T15:59:59Z", found_on="2026-03-01", count=2)
    specimen(cast.bob, bobs, owner=None, colour="blue", seen_at="2026-02-28T16:00:00Z")
    if own:
        sees_own(cast, "shelf", "specimen")
    by = cast.bob.actor()
    found = compute(report(measures=[COUNT, SUM, AVERAGE, SHARE], group_by=name), by)
    assert found.rows
    for row in (*found.rows, found.total):
        assert behind(found, row.filter, by) == row.count == row.values[0].count
        for value in row.values:
            assert behind(found, value.filter, by) == value.count
    assert sum(row.count for row in found.rows) == found.total.count == (2 if own else 4)


def test_rights_hold_inside_every_figure(cast: Cast) -> None:
    here = shelf(cast.alice, "Here")
    specimen(cast.alice, here, price="100")
    specimen(cast.bob, here, price="1")
    asked = report(measures=[COUNT, SUM], group_by="shelf")
    assert numbers(compute(asked, cast.bob.actor()), "sum") == {"Here": Decimal("101.00")}
    sees_own(cast, "specimen", "shelf")
    found = compute(asked, cast.bob.actor())
    assert numbers(found, "sum") == {"(deleted, or closed to you)": Decimal("1.00")}
    assert numbers(compute(report(group_by="shelf.name"), cast.bob.actor()), "all") == {"(none)": Decimal(1)}
    assert numbers(compute(asked, cast.alice.actor()), "sum") == {"Here": Decimal("101.00")}


def test_what_is_in_the_bin_or_in_another_workspace_is_not_counted(cast: Cast) -> None:
    here = shelf(cast.bob, "Here")
    write.delete(specimen(cast.bob, here), cast.bob.actor())
    specimen(cast.bob, here)
    assert compute(report(), cast.alice.actor()).total.count == 1


@pytest.mark.parametrize(
    ("asked", "name", "message"),
    [
        ({"object": "nothing"}, "object", "no object “nothing”"),
        ({"where": {"field": "nothing"}}, "where", "no field “nothing”"),
        ({"where": {"field": "count", "op": "resembles"}}, "where", "can't be asked “resembles”"),
        ({"group_by": "shelf.nothing"}, "group_by", "no field “nothing”"),
        ({"group_by": "tags"}, "group_by", "can't be grouped by “tags”"),
        ({"group_by": "seen_at"}, "group_by", "write it like seen_at:month"),
        ({"group_by": "colour:month"}, "group_by", "can't be grouped"),
        ({"date_field": "colour"}, "date_field", "“colour” is no date"),
        ({"measures": []}, "measures", "at least one"),
        ({"measures": [COUNT, COUNT]}, "measures", "key of its own"),
        ({"measures": [{"key": "n", "kind": "sum", "field": "colour"}]}, "measures", "no numbers"),
        ({"measures": [{"key": "n", "kind": "sum"}]}, "measures", "the field that a sum"),
        ({"measures": [{"key": "n", "kind": "share"}]}, "measures", "filter of its part"),
        ({"measures": [{"key": "n", "kind": "guess"}]}, "measures", "count, sum, average, min"),
        ({"measures": [{"key": "N!", "kind": "count"}]}, "measures", "short word"),
        ({"measures": [{"key": "n", "kind": "count", "part": {"field": "nothing"}}]}, "measures", "no field"),
        ({"rank": "-nothing"}, "rank", "use one of: label, all"),
    ],
)
def test_a_question_that_can_t_be_answered_is_refused_by_name(
    cast: Cast, asked: dict[str, Any], name: str, message: str
) -> None:
    with pytest.raises(Invalid) as refused:
        compute(report(**asked), cast.alice.actor())
    assert list(refused.value.errors) == [name]
    assert message in refused.value.errors[name][0]


def test_a_report_that_can_t_be_answered_is_not_kept(cast: Cast) -> None:
    raw = {"name": "Broken", "object": "specimen", "group_by": "nothing"}
    with pytest.raises(Invalid, match="nothing"):
        write.create(Report, raw, cast.alice.actor())
    assert not Report.objects.exists()
    kept = write.create(Report, raw | {"group_by": "shelf"}, cast.alice.actor())
    with pytest.raises(Invalid, match="ranked by “nothing”"):
        write.update(kept, {"rank": "nothing"}, cast.alice.actor())
    assert Report.objects.get().rank == ""


@pytest.mark.parametrize(
    "closed",
    [
        {"group_by": "price"},
        {"measures": [SUM]},
        {"where": {"field": "price", "op": "empty"}},
        {"measures": [{"key": "n", "kind": "count", "part": {"field": "price", "op": "empty"}}]},
    ],
)
def test_a_closed_field_is_refused_wherever_it_is_named(cast: Cast, closed: dict[str, Any]) -> None:
    cast.roles["seller"].fields = {"specimen": {"price": "hidden"}}
    cast.roles["seller"].save()
    with pytest.raises(Invalid, match="has no field “price”"):
        compute(report(**closed), cast.bob.actor())


def test_a_closed_object_is_refused_with_the_reason(cast: Cast) -> None:
    cast.roles["seller"].rights = {"specimen": {"view": "none"}}
    cast.roles["seller"].save()
    with pytest.raises(Forbidden, match="may not see Specimens"):
        compute(report(), cast.bob.actor())


def test_a_reserved_report_is_for_roles_that_see_reports(cast: Cast) -> None:
    with pytest.raises(NotFound):
        compute(report(reserved=True), cast.bob.actor())
    cast.roles["seller"].sees_reports = True
    cast.roles["seller"].save()
    assert compute(report(reserved=True), cast.bob.actor()).total.count == 0
    assert compute(report(reserved=True), cast.alice.actor()).total.count == 0


def test_a_period_is_days_of_the_actor_s_time_zone_and_may_be_compared(cast: Cast) -> None:
    here = shelf(cast.bob, "Here")
    moments = ("02-10T00:00:00", "02-28T15:59:59", "02-28T16:00:00", "03-31T15:59:59", "03-31T16:00:00")
    for moment in moments:
        specimen(cast.bob, here, seen_at=f"2026-{moment}Z", price="2")
    by = cast.alice.actor()
    asked = report(date_field="seen_at", group_by="colour", measures=[COUNT, SUM])
    clock.set(datetime(2026, 3, 2, 1, tzinfo=UTC))
    try:
        march = compute(asked, by, Period.read("this_month", by), compare=True)
    finally:
        clock.set(None)
    assert (march.period.first, march.period.end) == (date(2026, 3, 1), date(2026, 4, 1))
    assert [(value.number, value.previous) for value in march.total.values] == [
        (2, 2),
        (Decimal("4.00"), Decimal("4.00")),
    ]
    assert march.rows[0].values[0].previous == 2
    assert march.value("all").change == Decimal("0.00")
    assert behind(march, march.total.filter, by) == 2
    assert compute(asked, by, Period.read("2026-02-10..2026-02-10", by)).total.count == 1
    assert compute(asked, by, Period.read("..2026-02-28", by)).total.count == 2
    assert compute(asked, by, Period.read("2026-03-01..", by)).total.count == 3
    assert compute(asked, by, Period()).total.count == 5
    assert compute(report(date_field="seen_at", period="last_month"), by).total.count == 0


def test_a_date_is_grouped_by_month_of_the_actor_s_time_zone(cast: Cast) -> None:
    here = shelf(cast.bob, "Here")
    for moment in ("2026-02-28T15:59:59Z", "2026-02-28T16:00:00Z", "2026-03-31T15:59:59Z", None):
        specimen(cast.bob, here, seen_at=moment)
    found = compute(report(group_by="seen_at:month"), cast.alice.actor())
    assert [(row.key, row.label, row.count) for row in found.rows] == [
        ("2026-02-01", "Feb 2026", 1),
        ("2026-03-01", "Mar 2026", 2),
        (None, "(none)", 1),
    ]


@pytest.mark.parametrize("raw", ["someday", "now", "2026-02-30..", "2026-03-02..2026-03-01", "9" * 99])
def test_what_is_no_period_is_refused(cast: Cast, raw: str) -> None:
    with pytest.raises(Invalid) as refused:
        Period.read(raw, cast.alice.actor())
    assert list(refused.value.errors) == ["period"]


@pytest.mark.parametrize("raw", ["", "this_month", "2026-03-01..2026-03-31", "..2026-03-31", "2026-03-01.."])
def test_a_period_says_how_it_was_asked_for(cast: Cast, raw: str) -> None:
    assert Period.read(raw, cast.alice.actor()).asked == raw


@pytest.mark.parametrize(
    ("grouped", "queries"), [("", 1), ("shelf", 2), ("owner", 2), ("shelf.keeper", 2), ("colour", 1)]
)
def test_the_number_of_queries_follows_the_question_alone(cast: Cast, grouped: str, queries: int) -> None:
    for number in range(5):
        on = shelf(cast.bob, f"Shelf {number}")
        for _number in range(number):
            specimen(cast.bob, on, price="1")
    by = cast.alice.actor()
    asked = report(
        group_by=grouped, measures=[COUNT, SUM, AVERAGE, SHARE], date_field="created_at", period="this_year"
    )
    with CaptureQueriesContext(
        connection,
    ) as seen:
        compute(asked, by, compare=True)
    assert len(seen) == queries


def test_more_groups_than_rows_are_cut_after_the_largest_and_still_counted(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("akrab.features.reports.compute.MOST_ROWS", 2)
    for name, how_many in (("A", 1), ("B", 3), ("C", 2)):
        on = shelf(cast.bob, name)
        for _number in range(how_many):
            specimen(cast.bob, on)
    found = compute(report(group_by="shelf", rank="-all"), cast.alice.actor())
    assert numbers(found, "all") == {"B": 3, "C": 2}
    assert found.cut
    assert found.total.count == 6


def test_counts_of_related_records_may_be_part_of_a_measure(cast: Cast) -> None:
    full, empty = shelf(cast.bob, "Full"), shelf(cast.bob, "Empty")
    specimen(cast.bob, full)
    part = {"count": "specimen", "link": "shelf", "op": "gte", "value": 1}
    asked = report(
        object="shelf", group_by="keeper", measures=[COUNT, {"key": "used", "kind": "share", "part": part}]
    )
    found = compute(asked, cast.alice.actor())
    assert [value.number for value in found.rows[0].values] == [2, Decimal("50.00")]
    assert behind(found, found.rows[0].values[1].filter, cast.alice.actor()) == 1
    assert empty.pk


def test_how_long_the_earliest_is_ago_is_told_for_moments_and_days(cast: Cast) -> None:
    on = shelf(cast.bob, "A")
    clock.set(datetime(2026, 3, 16, 1, 0, 40, tzinfo=UTC))  # nine in the morning in Manila
    specimen(cast.bob, on, seen_at="2026-03-15T23:30:00Z", found_on="2026-03-14")
    specimen(cast.bob, on, seen_at="2026-03-16T00:30:00Z", colour="blue")
    asked = [{"key": name, "kind": "age", "field": name} for name in ("seen_at", "found_on")]
    found = compute(report(measures=asked, group_by="colour"), cast.alice.actor())
    clock.set(None)
    told = {row.label: [value.text for value in row.values] for row in found.rows}
    assert told == {"red": ["1 h 30 min", "2 d 9 h"], "blue": ["30 min", "–"]}
    assert [value.count for value in found.total.values] == [2, 1]
