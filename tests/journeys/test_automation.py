"""Somebody who is not a programmer makes a rule, rehearses it, switches it on, and sees what it did and why."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.journeys.conftest import PHONE, Arrive
from tests.journeys.people import Visitor
from tests.journeys.product import Product

HEAD, SELLER = "k@rules.example", "m1@rules.example"
RULES = "/w/rules/settings/rules"


def make_rule(head: Visitor) -> Page:
    """“Greet new contacts”: a task for whoever made the contact, two hours later, and a notice to the leader."""
    page = head.go(f"{RULES}/new")
    page.get_by_label("Name").fill("Greet new contacts")
    page.get_by_label("Object", exact=True).select_option(label="Contact")
    expect(page.get_by_label("What happens")).to_have_value("created")
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("link", name="Add a step here").first.click()
    page.locator(".ak-kinds").get_by_role("link", name="Task", exact=True).click()
    page.locator("#v-name").fill("Greet ")
    page.get_by_label("Insert a value into the text").select_option("record.name")
    expect(page.locator("#v-name")).to_have_value("Greet {record.name}")
    page.get_by_label("Where “About” comes from").select_option("record")
    page.get_by_label("Where “Assignee” comes from").select_option("who")
    page.get_by_label("Where “Due” comes from").select_option("now")
    page.locator("[name='shift.due_at']").fill("2")
    page.locator("[name='unit.due_at']").select_option("hours")
    page.get_by_role("button", name="Save the step").click()
    expect(page.get_by_text("Greet ‹Name›")).to_be_visible()
    return page


def test_a_rule_is_made_rehearsed_and_switched_on_and_tells_why(arrive: Arrive) -> None:
    head, seller = arrive(HEAD), arrive(SELLER)
    page = make_rule(head)
    page.get_by_role("link", name="Rehearse").click()
    page.get_by_role("link", name="90 days").click()
    expect(page.get_by_text("It would have acted")).to_be_visible()
    page.get_by_role("link", name="Back to the rule").click()
    page.get_by_role("button", name="Switch on").click()
    expect(page.get_by_text("The rule is on.")).to_be_visible()
    hers = seller.go("/w/rules/contacts/new")
    hers.get_by_label("Name", exact=True).fill("Rosa Villanueva")
    hers.get_by_role("main").get_by_role("button", name="Save").click()
    expect(hers.get_by_role("heading", name="Rosa Villanueva")).to_be_visible()
    expect(hers.get_by_text("Greet Rosa Villanueva").first).to_be_attached()
    done = hers.locator("#timeline li").filter(has_text="added the task Greet Rosa Villanueva")
    done.get_by_text("Why did this happen?").click()
    done.get_by_role("link", name="What the rule did, step by step").click()
    expect(hers.get_by_role("heading", name="Greet new contacts")).to_be_visible()
    expect(hers.get_by_role("link", name="Greet Rosa Villanueva")).to_be_visible()


def test_a_ready_rule_asks_for_approval_on_a_phone(arrive: Arrive) -> None:
    head = arrive(HEAD, viewport=PHONE)
    page = head.go(RULES)
    page.get_by_role("button", name="Approve large amounts").click()
    expect(page.get_by_text("Ask for approval").first).to_be_visible()
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= PHONE["width"]
    page.get_by_role("button", name="Delete the rule").click()
    expect(page.get_by_text("was deleted")).to_be_visible()


def test_an_approval_is_answered_on_a_phone_from_the_mail_without_signing_in(
    arrive: Arrive, product: Product
) -> None:
    head, seller = arrive(HEAD), arrive(SELLER)
    page = head.go(RULES)
    page.get_by_role("button", name="Approve large amounts").click()
    page.get_by_role("button", name="Switch on").click()
    expect(page.get_by_text("The rule is on.")).to_be_visible()
    hers = seller.go("/w/rules/deals/new")
    hers.get_by_label("Name", exact=True).fill("Windows of the school")
    hers.get_by_role("main").get_by_role("button", name="Save").click()
    expect(hers.get_by_role("heading", name="Windows of the school")).to_be_visible()
    seller.go("/w/rules/lines/new")
    hers.get_by_label("Item").fill("Windows")
    hers.get_by_label("Price").fill("60000")
    hers.get_by_role("combobox", name="Deal").fill("Windows of")
    hers.get_by_role("option", name="Windows of the school").first.click()
    hers.get_by_role("main").get_by_role("button", name="Save").click()
    letter = product.post.wait_for(HEAD).get_content()
    found = re.search(r"(/answer/\S+)", letter)
    assert found, letter
    stranger = arrive(viewport=PHONE)
    asked = stranger.go(found[1])
    expect(asked.get_by_role("heading", name="Windows of the school")).to_be_visible()
    asked.get_by_label("Comment").fill("This once")
    asked.get_by_role("button", name="Approve").click()
    expect(asked.get_by_role("status")).to_contain_text("Kirill Volkov")
    assert asked.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    seller.go("/w/rules/notices/")
    expect(hers.get_by_text("Approved: Windows of the school").first).to_be_visible()
    head.go(RULES)
    page.get_by_role("link", name="Approve large amounts").first.click()
    page.get_by_role("button", name="Delete the rule").click()
