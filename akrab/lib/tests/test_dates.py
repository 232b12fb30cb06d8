"""Relative words in time zones with and without summer time, and dates as people write them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from akrab.lib import dates

MANILA = ZoneInfo("Asia/Manila")
BERLIN = ZoneInfo("Europe/Berlin")
SAO_PAULO = ZoneInfo("America/Sao_Paulo")
NOW = datetime(2026, 3, 3, 17, 30, tzinfo=UTC)  # Wednesday 4 March, 01:30 in Manila


@pytest.mark.parametrize(
    ("word", "first", "end"),
    [
        ("today", "2026-03-04", "2026-03-05"),
        ("now", "2026-03-04", "2026-03-05"),
        ("yesterday", "2026-03-03", "2026-03-04"),
        ("tomorrow", "2026-03-05", "2026-03-06"),
        ("this_week", "2026-03-02", "2026-03-09"),
        ("last_week", "2026-02-23", "2026-03-02"),
        ("next_week", "2026-03-09", "2026-03-16"),
        ("this_month", "2026-03-01", "2026-04-01"),
        ("last_month", "2026-02-01", "2026-03-01"),
        ("next_month", "2026-04-01", "2026-05-01"),
        ("this_quarter", "2026-01-01", "2026-04-01"),
        ("last_quarter", "2025-10-01", "2026-01-01"),
        ("next_quarter", "2026-04-01", "2026-07-01"),
        ("this_year", "2026-01-01", "2027-01-01"),
        ("last_year", "2025-01-01", "2026-01-01"),
        ("next_year", "2027-01-01", "2028-01-01"),
        ("-7d", "2026-02-25", "2026-02-26"),
        ("+30d", "2026-04-03", "2026-04-04"),
        ("+2w", "2026-03-18", "2026-03-19"),
        ("-1m", "2026-02-04", "2026-02-05"),
        ("+1q", "2026-06-04", "2026-06-05"),
        ("-1y", "2025-03-04", "2025-03-05"),
        ("-2h", "2026-03-03", "2026-03-04"),
        ("2026-03-31", "2026-03-31", "2026-04-01"),
    ],
)
def test_a_word_means_days_where_the_reader_lives(word: str, first: str, end: str) -> None:
    assert [day.isoformat() for day in dates.days(word, MANILA, NOW)] == [first, end]


def test_days_become_moments_from_local_midnight_to_local_midnight() -> None:
    assert dates.resolve("today", MANILA, NOW) == (
        datetime(2026, 3, 3, 16, tzinfo=UTC),
        datetime(2026, 3, 4, 16, tzinfo=UTC),
    )


@pytest.mark.parametrize(
    ("word", "instant"),
    [("now", NOW), ("-2h", NOW - timedelta(hours=2)), ("+90min", NOW + timedelta(minutes=90))],
)
def test_some_words_mean_an_instant(word: str, instant: datetime) -> None:
    assert dates.resolve(word, MANILA, NOW) == (instant, instant)


@pytest.mark.parametrize(("day", "hours"), [((2026, 3, 29), 23), ((2026, 10, 25), 25), ((2026, 6, 1), 24)])
def test_a_day_has_23_or_25_hours_where_the_clocks_change(day: tuple[int, int, int], hours: int) -> None:
    start, end = dates.resolve("today", BERLIN, datetime(*day, 12, tzinfo=UTC))
    assert end - start == timedelta(hours=hours)
    assert start.tzinfo is UTC


def test_a_day_that_lacks_its_midnight_starts_an_hour_later() -> None:
    start, end = dates.resolve("2018-11-04", SAO_PAULO, NOW)
    assert start == datetime(2018, 11, 4, 3, tzinfo=UTC)
    assert start.astimezone(SAO_PAULO).hour == 1
    assert end - start == timedelta(hours=23)


def test_the_end_of_a_shorter_month_stands_for_the_days_it_lacks() -> None:
    assert dates.days("+1m", UTC, datetime(2026, 1, 31, tzinfo=UTC))[0] == date(2026, 2, 28)
    assert dates.days("-1y", UTC, datetime(2028, 2, 29, tzinfo=UTC))[0] == date(2027, 2, 28)


@pytest.mark.parametrize(
    "word", ["", "someday", "week", "this_day", "last_", "7d", "-7x", "+999999y", "-999999d", "2026-02-30"]
)
def test_other_words_are_refused(word: str) -> None:
    with pytest.raises(dates.InvalidDate) as refusal:
        dates.resolve(word, MANILA, NOW)
    assert str(refusal.value) == f"“{word}” is not a date."


@given(
    st.sampled_from(sorted(dates.WORDS)),
    st.datetimes(datetime(1970, 1, 1), datetime(2090, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
    st.sampled_from([MANILA, BERLIN, SAO_PAULO, ZoneInfo("Pacific/Apia"), ZoneInfo("Asia/Kathmandu")]),
)
def test_neighbouring_periods_touch_and_this_one_holds_the_present(
    word: str, now: datetime, tz: ZoneInfo
) -> None:
    start, end = dates.resolve(word, tz, now)
    step, _line, unit = word.partition("_")
    if step == "last":
        assert end == dates.resolve(f"this_{unit}", tz, now)[0]
    if step == "next":
        assert start == dates.resolve(f"this_{unit}", tz, now)[1]
    if step in ("this", "today"):
        assert start <= now < end


def test_every_word_is_relative_and_dates_are_not() -> None:
    assert all(dates.is_relative(word) for word in [*dates.WORDS, "-7d", "+30d", "-2h"])
    assert not any(dates.is_relative(word) for word in ["2026-03-04", "", "someday"])


@pytest.mark.parametrize(
    "raw",
    [
        "2026-03-04",
        "2026/3/4",
        "4/3/2026",
        "04.03.2026",
        "4-3-26",
        "2026年3月4日",
        "4 Mar 2026",
        "4 March 2026",
        "Mar 4, 2026",
        "march 4 2026",
        "4-Mar-2026",
        " ２０２６-０３-０４ ",
    ],
)
def test_a_day_is_read_in_the_ways_people_write_it(raw: str) -> None:
    assert dates.parse_date(raw) == date(2026, 3, 4)


def test_the_order_of_day_and_month_is_a_habit_only_where_both_are_possible() -> None:
    assert dates.parse_date("4/3/2026", day_first=False) == date(2026, 4, 3)
    assert dates.parse_date("3/13/2026") == dates.parse_date("13/3/2026") == date(2026, 3, 13)
    assert dates.parse_date("13/3/2026", day_first=False) == date(2026, 3, 13)


def test_two_digits_of_a_year_lie_around_the_turn_of_the_century() -> None:
    assert dates.parse_date("1/2/68").year == 2068
    assert dates.parse_date("1/2/69").year == 1969


@pytest.mark.parametrize("raw", ["", "abc", "31/2/2026", "13/13/2026", "4/3", "4 Marble 2026", "4-3/2026"])
def test_what_is_no_day_is_refused(raw: str) -> None:
    with pytest.raises(dates.InvalidDate) as refusal:
        dates.parse_date(raw)
    assert str(refusal.value) == f"“{raw}” is not a date."


@pytest.mark.parametrize(
    "raw",
    [
        "2026-03-04 09:30",
        "2026-03-04T09:30",
        "2026-03-04t09:30:00+08:00",
        "2026-03-04 01:30Z",
        "4/3/2026 9:30",
        "4/3/2026, 9.30",
        "4 Mar 2026 9:30 am",
        "Mar 4, 2026, 9:30am",
        "2026年3月4日 09:30",
    ],
)
def test_a_moment_is_read_on_the_clocks_of_its_zone(raw: str) -> None:
    moment = dates.parse_datetime(raw, MANILA)
    assert moment == datetime(2026, 3, 4, 1, 30, tzinfo=UTC)
    assert moment.tzinfo is UTC


def test_a_day_alone_is_its_midnight_and_noon_is_12_pm() -> None:
    assert dates.parse_datetime("4/3/2026", MANILA) == datetime(2026, 3, 3, 16, tzinfo=UTC)
    assert dates.parse_datetime("4/3/2026 12:00 pm", UTC).hour == 12
    assert dates.parse_datetime("4/3/2026 12:05 am", UTC).hour == 0


def test_an_hour_that_the_clocks_leap_over_is_refused() -> None:
    with pytest.raises(dates.InvalidDate, match="does not exist"):
        dates.parse_datetime("2026-03-29 02:30", BERLIN)


def test_of_an_hour_that_comes_twice_the_first_is_meant() -> None:
    assert dates.parse_datetime("2026-10-25 02:30", BERLIN) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


@pytest.mark.parametrize("raw", ["", "9:30", "4/3/2026 25:00", "4/3/2026 13:00 pm", "4/3/2026 soon"])
def test_what_is_no_moment_is_refused(raw: str) -> None:
    with pytest.raises(dates.InvalidDate, match="is not a"):
        dates.parse_datetime(raw, MANILA)


@given(st.text(max_size=25) | st.text(alphabet="0123456789-/: tzpam+", max_size=20))
def test_any_text_is_either_a_moment_or_refused(raw: str) -> None:
    try:
        assert dates.parse_datetime(raw, BERLIN).tzinfo is UTC
    except dates.InvalidDate:
        return
