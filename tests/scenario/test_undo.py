"""Undoing a gesture takes back what the company's rules did because of it, save what people touched since."""

import pytest

from akrab.engine import undo, write
from akrab.engine.models import Operation
from akrab.engine.record import Record
from akrab.modules.activities.models import Call, Task, Visit
from akrab.modules.sales.models import Deal, Stage
from tests.scenario.conftest import Firm
from tests.scenario.test_road import CALL_BACK


def last_operation(record: Record) -> Operation:
    return Operation.objects.filter(events__record=record.pk).latest("id")


def take_back(firm: Firm, operation: Operation, short: str = "m1") -> Operation:
    undone = undo.undo(operation, firm.by(short))
    firm.scheduler_runs()
    return undone


@pytest.fixture
def moved(firm: Firm) -> tuple[Deal, Operation]:
    """A deal that a manager has just moved to Measurements, where its rules plan the surveyor's visit."""
    deal = firm.update("m1", firm.request(), visit_at="2026-03-03 10:00")
    deal = firm.move("m1", deal, "Measurements")
    move = Operation.objects.filter(events__record=deal.pk, events__changes__has_key="stage").latest("id")
    return deal, move


def alive(model: type[Record], **which: object) -> int:
    return model._default_manager.filter(deleted_at__isnull=True, **which).count()


def test_undoing_a_move_takes_back_the_work_it_gave(firm: Firm, moved: tuple[Deal, Operation]) -> None:
    deal, move = moved
    surveyor = firm.installed.people["s1"]
    assert (alive(Task, assignee=surveyor), alive(Visit)) == (1, 1)
    take_back(firm, move)
    deal.refresh_from_db()
    assert deal.stage.name == "First call"
    assert (alive(Task, assignee=surveyor), alive(Visit)) == (0, 0)
    [call_back] = firm.tasks(deal, "m1", status="open")
    assert call_back.name == CALL_BACK


def test_undoing_the_undoing_brings_the_work_back_once(firm: Firm, moved: tuple[Deal, Operation]) -> None:
    deal, move = moved
    take_back(firm, take_back(firm, move))
    deal.refresh_from_db()
    assert deal.stage.name == "Measurements"
    assert (alive(Task, assignee=firm.installed.people["s1"]), alive(Visit)) == (1, 1)


def test_work_that_a_person_touched_since_stays(firm: Firm, moved: tuple[Deal, Operation]) -> None:
    deal, move = moved
    [task] = firm.tasks(deal, "s1")
    firm.perform("s1", task, "complete")
    take_back(firm, move)
    task.refresh_from_db()
    assert (task.status, task.deleted_at) == ("done", None)
    assert alive(Visit) == 0


def test_undoing_a_call_opens_the_task_again_that_it_completed(firm: Firm) -> None:
    deal = firm.request()
    [task] = firm.tasks(deal, "m1")
    call = firm.create("m1", Call, about=f"deal:{deal.pk}", contact=deal.contact, outcome="interested")
    task.refresh_from_db()
    assert task.status == "done"
    take_back(firm, last_operation(call))
    task.refresh_from_db()
    assert task.status == "open"
    assert alive(Call) == 0


def test_a_deal_carried_back_to_its_first_stage_gets_no_second_call_back(firm: Firm) -> None:
    deal = firm.reaches_measurements()
    assert firm.tasks(deal, "m1", status="open") == []
    firm.move("m1", deal, "First call")
    assert [task.name for task in firm.tasks(deal, "m1")] == [CALL_BACK]
    with firm.inside():
        write.update(
            Deal.objects.get(pk=deal.pk), {"stage": Stage.objects.get(name="Measurements")}, firm.by("m1")
        )
    firm.scheduler_runs()
    assert len(firm.tasks(deal, "s1", status="open")) == 1
