"""Every key that help lists is pressed and does what is said; one that is listed and not pressed here fails."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import suppress

from playwright.sync_api import expect

from tests.journeys.conftest import Arrive
from tests.journeys.people import Visitor, focus
from tests.journeys.product import A_TUESDAY, Product

LIST = "/w/guided/contacts/?sort=name"


def test_every_key_that_help_lists_works(arrive: Arrive, product: Product) -> None:
    product.at(A_TUESDAY)
    m2 = arrive("m2@guided.example")
    m2.see("/w/guided/")
    m2.page.keyboard.press("?")
    help = m2.page.get_by_role("dialog", name="Help and keys")
    expect(help.locator(".ak-keys").first).to_be_visible()
    rows = help.locator(".ak-keys > div").all()
    listed = {" ".join(row.locator("kbd").all_inner_texts()) for row in rows}
    assert listed == set(PRESSED)
    m2.page.keyboard.press("Escape")
    expect(help).to_be_hidden()
    for press in PRESSED.values():
        press(m2)


def insisting(press: Callable[[], None], seen: Callable[[int], None]) -> None:
    """Press until it is seen, three times at most: a page that is being drawn anew may miss a key."""
    for _try in range(2):
        press()
        with suppress(AssertionError):
            seen(5000)
            return
    press()
    seen(15000)


def opens(m2: Visitor, where: str, *keys: str) -> None:
    """Keys open something, and Escape closes it."""

    def press() -> None:
        for key in keys:
            m2.page.keyboard.press(key)

    shown = m2.page.locator(where)
    insisting(press, lambda timeout: expect(shown).to_be_visible(timeout=timeout))
    m2.page.keyboard.press("Escape")
    expect(shown).to_be_hidden()


def palette(m2: Visitor) -> None:
    opens(m2, "#palette[open]", "Control+k")


def create(m2: Visitor) -> None:
    opens(m2, "#create", "c")


def make(m2: Visitor) -> None:
    letter = m2.page.locator("#create [data-make-key]").first.get_attribute("data-make-key")
    opens(m2, "#dialog[open]", "n", str(letter))


def go(m2: Visitor) -> None:
    def press() -> None:
        m2.page.keyboard.press("g")
        m2.page.keyboard.press("r")

    insisting(press, lambda timeout: expect(m2.page).to_have_url(re.compile("/reports/"), timeout=timeout))


def undo(m2: Visitor) -> None:
    m2.see(LIST)
    m2.page.get_by_role("button", name="New contact").click()
    m2.page.get_by_role("dialog").get_by_label("Name", exact=True).fill("Gone Soon")
    m2.page.keyboard.press("Enter")
    expect(m2.page.get_by_text("Contact “Gone Soon” was added.")).to_be_visible()
    m2.page.keyboard.press("Control+z")
    expect(m2.page.get_by_text("Undone:", exact=False)).to_be_visible()


def narrow(m2: Visitor) -> None:
    m2.see(LIST)
    m2.page.keyboard.press("/")
    expect(m2.page.locator("#filter-form")).to_be_visible()
    m2.page.keyboard.press("Escape")


def walk(m2: Visitor) -> None:
    m2.see(LIST)
    rows = m2.page.locator("tr[data-record]")
    m2.page.keyboard.press("j")
    m2.page.keyboard.press("j")
    expect(rows.nth(1)).to_have_class(re.compile("is-at"))


def walk_back(m2: Visitor) -> None:
    walk(m2)
    m2.page.keyboard.press("k")
    expect(m2.page.locator("tr[data-record]").nth(0)).to_have_class(re.compile("is-at"))


def select(m2: Visitor) -> None:
    walk(m2)
    m2.page.keyboard.press("x")
    expect(m2.page.locator("tr[data-record]").nth(1).locator(".ak-check")).to_be_checked()


def edit(m2: Visitor) -> None:
    walk(m2)
    m2.page.keyboard.press("e")
    expect(m2.page.locator("tr.is-at form")).to_be_visible()
    m2.page.keyboard.press("Escape")


def open_row(m2: Visitor) -> None:
    walk(m2)
    m2.page.keyboard.press("Enter")
    expect(m2.page.locator("#record")).to_be_visible()


def walk_cards(m2: Visitor) -> None:
    m2.board("guided")
    m2.wait_for_the_board()
    cards = m2.column("First call").locator("li[data-card] .ak-card")
    focus(cards.first)
    m2.page.keyboard.press("ArrowDown")
    expect(cards.nth(1)).to_be_focused()
    m2.page.keyboard.press("ArrowUp")
    expect(cards.first).to_be_focused()


def lift(m2: Visitor) -> None:
    walk_cards(m2)
    m2.page.keyboard.press(" ")
    expect(m2.page.locator("#announce")).to_contain_text("Lifted from First call")
    m2.page.keyboard.press("Escape")


def carry(m2: Visitor) -> None:
    walk_cards(m2)
    m2.page.keyboard.press(" ")
    m2.page.keyboard.press("ArrowRight")
    expect(m2.page.locator("#announce")).to_contain_text("Over Measurements")
    m2.page.keyboard.press("ArrowLeft")
    m2.page.keyboard.press("Escape")


def plan(m2: Visitor, name: str = "Stand-up", at: str = "14:00") -> None:
    """Something in the calendar to move and to stretch."""
    m2.see("/w/guided/meetings/")
    m2.page.get_by_role("button", name="New meeting").click()
    dialog = m2.page.get_by_role("dialog")
    dialog.locator("input[name=name]").fill(name)
    dialog.locator("input[name=starts_at]").fill(f"2026-03-03T{at}")
    dialog.locator("button[type=submit]").click()
    expect(dialog).to_be_hidden()


def press_entry(m2: Visitor, key: str) -> None:
    """Press a key on the meeting in the calendar, which then says where the meeting is."""
    m2.see("/w/guided/calendar/")
    entry = m2.page.locator("[data-entry]").filter(has_text="Stand-up").first
    focus(entry)
    m2.page.keyboard.press(key)
    expect(m2.page.locator("#announce")).to_contain_text("Stand-up")


def move_entry(m2: Visitor) -> None:
    plan(m2)
    press_entry(m2, "Shift+ArrowDown")


def stretch_entry(m2: Visitor) -> None:
    press_entry(m2, "+")


def walk_entries(m2: Visitor) -> None:
    """From one meeting of the day to the next, and back."""
    plan(m2, "Evening", "18:00")
    m2.see("/w/guided/calendar/?view=people")
    first = m2.page.locator("[data-lane] [data-entry]").first
    focus(first)
    m2.page.keyboard.press("ArrowDown")
    expect(m2.page.locator("[data-lane] [data-entry]").nth(1)).to_be_focused()
    m2.page.keyboard.press("ArrowUp")
    expect(first).to_be_focused()


def is_known(m2: Visitor) -> None:
    """Pressed already: they opened and closed the help that was read."""


PRESSED: dict[str, Callable[[Visitor], None]] = {
    "Ctrl K": palette,
    "C": create,
    "N letter": make,
    "G letter": go,
    "Ctrl Z": undo,
    "?": is_known,
    "Esc": is_known,
    "/": narrow,
    "J": walk,
    "K": walk_back,
    "X": select,
    "E": edit,
    "↵": open_row,
    "↑ ↓": walk_cards,
    "Space": lift,
    "← →": carry,
    "Shift ← → ↑ ↓": move_entry,
    "+ −": stretch_entry,
    "← → ↑ ↓": walk_entries,
}
