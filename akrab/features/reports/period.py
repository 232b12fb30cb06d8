"""The period a report looks at: the days of a word such as `this_month`, or from one day to another."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_date
from django.utils.translation import gettext as _

from akrab.engine.errors import Invalid
from akrab.engine.fields import Field
from akrab.engine.fields.numbers import active_locale
from akrab.identity.actor import Actor
from akrab.lib import clock, dates

WORDS = [(word, label) for word, label in dates.WORDS.items() if word != "now"]
BETWEEN = ".."
YEARS = (1000, 9000)  # with room before and behind for what they are compared with


@dataclass(frozen=True)
class Period:
    """The days from `first` (included) to `end` (excluded), either open; `word` is how it was asked for."""

    first: date | None = None
    end: date | None = None
    word: str = ""

    @classmethod
    def read(cls, raw: str, by: Actor) -> "Period":
        """What an address says: "" for all time, a word, or `2026-03-01..2026-03-31`, either day left out.

        Days may be relative (`-30d..today`) and are those of the actor's time zone. Raises `Invalid` under
        `period`.
        """
        raw = str(raw or "").strip()
        if raw in ("", "all", BETWEEN):
            return cls()
        try:
            if BETWEEN in raw:
                return cls._between(raw, by)
            if raw in dates.WORDS and raw != "now":
                return cls(*_days(raw, by), raw)
        except (ValueError, OverflowError) as error:
            raise _unreadable(raw) from error
        raise _unreadable(raw)

    @classmethod
    def _between(cls, raw: str, by: Actor) -> "Period":
        start, _dots, stop = raw.partition(BETWEEN)
        first = _day(start, by, 0) if start else None
        end = _day(stop, by, 1) if stop else None
        if any(day and not YEARS[0] <= day.year <= YEARS[1] for day in (first, end)):
            raise ValueError(raw)
        if first and end and first >= end:
            raise Invalid({"period": [_("The period must begin before it ends.")]})
        return cls(first, end)

    @property
    def last(self) -> date | None:
        """The last day that belongs to the period."""
        return self.end - timedelta(days=1) if self.end else None

    @property
    def text(self) -> str:
        """The period as people read it."""
        if self.word:
            return str(dates.WORDS[self.word])
        if not self.first and not self.last:
            return _("all time")
        return f"{_shown(self.first)} – {_shown(self.last)}".strip()

    @property
    def asked(self) -> str:
        """What `read` makes this period of again."""
        if self.word or not (self.first or self.last):
            return self.word
        return BETWEEN.join(day.isoformat() if day else "" for day in (self.first, self.last))

    def before(self) -> "Period | None":
        """The period that ends where this one begins: the month before a month, else one as long."""
        if self.first is None or self.end is None:
            return None
        unit = self.word.rpartition("_")[2]
        if unit in ("week", "month", "quarter", "year"):
            return Period(*dates.days(f"last_{unit}", UTC, datetime.combine(self.first, time(12), UTC)))
        return Period(self.first - (self.end - self.first), self.first)

    def conditions(self, path: str, field: Field, by: Actor) -> list[dict[str, Any]]:
        """The conditions of the filter language that a date or moment lies in this period."""
        bounds = (("gte", self.first), ("before", self.end))
        return [{"field": path, "op": op, "value": bound(day, field, by)} for op, day in bounds if day]


def bound(day: date, field: Field, by: Actor) -> str:
    """The beginning of a day as a filter writes it for this field, in the actor's time zone."""
    if field.type.name == "date":
        return day.isoformat()
    return dates.start_of(day, ZoneInfo(by.time_zone)).isoformat().replace("+00:00", "Z")


def _days(word: str, by: Actor) -> tuple[date, date]:
    return dates.days(word, ZoneInfo(by.time_zone), clock.now())


def _day(raw: str, by: Actor, which: int) -> date:
    """The first day of what was written, or (`which` is 1) the day after its last."""
    if dates.is_relative(raw):
        return _days(raw, by)[which]
    return dates.parse_date(raw) + timedelta(days=which)


def _shown(day: date | None) -> str:
    return format_date(day, "medium", locale=active_locale()) if day else ""


def _unreadable(raw: str) -> Invalid:
    message = _("“%(value)s” is not a period. Use one such as this_month or 2026-03-01..2026-03-31.")
    return Invalid({"period": [message % {"value": raw[:40]}]})
