"""The only source of "now": everything that asks for the time asks here, so that tests can set it."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from pathlib import Path

_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}
_OFFSET = re.compile(r"([+-]\d+)([smhd])")


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return _supposed.get() or _clock.standing or read_file(_file) or datetime.now(UTC) + _clock.offset


def today(tz: tzinfo) -> date:
    """The day that people in this time zone write on their letters now."""
    return now().astimezone(tz).date()


def set(moment: datetime | None) -> None:
    """Let the clock of this process stand at a moment; None gives back the running clock it started with."""
    if moment is not None and moment.tzinfo is None:
        raise ValueError("The clock needs an aware moment.")
    _clock.standing = moment and moment.astimezone(UTC)
    _clock.offset = _offset_at_start


@contextmanager
def supposed(moment: datetime) -> Iterator[None]:
    """What is done inside, by this thread or task alone, takes this for the present moment."""
    token = _supposed.set(moment.astimezone(UTC))
    try:
        yield
    finally:
        _supposed.reset(token)


def advance(delta: timedelta) -> None:
    """Move the clock of this process by a time span, whether it stands or runs."""
    if _clock.standing is None:
        _clock.offset += delta
    else:
        _clock.standing += delta


def read_offset(setting: str) -> timedelta:
    """How far from the true time a running clock goes, by the setting AKRAB_CLOCK.

    "" is the true time; "+3d", "-12h", "+90m", "+30s" are offsets, which all processes share exactly;
    an ISO moment with its zone, "2026-03-04T09:30:00+08:00", is where the clock of a process starts to run.
    Raises ValueError for anything else.
    """
    if not setting:
        return timedelta()
    if match := _OFFSET.fullmatch(setting):
        return timedelta(**{_UNITS[match[2]]: int(match[1])})
    moment = datetime.fromisoformat(setting)
    if moment.tzinfo is None:
        raise ValueError(f"AKRAB_CLOCK needs a time zone: {setting}")
    return moment - datetime.now(UTC)


def read_file(path: Path | None) -> datetime | None:
    """Where a clock that several processes share stands, by the file that AKRAB_CLOCK_FILE names.

    The file holds an ISO moment with its zone and is read at each look at the clock, so whoever replaces it sets
    the clock of all processes at once. Without a file, or while it is missing or empty, the clock runs as usual.
    """
    try:
        written = path.read_text().strip() if path else ""
    except FileNotFoundError:
        return None
    if not written:
        return None
    moment = datetime.fromisoformat(written)
    if moment.tzinfo is None:
        raise ValueError(f"AKRAB_CLOCK_FILE needs a time zone: {written}")
    return moment.astimezone(UTC)


@dataclass
class _Clock:
    offset: timedelta
    standing: datetime | None = None


_offset_at_start = read_offset(os.environ.get("AKRAB_CLOCK", ""))
_file = Path(name) if (name := os.environ.get("AKRAB_CLOCK_FILE")) else None
_clock = _Clock(_offset_at_start)
_supposed: ContextVar[datetime | None] = ContextVar("supposed", default=None)
