"""Work without a mouse: help, palette, rows, the filter, quick create, and cards."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.journeys.conftest import Arrive
from tests.journeys.people import Visitor, focus
from tests.journeys.product import A_TUESDAY, Product


def make_key(visitor: Visitor, label: str) -> str:
    """The letter after N that the Create menu shows beside a thing."""
    visitor.page.keyboard.press("c")
    way = visitor.page.locator("#create").get_by_role("button", name=label)
    expect(way).to_be_visible()
    key = way.locator("kbd").last.inner_text()
    visitor.page.keyboard.press("Escape")
    expect(way).to_be_hidden()
    return key.lower()


def test_the_question_mark_tells_the_keys(arrive: Arrive, product: Product) -> None:
    product.at(A_TUESDAY)
    m1 = arrive("m1@daily.example")
    m1.see("/w/daily/contacts/")
    m1.page.keyboard.press("?")
    help = m1.page.get_by_role("dialog", name="Help and keys")
    for said in ("Search or type a command", "Undo what was just done", "Filter this list"):
        expect(help).to_contain_text(said)
    m1.page.keyboard.press("Escape")
    expect(help).to_be_hidden()


def test_rows_are_walked_chosen_and_narrowed_by_keys(arrive: Arrive, product: Product) -> None:
    product.at(A_TUESDAY)
    m1 = arrive("m1@daily.example")
    m1.see("/w/daily/contacts/?sort=name")
    rows = m1.page.locator("tr[data-record]")
    for key in ("j", "j", "j", "k", "x"):
        m1.page.keyboard.press(key)
    expect(rows.nth(1)).to_have_class(re.compile("is-at"))
    expect(rows.nth(1).locator(".ak-check")).to_be_checked()
    expect(m1.page.locator("#bulk [data-count]")).to_have_text("1 selected")
    m1.page.keyboard.press("Escape")
    expect(m1.page.locator("#bulk")).to_be_hidden()
    m1.page.keyboard.press("/")
    expect(m1.page.locator("#filter-form")).to_be_visible()
    expect(m1.page.locator("#palette")).to_be_hidden()
    m1.page.keyboard.press("Escape")
    m1.page.keyboard.press("j")
    opened = m1.page.evaluate("() => document.activeElement.textContent")
    m1.page.keyboard.press("Enter")
    expect(m1.page.get_by_role("heading", level=1)).to_have_text(opened)


def test_the_palette_opens_people_goes_places_and_makes_things(arrive: Arrive, product: Product) -> None:
    product.at(A_TUESDAY)
    m1 = arrive("m1@daily.example")
    m1.see("/w/daily/")
    ask = m1.page.get_by_role("combobox", name="Search or type a command")
    m1.page.keyboard.press("Control+k")
    expect(ask).to_be_focused()
    ask.press_sequentially("budi")
    marked = m1.page.locator("#palette [role=option][aria-selected=true]")
    expect(marked).to_contain_text("Budi Santoso")
    m1.page.keyboard.press("Enter")
    expect(m1.page.get_by_role("heading", level=1)).to_have_text("Budi Santoso")
    m1.see(m1.record_address())
    m1.page.keyboard.press("Control+k")
    ask.press_sequentially(">deals")
    expect(marked).to_contain_text("Deals")
    m1.page.keyboard.press("Enter")
    expect(m1.page.get_by_role("heading", level=1)).to_have_text("Deals")
    m1.see("/w/daily/deals/")
    m1.page.keyboard.press("Control+k")
    ask.press_sequentially(">new task")
    expect(marked).to_contain_text("New task")
    m1.page.keyboard.press("Enter")
    expect(m1.page.get_by_role("dialog", name="New task")).to_be_visible()
    m1.page.keyboard.press("Escape")
    m1.page.keyboard.press("Control+k")
    expect(ask).to_be_focused()
    m1.page.keyboard.press("Control+k")
    expect(ask).to_be_hidden()


def test_two_keys_ask_for_a_new_contact_from_anywhere(arrive: Arrive, product: Product) -> None:
    product.at(A_TUESDAY)
    m1 = arrive("m1@daily.example")
    m1.see("/w/daily/deals/?as=board")
    letter = make_key(m1, "Contact")
    m1.page.keyboard.press("n")
    m1.page.keyboard.press(letter)
    dialog = m1.page.get_by_role("dialog", name="New contact")
    expect(dialog.get_by_label("Name")).to_be_focused()
    m1.page.keyboard.type("Rosa Quick")
    m1.page.keyboard.press("Enter")
    expect(dialog).to_be_hidden()
    expect(m1.page.get_by_text("Contact “Rosa Quick” was added.")).to_be_visible()
    m1.page.keyboard.press("Control+z")
    expect(m1.page.get_by_text("Undone: Create Contact", exact=False)).to_be_visible()
    m1.see("/w/daily/contacts/")
    expect(m1.page.get_by_role("link", name="Rosa Quick")).to_have_count(0)


def test_cards_are_walked_lifted_put_back_and_opened_by_keys(arrive: Arrive, product: Product) -> None:
    product.at(A_TUESDAY)
    m1 = arrive("m1@daily.example")
    m1.board("daily")
    m1.wait_for_the_board()
    cards = m1.column("First call").locator("li[data-card] .ak-card")
    focus(cards.first)
    m1.page.keyboard.press("ArrowDown")
    expect(cards.nth(1)).to_be_focused()
    m1.page.keyboard.press("ArrowUp")
    m1.page.keyboard.press(" ")
    expect(m1.page.locator("#announce")).to_contain_text("Lifted from First call")
    m1.page.keyboard.press("ArrowRight")
    expect(m1.page.locator("#announce")).to_contain_text("Over Measurements")
    expect(m1.column("Measurements").locator("li[data-card]")).to_have_count(1)
    m1.page.keyboard.press("Escape")
    expect(m1.column("Measurements").locator("li[data-card]")).to_have_count(0)
    expect(cards).to_have_count(3)
    title = cards.first.get_by_role("link").first.inner_text()
    focus(cards.first)
    m1.page.keyboard.press("Enter")
    expect(m1.page.get_by_role("heading", level=1)).to_contain_text(title)
