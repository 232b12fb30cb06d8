"""A head plans the team's week: a meeting by a span, moved by mouse and keys, given to a colleague who sees it come."""

from __future__ import annotations

from playwright.sync_api import Locator, expect

from tests.journeys.conftest import PHONE, Arrive
from tests.journeys.people import Visitor, focus
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
    focus(entry(k, "Sales round"))
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


def test_a_dispatcher_moves_work_between_people_by_mouse_and_by_keys(
    arrive: Arrive, product: Product
) -> None:
    product.at(A_TUESDAY)
    today = A_TUESDAY[:10]
    k, m1 = arrive("k@hands.example"), arrive("m1@hands.example")
    k.see(f"{CALENDAR}?who=team&view=people")
    m1.see(f"{CALENDAR}?view=people")
    plan(k, "Handed on", f"{today}T14:00")
    expect(k.page.get_by_role("dialog")).to_be_hidden()
    plan(k, "In the way", f"{today}T16:00")
    expect(k.page.get_by_role("dialog")).to_be_hidden()
    column = k.page.locator("[data-lane]").filter(visible=True)
    mine, other = lane(k, "Kirill Volkov"), lane(k, "Maya Santos")
    expect(mine.locator("[data-entry]", has_text="Handed on")).to_contain_text("14:00–15:00")
    assert column.count() > 2
    to = other.bounding_box()
    assert to
    what = mine.locator("[data-entry]", has_text="Handed on")
    what.scroll_into_view_if_needed()
    box = what.bounding_box()
    assert box
    with k.page.expect_response(lambda answer: "/calendar/meeting/" in answer.url):
        carry(k, what, to["x"] + 40, box["y"] + 8 + 48)
    expect(other.locator("[data-entry]", has_text="Handed on")).to_contain_text("15:00–16:00")
    expect(m1.page.locator("[data-lane] [data-entry]", has_text="Handed on")).to_contain_text("15:00–16:00")
    focus(other.locator("[data-entry]", has_text="Handed on"))
    with k.page.expect_response(lambda answer: "/calendar/meeting/" in answer.url):
        for key in ("Shift+ArrowDown", "Shift+ArrowDown", "Shift+ArrowDown", "Shift+ArrowDown"):
            k.page.keyboard.press(key)
        way = -1 if at(k, "Kirill Volkov") < at(k, "Maya Santos") else 1
        for _column in range(abs(at(k, "Kirill Volkov") - at(k, "Maya Santos"))):
            k.page.keyboard.press("Shift+ArrowLeft" if way < 0 else "Shift+ArrowRight")
    dialog = k.page.get_by_role("dialog")
    expect(dialog).to_contain_text("Kirill Volkov is taken 16:00–17:00: In the way")
    dialog.get_by_role("button", name="Leave it").click()
    expect(dialog).to_be_hidden()
    expect(other.locator("[data-entry]", has_text="Handed on")).to_contain_text("15:00–16:00")
    k.page.keyboard.press("Shift+ArrowUp")
    expect(other.locator("[data-entry]", has_text="Handed on")).to_contain_text("14:45–15:45")
    expect(m1.page.locator("[data-lane] [data-entry]", has_text="Handed on")).to_contain_text("14:45–15:45")


def lane(visitor: Visitor, name: str) -> Locator:
    return visitor.page.locator(f"[data-lane][aria-label^='{name}']")


def at(visitor: Visitor, name: str) -> int:
    """The place of somebody's column among the others."""
    names: list[str] = visitor.page.locator("[data-lane]").evaluate_all(
        "lanes => lanes.map(lane => lane.ariaLabel)"
    )
    return next(place for place, one in enumerate(names) if one.startswith(name))


def test_the_focus_stays_on_an_entry_whatever_others_change(arrive: Arrive, product: Product) -> None:
    product.at(A_TUESDAY)
    today = A_TUESDAY[:10]
    k, m1 = arrive("k@hands.example"), arrive("m1@hands.example")
    for view, hour in (("timeGridWeek", 8), ("people", 5)):
        k.see(f"{CALENDAR}?who=team&what=meeting&view={view}")
        m1.see(f"{CALENDAR}?what=meeting")
        plan(k, f"Held {view}", f"{today}T{hour:02d}:00")
        expect(k.page.get_by_role("dialog")).to_be_hidden()
        focus(entry(k, f"Held {view}"))
        plan(m1, f"Other {view}", f"{today}T{hour + 13}:00")
        expect(entry(k, f"Other {view}")).to_be_visible()
        assert f"Held {view}" in k.page.evaluate("document.activeElement.textContent")
        with k.page.expect_response(lambda answer: "/calendar/meeting/" in answer.url):
            k.page.keyboard.press("Shift+ArrowUp")
            k.page.keyboard.press("Shift+ArrowUp")
            k.page.keyboard.press("-")
        expect(entry(k, f"Held {view}")).to_contain_text(f"{hour - 1:02d}:30–{hour:02d}:15")
        k.page.keyboard.press("Enter")
        dialog = k.page.get_by_role("dialog")
        dialog.get_by_role("button", name="Close", exact=True).last.click()
        expect(dialog).to_be_hidden()
        k.page.keyboard.press("+")
        expect(entry(k, f"Held {view}")).to_contain_text(f"{hour - 1:02d}:30–{hour:02d}:30")


def test_a_phone_shows_one_person_at_a_time(arrive: Arrive, product: Product) -> None:
    product.at(A_TUESDAY)
    k = arrive("k@hands.example", viewport=PHONE, has_touch=True)
    k.see(f"{CALENDAR}?who=team")
    shown = k.page.locator("[data-lane]").filter(visible=True)
    expect(shown).to_have_count(1)
    first = shown.get_attribute("aria-label")
    k.page.get_by_role("button", name="The next person").tap()
    expect(shown).to_have_count(1)
    assert shown.get_attribute("aria-label") != first
    k.page.get_by_label("Whose day is shown").select_option(label=first)
    expect(shown).to_have_attribute("aria-label", first or "")
    assert k.page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
