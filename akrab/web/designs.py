"""The design of a document as a form: its blocks as groups of inputs, read back, moved, added and taken away.

The form holds the whole design: what it shows is one language, the others come along as they were.
"""

import json
from collections.abc import Callable, Mapping
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from akrab.features.documents.design import (
    DEEPEST,
    KINDS,
    BadDesign,
    Design,
    new_block_id,
    read_design,
)  # fmt: skip

Raw = dict[str, Any]
NESTING = ("group", "each")
BEFORE = "b"


def language(data: QueryDict, design: Design) -> str:
    """The language that the form shows."""
    said = data.get("language", "")
    return said if said in design.variants else ""


def held(data: QueryDict) -> Design:
    """The design as the form was drawn; raises `BadDesign`."""
    try:
        return read_design(json.loads(data.get("design", "{}")))
    except ValueError as error:
        raise BadDesign("design") from error


def read(data: QueryDict) -> Design:
    """The design that a sent form stands for; raises `BadDesign`."""
    design = held(data)
    raw = design.plain()
    chosen = language(data, design)
    variant = raw["variants"][chosen]
    if BEFORE in data or design.made_in == "blocks":
        variant["blocks"] = _blocks(data)
    for name in ("title", "header", "footer"):
        if f"v.{name}" in data:
            variant[name] = _line(data, f"v.{name}")
    if "page.size" in data:
        variant["numbers_pages"] = data.get("v.numbers_pages") == "1"
        raw["page"] = _page(data, raw["page"])
    return read_design(raw)


def _page(data: QueryDict, page: Raw) -> Raw:
    sides = {side: _number(data, f"page.{side}", 5, 80, page[side]) for side in ("top", "right", "left")}
    accent = data.get("page.accent", "")
    return (
        page
        | sides
        | {
            "bottom": _number(data, "page.bottom", 10, 80, page["bottom"]),
            "size": data["page.size"],
            "landscape": data.get("page.landscape") == "1",
            "font_size": _number(data, "page.font_size", 7, 16, page["font_size"]),
            "accent": accent if len(accent) == 7 else page["accent"],
        }
    )


def _blocks(data: QueryDict) -> list[Raw]:
    """The blocks in the order of the form, those inside others put there."""
    top: list[Raw] = []
    known: dict[str, Raw] = {}
    for id in data.getlist(BEFORE):
        block = _block(data, id)
        parent = known.get(data.get(f"b.{id}.in", ""))
        (parent["blocks"] if parent is not None else top).append(block)
        if "blocks" in block:
            known[id] = block
    return top


def _block(data: QueryDict, id: str) -> Raw:
    kind = data.get(f"b.{id}.kind", "")
    block: Raw = {"id": id, "kind": kind}
    block["only"] = _tree(data.get(f"b.{id}.only", ""))
    readers: dict[str, Callable[[QueryDict, str], Raw]] = {
        "letterhead": lambda data, p: {"logo": data.get(f"{p}.logo") == "1"},
        "opening": lambda data, p: {"recipient": _words(data, f"{p}.recipient")},
        "heading": lambda data, p: {
            "text": _line(data, f"{p}.text"), "level": _number(data, f"{p}.level", 1, 3, 1),
        },
        "text": lambda data, p: {
            "text": _words(data, f"{p}.text"), "align": data.get(f"{p}.align", "left"),
        },
        "facts": _facts,
        "table": _table,
        "each": lambda data, p: {**_rows(data, p), "blocks": []},
        "group": lambda data, p: {"blocks": []},
        "image": _image,
        "signature": lambda data, p: {"parties": [one.strip()[:500] for one in data.getlist(f"{p}.party")]},
        "space": lambda data, p: {"height": _number(data, f"{p}.height", 1, 200, 8)},
    }  # fmt: skip
    reader = readers.get(kind)
    return block | reader(data, f"b.{id}") if reader else block


def _facts(data: QueryDict, p: str) -> Raw:
    pairs = zip(data.getlist(f"{p}.label"), data.getlist(f"{p}.value"), strict=False)
    return {"rows": [{"label": label.strip()[:500], "value": value.strip()[:500]} for label, value in pairs]}


def _rows(data: QueryDict, p: str) -> Raw:
    object, _dot, link = data.get(f"{p}.object", "").partition(".")
    return {
        "object": object,
        "link": link,
        "where": _tree(data.get(f"{p}.where", "")),
        "empty": "left out" if data.get(f"{p}.empty") == "left out" else "needed",
    }


def _table(data: QueryDict, p: str) -> Raw:
    said = zip(
        data.getlist(f"{p}.field"), data.getlist(f"{p}.title"), data.getlist(f"{p}.total"), strict=False
    )
    columns = [
        {"field": field, "title": title.strip()[:500], "total": total == "1"}
        for field, title, total in said
        if field
    ]
    return {**_rows(data, p), "columns": columns}


def _image(data: QueryDict, p: str) -> Raw:
    return {
        "source": data.get(f"{p}.source", "logo"),
        "file": _tree(data.get(f"{p}.file", "")),
        "width": _number(data, f"{p}.width", 5, 200, 40),
        "align": data.get(f"{p}.align", "left"),
    }


def _tree(text: str) -> Raw:
    try:
        found = json.loads(text or "{}")
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _words(data: QueryDict, name: str) -> str:
    return data.get(name, "").replace("\r\n", "\n")[:20_000]


def _line(data: QueryDict, name: str) -> str:
    return " ".join(data.get(name, "").split())[:500]


def _number(data: QueryDict, name: str, low: int, high: int, default: int) -> int:
    said = data.get(name, "").strip()
    return min(max(int(said), low), high) if said.isdecimal() and len(said) < 6 else default


def changed(design: Design, chosen: str, op: str, stored: Raw | None = None) -> Design:
    """The design after one press: a block added, moved, copied or dropped, a row more or less, another language.

    `stored` is a file that came with it. What can't be done leaves the design as it is.
    """
    raw = design.plain()
    verb, _colon, rest = op.partition(":")
    ways: Mapping[str, Callable[[Raw, str, str], None]] = {
        "add": _add, "drop": _drop, "up": _up, "down": _down, "copy": _copy, "row": _more, "less": _less,
        "speak": _speak, "unspeak": _unspeak, "made": _made, "order": _order,
    }  # fmt: skip
    if verb in ways:
        ways[verb](raw, chosen, rest)
    if stored is not None:
        _keep(raw, chosen, rest, stored)
    try:
        return read_design(raw)
    except BadDesign:
        return design


def _find(blocks: list[Raw], id: str) -> tuple[list[Raw], int] | None:
    """The list a block stands in, and its place."""
    for place, block in enumerate(blocks):
        if block["id"] == id:
            return blocks, place
        found = _find(block.get("blocks", []), id)
        if found:
            return found
    return None


def _shown(raw: Raw, chosen: str) -> list[Raw]:
    blocks: list[Raw] = raw["variants"][chosen]["blocks"]
    return blocks


def _add(raw: Raw, chosen: str, rest: str) -> None:
    """A new block of a kind: at the end, or inside the block told."""
    kind, _colon, inside = rest.partition(":")
    if kind not in KINDS:
        return
    block = KINDS[kind]().model_dump(mode="json")
    if kind == "facts":
        block["rows"] = [{"label": "", "value": ""}]
    if kind == "signature":
        block["parties"] = ["{company.name}", ""]
    found = _find(_shown(raw, chosen), inside) if inside else None
    (found[0][found[1]]["blocks"] if found else _shown(raw, chosen)).append(block)


def _drop(raw: Raw, chosen: str, id: str) -> None:
    if found := _find(_shown(raw, chosen), id):
        del found[0][found[1]]


def _up(raw: Raw, chosen: str, id: str) -> None:
    found = _find(_shown(raw, chosen), id)
    if found and found[1] > 0:
        found[0].insert(found[1] - 1, found[0].pop(found[1]))


def _down(raw: Raw, chosen: str, id: str) -> None:
    if found := _find(_shown(raw, chosen), id):
        found[0].insert(found[1] + 1, found[0].pop(found[1]))


def _order(raw: Raw, chosen: str, ids: str) -> None:
    """The top blocks in a new order."""
    wanted = ids.split(",")
    _shown(raw, chosen).sort(key=lambda block: wanted.index(block["id"]) if block["id"] in wanted else 999)


def _copy(raw: Raw, chosen: str, id: str) -> None:
    if found := _find(_shown(raw, chosen), id):
        found[0].insert(found[1] + 1, _renewed(found[0][found[1]]))


def _renewed(block: Raw) -> Raw:
    """The same block with ids of its own."""
    inner = {"blocks": [_renewed(one) for one in block["blocks"]]} if "blocks" in block else {}
    return block | inner | {"id": new_block_id()}


def _more(raw: Raw, chosen: str, id: str) -> None:
    """One more line in a block of lines."""
    if found := _find(_shown(raw, chosen), id):
        block = found[0][found[1]]
        new = {
            "facts": ("rows", {"label": "", "value": ""}), "signature": ("parties", ""),
            "table": ("columns", {"field": "", "title": "", "total": False}),
        }.get(block["kind"])  # fmt: skip
        if new:
            block[new[0]] = [*block[new[0]], new[1]]


def _less(raw: Raw, chosen: str, rest: str) -> None:
    id, _colon, place = rest.partition(":")
    found = _find(_shown(raw, chosen), id)
    if found and place.isdecimal():
        block = found[0][found[1]]
        for name in ("rows", "parties", "columns"):
            if name in block and int(place) < len(block[name]):
                del block[name][int(place)]


def _speak(raw: Raw, chosen: str, language: str) -> None:
    """A variant for one more language, beginning as a copy of the one for everybody."""
    if language not in raw["variants"]:
        raw["variants"][language] = json.loads(json.dumps(raw["variants"][""]))


def _unspeak(raw: Raw, chosen: str, language: str) -> None:
    if language:
        raw["variants"].pop(language, None)


def _made(raw: Raw, chosen: str, way: str) -> None:
    if way in ("pdf", "word_alone"):
        raw["word_as"] = "pdf" if way == "pdf" else "word"
        return
    raw["made_in"] = way if way in ("blocks", "word") else raw["made_in"]
    if way == "word" and not any(one["word"] for one in raw["variants"].values()):
        raw["word_as"] = "pdf"


def _keep(raw: Raw, chosen: str, rest: str, stored: Raw) -> None:
    """A file that was uploaded: the picture of a block, or the Word file of the variant."""
    found = _find(_shown(raw, chosen), rest)
    if found and found[0][found[1]]["kind"] == "image":
        found[0][found[1]] |= {"file": stored, "source": "file"}
    elif not rest:
        raw["variants"][chosen]["word"] = stored


def may_nest(depth: int) -> bool:
    """Whether a block this deep may still hold others."""
    return depth < DEEPEST


def labels() -> dict[str, tuple[str, str, str]]:
    """What each kind of block is called, its icon, and what it is for."""
    return {
        "letterhead": (_("Letterhead"), "building", _("Your logo, name and address")),
        "opening": (_("Title and recipient"), "mail-opened", _("Title, number, date, and whom it goes to")),
        "heading": (_("Heading"), "heading", _("In three sizes")),
        "text": (_("Text"), "align-left", _("Paragraphs and lists with fields in them")),
        "facts": (_("Facts"), "list-details", _("Labels and values, one a line")),
        "table": (_("Table"), "table", _("Related records in columns, with sums")),
        "image": (_("Picture"), "photo", _("Your logo, or a picture of your own")),
        "signature": (_("Signatures"), "signature", _("Lines to sign on")),
        "rule": (pgettext("block", "Line"), "minus", _("Across the page")),
        "space": (pgettext("block", "Space"), "arrows-vertical", _("Empty space")),
        "break": (_("Page break"), "page-break", _("What follows begins a new page")),
        "group": (_("Blocks under one condition"), "folder", _("Shown together, or not at all")),
        "each": (_("For each"), "repeat", _("Blocks once for each related record")),
    }
