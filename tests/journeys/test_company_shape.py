"""An administrator opens a branch, which records know from then on, and draws a territory."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.journeys.conftest import Arrive

SETTINGS = "/w/hands/settings/"


def test_a_branch_is_opened_and_a_territory_drawn(arrive: Arrive) -> None:
    k = arrive("k@hands.example")
    page = k.page
    k.see(f"{SETTINGS}company")
    page.get_by_role("link", name="We have branches").click()
    page.get_by_role("link", name="New branch").first.click()
    page.get_by_label("Name").first.fill("Bandung")
    page.get_by_label("Code", exact=True).fill("bdg")
    page.get_by_label("Maya Santos").check()
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("link", name="Bandung").first).to_be_visible()
    k.see("/w/hands/contacts/new")
    expect(page.get_by_label("Branch", exact=False).first).to_be_visible()

    k.see(f"{SETTINGS}territories/new")
    page.get_by_label("Name", exact=True).fill("North")
    page.get_by_label("Cities", exact=False).fill("Baguio, Vigan")
    page.get_by_label("Maya Santos").check()
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_label("City", exact=False).fill("vigan")
    page.get_by_role("button", name="Try it").click()
    expect(page.get_by_role("status").filter(has_text="It lies in North.")).to_be_visible()


def test_deals_become_cases_and_colleagues_are_invited_by_the_handful(arrive: Arrive) -> None:
    k = arrive("k@hands.example")
    page = k.page
    k.see(f"{SETTINGS}objects/deal")
    page.get_by_label("One, in English").fill("Case")
    page.get_by_label("Many, in English").fill("Cases")
    page.get_by_label("Many, in English").press("Enter")
    expect(page.get_by_role("heading", name="Cases").first).to_be_visible()
    k.see("/w/hands/deals/")
    expect(page.get_by_text("New case").first).to_be_visible()
    k.see(f"{SETTINGS}objects/deal")
    page.get_by_label("One, in English").fill("")
    page.get_by_label("Many, in English").fill("")
    page.get_by_label("Many, in English").press("Enter")
    expect(page.get_by_role("heading", name="Deals").first).to_be_visible()

    k.see(f"{SETTINGS}users")
    page.get_by_label("E-mail addresses").fill(
        "Dora <dora@hands.example>\nemil@hands.example, fay@hands.example"
    )
    page.locator("#invite").get_by_role("button", name="Invite").click()
    expect(page.get_by_role("button", name="Send again emil@hands.example")).to_be_visible()
    k.see(f"{SETTINGS}users?q=emil")
    expect(page.get_by_text("Found: 1")).to_be_visible()
    expect(page.locator("#people").get_by_text("dora@hands.example")).to_have_count(0)
