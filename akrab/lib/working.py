"""Working time: adding it to a moment, counting it between two, and the next opening; pure, without a database.

A day has intervals in minutes since midnight of the calendar's own clock. What counts are the minutes that really
pass: a night on which the clock is put forward is shorter, one on which it is put back longer.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from itertools import pairwise
from zoneinfo import ZoneInfo

Interval = tuple[int, int]  # minutes since midnight: opens, closes; 0 to 1440
Hours = tuple[Interval, ...]
Span = tuple[datetime, datetime]
DAY = 24 * 60
HORIZON = 4 * 366  # days after which a calendar that never opened counts as closed for good
CLOSED: Hours = ()
WHOLE_DAY: Hours = ((0, DAY),)


class NeverOpen(ValueError):
    """No working time comes within four years: the calendar has no hours."""


@dataclass(frozen=True)
class Calendar:
    """When a team works: hours of the seven days from Monday, days of their own, and holidays of a country.

    `special` gives certain days their own hours, none for closed; it wins over holidays, and these over the week.
    """

    zone: ZoneInfo
    week: tuple[Hours, ...]
    special: Mapping[date, Hours] = field(default_factory=dict)
    country: str = ""
    subdivision: str = ""

    def hours(self, day: date) -> Hours:
        """The intervals of a day, in order."""
        if day in self.special:
            return self.special[day]
        if self.country and day in holidays_of(self.country, self.subdivision, day.year):
            return CLOSED
        return self.week[day.weekday()]


def always(zone: ZoneInfo) -> Calendar:
    """Day and night, every day: working time is clock time."""
    return Calendar(zone, (WHOLE_DAY,) * 7)


@lru_cache(maxsize=512)
def holidays_of(country: str, subdivision: str, year: int, language: str = "") -> Mapping[date, str]:
    """The public holidays of a year with their names; none for a place nobody has a list of."""
    import holidays  # noqa: PLC0415 (large; many companies have no calendar of a country)

    try:
        found = holidays.country_holidays(
            country, subdiv=subdivision or None, years=year, language=language or None
        )
    except NotImplementedError:
        return {}
    return {day: name for day, name in found.items() if day.year == year}


@lru_cache(maxsize=1)
def places() -> Mapping[str, tuple[str, ...]]:
    """The countries whose holidays are known, each with its subdivisions."""
    import holidays  # noqa: PLC0415 (as above)

    return {country: tuple(parts) for country, parts in holidays.list_supported_countries().items()}


def part_name(country: str, part: str) -> str:
    """What a subdivision is called where it lies; its code where nobody has written its name down."""
    import holidays  # noqa: PLC0415 (as above)

    found = getattr(holidays, country, None)
    names = [name for name, code in getattr(found, "subdivisions_aliases", {}).items() if code == part]
    return max(names, key=len, default=part)


def in_order(intervals: Hours) -> bool:
    """Whether intervals lie within a day, each ends after it begins, and none touches the one before."""
    edges = [edge for interval in intervals for edge in interval]
    return all(0 <= edge <= DAY for edge in edges) and all(a < b for a, b in pairwise(edges))


def is_open(calendar: Calendar, moment: datetime) -> bool:
    """Whether the moment is working time; the end of an interval is not."""
    return any(start <= moment < end for start, end in _around(calendar, moment))


def next_opening(calendar: Calendar, moment: datetime) -> datetime:
    """The moment itself during working time, else when it next begins; raises `NeverOpen`."""
    for start, end in _spans(calendar, _day_before(calendar, moment)):
        if end > moment:
            return max(start, moment.astimezone(UTC))
    raise NeverOpen


def closed(calendar: Calendar, start: datetime, end: datetime) -> list[Span]:
    """The spans between two moments that are no working time, in order."""
    spans: list[Span] = []
    free = start.astimezone(UTC)
    for opens, closes in _spans(calendar, _day_before(calendar, start), (end - start).days + 4):
        if opens >= end:
            break
        if opens > free:
            spans.append((free, opens))
        free = max(free, closes)
    return [*spans, (free, end.astimezone(UTC))] if free < end else spans


def add(calendar: Calendar, moment: datetime, minutes: int) -> datetime:
    """The moment by which so many working minutes have passed; a negative number goes back.

    Zero minutes outside working time give the next opening. Raises `NeverOpen`.
    """
    if minutes < 0:
        return _take(calendar, moment, timedelta(minutes=-minutes))
    left = timedelta(minutes=minutes)
    for start, end in _spans(calendar, _day_before(calendar, moment)):
        begin = max(start, moment.astimezone(UTC))
        if begin < end and left <= end - begin:
            return begin + left
        left -= max(end - begin, timedelta(0))
    raise NeverOpen


def between(calendar: Calendar, start: datetime, end: datetime) -> timedelta:
    """The working time between two moments; negative where the second comes first."""
    if end < start:
        return -between(calendar, end, start)
    total = timedelta(0)
    for opens, closes in _spans(calendar, _day_before(calendar, start), (end - start).days + 4):
        if opens >= end:
            break
        total += max(min(closes, end) - max(opens, start), timedelta(0))
    return total


def minutes_between(calendar: Calendar, start: datetime, end: datetime) -> int:
    """The whole working minutes between two moments."""
    return int(between(calendar, start, end) / timedelta(minutes=1))


def _take(calendar: Calendar, moment: datetime, left: timedelta) -> datetime:
    """Going back: the latest moment from which so much working time passes until the given one."""
    day = moment.astimezone(calendar.zone).date() + timedelta(days=1)
    for back in range(HORIZON):
        for start, end in reversed(_of_day(calendar, day - timedelta(days=back))):
            until = min(end, moment.astimezone(UTC))
            if start < until and left <= until - start:
                return until - left
            left -= max(until - start, timedelta(0))
    raise NeverOpen


def _day_before(calendar: Calendar, moment: datetime) -> date:
    """The day to begin looking at: an interval of the day before may end after midnight on a night of 25 hours."""
    return moment.astimezone(calendar.zone).date() - timedelta(days=1)


def _around(calendar: Calendar, moment: datetime) -> Iterator[Span]:
    return _spans(calendar, _day_before(calendar, moment), 3)


def _spans(calendar: Calendar, first: date, days: int = HORIZON) -> Iterator[Span]:
    """The open spans from a day on, in order and apart from each other."""
    for step in range(days):
        try:
            day = first + timedelta(days=step)
        except OverflowError:
            return
        yield from _of_day(calendar, day)


def _of_day(calendar: Calendar, day: date) -> list[Span]:
    """The open spans of a day in universal time, none beginning before the one before ended.

    Where the clock is put forward, hours that do not exist count as the moment of the change.
    """
    spans: list[Span] = []
    for opens, closes in calendar.hours(day):
        start, end = _instant(calendar.zone, day, opens), _instant(calendar.zone, day, closes)
        if spans:
            start = max(start, spans[-1][1])
        if start < end:
            spans.append((start, end))
    return spans


def _instant(zone: ZoneInfo, day: date, minutes: int) -> datetime:
    """The instant of a reading of the clock; the first of two where it is put back."""
    local = datetime.combine(day, time.min, zone) + timedelta(minutes=minutes)  # by the clock on the wall
    early, late = (local.replace(fold=fold) for fold in (0, 1))
    if early.utcoffset() < late.utcoffset():  # type: ignore[operator]
        return _change(zone, late.astimezone(UTC), early.astimezone(UTC))
    return early.astimezone(UTC)


def _change(zone: ZoneInfo, before: datetime, after: datetime) -> datetime:
    """The instant between two at which the zone's clock is put forward."""
    offset = before.astimezone(zone).utcoffset()
    while after - before > timedelta(seconds=1):
        middle = before + (after - before) / 2
        if middle.astimezone(zone).utcoffset() == offset:
            before = middle
        else:
            after = middle
    return after.replace(microsecond=0)
