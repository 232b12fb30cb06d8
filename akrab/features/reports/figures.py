"""Figures: the answer to a report, exact numbers with the filter that shows the very records behind each."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any
from urllib.parse import urlencode

from akrab.features.reports.period import Period

Tree = Mapping[str, Any]
HUNDREDTH = Decimal("0.01")


def rounded(number: Decimal, step: Decimal = HUNDREDTH) -> Decimal:
    """To the second decimal, or another step; halves away from zero, as people round."""
    return number.quantize(step, rounding=ROUND_HALF_UP)


@dataclass(frozen=True)
class Column:
    """One measure as a column: its key, heading and kind (count, sum, average, share).

    `unit` is `money`, `time`, `percent`, or nothing for a number as it is.
    """

    key: str
    label: str
    kind: str
    unit: str = ""


@dataclass(frozen=True)
class Value:
    """One figure. `count` records are behind it, and `filter` finds exactly those.

    `number` is None where there is nothing to work with: a share of nothing, an average of no values, a sum
    over several `currencies`; `text` says so. `previous` is the figure one period before, where that was asked.
    """

    number: Decimal | None
    text: str
    count: int
    filter: Tree
    previous: Decimal | None = None
    previous_text: str = ""
    currencies: frozenset[str] = frozenset()

    @property
    def change(self) -> Decimal | None:
        """By how many per cent the figure differs from the previous period's."""
        if self.number is None or not self.previous:
            return None
        return rounded((self.number - self.previous) * 100 / abs(self.previous))

    @property
    def query(self) -> str:
        """The query part of a list's address that shows the records."""
        return urlencode({"filter": json.dumps(self.filter, ensure_ascii=False, separators=(",", ":"))})


@dataclass(frozen=True)
class Row:
    """One group: its plain key (None where there is no value), its label, and a value a column.

    `depth` is how many groups it lies within; the rows that make it up follow it. `cells` are its values under
    each heading that runs across. `is_rest` marks the row of all groups that have none of their own.
    """

    key: Any
    label: str
    count: int
    filter: Tree
    values: tuple[Value, ...]
    depth: int = 0
    cells: tuple[tuple[Value, ...], ...] = ()
    is_rest: bool = False


@dataclass(frozen=True)
class Heading:
    """A group that runs across: its plain key and its label."""

    key: Any
    label: str


@dataclass(frozen=True)
class Figures:
    """The whole answer. `cut` says that there are more groups than rows; the total counts them all.

    `note` says in words where the rows are not told apart as they were asked for.

    With `across` each row has cells under these headings, `across_label` says what they are.
    """

    object: str
    kind: str
    columns: tuple[Column, ...]
    group_label: str
    rows: tuple[Row, ...]
    total: Row
    period: Period
    cut: bool = False
    across: tuple[Heading, ...] = ()
    across_label: str = ""
    is_compared: bool = False
    note: str = ""

    def value(self, key: str, row: Row | None = None) -> Value:
        """The value of one measure in a row, or in the total."""
        place = [column.key for column in self.columns].index(key)
        return (row or self.total).values[place]

    @property
    def tops(self) -> tuple[Row, ...]:
        """The rows of the first grouping, which charts draw."""
        return tuple(row for row in self.rows if row.depth == 0)

    def largest(self, key: str) -> Decimal:
        """The largest number of a column, which bars and rings are drawn against."""
        return largest(self.value(key, row).number for row in self.tops)


def largest(numbers: Iterable[Decimal | None]) -> Decimal:
    """The largest of these numbers, or nothing at all."""
    return max((number or Decimal(0) for number in numbers), default=Decimal(0))
