"""A head plans the team's week: a meeting by a span, moved by mouse and keys, given to a colleague who sees it come."""

from __future__ import annotations

from playwright.sync_api import Locator, expect

from tests.journeys.conftest import PHONE, Arrive
from tests.journeys.people import Visitor
from tests.journeys.product import A_TUESDAY, Product

CALENDAR = "/w/hands/calendar/"


def entry(visitor: Visitor, name: str) -> Locator:
    return visitor.page.locator("[data-entry]").filter(has_text=name).first


def carry(visitor: Visitor, what: Locator, x: float, y: float) -> None:
    """Drag an entry to a point of the window."""
    box = what.bounding_box()
    assert box
    mouse = visitor.page.mouse
    mouse.move(box["x"] + 30, box["y"] + 8)
    mouse.down()
    mouse.move(box["x"] + 36, box["y"] + 16, steps=4)
    mouse.move(x, y, steps=12)
    mouse.move(x + 1, y + 1, steps=3)
    mouse.up()


def plan(visitor: Visitor, name: str, starts: str) -> None:
    """Plan a meeting by the button above the calendar."""
    visitor.page.get_by_role("button", name="Plan", exact=True).click()
    visitor.page.get_by_role("button", name="Meeting", exact=True).click()
    dialog = visitor.page.get_by_role("dialog")
    dialog.get_by_label("Meeting", exact=False).first.fill(name)
    dialog.get_by_label("Starts").fill(starts)
    dialog.get_by_role("button", name="Save").click()


def test_the_week_is_planned_moved_and_given_away(arrive: Arrive, product: Product) -> None:
    product.at(A_TUESDAY)
    today = A_TUESDAY[:10]
    k, m1 = arrive("k@hands.example"), arrive("m1@hands.example")
    k.see(f"{CALENDAR}?who=team&what=meeting")
    m1.see(f"{CALENDAR}?what=meeting")
    plan(k, "Sales round", f"{today}T10:00")
    expect(k.page.get_by_role("dialog")).to_be_hidden()
    expect(entry(k, "Sales round")).to_contain_text("10:00–11:00")
    entry(k, "Sales round").focus()
    with k.page.expect_response(lambda answer: "/calendar/meeting/" in answer.url):
        for _quarter in range(4):
            k.page.keyboard.press("Shift+ArrowDown")
    expect(entry(k, "Sales round")).to_contain_text("11:00–12:00")
    name = k.page.locator("[data-holder]").filter(has_text="Maya Santos").bounding_box()
    assert name
    with k.page.expect_response(lambda answer: "/calendar/meeting/" in answer.url):
        carry(k, entry(k, "Sales round"), name["x"] + 60, name["y"] + 14)
    expect(entry(k, "Sales round")).to_contain_text("Maya Santos")
    expect(entry(m1, "Sales round")).to_be_visible()
    expect(m1.page.locator("#bell b")).to_be_visible()
    plan(m1, "Supplier", f"{today}T11:30")
    dialog = m1.page.get_by_role("dialog")
    expect(dialog.get_by_role("alert")).to_contain_text("Maya Santos is taken 11:00–12:00: Sales round")
    dialog.get_by_label("Plan it all the same").check()
    dialog.get_by_role("button", name="Save").click()
    expect(dialog).to_be_hidden()
    expect(entry(m1, "Supplier")).to_contain_text("overlaps")


def test_on_a_phone_the_day_has_room_for_a_thumb(arrive: Arrive, product: Product) -> None:
    product.at(A_TUESDAY)
    m1 = arrive("m1@hands.example", viewport=PHONE, has_touch=True)
    m1.see(CALENDAR)
    assert m1.page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    m1.page.get_by_role("button", name="Who").click()
    row = m1.page.locator("[data-holder]").first.bounding_box()
    assert row
    assert row["height"] >= 44
