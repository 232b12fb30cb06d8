"""A slow or broken line: the page says so, nothing typed is lost, and nothing is done twice."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Locator, Route, expect

from akrab.config.demo.company import PASSWORD
from tests.journeys.conftest import Arrive
from tests.journeys.people import Visitor
from tests.journeys.product import A_TUESDAY, Product


class Line:
    """What was sent to some addresses and is still on its way."""

    def __init__(self, visitor: Visitor, pattern: str) -> None:
        visitor.has_broken_line = True
        self.page = visitor.page
        self.pattern = re.compile(pattern)
        self.under_way: list[Route] = []
        self.page.route(self.pattern, self._hold)

    def _hold(self, route: Route) -> None:
        if route.request.method == "POST":
            self.under_way.append(route)
        else:
            route.continue_()

    def wait_for(self, count: int) -> None:
        """Wait until so many requests are under way."""
        for _attempt in range(150):
            if len(self.under_way) >= count:
                return
            self.page.wait_for_timeout(100)
        raise AssertionError(f"{len(self.under_way)} requests are under way, {count} were expected")

    def mend(self) -> None:
        """From now on the line works."""
        self.page.unroute(self.pattern)


def new_deal(visitor: Visitor, name: str) -> Locator:
    """The dialog for a new deal, with its name typed."""
    visitor.go("/w/hands/deals/")
    visitor.page.get_by_role("button", name="New deal").first.click()
    dialog = visitor.page.get_by_role("dialog")
    dialog.get_by_label("Name").first.fill(name)
    return dialog


def deals(visitor: Visitor, name: str) -> Locator:
    """The deals of that name, on a list fetched anew."""
    visitor.go("/w/hands/deals/")
    return visitor.page.locator("tr[data-record]").filter(has_text=name)


def test_a_slow_answer_is_waited_for_and_a_second_press_does_nothing(
    arrive: Arrive, product: Product
) -> None:
    product.at(A_TUESDAY)
    k = arrive("k@hands.example")
    dialog = new_deal(k, "Slow balcony")
    line = Line(k, "/deals/new")
    save = dialog.get_by_role("button", name="Save")
    save.click()
    line.wait_for(1)
    expect(save).to_have_attribute("aria-disabled", "true")
    save.click(force=True)
    dialog.get_by_label("Name").first.press("Enter")
    expect(dialog.get_by_text("The connection is slow. Still waiting for an answer.")).to_be_visible()
    assert len(line.under_way) == 1
    expect(dialog.get_by_label("Name").first).to_have_value("Slow balcony")
    line.under_way[0].continue_()
    expect(dialog).to_be_hidden()
    expect(k.page.locator("#line")).to_be_hidden()
    line.mend()
    expect(deals(k, "Slow balcony")).to_have_count(1)


def test_what_was_typed_stays_when_no_answer_comes(arrive: Arrive, product: Product) -> None:
    product.at(A_TUESDAY)
    k = arrive("k@hands.example")
    dialog = new_deal(k, "Broken balcony")
    line = Line(k, "/deals/new")
    save = dialog.get_by_role("button", name="Save")
    save.click()
    line.wait_for(1)
    line.under_way[0].abort()
    expect(dialog.get_by_text("No answer came. What you typed is still here; try again.")).to_be_visible()
    expect(dialog.get_by_label("Name").first).to_have_value("Broken balcony")
    expect(save).not_to_have_attribute("aria-disabled", "true")
    line.mend()
    expect(deals(arrive("m1@hands.example"), "Broken balcony")).to_have_count(0)
    save.click()
    expect(dialog).to_be_hidden()
    expect(deals(k, "Broken balcony")).to_have_count(1)


def test_what_arrived_without_an_answer_is_not_made_again(arrive: Arrive, product: Product) -> None:
    product.at(A_TUESDAY)
    k = arrive("k@hands.example")
    dialog = new_deal(k, "Unanswered balcony")
    line = Line(k, "/deals/new")
    dialog.get_by_role("button", name="Save").click()
    line.wait_for(1)
    assert line.under_way[0].fetch().ok
    line.under_way[0].abort()
    expect(dialog.get_by_text("No answer came. What you typed is still here; try again.")).to_be_visible()
    line.mend()
    dialog.get_by_role("button", name="Save").click()
    expect(dialog).to_be_hidden()
    expect(deals(k, "Unanswered balcony")).to_have_count(1)


def test_a_field_and_a_note_keep_what_was_typed(arrive: Arrive, product: Product) -> None:
    product.at(A_TUESDAY)
    k = arrive("k@hands.example")
    dialog = new_deal(k, "Half a balcony")
    dialog.get_by_role("button", name="Save").click()
    expect(dialog).to_be_hidden()
    deals(k, "Half a balcony").get_by_role("link").first.click()
    cell = k.property("product or service")
    line = Line(k, "/edit/service|/notes/new")
    cell.locator(".ak-edit").click()
    box = cell.locator("input:not([type=hidden])").first
    box.fill("Balcony glazing")
    box.press("Enter")
    line.wait_for(1)
    line.under_way[0].abort()
    expect(k.page.locator("#line")).to_contain_text("No answer came")
    expect(box).to_have_value("Balcony glazing")
    box.press("Enter")
    line.wait_for(2)
    line.under_way[1].continue_()
    expect(cell.locator("form")).to_have_count(0)
    expect(cell).to_contain_text("Balcony glazing")
    expect(k.page.locator("#line")).to_be_hidden()
    note = k.page.get_by_role("tabpanel", name="Note", exact=True)
    note.get_by_role("textbox").fill("She wants it before the rain")
    note.get_by_role("button", name="Save").click()
    line.wait_for(3)
    line.under_way[2].abort()
    expect(k.page.locator("#line")).to_contain_text("No answer came")
    k.page.reload()
    expect(note.get_by_role("textbox")).to_have_value("She wants it before the rain")
    line.mend()
    note.get_by_role("button", name="Save").click()
    expect(k.timeline()).to_contain_text("She wants it before the rain")
    expect(note.get_by_role("textbox")).to_have_value("")
    k.page.reload()
    expect(k.timeline().get_by_text("She wants it before the rain")).to_have_count(1)
    expect(note.get_by_role("textbox")).to_have_value("")


def test_a_client_whose_line_breaks_loses_nothing_and_is_taken_once(arrive: Arrive, product: Product) -> None:
    product.at(A_TUESDAY)
    client = arrive()
    page = client.go("/f/hands-measurement")
    typed = {"Your name": "Rain Dizon", "Phone": "0917 555 0177", "What do you need?": "A dry window"}
    for label, text in typed.items():
        page.get_by_label(label).fill(text)
    line = Line(client, "/f/hands-measurement$")
    page.get_by_role("button", name="Send").click(no_wait_after=True)
    line.wait_for(1)
    assert line.under_way[0].fetch().ok
    line.under_way[0].abort()
    expect(page.get_by_role("status")).to_contain_text("What you typed is still here")
    expect(page.get_by_label("Your name")).to_have_value("Rain Dizon")
    line.mend()
    page.get_by_role("button", name="Try again").click()  # or wait: it tries by itself
    expect(page.get_by_role("status")).to_contain_text("We call you back within 15 minutes")
    expect(deals(arrive("k@hands.example"), "Rain Dizon")).to_have_count(1)


def kept(visitor: Visitor) -> int:
    """How much of what was typed this tab keeps."""
    found = visitor.page.evaluate(
        "() => Object.keys(sessionStorage).filter((name) => name.startsWith('kept:')).length"
    )
    return int(found)


def sign_in_elsewhere(visitor: Visitor, product: Product, email: str) -> None:
    """Sign in in another tab of the same browser."""
    visitor.context.clear_cookies(name="sessionid")
    other = visitor.tab()
    other.goto(f"{product.address}/accounts/login/")
    other.get_by_label("E-mail").fill(email)
    other.get_by_label("Password").fill(PASSWORD)
    other.get_by_role("button", name="Sign in", exact=True).click()
    expect(other.locator("nav#nav")).to_be_attached()
    other.close()


def test_a_dialog_outlives_being_signed_out_and_is_not_sent_as_somebody_else(
    arrive: Arrive, product: Product
) -> None:
    product.at(A_TUESDAY)
    k = arrive("k@door.example")
    k.go("/w/door/deals/")
    k.page.get_by_role("button", name="New deal").first.click()
    dialog = k.page.get_by_role("dialog")
    dialog.get_by_label("Name").first.fill("Patient balcony")
    k.context.clear_cookies(name="sessionid")
    save = dialog.get_by_role("button", name="Save")
    save.click()
    expect(dialog.get_by_text("You were signed out")).to_be_visible()
    sign_in_elsewhere(k, product, "m1@door.example")
    save.click()
    expect(save).not_to_have_attribute("aria-disabled", "true")
    expect(dialog.get_by_label("Name").first).to_have_value("Patient balcony")
    sign_in_elsewhere(k, product, "k@door.example")
    k.page.reload()
    k.page.get_by_role("button", name="New deal").first.click()
    expect(dialog.get_by_text("What you typed here before is back")).to_be_visible()
    expect(dialog.get_by_label("Name").first).to_have_value("Patient balcony")
    assert kept(k) == 1
    save.click()
    expect(dialog).to_be_hidden()
    assert kept(k) == 0
    k.go("/w/door/deals/")
    expect(k.page.locator("tr[data-record]").filter(has_text="Patient balcony")).to_have_count(1)


def test_what_one_typed_is_not_shown_to_whoever_signs_in_next(arrive: Arrive, product: Product) -> None:
    product.at(A_TUESDAY)
    k = arrive("k@door.example")
    k.go("/w/door/deals/")
    k.page.get_by_role("button", name="New deal").first.click()
    dialog = k.page.get_by_role("dialog")
    dialog.get_by_label("Name").first.fill("Secret balcony")
    assert kept(k) == 1
    sign_in_elsewhere(k, product, "m1@door.example")
    k.go("/w/door/deals/")
    assert kept(k) == 0
    k.page.get_by_role("button", name="New deal").first.click()
    expect(dialog.get_by_label("Name").first).to_have_value("")


# What a first visit may weigh: compressed kB and requests, of which the contents of the demo's lists are a part.
FIRST_VISITS = {
    "": (80, 12),
    "deals/": (100, 12),
    "deals/?as=board": (105, 13),
    "contacts/": (100, 12),
    "reports/all": (90, 12),
    "reports/": (95, 12),
    "settings/company": (105, 12),
    "calendar/?view=people": (175, 13),
    "calendar/?view=timeGridWeek": (180, 14),
}
LATER = 25


class Scales:
    """What a page fetches over the network, in compressed kB."""

    def __init__(self, visitor: Visitor) -> None:
        self.visitor = visitor
        self.weights: dict[str, int] = {}
        self.names: dict[str, str] = {}
        self.line = visitor.context.new_cdp_session(visitor.page)
        self.line.send("Network.enable")
        self.line.on("Network.requestWillBeSent", self._sent)
        self.line.on("Network.loadingFinished", self._finished)

    def _sent(self, told: dict[str, Any]) -> None:
        self.names[told["requestId"]] = told["request"]["url"]

    def _finished(self, told: dict[str, Any]) -> None:
        name = self.names.get(told["requestId"], "data:")
        if told["encodedDataLength"] and not name.startswith("data:"):
            self.weights[name] = told["encodedDataLength"]

    def weigh(self, path: str, *, is_first: bool) -> dict[str, int]:
        """The weight of each file of one visit; nothing is known before the first."""
        self.visitor.go("/offline")
        if is_first:
            self.line.send("Network.clearBrowserCache")
        self.weights.clear()
        self.visitor.go(path)
        self.visitor.page.wait_for_load_state("networkidle")
        return dict(self.weights)


@pytest.mark.parametrize("path", FIRST_VISITS)
def test_a_page_is_light_on_the_first_visit_and_lighter_later(
    arrive: Arrive, product: Product, path: str
) -> None:
    product.at(A_TUESDAY)
    scales = Scales(arrive("k@hands.example"))
    first = scales.weigh(f"/w/hands/{path}", is_first=True)
    most, requests = FIRST_VISITS[path]
    assert sum(first.values()) / 1000 < most, first
    assert len(first) <= requests, first
    later = scales.weigh(f"/w/hands/{path}", is_first=False)
    assert sum(later.values()) / 1000 < LATER, later
