"""Tables of Word: their columns, the cells that reach over others, and the lines around each."""

from collections.abc import Callable
from typing import Any

from akrab.lib.wordlayout.styles import Styles, W, colour, is_on, points, stroke, value

EDGES = {"top": ("top",), "bottom": ("bottom",), "left": ("left", "start"), "right": ("right", "end")}
INNER = {"top": "insideH", "bottom": "insideH", "left": "insideV", "right": "insideV"}
PADDING = {"top": 0.0, "bottom": 0.0, "left": 5.4, "right": 5.4}
MOST_COLUMNS = 63
Inside = Callable[[Any, list[Any]], list[dict[str, Any]]]


Cell = dict[str, Any]


def table(element: Any, styles: Styles, inside: Inside) -> dict[str, Any]:
    """A table as plain values; `inside` reads what stands in a cell, under what the table's style says of its row."""
    own = element.find(f"{W}tblPr")
    named = value(own.find(f"{W}tblStyle")) if own is not None else ""
    parts = styles.chain(named, "table")
    said = [one for one in (*(style.find(f"{W}tblPr") for style in parts), own) if one is not None]
    rows = [row for row in element.iter(f"{W}tr") if _owner(row, f"{W}tbl") is element]
    firsts = [
        one for style in parts for one in style.findall(f"{W}tblStylePr") if value(one, "type") == "firstRow"
    ]
    if not _wants_first_row(own):
        firsts = []
    made = [_row(row, inside, [] if place else firsts) for place, row in enumerate(rows)]
    widths = [points(value(one, "w")) for one in element.findall(f"{W}tblGrid/{W}gridCol")][:MOST_COLUMNS]
    columns = max([len(widths), *(sum(cell["span"] for cell in row) for row in made)])
    for row in made:  # all rows are of one length: what is laid out goes cell by cell
        length = sum(cell["span"] for cell in row)
        row.extend([_cell(span=columns - length)] if length < columns else [])
    _join_downwards(made)
    _draw_lines(made, _lines(said), columns)
    heads = next((place for place, row in enumerate(rows) if not is_on(row.find(f"{W}trPr/{W}tblHeader"))), 0)
    side = own.find(f"{W}jc") if own is not None else None
    return {
        "kind": "table", "columns": [*widths, *[40.0] * (columns - len(widths))], "heads": heads,
        "align": {"center": "center", "right": "right", "end": "right"}.get(value(side), "left"),
        "pad": _padding(said), "rows": [[cell for cell in row if not cell["joined"]] for row in made],
    }  # fmt: skip


def _owner(element: Any, tag: str) -> Any:
    here = element.getparent()
    while here is not None and here.tag != tag:
        here = here.getparent()
    return here


def _wants_first_row(own: Any) -> bool:
    look = own.find(f"{W}tblLook") if own is not None else None
    if look is None:
        return False
    if value(look, "firstRow"):
        return value(look, "firstRow") in ("1", "true", "on")
    try:
        return bool(int(value(look) or "0", 16) & 0x20)
    except ValueError:
        return False


def _cell(**said: Any) -> Cell:
    """A cell; without more, an empty one that nothing is drawn around."""
    bare: Cell = {
        "span": 1, "down": 1, "joined": False, "fill": "", "valign": "top", "height": 0.0,
        "own": dict.fromkeys(EDGES), "blocks": [], "lines": {},
    }  # fmt: skip
    return bare | said


def _row(row: Any, inside: Inside, firsts: list[Any]) -> list[Cell]:
    height = row.find(f"{W}trPr/{W}trHeight")
    skipped = _count(row.find(f"{W}trPr/{W}gridBefore"))
    made: list[Cell] = [_cell(span=skipped)] if skipped else []
    for cell in [one for one in row.iter(f"{W}tc") if _owner(one, f"{W}tr") is row][:MOST_COLUMNS]:
        said = cell.find(f"{W}tcPr")
        own = said if said is not None else cell
        down = own.find(f"{W}vMerge")
        fills = [*(one.find(f"{W}tcPr/{W}shd") for one in firsts), own.find(f"{W}shd")]
        made.append(_cell(
            span=_count(own.find(f"{W}gridSpan")) or 1,
            joined=down is not None and value(down) in ("", "continue"),
            fill=next((colour(value(one, "fill")) for one in reversed(fills) if one is not None), ""),
            valign={"center": "horizon", "bottom": "bottom"}.get(value(own.find(f"{W}vAlign")), "top"),
            height=points(value(height)),
            own={side: _named(own.find(f"{W}tcBorders"), side) for side in EDGES},
            blocks=inside(cell, firsts),
        ))  # fmt: skip
        height = None  # said once a row
    return made


def _count(element: Any) -> int:
    said = value(element)
    return min(int(said), MOST_COLUMNS) if said.isdigit() and len(said) < 6 else 0


def _join_downwards(rows: list[list[Cell]]) -> None:
    """Let each cell that reaches down count the rows it covers."""
    above: dict[int, Cell] = {}
    for row in rows:
        here: dict[int, Cell] = {}
        column = 0
        for cell in row:
            first = above.get(column)
            if cell["joined"] and first is not None and first["span"] == cell["span"]:
                first["down"] += 1
                here[column] = first
            else:
                cell["joined"] = False
                here[column] = cell
            column += cell["span"]
        above = here


def _named(borders: Any, side: str) -> Any:
    """What the borders say of a side: the line, or False where they say nothing."""
    for name in EDGES.get(side, (side,)):
        line = borders.find(W + name) if borders is not None else None
        if line is not None:
            return stroke(line)
    return False


def _lines(said: list[Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for part in said:
        for side in (*EDGES, "insideH", "insideV"):
            line = _named(part.find(f"{W}tblBorders"), side)
            if line is not False:
                found[side] = line
    return found


def _draw_lines(rows: list[list[Cell]], lines: dict[str, Any], columns: int) -> None:
    for place, row in enumerate(rows):
        column = 0
        for cell in row:
            at_edge = {
                "top": place == 0, "bottom": place + cell["down"] >= len(rows), "left": column == 0,
                "right": column + cell["span"] >= columns,
            }  # fmt: skip
            for side in EDGES:
                around = lines.get(side if at_edge[side] else INNER[side])
                cell["lines"][side] = around if cell["own"][side] is False else cell["own"][side]
            del cell["own"]
            column += cell["span"]


def _padding(said: list[Any]) -> dict[str, float]:
    found = dict(PADDING)
    for part in said:
        for side in EDGES:
            for name in EDGES[side]:
                margin = part.find(f"{W}tblCellMar/{W}{name}")
                if margin is not None:
                    found[side] = max(points(value(margin, "w")), 0.0)
    return found
