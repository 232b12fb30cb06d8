"""Stages: what a move asks for, what follows an entry, and how a deal ends."""

from typing import Any

import pytest

from akrab.config import follower
from akrab.engine import undo, write
from akrab.engine.errors import Forbidden, Invalid, Refused
from akrab.engine.models import FailedReaction, Operation
from akrab.features.automation.models import Rule, Run
from akrab.features.documents.models import Document
from akrab.features.files.attaching import attach
from akrab.features.files.models import FileType
from akrab.lib import clock
from akrab.modules.activities.models import Task, Visit
from akrab.modules.contacts.models import Contact
from akrab.modules.sales import following
from akrab.modules.sales.following import Following
from akrab.modules.sales.models import Deal, Line, LostReason, Pipeline, Stage
from tests.scenario.conftest import PDF, Firm, at


def deal_of(firm: Firm, short: str = "m1", **values: Any) -> Deal:
    made: Deal = firm.create(short, Deal, **{"name": "Windows", **values})
    return made


def kept(deal: Deal) -> Any:
    return Deal.objects.values().get(pk=deal.pk)


def stage(name: str) -> Stage:
    return Stage.objects.get(name=name)


def test_a_deal_made_by_hand_begins_in_the_first_stage_as_its_maker_s(firm: Firm) -> None:
    deal = deal_of(firm)
    assert (deal.pipeline.name, deal.stage.name, deal.state) == ("Windows", "First call", "open")
    assert (deal.owner, deal.assignee, deal.currency) == (*[firm.installed.people["m1"]] * 2, "PHP")
    assert (deal.probability, deal.stage_since, deal.balance) == (10, at("2026-03-02 09:00"), None)


def test_going_on_names_each_thing_that_is_missing_and_moves_nothing(firm: Firm) -> None:
    deal = deal_of(firm)
    before = kept(deal)
    with pytest.raises(Refused) as refused:
        firm.move("m1", deal, "Measurements")
    assert str(refused.value) == "Not moved to Measurements. Still missing: Visit date."
    assert [(one.field, one.file_type) for one in refused.value.missing] == [("visit_at", "")]
    assert kept(deal) == before


def test_what_is_missing_can_be_given_in_the_same_gesture(firm: Firm) -> None:
    moved = firm.update("m1", deal_of(firm), stage=stage("Measurements"), visit_at="2026-03-03 10:00")
    assert (moved.stage.name, moved.assignee) == ("Measurements", firm.installed.people["s1"])


@pytest.mark.parametrize("of_the_type", [True, False])
def test_only_a_file_of_the_required_type_opens_the_way(firm: Firm, of_the_type: bool) -> None:
    deal = firm.reaches_measurements()
    kind = FileType.objects.get(name="Measurements")
    file = attach(deal, "m.pdf", [b"%PDF-1.4"], firm.by("s1"), kind if of_the_type else None)
    if of_the_type:
        write.delete(file, firm.by("k"))
    before = kept(deal)
    with pytest.raises(Refused) as refused:
        firm.move("s1", deal, "Approval")
    assert [one.file_type for one in refused.value.missing] == [str(kind.pk)]
    assert kept(deal) == before


def test_going_back_asks_for_nothing_and_forth_asks_again(firm: Firm) -> None:
    deal = firm.reaches_measurements()
    deal = firm.update("m1", firm.move("m1", deal, "First call"), visit_at=None)
    with pytest.raises(Refused):
        firm.move("m1", deal, "Measurements")
    assert Deal.objects.get().stage == stage("First call")


def other_pipeline(firm: Firm) -> Stage:
    other = write.create(Pipeline, {"name": "Service"}, firm.by("k"))
    return write.create(Stage, {"name": "New", "pipeline": other}, firm.by("k"))


def test_a_stage_of_another_pipeline_is_refused_for_a_known_and_a_new_deal(firm: Firm) -> None:
    deal, new = deal_of(firm), other_pipeline(firm)
    before = kept(deal)
    for wrong in (new, None):
        with pytest.raises(Invalid) as refused:
            firm.update("m1", deal, stage=wrong)
        assert refused.value.errors == {"stage": ["Choose a stage of the deal's pipeline."]}
    with pytest.raises(Invalid):
        deal_of(firm, pipeline=deal.pipeline, stage=new)
    assert (kept(deal), Deal.objects.count()) == (before, 1)
    assert deal_of(firm, stage=new).pipeline == new.pipeline


def test_another_pipeline_begins_at_its_first_stage(firm: Firm) -> None:
    new = other_pipeline(firm)
    assert firm.update("m1", deal_of(firm), pipeline=new.pipeline).stage == new


def test_a_closed_deal_is_not_moved_until_it_is_reopened(firm: Firm) -> None:
    deal = firm.perform(
        "m1", deal_of(firm), "lose", reason=LostReason.objects.get(name="Price"), competitor="Glass Co"
    )
    assert (deal.state, deal.lost_reason.name, deal.competitor, deal.probability) == (
        "lost",
        "Price",
        "Glass Co",
        0,
    )
    assert deal.closed_at == clock.now()
    before = kept(deal)
    with pytest.raises(Refused):
        firm.update("m1", deal, stage=stage("Measurements"), visit_at="2026-03-03 10:00")
    with pytest.raises(Forbidden):
        firm.perform("m1", deal, "win")
    assert kept(deal) == before
    again = firm.perform("m1", deal, "reopen")
    assert (again.state, again.lost_reason, again.closed_at, again.competitor, again.probability) == (
        "open",
        None,
        None,
        "",
        10,
    )


def test_losing_asks_for_the_reason(firm: Firm) -> None:
    deal = deal_of(firm)
    before = kept(deal)
    with pytest.raises(Invalid) as refused:
        firm.perform("m1", deal, "lose")
    assert (refused.value.errors, kept(deal)) == ({"reason": ["Fill this in."]}, before)


def test_winning_makes_the_client_a_customer_and_undo_takes_both_back(firm: Firm) -> None:
    contact = firm.create("m1", Contact, name="Ana")
    deal = firm.perform("m1", deal_of(firm, contact=contact), "win", closed_on="2026-02-27")
    assert (deal.state, deal.closed_at, Contact.objects.get().standing) == (
        "won",
        at("2026-02-27 00:00"),
        "customer",
    )
    winning = Operation.objects.get(events__kind="deal.won")
    undo.undo(winning, firm.by("m1"))
    deal.refresh_from_db()
    assert (deal.state, deal.closed_at, deal.probability, Contact.objects.get().standing) == (
        "open",
        None,
        10,
        "prospect",
    )


def test_a_move_taken_back_brings_stage_and_hands_back_without_asking(firm: Firm) -> None:
    deal = firm.reaches_measurements()
    firm.move("m1", deal, "First call")
    back = Operation.objects.filter(events__kind="deal.updated").order_by("-id")[0]
    firm.update("m1", deal, visit_at=None)
    undo.undo(back, firm.by("m1"))
    deal.refresh_from_db()
    assert (deal.stage.name, deal.assignee) == ("Measurements", firm.installed.people["s1"])
    assert deal.stage_since == at("2026-03-02 09:14")


def test_entering_a_stage_again_does_what_was_finished_anew_and_nothing_twice(firm: Firm) -> None:
    deal = firm.reaches_measurements()
    [first] = firm.tasks(deal, "s1")
    for _time in range(2):
        deal = firm.move("m1", firm.move("m1", deal, "First call"), "Measurements")
    assert firm.tasks(deal, "s1") == [first]
    firm.perform("s1", first, "complete")
    deal = firm.move("m1", firm.move("m1", deal, "First call"), "Measurements")
    assert [task.status for task in firm.tasks(deal, "s1")] == ["done", "open"]
    assert Visit.objects.count() == 1


def test_going_on_before_the_day_of_a_visit_calls_it_off_because_nobody_was_there(firm: Firm) -> None:
    deal = firm.reaches_measurements()
    kind = FileType.objects.get(name="Measurements")
    attach(deal, "sent by the client.pdf", [PDF], firm.by("s1"), kind)
    follower.drain()
    firm.move("s1", deal, "Approval")  # a day before the visit
    assert Visit.objects.get().status == "cancelled"


def test_going_on_after_the_visit_finishes_it(firm: Firm) -> None:
    firm.reaches_approval()
    assert Visit.objects.get().status == "done"


def test_planned_work_moves_with_its_date(firm: Firm) -> None:
    deal = firm.reaches_measurements()
    firm.update("m1", deal, visit_at="2026-03-05 14:00")
    [task] = firm.tasks(deal, "s1")
    assert (task.due_at, task.name) == (
        at("2026-03-05 14:00"), "Go out to take measurements for the deal 5 March 2026 14:00",
    )  # fmt: skip
    assert Visit.objects.get().starts_at == at("2026-03-05 14:00")


def test_a_rule_whose_text_comes_out_empty_is_named_after_the_deal(firm: Firm) -> None:
    new = other_pipeline(firm)
    for kind in ("task", "notice"):
        following.add(new, Following(kind=kind, text="{next_step}"), firm.by("k"))
    deal = deal_of(firm, stage=new, name="Nameless")
    assert [task.name for task in firm.tasks(deal)] == ["Nameless"]
    assert firm.notices("m1", "rule") == ["Nameless"]
    assert not FailedReaction.objects.exists()


def test_a_document_that_breaks_keeps_no_task_away(firm: Firm, monkeypatch: pytest.MonkeyPatch) -> None:
    deal = firm.reaches_approval()
    firm.create("m1", Task, name="own", about=f"deal:{deal.pk}")
    following.add(stage("Payment"), Following(text="Ask for the money"), firm.by("k"))
    monkeypatch.setattr("akrab.features.documents.actions.compose", broken)
    firm.update("m1", deal, stage=stage("Payment"), amount=100)
    assert "Ask for the money" in [task.name for task in firm.tasks(deal)]
    [run] = Run.objects.filter(rule__name="Payment: make a document")
    assert (run.state, run.error) == ("waiting", "OSError: the disk is full")
    monkeypatch.undo()
    firm.at("2026-03-03 11:32")
    run.refresh_from_db()
    assert (run.state, run.error, Document.objects.filter(about=f"deal:{deal.pk}").count()) == ("done", "", 1)


def broken(*args: Any, **named: Any) -> None:
    raise OSError("the disk is full")


def test_a_rule_that_names_an_unknown_field_is_refused_with_the_nearest_name(firm: Firm) -> None:
    before = Rule.objects.count()
    with pytest.raises(Invalid) as refused:
        firm.perform(
            "k", stage("Payment"), "follow", text="Call {contact.nam} about {amuont}", due_field="amount"
        )
    assert refused.value.errors["text"] == [
        "There is no field “contact.nam”. Did you mean “contact.name”?",
        "There is no field “amuont”. Did you mean “amount”?",
    ]
    assert list(refused.value.errors) == ["text", "due_field"]
    assert Rule.objects.count() == before


def test_the_next_activity_follows_what_is_planned_and_whose_it_is(firm: Firm) -> None:
    one, two = deal_of(firm), deal_of(firm, name="Second")
    for task in Task.objects.all():
        firm.perform("m1", task, "complete")
    task = firm.create("m1", Task, name="t", due_at="2026-03-09 10:00", about=f"deal:{one.pk}")
    assert Deal.objects.get(pk=one.pk).next_due_at == at("2026-03-09 10:00")
    firm.update("m1", task, about=f"deal:{two.pk}")
    assert Deal.objects.get(pk=one.pk).next_due_at is None
    assert Deal.objects.get(pk=two.pk).next_due_at == at("2026-03-09 10:00")
    write.delete(task, firm.by("k"))
    follower.drain()
    assert Deal.objects.get(pk=two.pk).next_due_at is None


def test_a_stage_with_open_deals_stays(firm: Firm) -> None:
    deal_of(firm)
    with pytest.raises(Refused):
        write.delete(stage("First call"), firm.by("k"))
    assert stage("First call").deleted_at is None


def test_stages_move_up_when_one_before_them_goes(firm: Firm) -> None:
    first = stage("First call")
    write.delete(first, firm.by("k"))
    left = Stage.objects.filter(pipeline=first.pipeline, deleted_at__isnull=True).order_by("position")
    assert [one.position for one in left] == list(range(len(left)))


def test_a_document_that_lacked_something_is_made_whole_when_the_stage_is_entered_again(firm: Firm) -> None:
    deal = firm.reaches_approval()
    deal = firm.update("m1", deal, stage=stage("Payment"), amount=100)
    document = Document.objects.get(about=f"deal:{deal.pk}")
    assert document.state == "incomplete", "there is no line yet"
    deal = firm.move("m1", deal, "Approval")
    firm.create("m1", Line, deal=deal, name="Window", quantity="4", price="10,000.00")
    firm.move("m1", Deal.objects.get(pk=deal.pk), "Payment")
    document.refresh_from_db()
    assert (document.state, document.missing) == ("ready", [])


def test_work_of_the_rule_in_force_ends_whatever_its_draft_says(firm: Firm) -> None:
    [rule] = [one for one in following.rules_of([stage("Measurements")]) if "task" in one.name]
    write.update(rule, {"steps": []}, firm.by("k"))
    deal = firm.reaches_approval()
    assert [task.status for task in firm.tasks(deal, "s1")] == ["done"]
