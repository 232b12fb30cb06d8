"""A report as one picture that stands alone: SVG with its own colours, title and labels."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from html import escape
from math import cos, pi, sin

from akrab.features.reports.figures import Figures, Row, Value, largest
from akrab.features.reports.grid import grid_of
from akrab.features.reports.outlines import find

WIDE, LEFT, RIGHT, LINE = 960, 40, 40, 30
LABELS, NUMBERS = 240, 120
TINTS = ("#7a3070", "#b06fa6", "#d3bccf", "#8f8a84", "#1a6e43", "#c98a2b")
SHADES = ("#ead9e7", "#d3b0cd", "#b986b1", "#9c5c93", "#7a3070")
INK, QUIET, RULE = "#1e1c1a", "#57534e", "#e9e7e4"
MOST_LINES = 60


def svg_of(title: str, kind: str, figures: Figures) -> str:
    """The picture of a report: its chart as it is shown, a number alone, or the table itself."""
    rows = figures.tops[:MOST_LINES]
    head = 64 if title else 16
    drawn = {
        "bar": _bars, "map": _map, "funnel": _bars, "donut": _ring, "line": _lines, "area": _lines,
    }.get(kind)  # fmt: skip
    if kind == "number" or not rows:
        high, body = _number(figures, head)
    elif drawn is None:
        high, body = _table(figures, head)
    else:
        high, body = drawn(rows, figures, head)
    named = [
        _text(LEFT, 36, title, size=20, weight=600),
        _text(LEFT, 56, figures.period.text, fill=QUIET, size=13),
    ] if title else []  # fmt: skip
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDE} {high}" width="{WIDE}" height="{high}"'
        f' font-family="Inter, Noto Sans SC, sans-serif"><rect width="{WIDE}" height="{high}" fill="#ffffff"/>'
        f"{''.join([*named, *body])}</svg>"
    )


def _text(
    x: float, y: float, text: str, fill: str = INK, size: int = 14, weight: int = 400, anchor: str = "start"
) -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" fill="{fill}" font-size="{size}" font-weight="{weight}"'
        f' text-anchor="{anchor}">{escape(text)}</text>'
    )


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"


def _positive(value: Value) -> Decimal:
    return max(value.number or Decimal(0), Decimal(0))


def _series(row: Row, figures: Figures) -> list[Decimal]:
    if figures.across:
        return [_positive(cell[0]) for cell in row.cells[: len(TINTS)]]
    return [_positive(row.values[0])]


def shades_of(numbers: Sequence[Decimal]) -> list[int]:
    """How dark each place of a map is: 0 for nothing, 1 for the least, up to the number of `SHADES`."""
    most = max([*numbers, Decimal(1)])
    return [int(number * (len(SHADES) - 1) / most) + 1 if number else 0 for number in numbers]


def _legend(figures: Figures, y: float) -> Iterator[str]:
    x = float(LEFT)
    for place, heading in enumerate(figures.across[: len(TINTS)]):
        yield f'<rect x="{x:.1f}" y="{y - 10:.1f}" width="10" height="10" rx="2" fill="{TINTS[place]}"/>'
        label = _cut(heading.label, 18)
        yield _text(x + 16, y, label, fill=QUIET, size=12)
        x += 32 + 8 * len(label)


def _bars(rows: Sequence[Row], figures: Figures, head: int) -> tuple[int, list[str]]:
    """Rows as bars beside their names, in parts where groups run across."""
    body = list(_legend(figures, head + 8)) if figures.across else []
    top = head + (24 if figures.across else 0)
    most = largest(sum(_series(row, figures), Decimal(0)) for row in rows) or Decimal(1)
    room = WIDE - LEFT - RIGHT - LABELS - NUMBERS
    for number, row in enumerate(rows):
        y = top + number * LINE
        body.append(_text(LEFT, y + 19, _cut(row.label, 30)))
        x = float(LEFT + LABELS)
        for place, part in enumerate(_series(row, figures)):
            width = float(part / most) * room
            body.append(
                f'<rect x="{x:.1f}" y="{y + 5}" width="{width:.1f}" height="20" fill="{TINTS[place]}"/>'
            )
            x += width
        body.append(_text(WIDE - RIGHT, y + 19, row.values[0].text, weight=600, anchor="end"))
    return top + len(rows) * LINE + 24, body


def _lines(rows: Sequence[Row], figures: Figures, head: int) -> tuple[int, list[str]]:
    """Rows as points from left to right, a line a group that runs across."""
    body = list(_legend(figures, head + 8)) if figures.across else []
    top, high = head + 28, 260
    series = list(zip(*(_series(row, figures) for row in rows), strict=True))
    most = largest(number for one in series for number in one) or Decimal(1)
    step = (WIDE - LEFT - RIGHT) / len(rows)
    for rule in (0, 0.5, 1):
        y = top + high * rule
        body.append(f'<line x1="{LEFT}" x2="{WIDE - RIGHT}" y1="{y}" y2="{y}" stroke="{RULE}"/>')
    for place, one in enumerate(series):
        at = [
            f"{LEFT + step * (number + 0.5):.1f},{top + high - float(value / most) * high:.1f}"
            for number, value in enumerate(one)
        ]
        body.append(
            f'<polyline points="{" ".join(at)}" fill="none" stroke="{TINTS[place]}" stroke-width="2.5"/>'
        )
    each = max(1, round(len(rows) / 10))
    for number, row in enumerate(rows):
        if number % each == 0:
            x = LEFT + step * (number + 0.5)
            body.append(_text(x, top + high + 22, row.values[0].text, weight=600, size=12, anchor="middle"))
            body.append(_text(x, top + high + 40, _cut(row.label, 14), fill=QUIET, size=12, anchor="middle"))
    return top + high + 64, body


def _map(rows: Sequence[Row], figures: Figures, head: int) -> tuple[int, list[str]]:
    """Places shaded by how much was counted there, with a list beside them; bars where no map knows them."""
    numbers = [_positive(row.values[0]) for row in rows]
    found = find([row.key for row in rows], numbers)
    if found is None:
        return _bars(rows, figures, head)
    x, y, wide, high = found.view
    room = min(540.0, 480.0 * wide / high)
    shades = shades_of(numbers)
    tints = {
        place.id: SHADES[shade - 1]
        for place, shade in zip(found.places, shades, strict=True)
        if place and shade
    }
    body = [
        (
            f'<svg x="{LEFT}" y="{head}" width="{room:.1f}" height="{room * high / wide:.1f}"'
            f' viewBox="{x:.1f} {y:.1f} {wide:.1f} {high:.1f}" stroke="#ffffff" stroke-width="{wide / 900:.2f}">'
        ),
        *(f'<path d="{one.path}" fill="{tints.get(one.id, RULE)}"/>' for one in found.map.places),
        *(_dot(place.dot, tints.get(place.id, RULE), wide) for place in found.places if place and place.dot),
        "</svg>",
    ]
    for number, (row, shade) in enumerate(zip(rows, shades, strict=True)):
        line = head + 16 + number * 26
        tint = SHADES[shade - 1] if shade else RULE
        body.append(f'<rect x="{LEFT + 580}" y="{line - 11}" width="12" height="12" rx="3" fill="{tint}"/>')
        body.append(_text(LEFT + 602, line, _cut(row.label, 24)))
        body.append(_text(WIDE - RIGHT, line, row.values[0].text, weight=600, anchor="end"))
    return round(max(head + room * high / wide + 24, head + 30 + len(rows) * 26)), body


def _dot(at: tuple[float, float], tint: str, wide: float) -> str:
    """A round for a place too small to be seen."""
    return f'<circle cx="{at[0]}" cy="{at[1]}" r="{wide * 0.006:.2f}" fill="{tint}"/>'


def _ring(rows: Sequence[Row], figures: Figures, head: int) -> tuple[int, list[str]]:
    """Rows as parts of a ring with a list beside it."""
    whole = sum((_positive(row.values[0]) for row in rows), Decimal(0)) or Decimal(1)
    x, y, radius, begun = LEFT + 130.0, head + 130.0, 100.0, 0.0
    body = []
    for number, row in enumerate(rows):
        tint = TINTS[min(number, len(TINTS) - 1)]
        part = min(float(_positive(row.values[0]) / whole), 0.9999)
        body.append(_arc(x, y, radius, begun, part, tint) if part else "")
        begun += part
        line = head + 24 + number * 26
        body.append(f'<rect x="{LEFT + 300}" y="{line - 11}" width="12" height="12" rx="3" fill="{tint}"/>')
        body.append(_text(LEFT + 322, line, _cut(row.label, 40)))
        body.append(_text(WIDE - RIGHT, line, row.values[0].text, weight=600, anchor="end"))
    body.append(_text(x, y + 8, figures.total.values[0].text, size=22, weight=600, anchor="middle"))
    return max(head + 280, head + 40 + len(rows) * 26), body


def _arc(x: float, y: float, radius: float, begun: float, part: float, tint: str) -> str:
    start, end = (2 * pi * at - pi / 2 for at in (begun, begun + part))
    large = int(part > 0.5)
    return (
        f'<path d="M{x + radius * cos(start):.2f} {y + radius * sin(start):.2f}A{radius} {radius} 0 {large} 1'
        f' {x + radius * cos(end):.2f} {y + radius * sin(end):.2f}" fill="none" stroke="{tint}" stroke-width="30"/>'
    )


def _number(figures: Figures, head: int) -> tuple[int, list[str]]:
    body = [_text(LEFT, head + 60, figures.total.values[0].text, size=52, weight=600)]
    for number, (column, value) in enumerate(zip(figures.columns[1:], figures.total.values[1:], strict=True)):
        body.append(_text(LEFT, head + 96 + number * 24, f"{column.label}: {value.text}", fill=QUIET))
    return head + 110 + len(figures.columns) * 24, body


def _table(figures: Figures, head: int) -> tuple[int, list[str]]:
    """The table itself, with as many columns as there is room for."""
    grid = grid_of(figures)
    columns = min(len(grid.headings), 5)
    places = [WIDE - RIGHT - (columns - 1 - number) * 130 for number in range(columns)]
    body = [_text(LEFT, head + 14, grid.corner, fill=QUIET, size=12)]
    body += [
        _text(x, head + 14, _cut(text, 18), fill=QUIET, size=12, anchor="end")
        for x, text in zip(places, grid.headings, strict=False)
    ]
    lines = [*grid.lines[:MOST_LINES], grid.total]
    for number, line in enumerate(lines):
        y = head + 26 + number * 28
        weight = 600 if line is grid.total or line.is_whole else 400
        body.append(f'<line x1="{LEFT}" x2="{WIDE - RIGHT}" y1="{y}" y2="{y}" stroke="{RULE}"/>')
        body.append(_text(LEFT + line.depth * 18, y + 19, _cut(line.label, 34), weight=weight))
        body += [
            _text(x, y + 19, value.text, weight=weight, anchor="end")
            for x, value in zip(places, line.values, strict=False)
        ]
    return head + 44 + len(lines) * 28, body
