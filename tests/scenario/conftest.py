"""The company of the scenario, its clock, and its people acting one after the other."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from aiosmtpd.controller import Controller
from django.db import transaction

from akrab.config import follower
from akrab.config.demo.company import Installed, install
from akrab.engine import access, write
from akrab.engine.actions import actions_of
from akrab.engine.errors import Forbidden, Refused
from akrab.engine.record import Record
from akrab.features.files.attaching import attach
from akrab.features.files.models import FileType
from akrab.features.forms.models import Form
from akrab.features.forms.taking import take
from akrab.features.mail.delivery import deliver
from akrab.features.mail.models import Mail
from akrab.features.notify.models import Notice
from akrab.identity.actor import Actor, Origin, person
from akrab.identity.members import find_membership
from akrab.lib import clock
from akrab.modules.activities.models import Call, Task
from akrab.modules.sales.models import Deal, Line, Stage
from akrab.tenancy.current import workspace as inside
from tests.stage import STAGE

MANILA = ZoneInfo("Asia/Manila")
PDF = b"%PDF-1.4 four windows, technical details"


def at(moment: str) -> datetime:
    """A moment in Manila, such as `2026-03-02 09:00`."""
    return datetime.fromisoformat(moment).replace(tzinfo=MANILA)


ANA = {
    "name": "Ana Reyes", "phone": "0917 555 0142", "email": "ana.reyes@mail.example",
    "address": "27 Scout Limbaga St, Quezon City", "service": "Window installation",
}  # fmt: skip


@dataclass
class Firm:
    """The window company at work."""

    installed: Installed

    def at(self, moment: str) -> None:
        """Set the clock to a local moment such as `2026-03-02 09:00` and let the scheduler run once."""
        clock.set(at(moment))
        self.scheduler_runs()

    def scheduler_runs(self) -> None:
        follower.tick()

    def by(self, short: str, origin: Origin = "web") -> Actor:
        member = find_membership(self.installed.people[short].user_id)
        assert member is not None
        return person(member, origin)

    def request(self, answers: dict[str, str] | None = None, key: str = "first") -> Deal:
        """A client sends the public form."""
        form = Form.objects.get(key=f"{self.installed.workspace.slug}-measurement")
        submission = take(form, answers or ANA, key=key)
        follower.drain()
        return Deal.objects.get(pk=submission.record.partition(":")[2])

    def create(self, short: str, model: type[Record], **values: Any) -> Any:
        record = write.create(model, values, self.by(short))
        follower.drain()
        return record

    def update(self, short: str, record: Record, **values: Any) -> Any:
        changed = write.update(record, values, self.by(short))
        follower.drain()
        return changed

    def move(self, short: str, deal: Deal, stage: str) -> Deal:
        target = Stage.objects.get(name=stage)
        moved: Deal = self.update(short, deal, stage=target)
        return moved

    def perform(self, short: str, record: Record, name: str, **raw: Any) -> Any:
        action = actions_of(type(record))[name]
        done = write.perform(action, record, raw, self.by(short))
        follower.drain()
        return done

    def perform_refused(self, short: str, record: Record, name: str, **raw: Any) -> None:
        """The action is refused, and the record stays as it was."""
        before = type(record)._default_manager.get(pk=record.pk).version
        with pytest.raises((Refused, Forbidden)):
            self.perform(short, record, name, **raw)
        assert type(record)._default_manager.get(pk=record.pk).version == before

    def mail_leaves(self) -> None:
        """What the queue's job does for each waiting mail."""
        with self.inside():
            ids = list(Mail.objects.values_list("pk", flat=True))
        for id in ids:
            deliver(self.installed.workspace.pk, id, lambda pause: None)

    @contextmanager
    def inside(self) -> Iterator[None]:
        with transaction.atomic(), inside(self.installed.workspace):
            yield

    def reaches_measurements(self, answers: dict[str, str] | None = None) -> Deal:
        """KIR-04: the manager calls, agrees a visit and moves the deal."""
        deal = self.request(answers)
        clock.set(at("2026-03-02 09:10"))
        self.create("m1", Call, outcome="interested, visit agreed", about=deal)
        clock.set(at("2026-03-02 09:14"))
        deal = self.update("m1", deal, visit_at="2026-03-03 10:00")
        return self.move("m1", deal, "Measurements")

    def reaches_approval(self, answers: dict[str, str] | None = None) -> Deal:
        """KIR-06: the surveyor attaches the measurements and moves the deal."""
        deal = self.reaches_measurements(answers)
        clock.set(at("2026-03-03 11:30"))
        kind = FileType.objects.get(name="Measurements")
        attach(deal, "measurements.pdf", [PDF], self.by("s1"), kind)
        follower.drain()
        return self.move("s1", deal, "Approval")

    def reaches_payment(self, answers: dict[str, str] | None = None) -> Deal:
        """KIR-08 and 09: the manager calculates, calls and moves the deal."""
        deal = self.reaches_approval(answers)
        clock.set(at("2026-03-03 12:40"))
        self.create("m1", Line, deal=deal, name="Window", quantity="4", price="10,000.00")
        self.create("m1", Line, deal=deal, name="Installation", quantity="1", price="8,000.00")
        clock.set(at("2026-03-03 13:00"))
        self.create("m1", Call, outcome="accepted", about=deal)
        clock.set(at("2026-03-03 13:05"))
        return self.move("m1", deal, "Payment")

    def reaches_installation(self) -> Deal:
        """KIR-11: the manager records the payment and moves the deal with its date."""
        deal = self.reaches_payment()
        clock.set(at("2026-03-04 09:30"))
        self.perform("m1", deal, "record_payment", amount="48,000.00")
        deal = self.update("m1", deal, delivery_on="2026-03-09")
        return self.move("m1", deal, "Installation")

    def tasks(self, deal: Deal, short: str = "", **where: Any) -> list[Task]:
        rows = Task.objects.filter(about=f"deal:{deal.pk}", **where).order_by("id")
        return list(rows.filter(assignee=self.installed.people[short]) if short else rows)

    def notices(self, short: str, kind: str = "") -> list[str]:
        rows = access.visible(Notice, self.by(short)).order_by("id")
        return [notice.text for notice in (rows.filter(kind=kind) if kind else rows)]


class Inbox:
    """What a mail server received."""

    def __init__(self) -> None:
        self.received: list[EmailMessage] = []

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802 (aiosmtpd's name)
        self.received.append(message_from_bytes(envelope.content, policy=policy.default))
        return "250 taken"


@pytest.fixture
def smtp(settings: Any) -> Iterator[Controller]:
    """A mail server of the client's provider, on this machine."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    controller = Controller(Inbox(), hostname="127.0.0.1", port=port)
    controller.start()
    settings.SMTP_URL = f"smtp://127.0.0.1:{port}"
    yield controller
    controller.stop()


@pytest.fixture
def first_monday() -> Iterator[None]:
    """The clock stands at Monday 2 March 2026, nine in Manila."""
    clock.set(at("2026-03-02 09:00"))
    yield
    clock.set(None)


def _install_on_first_monday() -> Installed:
    clock.set(at("2026-03-02 09:00"))
    try:
        return install()
    finally:
        clock.set(None)


STAGE.offer("staged_firm", _install_on_first_monday)


@pytest.fixture
def firm(staged_firm: Installed, first_monday: None) -> Iterator[Firm]:
    """The company as set up, with the whole test inside its workspace and one transaction."""
    firm = Firm(staged_firm)
    with firm.inside():
        yield firm


@pytest.fixture
def open_firm(transactional_db: None, first_monday: None) -> Firm:
    """The company as set up, for what needs transactions of its own."""
    return Firm(install())
