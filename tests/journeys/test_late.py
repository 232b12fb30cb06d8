"""Who is told that a client was not called back: KIR-02 and KIR-03."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.journeys.conftest import Arrive
from tests.journeys.people import Visitor
from tests.journeys.product import Product
from tests.journeys.requests import ANA, CALL_BACK, fill_request


def overdue(visitor: Visitor, slug: str, what: str) -> list[str]:
    return [text for text in visitor.notices(slug) if "Overdue" in text and what in text]


def test_a_late_call_back_is_told_to_manager_and_head_once(arrive: Arrive, product: Product) -> None:
    """KIR-02 and KIR-03, in a company of its own: of two requests one is called in time."""
    product.at("2026-03-02 09:00")
    client = arrive()
    for name, phone in (("Ben Cruz", "0917 555 0200"), ("Mia Tan", "0917 555 0201")):
        page = fill_request(client, "late", {**ANA, "Your name": name, "Phone": phone, "E-mail": ""})
        page.get_by_role("button", name="Send").click()
        expect(page.get_by_role("status")).to_be_visible()
    m1, m2, k = (arrive(f"{short}@late.example") for short in ("m1", "m2", "k"))
    k.go("/w/late/")
    expect(k.page.locator("#bell b")).to_have_count(0)
    m2.open_card("late", "Mia Tan")
    product.at("2026-03-02 09:10")
    m2.log_call("will think about it")
    product.at("2026-03-02 09:15")
    expect(k.page.locator("#bell b")).to_have_text("1")
    [told] = overdue(k, "late", CALL_BACK)
    assert "Ben Cruz · Window installation" in told
    assert "Maya Santos" in told
    assert len(overdue(m1, "late", CALL_BACK)) == 1
    product.at("2026-03-02 09:20")
    assert overdue(m2, "late", CALL_BACK) == []
    assert len(overdue(k, "late", CALL_BACK)) == 1
