"""A document on paper: its contents set by typst, as PDF or as pictures of its pages."""

from functools import cache
from pathlib import Path
from typing import Any

from akrab.lib import pdf

TYPST_LANGUAGES = {"zh-hans": "zh", "fil": "tl"}
PAPERS = {"a4": "a4", "a5": "a5", "letter": "us-letter", "legal": "us-legal"}


def as_pdf(contents: dict[str, Any], images: dict[str, bytes]) -> bytes:
    """The PDF. Raises `lib.pdf.MissingGlyphs`, and `InvalidTemplate` for a picture that is none."""
    return pdf.render(_source(), _told(contents), images)


def as_pictures(contents: dict[str, Any], images: dict[str, bytes]) -> list[bytes]:
    """Each page as PNG; raises as `as_pdf` does."""
    return pdf.render_pages(_source(), _told(contents), images)


def _told(contents: dict[str, Any]) -> dict[str, Any]:
    language = contents["language"]
    page = contents["page"]
    return contents | {
        "language": TYPST_LANGUAGES.get(language, language),
        "page": page | {"paper": PAPERS[page["size"]]},
    }


@cache
def _source() -> str:
    return (Path(__file__).parent / "typst" / "document.typ").read_text(encoding="utf-8")
