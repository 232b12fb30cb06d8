"""Who is told that a client was not called back: KIR-02 and KIR-03."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.journeys.conftest import Arrive, told_in
from tests.journeys.people import NAMES
from tests.journeys.product import Product
from tests.journeys.requests import ANA, CALL_BACK, fill_request

LATE, CALLED = "Ben Cruz", "Mia Tan"


@told_in("late")
def test_a_late_call_back_is_told_to_manager_and_head_once(
    arrive: Arrive, product: Product, company: str
) -> None:
    """KIR-02 and KIR-03: of two requests one is called in time."""
    product.at("2026-03-02 09:00")
    client = arrive()
    for name, phone in ((LATE, "0917 555 0200"), (CALLED, "0917 555 0201")):
        page = fill_request(client, company, {**ANA, "Your name": name, "Phone": phone, "E-mail": ""})
        page.get_by_role("button", name="Send").click()
        expect(page.locator("[data-sent]")).to_be_visible()
    k = arrive(f"k@{company}.example")
    slow, quick = (k.owner_of(company, name) for name in (LATE, CALLED))
    assert {slow, quick} == {"m1", "m2"}
    caller, sleeper = arrive(f"{quick}@{company}.example"), arrive(f"{slow}@{company}.example")
    caller.open_card(company, CALLED)
    product.at("2026-03-02 09:10")
    caller.log_call("will think about it")
    assert k.told(company, "Overdue", LATE) == []
    product.at("2026-03-02 09:15")
    k.wait_until_told(company, "Overdue", LATE)
    [told] = k.told(company, "Overdue", CALL_BACK, LATE)
    assert f"{LATE} · Window installation" in told
    assert NAMES[slow] in told
    assert len(sleeper.told(company, "Overdue", CALL_BACK, LATE)) == 1
    product.at("2026-03-02 09:20")
    for visitor in (caller, k):
        assert visitor.told(company, "Overdue", CALLED) == []
    assert len(k.told(company, "Overdue", CALL_BACK, LATE)) == 1
