"""A closed deal ends the work that its stages had planned, and reopening or undoing says what is open again."""

from akrab.engine import undo
from akrab.engine.models import Operation
from akrab.modules.activities.models import Task, Visit
from akrab.modules.sales.models import LostReason, Stage
from tests.scenario.conftest import Firm


def states(firm: Firm, model: type[Task] | type[Visit], rule: str) -> list[str]:
    return list(
        model.objects.filter(name__startswith=rule, deleted_at__isnull=True).values_list("status", flat=True)
    )


def test_nobody_drives_to_a_client_who_was_lost(firm: Firm) -> None:
    deal = firm.reaches_measurements()
    own = firm.create("m1", Task, name="Send a card", about=f"deal:{deal.pk}")
    firm.perform("m1", deal, "lose", reason=LostReason.objects.get(name="Price").pk)
    assert (states(firm, Task, "Go out"), states(firm, Visit, "Take")) == (["cancelled"], ["cancelled"])
    assert sum("Called off" in text for text in firm.notices("s1")) == 2
    own.refresh_from_db()
    assert own.status == "open"
    firm.at("2026-03-03 18:00")
    assert firm.notices("s1", "missed") == firm.notices("s1", "overdue") == []


def test_undoing_the_loss_plans_the_visit_again(firm: Firm) -> None:
    deal = firm.reaches_measurements()
    firm.perform("m1", deal, "lose", reason=LostReason.objects.get(name="Price").pk)
    lost = Operation.objects.filter(events__kind="deal.lost").latest("id")
    undo.undo(lost, firm.by("m1"))
    firm.scheduler_runs()
    assert (states(firm, Task, "Go out"), states(firm, Visit, "Take")) == (["open"], ["planned"])


def test_winning_by_hand_finishes_the_work_that_stands_for_it_alone(firm: Firm) -> None:
    deal = firm.reaches_payment()
    firm.update("m1", deal, delivery_on="2026-03-09", stage=Stage.objects.get(name="Installation"))
    other = firm.create("m1", Task, name="Ask for a review", about=f"deal:{deal.pk}")
    firm.perform("m1", deal, "win")
    assert (states(firm, Task, "Install"), states(firm, Visit, "Install")) == (["done"], ["done"])
    other.refresh_from_db()
    assert other.status == "open"
