"""A report is built from fields without code, shared, put on a dashboard and read by somebody else."""

import re

from playwright.sync_api import expect

from tests.journeys.conftest import Arrive


def test_a_report_is_built_shared_and_read(arrive: Arrive) -> None:
    k = arrive("k@march.example", viewport={"width": 1280, "height": 900})
    k.go("/w/march/reports/new")
    page = k.page
    page.get_by_label("Name", exact=True).fill("Won by owner and source")
    page.get_by_label("Usual period").select_option("")
    page.get_by_label("Group by", exact=True).select_option("owner")
    page.get_by_label("and within that by", exact=True).select_option("source")
    page.get_by_role("radio", name="Pivot table").check()
    preview = page.locator("#preview")
    expect(preview.get_by_role("columnheader", name="Referral")).to_be_visible()
    page.get_by_role("radio", name="Bars").check()
    expect(preview.locator(".ak-legend")).to_contain_text("Referral")
    page.get_by_label("Shared with").select_option("everybody")
    page.get_by_role("button", name="Save", exact=True).click()
    page.wait_for_url(re.compile(r"/reports/r/"))
    address = page.url
    page.get_by_text("Table", exact=True).click()
    head_sees = page.locator("tfoot td").all_text_contents()
    with page.expect_download() as leaving:
        page.get_by_role("button", name="Export").click()
        page.get_by_role("link", name="CSV for spreadsheets").click()
    assert leaving.value.suggested_filename.endswith(".csv")

    m1 = arrive("m1@march.example", viewport={"width": 360, "height": 740})
    m1.page.goto(address)
    expect(m1.page.get_by_role("heading", level=1)).to_have_text("Won by owner and source")
    m1.page.get_by_text("Table", exact=True).click()
    assert m1.page.locator("tfoot td").all_text_contents() == head_sees
    m1.page.locator("tbody td a").first.click()
    m1.page.wait_for_url(re.compile(r"/deals/\?"))
