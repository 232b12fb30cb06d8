"""The figures of a report as files: CSV, XLSX, PDF and pictures."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from akrab.features.reports.figures import Figures
from akrab.features.reports.grid import Grid, Line, grid_of
from akrab.features.reports.models import Report
from akrab.features.reports.picture import svg_of
from akrab.lib import pdf, sheets

KINDS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pdf": "application/pdf",
    "svg": "image/svg+xml",
    "png": "image/png",
}
TYPST_LANGUAGES = {"zh-hans": "zh", "fil": "tl"}
CHARTS = ("bar", "line", "area", "funnel", "donut", "map")
MOST_COLUMNS = 10  # that a page of paper has room for


def file_of(kind: str, report: Report, figures: Figures) -> bytes:
    """The figures as a file of one of `KINDS`. Raises `lib.pdf.MissingGlyphs` for paper that can't show them."""
    if kind == "csv":
        grid = grid_of(figures)
        return sheets.as_csv([_head(grid, figures), *_rows(grid, figures)])
    if kind == "xlsx":
        grid = grid_of(figures)
        return sheets.as_xlsx(report.name, _head(grid, figures), _rows(grid, figures))
    if kind == "svg":
        return svg_of(report.name, report.kind, figures).encode()
    picture = {"chart.svg": svg_of("", report.kind, figures).encode()} if _has_chart(report, figures) else {}
    if kind == "png":
        whole = {"chart.svg": svg_of(report.name, report.kind, figures).encode()}
        return pdf.picture(
            '#set page(width: auto, height: auto, margin: 0pt)\n#image("chart.svg", width: 720pt)', whole
        )
    return pdf.render(_source(), _paper(report, figures, bool(picture)), picture)


def _has_chart(report: Report, figures: Figures) -> bool:
    return report.kind in CHARTS and bool(figures.rows)


def _head(grid: Grid, figures: Figures) -> list[str]:
    head = [*_corners(grid), *grid.headings]
    if figures.is_compared:
        head += [_("%(measure)s, the period before") % {"measure": heading} for heading in grid.headings]
    return head


def _corners(grid: Grid) -> list[str]:
    corners = grid.corners
    return [*corners, *([""] * (grid.groups - len(corners)))][: grid.groups]


def _rows(grid: Grid, figures: Figures) -> Iterator[list[sheets.Cell]]:
    """The lines that are not made up of others, then the total, each with its numbers."""
    for line in grid.leaves():
        yield _cells(line, [*line.path, *([""] * (grid.groups - len(line.path)))], figures)
    yield _cells(grid.total, [_("Total"), *([""] * (grid.groups - 1))], figures)


def _cells(line: Line, path: list[str], figures: Figures) -> list[sheets.Cell]:
    numbers: list[sheets.Cell] = [
        value.number if value.number is not None else value.text for value in line.values
    ]
    return [*path, *numbers, *([value.previous for value in line.values] if figures.is_compared else [])]


def _paper(report: Report, figures: Figures, has_chart: bool) -> dict[str, Any]:
    grid = grid_of(figures)
    language = translation.get_language() or "en"
    return {
        "language": TYPST_LANGUAGES.get(language, language.split("-")[0]),
        "title": report.name,
        "period": figures.period.text,
        "definition": report.description,
        "chart": has_chart,
        "wide": len(grid.headings) > 4,
        "head": [grid.corner, *grid.headings[:MOST_COLUMNS]],
        "lines": [
            {"texts": [line.label, *_texts(line)], "depth": line.depth, "whole": line.is_whole}
            for line in grid.lines
        ],
        "total": [_("Total"), *_texts(grid.total)],
        "page": _("Page {page} of {pages}"),
        "cut": "\n".join(_remarks(grid, figures)),
    }


def _remarks(grid: Grid, figures: Figures) -> Iterator[str]:
    """What is to be known about the table."""
    if figures.note:
        yield figures.note
    if len(grid.headings) > MOST_COLUMNS:
        yield _("Further columns are in the spreadsheet.")


def _texts(line: Line) -> list[str]:
    return [value.text for value in line.values[:MOST_COLUMNS]]


@cache
def _source() -> str:
    return (Path(__file__).parent / "typst" / "report.typ").read_text(encoding="utf-8")
