"""The thumb: on a telephone whatever is pressed is broad enough, and the commonest things take at most three taps."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import expect

from tests.journeys.clients import PHONE_OF_BUDI
from tests.journeys.conftest import PHONE, Arrive
from tests.journeys.people import Visitor, add_line
from tests.journeys.product import A_TUESDAY, Product
from tests.journeys.test_clicks import COUNT, MOST

DEAL = "Siti Rahmah · Balcony"
SITES = ("", "deals/?as=board", "contacts/", "visits/", "notices/", "calendar/", "help", "reports/all")

# Of what stands in the window: what does not answer 21 points beside its middle, where that is not another's ground.
NARROW = """
() => {
  const reach = 21;
  const wanted = "main :is(.ak-btn, .ak-round, .ak-tabs a, .ak-tabs button, .ak-seg a), .ak-top button, .ak-dock a";
  const faults = [];
  for (const one of document.querySelectorAll(wanted)) {
    const box = one.getBoundingClientRect();
    const [x, y] = [box.left + box.width / 2, box.top + box.height / 2];
    if (!one.checkVisibility() || !box.width || one.closest(".visually-hidden")) continue;
    const answers = (dx, dy) => {
      const hit = document.elementFromPoint(x + dx, y + dy);
      return hit && (one.contains(hit) || hit.closest("a, button, label") !== null);
    };
    if (!one.contains(document.elementFromPoint(x, y))) continue;
    const inside = y - reach > 0 && y + reach < innerHeight && x - reach > 0 && x + reach < innerWidth;
    if (inside && !(answers(0, -reach) && answers(0, reach) && answers(-reach, 0) && answers(reach, 0)))
      faults.push(`${one.className} ${one.ariaLabel ?? one.innerText} ${box.width}x${box.height}`);
  }
  return faults;
}
"""


@pytest.fixture
def m1(arrive: Arrive, product: Product) -> Visitor:
    """A seller with a telephone, whose taps are counted by the browser, over all pages."""
    product.at(A_TUESDAY)
    visitor = arrive(
        "m1@thumb.example", viewport=PHONE, has_touch=True, is_mobile=True, device_scale_factor=2
    )
    visitor.page.add_init_script(COUNT)
    visitor.go("/w/thumb/")
    return visitor


@contextmanager
def at_most_three(visitor: Visitor) -> Iterator[None]:
    """What is done inside takes between one and three taps."""
    visitor.page.evaluate("() => sessionStorage.removeItem('presses')")
    yield
    taps = visitor.page.evaluate("() => Number(sessionStorage.getItem('presses') ?? 0)")
    assert 1 <= taps <= MOST


def open_deal(m1: Visitor, text: str) -> None:
    """Open a deal from the list; its board shows one stage at a time here."""
    open_record(m1, "deals", text)


def open_record(m1: Visitor, objects: str, text: str) -> None:
    m1.go(f"/w/thumb/{objects}/")
    m1.page.locator("tr[data-record]").filter(has_text=text).get_by_role("link").first.tap()
    expect(m1.page.get_by_role("heading", level=1)).to_contain_text(text)


@pytest.mark.parametrize("path", SITES)
def test_what_is_pressed_is_as_broad_as_a_thumb(m1: Visitor, path: str) -> None:
    page = m1.see(f"/w/thumb/{path}")
    expect(page.locator(".htmx-request")).to_have_count(0)
    assert page.evaluate(NARROW) == []


def test_the_whole_of_a_row_and_of_a_card_opens_it(m1: Visitor) -> None:
    m1.go("/w/thumb/contacts/")
    row = m1.page.locator("tr[data-record]").filter(has_text="Siti Rahmah").first
    box = row.bounding_box()
    assert box
    m1.page.touchscreen.tap(box["x"] + 60, box["y"] + box["height"] - 5)
    expect(m1.page.get_by_role("heading", level=1)).to_contain_text("Siti Rahmah")
    m1.go("/w/thumb/deals/?as=board")
    card = m1.page.locator("li[data-card] .ak-card:visible").first
    m1.wait_for_the_board()
    card.tap(position={"x": 20, "y": 40})
    expect(m1.page.locator("#timeline")).to_be_visible()


def test_a_contact_is_added_in_three_taps(m1: Visitor) -> None:
    with at_most_three(m1):
        m1.page.get_by_role("button", name="Create", exact=True).tap()
        m1.page.locator("#create").get_by_role("button", name="Contact").tap()
        dialog = m1.page.get_by_role("dialog", name="New contact")
        dialog.get_by_label("Name", exact=True).press_sequentially("Rosa Quick")
        dialog.get_by_role("button", name="Save").tap()
        expect(m1.page.get_by_text("Contact “Rosa Quick” was added.")).to_be_visible()


def test_a_customer_is_found_by_part_of_a_number(m1: Visitor) -> None:
    with at_most_three(m1):
        m1.page.locator("[data-palette-open]").tap()
        m1.page.keyboard.type(PHONE_OF_BUDI[-4:])
        m1.page.locator("#palette [role=option]").filter(has_text="Budi Santoso").first.tap()
        expect(m1.page.get_by_role("heading", level=1)).to_contain_text("Budi Santoso")


def test_a_call_is_noted_and_its_next_step_planned(m1: Visitor) -> None:
    open_record(m1, "contacts", "Budi Santoso")
    link = m1.page.locator(".ak-rec-head [data-call]")
    link.evaluate("(link) => link.removeAttribute('href')")  # nothing here can dial
    with at_most_three(m1):
        link.tap()
        dialog = m1.page.get_by_role("dialog")
        expect(dialog.locator("header")).to_contain_text("Budi Santoso")
        dialog.locator("[name=outcome]").fill("Wants two quotes")
        dialog.get_by_role("button", name="Save").tap()
        expect(dialog).to_be_hidden()
    with at_most_three(m1):
        m1.page.get_by_role("link", name="Plan the next step").tap()
        expect(dialog.get_by_role("heading")).to_contain_text("New task")
        dialog.locator("[name=name]").fill("Send both quotes")
        dialog.get_by_role("button", name="Save").tap()
        expect(dialog).to_be_hidden()
    for text in ("Wants two quotes", "Send both quotes"):
        expect(m1.timeline()).to_contain_text(text)


def test_a_task_is_planned_and_finished(m1: Visitor) -> None:
    with at_most_three(m1):
        m1.page.get_by_role("button", name="New task").tap()
        dialog = m1.page.get_by_role("dialog", name="New task")
        dialog.locator("[name=name]").fill("Send the brochure")
        dialog.get_by_role("button", name="Save").tap()
        expect(dialog).to_be_hidden()
    m1.go("/w/thumb/")
    with at_most_three(m1):
        m1.page.get_by_role("button", name="Done: Send the brochure").tap()
        expect(m1.page.get_by_role("button", name="Done: Send the brochure")).to_have_count(0)


def test_a_note_and_a_visit_are_written_down(m1: Visitor) -> None:
    open_deal(m1, DEAL)
    with at_most_three(m1):
        panel = m1.page.get_by_role("tabpanel", name="Note")
        panel.get_by_role("textbox").tap()
        m1.page.keyboard.type("Has a dog")
        panel.get_by_role("button", name="Save").tap()
        expect(m1.timeline()).to_contain_text("Has a dog")
    with at_most_three(m1):
        panel = m1.compose("visit")
        panel.locator("input[name=name]").fill("Look at the balcony")
        panel.locator("input[name=starts_at]").fill("2026-03-05T10:00")
        panel.get_by_role("button", name="Save").tap()
        expect(m1.timeline()).to_contain_text("Look at the balcony")


def test_a_deal_goes_on_to_another_stage_and_back(m1: Visitor) -> None:
    open_deal(m1, "Jonathan Featherstone · Balcony")
    with at_most_three(m1):
        m1.page.locator(".ak-path").get_by_role("button", name="Measurements").tap()
        box = m1.page.get_by_role("dialog").locator("input:not([type=hidden])").first
        expect(box).to_be_visible()
        box.fill("2026-03-05T10:00")
        m1.page.get_by_role("dialog").locator("button[type=submit]").tap()
        expect(m1.page.locator(".ak-path [aria-current=step]")).to_contain_text("Measurements")


def test_a_payment_is_recorded(m1: Visitor) -> None:
    open_deal(m1, DEAL)
    with at_most_three(m1):
        m1.act(
            "Record payment",
            lambda dialog: dialog.get_by_label(re.compile("^amount", re.IGNORECASE)).first.fill("100"),
        )
    m1.page.get_by_text("Timeline", exact=True).first.tap()
    expect(m1.timeline()).to_contain_text("100")


def test_an_offer_is_sent(m1: Visitor, product: Product) -> None:
    open_deal(m1, DEAL)
    m1.page.locator("#part-related").check(force=True)
    add_line(m1, "Window", "2", "25000")
    m1.page.locator("#part-timeline").check(force=True)
    with at_most_three(m1):
        m1.page.get_by_role("tab", name="Mail", exact=True).tap()
        m1.page.get_by_label("Template").select_option(label="Payment document by mail")
        expect(m1.page.get_by_role("checkbox", name="Payment document")).to_be_checked()
        m1.page.get_by_role("tabpanel", name="Mail", exact=True).get_by_role("button", name="Send").tap()
        expect(m1.timeline()).to_contain_text("Your order: New windows")
    product.post.wait_for("siti@client.example")


def test_what_went_wrong_is_said_above_the_dialog_that_covers_the_page(m1: Visitor) -> None:
    m1.page.get_by_role("button", name="New task").tap()
    dialog = m1.page.get_by_role("dialog", name="New task")
    dialog.locator("[name=name]").fill("Nearly lost")
    m1.page.keyboard.press("Escape")
    said = m1.page.locator(".ak-toast")
    expect(said).to_be_visible()
    said.get_by_role("button", name="Close").tap()
    expect(said).to_have_count(0)
    expect(dialog.locator("[name=name]")).to_have_value("Nearly lost")


def test_nothing_jumps_on_a_slow_line(m1: Visitor) -> None:
    """My day and a record settle without what is read moving, at the speed of a poor 3G line."""
    line = m1.context.new_cdp_session(m1.page)
    line.send("Network.enable")
    slow = {
        "offline": False,
        "latency": 400,
        "downloadThroughput": 50_000,
        "uploadThroughput": 50_000,
    }
    line.send("Network.emulateNetworkConditions", slow)
    m1.page.add_init_script(
        "window.shift = 0; new PerformanceObserver((list) => { for (const one of list.getEntries())"
        " if (!one.hadRecentInput) window.shift += one.value; }).observe({ type: 'layout-shift', buffered: true });"
    )
    for path in ("", "deals/?as=board", "contacts/"):
        m1.see(f"/w/thumb/{path}")
        m1.page.wait_for_load_state("networkidle")
        assert m1.page.evaluate("() => window.shift") < 0.1
