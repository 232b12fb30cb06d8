"""Bad input: each has a message that says what to do, and nothing typed is lost."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.journeys.conftest import Arrive
from tests.journeys.product import A_TUESDAY, Product


def test_a_form_with_answers_that_cannot_be_used_keeps_them(arrive: Arrive, product: Product) -> None:
    product.at(A_TUESDAY)
    client = arrive()
    page = client.go("/f/hands-measurement")
    page.get_by_label("Your name").fill("Ana Reyes")
    page.get_by_label("Phone").fill("no number at all")
    page.get_by_label("What do you need?").evaluate("(box) => box.removeAttribute('maxlength')")
    page.get_by_label("What do you need?").fill("w" * 5000)
    page.get_by_role("button", name="Send").click()
    expect(page.locator(".ak-hint.is-late").first).to_be_visible()
    expect(page.get_by_label("Your name")).to_have_value("Ana Reyes")
    expect(page.get_by_label("Phone")).to_have_value("no number at all")


def test_an_amount_of_abc_and_an_unknown_filter_are_named(arrive: Arrive, product: Product) -> None:
    product.at(A_TUESDAY)
    k = arrive("k@hands.example")
    k.go("/w/hands/deals/")
    k.page.get_by_role("button", name="New deal").first.click()
    dialog = k.page.get_by_role("dialog")
    dialog.get_by_label("Name").first.fill("Balcony")
    dialog.get_by_label("Amount").first.fill("abc")
    dialog.get_by_role("button", name="Save").click()
    expect(dialog.locator(".ak-hint.is-late").first).to_have_text(
        "“abc” is not a number. Write it like 1,200.00."
    )
    expect(dialog.get_by_label("Name").first).to_have_value("Balcony")
    expect(dialog.get_by_label("Amount").first).to_have_value("abc")
    dialog.get_by_label("Amount").first.fill("1,200.50")
    dialog.get_by_role("button", name="Save").dblclick()
    expect(dialog).to_be_hidden()
    expect(k.page.get_by_text("Balcony").first).to_be_visible()
    k.go("/w/hands/deals/")
    expect(k.page.locator("tr[data-record]")).to_have_count(1)
    k.go('/w/hands/deals/?filter={"field":"colour","op":"is","value":"red"}')
    expect(k.page.locator("body")).to_contain_text("colour")


def test_two_people_editing_one_field_see_each_other(arrive: Arrive, product: Product) -> None:
    product.at(A_TUESDAY)
    m1, m2 = arrive("m1@hands.example"), arrive("m2@hands.example")
    m1.go("/w/hands/contacts/new")
    m1.page.get_by_label("Name").first.fill("Ana Reyes")
    m1.page.get_by_role("button", name="Save").click()
    expect(m1.page.get_by_role("heading", level=1)).to_have_text("Ana Reyes")
    address = m1.record_address()
    m2.go(address)
    cell = m2.property("name")
    cell.locator(".ak-edit").click()
    box = cell.locator("input:not([type=hidden])").first
    expect(box).to_be_focused()
    m1.set("name", "Ana M. Reyes")
    box.fill("Anna Reyes")
    box.press("Enter")
    expect(cell.get_by_role("alert")).to_contain_text("Maya Santos")
    expect(cell.get_by_role("alert")).to_contain_text("Ana M. Reyes")
    expect(box).to_have_value("Anna Reyes")
    box.press("Enter")
    expect(m1.page.get_by_role("heading", level=1)).to_have_text("Anna Reyes")
