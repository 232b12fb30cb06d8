"""Dashboards: figures over a period, each with the way to the records behind it."""

from decimal import Decimal
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from akrab.engine.registry import find_object
from akrab.features.reports.dashboards import Filled, dashboards_for, fill, get_dashboard
from akrab.features.reports.figures import Figures, Row, Value
from akrab.features.reports.period import WORDS, Period
from akrab.identity.actor import Actor
from akrab.web import addresses, charts, show
from akrab.web.visit import page

PERIODS = (
    "today",
    "this_week",
    "last_week",
    "this_month",
    "last_month",
    "this_quarter",
    "last_quarter",
    "this_year",
)
SPANS = {"third": "w4", "half": "w6", "full": "w12"}


@page
def reports(request: HttpRequest, by: Actor) -> HttpResponse:
    """The first dashboard, or what to do when there is none."""
    found = dashboards_for(by)
    if found:
        return show.go(request, f"{addresses.home(by.workspace)}reports/{found[0].pk}")
    return show.page(request, by, "pages/no_reports.html", {})


@page
def dashboard(request: HttpRequest, by: Actor, id: UUID) -> HttpResponse:
    """One dashboard over one period."""
    shown = get_dashboard(id, by)
    raw = _asked_period(request)
    board = fill(shown, by, Period.read(raw, by) if raw is not None else None)
    base = f"{addresses.home(by.workspace)}reports/{shown.pk}"
    tiles = [_tile(place, one, by) for place, one in enumerate(board.tiles)]
    words = dict(WORDS)
    asked = board.period.asked
    context = {
        "dashboard": shown,
        "others": [
            {
                "label": one.name,
                "address": f"{addresses.home(by.workspace)}reports/{one.pk}",
                "here": one.pk == shown.pk,
            }
            for one in dashboards_for(by)
        ],
        "period": board.period,
        "periods": [
            {"label": words[word], "address": f"{base}?period={word}", "here": word == asked}
            for word in PERIODS
        ]
        + [{"label": _("all time"), "address": f"{base}?period=all", "here": not asked}],
        "numbers": [tile for tile in tiles if tile["kind"] == "number"],
        "charts": [tile for tile in tiles if tile["kind"] != "number"],
        "live": " ".join(sorted({one.figures.object for one in board.tiles if one.figures})),
    }
    return show.page(request, by, "pages/dashboard.html", context)


def _asked_period(request: HttpRequest) -> str | None:
    """The period in the address: a word, or two days."""
    first, last = request.GET.get("first", ""), request.GET.get("last", "")
    return f"{first}..{last}" if first or last else request.GET.get("period")


def _tile(place: int, one: Filled, by: Actor) -> dict[str, Any]:
    """A tile with all that its template draws."""
    base = {
        "id": f"tile-{place}", "heading": one.heading, "description": one.report.description, "refusal": one.refusal,
        "kind": one.report.kind, "span": SPANS.get(one.tile.width, "w6"),
    }  # fmt: skip
    if one.figures is None:
        return {**base, "kind": "refused"}
    figures = one.figures
    lead = figures.columns[0]
    return {
        **base,
        **_drawing(one.report.kind, figures),
        "columns": figures.columns,
        "group_label": figures.group_label,
        "rows": [_row(row, figures, by) for row in figures.rows],
        "total": _row(figures.total, figures, by),
        "figure": _value(figures.total.values[0], figures, by),
        "notes": [
            f"{column.label}: {value.text}"
            for column, value in zip(figures.columns[1:], figures.total.values[1:], strict=True)
        ],
        "lead": lead,
        "legend": figures.columns[:2]
        if len(figures.columns) > 1 and figures.columns[1].kind == lead.kind
        else figures.columns[:1],
        "cut": figures.cut,
    }


def _drawing(kind: str, figures: Figures) -> dict[str, Any]:
    """The shapes of a chart, in the order of its rows or columns."""
    series = [
        [row.values[place].number or Decimal(0) for row in figures.rows]
        for place in range(len(figures.columns))
    ]
    if kind == "donut":
        return {"parts": charts.ring(series[0])}
    if kind == "funnel":
        return {"paths": charts.funnel(series[0])}
    if kind == "line":
        return {"lines": charts.lines(series[:2])}
    return {}


def _row(row: Row, figures: Figures, by: Actor) -> dict[str, Any]:
    """One row: its values with their links, and how long its bars are."""
    largest = [figures.largest(column.key) or 1 for column in figures.columns]
    lead = (
        max(largest[:2])
        if len(figures.columns) > 1 and figures.columns[1].kind == figures.columns[0].kind
        else largest[0]
    )
    bars = [round(float((value.number or 0) / lead * 100), 2) for value in row.values[:2]]
    return {
        "label": row.label,
        "values": [_value(value, figures, by) for value in row.values],
        "bars": bars[
            : 2 if len(row.values) > 1 and figures.columns[1].kind == figures.columns[0].kind else 1
        ],
    }


def _value(value: Value, figures: Figures, by: Actor) -> dict[str, Any]:
    spec = find_object(figures.object)
    address = f"{addresses.listing(by.workspace, spec)}?as=list&{value.query}" if spec else ""
    return {"text": value.text, "number": value.number or 0, "address": address, "change": value.change}
