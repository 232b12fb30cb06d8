"""What rules make: once, by one of a group, in step with its record, and waited for; and what undoing does to it."""

from typing import Any

import pytest

from akrab.engine import undo, write
from akrab.engine.errors import Invalid
from akrab.engine.models import Operation
from akrab.features.automation import kinds, rehearsing
from akrab.features.automation.models import Rule, Run
from akrab.features.automation.tests.test_running import note, notes, rule, states
from akrab.features.notify.models import Notice
from akrab.features.notify.notices import choose
from akrab.identity.models import Role
from akrab.lib import clock
from akrab.modules.activities.models import Task
from akrab.modules.contacts.models import Contact
from akrab.modules.sales.models import Deal, Stage
from tests.scenario.conftest import Firm, at

WAIT = {"id": "w", "do": "wait", "of": "task", "event": "task.completed", "minutes": 60}
THEN = {
    "id": "b",
    "do": "branch",
    "came": "w",
    "then": [note("y", "in time")],
    "else": [note("n", "too late")],
}


def task(**more: Any) -> dict[str, Any]:
    values = {"name": "Look after {record.name}", "about": "{record}", "assignee": "{record.owner}"}
    return {"id": "task", "do": "create", "object": "task", "values": values | more.pop("values", {}), **more}


def becomes(stage: str) -> dict[str, Any]:
    id = str(Stage.objects.get(name=stage).pk)
    return {"trigger": {"on": "event", "verb": "became", "field": "stage", "now": id}}


def made_by(rule: Rule) -> list[Task]:
    return list(Task.objects.filter(rule=f"rule:{rule.pk}", deleted_at__isnull=True).order_by("id"))


def take_back(firm: Firm, record: Any, kind: str) -> Operation:
    """The last thing of this kind that was done to a record is undone; the undoing."""
    last = Operation.objects.filter(events__record=record.pk, events__kind=kind).latest("id")
    undone = undo.undo(last, firm.by("m1"))
    firm.scheduler_runs()
    return undone


def test_a_value_counts_whether_a_record_was_made_with_it_or_changed_to_it(firm: Firm) -> None:
    made = rule(firm, task(), **becomes("Measurements"))
    deal = firm.reaches_measurements()
    firm.update("m1", deal, service="Doors")  # another change sets nothing off
    later = firm.create("m1", Deal, name="Second", stage=Stage.objects.get(name="Measurements"))
    assert [one.about for one in made_by(made)] == [f"deal:{deal.pk}", f"deal:{later.pk}"]


def test_a_rehearsal_of_a_value_finds_both_too(firm: Firm) -> None:
    since = clock.now()
    deal = firm.reaches_measurements()
    firm.create("m1", Deal, name="Second", stage=Stage.objects.get(name="Measurements"))
    raw = {"name": "Later", "object": "deal", "steps": [task()], **becomes("Measurements")}
    found = rehearsing.rehearse(write.create(Rule, raw, firm.by("k")), since, firm.by("k")).found
    assert [one.title for one in found] == [deal.name, "Second"]


def test_what_is_made_once_waits_for_its_end(firm: Firm) -> None:
    made = rule(firm, task(once=True), on="updated")
    deal = firm.request()
    for amount in (1, 2):
        firm.update("m1", deal, amount=amount)
    [first] = made_by(made)
    firm.perform("m1", first, "complete")
    firm.update("m1", deal, amount=3)
    assert [one.status for one in made_by(made)] == ["done", "open"]


def surveyors(firm: Firm) -> dict[str, Any]:
    return {"role": str(Role.objects.get(name="Surveyor").pk), "one": True}


def test_one_of_a_group_is_who_had_it_before_else_who_has_the_least(firm: Firm) -> None:
    second = firm.installed.people["i1"]
    second.role = Role.objects.get(name="Surveyor")
    second.save(update_fields=["role"])
    made = rule(firm, task(values={"assignee": surveyors(firm)}), on="updated")
    deal = firm.create("m1", Deal, name="Windows")
    busy = firm.create("m1", Task, name="own work", assignee=firm.installed.people["s1"])
    firm.update("m1", deal, amount=1)
    assert [one.assignee for one in made_by(made)] == [second], "who has the least to do"
    firm.perform("s1", busy, "complete")
    firm.update("m1", deal, amount=2)
    assert [one.assignee for one in made_by(made)] == [second] * 2, "who had the deal's work before"


def test_of_a_group_without_people_the_owner_gets_it(firm: Firm) -> None:
    empty = Role.objects.create(name="Nobody yet")
    made = rule(firm, task(values={"assignee": {"role": str(empty.pk), "one": True}}), on="updated")
    deal = firm.request()
    firm.update("m1", deal, amount=1)
    assert [one.assignee_id for one in made_by(made)] == [deal.owner_id]


def test_what_keeps_in_step_moves_with_its_record_as_long_as_it_is_open(firm: Firm) -> None:
    due = {"after": "{record.visit_at}", "minutes": -60}
    made = rule(firm, task(keep=True, values={"due_at": due}), **becomes("Measurements"))
    deal = firm.reaches_measurements()
    assert [one.due_at for one in made_by(made)] == [at("2026-03-03 09:00")]
    firm.update("m1", deal, visit_at="2026-03-04 15:00", name="Doors")
    [moved] = made_by(made)
    assert (moved.due_at, moved.name) == (at("2026-03-04 14:00"), "Look after Doors")
    firm.perform("m1", moved, "complete")
    firm.update("m1", deal, visit_at="2026-03-09 15:00")
    assert [one.due_at for one in made_by(made)] == [at("2026-03-04 14:00")]


@pytest.mark.parametrize(("comes", "said"), [(True, "in time"), (False, "too late")])
def test_a_run_waits_for_the_end_of_what_it_made(firm: Firm, comes: bool, said: str) -> None:
    made = rule(firm, task(), WAIT, THEN, on="created")
    firm.request()
    assert states() == [("waiting", "")]
    if comes:
        firm.perform("m1", made_by(made)[0], "complete")
    firm.at("2026-03-02 10:01")
    assert (notes(firm), states()) == ([said], [("done", "")])


def test_a_run_waits_again_for_what_is_undone(firm: Firm) -> None:
    made = rule(firm, task(), WAIT, THEN, on="created")
    firm.request()
    [open_task] = made_by(made)
    firm.perform("m1", open_task, "complete")
    assert notes(firm) == ["in time"]
    take_back(firm, open_task, "task.completed")
    assert (notes(firm), states()) == ([], [("waiting", "")])
    firm.perform("m1", made_by(made)[0], "complete")
    assert (notes(firm), states()) == (["in time"], [("done", "")])


def test_a_run_that_waits_ends_when_what_set_it_off_is_undone(firm: Firm) -> None:
    rule(firm, {"id": "w", "do": "wait", "minutes": 60}, note("a", "a week later"))
    deal = firm.request()
    firm.perform("m1", deal, "win")
    take_back(firm, deal, "deal.won")
    assert states() == [("stopped", "What set this off was undone.")]
    firm.at("2026-03-02 11:00")
    assert notes(firm) == []


def test_what_nobody_expected_is_tried_again_with_growing_pauses_and_then_told(
    firm: Firm, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_args: Any) -> None:
        raise OSError("the disk is full")

    rule(firm, task(values={"assignee": surveyors(firm)}))
    rule(firm, note("a", "the other rule"))
    monkeypatch.setattr("akrab.features.automation.choosing.one_of", broken)
    firm.perform("m1", firm.request(), "win")
    failing = Run.objects.get(rule__name="Rule 1")
    pauses = []
    while failing.state == "waiting" and failing.wake_at is not None:
        pauses.append(int((failing.wake_at - clock.now()).total_seconds() // 60))
        clock.set(failing.wake_at)
        firm.scheduler_runs()
        failing.refresh_from_db()
    assert notes(firm) == ["the other rule"]
    assert (pauses, failing.state, failing.error) == (
        [1, 5, 30, 120, 720],
        "failed",
        "OSError: the disk is full",
    )


def test_redoing_what_was_undone_lets_its_run_wait_again(firm: Firm) -> None:
    rule(firm, {"id": "w", "do": "wait", "minutes": 60}, note("a", "an hour later"))
    deal = firm.request()
    firm.perform("m1", deal, "win")
    undo.undo(take_back(firm, deal, "deal.won"), firm.by("m1"))
    firm.scheduler_runs()
    assert states() == [("waiting", "")]
    firm.at("2026-03-02 11:00")
    assert (notes(firm), states()) == (["an hour later"], [("done", "")])


def test_who_has_open_work_keeps_it_when_the_record_changes_hands(firm: Firm) -> None:
    made = rule(firm, task(keep=True), on="created")
    deal = firm.request()
    [before] = made_by(made)
    firm.update("k", deal, owner=firm.installed.people["k"], name="Doors")
    [after] = made_by(made)
    assert (after.assignee_id, after.name) == (before.assignee_id, "Look after Doors")


def test_a_notice_for_nobody_is_not_made_and_one_that_is_not_wanted_on_the_bell_is_read(firm: Firm) -> None:
    tell = {"id": "n", "do": "create", "object": "notice", "values": {"to": "{record.owner}", "text": "Won"}}
    rule(firm, tell)
    deal = firm.request(key="1")
    assert deal.owner is not None
    choose(deal.owner, "rule", False, False)
    firm.perform("m1", deal, "win")
    other = firm.request(key="2")
    Deal.objects.filter(pk=other.pk).update(owner=None)
    firm.perform("k", other, "win")
    [notice] = Notice.objects.filter(text="Won")
    assert (notice.read_at is not None, [state for state, _error in states()]) == (True, ["done", "done"])


def test_a_value_that_is_no_record_is_refused(firm: Firm) -> None:
    before = Rule.objects.count()
    with pytest.raises(Invalid) as refused:
        rule(firm, task(), trigger={"on": "event", "verb": "updated", "field": "stage", "now": "Won"})
    assert (list(refused.value.errors), Rule.objects.count()) == (["trigger"], before)


def test_what_came_is_known_when_the_steps_after_it_are_tried_again(
    firm: Firm, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_args: Any) -> None:
        raise OSError("the disk is full")

    made = rule(firm, task(), WAIT, THEN, on="created")
    firm.request()
    monkeypatch.setitem(kinds.KINDS, "create", broken)
    firm.perform("m1", made_by(made)[0], "complete")
    assert states() == [("waiting", "OSError: the disk is full")]
    monkeypatch.undo()
    firm.at("2026-03-02 09:02")
    assert (notes(firm), states()) == (["in time"], [("done", "")])


def test_what_is_about_nothing_is_known_by_its_name(firm: Firm) -> None:
    referee = {
        "id": "c",
        "do": "create",
        "object": "contact",
        "once": True,
        "values": {"name": "Of {record.name}"},
    }
    rule(firm, referee, on="updated")
    for name in ("One", "Two"):
        deal = firm.create("m1", Deal, name=name)
        for amount in (1, 2):
            firm.update("m1", deal, amount=amount)
    found = Contact.objects.filter(name__startswith="Of ").order_by("name")
    assert list(found.values_list("name", flat=True)) == ["Of One", "Of Two"]
