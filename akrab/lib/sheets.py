"""Tables for spreadsheets, as CSV and XLSX, in which no text can pass for a formula."""

import csv
import io
from collections.abc import Iterable, Sequence
from decimal import Decimal

Cell = str | Decimal | None
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%")  # what programs may take for the beginning of one
LONGEST = 32_767  # characters in a cell, by the format
BOM = "\ufeff"  # by which Excel knows that the text is UTF-8


def guarded(text: str) -> str:
    """The text as a cell may hold it: what could be a formula begins with an apostrophe, and is then text."""
    plain = "".join(character for character in text if character >= " " or character in "\t\n")
    return f"'{plain}"[:LONGEST] if plain.lstrip().startswith(FORMULA) else plain[:LONGEST]


def as_csv(rows: Iterable[Sequence[Cell]]) -> bytes:
    """The rows as CSV; numbers are written plainly, so that every program reads them."""
    file = io.StringIO()
    writer = csv.writer(file)
    for row in rows:
        writer.writerow([_plain(cell) for cell in row])
    return (BOM + file.getvalue()).encode()


def _plain(cell: Cell) -> str:
    if cell is None:
        return ""
    return format(cell, "f") if isinstance(cell, Decimal) else guarded(cell)


def as_xlsx(title: str, head: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """The rows as a workbook of one sheet under a bold head; numbers are numbers."""
    from openpyxl import Workbook  # noqa: PLC0415 (5 MB that most processes never need)
    from openpyxl.cell import WriteOnlyCell  # noqa: PLC0415
    from openpyxl.styles import Font  # noqa: PLC0415

    book = Workbook(write_only=True)
    sheet = book.create_sheet(_sheet_name(title))
    sheet.freeze_panes = "A2"
    bold = []
    for text in head:
        cell = WriteOnlyCell(sheet, guarded(text))
        cell.font = Font(bold=True)
        bold.append(cell)
    sheet.append(bold)
    for row in rows:
        sheet.append([guarded(cell) if isinstance(cell, str) else cell for cell in row])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _sheet_name(title: str) -> str:
    kept = "".join(" " if character in "[]:*?/\\" else character for character in title).strip("' ")
    return kept[:31] or "Sheet"
