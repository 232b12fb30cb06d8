"""What sets rules off besides events of records: schedules and calls; and what leaves the house."""

import json
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from akrab.engine import write
from akrab.engine.actions import actions_of
from akrab.engine.models import FailedReaction
from akrab.features.automation import running, truth
from akrab.features.automation.definition import OnSchedule
from akrab.features.automation.models import Approval, Rule, Run, Version
from akrab.features.automation.schedules import next_moment
from akrab.features.automation.tests.test_running import note, notes, rule, states
from akrab.modules.activities.models import Task
from akrab.modules.sales.models import Stay
from tests.scenario.conftest import Firm

EVERY = st.builds(
    OnSchedule,
    on=st.just("schedule"),
    every=st.sampled_from(["hour", "day", "week", "month"]),
    at=st.times().map(lambda moment: moment.strftime("%H:%M")),
    days=st.lists(st.integers(1, 7), min_size=1).map(tuple),
    day=st.integers(1, 31),
)


@given(
    EVERY,
    st.integers(1_577_836_800, 2_051_222_400).map(lambda seconds: datetime.fromtimestamp(seconds, UTC)),
    st.sampled_from(["UTC", "Asia/Manila", "Europe/Berlin"]),
)
def test_the_next_moment_of_a_schedule_is_later_and_none_lies_between(
    schedule: OnSchedule, after: datetime, zone: str
) -> None:
    start, tz = after, ZoneInfo(zone)
    found = next_moment(schedule, start, tz)
    assert found > start
    assert next_moment(schedule, found, tz) > found
    between = start + (found - start) / 2
    assert next_moment(schedule, between, tz) == found


def test_a_schedule_sets_a_rule_off_for_each_record_that_meets_its_condition(firm: Firm) -> None:
    daily = {"on": "schedule", "every": "day", "at": "10:00"}
    made = rule(
        firm,
        note("a", "{record.name}"),
        trigger=daily,
        condition={"field": "state", "op": "is", "value": "won"},
    )
    won, _open = firm.request(key="1"), firm.request(key="2")
    firm.perform("m1", won, "win")
    assert notes(firm) == []
    firm.at("2026-03-02 10:00")
    firm.scheduler_runs()
    assert notes(firm) == [won.name]
    firm.at("2026-03-03 10:00")
    assert notes(firm) == [won.name] * 2
    made.refresh_from_db()
    write.perform(actions_of(Rule)["switch_off"], made, {}, firm.by("k"))
    firm.at("2026-03-04 10:00")
    made.refresh_from_db()
    assert (len(notes(firm)), made.next_at) == (2, None)


def test_a_schedule_without_records_runs_once(firm: Firm) -> None:
    task = {"id": "t", "do": "create", "object": "task", "values": {"name": "Weekly report"}}
    rule(firm, task, trigger={"on": "schedule", "every": "week", "days": [3], "each": False})
    firm.scheduler_runs()
    firm.at("2026-03-04 09:00")
    firm.scheduler_runs()
    assert (states(), Task.objects.filter(name="Weekly report").count()) == ([("done", "")], 1)


def ask(**said: Any) -> dict[str, Any]:
    return {"id": "ok", "do": "ask", "to": "{record.owner}", "text": "Discount for {record.name}?",
            "minutes": 60, "then": [note("y", "granted")], "else": [note("n", "denied")], **said}  # fmt: skip


@pytest.mark.parametrize(("verb", "said"), [("approve", "granted"), ("refuse", "denied")])
def test_an_approval_is_asked_told_answered_and_the_run_goes_on(firm: Firm, verb: str, said: str) -> None:
    rule(firm, ask())
    deal = firm.request()
    firm.perform("k", deal, "win")
    approval = Approval.objects.get()
    assert f"Please approve: Discount for {deal.name}?" in firm.notices("m1")
    assert notes(firm) == []
    firm.perform("m1", approval, verb, comment="as agreed")
    assert (notes(firm), states()) == ([said], [("done", "")])
    approval.refresh_from_db()
    assert (str(approval.answered_by), approval.comment) == ("Maya Santos", "as agreed")


def test_nobody_needs_to_be_asked_below_the_limit(firm: Firm) -> None:
    rule(firm, ask(alone={"field": "amount", "op": "empty"}))
    firm.perform("m1", firm.request(), "win")
    assert (notes(firm), Approval.objects.count()) == (["granted"], 0)


def test_without_an_answer_the_deputy_is_asked_and_then_it_counts_as_refused(firm: Firm) -> None:
    deputy = str(firm.installed.people["m2"].pk)
    rule(firm, ask(deputy=deputy))
    firm.perform("k", firm.request(), "win")
    firm.at("2026-03-02 10:00")
    assert any("Please approve" in text for text in firm.notices("m2"))
    assert notes(firm) == []
    firm.at("2026-03-02 11:00")
    firm.scheduler_runs()
    assert (notes(firm), Approval.objects.get().state) == (["denied"], "expired")


def test_a_call_of_a_program_sets_a_rule_off_with_what_it_sent(firm: Firm) -> None:
    task = {"id": "t", "do": "create", "object": "task",
            "values": {"name": "Call {payload.customer.name}", "priority": "{payload.how}"}}  # fmt: skip
    made = rule(firm, task, trigger={"on": "call"})
    sent = {"customer": {"name": "Ana"}, "how": "high"}
    write.happen(made, "called", firm.by("k", "api"), payload=json.dumps(sent))
    firm.scheduler_runs()
    assert states() == [("done", "")]
    assert Run.objects.get().memory["t"].startswith("task:")


def test_a_rule_knows_of_moments_that_were_there_before_it(firm: Firm) -> None:
    deal = firm.update("m1", firm.request(), visit_at="2026-03-03 10:00")
    rule(firm, note("a", "soon"), trigger={"on": "moment", "field": "visit_at", "minutes": -60})
    firm.scheduler_runs()
    firm.at("2026-03-03 09:00")
    firm.scheduler_runs()
    assert (notes(firm), str(deal.pk) in str(Run.objects.get().record)) == (["soon"], True)


def test_a_rule_whose_condition_names_what_is_gone_fails_by_itself_and_stops_no_other(firm: Firm) -> None:
    made = rule(
        firm, note("a", "broken"), condition={"field": "service", "op": "is", "value": "x"}, on="created"
    )
    rule(firm, note("b", "whole"), on="created")
    Version.objects.filter(rule=made).update(condition={"field": "colour", "op": "is", "value": "red"})
    firm.request()
    assert notes(firm) == ["whole"]
    [(_rule, error)] = Run.objects.filter(state="stopped").values_list("rule__name", "error")
    assert (_rule, "colour" in error) == (made.name, True)
    stopped = Run.objects.select_related("version__rule", "version__workspace", "workspace").get(rule=made)
    assert running.try_again(stopped).state == "stopped"
    Version.objects.filter(rule=made).update(condition={"field": "service", "op": "is", "value": "nothing"})
    stopped = Run.objects.get(rule=made)
    assert running.try_again(stopped).state == "stopped"
    assert notes(firm) == ["whole"], "the record does not meet the condition, now that it can be asked"
    assert not FailedReaction.objects.exists()


def test_conditions_that_cannot_be_asked_at_all_stop_nothing_else(
    firm: Firm, monkeypatch: pytest.MonkeyPatch
) -> None:
    rule(firm, note("a", "never"), on="created", condition={"field": "service", "op": "is", "value": "x"})

    def broken(*_args: Any) -> None:
        raise RuntimeError("the condition can't be asked")

    monkeypatch.setattr(truth, "met", broken)
    deal = firm.request()
    assert Stay.objects.filter(deal=deal).exists(), "the other reactions did what they do"
    assert {one.reaction for one in FailedReaction.objects.all()} == {"rules"}
