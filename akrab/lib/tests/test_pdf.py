"""Documents in the scripts of six languages, and what stops one from being made."""

from __future__ import annotations

import io
import struct
import unicodedata
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pypdf import PdfReader

from akrab.lib import clock, pdf

TEMPLATE = "= Offer for #values.name\n#values.note *Total:* #values.total"
ANA = {"name": "Ana Reyes", "note": "Windows.", "total": "₱48,000.00"}
PIXEL = b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9"/></svg>'


@pytest.fixture(autouse=True)
def _clock_stands() -> Iterator[None]:
    clock.set(datetime(2026, 3, 4, tzinfo=UTC))
    yield
    clock.set(None)


def _text(document: bytes) -> str:
    return " ".join(page.extract_text() for page in PdfReader(io.BytesIO(document)).pages)


def test_values_stand_where_the_template_names_them() -> None:
    text = _text(pdf.render(TEMPLATE, ANA))
    assert " ".join(text.split()) == "Offer for Ana Reyes Windows. Total: ₱48,000.00"


@pytest.mark.parametrize(
    "name", ["Nguyễn Thị Ừ, thuở phẫu ặc ỹ", "王小明", "Mañalac", "Łukasz", "1.200.000 ₫ ¥ € ₹ – “”"]
)
def test_names_of_all_six_languages_are_shown(name: str) -> None:
    assert name in _text(pdf.render("#values.name", {"name": name}))


def test_marks_that_come_apart_from_their_letters_are_put_together() -> None:
    assert "Nguyễn" in _text(pdf.render("#values.name", {"name": unicodedata.normalize("NFD", "Nguyễn")}))


def test_markup_in_a_value_is_only_text() -> None:
    value = '#panic("x") $x$ *no* \\ "q" = #sys.inputs'
    assert value in _text(pdf.render("#values.name", {"name": value}))


def test_a_template_can_walk_over_rows() -> None:
    rows = [{"what": "Glass", "price": 2}, {"what": "Frame", "price": 3}]
    text = _text(pdf.render("#for row in values.rows [#row.what: #row.price, ]", {"rows": rows}))
    assert text.split() == ["Glass:", "2,", "Frame:", "3,"]


def test_the_same_document_is_the_same_file_at_the_same_moment() -> None:
    assert pdf.render(TEMPLATE, ANA) == pdf.render(TEMPLATE, ANA)


def test_many_documents_are_made_side_by_side() -> None:
    with ThreadPoolExecutor(4) as threads:
        made = list(
            threads.map(lambda number: pdf.render(TEMPLATE, ANA | {"name": f"No{number}"}), range(20))
        )
    assert [_text(document).split()[2] for document in made] == [f"No{number}" for number in range(20)]


@pytest.mark.parametrize(
    ("value", "characters"), [("Ana 🙂", "🙂"), ("สวัสดี", "ดวสัี"), ({"deep": ["a", "🙂 ع"]}, "ع🙂")]
)
def test_what_the_fonts_cannot_show_is_named_instead_of_left_out(value: object, characters: str) -> None:
    with pytest.raises(pdf.MissingGlyphs) as refusal:
        pdf.render("#values.name", {"name": value})
    assert refusal.value.characters == characters
    assert str(refusal.value) == f"The document cannot show: {' '.join(characters)}"


def test_the_text_of_the_template_is_looked_at_as_well() -> None:
    with pytest.raises(pdf.MissingGlyphs):
        pdf.render("Thank you 🙂", {})


def test_invisible_characters_need_no_glyph() -> None:
    assert "ab" in _text(pdf.render("#values.name", {"name": "a\u200bb\n\tc\u2028"})).replace("\u200b", "")


@pytest.mark.parametrize(
    ("template", "why"),
    [
        ("First\n#values.nothing", 'Line 2: dictionary does not contain key "nothing"'),
        ("#(", "unclosed delimiter"),
        ('#read("/etc/passwd")', "file not found"),
        ('#read("../../etc/passwd")', "escape the project root"),
        ('#import "@preview/cetz:0.3.0"', "loads no packages"),
        ('#image("logo.png")', "file not found"),
    ],
)
def test_a_template_that_cannot_be_set_is_explained(template: str, why: str) -> None:
    with pytest.raises(pdf.InvalidTemplate, match=why):
        pdf.render(template, ANA)


def test_a_template_shows_the_images_that_come_with_it() -> None:
    with_image = pdf.render('#image("logo.svg")', {}, {"logo.svg": PIXEL})
    assert len(PdfReader(io.BytesIO(with_image)).pages) == 1
    with pytest.raises(pdf.InvalidTemplate, match="Not the name of an image"):
        pdf.render("", {}, {"../logo.svg": PIXEL})


def test_a_picture_that_would_fill_memory_is_refused_before_it_is_decoded() -> None:
    huge = b"\x89PNG\r\n\x1a\n" + struct.pack(">I4sII", 13, b"IHDR", 20_000, 20_000)
    with pytest.raises(pdf.InvalidTemplate, match="more pixels"):
        pdf.render('#image("logo.png")', {}, {"logo.png": huge})


def test_missing_fonts_are_named_with_the_way_to_get_them(tmp_path: Path) -> None:
    (tmp_path / pdf.FACES[0]).touch()
    with pytest.raises(pdf.FontsMissing) as refusal:
        pdf.check_fonts(tmp_path)
    assert str(refusal.value) == (
        f"Documents need NotoSansSC_700Bold.ttf in {tmp_path}. Run `make setup`, which takes them "
        "from the npm package @expo-google-fonts/noto-sans-sc."
    )
