"""The map of a tile: outlines shaded by how much was counted there, and the same places as a list."""

from decimal import Decimal
from typing import Any

from django.templatetags.static import static

from akrab.features.reports.figures import Figures
from akrab.features.reports.outlines import Found, Outline, find
from akrab.features.reports.picture import shades_of
from akrab.identity.actor import Actor

DOT = 0.006  # of the width that is shown: the round that stands for a place too small to be seen


def map_of(figures: Figures, numbers: list[Decimal], by: Actor) -> dict[str, Any]:
    """What the template draws: how dark each place is, and the map, where one knows a place."""
    shades = shades_of(numbers)
    found = find([row.key for row in figures.tops], numbers, by.workspace.country)
    outlines = found.places if found else (None,) * len(shades)
    places = [_place(outline, shade) for outline, shade in zip(outlines, shades, strict=True)]
    return {"shaded": places, "map": _map(found) if found else None}


def _map(found: Found) -> dict[str, Any]:
    x, y, wide, high = found.view
    return {
        "src": static(f"akrab/map-{found.map.name}.svg"),
        "view": f"{x:.1f} {y:.1f} {wide:.1f} {high:.1f}",
        "is_tall": high > wide,
        "radius": f"{wide * DOT:.1f}",
    }


def _place(outline: Outline | None, shade: int) -> dict[str, Any]:
    if outline is None:
        return {"id": "", "shade": shade}
    return {"id": outline.id, "shade": shade, "dot": outline.dot}
