"""Charts as shapes: where a ring's parts, a funnel's steps and a line's points lie, drawn as SVG without a script."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

ROUND = 100  # the length of a ring's circle, so that parts are percentages
GAP = Decimal("0.6")
WIDE, HIGH = 100, 88
TALL = 140
ROOM = 7  # above the highest point
TINTS = 6


@dataclass(frozen=True)
class Part:
    """A part of a ring: how long it is and where it begins, in hundredths, and its tint."""

    length: str
    rest: str
    start: str
    share: str
    tint: int


def ring(numbers: Sequence[Decimal]) -> list[Part]:
    """The parts of a ring, beginning at the top; nothing at all is an empty ring."""
    whole = sum(numbers, Decimal(0))
    parts, begun = [], Decimal(0)
    for place, number in enumerate(numbers):
        length = number * ROUND / whole if whole else Decimal(0)
        drawn = max(length - GAP, Decimal(0)) if len(numbers) > 1 else length
        parts.append(
            Part(
                _text(drawn),
                _text(ROUND - drawn),
                _text(25 - begun),
                f"{length:.0f}%",
                min(place, TINTS - 1) + 1,
            )
        )
        begun += length
    return parts


def funnel(numbers: Sequence[Decimal]) -> list[str]:
    """One path a step: as high as its number, and then towards the next one's."""
    most = max([*numbers, Decimal(1)])
    heights = [max(number * (HIGH - 8) / most, Decimal(2)) for number in numbers]
    paths = []
    for here, there in pairwise([*heights, heights[-1] if heights else Decimal(0)]):
        (top, bottom), (next_top, next_bottom) = _edges(here), _edges(there)
        paths.append(f"M0 {top}H64L{WIDE} {next_top}V{next_bottom}L64 {bottom}H0Z")
    return paths


def steps(numbers: Sequence[Decimal]) -> list[str]:
    """What part of the step before each step of a funnel kept, in per cent; the first kept all."""
    kept = [""]
    for here, there in pairwise(numbers):
        kept.append(f"{there * 100 / here:.0f}%" if here else "")
    return kept[: len(numbers)]


def _edges(height: Decimal) -> tuple[str, str]:
    return _text((HIGH - height) / 2), _text((HIGH + height) / 2)


@dataclass(frozen=True)
class Line:
    """One series as points, and as the area under them."""

    points: str
    area: str


def lines(series: Sequence[Sequence[Decimal]]) -> list[Line]:
    """Each series across the whole width, all against the same highest number; the base is at `TALL + ROOM`."""
    most = max([number for one in series for number in one] + [Decimal(1)])
    drawn = []
    for one in series:
        step = Decimal(WIDE) / max(len(one), 1)
        at = [
            (_text(step * place + step / 2), _text(ROOM + TALL - number * TALL / most))
            for place, number in enumerate(one)
        ]
        points = " ".join(f"{x},{y}" for x, y in at)
        ground = ROOM + TALL
        area = f"M{at[0][0]} {ground}L{points.replace(' ', 'L')}L{at[-1][0]} {ground}Z" if at else ""
        drawn.append(Line(points, area))
    return drawn


def _text(number: Decimal) -> str:
    return f"{number:.2f}"
