"""An editor keeps what was typed, and a course goes from the administrator's editor to who learns it, and back."""

from __future__ import annotations

from playwright.sync_api import Dialog, expect

from tests.journeys.conftest import Arrive
from tests.journeys.product import A_TUESDAY, Product


def test_what_is_typed_is_kept_and_a_course_is_learnt_and_seen(product: Product, arrive: Arrive) -> None:
    product.at(A_TUESDAY)
    head = arrive("k@windows.example")
    page = head.go("/w/windows/settings/playbooks/new")
    page.locator("[name=name]").fill("How we talk to clients")
    page.locator("[name=kind]").select_option("course")
    page.locator("[name=text]").fill("Listen first.")
    page.context.set_offline(True)
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#line")).to_contain_text("What you typed is still here")
    expect(page.locator("[name=text]")).to_have_value("Listen first.")
    page.context.set_offline(False)
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.once("dialog", stay)
    page.get_by_role("link", name="Back to playbooks").click()
    expect(page.locator("[name=text]")).to_have_value("Listen first.")
    assert asked == ["beforeunload"]
    page.get_by_role("button", name="Save").click()
    page.get_by_role("link", name="How we talk to clients").click()
    page.get_by_role("link", name="Give it to people to learn").click()
    page.get_by_role("button", name="Post").click()
    expect(page.get_by_text("1 of 5")).to_be_visible()
    seller = arrive("m1@windows.example").go("/w/windows/")
    seller.get_by_role("link", name="Learn it").click()
    expect(seller.get_by_text("Listen first.")).to_be_visible()
    seller.get_by_role("button", name="I have learnt this").click()
    page.reload()
    expect(page.get_by_text("2 of 5")).to_be_visible()
