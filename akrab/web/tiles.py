"""Tiles: the figures of a report as its chart, its table and its one number, with the ways to the records."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from babel.numbers import format_decimal
from django.utils.translation import gettext as _

from akrab.engine.registry import find_object
from akrab.features.reports.figures import Column, Figures, Row, Value, largest
from akrab.features.reports.grid import Line, grid_of
from akrab.identity.actor import Actor
from akrab.lib import money
from akrab.web import addresses, charts, marks
from akrab.web.maps import map_of

SPANS = {"third": "w4", "half": "w6", "wide": "w8", "full": "w12"}
SERIES = 6  # so many a chart tells apart by colour; the table has them all
MOST_MARKS, MARKS = 8, 4  # so many points are all named below a line; of more, so many
CHARTS = ("bar", "line", "area", "funnel", "donut", "map")


def tile(id: str, heading: str, kind: str, figures: Figures, by: Actor, **more: Any) -> dict[str, Any]:
    """A tile with all that its template draws; `more` is said of it besides."""
    rows = [_row(row, figures, by) for row in figures.tops]
    drawing = _drawing(kind, figures, by)
    return {
        "id": id,
        "heading": heading,
        "kind": _kind(kind, figures),
        "columns": figures.columns,
        "group_label": figures.group_label,
        "rows": rows,
        "places": list(zip(rows, drawing.get("shaded", []), strict=False)),
        "grid": _grid(figures, by),
        "figure": value(figures.total.values[0], figures, by, figures.columns[0]),
        "notes": [
            f"{column.label}: {one.text}"
            for column, one in zip(figures.columns[1:], figures.total.values[1:], strict=True)
        ],
        "legend": _legend(figures),
        "cut": figures.cut,
        "note": figures.note,
        "is_compared": figures.is_compared,
        "compared_with": before.text if figures.is_compared and (before := figures.period.before()) else "",
        **drawing,
        **more,
    }


def _kind(kind: str, figures: Figures) -> str:
    """How the figures are drawn: without groups there is only the number, whatever was chosen."""
    if not figures.group_label:
        return "number"
    return "table" if kind == "pivot" or (kind in CHARTS and not figures.rows) else kind


def _legend(figures: Figures) -> list[str]:
    """What the colours of a chart stand for; nothing where there is one alone."""
    if figures.across:
        return [heading.label for heading in figures.across[:SERIES]]
    names = [column.label for column in figures.columns[: _measures(figures)]]
    return names if len(names) > 1 else []


def _measures(figures: Figures) -> int:
    """How many measures a chart shows: two of the same kind, else the first."""
    kinds = [column.kind for column in figures.columns]
    return 2 if len(kinds) > 1 and kinds[1] == kinds[0] and not figures.across else 1


def _series(figures: Figures) -> list[list[Decimal]]:
    """The numbers that a chart draws: a series a group across, or a measure."""
    rows = figures.tops
    if figures.across:
        return [
            [_positive(row.cells[place][0]) for row in rows]
            for place in range(min(len(figures.across), SERIES))
        ]
    return [[_positive(row.values[place]) for row in rows] for place in range(_measures(figures))]


def _positive(one: Value) -> Decimal:
    return max(one.number or Decimal(0), Decimal(0))


def _drawing(kind: str, figures: Figures, by: Actor) -> dict[str, Any]:
    """The shapes of a chart, in the order of its rows or columns."""
    first = [_positive(row.values[0]) for row in figures.tops]
    if kind == "donut":
        return {"parts": charts.ring(first)}
    if kind == "funnel":
        return {"paths": charts.funnel(first), "steps": charts.steps(first)}
    if kind in ("line", "area"):
        each = 1 if len(first) <= MOST_MARKS else -(-len(first) // MARKS)
        series = _series(figures)
        most = max([number for one in series for number in one] + [Decimal(1)])
        scale = [_reading(number, figures, by) for number in (most, most / 2)]
        return {"lines": charts.lines(series), "is_area": kind == "area", "each": each, "scale": scale}
    return map_of(figures, first, by) if kind == "map" else {}


def _reading(number: Decimal, figures: Figures, by: Actor) -> str:
    """What a height of a line chart stands for; nothing for what is no number as it is."""
    unit = figures.columns[0].unit
    if unit not in ("", "money"):
        return ""
    currency = (
        next(iter(figures.total.values[0].currencies), by.workspace.currency) if unit == "money" else ""
    )
    return money.brief(
        round(number) if number > MOST_MARKS else round(number, 1), currency, marks.language_code()
    )


def _row(row: Row, figures: Figures, by: Actor) -> dict[str, Any]:
    """One row: its values with their links, and how long its bars are."""
    values = [
        value(one, figures, by, column) for one, column in zip(row.values, figures.columns, strict=True)
    ]
    if figures.across:
        most = largest(_stacked(other) for other in figures.tops) or 1
        widths = [_positive(cell[0]) * 100 / most for cell in row.cells[:SERIES]]
        begins = [sum(widths[:place], Decimal(0)) for place in range(len(widths))]
        segments = [(f"{x:.2f}", f"{width:.2f}") for x, width in zip(begins, widths, strict=True)]
        return {"label": row.label, "values": values, "segments": segments, "is_rest": row.is_rest}
    shown = _measures(figures)
    most = largest(one.number for other in figures.tops for one in other.values[:shown]) or 1
    bars = [round(float(_positive(one) / most * 100), 2) for one in row.values[:shown]]
    return {"label": row.label, "values": values, "bars": bars, "is_rest": row.is_rest}


def _stacked(row: Row) -> Decimal:
    return sum((_positive(cell[0]) for cell in row.cells[:SERIES]), Decimal(0))


def _grid(figures: Figures, by: Actor) -> dict[str, Any]:
    """The table; where several measures stand below each heading that runs across, the headings have two rows."""
    grid = grid_of(figures)
    several = len(figures.columns) if figures.across and len(figures.columns) > 1 else 0
    return {
        "corner": grid.corner,
        "upper": [*(one.label for one in figures.across), _("Total")] if several else [],
        "several": several,
        "headings": [one.label for _top in (*figures.across, None) for one in figures.columns]
        if several
        else grid.headings,
        "lines": [_line(line, figures, by) for line in grid.lines],
        "total": _line(grid.total, figures, by),
        "is_wide": len(grid.headings) > 6,
    }


def _line(line: Line, figures: Figures, by: Actor) -> dict[str, Any]:
    return {
        "label": line.label,
        "depth": line.depth,
        "is_whole": line.is_whole,
        "values": [value(one, figures, by) for one in line.values],
    }


def value(one: Value, figures: Figures, by: Actor, column: Column | None = None) -> dict[str, Any]:
    """A figure as text, the way to its records, and how it differs from the period before; in short by its column."""
    spec = find_object(figures.object)
    address = f"{addresses.listing(by.workspace, spec)}?as=list&{one.query}" if spec else ""
    return {
        "text": one.text,
        "brief": one.text if column is None else brief(one, column, by),
        "number": one.number or 0,
        "address": address,
        "before": one.previous_text,
        "change": change_text(one),
        "is_down": one.change is not None and one.change < 0,
    }


def brief(one: Value, column: Column, by: Actor) -> str:
    """A figure in short, for where there is little room; one that is short anyway as it is."""
    if one.number is None or column.unit not in ("", "money") or abs(one.number) < money.BRIEF_FROM:
        return one.text
    currency = next(iter(one.currencies), by.workspace.currency) if column.unit == "money" else ""
    return money.brief(one.number, currency, marks.language_code())


def change_text(one: Value) -> str:
    """By how many per cent a figure grew, with its sign; nothing where that can't be said."""
    if one.change is None:
        return ""
    return f"{format_decimal(one.change, format='+#,##0.0;-#,##0.0', locale=marks.locale())}%"


def live_words(parts: Sequence[Mapping[str, Any]]) -> str:
    """The objects whose changes make a page of tiles ask anew."""
    return " ".join(sorted({str(one["object"]) for one in parts if one.get("object")}))
