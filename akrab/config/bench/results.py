"""The lines of the result, how they are written, and how a large company compares with a small one."""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from statistics import median, quantiles
from typing import Any


@dataclass(frozen=True)
class Line:
    """One figure: milliseconds with their budget, or a value of another unit with its own."""

    what: str
    p50_ms: float | None = None
    p95_ms: float | None = None
    queries: int | None = None
    processor_ms: float | None = None
    budget_ms: float | None = None
    best_ms: float | None = None
    value: float | None = None
    unit: str = ""
    budget: float | None = None
    ratio: float | None = None

    @property
    def is_kept(self) -> bool:
        """Whether the budget is kept; what has none is."""
        if self.budget_ms is not None and self.p50_ms is not None:
            return self.p50_ms <= self.budget_ms
        if self.budget is None or self.value is None:
            return True
        return self.value >= self.budget if self.unit.endswith("/s") else self.value <= self.budget


def timed(
    what: str, taken: list[float], queries: int | None, budget: float | None, processor: float | None = None
) -> Line:
    """The median, the ninety-fifth percentile and the least of milliseconds; the least is what a busy machine hides."""
    p95 = round(quantiles(taken, n=20)[-1], 2)
    return Line(what, round(median(taken), 2), p95, queries, processor, budget, best_ms=round(min(taken), 2))


def compared(lines: Iterable[Line], smaller: Path) -> list[Line]:
    """The lines with the ratio of their best to that of the smaller company, where it was measured."""
    if not smaller.exists():
        return list(lines)
    before = {one["what"]: one["best_ms"] for one in json.loads(smaller.read_text())["lines"]}
    return [
        replace(line, ratio=round(line.best_ms / before[line.what], 2))
        if line.best_ms and before.get(line.what)
        else line
        for line in lines
    ]


def keep(lines: list[Line], path: Path, **about: Any) -> None:
    path.write_text(
        json.dumps({**about, "lines": [asdict(line) for line in lines]}, indent=1, ensure_ascii=False)
    )


def table(lines: list[Line]) -> str:
    """The lines as a person reads them."""
    heads = ("what", "p50_ms", "p95_ms", "queries", "cpu_ms", "budget_ms", "best_ms", "ratio", "")
    rows = [heads, *[_cells(line) for line in lines]]
    widths = [max(len(row[place]) for row in rows) for place in range(len(heads))]
    return "\n".join(
        "  ".join(
            [
                row[0].ljust(widths[0]),
                *[cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True)],
            ]
        )
        for row in rows
    )


def _cells(line: Line) -> tuple[str, ...]:
    shown: tuple[str, ...]
    if line.p50_ms is None:
        shown = (
            "" if line.value is None else f"{line.value:g}",
            line.unit,
            "",
            "",
            "" if line.budget is None else f"{line.budget:g}",
            "",
        )
    else:
        numbers = (line.p50_ms, line.p95_ms, line.queries, line.processor_ms, line.budget_ms, line.best_ms)
        shown = tuple("" if number is None else f"{number:g}" for number in numbers)
    ratio = "" if line.ratio is None else f"{line.ratio:g}"
    return (line.what, *shown, ratio, "" if line.is_kept else "over")
