"""A document made in Word on paper: what was read of the filled file, set as PDF or as pictures of its pages.

Its words, styles, lists, tables, pictures, head and foot are kept; the letters are those of all our documents, and a
picture that floats stands in its line. What could not be shown at all is refused before (`word.check_word`).
"""

from functools import cache
from pathlib import Path
from typing import Any

from akrab.features.documents.paper import TYPST_LANGUAGES
from akrab.lib import pdf, wordfile


def as_pdf(filled: bytes, contents: dict[str, Any]) -> bytes:
    """The PDF. Raises `wordfile.BadWordFile`, `pdf.MissingGlyphs` and `pdf.InvalidTemplate`."""
    values, images = _told(filled, contents)
    return pdf.render(_source(), values, images)


def as_pictures(filled: bytes, contents: dict[str, Any]) -> list[bytes]:
    """Each page as PNG; raises as `as_pdf` does."""
    values, images = _told(filled, contents)
    return pdf.render_pages(_source(), values, images)


def _told(filled: bytes, contents: dict[str, Any]) -> tuple[dict[str, Any], dict[str, bytes]]:
    layout = wordfile.layout(filled)
    language = contents["language"]
    values = {
        "title": f"{contents['title']} {contents['number']}".strip(),
        "company": contents["company"],
        "language": TYPST_LANGUAGES.get(language, language),
        "sections": layout.sections,
    }
    return values, dict(layout.images)


@cache
def _source() -> str:
    return (Path(__file__).parent / "typst" / "word.typ").read_text(encoding="utf-8")
