"""A new company sets itself up through the pages alone, and has clients, deals and tasks within ten minutes."""

from __future__ import annotations

import time

from playwright.sync_api import expect

from tests.journeys.companies import FOUNDER
from tests.journeys.conftest import PHONE, Arrive

TABLE = "Nama\tTelepon\tEmail\nBudi Hartono\t0812-3456-7890\tbudi@client.example\nSri\t12\tsri@client.example"
TEN_MINUTES = 600


def test_a_language_school_is_set_up_from_nothing(arrive: Arrive) -> None:
    began = time.monotonic()
    head = arrive(f"{FOUNDER}@founded.example", timezone_id="Asia/Jakarta")
    page = head.go("/w/founded/")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Tell us about your company")
    expect(page.get_by_label("Country")).to_have_value("ID")
    expect(page.get_by_label("Currency")).to_have_value("IDR")
    page.get_by_role("button", name="Go on").click()

    page.get_by_role("radio", name="Language school").check()
    page.get_by_role("button", name="Set this up").click()

    page.locator("#email-1").fill("guru@founded.example")
    page.locator("#team-1").fill("Kelas")
    page.get_by_role("button", name="One more").click()
    page.get_by_role("button", name="Invite").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Bring your first contacts")
    head.product.post.wait_for("guru@founded.example")

    page.locator("#table").fill(TABLE)
    page.get_by_role("button", name="Look at it").click()
    expect(page.get_by_role("row", name="Sri")).to_contain_text("12")
    page.get_by_role("button", name="Import them").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("is ready")

    head.go("/w/founded/deals/new?name=Budi+%C2%B7+English")
    page.get_by_label("product or service", exact=False).fill("General course")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Budi · English")
    head.board("founded")
    expect(head.column("Permintaan")).to_contain_text("Budi · English")
    assert time.monotonic() - began < TEN_MINUTES


def test_it_is_left_on_one_machine_and_finished_on_a_phone(arrive: Arrive) -> None:
    desk = arrive(f"{FOUNDER}@founded2.example")
    desk.go("/w/founded2/").get_by_role("button", name="Skip this for now").click()
    expect(desk.page.get_by_role("heading", level=1)).to_contain_text("closest to your business")
    desk.page.get_by_role("button", name="Later").click()
    expect(desk.page.get_by_role("complementary", name="Set up your company")).to_be_visible()

    phone = arrive(f"{FOUNDER}@founded2.example", viewport=PHONE)
    page = phone.go("/w/founded2/")
    expect(page.get_by_role("complementary", name="Set up your company")).to_contain_text("1 of 4")
    page.get_by_role("link", name="Go on").click()
    page.get_by_role("radio", name="Retail and wholesale").check()
    page.get_by_role("button", name="Set this up").click()
    page.get_by_role("button", name="Skip this for now").click()
    page.get_by_role("button", name="Make examples").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("is ready")
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    page.get_by_role("button", name="Remove the examples").click()
    expect(page.get_by_role("button", name="Remove the examples")).to_have_count(0)
