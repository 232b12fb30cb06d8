"""What an administrator sets up wrongly is contained, and said where they look."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.journeys.conftest import Arrive
from tests.journeys.founder import Founder
from tests.journeys.paperwork import Paper
from tests.journeys.product import A_TUESDAY, Product
from tests.journeys.ruling import Ruling

RULES = "/w/rules/settings/rules"


def test_a_rule_that_sets_itself_off_is_stopped_and_shows_the_chain(arrive: Arrive, product: Product) -> None:
    product.at(A_TUESDAY)
    k = Founder(arrive("k@rules.example"), "rules")
    k.visitor.go("/w/rules/")
    happens = {"s-on": "event", "s-object": "contact", "s-verb": "updated", "s-field": "description"}
    echo = Ruling(k, "Echo", happens)
    echo.step("change", {"description": "{record.description} again"})
    echo.switch_on()
    m1 = arrive("m1@rules.example")
    m1.go("/w/rules/contacts/new")
    m1.page.get_by_label("Name", exact=True).fill("Ana Reyes")
    m1.page.get_by_role("main").get_by_role("button", name="Save").click()
    expect(m1.page.get_by_role("heading", level=1)).to_have_text("Ana Reyes")
    cell = m1.property("description")
    cell.locator(".ak-edit").click()
    cell.locator("textarea").fill("Calls")
    cell.get_by_role("button", name="Save").click()
    expect(m1.timeline()).to_contain_text("again", timeout=60_000)

    k.open("rules").get_by_role("link", name="Echo").first.click()
    k.page.get_by_role("link", name="Runs").click()
    stopped = k.page.locator(".ak-people li").filter(has_text="stopped")
    for _look in range(20):
        if stopped.count():
            break
        k.page.wait_for_timeout(500)
        k.page.reload()
    expect(stopped.first).to_be_visible()
    expect(stopped.first).to_contain_text("Echo")
    before = k.page.locator(".ak-people li").count()
    k.page.wait_for_timeout(1000)
    k.page.reload()
    expect(k.page.locator(".ak-people li")).to_have_count(before)  # it is over


def test_a_field_that_goes_is_named_at_the_rule_and_the_template_that_need_it(
    arrive: Arrive, product: Product
) -> None:
    k = Founder(arrive("k@rules.example"), "rules")
    k.visitor.go("/w/rules/")
    k.field("deal", "Handle colour", "text")
    rule = Ruling(k, "Order handles", {"s-on": "event", "s-object": "deal", "s-verb": "created"})
    rule.step(
        "create&object=task", {"name": "Order {record.x_handle_colour}", "from.assignee": "record.owner"}
    )
    rule.switch_on()
    paper = Paper(k, "Handle sheet")
    paper.letter("{contact.name}", "Handles: {x_handle_colour}")
    paper.publish()
    k.visitor.go("/w/rules/")
    k.object("deal").get_by_role("link", name="Handle colour").click()
    expect(k.page.get_by_role("heading", level=1)).to_have_text("Handle colour")
    going = k.page.locator("form").filter(has=k.page.get_by_role("button", name="Delete the field"))
    for user_of_it in ("Order handles", "Handle sheet"):
        expect(k.page.get_by_role("main")).to_contain_text(user_of_it)
    going.get_by_label("All the same").check()
    k.press("Delete the field", going)
    k.told("In the bin")

    line = k.open("rules").locator(".ak-people li").filter(has_text="Order handles")
    expect(line).to_contain_text("needs attention")
    line.get_by_role("link", name="Order handles").click()
    expect(k.page.get_by_role("alert")).to_contain_text(re.compile("x_handle_colour|Handle colour"))
    line = k.open("templates").locator(".ak-people li").filter(has_text="Handle sheet")
    expect(line).to_contain_text("Needs attention")
    expect(line).to_contain_text("x_handle_colour")
