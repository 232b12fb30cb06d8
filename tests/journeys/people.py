"""Somebody at a browser: what they see and do, and everything that went wrong unseen."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from django.utils import translation
from playwright.sync_api import BrowserContext, ConsoleMessage, Locator, Page, Response, expect

from akrab.config.demo.company import PASSWORD, PEOPLE
from akrab.features.wording.objects import gettext, pgettext
from tests.journeys.product import Product

PATIENCE = 15_000  # ms: the machines that run this are small and busy
EXPECTED = (
    400,
    401,
    403,
    404,
    409,
    410,
    413,
    422,
    429,
)  # refusals are answers, and the browser reports them all
NAMES = {short: name for short, name, _role in PEOPLE}  # of the window company, by how their addresses begin


class Visitor:
    """One person's browser, separate from everybody else's."""

    def __init__(self, context: BrowserContext, product: Product, language: str = "en") -> None:
        context.set_default_timeout(PATIENCE)
        self.context = context
        self.language = language
        self.product = product
        self.wrong: list[str] = []
        self.has_broken_line = False
        self.page = self.tab()

    def tab(self) -> Page:
        """A new tab, whose console is listened to."""
        page = self.context.new_page()
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.wrong.append(f"{page.url}: {error}"))
        page.on("response", self._response)
        return page

    def _console(self, said: ConsoleMessage) -> None:
        if self.has_broken_line and re.search("net::ERR_FAILED|Failed to fetch", said.text):
            return
        refused = re.search(r"status of (\d+)", said.text)
        if said.type == "error" and not (refused and int(refused[1]) in EXPECTED):
            self.wrong.append(f"{said.page.url if said.page else ''}: {said.text} {said.location}")

    def _response(self, response: Response) -> None:
        if response.status >= 500:
            self.wrong.append(f"{response.status} {response.request.method} {response.url}")

    def say(self, text: str, context: str = "", **named: str) -> str:
        """A text of the product in the language this person reads; objects in brackets by the product's own words."""
        with translation.override(self.language):
            said = pgettext(context, text) if context else gettext(text)
        return said % named if named else said

    def go(self, path: str) -> Page:
        """Open an address of the product."""
        self.page.goto(f"{self.product.address}{path}")
        return self.page

    def see(self, path: str) -> Page:
        """Open an address and wait until it is painted: before that the browser drops what is pressed."""
        page = self.go(path)
        page.evaluate("() => new Promise((seen) => requestAnimationFrame(() => requestAnimationFrame(seen)))")
        return page

    def sign_in(self, email: str, password: str = PASSWORD) -> None:
        self.go("/accounts/login/")
        self.page.get_by_label(self.say("E-mail")).fill(email)
        self.page.get_by_label(self.say("Password")).fill(password)
        self.page.get_by_role("button", name=self.say("Sign in"), exact=True).click()

    # --- what everybody does with records

    def record_address(self) -> str:
        """The path of the page that is open."""
        return "/" + self.page.url.split("/", 3)[3].partition("?")[0]

    def board(self, slug: str) -> None:
        self.go(f"/w/{slug}/deals/?as=board")

    def column(self, title: str) -> Locator:
        return self.page.get_by_role("region", name=title, exact=True)

    def card(self, column: str, text: str) -> Locator:
        return self.column(column).locator("li[data-card]").filter(has_text=text)

    def open_card(self, slug: str, text: str) -> str:
        """Open the page of a deal from the board; its address."""
        self.board(slug)
        self.page.locator("li[data-card]").filter(has_text=text).get_by_role("link").first.click()
        expect(self.page.get_by_role("heading", level=1)).to_contain_text(text)
        return self.record_address()

    def compose(self, kind: str) -> Locator:
        """The form of one kind of thing on a record's timeline, such as a call."""
        self.page.get_by_role("tab").and_(self.page.locator(f"#tab-{kind}")).click()
        panel = self.page.get_by_role("tabpanel").and_(self.page.locator(f"#panel-{kind}"))
        expect(panel.get_by_role("button", name=self.say("Save"))).to_be_visible()
        return panel

    def log_call(self, outcome: str) -> None:
        """Write down a call on the page of the record that is open."""
        panel = self.compose("call")
        panel.locator("[name=outcome]").fill(outcome)
        panel.get_by_role("button", name=self.say("Save")).click()
        expect(self.timeline()).to_contain_text(outcome)

    def timeline(self) -> Locator:
        return self.page.locator("#timeline")

    def property(self, label: str) -> Locator:
        """The cell of a field on a record's page."""
        row = self.page.locator(".ak-props > div").filter(
            has=self.page.locator("dt").filter(has_text=exactly(label))
        )
        return row.locator("dd")

    def set(self, label: str, value: str) -> None:
        """Change a field in place, and wait until it is kept."""
        cell = self.property(label)
        cell.locator(".ak-edit").click()
        box = cell.locator("input:not([type=hidden]), select, textarea").first
        expect(box).to_be_focused()
        with self.page.expect_response(
            lambda answer: "/edit/" in answer.url and answer.request.method == "POST"
        ):
            if box.evaluate("(box) => box.tagName") == "SELECT":
                box.select_option(value)  # is kept at once
            else:
                box.fill(value)
                box.press("Enter")
        expect(cell.locator("form")).to_have_count(0)

    def act(self, name: str, fill: Callable[[Locator], Any] | None = None) -> None:
        """Press a button of the record's head; where it asks, fill in and confirm."""
        button = self.page.locator(".ak-rec-head").get_by_role("button", name=name, exact=True)
        if not button.is_visible():
            self.page.get_by_role("button", name=self.say("More actions")).click()
        button.click()
        if fill:
            dialog = self.page.get_by_role("dialog")
            expect(dialog).to_be_visible()
            fill(dialog)
            dialog.locator("button[type=submit]").click()
            expect(dialog).to_be_hidden()

    def drag(self, text: str, column: str) -> None:
        """Drag a card with the mouse into another column."""
        self.wait_for_the_board()
        card = self.page.locator("li[data-card]").filter(has_text=text)
        card.scroll_into_view_if_needed()
        target = self.column(column).locator(".ak-cards")
        start, end = card.bounding_box(), target.bounding_box()
        assert start
        assert end
        mouse = self.page.mouse
        mouse.move(start["x"] + 12, start["y"] + start["height"] - 8)
        mouse.down()
        mouse.move(start["x"] + 30, start["y"] + start["height"] - 2, steps=4)
        mouse.move(end["x"] + end["width"] / 2, end["y"] + 40, steps=12)
        mouse.move(end["x"] + end["width"] / 2 + 4, end["y"] + 44, steps=4)
        mouse.up()

    def carry(self, text: str, steps: int) -> None:
        """Move a card with the keyboard: Space lifts it, arrows carry it, Space lays it down."""
        self.wait_for_the_board()
        card = self.page.locator("li[data-card]").filter(has_text=text).locator(".ak-card")
        focus(card)
        card.press(" ")
        for _step in range(abs(steps)):
            self.page.keyboard.press("ArrowRight" if steps > 0 else "ArrowLeft")
        self.page.keyboard.press(" ")

    def wait_for_the_board(self) -> None:
        """Nobody is as quick as to take a card before the board's script is there."""
        expect(self.page.locator(".ak-cards[data-sortable]").first).to_be_attached()

    def notices(self, slug: str) -> list[str]:
        """All that this person was told, newest first."""
        self.go(f"/w/{slug}/notice/")
        expect(self.page.get_by_role("heading", level=1)).to_be_visible()
        return [row.inner_text() for row in self.page.locator("tr[data-record]").all()]

    def told(self, slug: str, *words: str) -> list[str]:
        """What this person was told that holds all these words."""
        return [text for text in self.notices(slug) if all(word in text for word in words)]

    def wait_until_told(self, slug: str, *words: str) -> None:
        """Look at the notices until one, and one alone, holds all these words."""
        rows = self.go(f"/w/{slug}/notice/").locator("tr[data-record]")
        for word in words:
            rows = rows.filter(has_text=word)
        expect(rows).to_have_count(1)

    def owner_of(self, slug: str, client: str) -> str:
        """Who got a client's deal, by the beginning of their address: `m1` or `m2`."""
        self.open_card(slug, client)
        owner = self.property("owner").inner_text()
        return next(short for short, name in NAMES.items() if name in owner)


def focus(entry: Locator) -> None:
    """Give something the focus as soon as it takes it: what a script draws is hidden until its place is known."""
    for _try in range(PATIENCE // 1000):
        expect(entry).to_be_visible()
        entry.focus()
        with suppress(AssertionError):
            expect(entry).to_be_focused(timeout=1000)
            return
    raise AssertionError(f"{entry} takes no focus")


def exactly(text: str) -> re.Pattern[str]:
    """The whole of a text, whatever the case."""
    return re.compile(rf"^\s*{re.escape(text)}\s*$", re.IGNORECASE)


def add_line(m1: Visitor, name: str, quantity: str, price: str) -> None:
    """Add a line to the calculation of the deal whose page is open."""
    m1.page.locator("#panels [hx-get*='/lines/']").first.click()
    dialog = m1.page.get_by_role("dialog")
    for field, value in (("name", name), ("quantity", quantity), ("price", price)):
        dialog.locator(f"[name={field}]").fill(value)
    dialog.locator("button[type=submit]").click()
    expect(dialog).to_be_hidden()
