"""A company makes the product its own: a field, its words, what it does without; seen by a seller at once."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.journeys.conftest import Arrive

OBJECTS = "/w/daily/settings/objects"


def test_a_field_that_the_head_adds_is_filled_in_by_the_seller(arrive: Arrive) -> None:
    k, m1 = arrive("k@daily.example"), arrive("m1@daily.example")
    k.go(f"{OBJECTS}/deal")
    k.page.get_by_role("link", name="Add a field").first.click()
    k.page.get_by_label("Label", exact=True).first.fill("Glass")
    k.page.get_by_label("Type", exact=True).select_option(label="Choice")
    names = k.page.get_by_label("Name of the option")
    for place, name in enumerate(("Single", "Double", "Triple")):
        names.nth(place).fill(name)
    expect(names).to_have_count(4)  # the list grew
    k.page.get_by_label("Colour").nth(1).select_option(label="green")
    k.page.get_by_label("A column of the list").check()
    expect(k.page.locator("#preview")).to_contain_text("As a column of Deals")
    k.page.get_by_role("button", name="Add the field").click()
    expect(k.page.locator("#field-x_glass")).to_contain_text("your own")

    m1.go("/w/daily/deals/?as=list")
    cell = m1.page.locator("tbody tr").first.locator("[data-edit=x_glass]")
    cell.click()
    m1.page.get_by_role("combobox", name="Glass").select_option(label="Double")
    m1.page.keyboard.press("Enter")
    expect(m1.page.locator("tbody tr").first).to_contain_text("Double")
    m1.page.get_by_role("button", name="Undo").click()
    expect(m1.page.locator("tbody tr").first).not_to_contain_text("Double")


def test_deals_become_cases_and_visits_go(arrive: Arrive) -> None:
    k, m1 = arrive("k@daily.example"), arrive("m1@daily.example")
    k.go(f"{OBJECTS}/deal")
    k.page.get_by_label("One, in English").fill("Case")
    k.page.get_by_label("Many, in English").fill("Cases")
    k.page.get_by_role("button", name="Save the names").click()
    expect(k.page.locator("#nav")).to_contain_text("Cases")
    k.go(f"{OBJECTS}/visit")
    k.page.get_by_role("button", name="Switch off Visits").click()
    expect(k.page.get_by_role("heading", name="Switched off")).to_be_visible()
    m1.go("/w/daily/")
    expect(m1.page.locator("#nav")).to_contain_text("Cases")
    expect(m1.page.locator("#nav")).not_to_contain_text("Visits")
    k.page.locator("li.is-off").filter(has_text="Visits").get_by_role("button").click()
    m1.go("/w/daily/")
    expect(m1.page.locator("#nav")).to_contain_text("Visits")
    k.go(f"{OBJECTS}/deal")
    k.page.get_by_label("One, in English").fill("")
    k.page.get_by_label("Many, in English").fill("")
    k.page.get_by_role("button", name="Save the names").click()
    expect(k.page.locator("#nav")).to_contain_text("Deals")
