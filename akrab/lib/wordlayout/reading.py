"""The whole of a Word document: its sections with what stands at their head and foot, and what can't be set."""

from itertools import pairwise
from typing import Any

from akrab.lib.wordlayout.images import Images
from akrab.lib.wordlayout.numbers import Numbers
from akrab.lib.wordlayout.styles import Look, Styles, W, fold_paragraph, points, value
from akrab.lib.wordlayout.tables import table

R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
DRAWN = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
EMU = 12700.0  # to the point
THROUGH = {f"{W}{name}" for name in ("hyperlink", "smartTag", "ins", "sdt", "sdtContent", "fldSimple", "customXml",
                                     "moveTo", "dir", "bdo")}  # fmt: skip
LOST = {f"{W}footnoteReference": "notes", f"{W}endnoteReference": "notes", f"{W}pict": "shapes", f"{W}object": "shapes",
        f"{W}altChunk": "parts"}  # fmt: skip
MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
COUNTED = {"PAGE": "page", "NUMPAGES": "pages", "SECTIONPAGES": "pages"}
WEB = ("http://", "https://", "mailto:", "tel:")
MOST_BLOCKS, MOST_TEXT, MOST_DEPTH = 20_000, 600_000, 8


class TooLong(ValueError):
    """The document holds more than is set on paper."""


class Reading:
    """One document while it is read; `lost` are the kinds of things that a page could not show."""

    def __init__(self, document: Any) -> None:
        self.main = document.part
        self.styles = Styles(document.styles.element)
        numbering = next(
            (one.target_part for one in self.main.rels.values() if one.reltype.endswith("/numbering")), None
        )
        self.numbers = Numbers(getattr(numbering, "element", None), self.styles)
        self.lost: set[str] = set()
        self.images = Images()
        self.blocks, self.text = 0, 0
        self._field = ""  # the instruction of the field one is in

    def whole(self) -> dict[str, Any]:
        """The document: its sections, its pictures, and what is lost. Raises `TooLong` and `TooHeavy`."""
        sections: list[dict[str, Any]] = []
        here: list[dict[str, Any]] = []
        body = self.main.element.body
        for element in body:
            here += self.around([element], self.main, [], 0)
            ends = element if element.tag == f"{W}sectPr" else element.find(f"{W}pPr/{W}sectPr")
            if ends is not None:
                self._end(ends, here, sections)
                here = []
        return {"sections": sections, "images": self.images.held, "lost": sorted(self.lost)}

    def _end(self, ends: Any, blocks: list[dict[str, Any]], sections: list[dict[str, Any]]) -> None:
        """What follows on the same page goes with the section before it."""
        blocks = _closed_up(blocks)
        columns = value(ends.find(f"{W}cols"), "num")
        if columns.isdigit() and int(columns) > 1:
            self.lost.add("columns")
        if sections and value(ends.find(f"{W}type")) == "continuous":
            sections[-1]["blocks"] += blocks
            return
        sections.append({**self._page(ends, sections[-1] if sections else {}), "blocks": blocks})

    def _page(self, ends: Any, before: dict[str, Any]) -> dict[str, Any]:
        size, margins = ends.find(f"{W}pgSz"), ends.find(f"{W}pgMar")
        made: dict[str, Any] = {
            "width": max(points(value(size, "w") or "11906"), 100.0),
            "height": max(points(value(size, "h") or "16838"), 100.0),
            "start": value(ends.find(f"{W}pgNumType"), "start"),
        }
        for side in ("top", "right", "bottom", "left"):
            made[side] = min(max(abs(points(value(margins, side) or "1440")), 5.0), made["width"] * 0.4)
        for side in ("header", "footer"):
            made[f"{side}_at"] = min(max(points(value(margins, side) or "708"), 5.0), 200.0)
        has_first = ends.find(f"{W}titlePg") is not None
        for side in ("header", "footer"):
            for kind, name in (("default", side), ("first", f"first_{side}")):
                made[name] = self._end_of_page(ends, side, kind, before.get(name, []))
            if not has_first:
                made[f"first_{side}"] = made[side]
        return made

    def _end_of_page(self, ends: Any, side: str, kind: str, otherwise: Any) -> list[dict[str, Any]]:
        for one in ends.findall(f"{W}{side}Reference"):
            if value(one, "type") == kind and one.get(f"{R}id") in self.main.rels:
                part = self.main.rels[one.get(f"{R}id")].target_part
                return self.around(list(part.element), part, [], 0)
        return list(otherwise)

    def around(self, elements: list[Any], part: Any, above: list[Any], depth: int) -> list[dict[str, Any]]:
        """The blocks of some elements."""
        found: list[dict[str, Any]] = []
        for element in elements:
            self._count(depth)
            if element.tag == f"{W}p":
                found += self._paragraph(element, part, above)
            elif element.tag == f"{W}tbl":
                found.append(
                    table(
                        element,
                        self.styles,
                        lambda cell, firsts: self.around(list(cell), part, firsts, depth + 1),
                    )
                )
            elif element.tag in THROUGH:
                found += self.around(list(element), part, above, depth + 1)
            elif element.tag in LOST:
                self.lost.add(LOST[element.tag])
        return _closed_up(found)

    def _count(self, depth: int) -> None:
        self.blocks += 1
        if self.blocks > MOST_BLOCKS or depth > MOST_DEPTH or self.text > MOST_TEXT:
            raise TooLong

    def _paragraph(self, element: Any, part: Any, above: list[Any]) -> list[dict[str, Any]]:
        own = element.find(f"{W}pPr")
        look = self.styles.paragraph(
            own, [one for style in above if (one := style.find(f"{W}pPr")) is not None]
        )
        mark = self._mark(own, look)
        runs: list[dict[str, Any]] = []
        runs_above = [one for style in above if (one := style.find(f"{W}rPr")) is not None]
        self._walk(element, part, look["style"], runs_above, "", runs)
        base = self.styles.run(own.find(f"{W}rPr") if own is not None else None, look["style"], runs_above)
        pages: list[list[dict[str, Any]]] = [[]]
        for run in runs:
            if run["kind"] == "sheet":
                pages.append([])
            else:
                pages[-1].append(run)
        made: list[dict[str, Any]] = [{"kind": "break"}] if look.get("breaks") else []
        for place, page in enumerate(pages):
            made += [{"kind": "break"}] if place else []
            if page or len(pages) == 1:
                made.append(_set(look, "" if place else mark, page, base["size"]))
        return made

    def _mark(self, own: Any, look: Look) -> str:
        """The mark before a paragraph of a list, whose level says how far in it stands unless it says so itself."""
        id, level = look.get("number", ("", "0"))
        said = self.numbers.level(id, level)
        if said is None or id == "0":
            return ""
        for part in (said.find(f"{W}pPr"), own):
            if part is not None and part.find(f"{W}ind") is not None:
                fold_paragraph(part, look)
        return self.numbers.mark(id, level)

    def _walk(
        self, element: Any, part: Any, style: str, above: list[Any], link: str, runs: list[dict[str, Any]]
    ) -> None:
        for child in element:
            if child.tag == f"{W}r":
                self._run(child, part, style, above, link, runs)
            elif child.tag == f"{W}fldSimple" and (name := _counted(value(child, "instr"))):
                runs.append({"kind": name, **self.styles.run(None, style, above)})
            elif child.tag in THROUGH:
                self._walk(child, part, style, above, self._target(child, part) or link, runs)
            elif child.tag.startswith(MATH):
                self.lost.add("formulas")
            elif child.tag in LOST:
                self.lost.add(LOST[child.tag])

    def _target(self, element: Any, part: Any) -> str:
        id = element.get(f"{R}id")
        target = str(part.rels[id].target_ref) if id in part.rels and part.rels[id].is_external else ""
        return target[:500] if target.lower().startswith(WEB) else ""

    def _run(
        self, run: Any, part: Any, style: str, above: list[Any], link: str, runs: list[dict[str, Any]]
    ) -> None:
        look = self.styles.run(run.find(f"{W}rPr"), style, above)
        if look.get("gone"):
            return
        for child in run:
            name = child.tag.removeprefix(W)
            if name == "fldChar":
                self._turn(value(child, "fldCharType"), look, runs)
            elif name == "instrText":
                self._field += child.text or ""
            elif self._field.endswith("\0"):
                continue  # what Word last counted
            elif name in ("t", "noBreakHyphen", "softHyphen", "sym"):
                self._say({"t": child.text or "", "noBreakHyphen": "\u2011"}.get(name, ""), look, link, runs)
                if name == "sym":
                    self.lost.add("signs")
            elif name in ("br", "cr"):
                runs.append({"kind": "sheet" if value(child, "type") == "page" else "line", **look})
            elif name in ("tab", "ptab"):
                runs.append({"kind": "tab", **look})
            elif name == "drawing" or child.tag.endswith("}AlternateContent"):
                self._drawn(child, part, runs)
            elif child.tag in LOST:
                self.lost.add(LOST[child.tag])

    def _say(self, text: str, look: Look, link: str, runs: list[dict[str, Any]]) -> None:
        self.text += len(text)
        text = text.upper() if look.get("capitals") else text
        if text:
            runs.append({"kind": "text", "text": text, "link": link, **look})

    def _turn(self, kind: str, look: Look, runs: list[dict[str, Any]]) -> None:
        """Fields that count pages are counted anew; of all others what Word last wrote is kept."""
        if kind == "begin":
            self._field = ""
        elif kind == "separate" or (kind == "end" and self._field and not self._field.endswith("\0")):
            counted = _counted(self._field)
            if counted:
                runs.append({"kind": counted, **look})
            self._field = "\0" if counted and kind == "separate" else ""
        else:
            self._field = ""

    def _drawn(self, element: Any, part: Any, runs: list[dict[str, Any]]) -> None:
        """A picture; it stands in its line also where it floated."""
        if next(element.iter(f"{W}txbxContent"), None) is not None:
            self.lost.add("boxes")
            return
        found = next(element.iter(f"{A}blip"), None)
        extent = next(element.iter(f"{DRAWN}extent"), None)
        id = found.get(f"{R}embed") if found is not None else None
        if extent is None or id not in part.rels or part.rels[id].is_external:
            self.lost.add("shapes")
            return
        name = self.images.name(part.rels[id].target_part)
        if not name:
            self.lost.add("pictures")
            return
        width, high = (min(max(points(extent.get(at), EMU), 1.0), 1500.0) for at in ("cx", "cy"))
        runs.append({"kind": "image", "name": name, "size": 10.0, "width": width, "high": high})


def _counted(instruction: str) -> str:
    words = instruction.split()
    return COUNTED.get(words[0].upper(), "") if words else ""


def _set(look: Look, mark: str, runs: list[dict[str, Any]], size: float) -> dict[str, Any]:
    """A paragraph as plain values; an empty one is as high as its letters."""
    plain = {name: one for name, one in look.items() if name not in ("stops", "number")}
    stops = [{"at": at, "to": to, "leader": leader} for at, (to, leader) in sorted(look["stops"].items())]
    return {"kind": "paragraph", **plain, "mark": mark, "runs": runs, "size": size, "stops": stops}


def _closed_up(blocks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Paragraphs of one style that stand close together have no space between them."""
    for one, other in pairwise(blocks):
        if one["kind"] == other["kind"] == "paragraph" and one["style"] == other["style"]:
            if one.get("close"):
                one["after"] = 0.0
            if other.get("close"):
                other["before"] = 0.0
    return blocks


def read(document: Any) -> dict[str, Any]:
    """The layout of a document that python-docx opened. Raises `TooLong` and `TooHeavy`."""
    return Reading(document).whole()
