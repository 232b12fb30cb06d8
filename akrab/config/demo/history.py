"""A few months of the window company's life, up to now: every stage filled, some of it late, most of it done well."""

import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

from django.db import transaction
from django.utils import timezone, translation

from akrab.config.demo import invented, papers
from akrab.config.demo.chronicle import Chronicle
from akrab.config.demo.company import Installed
from akrab.config.demo.days import Times, times
from akrab.config.demo.firm import Firm
from akrab.config.demo.road import Road
from akrab.config.demo.together import install_together
from akrab.config.demo.views import install_views
from akrab.config.demo.words import COMPETITORS, ERRANDS, JOBS, SERVICE_WEIGHTS, SERVICES
from akrab.engine.models import Unfollowed
from akrab.engine.spec import spec_of
from akrab.features.deadlines import timers
from akrab.features.forms.models import FormCount, Submission
from akrab.features.notify.models import Notice
from akrab.identity.actor import system
from akrab.lib import clock
from akrab.modules.activities.models import Task, Visit
from akrab.modules.contacts.models import Company, Contact
from akrab.modules.sales import stays
from akrab.modules.sales.models import Deal
from akrab.tenancy.current import workspace as inside

SEED = 118
PAST = timedelta(days=118)
TONGUE_WEIGHTS = (38, 14, 12, 12, 14, 10)
SOURCE_WEIGHTS = (14, 9, 6, 4)
CHANNEL_WEIGHTS = (70, 18, 8, 4)
WON, LOST = 38, 14
QUICK_WON, QUICK_LOST = 6, 3  # come in and done within this month, where it is old enough

Fits = Callable[[Times, datetime], bool]
HOUR, DAY = timedelta(hours=1), timedelta(days=1)

# What is open now: how many deals of each kind, how many hours ago they came in, and what their times must say.
# The last word of a kind is its stage.
OPEN: tuple[tuple[int, str, tuple[float, float], Fits], ...] = (
    (3, "just in · First call", (0.03, 0.2), lambda t, now: t.requested < now),
    (4, "waiting · First call", (2, 30), lambda t, now: t.requested < now),
    (8, "planned · Measurements", (1, 80), lambda t, now: t.called + HOUR < now < t.visit),
    (2, "missed · Measurements", (20, 130), lambda t, now: now - 3 * DAY < t.visit < now - HOUR),
    (5, "fresh · Approval", (24, 110), lambda t, now: now - 44 * HOUR < t.measured + HOUR / 12 < now),
    (4, "late · Approval", (48, 230), lambda t, now: now - 6 * DAY < t.measured < now - 44 * HOUR),
    (8, "waiting · Payment", (40, 260), lambda t, now: now - 5 * DAY < t.agreed < now - HOUR),
    (9, "planned · Installation", (80, 500), lambda t, now: t.paid + HOUR < now < t.installed - 14 * HOUR),
    (3, "today · Installation", (150, 560), lambda t, now: abs(t.installed - now) < 32 * HOUR),
    (3, "late · Installation", (200, 720), lambda t, now: now - 9 * DAY < t.installed < now - 2 * DAY),
)
OVER = (26 * 24.0, 118 * 24.0)


@dataclass
class Past:
    """The making of it all, inside the workspace."""

    firm: Firm
    chronicle: Chronicle
    now: datetime

    def __post_init__(self) -> None:
        self.chance = self.chronicle.chance
        self.contacts: list[Contact] = []
        self.companies: list[Company] = []
        self.roads: list[Road] = []
        self.submissions: list[Submission] = []
        self.sheets: list[dict[str, Any]] = []

    def make(self) -> None:
        self.sheets = [papers.measurements(self.chance, number) for number in range(1, 13)]
        self._meet_companies()
        plans = [("won", self._when(OVER, self._is_over)) for _n in range(WON)]
        plans += [("lost", self._when(OVER, self._is_over)) for _n in range(LOST)]
        this_month = (4 * 24.0, max(5 * 24.0, self._hours_of_month()))
        for kind, count in (("won", QUICK_WON), ("lost", QUICK_LOST)):
            plans += [(kind, self._when(this_month, self._is_over, quick=True)) for _n in range(count)]
        plans += [(kind, self._when(ages, fits)) for count, kind, ages, fits in OPEN for _n in range(count)]
        found = [(kind, when) for kind, when in plans if when is not None]
        for kind, when in sorted(found, key=lambda plan: plan[1].requested):
            self._walk(kind, when)
        for _n in range(10):
            self._meet(self.now - DAY * self.chance.uniform(1, 100))
        self._run_errands()

    def store(self) -> None:
        papers.number_documents(self.chronicle, self.roads)
        self._read_notices()
        self.chronicle.store()
        Submission.objects.bulk_create(self.submissions)
        FormCount.objects.bulk_create(self._counts())
        papers.set_documents(self.roads)
        self._keep_timers()
        Unfollowed.objects.all().delete()  # the set-up has no consequences
        last = next((road.deal.owner for road in reversed(self.roads) if road.deal.origin == "form"), None)
        type(self.firm.pipeline).objects.update(last_owner=last)

    def _is_over(self, when: Times, now: datetime) -> bool:
        return when.installed < now - 3 * HOUR

    def _hours_of_month(self) -> float:
        """How many hours of this month have passed."""
        local = self.now.astimezone(self.firm.zone)
        return (local.day - 1) * 24.0 + local.hour

    def _when(self, ages: tuple[float, float], fits: Fits, quick: bool = False) -> Times | None:
        """Times of a sale that came in so many hours ago and fit, or None: on a Sunday some kinds don't exist."""
        for _attempt in range(2000):
            requested = self.now - timedelta(hours=self.chance.uniform(*ages))
            if self._is_awake(requested):
                found = times(requested, self.chance, self.firm.zone, quick)
                if fits(found, self.now):
                    return found
        return None

    def _is_awake(self, moment: datetime) -> bool:
        return 7 <= moment.astimezone(self.firm.zone).hour < 23 or self.now - moment < HOUR

    def _meet_companies(self) -> None:
        for number in range(16):
            tongue = self.chance.choices(invented.TONGUES, TONGUE_WEIGHTS)[0]
            name = invented.firm(self.chance, tongue)
            at = self.now - PAST + timedelta(hours=number * 7)
            company = Company(
                name=name, address=invented.address(self.chance, tongue), phones=[invented.phone(self.chance, tongue)],
                emails=[f"office@{invented.mail_name(name)[:30].strip('.')}.example"], roles=["customer"],
                owner=self.firm.members[self.chance.choice(("m1", "m2"))],
            )  # fmt: skip
            company.website = f"https://{company.emails[0].partition('@')[2]}"
            with self.chronicle.gesture(at, self.firm.by("m1"), "Create company") as hand:
                self.companies.append(hand.make(company))
            self._meet(at + HOUR, company)

    def _meet(self, at: datetime, company: Company | None = None) -> Contact:
        """Somebody is written down without a deal."""
        contact = self._contact(company)
        with self.chronicle.gesture(
            at, self.firm.by(self.chance.choice(("m1", "m2"))), "Create contact"
        ) as hand:
            hand.make(contact)
        return contact

    def _contact(self, company: Company | None = None) -> Contact:
        tongue = self.chance.choices(invented.TONGUES, TONGUE_WEIGHTS)[0]
        who = invented.person(self.chance, tongue, len(self.contacts) + 1)
        contact = Contact(
            name=who.name, phones=[who.phone], emails=[who.email], address=who.address, language=tongue.language,
            company=company, source=self._source(), standing="prospect",
            job_title=self.chance.choice(JOBS) if company else "",
            owner=self.firm.members[self.chance.choice(("m1", "m2"))],
        )  # fmt: skip
        self.contacts.append(contact)
        return contact

    def _source(self) -> Any:
        return self.chance.choices(list(self.firm.sources.values()), SOURCE_WEIGHTS)[0]

    def _client(self, at: datetime) -> tuple[Contact, bool]:
        """Mostly somebody new; now and then somebody who came back, or a company's contact."""
        known = [one for one in self.contacts if one.created_at < at - 20 * DAY]
        if known and self.chance.random() < 0.1:
            return self.chance.choice(known), False
        return self._contact(), True

    def _walk(self, kind: str, when: Times) -> None:
        owner = ("m1", "m2")[len(self.roads) % 2]
        road = Road(self.firm, self.chronicle, self.now, owner)
        contact, is_new = self._client(when.requested)
        if is_new:
            contact.owner = self.firm.members[owner]
            contact.standing = "lead"
        service = self.chance.choices(list(SERVICES), SERVICE_WEIGHTS)[0]
        channel = self.chance.choices(list(self.firm.channels.values()), CHANNEL_WEIGHTS)[0]
        deal = Deal(service=service, channel=channel, source=contact.source, company=contact.company)
        road.begin(when.requested, contact, is_new, deal)
        self.roads.append(road)
        if deal.origin == "form":
            self.submissions.append(self._submission(road))
        if kind == "lost":
            self._go(
                road, when, ("First call", "Measurements", "Approval", "Approval")[self.chance.randrange(4)]
            )
            at = max(deal.stage_since + self.chance.randint(1, 5) * DAY, when.called + HOUR)
            at = min(at, max(when.installed, deal.stage_since + HOUR))
            road.lose(
                min(at, self.now - HOUR),
                self.chance.choice(self.firm.reasons),
                self.chance.choice(COMPETITORS),
            )
        else:
            self._go(road, when, "won" if kind == "won" else kind.rpartition(" · ")[2])
        if self.chance.random() < 0.3 and when.called + HOUR < self.now:
            road.note(when.called + timedelta(minutes=self.chance.randint(5, 50)))
        if deal.state == "open":
            road.close_books()

    def _go(self, road: Road, when: Times, end: str) -> None:
        """Walk the steps up to the stage where the deal stands, or to the end of the road."""
        if end == "First call":
            if when.requested < self.now - 3 * HOUR and self.chance.random() < 0.6:
                road.try_to_call(min(when.called, self.now - HOUR / 2))
            return
        road.agree_visit(when)
        if end == "Measurements":
            return
        road.measure(when, self.chance.choice(self.sheets))
        if end == "Approval":
            return
        road.calculate(when)
        road.agree_price(when)
        sent = when.agreed + timedelta(minutes=12)
        if sent < self.now and (end != "Payment" or self.chance.random() < 0.7):
            road.send_document(sent)
        if end == "Payment":
            return
        road.pay(when)
        if end == "won":
            road.install(when)

    def _submission(self, road: Road) -> Submission:
        contact, deal = road.contact, road.deal
        answers = {
            "name": contact.name, "phone": contact.phones[0], "email": contact.emails[0],
            "address": contact.address.get("line1", ""), "service": deal.service,
        }  # fmt: skip
        id = self.chronicle.id_at(deal.created_at)
        return Submission(
            id=id, workspace=self.firm.workspace, form=self.firm.form, key=str(id), answers=answers, at=deal.created_at,
            record=f"deal:{deal.pk}", page="https://www.windows.example/",
        )  # fmt: skip

    def _counts(self) -> list[FormCount]:
        """How often the form was seen and begun on each day, and where people left it."""
        chance = random.Random(SEED)
        found: list[FormCount] = []
        sent = Counter(one.at.astimezone(self.firm.zone).date() for one in self.submissions)
        for place in range(PAST.days):
            day = (self.now - timedelta(days=place)).astimezone(self.firm.zone).date()
            views = 3 + 2 * sent[day] + chance.randrange(6)
            starts = min(views, sent[day] + chance.randrange(3))
            names = Counter(
                chance.choices(("name", "phone", "address", "service"), (1, 5, 3, 2), k=starts - sent[day])
            )
            said = [
                ("view", "", views),
                ("start", "", starts),
                *(("left", name, count) for name, count in names.items()),
            ]
            found += [
                FormCount(
                    workspace=self.firm.workspace,
                    form=self.firm.form,
                    day=day,
                    kind=kind,
                    name=name,
                    number=number,
                )
                for kind, name, number in said
                if number
            ]
        return found

    def _run_errands(self) -> None:
        """Everybody has something of their own to do: late, today, and later."""
        for place, name in enumerate(ERRANDS):
            short = ("k", "m1", "m2", "s1", "i1")[place % 5]
            due = self.now + timedelta(hours=(-20, 3, 26, 50, -5, 8, 75, 30)[place])
            task = Task(
                name=name,
                assignee=self.firm.members[short],
                due_at=due.replace(minute=0, second=0, microsecond=0),
            )
            with self.chronicle.gesture(self.now - 3 * DAY, self.firm.by(short), "Create task") as hand:
                hand.make(task)
                if due < self.now:
                    hand.at = due
                    hand.happen(task, "overdue", due=task.due_at.isoformat() if task.due_at else "")

    def _read_notices(self) -> None:
        """Everybody has read all but the last few."""
        for number, member in enumerate(self.firm.members.values()):
            told = [one for one in self.chronicle.records[Notice] if cast(Notice, one).to_id == member.pk]
            for notice in sorted(told, key=lambda one: one.created_at)[: -(3 + number % 3)]:
                cast(Notice, notice).read_at = min(notice.created_at + HOUR / 2, self.now)

    def _keep_timers(self) -> None:
        """Open tasks and planned visits wait for their moments, as if each had been followed."""
        clock.set(self.now)
        for spec in map(spec_of, (Task, Visit)):
            for deadline in spec.deadlines:
                timers.fill(spec, deadline, self.firm.workspace)


def write_history(installed: Installed) -> None:
    """Give the company its past. Everything is followed already: nobody is told again of what is long over."""
    now = clock.now()
    try:
        with transaction.atomic(), inside(installed.workspace):
            firm = Firm(installed)
            with timezone.override(firm.zone), translation.override(installed.workspace.language):
                past = Past(firm, Chronicle(installed.workspace, random.Random(SEED)), now)
                past.make()
                past.store()
                clock.set(now)
                install_views(firm)
                stays.tell_all(system(installed.workspace, "system", agent="Set-up"))
                install_together(firm)
    finally:
        clock.set(None)
