"""A new company sets itself up through the pages alone, and has clients, deals and tasks within ten minutes."""

from __future__ import annotations

import time

from playwright.sync_api import expect

from tests.journeys.companies import FOUNDER
from tests.journeys.conftest import PHONE, Arrive
from tests.journeys.people import add_line
from tests.journeys.product import Product

TABLE = "Nama\tTelepon\tEmail\nBudi Hartono\t0812-3456-7890\tbudi@client.example\nSri\t12\tsri@client.example"
TEN_MINUTES = 600
RINA = {
    "name": "Rina Wulandari", "phone": "0812 7777 1234", "email": "rina@client.example", "service": "Kursus umum",
}  # fmt: skip


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


def test_a_student_of_the_school_goes_from_the_enquiry_to_the_renewal(
    arrive: Arrive, product: Product
) -> None:
    """Enquiry, trial lesson, enrolment, course and renewal, along the trade as it was set up above."""
    product.at("2026-03-02 09:00")
    student = arrive(locale="id-ID", timezone_id="Asia/Jakarta")
    page = student.go("/f/founded-trial-lesson")
    for name, text in RINA.items():
        page.locator(f"[name={name}]").fill(text)
    page.get_by_role("button", name=student.say("Send"), exact=True).click()
    expect(page.locator("[data-sent]")).to_be_visible()

    eka = arrive(f"{FOUNDER}@founded.example", timezone_id="Asia/Jakarta")
    deal = eka.open_card("founded", RINA["name"])
    eka.log_call("wants evenings")
    eka.set("visit date", "2026-03-04T17:00")
    eka.board("founded")
    eka.carry(RINA["name"], 1)
    eka.go("/w/founded/visits/")
    expect(eka.page.locator("tr[data-record]").filter(has_text=RINA["name"])).to_have_count(1)
    eka.board("founded")
    eka.carry(RINA["name"], 1)
    eka.go(deal)
    add_line(eka, "Kursus umum, 10 minggu", "1", "2,500,000")
    eka.set("delivery date", "2026-03-16")
    expect(eka.page.locator(".ak-facts")).to_contain_text("2,500,000")
    for place in range(2):  # the stage's checklist holds the deal
        box = eka.page.locator("#guidance .ak-check-list li").nth(place).get_by_role("button")
        box.click()
        expect(box).to_have_attribute("aria-pressed", "true")
    eka.board("founded")
    eka.carry(RINA["name"], 1)
    eka.go(deal)
    eka.act("Record payment", lambda dialog: dialog.locator("[name=amount]").fill("2,500,000"))
    expect(eka.property("balance")).to_contain_text("0")
    eka.board("founded")
    eka.carry(RINA["name"], 1)
    eka.go(deal)
    renewal = eka.page.locator("#panels").get_by_role("link", name=RINA["name"]).filter(has_text="berikutnya")
    expect(renewal).to_have_count(1)
    eka.act("Mark as won", lambda dialog: None)
    eka.go("/w/founded/reports/")
    tile = eka.page.locator(".ak-tile").filter(has_text=student.say("Closed [deals]"))
    expect(tile.locator(".ak-figure")).to_have_text("1")


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
