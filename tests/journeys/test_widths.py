"""No page scrolls sideways on a telephone, a tablet or a desk."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.journeys.conftest import Arrive
from tests.journeys.product import A_TUESDAY, Product
from tests.journeys.test_appearance import SETTINGS, WITHIN

WIDTHS = (360, 768, 1280)
FURTHER = (
    "calendar/",
    "notices/",
    "announcements/",
    "reports/all",
    "reports/workload",
    "reports/adoption",
    "functions",
)
TOO_WIDE = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


def test_no_page_is_wider_than_the_window(arrive: Arrive, product: Product) -> None:
    product.at(A_TUESDAY)
    k = arrive("k@windows.example")
    paths = [*WITHIN, *FURTHER, *(f"settings/{tail}" for tail in SETTINGS)]
    wrong = []
    for path in paths:
        page = k.go(f"/w/windows/{path}")
        expect(page.locator(".htmx-request")).to_have_count(0)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 800})
            page.wait_for_timeout(150)  # the calendar follows its window a moment later
            wrong += [f"{path} at {width}: {over} px"] if (over := page.evaluate(TOO_WIDE)) > 0 else []
    assert wrong == []


def test_without_a_line_the_installed_product_says_so(arrive: Arrive, product: Product) -> None:
    product.at(A_TUESDAY)
    k = arrive("k@windows.example")
    page = k.go("/w/windows/")
    page.evaluate(
        "async () => { await navigator.serviceWorker.register('/sw.js'); await navigator.serviceWorker.ready; }"
    )
    page.reload()
    k.context.set_offline(True)
    page.goto(f"{product.address}/w/windows/contacts/")
    expect(page.get_by_role("heading", name="No connection")).to_be_visible()
    k.context.set_offline(False)
    page.get_by_role("link", name="Try again").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Contacts")
    page.evaluate("async () => (await navigator.serviceWorker.getRegistration()).unregister()")
    k.wrong.clear()  # the browser says aloud that there was no line
