"""A day at the list: narrowed, kept as a view, other columns, sorted, edited in place and in bulk, undone, binned."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Locator, Route, expect

from tests.journeys.clients import CUSTOMERS, LEADS, PROSPECTS
from tests.journeys.conftest import Arrive
from tests.journeys.people import Visitor
from tests.journeys.product import A_TUESDAY, Product

EVERYBODY = {*LEADS, *CUSTOMERS, *PROSPECTS}


def names(visitor: Visitor) -> list[str]:
    """The titles of the rows, from above."""
    return visitor.page.locator("tr[data-record] th a").all_inner_texts()


def row(visitor: Visitor, name: str) -> Locator:
    return visitor.page.locator("tr[data-record]").filter(has_text=name)


def cell(visitor: Visitor, name: str, column: str) -> Locator:
    """One cell of the list, by the words in its row's and its column's heads."""
    heads = [text.strip().lower() for text in visitor.page.locator("thead th").all_inner_texts()]
    return row(visitor, name).locator("th, td:not(.ak-k-check)").nth(heads.index(column))


def narrow(visitor: Visitor, field: str, value: str) -> None:
    """Add a condition in the filter builder, and show what fits it."""
    visitor.page.locator("[data-filter-open]").click()
    form = visitor.page.locator("#filter-form")
    condition = form.get_by_role("group", name="Condition").last
    condition.get_by_label("Field").select_option(label=field)
    condition.get_by_label("Value").and_(form.locator("select")).select_option(
        label=value[:1].upper() + value[1:]
    )
    form.get_by_role("button", name="Show").click()
    expect(visitor.page.locator(".ak-chip")).to_contain_text(value, ignore_case=True)


def test_a_narrowed_list_is_kept_as_a_view_and_found_again(arrive: Arrive, product: Product) -> None:
    product.at(A_TUESDAY)
    m1 = arrive("m1@daily.example")
    m1.go("/w/daily/contacts/")
    assert set(names(m1)) == EVERYBODY
    narrow(m1, "Status", "lead")
    assert set(names(m1)) == set(LEADS)
    expect(m1.page.locator("#totals")).to_contain_text("4 contacts")
    m1.page.get_by_role("button", name="Save this as a new view").click()
    dialog = m1.page.get_by_role("dialog")
    dialog.get_by_role("button", name="Keep").click()
    expect(dialog.get_by_role("alert")).to_contain_text("Give the view a name")
    dialog.get_by_label("Name").fill("People to win")
    dialog.get_by_role("button", name="Keep").click()
    tab = m1.page.get_by_role("navigation", name="Saved views").get_by_role("link", name="People to win")
    expect(tab).to_have_attribute("aria-current", "page")
    m1.go("/w/daily/contacts/")
    assert set(names(m1)) == EVERYBODY
    tab.click()
    expect(tab).to_have_attribute("aria-current", "page")
    m1.page.reload()
    assert set(names(m1)) == set(LEADS)
    m1.page.get_by_role("link", name="Remove filter Status").click()
    expect(m1.page.locator("tr[data-record]")).to_have_count(len(EVERYBODY))
    m2 = arrive("m2@daily.example")
    m2.go("/w/daily/contacts/")
    expect(m2.page.get_by_role("link", name="People to win")).to_have_count(0)


def test_columns_are_chosen_and_put_in_order_and_rows_are_sorted(arrive: Arrive, product: Product) -> None:
    product.at(A_TUESDAY)
    m1 = arrive("m1@daily.example")
    m1.go("/w/daily/contacts/")
    m1.page.get_by_role("button", name=re.compile("^Columns")).click()
    panel = m1.page.locator("#columns")
    panel.get_by_role("checkbox", name="company").uncheck()
    panel.get_by_role("checkbox", name="language").check()
    up = panel.get_by_role("button", name=re.compile("^Move owner up$", re.IGNORECASE))
    for _step in range(9):
        up.press("Enter")
    expect(panel.get_by_role("checkbox").first).to_have_value("owner")
    panel.get_by_role("button", name="Show").click()
    heads = m1.page.locator("thead th")
    expect(heads.filter(has_text="Language")).to_have_count(1)
    expect(heads.filter(has_text="Company")).to_have_count(0)
    expect(heads.nth(1)).to_have_text("Owner")
    heads.get_by_role("link", name="Name").click()
    expect(heads.first).to_have_attribute("aria-sort", "ascending")
    first = names(m1)
    assert first[:3] == ["Ahmad Faizal", "Budi Santoso", "陈小明"]  # Chinese by its sound: chen xiao ming
    heads.get_by_role("link", name="Name").click()
    expect(heads.first).to_have_attribute("aria-sort", "descending")
    assert names(m1) == first[::-1]
    m1.page.go_back()
    expect(heads.first).to_have_attribute("aria-sort", "ascending")
    assert names(m1) == first
    expect(heads.filter(has_text="Language")).to_have_count(1)


def test_a_cell_is_edited_in_its_place(arrive: Arrive, product: Product) -> None:
    product.at(A_TUESDAY)
    m1, m2 = arrive("m1@daily.example"), arrive("m2@daily.example")
    for visitor in (m1, m2):
        visitor.go("/w/daily/contacts/")
    mine = cell(m1, "Ahmad Faizal", "status")
    mine.locator(".ak-edit").click()
    mine.locator("select").select_option(label="Former customer")
    expect(mine.locator("form")).to_have_count(0)
    expect(mine).to_contain_text("Former customer")
    expect(cell(m2, "Ahmad Faizal", "status")).to_contain_text("Former customer")
    m1.page.get_by_role("button", name="Undo", exact=True).click()
    expect(mine).to_contain_text("Prospect")
    expect(cell(m2, "Ahmad Faizal", "status")).to_contain_text("Prospect")


@contextmanager
def before_scripts(m1: Visitor, path: str) -> Iterator[None]:
    """What is done inside is done on the page as it stands before its script has come over a slow line."""
    held: list[Route] = []
    m1.page.route("**/app-*.js", lambda route: held.append(route))  # noqa: PLW0108 (it is given attributes)
    m1.page.goto(f"{m1.product.address}{path}", wait_until="commit")
    yield
    for route in held:
        route.continue_()
    m1.page.unroute("**/app-*.js")


def test_several_rows_are_changed_at_once_and_ctrl_z_brings_all_back(
    arrive: Arrive, product: Product
) -> None:
    product.at(A_TUESDAY)
    m1 = arrive("m1@daily.example")
    boxes = m1.page.locator("tbody .ak-check")
    with before_scripts(m1, "/w/daily/contacts/?sort=name"):
        boxes.nth(0).check()
    expect(m1.page.locator("#bulk [data-count]")).to_have_text("1 selected")
    boxes.nth(3).click(modifiers=["Shift"])
    chosen = names(m1)[:4]
    expect(m1.page.locator("#bulk [data-count]")).to_have_text("4 selected")
    before = [cell(m1, name, "status").inner_text().splitlines()[0] for name in chosen]
    m1.page.locator("#bulk").get_by_role("button", name="Change").click()
    dialog = m1.page.get_by_role("dialog")
    dialog.get_by_label("Field").select_option(label="Status")
    status = dialog.get_by_label("status", exact=False).last
    status.select_option(label="Former customer")
    dialog.locator("button[type=submit]").click()
    expect(dialog).to_be_hidden()
    expect(m1.page.get_by_text("4 rows changed.")).to_be_visible()
    for name in chosen:
        expect(cell(m1, name, "status")).to_contain_text("Former customer")
    m1.page.keyboard.press("Control+z")
    for name, was in zip(chosen, before, strict=True):
        expect(cell(m1, name, "status")).to_contain_text(was)
    expect(m1.page.locator("tr[data-record]").filter(has_text="former customer")).to_have_count(0)


def test_what_was_put_into_the_bin_comes_back(arrive: Arrive, product: Product) -> None:
    product.at(A_TUESDAY)
    m1 = arrive("m1@daily.example")
    m1.go("/w/daily/contacts/")
    for name in ("Wayan Sudarma", "Corazon Villareal"):
        row(m1, name).locator(".ak-check").check()
    m1.page.locator("#bulk").get_by_role("button", name="Into the bin").click()
    m1.page.get_by_role("dialog").locator("button[type=submit]").click()
    expect(m1.page.locator("tr[data-record]")).to_have_count(len(EVERYBODY) - 2)
    m1.page.get_by_role("button", name="Undo", exact=True).click()
    expect(m1.page.locator("tr[data-record]")).to_have_count(len(EVERYBODY))
    row(m1, "Wayan Sudarma").get_by_role("link").first.click()
    expect(m1.page.get_by_role("heading", level=1)).to_have_text("Wayan Sudarma")
    address = m1.record_address()
    m1.act("Put into the bin")
    expect(m1.page).to_have_url(re.compile("/contacts/$"))
    expect(row(m1, "Wayan Sudarma")).to_have_count(0)
    m1.go(address)
    expect(m1.page.locator(".ak-rec-head")).to_contain_text("In the bin")
    m1.page.get_by_role("button", name="Bring it back").click()
    expect(m1.page.get_by_text("Wayan Sudarma is back.")).to_be_visible()
    m1.go("/w/daily/contacts/")
    assert set(names(m1)) == EVERYBODY
