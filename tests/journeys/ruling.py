"""What somebody clicks to make a rule: what sets it off, its steps, and the switch."""

from __future__ import annotations

from collections.abc import Mapping

from playwright.sync_api import Locator, expect

from tests.journeys.founder import Founder


class Ruling:
    """The editor of one rule, from its making until it is on."""

    def __init__(self, founder: Founder, name: str, trigger: Mapping[str, str]) -> None:
        """`trigger` is what is chosen, field by field in the order they are asked."""
        self.founder, self.page = founder, founder.open("rules")
        self.page.get_by_role("link", name=founder.say("New rule")).first.click()
        form = self.page.locator("#rule-form")
        form.locator("[name=s-name]").fill(name)
        for field, value in trigger.items():
            self.choose(form, field, value)
        founder.press("Continue", form)
        expect(self.page.get_by_role("heading", level=1)).to_have_text(name)

    def choose(self, form: Locator, field: str, value: str) -> None:
        """Fill in one field; where its choice changes what is asked further, wait for that."""
        box = form.locator(f"[name='{field}']").last
        if box.evaluate("(box) => box.tagName") != "SELECT":
            box.fill(value)
        elif self.is_chosen(box, value):
            return  # choosing it again would ask for the form anew, over what is filled in next
        elif box.get_attribute("hx-get"):
            before = box.element_handle()
            box.select_option(value)
            self.page.wait_for_function("(box) => !box.isConnected", arg=before)
        else:
            box.select_option(value)

    def is_chosen(self, box: Locator, value: str) -> bool:
        said = box.evaluate("(box) => [box.value, box.selectedOptions[0]?.label]")
        return value in said

    def step(self, kind: str, said: Mapping[str, str], inside: str = "") -> None:
        """Add a step at the end, of the rule or of a branch; `kind` is a part of the address of its button."""
        where = self.page.locator("#steps")
        if inside:
            heading = self.page.get_by_role("heading", name=self.founder.say(inside), exact=True)
            where = where.locator(".ak-branch").filter(has=heading)
        where.locator("> .ak-way > .ak-gap-slot a.ak-add-step").last.click()
        choosing = self.page.locator("#choose")
        link = choosing.locator(f"a[href*='do={kind}']").first
        if not link.is_visible():
            choosing.locator("summary").click()
        link.click()
        form = self.page.locator("#step-form")
        for field, value in said.items():
            box = form.locator(f"[name='{field}']").last
            if not box.is_visible():
                form.locator("details summary").first.click()
            self.choose(form, field, value)
        self.founder.press("Save the step", form)
        expect(self.page.locator("#step-form")).to_have_count(0)

    def switch_on(self) -> None:
        """Let it act from now on."""
        self.founder.press("Switch on", self.page)
        self.founder.told("The rule is on. It acts on what happens from now on.")
