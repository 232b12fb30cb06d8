"""Bad input: each has a message that says what to do, and nothing typed is lost."""

from __future__ import annotations

import pytest
from playwright.sync_api import FilePayload, expect

from tests.journeys.conftest import Arrive
from tests.journeys.people import Visitor
from tests.journeys.product import A_TUESDAY, MOST_MEGABYTES, Product

MEGABYTE = 1024 * 1024
TOO_LARGE = f"This file is larger than {MOST_MEGABYTES} MB."


def test_a_form_with_answers_that_cannot_be_used_keeps_them(arrive: Arrive, product: Product) -> None:
    product.at(A_TUESDAY)
    client = arrive()
    page = client.go("/f/hands-measurement")
    page.get_by_label("Your name").fill("Ana Reyes")
    page.get_by_label("Phone").fill("no number at all")
    page.get_by_label("What do you need?").evaluate("(box) => box.removeAttribute('maxlength')")
    page.get_by_label("What do you need?").fill("w" * 5000)
    page.get_by_role("button", name="Send").click()
    expect(page.locator(".ak-hint.is-late")).to_have_count(2)
    expect(page.locator("#q-phone-said")).to_contain_text("no number at all")
    expect(page.locator("#q-service-said")).to_contain_text("characters")
    expect(page.get_by_label("Your name")).to_have_value("Ana Reyes")
    expect(page.get_by_label("Phone")).to_have_value("no number at all")
    expect(page.get_by_label("What do you need?")).to_have_value("w" * 5000)


def test_an_amount_of_abc_and_an_unknown_filter_are_named(arrive: Arrive, product: Product) -> None:
    product.at(A_TUESDAY)
    k = arrive("k@hands.example")
    k.go("/w/hands/deals/")
    k.page.get_by_role("button", name="New deal").first.click()
    dialog = k.page.get_by_role("dialog")
    dialog.get_by_label("Name").first.fill("Terrace door")
    dialog.get_by_label("Amount").first.fill("abc")
    dialog.get_by_role("button", name="Save").click()
    expect(dialog.locator(".ak-hint.is-late").first).to_have_text(
        "“abc” is not a number. Write it like 1,200.00."
    )
    expect(dialog.get_by_label("Name").first).to_have_value("Terrace door")
    expect(dialog.get_by_label("Amount").first).to_have_value("abc")
    dialog.get_by_label("Amount").first.fill("1,200.50")
    dialog.get_by_role("button", name="Save").dblclick()
    expect(dialog).to_be_hidden()
    expect(k.page.get_by_text("Terrace door").first).to_be_visible()
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


def test_a_name_that_is_too_long_is_named_and_kept(arrive: Arrive, product: Product) -> None:
    product.at(A_TUESDAY)
    m1 = arrive("m1@hands.example")
    m1.go("/w/hands/contacts/")
    m1.page.locator(".ak-main").get_by_role("button", name="New contact").click()
    dialog = m1.page.get_by_role("dialog")
    box = dialog.get_by_label("Name").first
    box.evaluate("(box) => box.removeAttribute('maxlength')")
    box.fill("w" * 5000)
    dialog.get_by_role("button", name="Save").click()
    expect(dialog.locator(".ak-hint.is-late")).to_contain_text("characters")
    expect(box).to_have_value("w" * 5000)
    m1.go("/w/hands/contacts/")
    expect(m1.page.get_by_text("wwww")).to_have_count(0)


def attach(visitor: Visitor, name: str, contents: bytes) -> None:
    """Choose a file on the record's timeline, and save it."""
    panel = visitor.compose("file")
    file: FilePayload = {"name": name, "mimeType": "application/pdf", "buffer": contents}
    panel.locator("input[type=file]").set_input_files(file)
    panel.get_by_role("button", name="Save").click()


@pytest.fixture
def seller(arrive: Arrive, product: Product) -> Visitor:
    """M1 at the page of a new contact."""
    product.at(A_TUESDAY)
    m1 = arrive("m1@hands.example")
    m1.go("/w/hands/contacts/new")
    m1.page.get_by_label("Name").first.fill("Filomena Cruz")
    m1.page.get_by_role("button", name="Save").click()
    expect(m1.page.get_by_role("heading", level=1)).to_have_text("Filomena Cruz")
    return m1


@pytest.mark.parametrize(
    ("contents", "said"),
    [
        (b"", "This file is empty. Choose another one."),
        (b"%PDF-1.4" + bytes(MOST_MEGABYTES * MEGABYTE), TOO_LARGE),
        (b"%PDF-1.4" + bytes((MOST_MEGABYTES + 3) * MEGABYTE), "This is too large. Send less."),
    ],
    ids=["empty", "too large", "huge"],
)
def test_a_file_that_cannot_be_kept_says_why(seller: Visitor, contents: bytes, said: str) -> None:
    attach(seller, "plan.pdf", contents)
    expect(seller.page.get_by_role("alert").filter(has_text=said)).to_be_visible()
    attach(seller, "plan.pdf", b"%PDF-1.4 a window")
    expect(seller.timeline()).to_contain_text("plan.pdf")
    expect(seller.page.locator("#panels").get_by_role("link", name="plan.pdf")).to_have_count(1)


def test_a_file_that_is_not_what_its_name_says_is_kept_but_never_shown(seller: Visitor) -> None:
    attach(seller, "broken.pdf", b"\x00\x01 <script>alert(1)</script>")
    link = seller.page.locator("#panels").get_by_role("link", name="broken.pdf")
    expect(link).to_have_count(1)
    link.click()
    expect(seller.page.get_by_role("heading", level=1)).to_have_text("broken.pdf")
    with seller.page.expect_download() as kept:
        seller.page.locator(".ak-facts, .ak-props").get_by_role("link", name="broken.pdf").first.click()
    assert kept.value.suggested_filename == "broken.pdf"
