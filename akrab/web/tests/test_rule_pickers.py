"""What the pickers of a rule's steps offer, in which order, and what stays though it is offered no more."""

import re

import pytest

from akrab.engine import write
from akrab.features.automation.models import Rule
from akrab.tenancy.current import workspace as inside
from tests.cast import Cast

BASE = "/w/north/settings/rules"
TASK = {"name": "Greet {record.name}", "assignee": "{record.company.created_by}"}


@pytest.fixture
def rule(cast: Cast) -> Rule:
    raw = {"name": "Welcome", "object": "contact", "trigger": {"on": "event", "verb": "created"}}
    steps = [{"id": "task1", "do": "create", "object": "task", "values": TASK}]
    with inside(cast.north):
        return write.create(Rule, {**raw, "steps": steps}, cast.alice.actor("web"))


def _page(cast: Cast, rule: Rule, open_: str) -> str:
    return str(cast.alice.browser.get(f"{BASE}/{rule.pk}?open={open_}").content.decode())


def test_pickers_offer_the_usual_first_and_nothing_that_says_nothing(cast: Cast, rule: Rule) -> None:
    page = _page(cast, rule, "add&at=:0&do=create&object=note")
    offered = page.partition('id="path-picker"')[2].partition("</select>")[0]
    names = re.findall(r'value="([^"]+)"', offered)
    assert next(name for name in names if name.startswith("record.")) == "record.name"
    assert names.index("record.phones") < names.index("record.description") < names.index("record.created_by")
    assert "record.source.name" in names
    assert {"record.source.retired", "record.source.position", "record.company.created_by"} & set(
        names
    ) == set()
    kinds = re.findall(r"do=create&amp;object=(\w+)", _page(cast, rule, "add&at=:0"))
    assert kinds[0] == "task"
    assert kinds.index("deal") < kinds.index("file"), kinds


def test_a_value_that_is_offered_no_more_stays_as_it_was_said(cast: Cast, rule: Rule) -> None:
    page = _page(cast, rule, "step&at=task1")
    assert '<option value="record.company.created_by" selected>' in page
