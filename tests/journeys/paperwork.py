"""What somebody clicks to make a public form, a document template, a message template, a report and a dashboard."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from playwright.sync_api import Locator, expect

from tests.journeys.founder import Founder


def form(
    founder: Founder, title: str, key: str, fields: Sequence[str], thanks: str, presets: Mapping[str, str]
) -> None:
    """Make a form of deals: what it asks besides who somebody is (by path), its thanks, what it always fills in."""
    page, say = founder.open("forms"), founder.say
    page.get_by_role("link", name=say("New form")).first.click()
    founder.fill(page.locator("form.ak-narrow").first, {"name": title, "key": key})
    founder.press("Make the form")
    editor = page.locator("#editor")
    for path in fields:
        before = editor.locator(".ak-question").count()
        editor.locator("#add").select_option(f"field:{path}")
        expect(editor.locator(".ak-question")).to_have_count(before + 1)
    unfold(editor, "After sending", founder)
    editor.locator("#e-thanks").fill(thanks)
    unfold(editor, "Always filled in", founder)
    rows = editor.locator(".ak-show-row:has([name='preset.field'])")
    for place, (field, value) in enumerate(presets.items()):
        rows.nth(place).locator("select").select_option(field)
        rows.nth(place).locator("[name='preset.value']").fill(value)
    founder.press("Save", editor)
    founder.told("“%(name)s” was saved, and visitors see it so from now on.", name=title)


def unfold(within: Locator, text: str, founder: Founder) -> None:
    """Open a fold that is closed."""
    fold = within.locator("details.ak-fold").filter(
        has=founder.page.locator("summary").filter(has_text=founder.say(text))
    )
    if fold.get_attribute("open") is None:
        fold.locator("summary").first.click()


class Paper:
    """The editor of a document template, from its making to publishing."""

    def __init__(self, founder: Founder, name: str, numbers: str = "") -> None:
        self.founder, self.page = founder, founder.open("templates")
        about = {"name": name, "object": founder.deal} | ({"series": numbers} if numbers else {})
        founder.fill(self.page.locator("section.ak-part form").last, about)
        founder.press("Make the template")
        expect(self.page.locator("#design-form")).to_be_visible()

    def add(self, kind: str) -> Locator:
        """Put a block at the end."""
        blocks = self.page.locator(".ak-blocks > .ak-blk")
        before = blocks.count()
        self.page.locator("#design > .ak-tpl-add button").first.click()
        self.page.locator(f"#add-here [data-op='add:{kind}:']").click()
        expect(blocks).to_have_count(before + 1)
        return blocks.last

    def letter(self, recipient: str, words: str) -> None:
        """Write into the letter that a new template begins with."""
        self.page.locator("[name$='.recipient']").fill(recipient)
        self.page.locator(".ak-blk textarea[name$='.text']").first.fill(words)

    def facts(self, rows: Mapping[str, str]) -> None:
        """A block of labels with their fields."""
        block = self.add("facts")
        for place, (label, value) in enumerate(rows.items()):
            lines = block.locator(".ak-fieldrow")
            while lines.count() <= place:
                block.locator("[data-op^='row:']").click()
                expect(lines).to_have_count(place + 1)
            lines.nth(place).locator("[name$='.label']").fill(label)
            lines.nth(place).locator("[name$='.value']").fill(value)

    def publish(self) -> None:
        """Let it make documents."""
        self.founder.press("Publish", self.page)
        self.founder.told("Published: from now on documents are made by this version.")


def message(founder: Founder, name: str, subject: str, body: str) -> None:
    """Make a message template about deals."""
    page = founder.open("messages")
    founder.fill(page.locator("section.ak-part form").last, {"name": name, "object": founder.deal})
    founder.press("Make the template")
    form_ = page.locator("#message-form")
    form_.locator("[data-words] input[data-takes]").first.fill(subject)
    form_.locator("textarea[data-takes]").first.fill(body)
    founder.press("Save", page)
    expect(page.locator("[data-look]")).not_to_contain_text(re.compile("ak-errors"))


def reports(founder: Founder) -> None:
    """Open the page of all reports and dashboards, by the menus."""
    page = founder.page
    page.locator("#nav a[href$='/reports/']").click()
    page.get_by_role("button", name=founder.say("Another dashboard")).click()
    page.locator("#dashboards a").last.click()
    expect(page.locator(".ak-library")).to_be_visible()


def report(founder: Founder, name: str, said: Mapping[str, str], kind: str) -> None:
    """Build a report that everybody may see; `said` is what is chosen, by the names of the fields."""
    reports(founder)
    page, say = founder.page, founder.say
    page.get_by_role("link", name=say("New report")).click()
    builder = page.locator("#builder")
    builder.locator("#b-name").fill(name)
    for field, value in said.items():
        box = builder.locator(f"[name='{field}']")
        if box.input_value() != value:
            box.select_option(value)
        if field == "object":
            expect(page.locator(".htmx-request")).to_have_count(0)
    builder.locator("label").filter(has=page.locator(f"[name=kind][value={kind}]")).click()
    builder.locator("[name=sharing]").select_option("everybody")
    founder.press("Save", builder)
    expect(page.get_by_role("heading", level=1)).to_have_text(name)


def dashboard(founder: Founder, name: str, *tiles: str) -> None:
    """Make a dashboard for everybody, with a tile for each of these reports."""
    reports(founder)
    page, say = founder.page, founder.say
    page.get_by_role("link", name=say("New dashboard")).click()
    page.locator("#d-name").fill(name)
    page.locator("#d-sharing").select_option("everybody")
    founder.press("Save")
    for tile in tiles:
        page.locator("#t-report").select_option(tile)
        founder.press("Add the tile")
        expect(page.locator(".ak-tile-list")).to_contain_text(tile)
    page.get_by_role("link", name=say("Show it")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(name)
