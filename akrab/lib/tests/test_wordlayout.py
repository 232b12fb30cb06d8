"""Word files on paper: what they say and how it stands is read whole, and what pages can't show is named."""

import base64
import io
import struct
import zlib
from typing import Any

import pytest
from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Mm, Pt

from akrab.lib import wordfile
from akrab.lib.pictures import pixels
from akrab.lib.wordlayout.numbers import numeral


def layout(document: Any) -> wordfile.Layout:
    held = io.BytesIO()
    document.save(held)
    return wordfile.layout(held.getvalue())


def said(blocks: list[dict[str, Any]]) -> list[str]:
    return [
        one["mark"] + "".join(run.get("text", f"[{run['kind']}]") for run in one["runs"])
        for one in blocks
        if one["kind"] == "paragraph"
    ]


def test_words_styles_lists_and_ends_of_pages_are_read() -> None:
    made: Any = Document()
    section = made.sections[0]
    section.page_width, section.page_height = Mm(148), Mm(210)
    section.header.paragraphs[0].text = "North"
    footer = section.footer.paragraphs[0]
    footer._p.append(
        parse_xml(f'<w:fldSimple {nsdecls("w")} w:instr=" PAGE "><w:r><w:t>7</w:t></w:r></w:fldSimple>')
    )
    made.add_heading("Contract", 1)
    text = made.add_paragraph("Between ")
    run = text.add_run("Ana")
    run.bold, run.font.size = True, Pt(14)
    text.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    for word in ("measure", "install"):
        made.add_paragraph(word, style="List Number")
    made.add_paragraph("ten years", style="List Bullet")
    made.add_paragraph("first").add_run().add_break(WD_BREAK.PAGE)
    made.add_paragraph("second")
    found = layout(made)
    (here,) = found.sections
    assert found.lost == ()
    assert round(here["width"] / 72 * 25.4) == 148
    assert said(here["header"]) == ["North"]
    assert said(here["footer"]) == ["[page]"]
    assert said(here["blocks"]) == [
        "Contract", "Between Ana", "1.measure", "2.install", "•ten years", "first", "second",
    ]  # fmt: skip
    assert [one["kind"] for one in here["blocks"]][-2:] == ["break", "paragraph"]
    heading, between = here["blocks"][:2]
    assert heading["runs"][0]["bold"]
    assert between["align"] == "right"
    assert [(run["text"], run.get("bold", False), run["size"]) for run in between["runs"]] == [
        ("Between ", False, 11.0), ("Ana", True, 14.0),
    ]  # fmt: skip


def test_tables_keep_their_joined_cells_and_all_rows_are_of_one_length() -> None:
    made: Any = Document()
    table = made.add_table(rows=3, cols=3, style="Table Grid")
    table.cell(0, 0).merge(table.cell(1, 0)).text = "down"
    table.cell(2, 0).merge(table.cell(2, 1)).text = "across"
    table.rows[2]._tr.remove(table.rows[2].cells[2]._tc)
    (found,) = [one for one in layout(made).sections[0]["blocks"] if one["kind"] == "table"]
    assert [[(cell["span"], cell["down"]) for cell in row] for row in found["rows"]] == [
        [(1, 2), (1, 1), (1, 1)], [(1, 1), (1, 1)], [(2, 1), (1, 1)],
    ]  # fmt: skip
    assert said(found["rows"][0][0]["blocks"])[0] == "down"
    assert found["rows"][0][1]["lines"]["bottom"]["width"] == 0.5


BOX = "<w:r><w:pict><v:shape xmlns:v='urn:schemas-microsoft-com:vml'/></w:pict></w:r>"
NOTE = "<w:r><w:footnoteReference w:id='1'/></w:r>"
SIGN = "<w:r><w:sym w:font='Wingdings' w:char='F0FC'/></w:r>"
MATHS = "<m:oMath xmlns:m='http://schemas.openxmlformats.org/officeDocument/2006/math'/>"


@pytest.mark.parametrize(
    ("inside", "lost"), [(BOX, "shapes"), (NOTE, "notes"), (SIGN, "signs"), (MATHS, "formulas")]
)
def test_what_a_page_could_not_show_is_named(inside: str, lost: str) -> None:
    made: Any = Document()
    made.element.body.insert(0, parse_xml(f"<w:p {nsdecls('w')}>{inside}</w:p>"))
    assert layout(made).lost == (lost,)


def test_a_document_without_end_is_not_laid_out() -> None:
    made: Any = Document()
    many = "".join("<w:p><w:r><w:t>x</w:t></w:r></w:p>" for _one in range(20_001))
    made.element.body.insert(
        0, parse_xml(f"<w:sdt {nsdecls('w')}><w:sdtContent>{many}</w:sdtContent></w:sdt>")
    )
    with pytest.raises(wordfile.BadWordFile, match="too long"):
        layout(made)


def png(width: int, height: int, colour: int = 0) -> bytes:
    """A grey PNG that says to be so large; what it holds is one line."""
    parts = [(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))]
    parts += [(b"IDAT", zlib.compress(bytes([0, *[colour] * min(width, 9)]))), (b"IEND", b"")]
    chunks = (struct.pack(">I", len(held)) + kind + held + struct.pack(">I", zlib.crc32(kind + held))
              for kind, held in parts)  # fmt: skip
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def pictured(*pictures: bytes) -> Any:
    made: Any = Document()
    for one in pictures:
        made.add_picture(io.BytesIO(one), width=Mm(20))
    return made


def test_a_picture_that_stands_in_many_places_is_held_once() -> None:
    found = layout(pictured(png(9, 1), png(9, 1), png(9, 1, 200)))
    places = [run["name"] for one in found.sections[0]["blocks"] for run in one["runs"]]
    assert places == ["w0.png", "w0.png", "w1.png"]
    assert found.images == {"w0.png": png(9, 1), "w1.png": png(9, 1, 200)}


@pytest.mark.parametrize(
    "pictures", [[png(20_000, 20_000)], [png(6000, 6000, one) for one in range(3)]], ids=["one", "together"]
)
def test_pictures_that_would_fill_memory_are_not_laid_out(pictures: list[bytes]) -> None:
    with pytest.raises(wordfile.BadWordFile, match="more time or memory"):
        layout(pictured(*pictures))


@pytest.mark.parametrize(
    ("content", "size"),
    [
        (base64.b64decode("/9j/4AAEAAD/////wAARCAAJAAcDAREA/9oA"), 63),
        (base64.b64decode("/9j/4AAEAAD/wgARCE4gTiADAREA/9oA"), 400_000_000),
        (b"\xff\xd8\xff\xe0 cut off", 0),
        (b"\x89PNG\r\n\x1a\n", 0),
        (b"GIF89a", 0),
    ],
)
def test_the_size_of_a_picture_is_read_without_decoding_it(content: bytes, size: int) -> None:
    assert pixels(content) == size


@pytest.mark.parametrize(
    ("number", "way", "written"),
    [
        (4, "lowerRoman", "iv"),
        (28, "upperLetter", "BB"),
        (3, "decimalZero", "03"),
        (12, "decimal", "12"),
        (9, "none", ""),
    ],
)
def test_numbers_are_written_as_lists_write_them(number: int, way: str, written: str) -> None:
    assert numeral(number, way) == written
