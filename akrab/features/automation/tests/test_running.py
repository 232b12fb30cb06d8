"""Rules at work in the window company: each step once, waits that end, branches, loops, and what goes wrong."""

from datetime import timedelta
from typing import Any

import pytest

from akrab.engine import undo, write
from akrab.engine.actions import actions_of
from akrab.engine.errors import Invalid, Refused
from akrab.engine.models import Operation
from akrab.features.automation import rehearsing, running
from akrab.features.automation.models import Deed, Rule, Run, Version
from akrab.lib import clock
from akrab.modules.activities.models import Note, Task
from akrab.modules.contacts.models import Source
from akrab.modules.sales.models import Deal, Line, LostReason
from tests.scenario.conftest import Firm, at

ASK = {"id": "ask", "do": "create", "object": "task",
       "values": {"name": "Ask {record.contact.name} for a review", "about": "{record}",
                  "assignee": "{record.owner}", "due_at": {"after": "now", "minutes": 60}}}  # fmt: skip


def rule(firm: Firm, *steps: dict[str, Any], on: str = "won", **said: Any) -> Rule:
    """A rule about deals, switched on by the head."""
    raw = {
        "name": f"Rule {Rule.objects.count() + 1}",
        "object": "deal",
        "trigger": {"on": "event", "verb": on},
    }
    made = write.create(Rule, {**raw, "steps": list(steps), **said}, firm.by("k", "api"))
    return write.perform(actions_of(Rule)["switch_on"], made, {}, firm.by("k"))


def note(id: str, text: str) -> dict[str, Any]:
    return {"id": id, "do": "create", "object": "note", "values": {"text": text, "about": "{record}"}}


def notes(firm: Firm) -> list[str]:
    return list(Note.objects.filter(deleted_at__isnull=True).order_by("id").values_list("text", flat=True))


def states() -> list[tuple[str, str]]:
    return list(Run.objects.order_by("id").values_list("state", "error"))


def test_a_rule_makes_a_record_from_what_set_it_off_once(firm: Firm) -> None:
    rule(firm, ASK)
    deal = firm.request()
    firm.perform("m1", deal, "win")
    firm.scheduler_runs()
    [task] = Task.objects.filter(name__startswith="Ask")
    assert (task.name, task.assignee, task.about) == (
        "Ask Ana Reyes for a review",
        deal.owner,
        f"deal:{deal.pk}",
    )
    [deed] = Deed.objects.all()
    assert (deed.step, deed.record, states()) == ("ask", f"task:{task.pk}", [("done", "")])


def test_a_condition_and_a_changed_field_narrow_what_sets_a_rule_off(firm: Firm) -> None:
    changed = {"on": "event", "verb": "updated", "field": "source"}
    rule(
        firm, note("a", "large"), trigger=changed, condition={"field": "amount", "op": "gte", "value": "1000"}
    )
    deal = firm.request()
    firm.update("m1", deal, next_step="call")
    firm.update("m1", deal, source=None)
    assert notes(firm) == []
    write.create(Line, {"deal": deal, "name": "Window", "quantity": "1", "price": "2000"}, firm.by("m1"))
    firm.update("m1", deal, source=Source.objects.first())
    assert notes(firm) == ["large"]


def test_a_run_waits_and_goes_on_at_its_moment(firm: Firm) -> None:
    rule(firm, note("a", "first"), {"id": "pause", "do": "wait", "minutes": 90}, note("b", "second"))
    firm.perform("m1", firm.request(), "win")
    assert (notes(firm), states()) == (["first"], [("waiting", "")])
    firm.at("2026-03-02 10:29")
    assert notes(firm) == ["first"]
    firm.at("2026-03-02 10:30")
    firm.scheduler_runs()
    assert (notes(firm), states()) == (["first", "second"], [("done", "")])


@pytest.mark.parametrize(("comes", "said"), [(True, "in time"), (False, "too late")])
def test_a_run_waits_for_an_event_or_its_time_out(firm: Firm, comes: bool, said: str) -> None:
    wait = {"id": "w", "do": "wait", "event": "deal.won", "minutes": 60}
    rule(firm, wait, {"id": "b", "do": "branch", "came": "w", "then": [note("y", "in time")],
                      "else": [note("n", "too late")]}, on="created")  # fmt: skip
    deal = firm.request()
    if comes:
        firm.perform("m1", deal, "win")
    firm.at("2026-03-02 10:01")
    assert (notes(firm), states()) == ([said], [("done", "")])


def test_a_branch_asks_the_filter_language_and_stop_ends_a_run(firm: Firm) -> None:
    stops = [note("y", "no amount"), {"id": "s", "do": "stop"}]
    branch = {"id": "b", "do": "branch", "if": {"field": "amount", "op": "empty"}, "then": stops}
    rule(firm, branch, note("z", "after"))
    firm.perform("m1", firm.request(), "win")
    assert notes(firm) == ["no amount"]


def test_a_loop_goes_through_each_linked_record(firm: Firm) -> None:
    dear = {"field": "price", "op": "gte", "value": "500"}
    steps = [note("n", "Order {item.name}")]
    rule(firm, {"id": "each", "do": "each", "object": "line", "link": "deal", "if": dear, "steps": steps})
    deal = firm.request()
    for name, price in (("Window", "1000"), ("Screw", "1"), ("Door", "2000")):
        write.create(Line, {"deal": deal, "name": name, "quantity": "1", "price": price}, firm.by("m1"))
    firm.perform("m1", Deal.objects.get(), "win")
    assert notes(firm) == ["Order Window", "Order Door"]


def test_a_step_that_fails_leaves_nothing_of_its_segment_and_says_why(firm: Firm) -> None:
    wrong = {"id": "x", "do": "change", "values": {"amount": "{record.name}"}}
    rule(firm, note("a", "before"), wrong)
    firm.perform("m1", firm.request(), "win")
    [(state, error)] = states()
    assert (state, "is not a number" in error, notes(firm), Deed.objects.count()) == ("failed", True, [], 0)


def test_rules_that_set_each_other_off_are_stopped_and_say_so(firm: Firm) -> None:
    def turns(on: str, does: str) -> None:
        rule(firm, {"id": "a", "do": "act", "action": does}, on=on)

    turns("reopened", "win")
    turns("won", "reopen")
    deal = firm.request()
    firm.perform("m1", deal, "win")
    firm.scheduler_runs()
    assert ("stopped", "Stopped: these rules set each other off. Rule 2 → Rule 1 → Rule 2") in states()
    assert len(states()) < 10


def test_work_is_given_in_turn(firm: Firm) -> None:
    manager = firm.installed.people["m1"].role_id
    assign = {"id": "a", "do": "assign", "field": "owner", "how": "turn", "role": str(manager)}
    rule(firm, assign, on="reopened")
    owners = []
    for number in range(3):
        deal = firm.request(key=str(number))
        firm.perform("m1", deal, "win")
        firm.perform("m1", deal, "reopen")
        deal.refresh_from_db()
        owners.append(str(deal.owner))
    assert set(owners) == {"Maya Santos", "Minh Lê"}


def test_people_are_told_alone_or_as_a_group(firm: Firm) -> None:
    said = {"to": "{record.owner}", "text": "Well done: {record.name}, 100 %", "about": "{record}"}
    everyone = {"to": {"role": str(firm.installed.people["m1"].role_id)}, "text": "Won!", "about": "{record}"}
    tell = {"do": "create", "object": "notice"}
    rule(firm, {**tell, "id": "t", "values": said}, {**tell, "id": "all", "values": everyone})
    deal = firm.request()
    firm.perform("k", deal, "win")
    assert f"Well done: {deal.name}, 100 %" in firm.notices("m1")
    assert ("Won!" in firm.notices("m1"), "Won!" in firm.notices("m2")) == (True, True)


def test_a_rule_that_changes_goes_on_with_a_new_version_and_runs_keep_theirs(firm: Firm) -> None:
    made = rule(firm, {"id": "w", "do": "wait", "minutes": 5}, note("a", "old"))
    firm.perform("m1", firm.request(key="1"), "win")
    write.update(made, {"steps": [note("a", "new")]}, firm.by("k", "api"))
    assert Version.objects.count() == 1
    write.perform(actions_of(Rule)["publish"], made, {}, firm.by("k"))
    firm.perform("m1", firm.request(key="2"), "win")
    firm.at("2026-03-02 09:10")
    assert (sorted(notes(firm)), Version.objects.count()) == (["new", "old"], 2)


def test_switched_off_nothing_sets_it_off_and_undoing_a_gesture_takes_back_what_it_did(firm: Firm) -> None:
    made = rule(firm, ASK)
    first = firm.request(key="1")
    firm.perform("m1", first, "win")
    won = Operation.objects.filter(events__record=first.pk, events__kind="deal.won").latest("id")
    undo.undo(won, firm.by("m1"))
    firm.scheduler_runs()
    assert not Task.objects.filter(name__startswith="Ask", deleted_at__isnull=True).exists()
    write.perform(actions_of(Rule)["switch_off"], made, {}, firm.by("k"))
    firm.perform("m1", firm.request(key="2"), "lose", reason=LostReason.objects.get(name="Price").pk)
    assert len(states()) == 1


BAD = [
    ({"trigger": {"on": "event", "verb": "wonn"}}, "trigger", "Did you mean “won”?"),
    ({"condition": {"field": "colour", "op": "is", "value": "red"}}, "condition", "no field “colour”"),
    ({"steps": [note("a", "{record.nam}")]}, "steps", "Did you mean “name”?"),
    ({"steps": [{"id": "a", "do": "act", "action": "wim"}]}, "steps", "Did you mean “win”?"),
    ({"steps": [note("a", "{later.name}"), {**ASK, "id": "later"}]}, "steps", "no name “later”"),
    ({"steps": [{"id": "a", "do": "dance"}]}, "steps", "Write a list of steps"),
]


@pytest.mark.parametrize(("said", "field", "text"), BAD)
def test_a_rule_that_names_what_is_not_there_is_refused_with_the_nearest_name(
    firm: Firm, said: dict[str, Any], field: str, text: str
) -> None:
    with pytest.raises(Invalid) as refused:
        rule(firm, **{"steps": [ASK], **said})
    assert text in " ".join(refused.value.errors[field])
    assert not Rule.objects.exists()


def test_a_rule_without_steps_stays_off(firm: Firm) -> None:
    with pytest.raises(Refused):
        rule(firm)
    assert not Version.objects.exists()


def test_a_rule_waits_for_the_moment_in_a_field_and_follows_it_when_it_moves(firm: Firm) -> None:
    before = {"on": "moment", "field": "visit_at", "minutes": -60}
    rule(firm, note("a", "soon: {record.name}"), trigger=before)
    deal = firm.update("m1", firm.request(), visit_at="2026-03-03 10:00")
    firm.update("m1", deal, visit_at="2026-03-04 10:00")
    firm.at("2026-03-03 09:30")
    assert notes(firm) == []
    firm.at("2026-03-04 09:00")
    firm.scheduler_runs()
    assert (notes(firm), states()) == ([f"soon: {deal.name}"], [("done", "")])


def test_a_failed_run_is_tried_again_and_a_run_is_taken_back(firm: Firm) -> None:
    rule(
        firm,
        note("a", "one"),
        {"id": "x", "do": "change", "of": "record", "values": {"amount": "{record.next_step}"}},
    )
    deal = firm.update("m1", firm.request(), next_step="much")
    firm.perform("m1", deal, "win")
    assert [state for state, _error in states()] == ["failed"]
    firm.update("m1", deal, next_step="750")
    running.try_again(Run.objects.select_related("version", "rule", "workspace").get())
    deal.refresh_from_db()
    assert (notes(firm), deal.amount, states()) == (["one"], 750, [("done", "")])
    running.take_back(Run.objects.get(), firm.by("k"))
    deal.refresh_from_db()
    assert (notes(firm), deal.amount) == ([], None)


def test_a_rule_that_runs_too_often_is_stopped(firm: Firm) -> None:
    rule(firm, note("a", "one"), on="created", most_an_hour=2)
    for number in range(4):
        firm.request(key=str(number))
    assert [state for state, _error in states()] == ["done", "done", "stopped", "stopped"]
    assert len(notes(firm)) == 2


def test_a_rehearsal_shows_what_then_really_happens_and_leaves_nothing(firm: Firm) -> None:
    steps = [note("a", "first"), {"id": "w", "do": "wait", "event": "deal.won", "minutes": 60},
             {"id": "b", "do": "branch", "came": "w", "then": [note("y", "won")], "else": [ASK]}]  # fmt: skip
    raw = {"name": "Draft", "object": "deal", "trigger": {"on": "event", "verb": "created"}, "steps": steps}
    draft = write.create(Rule, raw, firm.by("k", "api"))
    won, _other = (firm.request(key=key) for key in "12")
    clock.advance(timedelta(minutes=10))
    firm.perform("m1", won, "win")
    clock.advance(timedelta(minutes=80))
    told = rehearsing.rehearse(draft, at("2026-03-01 00:00"), firm.by("k"))
    shown = [[(deed.step, deed.at.minute) for deed in one.deeds] for one in told.found]
    assert (told.looked_at, shown) == (2, [[("a", 0), ("y", 10)], [("a", 0), ("ask", 0)]])
    assert (notes(firm), Run.objects.count(), Task.objects.filter(name__startswith="Ask").count()) == (
        [],
        0,
        0,
    )


def test_what_is_empty_leaves_no_dangling_words(firm: Firm) -> None:
    rule(
        firm,
        note("a", "Call {record.contact.name}[[ about {record.next_step}]]"),
        note("b", "Prepare {record.next_step|the measuring}"),
        note("c", "[urgent] {record.name}[[ until {record.visit_at}]]"),
    )
    deal = firm.request()
    firm.perform("m1", deal, "win")
    plain = f"[urgent] {deal.name}"  # single brackets are the writer's own
    assert notes(firm) == ["Call Ana Reyes", "Prepare the measuring", plain]
    firm.perform("m1", deal, "reopen")
    firm.update("m1", deal, next_step="the glass")
    firm.perform("m1", deal, "win")
    assert notes(firm)[3:5] == ["Call Ana Reyes about the glass", "Prepare the glass"]
