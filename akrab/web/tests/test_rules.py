"""The pages of automation: a rule is made, said step by step, rehearsed, switched on, and tells what it did."""

import json
import re
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from akrab.api import hooks
from akrab.config import follower
from akrab.engine import write
from akrab.features.automation.calling import secret_of
from akrab.features.automation.models import Delivery, Endpoint, Rule, Run
from akrab.identity.models import Workspace
from akrab.modules.activities.models import Note, Task
from akrab.modules.contacts.models import Contact
from akrab.tenancy.current import workspace as inside
from tests.cast import Cast

BASE = "/w/north/settings/rules"
CREATED = {"s-on": "event", "s-object": "contact", "s-verb": "created"}


@pytest.fixture
def rule(cast: Cast) -> Rule:
    """A rule about new contacts, made on the page; it has no steps yet."""
    assert cast.alice.browser.post(f"{BASE}/new", {"s-name": "Welcome", **CREATED}).status_code == 303
    with inside(cast.north):
        return Rule.objects.get(name="Welcome")


def _post(cast: Cast, rule: Rule, address: str, **said: Any) -> Any:
    return cast.alice.browser.post(
        f"{BASE}/{rule.pk}/{address}", {name.replace("__", "-"): value for name, value in said.items()}
    )


def _steps(cast: Cast, rule: Rule) -> list[dict[str, Any]]:
    with inside(cast.north):
        return list(Rule.objects.get(pk=rule.pk).steps)


def _page(cast: Cast, address: str) -> str:
    response = cast.alice.browser.get(address)
    assert response.status_code == 200
    return str(response.content.decode())


def _add_task(cast: Cast, rule: Rule, place: str = ":0") -> None:
    said = {"at": place, "do": "create", "s-object": "task", "name": "Greet {record.name}", "from.about": "record",
            "from.assignee": "who", "from.due_at": "now", "shift.due_at": "2", "unit.due_at": "hours"}  # fmt: skip
    assert _post(cast, rule, "steps", **said).status_code == 303


def test_a_rule_is_made_said_and_switched_on_through_its_page_and_then_acts(cast: Cast, rule: Rule) -> None:
    _add_task(cast, rule)
    [step] = _steps(cast, rule)
    assert step == {
        "id": "task1", "do": "create", "object": "task",
        "values": {"name": "Greet {record.name}", "about": "{record}", "assignee": "{who}",
                   "due_at": {"after": "now", "minutes": 120}},
    }  # fmt: skip
    assert _post(cast, rule, "acts/switch_on").status_code == 303
    with inside(cast.north):
        write.create(Contact, {"name": "Ana Reyes"}, cast.alice.actor("web"))
    follower.drain()
    with inside(cast.north):
        task = Task.objects.get(name="Greet Ana Reyes")
        assert task.assignee == cast.alice.member
        run = Run.objects.get()
    ledger = _page(cast, f"{BASE}/{rule.pk}/runs")
    assert "Ana Reyes" in ledger
    told = _page(cast, f"/w/north/runs/{run.pk}")
    assert "Greet Ana Reyes" in told
    assert "/w/north/runs/" in _page(cast, f"/w/north/contacts/{run.record}")


def test_the_page_says_a_rule_in_words(cast: Cast, rule: Rule) -> None:
    _add_task(cast, rule)
    page = _page(cast, f"{BASE}/{rule.pk}")
    for words in (
        "Contact is created",
        "Make: task",
        "Greet ‹Name›",
        "Due: 2 hours later",
        "Assignee: ‹Who did it›",
    ):
        assert words in page


@pytest.mark.parametrize("kind", ["change", "act", "assign", "ask", "branch", "each", "wait", "stop", "call"])
def test_every_kind_of_step_has_a_form(cast: Cast, rule: Rule, kind: str) -> None:
    page = _page(cast, f"{BASE}/{rule.pk}?open=add&at=:0&do={kind}")
    assert f'name="do" value="{kind}"' in page


def test_every_object_can_be_made_by_a_step(cast: Cast, rule: Rule) -> None:
    for name in ("note", "mail", "notice", "document", "visit", "deal", "company"):
        assert f'value="{name}"' in _page(cast, f"{BASE}/{rule.pk}?open=add&at=:0&do=create&object={name}")


def test_a_step_can_be_about_what_the_record_itself_is_about(cast: Cast) -> None:
    said = {"s-name": "Pack", "s-on": "event", "s-object": "visit", "s-verb": "created"}
    here = cast.alice.browser.post(f"{BASE}/new", said)["Location"]
    assert 'value="record.about"' in _page(cast, f"{here}?open=add&at=:0&do=create&object=task")


def test_steps_stand_inside_branches_move_and_go_away_and_undo_brings_them_back(
    cast: Cast, rule: Rule
) -> None:
    said = {
        "at": ":0",
        "do": "branch",
        "s-of": "record",
        "c0000a1.field": "name",
        "c0000a1.op": "contains",
        "c0000a1.value": "Ana",
    }
    _post(cast, rule, "steps", **said)
    _add_task(cast, rule, "branch1/then:0")
    wait = {"at": ":1", "do": "wait", "s-for": "time", "s-shift": "3", "s-unit": "days"}
    _post(cast, rule, "steps", **wait)
    branch, waiting = _steps(cast, rule)
    assert (branch["if"], branch["then"][0]["id"], waiting["minutes"]) == (
        {"field": "name", "op": "contains", "value": "Ana"}, "task1", 4320,
    )  # fmt: skip
    _post(cast, rule, f"steps/{waiting['id']}/shift", to="up")
    assert [step["do"] for step in _steps(cast, rule)] == ["wait", "branch"]
    _post(cast, rule, f"steps/{branch['id']}/remove")
    assert [step["do"] for step in _steps(cast, rule)] == ["wait"]


def test_what_is_wrong_is_said_at_the_field_and_nothing_changes(cast: Cast, rule: Rule) -> None:
    said = {
        "at": ":0",
        "do": "create",
        "s-object": "task",
        "name": "Call {record.nam}",
        "from.due_at": "",
        "due_at": "soon",
    }
    response = _post(cast, rule, "steps", **said)
    assert (response.status_code, _steps(cast, rule)) == (422, [])
    assert "Call {record.nam}" in response.content.decode()
    said["due_at"] = ""
    response = _post(cast, rule, "steps", **said)
    assert (response.status_code, _steps(cast, rule)) == (422, [])
    assert "Did you mean “name”?" in response.content.decode()


def test_a_rule_without_steps_is_not_switched_on_and_the_page_says_why(cast: Cast, rule: Rule) -> None:
    response = _post(cast, rule, "acts/switch_on")
    assert (response.status_code, "This rule has no steps yet" in response.content.decode()) == (409, True)
    with inside(cast.north):
        assert not Rule.objects.get().is_on


def test_changes_of_a_rule_that_is_on_wait_until_they_are_put_in_force(cast: Cast, rule: Rule) -> None:
    _add_task(cast, rule)
    _post(cast, rule, "acts/switch_on")
    note = {"at": ":1", "do": "create", "s-object": "note", "text": "Hello", "from.about": "record"}
    _post(cast, rule, "steps", **note)
    assert "not in force yet" in _page(cast, f"{BASE}/{rule.pk}")
    with inside(cast.north):
        write.create(Contact, {"name": "Ben"}, cast.alice.actor("web"))
    follower.drain()
    with inside(cast.north):
        assert Note.objects.count() == 0
    difference = _page(cast, f"{BASE}/{rule.pk}/rehearsal?days=1")
    assert "2 steps instead of 1" in difference
    _post(cast, rule, "acts/publish")
    with inside(cast.north):
        write.create(Contact, {"name": "Cora"}, cast.alice.actor("web"))
    follower.drain()
    with inside(cast.north):
        assert Note.objects.count() == 1


def test_a_rehearsal_shows_what_would_have_been_done_and_leaves_nothing(cast: Cast, rule: Rule) -> None:
    _add_task(cast, rule)
    with inside(cast.north):
        write.create(Contact, {"name": "Ana Reyes"}, cast.alice.actor("web"))
    follower.drain()
    page = _page(cast, f"{BASE}/{rule.pk}/rehearsal")
    assert "Greet Ana Reyes" in page
    with inside(cast.north):
        assert (Task.objects.count(), Run.objects.count()) == (0, 0)


def test_ready_rules_can_be_taken_and_read(cast: Cast) -> None:
    for key in ("review", "large", "silent", "share", "again", "remind", "approve"):
        response = cast.alice.browser.post(f"{BASE}/new", {"recipe": key})
        assert response.status_code == 303
        assert cast.alice.browser.get(response.headers["Location"]).status_code == 200
    with inside(cast.north):
        assert not Rule.objects.filter(is_on=True).exists()


def test_what_is_large_is_so_in_the_companys_currency_and_the_step_says_whom_it_spares(cast: Cast) -> None:
    Workspace.objects.filter(pk=cast.north.pk).update(currency="IDR")
    made = cast.alice.browser.post(f"{BASE}/new", {"recipe": "approve"})
    page = _page(cast, made.headers["Location"])
    assert re.search(r"No approval is needed where: Amount is less than.*15,000,000", page)


def test_a_program_calls_a_rule_by_its_secret_address_once_for_each_key(cast: Cast) -> None:
    cast.alice.browser.post(f"{BASE}/new", {"s-name": "Called", "s-on": "call"})
    with inside(cast.north):
        rule = Rule.objects.get(name="Called")
    task = {"at": ":0", "do": "create", "s-object": "task", "name": "Call {payload.name}"}
    _post(cast, rule, "steps", **task)
    page = _page(cast, f"{BASE}/{rule.pk}")
    address = page.partition('class="ak-hook">')[2].partition("<")[0]
    path = address[address.index("/hooks/") :]
    program = Client()

    def call(where: str = path) -> int:
        sent = json.dumps({"name": "Ana"})
        return program.post(
            where, sent, content_type="application/json", headers={"Idempotency-Key": "k1"}
        ).status_code

    assert call() == 409
    _post(cast, rule, "acts/switch_on")
    assert (call(), call(), call(path[:-3] + "abc")) == (202, 200, 404)
    assert program.post(path, "{", content_type="application/json").status_code == 400
    follower.drain()
    with inside(cast.north):
        assert Task.objects.filter(name="Call Ana").count() == 1


def test_the_steps_of_a_stranger_are_closed(cast: Cast, rule: Rule) -> None:
    _add_task(cast, rule)
    for browser, status in ((cast.bob.browser, 403), (cast.mallory.browser, 404)):
        for address in ("", f"/{rule.pk}", f"/{rule.pk}/runs", f"/{rule.pk}/rehearsal"):
            assert browser.get(f"{BASE}{address}").status_code == status
        assert browser.post(f"{BASE}/{rule.pk}/steps/task1/remove").status_code == status
    assert len(_steps(cast, rule)) == 1


def test_a_run_is_shown_to_those_who_see_its_record_alone(cast: Cast, rule: Rule) -> None:
    _add_task(cast, rule)
    _post(cast, rule, "acts/switch_on")
    with inside(cast.north):
        write.create(Contact, {"name": "Ana"}, cast.alice.actor("web"))
    follower.drain()
    with inside(cast.north):
        run = Run.objects.get()
    assert cast.mallory.browser.get(f"/w/south/runs/{run.pk}").status_code == 404
    assert cast.alice.browser.post(f"/w/north/settings/runs/{run.pk}/back").status_code == 303
    with inside(cast.north):
        assert not Task.objects.filter(deleted_at__isnull=True).exists()


def test_a_call_of_an_endpoint_is_written_down_with_the_rule(cast: Cast, rule: Rule) -> None:
    with inside(cast.north):
        endpoint = write.create(
            Endpoint, {"name": "Shop", "url": "https://shop.example/hook"}, cast.alice.actor("web")
        )
    said = {
        "at": ":0",
        "do": "call",
        "s-endpoint": str(endpoint.pk),
        "s-name": ["who", ""],
        "s-value": ["{record.name}", ""],
    }
    assert _post(cast, rule, "steps", **said).status_code == 303
    _post(cast, rule, "acts/switch_on")
    with inside(cast.north):
        write.create(Contact, {"name": "Ana"}, cast.alice.actor("web"))
    follower.drain()
    with inside(cast.north):
        delivery = Delivery.objects.get()
        assert (delivery.name, delivery.state, json.loads(delivery.body)) == (
            "Welcome",
            "queued",
            {"who": "Ana"},
        )
        assert isinstance(delivery.pk, UUID)


def test_the_list_asks_the_same_number_of_queries_for_more_rules_and_more_calls(cast: Cast) -> None:
    counted = []
    by = cast.alice.actor("web")
    for number in (1, 4):
        with inside(cast.north):
            for place in range(number):
                shop = f"Shop {number} {place}"
                endpoint = write.create(Endpoint, {"name": shop, "url": "https://shop.example/hook"}, by)
                steps = [{"id": f"call{one}", "do": "call", "endpoint": str(endpoint.pk)} for one in (1, 2)]
                trigger = {"on": "event", "verb": "created"}
                write.create(
                    Rule, {"name": f"R {shop}", "object": "contact", "trigger": trigger, "steps": steps}, by
                )
        _page(cast, BASE)
        with CaptureQueriesContext(connection) as asked:
            assert "R" in _page(cast, BASE)
        counted.append(len(asked))
    assert counted[0] == counted[1]


def test_the_list_says_which_rule_calls_what_is_gone(cast: Cast) -> None:
    by = cast.alice.actor("web")
    with inside(cast.north):
        endpoint = write.create(Endpoint, {"name": "Shop", "url": "https://shop.example/hook"}, by)
        steps = [{"id": "call1", "do": "call", "endpoint": str(endpoint.pk)}]
        trigger = {"on": "event", "verb": "created"}
        write.create(Rule, {"name": "R", "object": "contact", "trigger": trigger, "steps": steps}, by)
    whole = _page(cast, BASE)
    with inside(cast.north):
        write.delete(endpoint, by)
    assert "needs attention" not in whole
    assert "needs attention" in _page(cast, BASE)


def test_an_endpoint_is_added_with_a_secret_that_its_page_shows(cast: Cast) -> None:
    where = "/w/north/settings/endpoints"
    assert (
        cast.alice.browser.post(where, {"name": "Shop", "url": "https://shop.example/hook"}).status_code
        == 303
    )
    page = _page(cast, where)
    assert ("whsec_" in page, "https://shop.example/hook" in page) == (True, True)
    refused = cast.alice.browser.post(where, {"name": "Shop", "url": "https://other.example"})
    assert refused.status_code == 422
    with inside(cast.north):
        endpoint = Endpoint.objects.get()
    assert cast.bob.browser.get(where).status_code == 403
    assert cast.mallory.browser.post(f"{where}/{endpoint.pk}/drop").status_code == 404
    assert cast.alice.browser.post(f"{where}/{endpoint.pk}/drop").status_code == 303
    assert "whsec_" not in _page(cast, where)


def test_a_rule_that_is_called_without_end_answers_that_it_is_busy(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    cast.alice.browser.post(f"{BASE}/new", {"s-name": "Called", "s-on": "call"})
    with inside(cast.north):
        rule = Rule.objects.get(name="Called")
        path = f"/hooks/north/{rule.pk}/{secret_of(rule)}"
    monkeypatch.setattr(hooks, "MOST_A_MINUTE", 1)
    program = Client()
    assert program.post(path, "{}", content_type="application/json").status_code == 409
    busy = program.post(path, "{}", content_type="application/json")
    assert (busy.status_code, busy.headers["Retry-After"]) == (503, "60")


def test_a_test_call_is_written_down_for_the_endpoint_and_only_by_administrators(cast: Cast) -> None:
    with inside(cast.north):
        endpoint = write.create(
            Endpoint, {"name": "Books", "url": "https://books.example/in"}, cast.alice.actor()
        )
    path = f"/w/north/settings/endpoints/{endpoint.pk}/test"
    for stranger, status in ((cast.bob, 403), (cast.mallory, 404)):
        assert stranger.browser.post(path).status_code == status
    with inside(cast.north):
        assert not Delivery.objects.exists()
    sent = cast.alice.browser.post(path)
    with inside(cast.north):
        delivery = Delivery.objects.get()
    assert (sent.status_code, sent["Location"]) == (303, f"/w/north/deliveries/{delivery.pk}")
    assert (json.loads(delivery.body)["test"], delivery.state, delivery.endpoint_id) == (
        True,
        "queued",
        endpoint.pk,
    )


def test_a_call_that_nobody_answered_stands_at_the_endpoints_and_is_sent_again_from_there(cast: Cast) -> None:
    with inside(cast.north):
        by = cast.alice.actor()
        endpoint = write.create(Endpoint, {"name": "Books", "url": "https://books.example/in"}, by)
        sent = write.create(Delivery, {"endpoint": endpoint.pk, "body": "{}"}, by, name="Welcome")
        Delivery.objects.update(state="unknown", answer="No answer came: timed out")
    where, again = "/w/north/settings/endpoints", f"/w/north/deliveries/{sent.pk}/actions/resend"
    page = _page(cast, where)
    assert ("No answer came" in page, f'action="{again}"' in page) == (True, True)
    for stranger, status in ((cast.bob, 403), (cast.mallory, 404)):
        assert stranger.browser.post(again).status_code == status
    with inside(cast.north):
        assert Delivery.objects.get().state == "unknown"
    assert cast.alice.browser.post(again)["Location"] == f"/w/north/deliveries/{sent.pk}"
    with inside(cast.north):
        assert Delivery.objects.get().state == "queued"
    assert again not in _page(cast, where)
