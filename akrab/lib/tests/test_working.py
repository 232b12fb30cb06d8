"""Working time keeps its promises for any calendar, any moment and any number of minutes."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from akrab.lib import working
from akrab.lib.working import Calendar, NeverOpen

MANILA = ZoneInfo("Asia/Manila")
OFFICE = ((540, 720), (780, 1080))  # 9 to 12, 13 to 18
WEEK = (OFFICE,) * 5 + ((), ())
FIRST, LAST = datetime(2024, 1, 1), datetime(2027, 12, 31)  # noqa: DTZ001 (given their zone below)
ZONES = st.sampled_from(
    ["UTC", "Asia/Manila", "Europe/London", "America/New_York", "Australia/Lord_Howe", "America/Santiago"]
).map(ZoneInfo)
MOMENTS = st.datetimes(FIRST, LAST).map(lambda one: one.replace(tzinfo=UTC, microsecond=0))
MINUTES = st.integers(0, 6000)


def hours_from(edges: list[int]) -> working.Hours:
    found = sorted(set(edges))
    return tuple(zip(found[::2], found[1::2], strict=False))


HOURS = st.lists(st.integers(0, 1440), max_size=6).map(hours_from)


@st.composite
def calendars(draw: st.DrawFn) -> Calendar:
    week = [draw(HOURS) for _day in range(6)]
    special = draw(st.dictionaries(st.dates(date(2024, 1, 1), date(2027, 12, 31)), HOURS, max_size=4))
    country = draw(st.sampled_from(["", "PH", "ID", "VN"]))
    return Calendar(draw(ZONES), (*week, OFFICE), special, country)


def at(text: str, zone: ZoneInfo = MANILA) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone)


def plain(**said: object) -> Calendar:
    return Calendar(MANILA, WEEK, **said)  # type: ignore[arg-type]


def test_time_given_on_friday_evening_ends_on_monday() -> None:
    assert working.add(plain(), at("2026-11-20 17:30"), 60) == at("2026-11-23 09:30")


def test_lunch_does_not_count() -> None:
    assert working.add(plain(), at("2026-11-23 11:30"), 60) == at("2026-11-23 13:30")


def test_going_back_finds_when_to_begin() -> None:
    assert working.add(plain(), at("2026-11-23 09:30"), -60) == at("2026-11-20 17:30")


def test_a_holiday_of_the_country_is_closed() -> None:
    calendar = plain(country="PH")
    assert working.next_opening(calendar, at("2026-06-12 10:00")) == at("2026-06-15 09:00")
    assert working.is_open(plain(), at("2026-06-12 10:00"))


def test_a_day_of_its_own_wins_over_a_holiday() -> None:
    calendar = plain(country="PH", special={date(2026, 6, 12): ((600, 660),)})
    assert working.add(calendar, at("2026-06-12 08:00"), 30) == at("2026-06-12 10:30")


def test_the_end_of_an_interval_is_closed_and_its_beginning_open() -> None:
    assert working.is_open(plain(), at("2026-11-23 09:00"))
    assert not working.is_open(plain(), at("2026-11-23 12:00"))


def test_the_hour_that_does_not_exist_is_not_worked() -> None:
    london = ZoneInfo("Europe/London")
    calendar = Calendar(london, (((0, 1440),),) * 7)
    worked = working.between(calendar, at("2026-03-29 00:00", london), at("2026-03-30 00:00", london))
    assert worked == timedelta(hours=23)


def test_the_hour_that_comes_twice_is_worked_twice() -> None:
    london = ZoneInfo("Europe/London")
    calendar = Calendar(london, (((0, 1440),),) * 7)
    worked = working.between(calendar, at("2026-10-25 00:00", london), at("2026-10-26 00:00", london))
    assert worked == timedelta(hours=25)


def test_a_calendar_without_hours_never_opens() -> None:
    empty = Calendar(MANILA, ((),) * 7)
    with pytest.raises(NeverOpen):
        working.add(empty, at("2026-11-23 09:00"), 1)
    with pytest.raises(NeverOpen):
        working.add(empty, at("2026-11-23 09:00"), -1)
    with pytest.raises(NeverOpen):
        working.next_opening(empty, at("2026-11-23 09:00"))


def test_a_place_without_a_list_has_no_holidays() -> None:
    assert working.holidays_of("XX", "", 2026) == {}


@given(calendars(), MOMENTS, MINUTES)
@settings(max_examples=150, deadline=None)
def test_what_was_added_is_what_lies_between(calendar: Calendar, moment: datetime, minutes: int) -> None:
    end = working.add(calendar, moment, minutes)
    assert end >= moment
    assert working.between(calendar, moment, end) == timedelta(minutes=minutes)


@given(calendars(), MOMENTS, MINUTES, MINUTES)
@settings(max_examples=100, deadline=None)
def test_adding_twice_is_adding_the_sum(calendar: Calendar, moment: datetime, one: int, more: int) -> None:
    halfway = working.add(calendar, moment, one)
    assert working.between(calendar, moment, working.add(calendar, halfway, more)) == timedelta(
        minutes=one + more
    )


@given(calendars(), MOMENTS, st.integers(1, 6000))
@settings(max_examples=100, deadline=None)
def test_going_back_undoes_going_on(calendar: Calendar, moment: datetime, minutes: int) -> None:
    begun = working.add(calendar, moment, -minutes)
    assert working.between(calendar, begun, moment) == timedelta(minutes=minutes)
    assert working.between(calendar, moment, begun) == -timedelta(minutes=minutes)


@given(calendars(), MOMENTS)
@settings(max_examples=100, deadline=None)
def test_nothing_is_worked_before_the_next_opening(calendar: Calendar, moment: datetime) -> None:
    opening = working.next_opening(calendar, moment)
    assert working.is_open(calendar, opening)
    assert working.between(calendar, moment, opening) == timedelta(0)
