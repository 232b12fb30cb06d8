"""An administrator opens a branch, draws a territory, and closes an account whose work goes to a colleague."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.journeys.conftest import Arrive

SETTINGS = "/w/hands/settings/"


def test_a_branch_a_territory_and_an_account_that_closes(arrive: Arrive) -> None:
    k = arrive("k@hands.example")
    page = k.page
    k.see(f"{SETTINGS}company")
    page.get_by_role("link", name="We have branches").click()
    page.get_by_role("link", name="New branch").first.click()
    page.get_by_label("Name").first.fill("Bandung")
    page.get_by_label("Code").fill("bdg")
    page.get_by_label("Maya Santos").check()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("link", name="Bandung")).to_be_visible()
    k.see("/w/hands/contacts/new")
    expect(page.get_by_label("Branch")).to_be_visible()

    k.see(f"{SETTINGS}territories/new")
    page.get_by_label("Name").fill("North")
    page.get_by_label("Cities").fill("Baguio, Vigan")
    page.get_by_label("Maya Santos").check()
    page.get_by_role("button", name="Save").click()
    page.get_by_label("City").fill("vigan")
    page.get_by_role("button", name="Try it").click()
    expect(page.get_by_role("status").filter(has_text="It lies in North.")).to_be_visible()

    k.see(f"{SETTINGS}users")
    page.get_by_role("link", name="Minh", exact=False).first.click()
    page.get_by_role("button", name="Close the account").click()
    expect(page.get_by_text("Choose who takes over", exact=False)).to_be_visible()
    page.get_by_label("Who takes it over").select_option(label="Maya Santos")
    page.get_by_role("button", name="Close the account").click()
    expect(page.get_by_text("Maya Santos takes over", exact=False)).to_be_visible()
