"""Finding people as one types in a hurry: without tone marks, by two characters, by some digits, with a slip."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import Arrive
from tests.journeys.product import A_TUESDAY, Product

TYPED = {
    "without tone marks": ("nguyen thi huong", "Nguyễn Thị Hương"),
    "with them": ("Hương", "Nguyễn Thị Hương"),
    "by two characters": ("小明", "陈小明"),
    "by part of a phone": ("3456 78", "Budi Santoso"),
    "with a slip": ("fetherstone", "Jonathan Featherstone"),
}


@pytest.mark.parametrize(("typed", "meant"), TYPED.values(), ids=TYPED)
def test_the_palette_finds_whom_one_means(arrive: Arrive, product: Product, typed: str, meant: str) -> None:
    product.at(A_TUESDAY)
    m1 = arrive("m1@daily.example")
    m1.see("/w/daily/")
    m1.page.keyboard.press("Control+k")
    m1.page.get_by_role("combobox", name="Search or type a command").press_sequentially(typed)
    person = m1.page.locator("#palette [role=option]").filter(has_text="Contact").filter(has_text=meant)
    expect(person).to_have_count(1)
    person.click()
    expect(m1.page.get_by_role("heading", level=1)).to_have_text(meant)


def test_the_page_of_results_and_the_list_find_the_same(arrive: Arrive, product: Product) -> None:
    product.at(A_TUESDAY)
    m1 = arrive("m1@daily.example")
    for typed, meant in TYPED.values():
        m1.see("/w/daily/search")
        m1.page.get_by_role("searchbox", name="Search", exact=True).fill(typed)
        m1.page.keyboard.press("Enter")
        expect(m1.page.locator(".ak-page a.ak-opt").filter(has_text=meant).first).to_be_visible()
        m1.see("/w/daily/contacts/")
        m1.page.get_by_label("Find in this list").fill(typed)
        m1.page.keyboard.press("Enter")
        expect(m1.page.locator("tr[data-record]").first).to_contain_text(meant)


def test_what_is_nowhere_says_what_to_try(arrive: Arrive, product: Product) -> None:
    product.at(A_TUESDAY)
    m1 = arrive("m1@daily.example")
    m1.see("/w/daily/")
    m1.page.keyboard.press("Control+k")
    m1.page.get_by_role("combobox", name="Search or type a command").press_sequentially("qqxzzv")
    expect(m1.page.locator("#palette")).to_contain_text("Nothing found for “qqxzzv”. Try part of a name")
