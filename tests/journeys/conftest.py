"""One product and one browser for all stories; a browser context of their own for everybody in them."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from contextlib import suppress
from typing import Any, Protocol, cast

import pytest
from playwright.sync_api import Browser, BrowserContext, Error, ViewportSize, expect

from tests.journeys.by_hand import SLUG, set_up
from tests.journeys.founder import Founder
from tests.journeys.people import PATIENCE, Visitor
from tests.journeys.product import Product

COMPANIES = (
    "road",
    "late",
    "missed",
    "blank",
    "many",
    "march",
    "month",
    "daily",
    "hands",
    "live",
    "door",
    "rules",
    "founded",
    "founded2",
    "clicks",
    "thumb",
    "guided",
    "service",
    "bare",
)
BY_HAND = "by hand"
PHONE: ViewportSize = {"width": 360, "height": 740}
DESK: ViewportSize = {"width": 1280, "height": 800}

expect.set_options(timeout=PATIENCE)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "tests/journeys" in str(item.path):
            item.add_marker(pytest.mark.journey)
    # The main road begins in an empty company; what else is told in the one set up by hand comes after it.
    items.sort(key=lambda item: not str(item.path).endswith("tests/journeys/test_road.py"))


def told_in(own: str) -> pytest.MarkDecorator:
    """Tell a story twice: in the company `own`, made as the demo's is, and in the one that was set up by hand."""
    return pytest.mark.parametrize("company", [own, BY_HAND], indirect=True, scope="module")


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Debian's Chromium, quiet about the network it does not have."""
    quiet = "no-sandbox disable-gpu disable-quic no-first-run disable-background-networking"
    quiet += " disable-component-update disable-sync disable-dev-shm-usage"
    arguments = [f"--{word}" for word in quiet.split()]
    return {**browser_type_launch_args, "executable_path": "/usr/bin/chromium", "args": arguments}


@pytest.fixture(scope="session")
def product() -> Iterator[Product]:
    """The whole product with the demo company, and a company for each story that changes things."""
    running = Product()
    try:
        running.open()
        running.python("tests.journeys.companies", *COMPANIES)
        yield running
    finally:
        running.close()


class Arrive(Protocol):
    def __call__(self, email: str = "", **options: Any) -> Visitor: ...


@pytest.fixture(scope="session")
def sessions() -> dict[str, Any]:
    """The cookies of everybody who has signed in once."""
    return {}


@pytest.fixture(scope="session")
def by_hand(browser: Browser, product: Product) -> str:
    """The window company that its head set up by clicking, before the working day began; its address."""
    product.at("2026-03-02 08:00")
    here: list[Visitor] = []

    def come() -> Visitor:
        context = browser.new_context(viewport=DESK, locale="en-GB", timezone_id="Asia/Manila")
        here.append(Visitor(context, product))
        context.clock.set_fixed_time(product.moment)
        return here[-1]

    k = come()
    k.sign_in(f"k@{SLUG}.example")
    expect(k.page.get_by_role("heading", level=1)).to_be_visible()
    set_up(Founder(k, SLUG), product, come)
    assert [line for visitor in here for line in visitor.wrong] == []
    for visitor in here:
        close(visitor.context)
    return SLUG


@pytest.fixture(scope="module")
def company(request: pytest.FixtureRequest) -> str:
    """The company that a story is told in, as its address names it."""
    return str(request.getfixturevalue("by_hand") if request.param == BY_HAND else request.param)


@pytest.fixture
def arrive(browser: Browser, product: Product, sessions: dict[str, Any]) -> Iterator[Arrive]:
    """`arrive("m1@road.example")` is that person at a browser, signed in; `arrive()` is a stranger.

    At the end nobody's console may hold an error, such as a violation of the Content-Security-Policy.
    """
    here: list[Visitor] = []

    def come(email: str = "", **options: Any) -> Visitor:
        wanted = {"viewport": DESK, "locale": "en-GB", "timezone_id": "Asia/Manila"} | options
        if email in sessions:
            wanted["storage_state"] = sessions[email]
        language = str(wanted["locale"]).partition("-")[0]
        visitor = Visitor(browser.new_context(**wanted), product, language)
        visitor.context.clock.set_fixed_time(product.moment)
        here.append(visitor)
        if email and email not in sessions:
            visitor.sign_in(email)
            expect(visitor.page.locator("nav#nav")).to_be_attached()
            sessions[email] = visitor.context.storage_state()
        return visitor

    yield come
    wrong = [line for visitor in here for line in visitor.wrong]
    for visitor in here:
        close(visitor.context)
    assert wrong == []


def close(context: BrowserContext) -> None:
    for page in context.pages:
        page.close()
    context.close()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Function, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Keep a picture of every open page of a story that failed, in .cache/journeys."""
    report = yield
    if call.when == "call" and report.failed and "browser" in getattr(item, "fixturenames", ()):
        browser = cast(Browser, item.funcargs["browser"])
        folder = item.config.rootpath / ".cache/journeys"
        folder.mkdir(parents=True, exist_ok=True)
        for number, page in enumerate(page for context in browser.contexts for page in context.pages):
            with suppress(Error):  # a page that waits for an answer has no picture
                page.screenshot(path=folder / f"{item.name}-{number}.png", timeout=3000)
                (folder / f"{item.name}-{number}.html").write_text(page.content())
    return report
