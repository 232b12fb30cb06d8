"""A tour is taken on the real pages: by mouse, by keys and on a telephone, left and taken up again."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Locator, expect

from tests.journeys.conftest import DESK, PHONE, Arrive
from tests.journeys.people import Visitor
from tests.journeys.product import A_TUESDAY, Product
from tests.journeys.test_appearance import barriers

MOVED = """(said) => {
    const where = document.querySelector("[data-where]");
    return document.querySelector(".ak-toast") || (where?.textContent && where.textContent !== said);
}"""


def card(visitor: Visitor, title: str) -> Locator:
    found = visitor.page.get_by_role("dialog", name=title, exact=True)
    expect(found).to_be_visible()
    return found


def begin(visitor: Visitor, name: str) -> None:
    visitor.page.keyboard.press("?")
    help = visitor.page.get_by_role("dialog", name="Help and keys")
    help.get_by_role("button", name=name).click()
    expect(help).to_be_hidden()


def test_a_tour_leads_over_pages_is_left_and_taken_up_again(arrive: Arrive, product: Product) -> None:
    product.at(A_TUESDAY)
    m1 = arrive("m1@guided.example")
    m1.see("/w/guided/")
    begin(m1, "Selling")
    card(m1, "Where everything stands").get_by_role("button", name="Next", exact=True).click()
    assert m1.page.url.endswith("/deals/?as=board")
    card(m1, "The same as a list")
    m1.page.keyboard.press("ArrowRight")
    way = card(m1, "Its way")
    expect(m1.page.locator(".ak-spot")).to_be_visible()
    m1.page.keyboard.press("ArrowLeft")
    card(m1, "The same as a list")
    m1.page.keyboard.press("ArrowRight")
    expect(way).to_be_visible()
    m1.page.keyboard.press("Escape")
    expect(way).to_have_count(0)
    m1.see("/w/guided/contacts/")
    expect(m1.page.locator(".ak-tour")).to_have_count(0)
    begin(m1, "Selling Go on where you left off")
    card(m1, "Its way")
    for title in ("What to do next", "After each conversation", "Price, payments, papers"):
        m1.page.get_by_role("button", name="Next", exact=True).click()
        last = card(m1, title)
    last.get_by_role("button", name="Done").click()
    expect(m1.page.get_by_text("You have taken the tour “Selling”.")).to_be_visible()
    k = arrive("k@guided.example")
    k.go("/w/guided/reports/adoption")
    learning = k.page.locator(".ak-people li").filter(has_text="Maya Santos")
    expect(learning).to_contain_text("Selling: tour taken")


@pytest.mark.parametrize(("size", "scheme"), [(DESK, "light"), (PHONE, "dark")])
def test_a_tour_and_help_have_no_barrier(arrive: Arrive, product: Product, size: Any, scheme: Any) -> None:
    product.at(A_TUESDAY)
    m2 = arrive("m2@guided.example", viewport=size, color_scheme=scheme, reduced_motion="reduce")
    m2.see("/w/guided/")
    m2.page.keyboard.press("?")
    expect(m2.page.locator("#help h3").first).to_be_visible()
    wrong = barriers(m2.page)
    m2.page.locator("#help [data-tour-begin=lists]").click()
    seen = 0
    while m2.page.locator(".ak-tour").count() or not seen:
        expect(m2.page.locator(".ak-tour:popover-open h2")).to_be_focused()
        # The card lies over other things to press, which axe takes for its neighbours.
        wrong += [barrier for barrier in barriers(m2.page) if not barrier.startswith("target-size")]
        box = m2.page.locator(".ak-tour").bounding_box()
        assert box
        assert box["x"] >= 0
        assert box["y"] >= 0
        assert box["x"] + box["width"] <= size["width"]
        assert box["y"] + box["height"] <= size["height"]
        seen += 1
        said = m2.page.locator("[data-where]").inner_text()
        m2.page.locator("[data-tour-next]").click()
        m2.page.wait_for_function(MOVED, arg=said)
        if m2.page.locator(".ak-toast").count():
            break
    assert seen >= 6
    assert wrong == []
