"""The figures of a report as rows and columns: the same for the page's table, for files and for snapshots."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from akrab.features.reports.figures import Figures, Row, Value


@dataclass(frozen=True)
class Line:
    """One line of the table: what it is called within which groups, and its values."""

    path: tuple[str, ...]
    values: tuple[Value, ...]
    is_whole: bool = False
    is_rest: bool = False

    @property
    def label(self) -> str:
        return self.path[-1] if self.path else _("Total")

    @property
    def depth(self) -> int:
        return max(len(self.path) - 1, 0)


@dataclass(frozen=True)
class Grid:
    """A table: what its first column is about, the headings of the others, its lines and its total.

    `groups` counts the levels that run down. A line that `is_whole` is made up of those that follow it.
    """

    corner: str
    headings: tuple[str, ...]
    lines: tuple[Line, ...]
    total: Line
    groups: int

    @property
    def corners(self) -> list[str]:
        """What each level that runs down is called."""
        return self.corner.split(" · ") if self.corner else [""]

    def leaves(self) -> Iterator[Line]:
        """The lines that are not made up of others, which a spreadsheet can add up."""
        return (line for line in self.lines if not line.is_whole)


def grid_of(figures: Figures) -> Grid:
    """Rows down, and across the groups that run across with the measures within each, the whole last."""
    lines: list[Line] = []
    path: tuple[str, ...] = ()
    for number, row in enumerate(figures.rows):
        path = (*path[: row.depth], row.label)
        following = figures.rows[number + 1] if number + 1 < len(figures.rows) else None
        is_whole = following is not None and following.depth > row.depth
        lines.append(Line(path, _values(row), is_whole, row.is_rest))
    total = Line((), _values(figures.total))
    groups = max((line.depth for line in lines), default=0) + 1
    return Grid(figures.group_label, tuple(_headings(figures)), tuple(lines), total, groups)


def _values(row: Row) -> tuple[Value, ...]:
    across = tuple(value for cell in row.cells for value in cell)
    return (*across, *row.values)


def _headings(figures: Figures) -> Iterator[str]:
    is_one = len(figures.columns) == 1
    for heading in figures.across:
        for column in figures.columns:
            yield heading.label if is_one else f"{heading.label} · {column.label}"
    total = _("Total")
    for column in figures.columns:
        yield (total if is_one else f"{total} · {column.label}") if figures.across else column.label


def kept(figures: Figures) -> dict[str, Any]:
    """The figures as JSON keeps them for later: headings, lines with their numbers and texts, and the total."""
    grid = grid_of(figures)
    return {
        "corner": grid.corner,
        "headings": list(grid.headings),
        "lines": [_plain(line) for line in grid.lines],
        "total": _plain(grid.total),
    }


def _plain(line: Line) -> dict[str, Any]:
    return {
        "path": list(line.path),
        "numbers": [None if value.number is None else str(value.number) for value in line.values],
        "texts": [value.text for value in line.values],
    }
