"""What the address of a page of figures asks: a period, comparing, and filters over all of its tiles."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.utils.translation import gettext as _

from akrab.engine.errors import Invalid
from akrab.features.reports.period import WORDS, Period
from akrab.identity.actor import Actor

PERIODS = (
    "today", "this_week", "last_week", "this_month", "last_month", "this_quarter", "last_quarter", "this_year",
    "last_year",
)  # fmt: skip
KEPT = ("period", "first", "last", "compare", "person", "team", "by", "is")


def asked_period(request: HttpRequest, by: Actor) -> Period | None:
    """The period in the address: a word, or two days; None where it names none."""
    first, last = request.GET.get("first", ""), request.GET.get("last", "")
    raw = f"{first}..{last}" if first or last else request.GET.get("period")
    return Period.read(raw, by) if raw is not None else None


def typed_period(request: HttpRequest, by: Actor) -> tuple[Period | None, str]:
    """The same, and what is wrong with what was typed."""
    try:
        return asked_period(request, by), ""
    except Invalid as invalid:
        return None, " ".join(text for texts in invalid.errors.values() for text in texts)


def period_context(request: HttpRequest, period: Period, wrong: str = "") -> dict[str, Any]:
    """The period with the others to choose, as their menu shows it; what is wrong keeps what was typed."""
    days = [day.isoformat() if day else "" for day in (period.first, period.last)]
    if wrong:
        days = [request.GET.get(name, "")[:20] for name in ("first", "last")]
    return {
        "period": period,
        "periods": period_menu(request, period),
        "period_wrong": wrong,
        "days": days,
        "period_beside": [
            (name, request.GET[name])
            for name in KEPT
            if name in request.GET and name not in ("period", "first", "last")
        ],
    }


def with_changes(request: HttpRequest, **changes: str | None) -> str:
    """This page's address, asked a little differently; None takes something away."""
    said: Mapping[str, Any] = {name: request.GET[name] for name in KEPT if name in request.GET}
    kept = {name: value for name, value in {**said, **changes}.items() if value is not None}
    return f"{request.path}?{urlencode(kept)}" if kept else request.path


def period_menu(request: HttpRequest, period: Period) -> list[dict[str, Any]]:
    """The periods that the menu offers."""
    words, asked = dict(WORDS), period.asked
    named = [(words[word], word, word == asked) for word in PERIODS]
    return [
        {"label": label, "address": with_changes(request, period=word, first=None, last=None), "here": here}
        for label, word, here in [*named, (_("all time"), "all", not asked)]
    ]
