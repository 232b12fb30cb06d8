"""A document that lacks something names it, and cannot be sent before it is there: KIR-10."""

from __future__ import annotations

import io

from playwright.sync_api import expect
from pypdf import PdfReader

from tests.journeys.conftest import Arrive, told_in
from tests.journeys.people import add_line
from tests.journeys.product import Product
from tests.journeys.requests import ANA, fill_request

CLIENT, PHONE = "Elena Diaz", "0917 555 0144"


@told_in("blank")
def test_a_document_without_the_address_names_it_and_is_not_sent(
    arrive: Arrive, product: Product, company: str
) -> None:
    product.at("2026-03-02 09:00")
    mail = f"elena@{company}.example"
    without_address = {**ANA, "Your name": CLIENT, "Phone": PHONE, "E-mail": mail, "Address": ""}
    fill_request(arrive(), company, without_address).get_by_role("button", name="Send").click()
    k = arrive(f"k@{company}.example")
    m1 = arrive(f"{k.owner_of(company, CLIENT)}@{company}.example")
    deal = m1.open_card(company, CLIENT)
    m1.set("visit date", "2026-03-03T10:00")
    add_line(m1, "Window", "4", "10,000.00")
    m1.board(company)
    m1.carry(CLIENT, 3)
    expect(m1.page.get_by_text("is now in Payment")).to_be_visible()
    m1.wait_until_told(company, "can't be sent yet", f"Missing: Address of {CLIENT}")
    m1.go(deal)
    m1.page.locator("#panels").get_by_role("link", name="Payment document").click()
    document = m1.record_address()
    expect(m1.page.locator(".ak-facts")).to_contain_text(f"Address of {CLIENT}")
    m1.act("Send to the client")
    dialog = m1.page.get_by_role("dialog")
    dialog.locator("button[type=submit]").click()
    expect(dialog.get_by_role("alert")).to_contain_text(f"Missing: Address of {CLIENT}")
    m1.go(document)
    expect(m1.property("state")).to_have_text("Incomplete")
    assert product.post.letters_to(mail) == []
    # Once the address is there, the same document is made whole and goes out.
    m1.go(deal)
    m1.page.locator("#panels").get_by_role("link", name=CLIENT, exact=True).click()
    cell = m1.property("address")
    cell.locator(".ak-edit").click()
    cell.get_by_role("textbox").first.fill("27 Scout Limbaga St")
    cell.get_by_role("button", name="Save").click()
    expect(cell.locator("form")).to_have_count(0)
    m1.go(document)
    m1.act("Send to the client", lambda dialog: None)
    [paper] = list(product.post.wait_for(mail).iter_attachments())
    contents = paper.get_payload(decode=True)
    assert isinstance(contents, bytes)
    assert "27 Scout Limbaga St" in PdfReader(io.BytesIO(contents)).pages[0].extract_text()
    assert len(product.post.letters_to(mail)) == 1
