"""How every page looks: no barrier that axe finds, no error, no sideways scroll; and the README's pictures."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, Route, expect

from tests.journeys.conftest import DESK, PHONE, Arrive
from tests.journeys.people import Visitor
from tests.journeys.product import A_TUESDAY, ROOT, Product

AXE = (ROOT / "node_modules/axe-core/axe.min.js").read_text()
PICTURES = ROOT / "docs/screenshots"
STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
LOOKS = [("light", DESK), ("dark", DESK), ("dark", PHONE), ("light", PHONE)]

# What is open to everybody, and what the head of the demo company can open, below /w/windows/.
OPEN = (
    "/accounts/login/",
    "/accounts/password/reset/",
    "/f/windows-measurement",
    "/f/nothing",
    "/join/windows/nothing/",
    "/functions/",
    "/offline",
)
WITHIN = (
    "", "deals/", "deals/?as=board", "deals/?as=calendar", "contacts/", "companies/", "tasks/", "calls/",
    "visits/?as=calendar", "documents/", "files/", "notice/", "reports/", "search?q=ana", "deals/new", "notes/",
)  # fmt: skip
SETTINGS = (
    "",
    "me",
    "company",
    "users",
    "teams",
    "teams/new",
    "roles",
    "roles/new",
    "rules",
    "rules/new",
    "rules/runs",
    "endpoints",
    "tokens",
    "history",
    "forms",
    "mail",
    "failures",
    "templates",
    "numbers",
    "messages",
    "objects",
    "objects/deal",
    "objects/deal/fields/new",
    "calendars",
    "playbooks",
    "training",
    "watched",
    "lists/source",
    "pipelines",
)
REPORTS = ("all", "workload", "adoption", "new", "boards/new")
CROWD = [
    *((8 * 60 + 5 * place, 15) for place in range(6)),
    *((9 * 60 + 30, 30) for _beside in range(5)),
    *((10 * 60 + 10 * place, 10) for place in range(6)),
    (13 * 60, 120), (13 * 60 + 30, 15), (14 * 60, 240), (14 * 60 + 30, 20), (23 * 60 + 45, 15),
]  # fmt: skip
ACCOUNT = ("/accounts/2fa/", "/accounts/2fa/totp/activate/", "/accounts/password/change/")
RECORDS = ("deals", "contacts", "tasks", "documents")


def barriers(page: Page) -> list[str]:
    """What axe has to say about the page as it stands, by all its rules."""
    only = {"type": "tag", "values": STANDARDS}
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(AXE)
    found: dict[str, Any] = page.evaluate(
        "(only) => axe.run(document, {runOnly: only, resultTypes: ['violations']})", only
    )
    return [
        f"{one['id']}: {node['html'][:160]} {node['failureSummary'].splitlines()[-1].strip()}"
        for one in found["violations"]
        for node in one["nodes"][:3]
    ]


def settle(page: Page) -> None:
    """Wait until nothing is being fetched or moved."""
    page.wait_for_load_state("load")
    expect(page.locator(".ak-skel:visible:not(.ak-more-row *)")).to_have_count(0)
    expect(page.locator(".htmx-request")).to_have_count(0)


def look_over(visitor: Visitor, page: Page) -> list[str]:
    """All that is wrong with a page, in both themes and on both widths."""
    wrong: list[str] = []
    settle(page)
    for scheme, size in LOOKS:
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
        page.set_viewport_size(size)
        settle(page)
        where = f"{page.url.removeprefix(visitor.product.address)} {scheme} {size['width']}"
        wrong += [f"{where}: {barrier}" for barrier in barriers(page)]
        if size is PHONE:
            wide = page.evaluate(
                "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
            )
            wrong += [f"{where}: {wide} px too wide"] if wide > 0 else []
    page.set_viewport_size(DESK)
    page.emulate_media(color_scheme="light")
    return wrong


def look_at(visitor: Visitor, paths: list[str]) -> None:
    wrong = [line for path in paths for line in look_over(visitor, visitor.go(path))]
    assert not wrong, "\n".join(wrong)


def test_pages_that_are_open_to_everybody(arrive: Arrive, product: Product) -> None:
    product.at(A_TUESDAY)
    look_at(arrive(), list(OPEN))


def test_pages_of_the_workplace(arrive: Arrive, product: Product) -> None:
    product.at(A_TUESDAY)
    look_at(arrive("k@windows.example"), [f"/w/windows/{path}" for path in WITHIN])


def test_pages_of_the_settings(arrive: Arrive, product: Product) -> None:
    product.at(A_TUESDAY)
    look_at(arrive("k@windows.example"), [*(f"/w/windows/settings/{path}" for path in SETTINGS), *ACCOUNT])


def test_pages_of_records(arrive: Arrive, product: Product) -> None:
    product.at(A_TUESDAY)
    k = arrive("k@windows.example")
    paths = []
    for objects in RECORDS:
        k.go(f"/w/windows/{objects}/")
        link = k.page.locator("tr[data-record] th a").first.get_attribute("href")
        assert link
        paths.append(link)
    look_at(k, paths)


def test_no_page_is_too_wide_for_a_phone_where_words_are_long(arrive: Arrive, product: Product) -> None:
    product.at(A_TUESDAY)
    k = arrive("k@windows.example", viewport=PHONE)
    k.go("/w/windows/").locator(".ak-me").click()
    k.page.get_by_role("button", name="Tiếng Việt").click()
    expect(k.page.locator("html")).to_have_attribute("lang", "vi")
    places = [*WITHIN, *(f"settings/{path}" for path in SETTINGS), *(f"reports/{path}" for path in REPORTS)]
    wide = []
    for path in places:
        page = k.go(f"/w/windows/{path}")
        settle(page)
        beyond = page.evaluate("() => document.documentElement.scrollWidth - innerWidth")
        wide += [f"{path}: {beyond} px"] if beyond > 0 else []
    k.page.locator(".ak-me").click()
    k.page.get_by_role("button", name="English").click()
    expect(k.page.locator("html")).to_have_attribute("lang", "en")
    assert not wide, "\n".join(wide)


def test_what_opens_above_a_page(arrive: Arrive, product: Product) -> None:
    """The palette, the menus, the filter builder, a form in a dialog, an editor in its cell."""
    product.at(A_TUESDAY)
    k = arrive("k@windows.example")
    wrong: list[str] = []

    def look(what: str) -> None:
        settle(k.page)
        for scheme in ("light", "dark"):
            k.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            wrong.extend(f"{what} {scheme}: {barrier}" for barrier in barriers(k.page))

    k.go("/w/windows/deals/")
    k.page.keyboard.press("Control+k")
    k.page.get_by_role("combobox", name="Search or type a command").fill("an")
    expect(k.page.locator("#palette [role=option]").first).to_be_visible()
    look("palette")
    k.page.keyboard.press("Escape")
    k.page.locator("[data-filter-open]").click()
    expect(k.page.locator("#filter-form")).to_be_visible()
    look("filter builder")
    k.page.keyboard.press("Escape")
    k.page.get_by_role("button", name=re.compile("^Columns")).click()
    expect(k.page.locator("#columns li").first).to_be_visible()
    look("columns")
    k.page.keyboard.press("Escape")
    k.page.get_by_role("button", name="New deal").first.click()
    expect(k.page.get_by_role("dialog")).to_be_visible()
    look("new deal")
    k.page.keyboard.press("Escape")
    k.page.locator(".ak-bell").click()
    look("bell")
    k.page.keyboard.press("Escape")
    k.page.locator("tbody .ak-check").first.check()
    expect(k.page.locator("#bulk")).to_be_visible()
    look("bulk bar")
    assert not wrong, "\n".join(wrong)


def test_a_month_in_the_calendar(arrive: Arrive, product: Product) -> None:
    product.at(A_TUESDAY)
    k = arrive("k@windows.example")
    page = k.go("/w/windows/visits/?as=calendar")
    page.get_by_role("tab", name="Month").click()
    expect(page.get_by_role("button", name=re.compile("^.[0-9]+ more")).first).to_be_visible()
    wrong = look_over(k, page)
    assert not wrong, "\n".join(wrong)


def crowd(route: Route) -> None:
    """Answer as the product would for a week in which much is short and much happens at once."""
    answer = route.fetch()
    found = answer.json()
    asked = parse_qs(urlsplit(route.request.url).query)
    holder = asked["who"][0].partition(",")[0]
    monday = datetime.fromisoformat(asked["start"][0][:10])
    more = {
        "address": "/",
        "icon": "car",
        "kind": "Visit",
        "who": {holder: "K"},
        "holders": [holder],
        "may": True,
    }
    one = {"url": "/", "allDay": False, "className": "ak-appt is-p2", "extendedProps": more}
    many = [
        one
        | {"id": f"visit-{day}-{number}", "title": f"Visit {number}"}
        | {"start": at.isoformat()[:16], "end": (at + timedelta(minutes=minutes)).isoformat()[:16]}
        for day in range(7)
        for number, (begin, minutes) in enumerate(CROWD)
        for at in [monday + timedelta(days=day, minutes=begin)]
    ]
    route.fulfill(response=answer, json=[*found, *many])


@pytest.mark.parametrize("view", ["timeGridWeek", "dayGridMonth", "listWeek", "people"])
def test_a_crowded_week_of_the_team(arrive: Arrive, product: Product, view: str) -> None:
    product.at(A_TUESDAY)
    k = arrive("k@windows.example")
    k.page.route(re.compile(r"/calendar/\?.*start="), crowd)
    page = k.go(f"/w/windows/calendar/?view={view}")
    expect(page.get_by_text("Visit 0").first).to_be_attached()
    wrong = look_over(k, page)
    assert not wrong, "\n".join(wrong)


@pytest.fixture
def pictures(product: Product) -> Path:
    product.at(A_TUESDAY)
    PICTURES.mkdir(parents=True, exist_ok=True)
    return PICTURES


def test_pictures_for_the_readme(arrive: Arrive, pictures: Path) -> None:
    k = arrive("k@windows.example")

    def picture(name: str, page: Page) -> None:
        settle(page)
        page.screenshot(path=pictures / f"{name}.png", animations="disabled")

    k.board("windows")
    picture("board", k.page)
    k.card("Payment", "₱").first.get_by_role("link").first.click()
    expect(k.page.locator("#panels .ak-block").first).to_be_visible()
    picture("record", k.page)
    m1 = arrive("m1@windows.example", viewport=PHONE, device_scale_factor=2)
    m1.go("/w/windows/")
    picture("my-day-phone", m1.page)
    m2 = arrive("m2@windows.example", color_scheme="dark")
    m2.go("/w/windows/contacts/")
    m2.page.locator(".ak-me").click()
    m2.page.get_by_role("button", name="Tiếng Việt").click()
    expect(m2.page.locator("html")).to_have_attribute("lang", "vi")
    picture("list-vietnamese-dark", m2.page)
    k.go("/w/windows/reports/")
    picture("reports", k.page)
