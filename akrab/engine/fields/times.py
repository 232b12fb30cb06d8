"""Dates, moments and durations. Moments are aware and stored in UTC; people read them in their own time zone."""

import re
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_time
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from akrab.engine.fields.base import (
    EMPTY,
    IS,
    NOT_EMPTY,
    Asking,
    BadValue,
    Field,
    FieldType,
    Operator,
    Operators,
    operator,
)
from akrab.engine.fields.columns import BigIntegerColumn, DateColumn, DateTimeColumn
from akrab.engine.fields.numbers import BETWEEN, GT, GTE, LT, LTE, active_locale
from akrab.identity.actor import Actor
from akrab.lib import clock, dates

FIRST_YEAR, LAST_YEAR = 2, 9998


def _resolve(value: Any, asking: Asking) -> tuple[datetime, datetime]:
    try:
        return dates.resolve(str(value), ZoneInfo(asking.by.time_zone), clock.now())
    except ValueError as error:
        raise BadValue(
            gettext("“%(value)s” is not a period. Use one such as this_week or -7d.") % {"value": value}
        ) from error


def _within_moments(field: Field, path: str, value: Any, asking: Asking) -> Q:
    start, end = _resolve(value, asking)
    return Q(**{f"{path}__gte": start, f"{path}__lt": end})


def _within_days(field: Field, path: str, value: Any, asking: Asking) -> Q:
    zone = ZoneInfo(asking.by.time_zone)
    start, end = (moment.astimezone(zone) for moment in _resolve(value, asking))
    last = (end - timedelta(microseconds=1)).date()
    return Q(**{f"{path}__gte": start.date(), f"{path}__lte": last})


BEFORE = operator("before", _("is before"), "one", "lt")
AFTER = operator("after", _("is after"), "one", "gt")


class Date(FieldType):
    name = "date"
    label = _("date")
    operators: ClassVar[Operators] = (
        Operator("in", _("is in"), "word", _within_days), IS, BEFORE, AFTER, GTE, LTE, BETWEEN, EMPTY, NOT_EMPTY,
    )  # fmt: skip

    def parse(self, field: Field, raw: Any, by: Actor) -> date:
        if isinstance(raw, date) and not isinstance(raw, datetime):
            return raw
        try:
            if not isinstance(raw, str):
                raise ValueError(raw)
            if dates.is_relative(raw):
                return (
                    dates.resolve(raw, ZoneInfo(by.time_zone), clock.now())[0]
                    .astimezone(ZoneInfo(by.time_zone))
                    .date()
                )
            return dates.parse_date(raw)
        except (ValueError, OverflowError) as error:
            raise BadValue(gettext("Write a date such as 2026-03-09.")) from error

    def plain(self, field: Field, value: Any) -> Any:
        return value.isoformat() if value else None

    def text(self, field: Field, value: Any, currency: str = "") -> str:
        return format_date(value, "medium", locale=active_locale()) if value else ""

    def written(self, field: Field, value: Any, currency: str = "") -> str:
        return format_date(value, "long", locale=active_locale()) if value else ""

    def schema(self, field: Field) -> dict[str, Any]:
        return {"type": "string", "format": "date"}

    def samples(self, field: Field) -> list[Any]:
        return ["2026-03-09", "2024-02-29"]

    def bad_samples(self, field: Field) -> list[Any]:
        return ["2026-02-30", "soon", 5]

    def search_text(self, field: Field, value: Any) -> str:
        return ""


@lru_cache(maxsize=4096)
def _worded(local: datetime, length: Any, locale: str) -> str:
    """A minute in words; a list shows the same ones again and again."""
    return f"{format_date(local, length, locale=locale)} {format_time(local, 'short', locale=locale)}"


class Moment(Date):
    name = "datetime"
    label = _("date and time")
    operators: ClassVar[Operators] = (
        Operator("in", _("is in"), "word", _within_moments), BEFORE, AFTER, GT, GTE, LT, LTE, BETWEEN, EMPTY, NOT_EMPTY,
    )  # fmt: skip

    def parse(self, field: Field, raw: Any, by: Actor) -> datetime:
        """The moment meant; not one so near the ends of time that another clock could not show it."""
        try:
            moment = raw if isinstance(raw, datetime) else self._read(raw, by)
            if not FIRST_YEAR <= moment.year <= LAST_YEAR:
                raise ValueError(raw)
        except (ValueError, OverflowError) as error:
            raise BadValue(gettext("Write a date and time such as 2026-03-09 10:00.")) from error
        return moment

    def _read(self, raw: Any, by: Actor) -> datetime:
        if not isinstance(raw, str):
            raise ValueError(raw)
        if raw == "now":
            return clock.now()
        if dates.is_relative(raw):
            return dates.resolve(raw, ZoneInfo(by.time_zone), clock.now())[0]
        return dates.parse_datetime(raw, ZoneInfo(by.time_zone))

    def plain(self, field: Field, value: Any) -> Any:
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z") if value else None

    def text(self, field: Field, value: Any, currency: str = "") -> str:
        return self._said(value, "medium") if value else ""

    def written(self, field: Field, value: Any, currency: str = "") -> str:
        return self._said(value, "long") if value else ""

    def _said(self, value: datetime, length: Any) -> str:
        local = timezone.localtime(value).replace(second=0, microsecond=0, tzinfo=None)
        return _worded(local, length, active_locale())

    def schema(self, field: Field) -> dict[str, Any]:
        return {"type": "string", "format": "date-time"}

    def samples(self, field: Field) -> list[Any]:
        return ["2026-03-09T02:00:00Z", "2026-03-02T01:15:00Z"]

    def bad_samples(self, field: Field) -> list[Any]:
        return ["2026-13-01T00:00:00Z", "soon", 5]


DURATION = re.compile(r"^\s*(?:(\d+)\s*d)?\s*(?:(\d+)\s*h)?\s*(?:(\d+)\s*m(?:in)?)?\s*(?:(\d+)\s*s)?\s*$")
CLOCK_TIME = re.compile(r"^(\d+):([0-5]?\d)(?::([0-5]?\d))?$")


def _units() -> tuple[str, str, str, str]:
    """Day, hour, minute and second as the reader's language shortens them."""
    return gettext("d"), gettext("h"), gettext("min"), gettext("s")


class Duration(FieldType):
    """A length of time; plain value: whole seconds."""

    name = "duration"
    label = _("duration")
    operators: ClassVar[Operators] = (IS, GT, GTE, LT, LTE, EMPTY, NOT_EMPTY)
    sums = True

    def parse(self, field: Field, raw: Any, by: Actor) -> timedelta:
        if isinstance(raw, timedelta):
            return raw
        seconds = None
        if isinstance(raw, int) and not isinstance(raw, bool):
            seconds = raw
        elif isinstance(raw, str) and raw.strip():
            seconds = self._read(raw.strip())
        if seconds is None or not 0 <= seconds <= 10**9:
            raise BadValue(gettext("Write a duration such as 1h 30m, 15m or 0:45."))
        return timedelta(seconds=seconds)

    def _read(self, raw: str) -> int | None:
        if len(raw) > 30:
            return None
        if raw.isdecimal():
            return int(raw) * 60
        if parts := CLOCK_TIME.match(raw):
            hours, minutes, seconds = (int(part or 0) for part in parts.groups())
            return hours * 3600 + minutes * 60 + seconds
        for unit, letter in zip(_units(), "dhms", strict=True):
            raw = raw.lower().replace(unit.lower(), letter)
        if parts := DURATION.match(raw):
            days, hours, minutes, seconds = (int(part or 0) for part in parts.groups())
            return days * 86400 + hours * 3600 + minutes * 60 + seconds
        return None

    def plain(self, field: Field, value: Any) -> Any:
        return None if value is None else int(value.total_seconds())

    def text(self, field: Field, value: Any, currency: str = "") -> str:
        if value is None:
            return ""
        total = int(value.total_seconds())
        days, hours, minutes, seconds = _units()
        parts = [(total // 86400, days), (total % 86400 // 3600, hours), (total % 3600 // 60, minutes)]
        shown = [f"{number} {unit}" for number, unit in parts if number]
        return " ".join(shown) or f"{total % 60} {seconds}"

    def schema(self, field: Field) -> dict[str, Any]:
        return {"type": "integer", "minimum": 0, "description": "seconds"}

    def samples(self, field: Field) -> list[Any]:
        return [0, 900, 5400]

    def bad_samples(self, field: Field) -> list[Any]:
        return ["soon", -1, 10**12, [1]]

    def search_text(self, field: Field, value: Any) -> str:
        return ""


class DateField(Field, DateColumn):
    """A calendar day, the same for everyone."""

    type = Date()


class DateTimeField(Field, DateTimeColumn):
    """A moment in time."""

    type = Moment()


class DurationField(Field, BigIntegerColumn):
    """A length of time, stored in whole seconds."""

    type = Duration()

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> timedelta | None:
        return None if value is None else timedelta(seconds=int(value))

    def to_python(self, value: Any) -> timedelta | None:
        return value if value is None or isinstance(value, timedelta) else timedelta(seconds=int(value))

    def get_prep_value(self, value: Any) -> Any:
        return int(value.total_seconds()) if isinstance(value, timedelta) else value
