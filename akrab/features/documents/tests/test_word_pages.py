"""Templates made in Word: what customers get is the PDF of their pages, or the Word file alone."""

import io
from typing import Any

import pytest
from docx import Document as WordDocument
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from akrab.engine import contents, write
from akrab.engine.errors import Invalid
from akrab.engine.record import Record
from akrab.features.documents.making import make
from akrab.features.documents.models import CompanyDetails, Edition
from akrab.features.documents.tests.test_documents import COMPANY, _pages, by, cast, deal, published
from akrab.identity.actor import Actor

__all__ = ["by", "cast", "deal"]  # fixtures
BOX = f"<w:p {nsdecls('w')}><w:r><w:pict><v:shape xmlns:v='urn:schemas-microsoft-com:vml'/></w:pict></w:r></w:p>"


def drafted(word_as: str | None, with_box: bool = False) -> dict[str, Any]:
    """A design from a Word file that names the contact and goes over the lines."""
    made: Any = WordDocument()
    made.sections[0].footer.paragraphs[0].text = "{{ company.name }}"
    made.add_heading("Offer {{ number }}", 1)
    made.add_paragraph("Dear {{ contact.name }}, installed on {{ today }}")
    table = made.add_table(rows=3, cols=2, style="Table Grid")
    for row, texts in enumerate(
        (("{%tr for line in lines %}", ""), ("{{ line.name }}", "{{ line.total }}"), ("{%tr endfor %}", ""))
    ):
        for cell, text in zip(table.rows[row].cells, texts, strict=True):
            cell.text = text
    if with_box:
        made.element.body.insert(0, parse_xml(BOX))
    held = io.BytesIO()
    made.save(held)
    word = contents.keep("offer.docx", [held.getvalue()])
    more = {"word_as": word_as} if word_as else {}
    return {"made_in": "word", "variants": {"": {"title": "Offer", "word": word}}, **more}


def test_customers_get_the_pdf_with_the_word_file_beside_it(by: Actor, deal: Record) -> None:
    write.create(CompanyDetails, COMPANY, by)
    document = make(published(by, drafted("pdf")), deal, by)
    assert document.missing == []
    assert (document.file["name"], document.word["name"]) == ("Offer PD-0001.pdf", "Offer PD-0001.docx")
    page = _pages(document)
    assert "Offer PD-0001" in page
    assert "installed on 3 March 2026" in page
    assert "Windows Installation Co." in page
    assert "₱8,000.00" in page


@pytest.mark.parametrize("word_as", ["word", None])
def test_customers_get_the_word_file_alone_where_that_is_wanted(
    by: Actor, deal: Record, word_as: str | None
) -> None:
    write.create(CompanyDetails, COMPANY, by)
    document = make(published(by, drafted(word_as, with_box=True)), deal, by)
    assert document.file["name"] == "Offer PD-0001.docx"
    assert document.word == {}


def test_what_the_pdf_could_not_show_is_named_and_not_published(by: Actor, deal: Record) -> None:
    with pytest.raises(Invalid, match="would lack: shapes and drawings"):
        published(by, drafted("pdf", with_box=True))
    assert not Edition.objects.exists()
