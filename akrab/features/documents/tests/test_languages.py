"""Documents in the customer's language: their own words where there are some, and every letter of six languages."""

from typing import Any

import pytest

from akrab.engine import write
from akrab.features.documents.making import make
from akrab.features.documents.models import CompanyDetails, Template
from akrab.features.documents.tests.test_documents import (
    COMPANY,
    _deal,
    _pages,
    by,
    cast,
    design,
    published,
    template,
)  # fmt: skip
from akrab.identity.actor import Actor

__all__ = ["by", "cast", "template"]  # fixtures


@pytest.mark.parametrize(
    ("language", "client", "words"),
    [
        ("vi", "Nguyễn Thị Ngọc Ánh", "Số 12 phố Huế, Hà Nội"),
        ("zh-hans", "王小明", "北京市朝阳区建国路88号"),
        ("fil", "Mañalac", "Lungsod Quezon"),
        ("ms", "Siti Nurhaliza", "Jalan Ampang, Kuala Lumpur"),
        ("id", "Budi Santoso", "Jalan Sudirman, Jakarta"),
    ],
)
def test_documents_speak_six_languages(
    template: Template, by: Actor, language: str, client: str, words: str
) -> None:
    template = write.update(template, {"language": language}, by)
    document = make(template, _deal(by, client, "Window", {"line1": words}), by)
    assert document.missing == []
    assert client in _pages(document)
    assert words in _pages(document).replace(" 88 ", "88")  # set apart from Chinese by typst


def test_each_customer_gets_their_own_language_where_there_is_one(by: Actor) -> None:
    write.create(CompanyDetails, COMPANY, by)
    english = [{"id": "a", "kind": "text", "text": "Of {today}: {amount}"}]
    vietnamese = [{"id": "a", "kind": "text", "text": "Ngày {today}: {amount}"}]
    template = published(by, design(english, vi={"title": "Báo giá", "blocks": vietnamese}))
    said = {}
    for language in ("vi", "id", ""):
        deal: Any = _deal(by, f"Client {language}", "Windows")
        write.update(deal.contact, {"language": language}, by)
        document = make(template, type(deal).objects.get(pk=deal.pk), by)
        said[language] = (document.name, _pages(document))
    assert said["vi"][0] == "Báo giá PD-0001"
    assert "Ngày 3 tháng 3, 2026: 48.000,00" in said["vi"][1]
    assert said["id"][0] == "Payment document PD-0002"
    assert "Of 3 March 2026: ₱48,000.00" in said["id"][1]


def test_the_dates_of_one_document_are_written_alike(by: Actor) -> None:
    write.create(CompanyDetails, COMPANY, by)
    blocks = [{"id": "a", "kind": "text", "text": "{today} – {closes_on}"}]
    deal: Any = _deal(by, "Client", "Windows")
    write.update(deal.contact, {"language": "vi"}, by)
    deal = write.update(type(deal).objects.get(pk=deal.pk), {"closes_on": "2026-04-10"}, by)
    document = make(published(by, design(blocks)), deal, by)
    assert "3 March 2026 – 10 April 2026" in _pages(document)
    spoken = published(by, design(blocks, vi={"title": "Báo giá", "blocks": blocks}), name="Quotation")
    assert "3 tháng 3, 2026 – 10 tháng 4, 2026" in _pages(make(spoken, deal, by))
