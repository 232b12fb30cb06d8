"""A document that lacks something names it, and cannot be sent before it is there: KIR-10."""

from __future__ import annotations

import io

from playwright.sync_api import expect
from pypdf import PdfReader

from tests.journeys.conftest import Arrive
from tests.journeys.people import add_line
from tests.journeys.product import Product
from tests.journeys.requests import ANA, fill_request

CLIENT = "ana@blank.example"


def test_a_document_without_the_address_names_it_and_is_not_sent(arrive: Arrive, product: Product) -> None:
    product.at("2026-03-02 09:00")
    without_address = {**ANA, "E-mail": CLIENT, "Address": ""}
    fill_request(arrive(), "blank", without_address).get_by_role("button", name="Send").click()
    m1 = arrive("m1@blank.example")
    deal = m1.open_card("blank", "Ana Reyes")
    m1.set("visit date", "2026-03-03T10:00")
    add_line(m1, "Window", "4", "10,000.00")
    m1.board("blank")
    m1.carry("Ana Reyes", 3)
    expect(m1.page.get_by_text("is now in Payment")).to_be_visible()
    expect(m1.page.locator("#bell b")).to_have_text("2")  # the call-back, and what the document lacks
    m1.go("/w/blank/notice/")
    problem = m1.page.locator("tr[data-record]").filter(has_text="can't be sent yet")
    expect(problem).to_have_count(1)
    expect(problem).to_contain_text("Missing: Address of Ana Reyes")
    m1.go(deal)
    m1.page.locator("#panels").get_by_role("link", name="Payment document").click()
    document = m1.record_address()
    expect(m1.page.locator(".ak-facts")).to_contain_text("Address of Ana Reyes")
    m1.act("Send to the client")
    dialog = m1.page.get_by_role("dialog")
    dialog.locator("button[type=submit]").click()
    expect(dialog.get_by_role("alert")).to_contain_text("Missing: Address of Ana Reyes")
    m1.go(document)
    expect(m1.property("state")).to_have_text("Incomplete")
    assert product.post.letters_to(CLIENT) == []
    # Once the address is there, the same document is made whole and goes out.
    m1.go(deal)
    m1.page.locator("#panels").get_by_role("link", name="Ana Reyes", exact=True).click()
    cell = m1.property("address")
    cell.locator(".ak-edit").click()
    cell.get_by_role("textbox").first.fill("27 Scout Limbaga St")
    cell.get_by_role("button", name="Save").click()
    expect(cell.locator("form")).to_have_count(0)
    m1.go(document)
    m1.act("Send to the client", lambda dialog: None)
    [paper] = list(product.post.wait_for(CLIENT).iter_attachments())
    contents = paper.get_payload(decode=True)
    assert isinstance(contents, bytes)
    assert "27 Scout Limbaga St" in PdfReader(io.BytesIO(contents)).pages[0].extract_text()
    assert len(product.post.letters_to(CLIENT)) == 1
