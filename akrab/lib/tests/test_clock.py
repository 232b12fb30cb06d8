"""The one clock: standing, running, moved, and set by AKRAB_CLOCK."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from akrab.lib import clock

MANILA = ZoneInfo("Asia/Manila")
A_SECOND = timedelta(seconds=1)


@pytest.fixture(autouse=True)
def _running_clock_afterwards() -> Iterator[None]:
    yield
    clock.set(None)


def test_now_is_the_true_time_in_utc() -> None:
    assert abs(clock.now() - datetime.now(UTC)) < A_SECOND
    assert clock.now().tzinfo is UTC


def test_a_clock_that_was_set_stands_still_in_utc() -> None:
    clock.set(datetime(2026, 3, 4, 9, 30, tzinfo=MANILA))
    assert clock.now() == clock.now() == datetime(2026, 3, 4, 1, 30, tzinfo=UTC)
    assert clock.now().tzinfo is UTC


def test_a_standing_clock_is_advanced_by_hand() -> None:
    clock.set(datetime(2026, 3, 4, tzinfo=UTC))
    clock.advance(timedelta(minutes=31))
    assert clock.now() == datetime(2026, 3, 4, 0, 31, tzinfo=UTC)


def test_a_running_clock_that_is_advanced_runs_on_from_there() -> None:
    clock.advance(timedelta(days=2))
    assert abs(clock.now() - datetime.now(UTC) - timedelta(days=2)) < A_SECOND


def test_setting_nothing_gives_back_the_true_time() -> None:
    clock.advance(timedelta(days=2))
    clock.set(None)
    assert abs(clock.now() - datetime.now(UTC)) < A_SECOND


def test_a_moment_without_a_zone_is_refused_and_changes_nothing() -> None:
    with pytest.raises(ValueError, match="aware"):
        clock.set(datetime(2026, 3, 4))  # noqa: DTZ001
    assert abs(clock.now() - datetime.now(UTC)) < A_SECOND


def test_today_depends_on_the_time_zone() -> None:
    clock.set(datetime(2026, 3, 4, 16, 30, tzinfo=UTC))
    assert clock.today(MANILA) == date(2026, 3, 5)
    assert clock.today(UTC) == date(2026, 3, 4)


@pytest.mark.parametrize(
    ("setting", "offset"),
    [
        ("", timedelta()),
        ("+3d", timedelta(days=3)),
        ("-12h", timedelta(hours=-12)),
        ("+90m", timedelta(minutes=90)),
        ("-5s", timedelta(seconds=-5)),
    ],
)
def test_the_setting_may_be_an_offset(setting: str, offset: timedelta) -> None:
    assert clock.read_offset(setting) == offset


def test_the_setting_may_be_the_moment_at_which_the_clock_starts() -> None:
    start = datetime.now(UTC) + clock.read_offset("2026-03-04T09:30:00+08:00")
    assert abs(start - datetime(2026, 3, 4, 1, 30, tzinfo=UTC)) < A_SECOND


@pytest.mark.parametrize("setting", ["2026-03-04T09:30:00", "soon", "3d", "+3 d"])
def test_any_other_setting_is_refused(setting: str) -> None:
    with pytest.raises(ValueError):
        clock.read_offset(setting)


def test_a_file_is_where_the_clock_of_several_processes_stands(tmp_path: Path) -> None:
    file = tmp_path / "clock"
    assert clock.read_file(None) is clock.read_file(file) is None
    file.write_text("2026-03-04T09:30:00+08:00\n")
    assert clock.read_file(file) == datetime(2026, 3, 4, 1, 30, tzinfo=UTC)
    file.write_text("")
    assert clock.read_file(file) is None
    file.write_text("2026-03-04T09:30:00")
    with pytest.raises(ValueError, match="time zone"):
        clock.read_file(file)


def test_a_process_that_is_given_a_file_looks_at_it_each_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "clock"
    monkeypatch.setattr(clock, "_file", file)
    for day in (4, 9):
        file.write_text(f"2026-03-0{day}T00:00:00+00:00")
        assert clock.now() == datetime(2026, 3, day, tzinfo=UTC)
