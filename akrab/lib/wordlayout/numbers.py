"""The marks of Word's lists: which number or sign stands before a paragraph, counted as Word counts."""

import re
from typing import Any

from akrab.lib.wordlayout.styles import Styles, W, value

PLACE = re.compile(r"%(\d)")
ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"),
         (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))  # fmt: skip
LEVELS, HIGHEST = 9, 10_000


class Numbers:
    """The lists of one document, and how far each was counted."""

    def __init__(self, root: Any, styles: Styles) -> None:
        self.levels: dict[str, dict[str, Any]] = {}
        self.lists: dict[str, tuple[str, dict[str, int]]] = {}
        self.counted: dict[str, list[int | None]] = {}
        if root is None:
            return
        abstract = {value(one, "abstractNumId"): one for one in root.findall(f"{W}abstractNum")}
        for number in root.findall(f"{W}num"):
            starts = {
                value(one, "ilvl"): _whole(value(one.find(f"{W}startOverride")), 1)
                for one in number.findall(f"{W}lvlOverride")
                if one.find(f"{W}startOverride") is not None
            }
            self.lists[value(number, "numId")] = (value(number.find(f"{W}abstractNumId")), starts)
        for id, one in abstract.items():
            self.levels[id] = {value(level, "ilvl"): level for level in one.findall(f"{W}lvl")}
        for id, one in abstract.items():
            self._borrow(id, value(one.find(f"{W}numStyleLink")), styles)

    def _borrow(self, id: str, style: str, styles: Styles) -> None:
        """Some lists say by a style alone how they look."""
        for one in styles.chain(style, "numbering") if style else []:
            number = value(one.find(f"{W}pPr/{W}numPr/{W}numId"))
            if number in self.lists:
                self.levels[id] = self.levels.get(self.lists[number][0], {})

    def level(self, id: str, level: str) -> Any:
        """What a list says of one of its levels, or None."""
        return self.levels.get(self.lists.get(id, ("", {}))[0], {}).get(level)

    def mark(self, id: str, level: str) -> str:
        """The next mark of a list at a level; nothing for what is no list."""
        said = self.level(id, level)
        if said is None or not level.isdigit() or int(level) >= LEVELS:
            return ""
        if value(said.find(f"{W}numFmt")) == "bullet":
            return "•" if level == "0" else "–"
        counts = self.counted.setdefault(id, [None] * LEVELS)
        for place in range(int(level) + 1):
            if counts[place] is None:
                counts[place] = self._start(id, str(place)) - (place == int(level))
        counts[int(level)] = min((counts[int(level)] or 0) + 1, HIGHEST)
        counts[int(level) + 1 :] = [None] * (LEVELS - int(level) - 1)

        def written(found: re.Match[str]) -> str:
            place = int(found[1]) - 1
            held = counts[place] if 0 <= place < LEVELS else None
            return numeral(held or 0, value_of(self.level(id, str(place))))

        return PLACE.sub(written, value(said.find(f"{W}lvlText")))[:20]

    def _start(self, id: str, level: str) -> int:
        own = self.lists[id][1].get(level)
        said = self.level(id, level)
        return (
            own if own is not None else _whole(value(said.find(f"{W}start")) if said is not None else "", 1)
        )


def value_of(level: Any) -> str:
    return value(level.find(f"{W}numFmt")) if level is not None else "decimal"


def _whole(said: str, otherwise: int) -> int:
    return min(int(said), HIGHEST) if said.isdigit() and len(said) < 8 else otherwise


def numeral(number: int, way: str) -> str:
    """A number in the way a list writes it."""
    if way in ("lowerLetter", "upperLetter") and number > 0:
        letter = chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)
        return letter.upper() if way == "upperLetter" else letter
    if way in ("lowerRoman", "upperRoman"):
        said, rest = "", number
        for worth, sign in ROMAN:
            said, rest = said + sign * (rest // worth), rest % worth
        return said.upper() if way == "upperRoman" else said
    return f"{number:02d}" if way == "decimalZero" else "" if way == "none" else str(number)
