"""Numbers of documents: by a pattern, from a counter of each series and year, without gaps and never twice."""

from datetime import date
from typing import Any
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from django.db.models import F
from django.db.models.functions import Greatest
from django.utils.translation import gettext as _

from akrab.features.documents import patterns
from akrab.features.documents.models import Counter, Series
from akrab.features.documents.patterns import BadPattern, written
from akrab.identity.actor import Actor
from akrab.identity.models import Branch
from akrab.lib import clock


def check(pattern: str, resets: str) -> None:
    """Raise `BadPattern` unless numbers that begin anew stay different."""
    patterns.check(pattern)
    parts = patterns.parts(pattern)
    has_year = "year" in parts or "yy" in parts
    if resets in ("yearly", "monthly") and not has_year:
        raise BadPattern(_("Numbers that restart need {year} in the pattern, or they would repeat."))
    if resets == "monthly" and "month" not in parts:
        raise BadPattern(_("Numbers that restart each month need {month} in the pattern."))


def upcoming(series: Series, by: Actor, branch: Branch | None = None) -> str:
    """The number that the next document gets, without taking it."""
    on = _today(by)
    held = Counter.objects.filter(series=_id(series, branch), period=_period(series.resets, on)).first()
    return written(series.pattern, max((held.last if held else 0) + 1, series.first), on, _code(branch))


def take(series: Series, by: Actor, branch: Branch | None = None) -> str:
    """The next number. Whoever else wants one of the series waits; a rollback gives it back.

    Where the pattern says the branch, each branch counts for itself.
    """
    on = _today(by)
    key: dict[str, Any] = {"series": _id(series, branch), "period": _period(series.resets, on)}
    Counter.objects.get_or_create(**key)
    Counter.objects.filter(**key).update(last=Greatest(F("last") + 1, series.first))
    return written(series.pattern, Counter.objects.get(**key).last, on, _code(branch))


def _id(series: Series, branch: Branch | None) -> UUID:
    """Under which the series counts, or a branch within it."""
    counts_apart = branch is not None and "branch" in patterns.parts(series.pattern)
    return uuid5(series.pk, str(branch.pk)) if branch is not None and counts_apart else series.pk


def _code(branch: Branch | None) -> str:
    return branch.code if branch is not None else ""


def _today(by: Actor) -> date:
    return clock.today(ZoneInfo(by.workspace.time_zone))


def _period(resets: str, on: date) -> str:
    return {"yearly": f"{on.year}", "monthly": f"{on.year}-{on.month:02d}"}.get(resets, "")
