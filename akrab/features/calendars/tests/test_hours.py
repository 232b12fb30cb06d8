"""Hours are read as people write them, and written one way."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from akrab.features.calendars import hours


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("9-12, 13-18", "09:00-12:00, 13:00-18:00"),
        ("13:00 – 18:30; 8.15-12", "08:15-12:00, 13:00-18:30"),
        ("0-24", "00:00-24:00"),
        ("", ""),
    ],
)
def test_hours_are_read_as_people_write_them(said: str, kept: str) -> None:
    assert hours.write_hours(hours.read_hours(said)) == kept


@pytest.mark.parametrize(
    "said", ["9", "12-9", "9-12 12-13", "9-25", "9:70-10", "always", "9-12x", "1-2," * 8]
)
def test_what_are_no_hours_is_refused(said: str) -> None:
    with pytest.raises(hours.UnreadableHours):
        hours.read_hours(said)


@given(st.lists(st.lists(st.integers(0, 1440), max_size=8, unique=True), min_size=7, max_size=7))
def test_a_week_comes_back_as_it_was_written(edges: list[list[int]]) -> None:
    week = tuple(tuple(zip(sorted(day)[::2], sorted(day)[1::2], strict=False)) for day in edges)
    assert hours.read_week(hours.write_week(week)) == week


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ("18:00-09:00", "ends before it begins"),
        ("09:00-13:00, 12:00-18:00", "overlaps or touches"),
        ("soon", ""),
    ],
)
def test_hours_that_do_not_fit_say_what_is_wrong_with_them(said: str, why: str) -> None:
    with pytest.raises(hours.UnreadableHours) as refused:
        hours.read_hours(said)
    assert why in str(refused.value.why)
    assert bool(refused.value.why) is bool(why)
