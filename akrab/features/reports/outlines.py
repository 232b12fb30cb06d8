"""Outlines of countries and of the provinces of some, and which of them the groups of a report are.

Drawn from Natural Earth, which is in the public domain; `frontend/outlines.py` made the files.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path

from akrab.lib import text

WORLD = "world"
COUNTRIES = ("MY", "ID", "CN", "VN", "PH")
FOLDER = Path(__file__).parent / "maps"
# What stands before or after a province's name and is no part of it.
AROUND = re.compile(
    r"^(?:provinsi|propinsi|negeri(?= (?!sembilan))|wilayah persekutuan|wp|province of|lalawigan ng|tinh|thanh pho"
    r"|tp\.?) "
    r"|(?: province| city| lalawigan| sheng| shi)$|(?:省|市|自治区|壮族自治区|回族自治区|维吾尔自治区)$"
)
NUMBER = re.compile(r"-?\d*\.?\d+")

Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class Outline:
    """One place: its path in the units of its map, where to point at it if it is too small to be seen, and its box."""

    id: str
    path: str
    dot: tuple[float, float] | None
    box: Box


@dataclass(frozen=True)
class Map:
    """The places of the world or of one country, by what they are called, as `plain` writes it."""

    name: str
    wide: int
    high: int
    places: tuple[Outline, ...]
    called: Mapping[str, Outline]


@cache
def outlines(name: str) -> Map:
    """The map of the world, or of one of `COUNTRIES`."""
    kept = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    places: list[Outline] = []
    called: dict[str, Outline] = {}
    for number, (code, said) in enumerate(kept["places"].items()):
        dot = said.get("dot")
        place = Outline(f"p{number}", said["path"], (dot[0], dot[1]) if dot else None, _box(said["path"]))
        places.append(place)
        called |= {plain(one): place for one in (code, *said["names"])}
    return Map(name, kept["wide"], kept["high"], tuple(places), called)


def plain(name: str) -> str:
    """A place's name as it is compared: without accents, and without what says only that it is a province."""
    folded = " ".join(text.fold(name).replace("-", " ").split())
    return AROUND.sub("", folded).strip() or folded


def _box(path: str) -> Box:
    """The box around the largest ring of a path that moves in relative steps."""
    boxes = []
    for ring in filter(None, path.split("z")):
        numbers = [float(one) for one in NUMBER.findall(ring)]
        x, y = numbers[0], numbers[1]
        xs, ys = [x], [y]
        for dx, dy in zip(numbers[2::2], numbers[3::2], strict=False):
            x, y = x + dx, y + dy
            xs.append(x)
            ys.append(y)
        boxes.append((min(xs), min(ys), max(xs), max(ys)))
    return max(boxes, key=lambda box: (box[2] - box[0]) * (box[3] - box[1]))


@dataclass(frozen=True)
class Found:
    """The map that shows most of what was counted, and the outline of each group, None where it has none."""

    map: Map
    places: tuple[Outline | None, ...]

    @property
    def view(self) -> Box:
        """The part of the map worth showing: around the places found, never narrower than a third of it."""
        boxes = [one.box for one in self.places if one is not None]
        wide, high = self.map.wide, self.map.high
        if self.map.name != WORLD or not boxes:
            return 0, 0, wide, high
        left, top = min(box[0] for box in boxes), min(box[1] for box in boxes)
        right, bottom = max(box[2] for box in boxes), max(box[3] for box in boxes)
        shown = min(max((right - left) * 1.2, (bottom - top) * 1.2 * wide / high, wide / 3), wide)
        tall = shown * high / wide
        x = min(max((left + right - shown) / 2, 0), wide - shown)
        y = min(max((top + bottom - tall) / 2, 0), high - tall)
        return x, y, shown, tall


def find(names: Sequence[str | None], weights: Sequence[Decimal], home: str = "") -> Found | None:
    """The map for groups of these names, each of some weight; None where no map knows any of them.

    Two letters are a country; what is no text is no place. Between countries with provinces of the same name `home` is
    preferred.
    """
    best: Found | None = None
    most = Decimal(0)
    for name in (WORLD, *sorted(COUNTRIES, key=lambda code: code != home)):
        called = outlines(name).called
        places = tuple(called.get(plain(one)) if isinstance(one, str) and one else None for one in names)
        weight = sum((one for one, place in zip(weights, places, strict=True) if place), Decimal(0))
        if weight > most:
            best, most = Found(outlines(name), places), weight
    return best
