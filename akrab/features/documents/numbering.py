"""Numbers of documents: by a pattern, from a counter of each series and year, without gaps and never twice."""

import re
from datetime import date
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import F
from django.db.models.functions import Greatest
from django.utils.translation import gettext as _

from akrab.features.documents.models import Counter, Series
from akrab.identity.actor import Actor
from akrab.lib import clock

PART = re.compile(r"\{(\w+)(?::(\d{1,2}))?\}")
KNOWN = ("year", "yy", "month", "number")
MOST_DIGITS = 12


class BadPattern(ValueError):
    """Numbers can't be made by this pattern; the text says why."""


def check(pattern: str, resets: str) -> None:
    """Raise `BadPattern` unless numbers by this pattern stay different."""
    parts = [match[1] for match in PART.finditer(pattern)]
    unknown = [name for name in parts if name not in KNOWN]
    if unknown or "{" in PART.sub("", pattern) or "}" in PART.sub("", pattern):
        known = ", ".join(f"{{{name}}}" for name in KNOWN)
        raise BadPattern(_("Only these can stand in braces: %(known)s.") % {"known": known})
    if parts.count("number") != 1:
        raise BadPattern(_("Write {number} once, such as {number:4} for four digits."))
    if any(int(match[2] or 0) > MOST_DIGITS for match in PART.finditer(pattern)):
        raise BadPattern(_("At most %(most)s digits.") % {"most": MOST_DIGITS})
    has_year = "year" in parts or "yy" in parts
    if resets in ("yearly", "monthly") and not has_year:
        raise BadPattern(_("Numbers that begin anew need {year} in the pattern, or they would repeat."))
    if resets == "monthly" and "month" not in parts:
        raise BadPattern(_("Numbers that begin anew each month need {month} in the pattern."))


def written(pattern: str, number: int, on: date) -> str:
    """A number by its pattern."""
    said = {"year": f"{on.year:04d}", "yy": f"{on.year % 100:02d}", "month": f"{on.month:02d}"}

    def part(match: re.Match[str]) -> str:
        return f"{number:0{int(match[2] or 1)}d}" if match[1] == "number" else said.get(match[1], match[0])

    return PART.sub(part, pattern)


def upcoming(series: Series, by: Actor) -> str:
    """The number that the next document gets, without taking it."""
    on = _today(by)
    held = Counter.objects.filter(series=series.pk, period=_period(series.resets, on)).first()
    return written(series.pattern, max((held.last if held else 0) + 1, series.first), on)


def take(series: Series, by: Actor) -> str:
    """The next number. Whoever else wants one of the series waits; a rollback gives it back."""
    on = _today(by)
    key: dict[str, Any] = {"series": _id(series), "period": _period(series.resets, on)}
    Counter.objects.get_or_create(**key)
    Counter.objects.filter(**key).update(last=Greatest(F("last") + 1, series.first))
    return written(series.pattern, Counter.objects.get(**key).last, on)


def _id(series: Series) -> UUID:
    return series.pk


def _today(by: Actor) -> date:
    return clock.today(ZoneInfo(by.workspace.time_zone))


def _period(resets: str, on: date) -> str:
    return {"yearly": f"{on.year}", "monthly": f"{on.year}-{on.month:02d}"}.get(resets, "")
