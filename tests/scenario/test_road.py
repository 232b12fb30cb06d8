"""KIR-01 to KIR-11, 13, 14 and 15: the road of one client, and of thirty-three."""

from decimal import Decimal

import pytest
from aiosmtpd.controller import Controller
from pypdf import PdfReader

from akrab.engine import contents
from akrab.engine.errors import Refused
from akrab.engine.events import timeline
from akrab.engine.spec import spec_of
from akrab.features.documents.models import Document
from akrab.features.files.models import File
from akrab.features.mail.models import Mail
from akrab.lib import clock
from akrab.modules.activities.models import Call, Task, Visit
from akrab.modules.sales.models import Deal, Line
from akrab.web.pages.record import acts
from tests.scenario.conftest import ANA, Firm, at

CALL_BACK = "Call the client back within 15 minutes"
ESTIMATE = "Calculate the cost and call the client within 2 hours"


def test_a_request_becomes_a_card_with_a_fifteen_minute_task(firm: Firm) -> None:
    deal = firm.request()
    assert (deal.stage.name, deal.channel.name, deal.contact.name) == ("First call", "Website", "Ana Reyes")
    assert deal.owner == firm.installed.people["m1"]
    [task] = firm.tasks(deal, "m1", status="open")
    assert task.name == CALL_BACK
    assert task.due_at == at("2026-03-02 09:15")
    assert firm.request(key="first") == deal
    assert (Deal.objects.count(), Task.objects.count()) == (1, 1)


def test_an_overdue_call_back_is_told_to_manager_and_head_once(firm: Firm) -> None:
    deal = firm.request()
    firm.at("2026-03-02 09:14:59")
    assert firm.notices("k") == []
    firm.at("2026-03-02 09:15:00")
    told = f"Overdue: {CALL_BACK} · {deal.name} · responsible: Maya Santos"
    assert (firm.notices("m1", "overdue"), firm.notices("k")) == ([told], [told])
    firm.scheduler_runs()
    firm.at("2026-03-02 11:00:00")
    assert (firm.notices("m1", "overdue"), firm.notices("k")) == ([told], [told])


def test_nobody_is_told_of_a_call_made_in_time(firm: Firm) -> None:
    deal = firm.request()
    clock.set(at("2026-03-02 09:10"))
    [task] = firm.tasks(deal)
    firm.perform("m1", task, "complete")
    firm.at("2026-03-02 09:20")
    assert (firm.notices("m1", "overdue"), firm.notices("k")) == ([], [])


def test_a_call_is_logged_completes_its_task_and_the_surveyor_gets_the_visit(firm: Firm) -> None:
    deal = firm.reaches_measurements()
    [call] = Call.objects.all()
    for record in (deal, deal.contact):
        [event] = [event for event in timeline(record, firm.by("m1")) if event.kind == "call.created"]
        assert (event.record, event.actor_name, event.title) == (
            call.pk,
            "Maya Santos",
            "interested, visit agreed",
        )
    assert [task.name for task in firm.tasks(deal, status="done")] == [CALL_BACK]
    [task] = firm.tasks(deal, "s1")
    assert task.name == "Go out to take measurements for the deal 3 March 2026 10:00"
    assert task.due_at == at("2026-03-03 10:00")
    [visit] = Visit.objects.all()
    assert (visit.user, visit.starts_at) == (firm.installed.people["s1"], at("2026-03-03 10:00"))
    assert visit.address["line1"] == ANA["address"]
    assert deal.assignee == firm.installed.people["s1"]


def test_a_surveyor_cannot_pass_on_a_deal_without_the_measurements(firm: Firm) -> None:
    deal = firm.reaches_measurements()
    with pytest.raises(Refused) as refused:
        firm.move("s1", deal, "Approval")
    assert [missing.text for missing in refused.value.missing] == ["A file of the type “Measurements”"]
    assert Deal.objects.get().stage.name == "Measurements"


def test_the_measurements_move_the_deal_and_give_the_manager_two_hours(firm: Firm) -> None:
    deal = firm.reaches_approval()
    [file] = File.objects.all()
    assert (file.name, file.created_by) == ("measurements.pdf", firm.installed.people["s1"])
    [task] = firm.tasks(deal, "m1", status="open")
    assert task.name == ESTIMATE
    assert task.due_at == at("2026-03-03 13:30")


def test_an_overdue_estimate_is_told_once(firm: Firm) -> None:
    firm.reaches_approval()
    firm.at("2026-03-03 13:30")
    firm.scheduler_runs()
    for short in ("m1", "k"):
        assert [text for text in firm.notices(short, "overdue") if ESTIMATE in text] == [
            f"Overdue: {ESTIMATE} · Ana Reyes · Window installation · responsible: Maya Santos"
        ]


def test_lines_make_the_amount_and_a_call_completes_the_estimate(firm: Firm) -> None:
    deal = firm.reaches_payment()
    assert [line.total for line in Line.objects.order_by("id")] == [Decimal(40000), Decimal(8000)]
    assert (deal.amount, deal.balance) == (Decimal(48000), Decimal(48000))
    assert [task.name for task in firm.tasks(deal, "m1", status="open")] == []


def test_the_payment_stage_makes_the_document_from_its_template(firm: Firm) -> None:
    firm.reaches_payment()
    [document] = Document.objects.all()
    assert (document.state, document.missing) == ("ready", [])
    with contents.open_contents(document.file) as stream:
        text = PdfReader(stream).pages[0].extract_text()
    for said in ("Ana Reyes", "27 Scout Limbaga St", "Window installation", "48,000.00", "0042-1180-77"):
        assert said in text


def test_sending_a_document_is_offered_before_making_it_again(firm: Firm) -> None:
    firm.reaches_payment()
    offered = acts(firm.by("m1"), spec_of(Document), Document.objects.get())
    assert [str(one["label"]) for one in offered["buttons"]] == ["Send to the client", "Make again"]


def test_one_press_sends_the_document_once(open_firm: Firm, smtp: Controller) -> None:
    firm = open_firm
    with firm.inside():
        deal = firm.reaches_payment()
        [document] = Document.objects.all()
        firm.perform("m1", document, "send")
        firm.perform_refused("m1", document, "send")
    firm.mail_leaves()
    firm.mail_leaves()
    [mail] = smtp.handler.received
    assert mail["To"] == "ana.reyes@mail.example"
    assert [part.get_filename() for part in mail.iter_attachments()] == [document.file["name"]]
    with firm.inside():
        assert "mail.sent" in [event.kind for event in timeline(deal, firm.by("m1"))]


def test_a_document_with_a_missing_field_is_named_and_cannot_be_sent(firm: Firm) -> None:
    deal = firm.reaches_payment({**ANA, "address": ""})
    [document] = Document.objects.all()
    assert (document.state, document.file) == ("incomplete", {})
    assert document.missing == ["Address of Ana Reyes"]
    assert any("address" in text.lower() for text in firm.notices("m1", "problem"))
    firm.perform_refused("m1", document, "send")
    assert not Mail.objects.exists()
    firm.update("m1", deal.contact, address=ANA["address"])
    firm.perform("m1", document, "renew")
    assert Document.objects.get().state == "ready"


def test_a_payment_settles_the_balance_and_the_installer_is_told_at_once(firm: Firm) -> None:
    deal = firm.reaches_installation()
    assert (deal.paid, deal.balance) == (Decimal(48000), Decimal(0))
    assert firm.notices("i1", "rule") == [f"Install: {deal.name}, {ANA['address']}, on 9 March 2026"]
    [visit] = Visit.objects.filter(user=firm.installed.people["i1"])
    assert (visit.starts_at, visit.all_day) == (at("2026-03-09 00:00"), True)


def test_an_installation_done_wins_the_deal(firm: Firm) -> None:
    deal = firm.reaches_installation()
    clock.set(at("2026-03-09 16:00"))
    [visit] = Visit.objects.filter(user=firm.installed.people["i1"])
    firm.perform("i1", visit, "finish", outcome="all four windows in")
    deal.refresh_from_db()
    assert (deal.state, deal.closed_at) == ("won", at("2026-03-09 16:00"))
    assert firm.tasks(deal, status="open") == []
    assert deal.contact.standing == "customer"


def test_moving_back_and_forth_does_not_multiply_tasks(firm: Firm) -> None:
    deal = firm.reaches_measurements()
    firm.move("m1", deal, "First call")
    firm.move("m1", deal, "Measurements")
    assert len(firm.tasks(deal, "s1", status="open")) == 1
    assert Visit.objects.filter(status="planned").count() == 1
    moves = [
        event
        for event in timeline(deal, firm.by("m1"))
        if event.kind == "deal.updated" and "stage" in event.changes
    ]
    assert len(moves) == 3


def test_thirty_three_clients_at_once_are_all_called(firm: Firm) -> None:
    deals = [
        firm.request(
            {**ANA, "name": f"Client {n}", "phone": f"0917 555 {1000 + n}", "email": ""}, key=f"k{n}"
        )
        for n in range(33)
    ]
    assert Deal.objects.count() == 33
    owners = [deal.owner for deal in deals]
    assert (owners.count(firm.installed.people["m1"]), owners.count(firm.installed.people["m2"])) == (17, 16)
    assert all(len(firm.tasks(deal, status="open")) == 1 for deal in deals)
    for deal in deals:
        firm.create("m1", Call, outcome="will think", about=deal)
    firm.at("2026-03-02 12:00")
    assert Task.objects.filter(status="open").count() == 0
    assert firm.notices("k") == []


def test_a_missed_measurement_is_told_once_and_listed(firm: Firm) -> None:
    deal = firm.reaches_measurements()
    firm.at("2026-03-03 10:29:59")
    assert firm.notices("s1", "missed") == []
    firm.at("2026-03-03 10:30")
    firm.scheduler_runs()
    [told] = firm.notices("s1", "missed")
    assert (
        told == f"Not done in time: Take measurements · Ana Reyes · {deal.name} · responsible: Sofian Rahman"
    )
    assert firm.notices("k", "missed") == [told]
    assert (firm.notices("s1", "overdue"), firm.notices("k", "overdue")) == ([], [])
