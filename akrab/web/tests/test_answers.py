"""Answering an approval by the address in the mail that asked for it: without signing in, once, by the person asked."""

import pytest
from aiosmtpd.controller import Controller
from django.test import Client

from akrab.engine import write
from akrab.engine.actions import actions_of
from akrab.engine.errors import Refused
from akrab.features.automation.models import Approval
from akrab.features.automation.tests.test_running import note, notes, rule
from akrab.features.mail.models import Mail
from tests.scenario.conftest import Firm, firm, first_monday, open_firm, smtp

__all__ = ["firm", "first_monday", "open_firm", "smtp"]


def asked(firm: Firm, deputy: str = "") -> str:
    """The head wins a deal, a rule asks its owner for approval; the address in the owner's mail."""
    step = {
        "id": "ask", "do": "ask", "to": "{record.owner}", "text": "Discount for {record.name}?", "minutes": 60,
        "then": [note("y", "granted")], "else": [note("n", "denied")],
    }  # fmt: skip
    if deputy:
        step["deputy"] = str(firm.installed.people[deputy].pk)
    rule(firm, step)
    firm.perform("k", firm.request(), "win")
    return address()


def address() -> str:
    """The newest address that was put into a mail, without the server's name."""
    mail = Mail.objects.filter(sealed__contains="/answer/").latest("id")
    return "/" + mail.sealed.split("/", 3)[3]


@pytest.mark.parametrize(
    ("say", "said", "state"), [("approve", "granted", "approved"), ("refuse", "denied", "refused")]
)
def test_the_person_asked_answers_by_the_address_in_the_mail(
    firm: Firm, say: str, said: str, state: str
) -> None:
    path = asked(firm)
    page = Client().get(path)
    assert page.status_code == 200
    assert "Discount for" in page.content.decode()
    assert Approval.objects.get().state == "waiting", (
        "opening it answers nothing: mail programs open it as well"
    )
    done = Client().post(path, {"say": say, "comment": "as agreed"})
    firm.scheduler_runs()
    approval = Approval.objects.get()
    assert (done.status_code, approval.state, str(approval.answered_by), approval.comment) == (
        200, state, "Maya Santos", "as agreed",
    )  # fmt: skip
    assert notes(firm) == [said]


def test_a_second_press_changes_nothing_and_says_what_was_answered(firm: Firm) -> None:
    path = asked(firm)
    Client().post(path, {"say": "approve"})
    again = Client().post(path, {"say": "refuse"})
    assert "Maya Santos" in again.content.decode()
    assert Approval.objects.get().state == "approved"


def test_the_address_stands_in_the_letter_alone(open_firm: Firm, smtp: Controller) -> None:
    with open_firm.inside():
        path = asked(open_firm)
        assert all(path not in mail.body for mail in Mail.objects.all())
    open_firm.mail_leaves()
    [letter] = [one for one in smtp.handler.received if path in one.get_content()]
    assert (letter["To"], "Please approve: Discount" in letter.get_content()) == ("m1@windows.example", True)


@pytest.mark.parametrize("wrong", ["x", "WyJhIl0:1u:abc", "äö"])
def test_a_false_ticket_opens_nothing(firm: Firm, wrong: str) -> None:
    company = asked(firm).split("/")[2]
    assert Client().get(f"/answer/{company}/{wrong}").status_code == 404
    assert Client().post(f"/answer/nobody/{wrong}", {"say": "approve"}).status_code == 404
    assert Approval.objects.get().state == "waiting"


def test_an_answer_that_is_neither_or_too_long_keeps_what_was_typed(firm: Firm) -> None:
    path = asked(firm)
    for said in ({"say": "perhaps", "comment": "well"}, {"say": "approve", "comment": "well" * 200}):
        answer = Client().post(path, said)
        assert (answer.status_code, said["comment"] in answer.content.decode()) == (422, True)
    assert Approval.objects.get().state == "waiting"


def test_once_the_deputy_is_asked_the_first_address_answers_nothing(firm: Firm) -> None:
    path = asked(firm, deputy="m2")
    firm.at("2026-03-02 10:00")
    late = Client().post(path, {"say": "approve"})
    assert "Miguel" in late.content.decode() or "is asked now" in late.content.decode()
    assert Approval.objects.get().state == "waiting"
    Client().post(address(), {"say": "approve"})
    assert Approval.objects.get().state == "approved"


def test_somebody_who_was_let_go_answers_nothing(firm: Firm) -> None:
    path = asked(firm)
    firm.installed.people["m1"].__class__.objects.filter(pk=firm.installed.people["m1"].pk).update(
        is_active=False
    )
    assert Client().post(path, {"say": "approve"}).status_code == 404
    assert Approval.objects.get().state == "waiting"


def test_the_question_stays_as_it_was_asked(firm: Firm) -> None:
    asked(firm)
    approval = Approval.objects.get()
    with pytest.raises(Refused):
        write.update(approval, {"text": "A smaller discount?"}, firm.by("m1"))
    approval.refresh_from_db()
    assert approval.text.startswith("Discount for")
    write.update(approval, {"answer_by": "2026-03-05T09:00:00+08:00"}, firm.by("m1"))
    assert "approve" in actions_of(Approval)
