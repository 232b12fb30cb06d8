"""The road of one sale, step by step, written into the chronicle as people and rules made it."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from akrab.config.demo.chronicle import Chronicle, Hand
from akrab.config.demo.days import Times
from akrab.config.demo.firm import Firm
from akrab.config.demo.words import CALLED, NO_ANSWER, SERVICES, THOUGHTS
from akrab.engine.models import Event
from akrab.engine.record import Record
from akrab.engine.spec import named, spec_of
from akrab.features.automation.models import Rule
from akrab.features.documents.models import Document
from akrab.features.files.models import File
from akrab.features.mail.models import Mail
from akrab.features.notify.models import Notice
from akrab.modules.activities.models import Call, Note, Task, Visit
from akrab.modules.contacts.models import Contact
from akrab.modules.sales import rules
from akrab.modules.sales.following import Following
from akrab.modules.sales.models import Deal, Line, Payment, Stage

NOTICES_KEPT = timedelta(days=14)  # older ones were read and forgotten


@dataclass
class Road:
    """One deal on its way. Each step takes its moment and leaves the deal as it then stood."""

    firm: Firm
    chronicle: Chronicle
    now: datetime
    owner: str
    deal: Deal = field(init=False)
    tasks: list[Task] = field(default_factory=list)
    visits: list[Visit] = field(default_factory=list)
    documents: list[Document] = field(default_factory=list)
    mails: list[Mail] = field(default_factory=list)

    @property
    def contact(self) -> Contact:
        contact = self.deal.contact
        assert isinstance(contact, Contact)
        return contact

    def begin(self, at: datetime, contact: Contact, is_new: bool, deal: Deal) -> None:
        """The request comes in: by the form, or typed in by whoever took it."""
        is_web = deal.channel == self.firm.channels["Website"]
        self.deal = deal
        deal.pipeline, deal.stage = self.firm.pipeline, self.firm.stages["First call"]
        deal.owner = deal.assignee = self.firm.members[self.owner]
        deal.probability, deal.stage_since = Decimal(10), at
        deal.currency, deal.name = self.firm.workspace.currency, f"{contact.name} · {deal.service}"
        by = self.firm.by_form() if is_web else self.firm.by(self.owner)
        with self.chronicle.gesture(at, by, self.firm.form.name if is_web else "Create deal") as hand:
            deal.contact = hand.make(contact) if is_new else contact
            self._follow_rules(hand.at, self._told(hand.make(deal)), {})

    def try_to_call(self, at: datetime) -> None:
        """Nobody answers; the task stays open."""
        chance = self.chronicle.chance
        with self.chronicle.gesture(at, self.firm.by(self.owner), "Create call") as hand:
            hand.make(self._call(at, NO_ANSWER[chance.randrange(len(NO_ANSWER))], 0, "no_answer"))

    def call(self, at: datetime, said: str) -> None:
        """The client is reached, which completes the tasks that waited for it."""
        minutes = self.chronicle.chance.randint(2, 14)
        with self.chronicle.gesture(at, self.firm.by(self.owner), "Create call") as hand:
            hand.make(self._call(at - timedelta(minutes=minutes), said, minutes, "reached"))
            told = self.chronicle.events[-1]
        for task in [one for one in self.tasks if one.done_by_call and one.status == "open"]:
            self._finish(task, at + timedelta(seconds=1), self.firm.by_rule(because=told.pk))

    def agree_visit(self, times: Times) -> None:
        """A visit is agreed, and the surveyor gets it."""
        self.call(times.called, self.chronicle.chance.choice(CALLED))
        self.enter(
            "Measurements", times.called + timedelta(minutes=3), self.owner, "s1", visit_at=times.visit
        )

    def measure(self, times: Times, stored: dict[str, Any]) -> None:
        """The surveyor was there, attaches what was measured and hands the deal back."""
        by, at = self.firm.by("s1"), times.measured
        with self.chronicle.gesture(at, by, "Create file") as hand:
            hand.make(
                File(
                    about=named(self.deal),
                    type=self.firm.measurements,
                    name=stored["name"],
                    stored=stored,
                )
            )
        for visit in self.visits:
            self.late_visit(visit, at)
            with self.chronicle.gesture(at + timedelta(minutes=1), by, "Mark as done") as hand:
                hand.change(
                    visit, "completed", status="done", done_at=hand.at, outcome="measured, drawing attached"
                )
        for task in self._open_tasks():
            self._finish(task, at + timedelta(minutes=2), by)
        self.enter("Approval", at + timedelta(minutes=4), "s1", self.owner)

    def calculate(self, times: Times) -> None:
        """The manager writes the calculation and the client accepts it."""
        total = Decimal(0)
        by, at = self.firm.by(self.owner), times.calculated
        for place, (name, quantity, price) in enumerate(SERVICES[self.deal.service](self.chronicle.chance)):
            line = Line(deal=self.deal, name=name, position=place)
            line.quantity, line.price = Decimal(quantity), Decimal(price)
            line.total = Decimal(quantity * price)
            total += line.total
            with self.chronicle.gesture(at, by, "Create line") as hand:
                hand.make(line)
                hand.change(self.deal, "settled", amount=total, balance=total - self.deal.paid)
            at += timedelta(seconds=40)

    def agree_price(self, times: Times) -> None:
        """The client accepts; the payment document is made and sent."""
        self.call(
            times.agreed, self.chronicle.chance.choice(("accepted", "accepted, asked for the document today"))
        )
        self.enter("Payment", times.agreed + timedelta(minutes=2), self.owner, self.owner)

    def send_document(self, at: datetime) -> None:
        """The document goes out by mail."""
        [document] = self.documents
        with self.chronicle.gesture(at, self.firm.by(self.owner), "Send to the client") as hand:
            mail = Mail(about=named(self.deal), to=self.contact.emails[:1], state="queued")
            mail.body, mail.key = "Please find the document attached.", f"document:{document.pk}"
            mail.message_id = f"<{self.chronicle.id_at(at)}@windows.example>"
            self.mails.append(hand.make(mail))
            hand.change(document, "sent", state="sent")
            hand.happen(document, "dispatched")
        with self.chronicle.gesture(at + timedelta(seconds=4), self.firm.by_rule(), "Send mail") as hand:
            hand.change(mail, "sent", state="sent", sent_at=hand.at)
            mail.attempts = 1

    def pay(self, times: Times) -> None:
        """The whole sum arrives, and the installer gets a date."""
        by, amount = self.firm.by(self.owner), self.deal.amount
        assert amount is not None
        with self.chronicle.gesture(times.paid, by, "Record payment") as hand:
            method = self.chronicle.chance.choice(("transfer", "transfer", "wallet", "cash", "card"))
            day = times.paid.astimezone(self.firm.zone).date()
            hand.make(Payment(deal=self.deal, amount=amount, method=method, paid_on=day))
            hand.change(self.deal, "paid", paid=amount, balance=Decimal(0))
        later = times.paid + timedelta(minutes=2)
        self.enter("Installation", later, self.owner, "i1", delivery_on=times.delivery)

    def install(self, times: Times) -> None:
        """The windows are in: the deal is won."""
        chance, at = self.chronicle.chance, times.installed
        for visit in [one for one in self.visits if one.status == "planned"]:
            with self.chronicle.gesture(at, self.firm.by("i1"), "Mark as done") as hand:
                outcome = chance.choice(
                    ("all in, client happy", "installed, cleaned up", "done, one pane follows")
                )
                done = hand.change(visit, "completed", status="done", done_at=at, outcome=outcome)
            with self.chronicle.gesture(
                at + timedelta(seconds=1), self._closing(done.pk), "Mark as won"
            ) as hand:
                if self.contact.standing != "customer":
                    hand.change(self.contact, standing="customer")
                hand.change(self.deal, "won", state="won", closed_at=hand.at, probability=Decimal(100),
                            took=hand.at - self.deal.created_at)  # fmt: skip
            for task in self._open_tasks():
                self._finish(task, at + timedelta(seconds=2), self._closing(done.pk))

    def lose(self, at: datetime, reason: Any, competitor: str) -> None:
        """The deal is given up; what was open about it is cancelled."""
        by = self.firm.by(self.owner)
        with self.chronicle.gesture(at, by, "Mark as lost") as hand:
            said = {"lost_reason": reason, "competitor": competitor, "probability": Decimal(0)}
            hand.change(self.deal, "lost", state="lost", closed_at=at, took=at - self.deal.created_at, **said)
        for task in self._open_tasks():
            self.late_task(task, at)
            with self.chronicle.gesture(at + timedelta(minutes=1), by, "Change task") as hand:
                hand.change(task, status="cancelled")
        for visit in [one for one in self.visits if one.status == "planned"]:
            with self.chronicle.gesture(at + timedelta(minutes=1), by, "Change visit") as hand:
                hand.change(visit, status="cancelled")

    def note(self, at: datetime) -> None:
        with self.chronicle.gesture(at, self.firm.by(self.owner), "Create note") as hand:
            text = self.chronicle.chance.choice(THOUGHTS)
            hand.make(Note(about=named(self.deal), contact=self.contact, text=text))

    def close_books(self) -> None:
        """What is overdue today was told, and the deal knows its next activity."""
        for task in self._open_tasks():
            self.late_task(task, self.now)
        planned = [visit for visit in self.visits if visit.status == "planned"]
        for visit in planned:
            self.late_visit(visit, self.now)
        moments = [task.due_at for task in self._open_tasks()] + [visit.starts_at for visit in planned]
        self.deal.next_due_at = min(filter(None, moments), default=None)

    def enter(self, name: str, at: datetime, mover: str, assignee: str, **values: Any) -> None:
        """The deal is moved to a stage, and its rules do what they say."""
        stage = self.firm.stages[name]
        with self.chronicle.gesture(at, self.firm.by(mover), "Change deal") as hand:
            said = {
                "assignee": self.firm.members[assignee],
                "probability": stage.probability,
                "stage_since": at,
            }
            moved = hand.change(self.deal, stage=stage, **said, **values)
        self._follow_rules(at, moved, {"Surveyor": "s1", "Installer": "i1"})

    def late_task(self, task: Task, until: datetime) -> None:
        """If its moment came before it was done, people were told."""
        if task.due_at is None or task.due_at > until:
            return
        due = task.due_at.astimezone(UTC).isoformat()
        with self.chronicle.gesture(task.due_at, self.firm.by_rule(), "Task") as hand:
            hand.happen(task, "overdue", due=due)
        text = f"Overdue: {task.name} · {self.deal.name} · responsible: {task.assignee}"
        self._tell_late(task, text, "overdue", task.assignee_id, f"overdue:{task.pk}:{due}", task.due_at)

    def late_visit(self, visit: Visit, until: datetime) -> None:
        due = (visit.starts_at + timedelta(minutes=visit.grace_minutes)).astimezone(UTC)
        if due > until:
            return
        with self.chronicle.gesture(due, self.firm.by_rule(), "Visit") as hand:
            hand.happen(visit, "missed", due=due.isoformat())
        text = f"Not done in time: {visit.name} · {self.deal.name} · responsible: {visit.user}"
        self._tell_late(visit, text, "missed", visit.user_id, f"missed:{visit.pk}:{due.isoformat()}", due)

    def _tell_late(
        self, about: Task | Visit, text: str, kind: str, who: UUID | None, key: str, at: datetime
    ) -> None:
        for short, member in self.firm.members.items():
            if short == "k" or member.pk == who:
                self._notify(short, text, kind, about, key, at + timedelta(seconds=1))

    def _told(self, made: Deal) -> Event:
        return next(event for event in reversed(self.chronicle.events) if event.record == made.pk)

    def _call(self, at: datetime, said: str, minutes: int, result: str) -> Call:
        call = Call(outcome=said, result=result, started_at=at, user=self.firm.members[self.owner])
        call.about, call.contact = named(self.deal), self.contact
        call.number, call.duration = self.contact.phones[0], timedelta(minutes=minutes)
        return call

    def _open_tasks(self) -> list[Task]:
        return [task for task in self.tasks if task.status == "open"]

    def _finish(self, task: Task, at: datetime, by: Any) -> None:
        self.late_task(task, at)
        with self.chronicle.gesture(at, by, "Complete") as hand:
            hand.change(task, "completed", status="done", done_at=at)

    def _closing(self, because: UUID) -> Any:
        follows = self.firm.follows(self.firm.stages["Installation"])
        return self.firm.by_rule(next(version.rule for version, said in follows if said.closes_deal), because)

    def _follow_rules(self, at: datetime, event: Event, people: dict[str, str]) -> None:
        stage = self.deal.stage
        assert isinstance(stage, Stage)
        for version, said in self.firm.follows(stage):
            rule = version.rule
            short = people.get(self.firm.roles.get(said.role, ""), self.owner)
            by = self.firm.by_rule(rule, event.pk)
            with self.chronicle.gesture(at + timedelta(seconds=1), by, rule.name) as hand:
                made = getattr(self, f"_make_{said.kind}")(rule, said, short, hand)
                if made is not None:
                    hand.ran(version, event, made)

    def _make_task(self, rule: Rule, said: Following, short: str, hand: Hand) -> Task:
        value = getattr(self.deal, said.due_field) if said.due_field else None
        due = rules.due_at(self.deal.stage_since, value, said.due_minutes, self.firm.zone)
        task = Task(
            name=self._filled(said.text), assignee=self.firm.members[short], due_at=due, priority=said.priority,
            done_by_call=said.done_by_call, rule=f"rule:{rule.pk}",
        )  # fmt: skip
        task.about, task.contact = named(self.deal), self.contact
        self.tasks.append(hand.make(task))
        text = f"New task: {task.name} · {self.deal.name}"
        self._notify(short, text, "assigned", task, f"assigned:{task.pk}:{task.assignee_id}", hand.at)
        return task

    def _make_visit(self, rule: Rule, said: Following, short: str, hand: Hand) -> Visit:
        value = getattr(self.deal, said.due_field)
        all_day = not isinstance(value, datetime)
        visit = Visit(
            name=self._filled(said.text), user=self.firm.members[short], all_day=all_day,
            starts_at=rules.moment(value, self.firm.zone), address=self.contact.address,
            grace_minutes=24 * 60 if all_day else 30, rule=f"rule:{rule.pk}",
        )  # fmt: skip
        visit.duration = timedelta(days=1) if all_day else timedelta(hours=1)
        visit.about, visit.contact = named(self.deal), self.contact
        self.visits.append(hand.make(visit))
        return visit

    def _make_document(self, rule: Rule, said: Following, short: str, hand: Hand) -> Document:
        document = Document(about=named(self.deal), template=self.firm.template, state="ready")
        self.documents.append(hand.make(document))
        return document

    def _make_notice(self, rule: Rule, said: Following, short: str, hand: Hand) -> Notice | None:
        key = f"rule:{rule.pk}:{hand.by.because}"
        return self._notify(short, self._filled(said.text), "rule", self.deal, key, hand.at)

    def _notify(
        self, short: str, text: str, kind: str, about: Record, key: str, at: datetime
    ) -> Notice | None:
        """Recent notices are there."""
        if at < self.now - NOTICES_KEPT:
            return None
        with self.chronicle.gesture(at, self.firm.by_rule(), "Create notice") as hand:
            notice = Notice(to=self.firm.members[short], text=text[:500], kind=kind, key=key)
            notice.about = named(about)
            return hand.make(notice)

    def _filled(self, text: str) -> str:
        said = {}
        for name in rules.placeholders(text):
            record: Record = self.deal
            *links, last = name.split(".")
            for link in links:
                record = getattr(record, link)
            described = spec_of(type(record)).fields[last]
            said[name] = described.type.written(described, getattr(record, described.attname))
        return rules.fill(text, said)[:200]
