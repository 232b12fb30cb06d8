"""How a Word document looks: what its styles say, under what a paragraph or run says of itself."""

import re
from collections.abc import Iterable
from typing import Any

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
OFF = ("0", "false", "off", "none")
COLOUR = re.compile(r"[0-9a-fA-F]{6}")
DEEPEST = 20
LARGEST = 3000.0  # points
SIDES = {"left": "left", "start": "left", "both": "justify", "distribute": "justify", "center": "center",
         "right": "right", "end": "right"}  # fmt: skip

Look = dict[str, Any]


def value(element: Any, name: str = "val") -> str:
    """An attribute of a Word element; nothing where it lacks it."""
    return "" if element is None else element.get(W + name) or ""


def points(said: str, per: float = 20.0) -> float:
    """A measure in twentieths of a point (or other parts) as points, within what a page can hold."""
    try:
        return round(min(max(float(said or 0) / per, -LARGEST), LARGEST), 2)
    except ValueError:
        return 0.0


def colour(said: str) -> str:
    return f"#{said.lower()}" if COLOUR.fullmatch(said) else ""


def is_on(element: Any) -> bool:
    return element is not None and value(element) not in OFF


class Styles:
    """The styles of one document."""

    def __init__(self, root: Any) -> None:
        self.by_id: dict[str, Any] = {}
        self.first: dict[str, str] = {}
        self.base_run, self.base_paragraph = None, None
        if root is None:
            return
        for style in root.findall(f"{W}style"):
            self.by_id[value(style, "styleId")] = style
            if value(style, "default") in ("1", "true", "on"):
                self.first[value(style, "type")] = value(style, "styleId")
        self.base_run = root.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr")
        self.base_paragraph = root.find(f"{W}docDefaults/{W}pPrDefault/{W}pPr")

    def chain(self, id: str, kind: str) -> list[Any]:
        """A style after those it is based on; the document's own style of that kind where none is named."""
        found: list[Any] = []
        here = self.by_id.get(id or self.first.get(kind, ""))
        while here is not None and len(found) < DEEPEST:
            found.append(here)
            here = self.by_id.get(value(here.find(f"{W}basedOn")))
        return found[::-1]

    def run(self, own: Any, paragraph: str, above: Iterable[Any] = ()) -> Look:
        """How a run looks: the document's way, its paragraph's, that of the table around it, its style's, its own."""
        named = value(own.find(f"{W}rStyle")) if own is not None else ""
        parts = [self.base_run, *above]
        parts += [one.find(f"{W}rPr") for one in self.chain(paragraph, "paragraph")]
        parts += [one.find(f"{W}rPr") for one in (self.chain(named, "character") if named else [])]
        look: Look = {"size": 10.0}
        for part in [*parts, own]:
            if part is not None:
                _fold_run(part, look)
        return look

    def paragraph(self, own: Any, above: Iterable[Any] = ()) -> Look:
        """How a paragraph stands, by the same order."""
        named = value(own.find(f"{W}pStyle")) if own is not None else ""
        parts = [self.base_paragraph, *above]
        parts += [one.find(f"{W}pPr") for one in self.chain(named, "paragraph")]
        look: Look = {"style": named, "stops": {}}
        for part in [*parts, own]:
            if part is not None:
                fold_paragraph(part, look)
        return look


def _fold_run(part: Any, look: Look) -> None:
    for name, tag in (
        ("bold", "b"),
        ("italic", "i"),
        ("struck", "strike"),
        ("capitals", "caps"),
        ("gone", "vanish"),
    ):
        element = part.find(W + tag)
        if element is not None:
            look[name] = is_on(element)
    underline = part.find(f"{W}u")
    if underline is not None:
        look["underlined"] = is_on(underline)
    if (size := part.find(f"{W}sz")) is not None:
        look["size"] = min(max(points(value(size), 2.0), 2.0), 200.0)
    if (tint := part.find(f"{W}color")) is not None:
        look["colour"] = colour(value(tint))
    if (height := part.find(f"{W}vertAlign")) is not None:
        look["height"] = {"superscript": "super", "subscript": "sub"}.get(value(height), "")


def fold_paragraph(part: Any, look: Look) -> None:
    """Put what this part says over what was said before."""
    if (side := part.find(f"{W}jc")) is not None:
        look["align"] = SIDES.get(value(side), "left")
    _fold_spacing(part.find(f"{W}spacing"), look)
    if (indent := part.find(f"{W}ind")) is not None:
        _fold_indent(indent, look)
    for name, tag in (("keep", "keepNext"), ("breaks", "pageBreakBefore"), ("close", "contextualSpacing")):
        if (element := part.find(W + tag)) is not None:
            look[name] = is_on(element)
    if (number := part.find(f"{W}numPr")) is not None:
        level, id = value(number.find(f"{W}ilvl")), value(number.find(f"{W}numId"))
        look["number"] = (id or look.get("number", ("", ""))[0], level or look.get("number", ("", "0"))[1])
    if (fill := part.find(f"{W}shd")) is not None:
        look["fill"] = colour(value(fill, "fill"))
    for side in ("top", "bottom"):
        line = part.find(f"{W}pBdr/{W}{side}")
        if line is not None:
            look[f"line_{side}"] = stroke(line)
    for stop in part.findall(f"{W}tabs/{W}tab"):
        place = points(value(stop, "pos"))
        look["stops"] = {**look["stops"], place: (value(stop) or "left", value(stop, "leader"))}
        if value(stop) == "clear":
            del look["stops"][place]


def _fold_spacing(spacing: Any, look: Look) -> None:
    if spacing is None:
        return
    for name in ("before", "after"):
        if value(spacing, name):
            look[name] = max(points(value(spacing, name)), 0.0)
        if value(spacing, f"{name}Autospacing") in ("1", "true", "on"):
            look[name] = 14.0
    if value(spacing, "line"):
        is_times = value(spacing, "lineRule") in ("", "auto")
        look["line"] = points(value(spacing, "line"), 240.0 if is_times else 20.0)
        look["line_is"] = "times" if is_times else value(spacing, "lineRule")


def _fold_indent(indent: Any, look: Look) -> None:
    for name, tags in (("left", ("left", "start")), ("right", ("right", "end"))):
        said = [value(indent, tag) for tag in tags if value(indent, tag)]
        if said:
            look[name] = points(said[0])
    if value(indent, "firstLine"):
        look["first"] = points(value(indent, "firstLine"))
    if value(indent, "hanging"):
        look["first"] = -points(value(indent, "hanging"))


def stroke(line: Any) -> dict[str, Any] | None:
    """A border's width in points and its colour; None for one that is not drawn."""
    if line is None or value(line) in ("nil", "none", ""):
        return None
    return {
        "width": min(max(points(value(line, "sz"), 8.0), 0.25), 12.0),
        "colour": colour(value(line, "color")) or "#000000",
    }
