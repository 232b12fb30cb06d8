"""Days and moments as people write them, and the relative words of filters ("this_week", "-7d")."""

from __future__ import annotations

import calendar
import re
import unicodedata
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

WORDS: dict[str, str | Promise] = {
    "now": _("now"),
    "today": _("today"),
    "yesterday": _("yesterday"),
    "tomorrow": _("tomorrow"),
    "this_week": _("this week"),
    "last_week": _("last week"),
    "next_week": _("next week"),
    "this_month": _("this month"),
    "last_month": _("last month"),
    "next_month": _("next month"),
    "this_quarter": _("this quarter"),
    "last_quarter": _("last quarter"),
    "next_quarter": _("next quarter"),
    "this_year": _("this year"),
    "last_year": _("last year"),
    "next_year": _("next year"),
}
"""The relative words and how people call them; beside them there are offsets, see resolve."""

_STEPS = {"last": -1, "this": 0, "next": 1}
_DAYS = {"yesterday": -1, "today": 0, "tomorrow": 1}
_OFFSET = re.compile(r"([+-]\d{1,6})(min|h|d|w|m|q|y)")
_UNITS = {
    "min": ("minute", timedelta(minutes=1)), "h": ("hour", timedelta(hours=1)), "d": ("day", timedelta(days=1)),
    "w": ("week", timedelta(weeks=1)), "m": ("month", timedelta(days=30)), "q": ("month", timedelta(days=90)),
    "y": ("year", timedelta(days=365)),
}  # fmt: skip
_ISO_DAY = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})")
_WRITTEN_DAY = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d{2})")
_CHINESE_DAY = re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})[日号]?")
_NAMED_DAY = re.compile(r"(\d{1,2})[ -]([a-z]{3,9})\.?,?[ -](\d{4})")
_NAMED_MONTH_FIRST = re.compile(r"([a-z]{3,9})\.? (\d{1,2}),? (\d{4})")
_ENGLISH_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_TIME = re.compile(r"(\d{1,2})[:.h](\d{2})(?::(\d{2}))? ?(am|pm)?")
_MONTHS = {name[:3].lower(): number for number, name in enumerate(_ENGLISH_MONTHS, start=1)}
_DAY_AND_TIME = re.compile(r"(.+?),? (\d{1,2}[:.h]\d{2}(?::\d{2})?(?: ?[ap]m)?)")
_PIVOT = 69


class InvalidDate(ValueError):
    """What was typed is no day or moment; its text is for the person, in their language."""


def resolve(word: str, tz: tzinfo, now: datetime) -> tuple[datetime, datetime]:
    """The moments from (included) to (excluded), in UTC, that a relative word means in a time zone.

    "now" and offsets by minutes and hours ("-30min", "+2h") are an instant: both are the same. All other
    words, offsets by day, week, month, quarter and year ("-7d", "+2w", "-3m", "+1q", "-1y": the one day
    that lies there) and ISO days are whole days, of 23 or 25 hours where clocks change.
    Raises InvalidDate for anything else.
    """
    instant = _instant(word, tz, now)
    if instant is not None:
        return instant, instant
    first, end = days(word, tz, now)
    return start_of(first, tz), start_of(end, tz)


def days(word: str, tz: tzinfo, now: datetime) -> tuple[date, date]:
    """The days from (included) to (excluded) that a relative word means; see resolve.

    An instant means the day on which it lies. Weeks begin on Monday.
    """
    instant = _instant(word, tz, now)
    today = (instant or now).astimezone(tz).date()
    try:
        return _span(word if instant is None else "today", today)
    except (ValueError, OverflowError) as error:
        raise InvalidDate(format_lazy(_("“{word}” is not a date."), word=word)) from error


def is_relative(word: str) -> bool:
    """Whether this word's meaning moves with the present."""
    return word in WORDS or _OFFSET.fullmatch(word) is not None


def distance(word: str) -> tuple[timedelta, str] | None:
    """How far from now an offset lies, and the unit it counts in (a month as 30 days); None for other words."""
    found = _OFFSET.fullmatch(word)
    if found is None:
        return None
    unit, length = _UNITS[found[2]]
    return length * int(found[1]), unit


def start_of(day: date, tz: tzinfo) -> datetime:
    """The first moment of a day in a time zone, in UTC, also where clocks change at midnight."""
    try:
        return datetime.combine(day, time(), tz).astimezone(UTC)
    except OverflowError as error:
        raise InvalidDate(format_lazy(_("“{word}” is not a date."), word=day.isoformat())) from error


def parse_date(raw: str, *, day_first: bool = True) -> date:
    """The day that a person wrote: 2026-03-04, 4/3/2026, 4.3.26, 2026年3月4日, 4 Mar 2026, Mar 4, 2026.

    With day_first 4/3 is the fourth of March; where one number is above 12 there is no doubt.
    Years of two digits lie in 1969 to 2068. Raises InvalidDate.
    """
    text = _plain(raw)
    try:
        return _read_day(text, day_first)
    except ValueError as error:
        raise InvalidDate(format_lazy(_("“{word}” is not a date."), word=raw)) from error


def parse_datetime(raw: str, tz: tzinfo, *, day_first: bool = True) -> datetime:
    """The moment that a person wrote, in UTC; without an offset it is the time on the clocks of tz.

    A day of parse_date, alone (its midnight) or with a time: 9:30, 09:30:00, 9.30, 9:30 pm. Of an hour that
    comes twice, the first is meant. Raises InvalidDate, also for an hour that the clocks leap over.
    """
    moment = _read_moment(raw, day_first)
    if moment.tzinfo is None:
        local = moment.replace(tzinfo=tz)
        if _in_utc(local, raw).astimezone(tz).replace(tzinfo=None) != moment:
            raise InvalidDate(
                format_lazy(_("“{word}” does not exist: the clocks go forward over it."), word=raw)
            )
        moment = local
    return _in_utc(moment, raw)


def _instant(word: str, tz: tzinfo, now: datetime) -> datetime | None:
    """The instant of "now" and of offsets in minutes and hours; None for what means days."""
    if word == "now":
        return now.astimezone(UTC)
    match = _OFFSET.fullmatch(word)
    if match is None or match[2] not in ("min", "h"):
        return None
    minutes = int(match[1]) * (60 if match[2] == "h" else 1)
    return now.astimezone(UTC) + timedelta(minutes=minutes)


def _span(word: str, today: date) -> tuple[date, date]:
    day = timedelta(days=1)
    if word in _DAYS:
        first = today + _DAYS[word] * day
        return first, first + day
    if match := _OFFSET.fullmatch(word):
        first = _moved(today, int(match[1]), match[2])
        return first, first + day
    step, _line, unit = word.partition("_")
    if word in WORDS and step in _STEPS:
        return _PERIODS[unit](today, _STEPS[step]), _PERIODS[unit](today, _STEPS[step] + 1)
    first = date.fromisoformat(word)
    return first, first + day


def _moved(day: date, count: int, unit: str) -> date:
    """A day so many units away; the end of a shorter month stands for the days that it lacks."""
    if unit in ("d", "w"):
        return day + timedelta(days=count * (7 if unit == "w" else 1))
    first = _month(day, count * {"m": 1, "q": 3, "y": 12}[unit])
    return first.replace(day=min(day.day, calendar.monthrange(first.year, first.month)[1]))


def _month(day: date, step: int) -> date:
    years, month = divmod(day.month - 1 + step, 12)
    return date(day.year + years, month + 1, 1)


_PERIODS: dict[str, Callable[[date, int], date]] = {
    "week": lambda day, step: day + timedelta(days=7 * step - day.weekday()),
    "month": _month,
    "quarter": lambda day, step: _month(day, 3 * step - (day.month - 1) % 3),
    "year": lambda day, step: date(day.year + step, 1, 1),
}


def _plain(raw: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", raw).casefold().split())


def _read_day(text: str, day_first: bool) -> date:
    if match := _ISO_DAY.fullmatch(text):
        return date(int(match[1]), int(match[3]), int(match[4]))
    if match := _CHINESE_DAY.fullmatch(text):
        return date(int(match[1]), int(match[2]), int(match[3]))
    if match := _WRITTEN_DAY.fullmatch(text):
        day, month = (int(match[1]), int(match[3])) if day_first else (int(match[3]), int(match[1]))
        if month > 12:
            day, month = month, day
        return date(_year(match[4]), month, day)
    if match := _NAMED_DAY.fullmatch(text):
        return date(int(match[3]), _named_month(match[2]), int(match[1]))
    if match := _NAMED_MONTH_FIRST.fullmatch(text):
        return date(int(match[3]), _named_month(match[1]), int(match[2]))
    raise ValueError(text)


def _named_month(word: str) -> int:
    """The number of an English month, in full or by its first three letters; ValueError for other words."""
    number = _MONTHS.get(word[:3])
    if number is None or not _ENGLISH_MONTHS[number - 1].lower().startswith(word):
        raise ValueError(word)
    return number


def _year(digits: str) -> int:
    year = int(digits)
    if len(digits) == 4:
        return year
    return year + (2000 if year < _PIVOT else 1900)


def _read_moment(raw: str, day_first: bool) -> datetime:
    text = _plain(raw)
    try:
        return datetime.fromisoformat(text.upper())
    except ValueError:
        pass
    match = _DAY_AND_TIME.fullmatch(text)
    written, clock = match.groups() if match else (text, "")
    day = parse_date(written, day_first=day_first)
    try:
        return datetime.combine(day, _read_time(clock))
    except ValueError as error:
        raise InvalidDate(format_lazy(_("“{word}” is not a time."), word=raw)) from error


def _read_time(clock: str) -> time:
    match = _TIME.fullmatch(clock)
    if match is None:
        return time()
    hour = int(match[1])
    if match[4]:
        if not 1 <= hour <= 12:
            raise ValueError(clock)
        hour = hour % 12 + (12 if match[4] == "pm" else 0)
    return time(hour, int(match[2]), int(match[3] or 0))


def _in_utc(moment: datetime, raw: str) -> datetime:
    try:
        return moment.astimezone(UTC)
    except OverflowError as error:
        raise InvalidDate(format_lazy(_("“{word}” is not a date."), word=raw)) from error


def instant(value: date | datetime, zone: tzinfo) -> datetime:
    """The moment a date or moment stands for: a date begins at its midnight in the zone."""
    return value if isinstance(value, datetime) else datetime.combine(value, time.min, zone)
