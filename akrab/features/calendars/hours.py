"""Hours as people write them: `09:00-12:00, 13:00-18:00` for a day, one day a line for a week."""

import re
from collections.abc import Sequence

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from akrab.lib.working import CLOSED, DAY, Hours, in_order

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MOST_INTERVALS = 6
INTERVAL = re.compile(r"(\d{1,2})(?:[:.h](\d{2}))?\s*[-–—]\s*(\d{1,2})(?:[:.h](\d{2}))?")
BETWEEN = re.compile(r"[\s,;]+")


class UnreadableHours(ValueError):
    """What was written are no hours of a day; its text is what was written, `why` what to do about it if that is known.

    The reason is a text with the place `%(value)s`.
    """

    def __init__(self, said: str, why: str | Promise = "") -> None:
        super().__init__(said)
        self.why = why


BACKWARD = _("“%(value)s” ends before it begins. Hours after midnight belong to the next day.")
OVERLAPPING = _("“%(value)s” overlaps or touches. Write hours that follow each other as one.")


def read_hours(said: str) -> Hours:
    """The intervals of a day; nothing written means closed. Raises `UnreadableHours`."""
    left = said.strip()
    found: list[tuple[int, int]] = []
    while left:
        match = INTERVAL.match(left)
        if match is None or len(found) == MOST_INTERVALS:
            raise UnreadableHours(said)
        found.append((_minutes(match[1], match[2], said), _minutes(match[3], match[4], said)))
        rest = left[match.end() :]
        if rest and not BETWEEN.match(rest):
            raise UnreadableHours(said)
        left = BETWEEN.sub("", rest, count=1)
    hours = tuple(sorted(found))
    if not in_order(hours):
        raise UnreadableHours(said, BACKWARD if any(end <= start for start, end in hours) else OVERLAPPING)
    return hours


def _minutes(hour: str, minute: str | None, said: str) -> int:
    value = int(hour) * 60 + int(minute or 0)
    if value > DAY or int(minute or 0) > 59:
        raise UnreadableHours(said)
    return value


def write_hours(hours: Hours) -> str:
    return ", ".join(f"{write_clock(start)}-{write_clock(end)}" for start, end in hours)


def write_clock(minutes: int) -> str:
    """Minutes since midnight as a clock shows them."""
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def read_week(said: str) -> tuple[Hours, ...]:
    """The hours of the seven days from Monday; a day that is not named is closed. Raises `UnreadableHours`."""
    week: list[Hours] = [CLOSED] * 7
    for line in said.strip().splitlines():
        name, _blank, rest = line.strip().partition(" ")
        if not name:
            continue
        if name.lower().rstrip(":") not in DAYS:
            raise UnreadableHours(line)
        week[DAYS.index(name.lower().rstrip(":"))] = read_hours(rest)
    return tuple(week)


def write_week(week: Sequence[Hours]) -> str:
    """A line for each day that is open."""
    return "\n".join(f"{name} {write_hours(hours)}" for name, hours in zip(DAYS, week, strict=True) if hours)
