"""Making the large company: people of six languages, their deals, and what was done about them in three years."""

import random
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from psycopg.types.json import Jsonb

from akrab.config.bench.loading import Loader, owner, without_indexes
from akrab.config.bench.sizes import Size
from akrab.config.demo import invented
from akrab.config.demo.company import Installed, install
from akrab.engine.fields.places import Address
from akrab.engine.models import Event, EventLink, Operation
from akrab.engine.values import SORT_KEY_LENGTH
from akrab.identity.members import add_member
from akrab.identity.models import Role, User, Workspace
from akrab.lib import clock, text
from akrab.modules.activities.models import Call, Note, Task, Visit
from akrab.modules.contacts.models import Channel, Company, Contact, Source
from akrab.modules.sales.models import Deal, LostReason, Pipeline, Stage, Stay
from akrab.tenancy.current import workspace as inside

SLUG = "bench"
SEED = 2026
PEOPLE = 60_000  # different names; the others share theirs with somebody
SELLERS = 40
SPAN = timedelta(days=3 * 365)
WEIGHTS = (18, 14, 14, 24, 20, 10)  # of the six languages
FILLED = (Company, Contact, Deal, Stay, Task, Call, Visit, Note, Operation, Event, EventLink)
COLUMNS = (
    "n",
    "name",
    "norm",
    "key",
    "mail",
    "phone",
    "address",
    "place",
    "language",
    "firm",
    "firm_norm",
    "firm_key",
)

# Ids as they would have been made at a moment, given in milliseconds; the same arguments give the same id.
ID_FUNCTION = """
CREATE FUNCTION pg_temp.id_at(ms bigint, salt text) RETURNS uuid LANGUAGE sql IMMUTABLE AS $$
    SELECT (lpad(to_hex(ms), 12, '0') || '7' || substr(md5(salt), 1, 3) || '9' || substr(md5(salt), 4, 15))::uuid
$$;
CREATE FUNCTION pg_temp.moment(ms bigint) RETURNS timestamptz LANGUAGE sql IMMUTABLE AS $$
    SELECT to_timestamp(ms / 1000.0)
$$;
CREATE TEMP TABLE bench_person (n int PRIMARY KEY, name text, norm text, key text, mail text, phone text, address jsonb,
    place text, language text, firm text, firm_norm text, firm_key text);
"""
TASKS = ("Call back about the offer", "Send the price list", "Order the glass", "Ask for the plan", "Plan the visit",
         "Check the payment", "Prepare the contract", "Thank for the order")  # fmt: skip
OUTCOMES = ("interested, visit agreed", "wants a better price", "accepted", "no answer", "asked to call next week",
            "compares offers", "needs the plan first", "will decide with the family")  # fmt: skip
MADE = """'{"name": [null, "Window"], "state": [null, "open"]}'"""
MOVED = """'{"probability": ["10", "30"], "next_step": [null, "Send the offer"]}'"""
COMPETITORS = ("Fenster & Co.", "Bright Panes", "Glass House", "The cousin", "Panorama", "Nobody: postponed")
TOOK = "(3 + i % 40)"  # days until deal `i` was closed
NOTES = ("Prefers white frames on the street side.", "Parking only behind the house.", "Second floor, no lift.",
         "Neighbour is interested too.", "Ask for the termite report.", "Wants to pay in two parts.")  # fmt: skip


def fill(size: Size, say: Callable[[str], None]) -> None:
    """Make the company of this size; takes minutes at a million contacts."""
    with transaction.atomic():
        installed = install(SLUG)
        _hire(installed)
    with owner() as link:
        link.execute(ID_FUNCTION)
        making = _Making(Loader(link, installed.workspace.pk), size, installed.workspace)
        tables = [model._meta.db_table for model in FILLED]
        with without_indexes(link, tables):
            for step in (making.people, making.companies, making.contacts, making.deals, making.stays, making.tasks,
                         making.calls, making.visits, making.notes, making.events):  # fmt: skip
                say(step.__name__)
                step()
            say("indexes")
        say("statistics")
        for table in tables:
            link.execute(f"VACUUM (ANALYZE) {table}".encode())


def _hire(installed: Installed) -> None:
    with inside(installed.workspace):
        role = Role.objects.get(name="Manager")
        for number in range(SELLERS):
            add_member(
                User.objects.create(email=f"seller{number}@bench.example", name=f"Seller {number}"), role
            )


class _Making:
    """One statement a table. Row `i` of each is the same on every run but for the present moment."""

    def __init__(self, loader: Loader, size: Size, workspace: Workspace) -> None:
        self.loader, self.size = loader, size
        self.start = int((clock.now() - SPAN).timestamp() * 1000)
        self.span = int(SPAN.total_seconds() * 1000)
        with transaction.atomic(), inside(workspace):
            self.owners = _array(Role.objects.get(name="Manager").memberships.order_by("id"))
            self.sources = _array(Source.objects.order_by("position"))
            self.channels = _array(Channel.objects.order_by("position"))
            self.stages = _array(Stage.objects.order_by("position"))
            self.reasons = _array(LostReason.objects.order_by("position"))
            self.pipeline = Pipeline.objects.get().pk

    def ms(self, kind: str, i: str = "i") -> str:
        """When row `i` of a kind was made, in milliseconds; contacts and deals come evenly."""
        return f"({self.start} + ({i})::bigint * {self.span} / {getattr(self.size, kind)})"

    def id(self, kind: str, i: str = "i") -> str:
        return f"pg_temp.id_at({self.ms(kind, i)}, '{kind}' || ({i}))"

    def base(self, kind: str) -> dict[str, str]:
        made = f"pg_temp.moment({self.ms(kind)})"
        return {
            "id": self.id(kind),
            "created_at": made,
            "updated_at": made,
            "created_by_id": self.pick("owners"),
            "origin": "'import'",
        }

    def pick(self, name: str, i: str = "i") -> str:
        """One of a list of ids, in turn."""
        ids = getattr(self, name)
        return f"({_sql_array(ids)})[1 + ({i}) % {len(ids)}]"

    def people(self) -> None:
        self.loader.copy("bench_person", COLUMNS, _people())
        self.loader.link.execute("ANALYZE bench_person")

    def companies(self) -> None:
        rows = (
            f"generate_series(0, {self.size.companies - 1}) i JOIN bench_person p ON p.n = (i * 7) % {PEOPLE}"
        )
        self.loader.insert(
            Company, rows, **self.base("companies"), name="p.firm || ' ' || i", owner_id=self.pick("owners"),
            phones="ARRAY[p.phone || lpad(i::text, 7, '0')]", address="p.address", roles="ARRAY['customer']",
            standing=_one_of(("prospect", "customer", "customer", "former")),
            search="' ' || p.firm_norm || ' ' || i || ' ' || ltrim(p.phone, '+') || lpad(i::text, 7, '0')"
                   " || p.place || ' '",
            sort_key=f"left(p.firm_key || ' ' || i, {SORT_KEY_LENGTH})",
        )  # fmt: skip

    def contacts(self) -> None:
        rows = f"generate_series(0, {self.size.contacts - 1}) i {_named('i')}"
        number, mail = "p.phone || lpad(i::text, 7, '0')", "p.mail || i || '@mail.example'"
        company = self.id("companies", f"(i / 5) % {self.size.companies}")
        self.loader.insert(
            Contact, rows, **self.base("contacts"), name="p.name", phones=f"ARRAY[{number}]", emails=f"ARRAY[{mail}]",
            address="p.address", language="p.language", owner_id=self.pick("owners"),
            source_id=self.pick("sources", "i / 3"), company_id=f"CASE WHEN i % 3 = 0 THEN {company} END",
            standing=_one_of(("prospect", "lead", "customer", "customer", "former"), "i / 7"),
            search=f"' ' || p.norm || ' ' || ltrim({number}, '+') || ' ' || {mail} || p.place || ' '",
            sort_key=f"left(p.key, {SORT_KEY_LENGTH})",
        )  # fmt: skip

    def state(self) -> str:
        """What became of deal `i`: a few are open, most of those the newest; of the others a quarter was lost."""
        is_open = f"(i % 12 = 0 OR i > {self.size.deals} * 0.97)"
        return f"(CASE WHEN {is_open} THEN 'open' WHEN i % 4 = 1 THEN 'lost' ELSE 'won' END)"

    def deals(self) -> None:
        contact, state = "(i * 5 + i % 5)", self.state()
        amount = "(2000 + (i::bigint * 7919) % 180000) * 10000"
        at = f"pg_temp.moment({self.ms('deals')})"
        told = "' · window ' || (1 + i % 9)"
        closed = f"CASE WHEN {state} <> 'open' THEN least({at} + {TOOK} * interval '1 day', now()) END"
        is_paid = f"({state} = 'won' OR {state} = 'open' AND i % 36 = 0)"
        self.loader.insert(
            Deal, f"generate_series(0, {self.size.deals - 1}) i {_named(contact)}", **self.base("deals"),
            name="p.name || ' · Window ' || (1 + i % 9)", contact_id=self.id("contacts", contact), state=state,
            pipeline_id=f"'{self.pipeline}'", currency="'PHP'", probability="300000", service="'Window installation'",
            stage_id=f"CASE WHEN {state} = 'won' THEN {self.pick('stages', '4')} ELSE {self.pick('stages')} END",
            amount=amount, paid=f"CASE WHEN {is_paid} THEN {amount} ELSE 0 END",
            balance=f"CASE WHEN {is_paid} THEN 0 ELSE {amount} END", stage_since=at,
            owner_id=self.pick("owners"), assignee_id=self.pick("owners", "i + 1"),
            source_id=self.pick("sources", "i / 2"), channel_id=self.pick("channels", "i / 5"),
            visit_at=f"{at} + interval '2 days'", delivery_on=f"({at} + interval '20 days')::date",
            closes_on=f"({at} + interval '30 days')::date", closed_at=closed,
            took=f"extract(epoch FROM ({closed}) - {at})", competitor=f"CASE WHEN {state} = 'lost' AND i % 3 = 0"
                 f" THEN {_one_of(COMPETITORS, 'i / 12')} ELSE '' END",
            lost_reason_id=f"CASE WHEN {state} = 'lost' THEN {self.pick('reasons')} END",
            next_due_at=f"CASE WHEN {state} = 'open' THEN now() + (i % 400 - 100) * interval '1 hour' END",
            search=f"' ' || p.norm || {told} || ' ' || p.norm || ' ' || ltrim(p.phone, '+')"
                   f" || lpad({contact}::text, 7, '0') || ' ' || p.mail || {contact}"
                   " || '@mail.example window installation '",
            sort_key=f"left(p.key || {told}, {SORT_KEY_LENGTH})",
        )  # fmt: skip

    def stays(self) -> None:
        """Each deal came through the stages before its own, an equal part of its time in each."""
        count, state = len(self.stages), self.state()
        last = f"(CASE WHEN {state} = 'won' THEN {count - 1} ELSE i % {count} END)"
        rows = f"generate_series(0, {self.size.deals - 1}) i, generate_series(0, {count - 1}) k WHERE k <= {last}"
        each = f"({TOOK} * 86400000::bigint / ({last} + 1))"
        begins = f"{self.ms('deals')} + k * {each}"
        is_over = f"({state} <> 'open' OR k < {last})"
        since = f"pg_temp.moment({begins})"
        self.loader.insert(
            Stay, rows, id=f"pg_temp.id_at({begins}, 'stay' || i || '-' || k)", created_at=since, updated_at=since,
            origin="'import'", deal_id=self.id("deals"), stage_id=self.pick("stages", "k"),
            person_id=self.pick("owners", "i + k"), since=since,
            until=f"CASE WHEN {is_over} THEN pg_temp.moment({begins} + {each}) END",
            spent=f"CASE WHEN {is_over} THEN {each} / 1000 END",
        )  # fmt: skip

    def activity(self, kind: str, model: Any, words: tuple[str, ...], counted: bool, **given: str) -> None:
        """A quarter of the activities: `i` counts them, `d` is the deal each is about."""
        rows = self.activities()
        title = _one_of(words, "i / 3") + (" || ' ' || i" if counted else "")
        moment = f"pg_temp.moment({self.done()})"
        told = {name: value.format(title=title, moment=moment) for name, value in given.items()}
        self.loader.insert(
            model, rows, id=self.done_id(kind), created_at=moment, updated_at=moment, origin="'import'",
            created_by_id=self.pick("owners", "d"), about=f"'deal:' || {self.id('deals', 'd')}",
            contact_id=self.id("contacts", "d * 5 + d % 5"), search=f"' ' || lower({title}) || ' '",
            sort_key=f"left(lower({title}), {SORT_KEY_LENGTH})", **told,
        )  # fmt: skip

    def activities(self) -> str:
        last, deals = self.size.of_each_activity - 1, self.size.deals
        return f"generate_series(0, {last}) i, LATERAL (SELECT i % {deals} AS d) about"

    def done(self) -> str:
        """When activity `i`, about deal `d`, was done: one a day after the deal came in."""
        after = f"{self.ms('deals', 'd')} + (i / {self.size.deals}) * 86400000::bigint + 3600000"
        return f"least({after}, {self.start + self.span})"

    def done_id(self, kind: str) -> str:
        return f"pg_temp.id_at({self.done()}, '{kind}' || i)"

    def tasks(self) -> None:
        is_open = f"(d % 12 = 0 OR d > {self.size.deals} * 0.97) AND i < {self.size.deals} * 2"
        due = f"CASE WHEN {is_open} THEN now() + (i % 400 - 100) * interval '1 hour'"
        self.activity(
            "tasks", Task, TASKS, True, name="{title}", assignee_id=self.pick("owners", "d"),
            due_at=due + " ELSE {moment} + interval '2 days' END",
            status=f"CASE WHEN {is_open} THEN 'open' ELSE 'done' END",
            done_at=f"CASE WHEN NOT ({is_open}) THEN {{moment}} + interval '1 day' END",
            done_by_call="i % 8 = 0", priority=_one_of(("normal", "normal", "high", "low")),
        )  # fmt: skip

    def calls(self) -> None:
        self.activity(
            "calls", Call, OUTCOMES, False, outcome="{title}", user_id=self.pick("owners", "d"), started_at="{moment}",
            result=_one_of(("reached", "reached", "no_answer", "busy")), duration="60 + i * 7 % 900",
            direction=_one_of(("out", "out", "in"), "i / 2"),
        )  # fmt: skip

    def visits(self) -> None:
        is_planned = f"{{moment}} + interval '1 day' > now() OR d % 240 = 0 AND i < {self.size.deals}"
        self.activity(
            "visits", Visit, ("Take measurements", "Install the windows"), True, name="{title}",
            user_id=self.pick("owners", "d"), starts_at="{moment} + interval '1 day'",
            status=f"CASE WHEN {is_planned} THEN 'planned' ELSE 'done' END",
            done_at=f"CASE WHEN NOT ({is_planned}) THEN {{moment}} + interval '26 hours' END",
        )  # fmt: skip

    def notes(self) -> None:
        self.activity("notes", Note, NOTES, False, text="{title}")

    def events(self) -> None:
        """The newest quarter of the deals has its whole past: its own events and those of what was done about it."""
        first, last = self.size.deals * 3 // 4, self.size.deals - 1
        rows = f"generate_series({first}, {last}) d, generate_series(0, 2) k"
        ms = f"least({self.ms('deals', 'd')} + k * 86400000::bigint * 3, {self.start + self.span})"
        kind = "CASE WHEN k = 0 THEN 'deal.created' ELSE 'deal.updated' END"
        self._told(
            "deal",
            rows,
            ms,
            "d || '-' || k",
            self.id("deals", "d"),
            kind,
            f"CASE WHEN k = 0 THEN {MADE} ELSE {MOVED} END",
        )
        rows = self.activities() + f" WHERE d >= {first}"
        for name, kinds in (("task", "tasks"), ("call", "calls"), ("visit", "visits"), ("note", "notes")):
            self._told(name, rows, self.done(), "i", self.done_id(kinds), f"'{name}.created'", MADE)

    def _told(self, name: str, rows: str, ms: str, number: str, record: str, kind: str, changes: str) -> None:
        """Events of records about deal `d`, each a gesture, on the timelines of all concerned."""
        gesture, event = (
            f"pg_temp.id_at({ms}, '{salt}-{name}' || {number})" for salt in ("gesture", "event")
        )
        at, actor = f"pg_temp.moment({ms})", self.pick("owners", "d")
        self.loader.insert(
            Operation, rows, id=gesture, label=f"'Create {name}'", actor_id=actor, origin="'import'", at=at
        )
        self.loader.insert(
            Event, rows, id=event, at=at, object=f"'{name}'", record=record, title=f"'{name} ' || {number}", kind=kind,
            changes=changes, actor_id=actor, actor_name="'Seller'", origin="'import'", operation_id=gesture,
        )  # fmt: skip
        told = {"deal": self.id("deals", "d"), "contact": self.id("contacts", "d * 5 + d % 5"), "own": record}
        if name == "deal":
            del told["own"]
        for where, about in told.items():
            link = f"pg_temp.id_at({ms}, '{where}-{name}' || {number})"
            self.loader.insert(EventLink, rows, id=link, event_id=event, record=about)


def _people() -> Iterator[tuple[Any, ...]]:
    chance = random.Random(SEED)
    address_type: Any = Address()
    for n in range(PEOPLE):
        tongue = chance.choices(invented.TONGUES, WEIGHTS)[0]
        who = invented.person(chance, tongue, n)
        firm = invented.firm(chance, tongue)
        place = text.normalise(address_type.search_text(None, who.address)).rstrip()
        yield (
            n, who.name, text.normalise(who.name).strip(), text.sort_key(who.name), invented.mail_name(who.name),
            tongue.phone.partition("#")[0] + "2" * (tongue.phone.count("#") - 7), Jsonb(who.address), place,
            tongue.language, firm, text.normalise(firm).strip(), text.sort_key(firm),
        )  # fmt: skip


def _named(i: str) -> str:
    """Joins the person whose name contact `i` has."""
    return f"JOIN bench_person p ON p.n = ({i}::bigint * 7919) % {PEOPLE}"


def _array(rows: Any) -> list[UUID]:
    return list(rows.values_list("pk", flat=True))


def _sql_array(ids: list[UUID]) -> str:
    quoted = ", ".join(f"'{id}'" for id in ids)
    return f"ARRAY[{quoted}]::uuid[]"


def _one_of(words: tuple[str, ...], i: str = "i") -> str:
    quoted = ", ".join(f"'{word}'" for word in words)
    return f"(ARRAY[{quoted}])[1 + ({i}) % {len(words)}]"
