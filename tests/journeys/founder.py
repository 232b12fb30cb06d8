"""What somebody clicks in the settings to set a company up, in whatever language they read."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from playwright.sync_api import Locator, Page, expect

from akrab.config.demo.company import PASSWORD
from tests.journeys.people import Visitor
from tests.journeys.product import Product

Said = Mapping[str, Any]


class Founder:
    """An administrator at the settings pages; every method begins at the menu and ends at what was kept."""

    def __init__(self, visitor: Visitor, slug: str) -> None:
        self.visitor, self.slug = visitor, slug
        self.page: Page = visitor.page
        self.say = visitor.say
        self.deal = visitor.say("Deal")  # as this company calls it

    # --- moving about

    def open(self, subject: str) -> Page:
        """Open a subject of the settings by its entry in the menu."""
        menu = self.page.locator(".ak-settings nav")
        if not menu.count():
            self.page.get_by_role("link", name=self.say("Settings"), exact=True).first.click()
        with self.page.expect_navigation():
            menu.locator(f"a[href$='settings/{subject}']").click()
        expect(self.page.locator(".ak-settings nav a[aria-current=page]")).to_have_attribute(
            "href", re.compile(rf"{subject}$")
        )
        return self.page

    def press(self, text: str, within: Locator | Page | None = None, **named: str) -> None:
        """Press the button with this text, and wait for the page that answers."""
        button = (within or self.page.get_by_role("main")).get_by_role(
            "button", name=self.say(text, **named), exact=True
        )
        with self.page.expect_navigation():
            button.first.click()

    def fill(self, within: Locator, said: Said) -> None:
        """Fill a form by the names of its fields: a text, a choice by its words, a tick, or a day."""
        for name, value in said.items():
            box = within.locator(f"[name='{name}']").last
            if isinstance(value, bool):
                box.set_checked(value)
            elif box.evaluate("(box) => box.tagName") == "SELECT":
                box.select_option(value)
            else:
                box.fill(value)

    def told(self, text: str, **named: str) -> None:
        """Wait for the message that says this."""
        expect(self.page.get_by_text(self.say(text, **named)).first).to_be_visible()

    # --- people

    def roles(self, wanted: Mapping[str, Mapping[str, str]]) -> None:
        """Make roles; what each may do differs from the beginning by these cells of the table."""
        for name, cells in wanted.items():
            self.open("roles").get_by_role("link", name=self.say("New role")).click()
            form = self.page.locator("form.ak-role")
            form.locator("#s-name").fill(name)
            for cell, reach in cells.items():
                form.locator(f"[name='right.{cell}']").select_option(reach)
            self.press("Save", form)
            self.told("The role “%(name)s” was saved.", name=name)

    def invite(self, email: str, role: str, team: str = "") -> None:
        """Invite somebody; a mail takes them in."""
        form = self.open("users").locator("#invite form")
        said = {"email": email, "role": role}
        self.fill(form, said | ({"team": team} if team else {}))
        self.press("Invite", form)
        self.told("%(email)s was invited.", email=email)

    def team(self, name: str, leader: str, people: Iterable[str]) -> None:
        """Make a team that is led by somebody."""
        self.open("teams").get_by_role("link", name=self.say("New team")).first.click()
        form = self.page.get_by_role("main").locator("form.ak-narrow").first
        self.fill(form, {"name": name, "leader": leader})
        for person in people:
            form.get_by_role("checkbox", name=person).check()
        self.press("Save", form)
        self.told("The team “%(name)s” was saved.", name=name)

    # --- lists, objects, hours

    def entries(self, object: str, names: Sequence[str]) -> None:
        """Add entries to one of the company's lists."""
        for name in names:
            form = self.open(f"lists/{object}").locator("#new form")
            self.fill(form, {"name": name})
            self.press("Add", form)
            self.told("“%(name)s” was added.", name=name)

    def rename(self, object: str, one: str, many: str) -> None:
        """Call an object by the company's own words, in the company's language."""
        self.object(object)
        form = self.page.locator("form").filter(
            has=self.page.get_by_role("button", name=self.say("Save the names"))
        )
        form.locator("input").nth(1).fill(one)
        form.locator("input").nth(2).fill(many)
        self.press("Save the names", form)
        expect(self.page.locator("#nav")).to_contain_text(many)
        self.deal = one if object == "deal" else self.deal

    def object(self, object: str) -> Page:
        self.open("objects").locator(f".ak-subject a[href$='objects/{object}']").first.click()
        return self.page

    def field(self, object: str, label: str, kind: str, options: Sequence[str] = (), **ticks: bool) -> None:
        """Add a field of one's own; `kind` is the type's word in English."""
        self.object(object).get_by_role("link", name=self.say("Add a field")).first.click()
        form = self.page.locator("#definition")
        form.locator("#s-label").fill(label)
        form.locator("#s-kind").select_option(kind)
        for place, option in enumerate(options):
            form.locator("[name='option.label']").nth(place).fill(option)
        self.fill(form, ticks)
        self.press("Add the field", form)
        expect(self.page.locator("li.is-own").filter(has_text=label)).to_be_visible()

    def hours(self, name: str, hours: str, days: Sequence[int]) -> None:
        """Change the hours of the company's working calendar: these on these days (0 is Monday), else closed."""
        self.open("calendars").locator(".ak-people a.ak-name").first.click()
        form = self.page.locator("form.ak-narrow:has(.ak-weekhours)")
        self.fill(form, {"name": name})
        for day in range(7):
            form.locator(".ak-weekhours input").nth(day).fill(hours if day in days else "")
        self.press("Save", form)
        expect(self.page.get_by_role("heading", level=1)).to_have_text(name)

    def details(self, said: Said) -> None:
        """Say what stands on the company's papers."""
        form = self.open("company").locator("#details form")
        self.fill(form, said)
        self.press("Save the details", form)

    # --- the way of a deal

    def pipeline(self, name: str, among: str = "") -> None:
        """Make a pipeline and stay on its page."""
        form = self.open("pipelines").locator("section.ak-part form").last
        self.fill(form, {"name": name} | ({"assign_role": among} if among else {}))
        self.press("Make the pipeline", form)
        expect(self.page.get_by_role("heading", level=1)).to_have_text(name)

    def stage(self, name: str, said: Said, required: Sequence[str] = (), first: bool = False) -> None:
        """Add a stage to the pipeline that is open, or make the one it began with into it."""
        if first:
            self.page.get_by_role(
                "link", name=self.say("Change %(name)s", name=self.say("New", "stage"))
            ).click()
        else:
            self.page.get_by_role("link", name=self.say("Add a stage")).click()
        form = self.page.locator("form").filter(
            has=self.page.get_by_role("button", name=self.say("Save the stage"))
        )
        self.fill(form, {"name": name, **said})
        for field in required:
            form.locator(f"[name=required_fields][value={field}]").check()
        self.press("Save the stage", form)
        expect(self.card(name)).to_be_visible()

    def card(self, stage: str) -> Locator:
        """A stage on the page of its pipeline."""
        heading = self.page.get_by_role("heading", level=2).filter(
            has_text=re.compile(rf"^{re.escape(stage)}\b")
        )
        return self.page.locator("li.ak-stage").filter(has=heading)

    def follows(self, stage: str, said: Said) -> None:
        """Say what happens on entering a stage of the pipeline that is open."""
        self.card(stage).get_by_role("link", name=self.say("Add what follows")).click()
        form = self.card(stage).locator("li.is-form form")
        self.fill(form, said)
        self.press("Save", form)
        expect(self.card(stage)).to_contain_text(said["text"])


def join(newcomer: Visitor, product: Product, email: str, name: str) -> None:
    """Come in by the mail of an invitation, and make an account."""
    body = product.post.wait_for(email).get_body(("plain",))
    assert body is not None
    found = re.search(r"https?://[^/\s]+(/\S+)", body.get_content())
    assert found, body.get_content()
    page = newcomer.go(found[1])
    page.locator("[name=name]").fill(name)
    page.locator("[name=password]").fill(PASSWORD)
    page.get_by_role("button", name=newcomer.say("Join"), exact=True).click()
    expect(page.locator("nav#nav")).to_be_attached()
