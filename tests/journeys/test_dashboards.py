"""A dashboard is filtered, fills the screen and is arranged by mouse and keyboard; maps and late lists lead on."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.journeys.conftest import DESK, PHONE, Arrive
from tests.journeys.figures import chart, opened, rows
from tests.journeys.product import Product


def headings(page: Page) -> list[str]:
    return page.locator(".ak-tile-list strong").all_inner_texts()


def test_a_dashboard_is_filtered_and_fills_the_screen(arrive: Arrive, product: Product) -> None:
    product.at("2026-03-16 09:00")
    page = opened(arrive("k@march.example", viewport=DESK), "march", "Sources and losses")
    lost = page.locator(".ak-chart").filter(has_text="Lost by reason and owner")
    expect(lost.locator("tfoot td").last).to_have_text("6")
    page.get_by_role("button", name="Filter").click()
    page.get_by_label("Person").select_option(label="Minh Lê")
    page.get_by_role("button", name="Show").first.click()
    expect(lost).to_contain_text("Nothing in this period.")
    page.get_by_role("button", name="Filter").click()
    page.get_by_role("link", name="Without filters").click()
    expect(lost.locator("tfoot td").last).to_have_text("6")
    page.get_by_role("button", name="More").last.click()
    page.get_by_role("button", name="Full screen").click()
    page.wait_for_function("document.fullscreenElement?.id === 'main'")


def test_filters_narrow_every_tile_and_stay_as_the_figures_follow_what_happens(
    arrive: Arrive, product: Product
) -> None:
    """By a team and by a field that all tiles share; what comes in meanwhile counts, on the full screen too.

    In a company of its own: others count the deals of March.
    """
    product.at("2026-03-16 09:00")
    k, m1 = arrive("k@month.example", viewport=DESK), arrive("m1@month.example")
    page = opened(k, "month", "Sources and losses")
    said = page.get_by_label("Filters over all tiles").get_by_role("listitem")
    requests = chart(k, "Clients by source").locator("tfoot td").first
    lost = chart(k, "Lost by reason and owner").locator("tfoot td").last
    everything, referred = requests.inner_text(), rows(k, "Clients by source")["Referral"][0]
    assert 0 < int(referred) < int(everything)
    all_lost = lost.inner_text()

    def chosen(label: str, text: str) -> None:
        page.get_by_role("button", name="Filter").click()
        page.locator("#tile-filters").get_by_label(label).select_option(label=text)
        page.get_by_role("button", name="Show").first.click()

    chosen("Team", "Windows")
    expect(said).to_have_text(["Team: Windows"])
    expect(requests).to_have_text(everything)  # all of them are in the one team
    chosen("Only where", "Referral")
    expect(said).to_have_text(["Team: Windows", "Source: Referral"])
    expect(requests).to_have_text(referred)
    assert lost.count() == 0 or int(lost.inner_text()) < int(all_lost), "every tile is narrowed"
    page.get_by_role("button", name="More").last.click()
    page.get_by_role("button", name="Full screen").click()
    page.wait_for_function("document.fullscreenElement?.id === 'main'")
    m1.go("/w/month/deals/new")
    m1.page.get_by_label("Name", exact=True).fill("Heard of by a friend")
    m1.page.get_by_role("combobox", name="Source").fill("Referral")
    m1.page.get_by_role("option", name="Referral").click()
    expect(m1.page.get_by_role("option", name="Referral")).to_be_hidden()
    m1.page.get_by_role("button", name="Save", exact=True).click()
    expect(m1.page.get_by_role("heading", level=1)).to_contain_text("Heard of by a friend")
    expect(requests).to_have_text(str(int(referred) + 1))
    assert page.evaluate("document.fullscreenElement?.id") == "main"
    page.keyboard.press("Escape")
    page.get_by_role("link", name="Without the filter “Source”").click()
    expect(said).to_have_text(["Team: Windows"])
    expect(requests).to_have_text(str(int(everything) + 1))


def test_tiles_are_arranged_by_keyboard_and_by_mouse(arrive: Arrive) -> None:
    page = opened(
        arrive("k@march.example", viewport={"width": 1280, "height": 1000}), "march", "Sales activity"
    )
    page.get_by_role("button", name="More").last.click()
    page.get_by_role("link", name="Edit dashboard").click()
    first, second, third, *_others = headings(page)
    page.locator(".ak-tile-list > li").first.get_by_role("button", name="Later").press("Enter")
    expect(page.locator(".ak-tile-list strong").first).to_have_text(second)
    assert headings(page)[:3] == [second, first, third]
    page.locator(".ak-tile-list [data-grip]").nth(1).drag_to(
        page.locator(".ak-tile-list [data-grip]").first, target_position={"x": 2, "y": 2}
    )
    expect(page.locator(".ak-tile-list strong").first).to_have_text(first)
    assert headings(page)[:3] == [first, second, third]


def test_places_of_the_map_are_reached_by_keyboard_on_a_phone(arrive: Arrive, product: Product) -> None:
    product.at("2026-03-16 09:00")
    page = opened(arrive("k@march.example", viewport=PHONE), "march", "Sources and losses")
    tile = page.locator(".ak-chart").filter(has_text="Clients by country")
    places = tile.locator(".ak-map .ak-places a")
    said = places.all_inner_texts()
    tile.get_by_text("Table", exact=True).click()
    assert tile.locator("tbody td").all_inner_texts() == said, "the same figures as chart and as table"
    tile.get_by_text("Chart", exact=True).click()
    places.first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/deals/\?"))


def test_a_forgotten_client_stands_with_stage_person_and_time_and_leads_to_the_deal(
    arrive: Arrive, product: Product
) -> None:
    product.at("2026-03-16 09:00")
    page = opened(arrive("k@march.example", viewport=PHONE), "march", "What is late")
    tile = page.locator(".ak-chart").filter(has_text="Not called back")
    expect(tile.get_by_role("columnheader")).to_have_text(
        ["Stage · In hand of", "Deals", "Longest in the stage"]
    )
    row = tile.locator("tbody tr").first
    expect(row.get_by_role("rowheader")).to_have_text("First call")
    late = row.locator("td a").first
    counted = int(late.inner_text())
    late.click()
    expect(page.locator("tr[data-record]")).to_have_count(counted)
