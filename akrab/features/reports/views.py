"""How rows show their measures: the figure itself, added up from row to row, or as per cent of another row."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from akrab.features.reports.figures import Row, Value, rounded
from akrab.features.reports.question import Asked
from akrab.features.reports.tally import NOTHING, Tally, percent_text, text_of


def viewed(rows: Sequence[Row], measures: Sequence[Asked], total: Row) -> list[Row]:
    """The rows of one group with each measure shown as it asks for."""
    shown = list(rows)
    for place, one in enumerate(measures):
        if one.measure.shown:
            shown = [
                replace(
                    row, values=_put(row.values, place, value), cells=_cells(row, place, one, number, rows)
                )
                for number, (row, value) in enumerate(
                    zip(
                        shown,
                        _column([row.values[place] for row in rows], one, total.values[place]),
                        strict=True,
                    )
                )
            ]
    return shown


def _put(values: tuple[Value, ...], place: int, value: Value) -> tuple[Value, ...]:
    return (*values[:place], value, *values[place + 1 :])


def _cells(
    row: Row, place: int, one: Asked, number: int, rows: Sequence[Row]
) -> tuple[tuple[Value, ...], ...]:
    """The cells of one row; each column runs down by itself, per cent of its own total."""
    found = []
    for column, cell in enumerate(row.cells):
        values = [other.cells[column][place] for other in rows]
        whole = sum((value.number or Decimal(0) for value in values), Decimal(0))
        found.append(_put(cell, place, _column(values, one, replace(cell[place], number=whole))[number]))
    return tuple(found)


def _column(values: Sequence[Value], one: Asked, total: Value) -> list[Value]:
    if one.measure.shown == "running":
        return _running(values, one)
    if one.measure.shown == "of_total":
        return [_share(value, total.number) for value in values]
    first = values[0].number if values else None
    if one.measure.shown == "of_first":
        return [_share(value, first) for value in values]
    before = [values[0], *values[:-1]] if values else []
    return [_share(value, earlier.number) for value, earlier in zip(values, before, strict=True)]


def _running(values: Sequence[Value], one: Asked) -> list[Value]:
    whole, earlier, currencies, found = Decimal(0), Decimal(0), frozenset[str](), []
    for value in values:
        whole += value.number or Decimal(0)
        earlier += value.previous or Decimal(0)
        currencies |= value.currencies
        shown = whole if len(currencies) < 2 else None
        before = earlier if value.previous is not None else None
        tally = Tally(currencies=currencies)
        found.append(
            replace(
                value, number=shown, text=text_of(one, shown, tally, ""), previous=before,
                previous_text=text_of(one, before, tally, "") if before is not None else "",
            )
        )  # fmt: skip
    return found


def _share(value: Value, whole: Decimal | None) -> Value:
    number = rounded(value.number * 100 / whole) if whole and value.number is not None else None
    return replace(
        value,
        number=number,
        text=NOTHING if number is None else percent_text(number),
        previous=None,
        previous_text="",
    )
