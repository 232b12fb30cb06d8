"""What somebody reads on a dashboard: which one is open, its figures, and the rows of its tables."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, expect

from tests.journeys.people import Visitor, exactly


def opened(visitor: Visitor, slug: str, name: str) -> Page:
    """The dashboard of this name, chosen from the menu."""
    visitor.go(f"/w/{slug}/reports/")
    visitor.page.get_by_role("button", name="Another dashboard").click()
    visitor.page.get_by_role("link", name=name, exact=True).click()
    expect(visitor.page.get_by_role("heading", level=1)).to_have_text(name)
    return visitor.page


def figure(k: Visitor, heading: str, text: str) -> None:
    tile = k.page.locator(".ak-tile").filter(has=k.page.locator("dt").filter(has_text=exactly(heading)))
    expect(tile.locator(".ak-figure")).to_have_text(spaced(text))


def spaced(text: str) -> re.Pattern[str]:
    """A figure, whatever kind of space stands before its sign."""
    return re.compile(r"^\s*" + re.escape(text).replace(r"\ ", r"\s*") + r"\s*$")


def chart(k: Visitor, heading: str) -> Locator:
    """A tile that is more than one number."""
    return k.page.locator(".ak-chart").filter(has=k.page.locator("h2").filter(has_text=exactly(heading)))


def rows(k: Visitor, heading: str) -> dict[str, list[str]]:
    """A tile's table by the first cell of its rows."""
    found = {}
    for row in chart(k, heading).locator("tbody tr, tfoot tr").all():
        head, *cells = (" ".join(cell.split()) for cell in row.locator("th, td").all_text_contents())
        found[head] = cells
    return found


def fits(k: Visitor) -> bool:
    """Whether the page is no wider than the screen."""
    wide = k.page.evaluate(
        "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )
    return bool(wide <= 0)
