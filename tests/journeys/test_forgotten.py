"""Who went to nobody and who was sent no estimate stands on a list, and is told once: KIR-05 and KIR-07."""

from __future__ import annotations

import re

from playwright.sync_api import FilePayload, expect

from tests.journeys.conftest import Arrive, told_in
from tests.journeys.figures import chart, opened
from tests.journeys.people import NAMES, Visitor
from tests.journeys.product import Product
from tests.journeys.requests import ANA, fill_request

OWN = "missed"
pytestmark = told_in(OWN)

CLIENT = "Rosa Lim"
NAME = f"{CLIENT} · Window installation"
ESTIMATE = "Calculate the cost and call the client within 2 hours"
MEASUREMENTS: FilePayload = {
    "name": "measurements.pdf",
    "mimeType": "application/pdf",
    "buffer": b"%PDF-1.4 four windows",
}
TILES = {"Not measured": "Not visited"}  # which the dashboard calls otherwise than the demo's saved view


def listed(k: Visitor, company: str, view: str) -> list[str]:
    """The client's deal, if it is on one of the lists that should stay empty.

    The demo's company has a saved view for each; every company has a tile of “What is late” that leads to the list.
    """
    page = k.page
    if company == OWN:
        k.go(f"/w/{company}/deals/")
        page.get_by_role("navigation", name="Saved views").get_by_role("link", name=view).click()
        expect(page.locator(".ak-tabs [aria-current=page]")).to_have_text(view)
    else:
        opened(k, company, "What is late")
        tile = chart(k, TILES.get(view, view))
        if tile.locator(".ak-nothing").count():
            return []
        tile.locator("tfoot td a").first.click()
        page.wait_for_url(re.compile(r"/deals/\?"))
    return page.locator("tr[data-record] th a").filter(has_text=CLIENT).all_inner_texts()


def test_a_missed_measurement_is_listed_and_told_once(arrive: Arrive, product: Product, company: str) -> None:
    """KIR-05: the visit is at 10:00 on the next day, and half an hour of grace is given."""
    product.at("2026-03-02 09:00")
    answers = {**ANA, "Your name": CLIENT, "Phone": "0917 555 0143", "E-mail": ""}
    fill_request(arrive(), company, answers).get_by_role("button", name="Send").click()
    s1, k = arrive(f"s1@{company}.example"), arrive(f"k@{company}.example")
    m1 = arrive(f"{k.owner_of(company, CLIENT)}@{company}.example")
    m1.open_card(company, CLIENT)
    m1.log_call("interested, visit agreed")
    m1.set("visit date", "2026-03-03T10:00")
    m1.board(company)
    m1.carry(CLIENT, 1)
    expect(m1.page.get_by_text("is now in Measurements")).to_be_visible()
    product.at("2026-03-03 10:29")
    assert listed(k, company, "Not measured") == []
    assert k.told(company, "Not done in time", NAME) == []
    product.at("2026-03-03 10:31")
    expect(k.page.locator("#bell b")).to_be_visible()
    for visitor in (s1, k):
        visitor.wait_until_told(company, "Not done in time", NAME)
        [said] = visitor.told(company, "Not done in time", NAME)
        assert "Sofian Rahman" in said
    assert listed(k, company, "Not measured") == [NAME]
    product.at("2026-03-03 11:25")
    assert listed(k, company, "Not measured") == [NAME]
    assert [len(one.told(company, "Not done in time", NAME)) for one in (s1, k, m1)] == [1, 1, 0]


def test_an_estimate_that_was_not_sent_is_listed_and_told_once(
    arrive: Arrive, product: Product, company: str
) -> None:
    """KIR-07: the surveyor went after all, and nobody called within two hours."""
    product.at("2026-03-03 11:30")
    s1, k = arrive(f"s1@{company}.example"), arrive(f"k@{company}.example")
    owner = k.owner_of(company, CLIENT)
    m1 = arrive(f"{owner}@{company}.example")
    s1.board(company)
    s1.carry(CLIENT, 1)
    refused = s1.card("Measurements", CLIENT).get_by_role("alert")
    refused.locator("input[type=file]").set_input_files(MEASUREMENTS)
    refused.get_by_role("button", name="Add and move").click()
    expect(s1.card("Approval", CLIENT)).to_be_visible()
    m1.go(f"/w/{company}/")
    expect(m1.page.locator(".ak-task").filter(has_text=ESTIMATE)).to_contain_text("13:30")
    assert listed(k, company, "Not measured") == []
    product.at("2026-03-03 13:29")
    assert listed(k, company, "Estimate not sent") == []
    assert k.told(company, "Overdue", ESTIMATE, NAME) == []
    product.at("2026-03-03 13:31")
    for visitor in (m1, k):
        visitor.wait_until_told(company, f"Overdue: {ESTIMATE}", NAME)
        [said] = visitor.told(company, "Overdue", ESTIMATE, NAME)
        assert NAMES[owner] in said
    assert listed(k, company, "Estimate not sent") == [NAME]
    product.at("2026-03-03 15:00")
    assert listed(k, company, "Estimate not sent") == [NAME]
    assert [len(one.told(company, "Overdue", ESTIMATE, NAME)) for one in (m1, k, s1)] == [1, 1, 0]
