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
