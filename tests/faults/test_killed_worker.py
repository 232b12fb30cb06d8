"""A worker killed between any two effects of a stage move: each effect is there exactly once when another goes on."""

import time
from collections import Counter
from functools import partial
from typing import Any
from uuid import UUID

from aiosmtpd.controller import Controller
from django.db import transaction

from akrab.config import follower
from akrab.engine import write
from akrab.engine.events import timeline
from akrab.engine.models import FailedReaction, Unfollowed
from akrab.features.deadlines import timers
from akrab.features.documents.models import Document
from akrab.features.files.attaching import attach
from akrab.features.files.models import FileType
from akrab.features.mail import delivery
from akrab.features.mail.models import Mail
from akrab.features.notify.models import Notice
from akrab.identity.models import Workspace
from akrab.lib import clock, mailer
from akrab.modules.activities.models import Task, Visit
from akrab.modules.sales.models import Deal, Line, Stage
from tests.faults.dying import FINISHED, KILLED, die, drain, drain_and_die, in_a_process
from tests.scenario.conftest import ANA, Firm


def deal_before_measurements(firm: Firm, number: int) -> Deal:
    """A deal whose next move has everything it needs."""
    said = {**ANA, "phone": f"0917 555 {1000 + number}", "email": f"c{number}@mail.example"}
    with firm.inside():
        return firm.update("m1", firm.request(said, key=f"k{number}"), visit_at="2026-03-03 10:00")  # type: ignore[no-any-return]


def move(firm: Firm, deal: Deal, stage: str) -> None:
    with firm.inside():
        write.update(deal, {"stage": Stage.objects.get(name=stage)}, firm.by("m1"))


def effects(firm: Firm, deal: Deal) -> Counter[str]:
    """Everything that follows a deal: its work, documents, notices about it and what was told of it."""
    with firm.inside():
        about = f"deal:{deal.pk}"
        tasks, visits = Task.objects.filter(about=about), Visit.objects.filter(about=about)
        told = Notice.objects.filter(about__in=[about, *(f"task:{one.pk}" for one in tasks)])
        found: list[Any] = [f"task {one.assignee} {one.status}" for one in tasks]
        found += [f"visit {one.user} {one.status}" for one in visits]
        found += [f"document {one.state}" for one in Document.objects.filter(about=about)]
        found += [f"notice {one.to} {one.kind}" for one in told]
        found += [event.kind for event in timeline(deal, firm.by("k"), limit=500)]
        found += [f"waiting {one.pk}" for one in Unfollowed.objects.all()]
        found += [f"failed {one.reaction}" for one in FailedReaction.objects.all()]
        return Counter(one.replace(str(deal.owner), "the owner") for one in found)


def take_over(firm: Firm) -> None:
    """Another worker goes on, as it does every second, until the database has noticed that the first one is dead."""
    for _try in range(100):
        follower.drain()
        with firm.inside():
            if not Unfollowed.objects.exists():
                return
        time.sleep(0.1)


def test_each_effect_of_a_move_happens_once_wherever_the_worker_is_killed(open_firm: Firm) -> None:
    model = deal_before_measurements(open_firm, 0)
    move(open_firm, model, "Measurements")
    steps = drain()
    wanted = effects(open_firm, model)
    assert wanted["task Sofian Rahman open"] == wanted["visit Sofian Rahman planned"] == 1
    assert wanted["notice Sofian Rahman assigned"] == 1
    assert steps > 20
    for last in range(steps):
        deal = deal_before_measurements(open_firm, last + 1)
        move(open_firm, deal, "Measurements")
        assert drain_and_die(last) == KILLED, last
        take_over(open_firm)
        assert effects(open_firm, deal) == wanted, f"killed before step {last} of {steps}"


def test_a_document_is_made_once_wherever_the_worker_is_killed(open_firm: Firm) -> None:
    with open_firm.inside():
        deal = open_firm.reaches_approval()
        open_firm.create("m1", Line, deal=deal, name="Window", quantity="4", price="10,000.00")
    move(open_firm, deal, "Payment")
    killed_at = [last for last in range(0, 60, 4) if drain_and_die(last) == KILLED]
    take_over(open_firm)
    assert len(killed_at) > 2
    with open_firm.inside():
        [document] = Document.objects.all()
        assert (document.state, document.missing) == ("ready", [])
        assert not Unfollowed.objects.exists()
        assert not FailedReaction.objects.exists()


def test_an_overdue_task_is_told_once_though_its_workers_are_killed(open_firm: Firm) -> None:
    with open_firm.inside():
        open_firm.request()
        clock.set(clock.now().replace(hour=5))
    assert in_a_process(die_after_firing) == KILLED
    with open_firm.inside():
        assert open_firm.notices("m1", "overdue") == []
    for last in range(0, 12, 3):
        in_a_process(partial(fire_and_die, last))
    follower.tick()
    follower.tick()
    with open_firm.inside():
        assert (len(open_firm.notices("m1", "overdue")), len(open_firm.notices("k", "overdue"))) == (1, 1)


def die_after_firing() -> None:
    """Die inside the transaction that fired, before it commits."""
    with transaction.atomic():
        fire_and_die(0)


def fire_and_die(last: int) -> None:
    for workspace in Workspace.objects.all():
        timers.fire(workspace)
    drain(last)


def test_a_mail_whose_worker_is_killed_after_the_server_took_it_is_unknown_and_never_sent_again(
    open_firm: Firm, smtp: Controller
) -> None:
    with open_firm.inside():
        open_firm.reaches_payment()
        document = Document.objects.get()
        open_firm.perform("m1", document, "send")
        [mail] = Mail.objects.all()
    company = open_firm.installed.workspace

    assert in_a_process(partial(send_and_die, company.pk, mail.pk)) == KILLED
    assert len(smtp.handler.received) == 1
    clock.advance(delivery.PATIENCE)
    assert delivery.give_up_claims(company) == 1
    for _time in range(3):
        assert in_a_process(partial(delivery.deliver, company.pk, mail.pk, not_again)) == FINISHED
    assert len(smtp.handler.received) == 1
    with open_firm.inside():
        mail.refresh_from_db()
        assert mail.state == "unknown"
        assert mail.error == "Sending was interrupted, so nobody knows whether it arrived."
        assert timeline(Deal.objects.get(), open_firm.by("m1"))[0].kind == "mail.lost"


def send_and_die(company: UUID, mail: UUID) -> None:
    """Die when the server has taken the mail and nobody has written it down."""
    plain = mailer.send

    def taken(message: mailer.Outgoing, settings: mailer.Settings) -> mailer.Receipt:
        plain(message, settings)
        die()

    mailer.send = taken
    delivery.deliver(company, mail, not_again)


def not_again(_pause: object) -> None:
    """Nothing is queued for later."""


def test_a_killed_worker_leaves_its_turn_to_the_next_at_once(open_firm: Firm) -> None:
    deal = deal_before_measurements(open_firm, 1)
    move(open_firm, deal, "Measurements")
    assert drain_and_die(3) == KILLED
    assert drain_and_die(None) == FINISHED
    take_over(open_firm)
    with open_firm.inside():
        assert not Unfollowed.objects.exists()
        kind = FileType.objects.get(name="Measurements")
        attach(deal, "m.pdf", [b"%PDF-1.4"], open_firm.by("s1"), kind)
