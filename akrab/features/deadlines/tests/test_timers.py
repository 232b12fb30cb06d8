"""Deadlines fire once for each moment: on time, late after a time down, and not for what is done, moved or gone."""

from datetime import timedelta
from typing import Any

import pytest

from akrab.config import follower
from akrab.engine import undo, write
from akrab.engine.models import Event, Operation
from akrab.features.deadlines import timers
from akrab.features.deadlines.models import Timer
from akrab.lib import clock
from akrab.modules.activities.models import Task, Visit
from tests.scenario.conftest import Firm, at

DUE = "2026-03-02 10:00"


def task(firm: Firm, **values: Any) -> Task:
    made: Task = firm.create("k", Task, **{"name": "Measure", "due_at": DUE, "assignee": "me", **values})
    return made


def fired(kind: str = "task.overdue") -> list[str]:
    return [event.new("due") for event in Event.objects.filter(kind=kind).order_by("id")]


def test_a_deadline_fires_at_its_moment_and_not_before(firm: Firm) -> None:
    task(firm)
    firm.at("2026-03-02 09:59:59")
    assert fired() == []
    firm.at(DUE)
    assert fired() == ["2026-03-02T02:00:00+00:00"]
    for later in ("2026-03-02 10:00:01", "2026-03-03 10:00", "2027-01-01 00:00"):
        firm.at(later)
    assert (len(fired()), Timer.objects.count()) == (1, 0)


def test_after_a_time_down_everything_missed_fires_once(firm: Firm, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timers, "BATCH", 3)
    for number in range(7):
        task(firm, name=f"t{number}", due_at=f"2026-03-02 10:0{number}")
    firm.at("2026-03-09 09:00")
    assert len(fired()) == 7
    firm.scheduler_runs()
    assert len(fired()) == 7


def test_a_moved_deadline_fires_at_its_new_moment_alone(firm: Firm) -> None:
    one = task(firm)
    firm.update("k", one, due_at="2026-03-02 11:00")
    firm.at(DUE)
    assert fired() == []
    firm.at("2026-03-02 11:00")
    assert len(fired()) == 1


def test_a_deadline_moved_in_the_very_tick_before_it_was_followed_does_not_fire(firm: Firm) -> None:
    one = task(firm)
    write.update(one, {"due_at": "2026-03-02 11:00"}, firm.by("k"))
    clock.set(at(DUE))
    assert timers.fire(firm.installed.workspace) == 0
    follower.drain()
    firm.at("2026-03-02 11:00")
    assert len(fired()) == 1


def test_each_moment_fires_once_however_often_it_comes_back(firm: Firm) -> None:
    one = task(firm)
    firm.at("2026-03-02 10:30")
    firm.update("k", one, due_at="2026-03-02 11:00")
    firm.at("2026-03-02 11:00")
    firm.update("k", one, due_at=DUE)
    firm.scheduler_runs()
    assert fired() == ["2026-03-02T02:00:00+00:00", "2026-03-02T03:00:00+00:00"]


@pytest.mark.parametrize("ending", ["complete", "cancel", "delete", "empty"])
def test_what_is_done_or_gone_does_not_fire(firm: Firm, ending: str) -> None:
    one = task(firm)
    if ending == "complete":
        firm.perform("k", one, "complete")
    elif ending == "cancel":
        firm.update("k", one, status="cancelled")
    elif ending == "delete":
        write.delete(one, firm.by("k"))
        follower.drain()
    else:
        firm.update("k", one, due_at=None)
    assert Timer.objects.count() == 0
    firm.at("2026-03-05 10:00")
    assert fired() == []


def test_a_completion_taken_back_before_the_moment_fires_and_after_it_too(firm: Firm) -> None:
    for name, taken_back in (("early", "2026-03-02 09:30"), ("late", "2026-03-02 12:00")):
        clock.set(at("2026-03-02 09:00"))
        one = task(firm, name=name)
        firm.perform("k", one, "complete")
        completing = Operation.objects.filter(events__kind="task.completed", events__record=one.pk).get()
        firm.at(taken_back)
        undo.undo(completing, firm.by("k"))
        follower.drain()
        firm.at("2026-03-02 12:00:01")
        assert Event.objects.filter(record=one.pk, kind="task.overdue").count() == 1


def test_work_reopened_after_it_was_overdue_is_not_told_again(firm: Firm) -> None:
    one = task(firm)
    firm.at(DUE)
    firm.perform("k", one, "complete")
    firm.perform("k", one, "reopen")
    firm.at("2026-03-02 12:00")
    assert len(fired()) == 1


def test_a_reminder_and_a_deadline_of_one_task_are_two_timers(firm: Firm) -> None:
    task(firm, remind_at="2026-03-02 09:30")
    firm.at("2026-03-02 09:30")
    assert (len(fired("task.reminded")), len(fired())) == (1, 0)
    firm.at(DUE)
    assert (len(fired("task.reminded")), len(fired())) == (1, 1)


def test_the_time_of_grace_belongs_to_the_moment(firm: Firm) -> None:
    visit: Visit = firm.create("k", Visit, name="V", starts_at=DUE, grace_minutes=45, contact=contact(firm))
    firm.at("2026-03-02 10:44:59")
    assert fired("visit.missed") == []
    firm.update("k", visit, grace_minutes=50)
    firm.at("2026-03-02 10:45")
    assert fired("visit.missed") == []
    firm.at("2026-03-02 10:50")
    assert len(fired("visit.missed")) == 1


def contact(firm: Firm) -> Any:
    return firm.request().contact


def test_the_company_that_has_something_due_is_named(firm: Firm) -> None:
    task(firm)
    assert timers.due() == []
    clock.advance(timedelta(hours=1))
    assert timers.due() == [firm.installed.workspace.pk]
