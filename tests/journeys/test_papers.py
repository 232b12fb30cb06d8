"""A paper is changed without code: a block, a field by the picker, a look at it, and a new version makes documents."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.journeys.conftest import Arrive


def test_a_template_is_changed_looked_at_and_published(arrive: Arrive) -> None:
    k = arrive("k@windows.example")
    k.go("/w/windows/settings/templates")
    k.page.get_by_role("link", name="Payment document").click()
    expect(k.page.get_by_role("img", name="Page 1 of 1")).to_be_visible()
    k.page.get_by_role("button", name="Add a block").click()
    k.page.locator("#add-here").get_by_role("button", name="Text").click()
    block = k.page.locator(".ak-blk").last
    expect(k.page.locator(".ak-blk")).to_have_count(8)
    block.get_by_role("textbox").fill("Questions? Call ")
    block.get_by_role("button", name="Insert a field").click()
    k.page.get_by_role("searchbox", name="Find a field").fill("owner")
    k.page.locator("[data-insert=owner]").click()
    expect(block.get_by_role("textbox")).to_have_value("Questions? Call {owner}")
    block.get_by_role("textbox").press_sequentially(" or {ownr}")
    preview = k.page.get_by_role("complementary", name="Preview")
    expect(preview.get_by_role("alert")).to_contain_text("There is no field “ownr”. Did you mean “owner”?")
    k.page.get_by_role("button", name="Publish").click()
    expect(k.page.locator(".ak-blk.is-wrong")).to_contain_text("Did you mean “owner”?")
    k.page.locator(".ak-blk.is-wrong").get_by_role("textbox").fill("Questions? Call {owner}")
    k.page.get_by_role("button", name="Publish").click()
    expect(k.page.get_by_text("version 2 makes documents")).to_be_visible()
