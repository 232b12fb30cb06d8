"""The ten commonest things take at most three presses of the mouse, or one command of the palette."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import Arrive
from tests.journeys.people import Visitor, add_line
from tests.journeys.product import A_TUESDAY, Product

MOST = 3
COUNT = """
    document.addEventListener("click", (event) => {
        if (!event.isTrusted || event.detail === 0) return;
        sessionStorage.setItem("presses", Number(sessionStorage.getItem("presses") ?? 0) + 1);
    }, true);
"""
PRESSED = "() => sessionStorage.setItem('presses', Number(sessionStorage.getItem('presses') ?? 0) + 1)"
DEAL = "Siti Rahmah · Balcony"


@pytest.fixture
def m1(arrive: Arrive, product: Product) -> Visitor:
    """A seller whose presses are counted by the browser, over all pages."""
    product.at(A_TUESDAY)
    visitor = arrive("m1@clicks.example")
    visitor.page.add_init_script(COUNT)
    visitor.go("/w/clicks/")
    return visitor


@contextmanager
def at_most_three(visitor: Visitor) -> Iterator[None]:
    """What is done inside takes between one and three presses."""
    visitor.page.evaluate("() => sessionStorage.removeItem('presses')")
    yield
    presses = visitor.page.evaluate("() => Number(sessionStorage.getItem('presses') ?? 0)")
    assert 1 <= presses <= MOST


def open_deal(m1: Visitor) -> str:
    return m1.open_card("clicks", DEAL)


def command(m1: Visitor, words: str, label: str) -> None:
    """Open the palette by its keys, type, and take what it marks."""
    m1.page.keyboard.press("Control+k")
    ask = m1.page.get_by_role("combobox", name="Search or type a command")
    expect(ask).to_be_focused()
    ask.fill(words)
    expect(m1.page.locator("#palette [role=option][aria-selected=true]")).to_contain_text(label)
    m1.page.keyboard.press("Enter")


def test_a_contact_is_added(m1: Visitor) -> None:
    with at_most_three(m1):
        m1.page.get_by_role("button", name="Create", exact=True).click()
        m1.page.locator("#create").get_by_role("button", name="Contact").click()
        dialog = m1.page.get_by_role("dialog", name="New contact")
        dialog.get_by_label("Name", exact=True).press_sequentially("Rosa Quick")
        dialog.get_by_role("button", name="Save").click()
        expect(m1.page.get_by_text("Contact “Rosa Quick” was added.")).to_be_visible()


def test_a_customer_is_found(m1: Visitor) -> None:
    with at_most_three(m1):
        m1.page.locator("[data-palette-open]").click()
        m1.page.keyboard.type("siti")
        m1.page.locator("#palette [role=option]").filter(has_text="Siti Rahmah").first.click()
        expect(m1.page.get_by_role("heading", level=1)).to_contain_text("Siti Rahmah")


def test_a_call_is_logged(m1: Visitor) -> None:
    open_deal(m1)
    with at_most_three(m1):
        m1.log_call("Wants two quotes")


def test_a_note_is_written(m1: Visitor) -> None:
    open_deal(m1)
    with at_most_three(m1):
        panel = m1.page.get_by_role("tabpanel", name="Note")
        panel.get_by_role("textbox").click()
        m1.page.keyboard.type("Has a dog")
        panel.get_by_role("button", name="Save").click()
        expect(m1.timeline()).to_contain_text("Has a dog")


def test_a_visit_is_planned(m1: Visitor) -> None:
    open_deal(m1)
    with at_most_three(m1):
        panel = m1.compose("visit")
        panel.locator("input[name=name]").fill("Look at the balcony")
        panel.locator("input[name=starts_at]").fill("2026-03-05T10:00")
        panel.get_by_role("button", name="Save").click()
        expect(m1.timeline()).to_contain_text("Look at the balcony")


def test_a_task_is_planned_and_finished(m1: Visitor) -> None:
    with at_most_three(m1):
        m1.page.get_by_role("button", name="New task").click()
        dialog = m1.page.get_by_role("dialog", name="New task")
        dialog.get_by_label(re.compile("^name|^task", re.IGNORECASE)).first.fill("Send the brochure")
        dialog.get_by_role("button", name="Save").click()
        expect(dialog).to_be_hidden()
    m1.go("/w/clicks/")
    with at_most_three(m1):
        m1.page.get_by_role("button", name="Done: Send the brochure").click()
        expect(m1.page.get_by_role("button", name="Done: Send the brochure")).to_have_count(0)


def test_a_deal_goes_to_another_stage(m1: Visitor) -> None:
    m1.open_card("clicks", "Jonathan Featherstone · Balcony")
    m1.set("Visit date", "2026-03-05T10:00")
    with at_most_three(m1):
        m1.page.locator(".ak-path").get_by_role("button", name="Measurements").click()
        expect(m1.page.locator(".ak-path [aria-current=step]")).to_contain_text("Measurements")


def test_a_deal_is_given_to_somebody_else(m1: Visitor) -> None:
    m1.open_card("clicks", "Trần Văn Đức · Balcony")
    with at_most_three(m1):
        cell = m1.property("Owner")
        cell.locator(".ak-edit").click()
        m1.page.keyboard.type("Minh")
        m1.page.get_by_role("option", name="Minh Lê").click()
        expect(cell).to_contain_text("Minh Lê")
        expect(cell.locator("form")).to_have_count(0)


def test_a_payment_is_recorded(m1: Visitor) -> None:
    open_deal(m1)
    with at_most_three(m1):
        m1.act(
            "Record payment",
            lambda dialog: dialog.get_by_label(re.compile("^amount", re.IGNORECASE)).first.fill("100"),
        )
        expect(m1.timeline()).to_contain_text("100")


def test_an_offer_is_sent(m1: Visitor, product: Product) -> None:
    open_deal(m1)
    add_line(m1, "Window", "2", "25000")
    with at_most_three(m1):
        m1.page.get_by_role("tab", name="Mail", exact=True).click()
        m1.page.get_by_label("Template").select_option(label="Payment document by mail")
        m1.page.evaluate(PRESSED)  # the list of a browser is opened by a press that the page does not hear
        expect(m1.page.get_by_role("checkbox", name="Payment document")).to_be_checked()
        m1.page.get_by_role("tabpanel", name="Mail", exact=True).get_by_role("button", name="Send").click()
        expect(m1.timeline()).to_contain_text("Your order: New windows")
    product.post.wait_for("siti@client.example")


def test_one_command_does_it_too(m1: Visitor) -> None:
    """From the keyboard alone: the palette finds each of them by a word or two."""
    command(m1, "new contact", "New contact")
    expect(m1.page.get_by_role("dialog", name="New contact")).to_be_visible()
    m1.page.keyboard.press("Escape")
    open_deal(m1)
    for words, label in (
        ("call", "Call for this record"),
        ("note", "Note for this record"),
        ("visit", "Visit for this record"),
        ("task", "Task for this record"),
        ("payment", "Record payment"),
        ("edit", "Edit all fields"),
        ("hand", "Hand over"),
    ):
        command(m1, words, label)
        dialog = m1.page.locator("#dialog[open]")
        expect(dialog).to_be_visible()
        dialog.get_by_role("button", name="Close").press("Enter")
        expect(dialog).to_have_count(0)
    command(m1, "mail", "Mail for this record")
    expect(m1.page.get_by_label("Template")).to_be_visible()
    command(m1, "help", "Help on this page")
    expect(m1.page.get_by_role("dialog", name="Help and keys")).to_be_visible()
    m1.page.keyboard.press("Escape")
    command(m1, "tour selling", "Tour: Selling")
    expect(m1.page.get_by_role("dialog", name="Where everything stands")).to_be_visible()
    m1.page.keyboard.press("Escape")
