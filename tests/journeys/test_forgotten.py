"""Who went to nobody and who was sent no estimate stands on a list, and is told once: KIR-05 and KIR-07."""

from __future__ import annotations

from playwright.sync_api import FilePayload, expect

from tests.journeys.conftest import Arrive
from tests.journeys.people import Visitor
from tests.journeys.product import Product
from tests.journeys.requests import ANA, fill_request

NAME = "Ana Reyes · Window installation"
ESTIMATE = "Calculate the cost and call the client within 2 hours"
MEASUREMENTS: FilePayload = {
    "name": "measurements.pdf",
    "mimeType": "application/pdf",
    "buffer": b"%PDF-1.4 four windows",
}


def listed(visitor: Visitor, view: str) -> list[str]:
    """The deals on one of the lists that should stay empty, reached by its tab."""
    visitor.go("/w/missed/deals/")
    visitor.page.get_by_role("navigation", name="Saved views").get_by_role("link", name=view).click()
    expect(visitor.page.locator(".ak-tabs [aria-current=page]")).to_have_text(view)
    return visitor.page.locator("tr[data-record] th a").all_inner_texts()


def told(visitor: Visitor, *words: str) -> list[str]:
    """What this person was told that holds all these words."""
    return [text for text in visitor.notices("missed") if all(word in text for word in words)]


def test_a_missed_measurement_is_listed_and_told_once(arrive: Arrive, product: Product) -> None:
    """KIR-05: the visit is at 10:00 on the next day, and half an hour of grace is given."""
    product.at("2026-03-02 09:00")
    fill_request(arrive(), "missed", ANA).get_by_role("button", name="Send").click()
    m1, s1, k = (arrive(f"{short}@missed.example") for short in ("m1", "s1", "k"))
    m1.open_card("missed", "Ana Reyes")
    m1.log_call("interested, visit agreed")
    m1.set("visit date", "2026-03-03T10:00")
    m1.board("missed")
    m1.carry("Ana Reyes", 1)
    expect(m1.page.get_by_text("is now in Measurements")).to_be_visible()
    product.at("2026-03-03 10:29")
    assert listed(k, "Not measured") == []
    assert told(k, "Not done in time") == []
    product.at("2026-03-03 10:31")
    expect(k.page.locator("#bell b")).to_be_visible()
    for visitor in (s1, k):
        wait_until_told(visitor, "Not done in time")
        [said] = told(visitor, "Not done in time")
        assert NAME in said
        assert "Sofian Rahman" in said
    assert listed(k, "Not measured") == [NAME]
    product.at("2026-03-03 11:25")
    assert listed(k, "Not measured") == [NAME]
    assert [len(told(visitor, "Not done in time")) for visitor in (s1, k, m1)] == [1, 1, 0]


def wait_until_told(visitor: Visitor, words: str) -> None:
    visitor.go("/w/missed/notice/")
    expect(visitor.page.locator("tr[data-record]").filter(has_text=words)).to_have_count(1)


def test_an_estimate_that_was_not_sent_is_listed_and_told_once(arrive: Arrive, product: Product) -> None:
    """KIR-07: the surveyor went after all, and nobody called within two hours."""
    product.at("2026-03-03 11:30")
    m1, s1, k = (arrive(f"{short}@missed.example") for short in ("m1", "s1", "k"))
    s1.board("missed")
    s1.carry("Ana Reyes", 1)
    refused = s1.card("Measurements", "Ana Reyes").get_by_role("alert")
    refused.locator("input[type=file]").set_input_files(MEASUREMENTS)
    refused.get_by_role("button", name="Add and move").click()
    expect(s1.card("Approval", "Ana Reyes")).to_be_visible()
    m1.go("/w/missed/")
    expect(m1.page.locator(".ak-task").filter(has_text=ESTIMATE)).to_contain_text("13:30")
    assert listed(k, "Not measured") == []
    product.at("2026-03-03 13:29")
    assert listed(k, "Estimate not sent") == []
    assert told(k, "Overdue", ESTIMATE) == []
    product.at("2026-03-03 13:31")
    for visitor in (m1, k):
        wait_until_told(visitor, f"Overdue: {ESTIMATE}")
        [said] = told(visitor, "Overdue", ESTIMATE)
        assert NAME in said
        assert "Maya Santos" in said
    assert listed(k, "Estimate not sent") == [NAME]
    product.at("2026-03-03 15:00")
    assert listed(m1, "Estimate not sent") == [NAME]
    assert [len(told(visitor, "Overdue", ESTIMATE)) for visitor in (m1, k, s1)] == [1, 1, 0]
