"""The first records: people from a pasted table, or invented examples that can be taken away again."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from django.utils import translation

from akrab.engine import follow, undo, write
from akrab.engine.errors import Forbidden, NotFound
from akrab.engine.events import gesture
from akrab.engine.matching import find_match
from akrab.engine.spec import spec_of
from akrab.features.beginning import progress
from akrab.features.wording.objects import gettext as _
from akrab.features.wording.objects import ngettext
from akrab.identity.actor import Actor
from akrab.lib import clock, text
from akrab.modules.activities.models import Note, Task
from akrab.modules.contacts.models import Company, Contact
from akrab.modules.sales.models import Deal, Pipeline, Stage
from akrab.modules.start.paste import Person
from akrab.modules.start.trades import TRADES

PEOPLE = (
    ("Ana Reyes", "Reyes Bakery"), ("Budi Santoso", ""), ("Chen Wei", "Wei Trading"), ("Nguyễn Thị Hoa", ""),
    ("Siti Aminah", "Aminah & Co."), ("Jose Ramos", ""), ("Lim Mei Ling", ""), ("Trần Quang Minh", "Minh Logistics"),
)  # fmt: skip
PRICES = (240, 90, 560, 160, 330, 65, 200, 820)
WORTH = {"PHP": 50, "IDR": 15_000, "VND": 25_000, "CNY": 7, "MYR": 4, "THB": 35, "INR": 80, "JPY": 150}


def recognise(people: Sequence[Person], by: Actor) -> None:
    """Say of each person who is a contact already, or stands further up, by e-mail or phone, as whom."""
    spec = spec_of(Contact)
    above: dict[str, str] = {}
    for person in people:
        match = find_match(spec, {"emails": person.emails, "phones": person.phones}, by)
        person.known_as = str(match) if match else ""
        ways = [*person.emails, *person.phones]
        again = next((above[way] for way in ways if way in above), "")
        if again and not match:
            person.known_as, person.is_again = again, True
        above |= dict.fromkeys(ways, person.name)


def take_in(people: Sequence[Person], by: Actor) -> tuple[int, Actor]:
    """Make contacts of those who are none yet, in one gesture; how many, and its actor."""
    new = [person for person in people if not person.known_as]
    with gesture(by, _("Import [contacts] from a table")) as within:
        rows = [
            {"name": one.name, "phones": one.phones[:20], "emails": one.emails[:20], "owner": by.membership,
             "description": one.description[:20_000]}
            for one in new
        ]  # fmt: skip
        if rows:
            write.create_many(Contact, rows, within)
    return len(rows), within


def said_of(number: int) -> str:
    return ngettext("%(count)d [contact] was imported.", "%(count)d [contacts] were imported.", number) % {
        "count": number
    }


def make_examples(by: Actor) -> None:
    """Invent clients, deals along the stages, tasks and notes, all in one gesture that is remembered."""
    with translation.override(by.workspace.language), gesture(by, _("Make examples")) as within:
        contacts = _contacts(within)
        deals = _deals(contacts, within)
        _work(deals, within)
    progress.keep_examples(str(within.operation))


def _contacts(by: Actor) -> list[Contact]:
    named = [company for _name, company in PEOPLE if company]
    mark = [_("example")]
    made = write.create_many(
        Company, [{"name": name, "tags": mark, "owner": by.membership} for name in named], by
    )
    companies = {one.name: one for one in made}
    rows = [
        {
            "name": name, "company": companies.get(company), "tags": mark, "owner": by.membership,
            "emails": [f"{text.normalise(name).split()[-1]}{place}@client.example"],
        }
        for place, (name, company) in enumerate(PEOPLE)
    ]  # fmt: skip
    return write.create_many(Contact, rows, by)


def _deals(contacts: Sequence[Contact], by: Actor) -> list[Deal]:
    """A deal for each contact, spread over the stages of the first pipeline; none without one."""
    rows = Pipeline.objects.filter(deleted_at__isnull=True).order_by("-position", "id")
    pipeline = rows.first()
    if pipeline is None:
        return []
    stages = list(Stage.objects.filter(pipeline=pipeline, deleted_at__isnull=True).order_by("position", "id"))
    if not stages:
        return []
    trade = TRADES.get(progress.find().trade)
    services = [str(one) for one in trade.services] if trade else [_("First order")]
    worth = WORTH.get(by.workspace.currency, 1)
    asked = [
        {
            "name": f"{contact.name} · {services[place % len(services)]}", "contact": contact,
            "company": contact.company, "pipeline": pipeline, "stage": stages[place % len(stages)],
            "service": services[place % len(services)], "amount": PRICES[place % len(PRICES)] * worth,
            "owner": by.membership, "tags": [_("example")],
        }
        for place, contact in enumerate(contacts)
    ]  # fmt: skip
    return write.create_many(Deal, asked, by)


def _work(deals: Sequence[Deal], by: Actor) -> None:
    soon = clock.now().replace(minute=0, second=0, microsecond=0)
    tasks = [
        {"name": _("Call %(name)s") % {"name": deal.contact}, "about": deal, "contact": deal.contact,
         "assignee": by.membership, "due_at": soon + timedelta(hours=3 + 20 * place), "done_by_call": True}
        for place, deal in enumerate(deals[:4])
    ]  # fmt: skip
    notes = [
        {"text": _("Prefers to be called after five."), "about": deal, "contact": deal.contact}
        for deal in deals[:2]
    ]
    write.create_many(Task, tasks, by)
    write.create_many(Note, notes, by)


def remove_examples(by: Actor) -> None:
    """Take all examples away, with what rules made because of them, also where somebody changed one since."""
    follow.hold(by.workspace)
    for id in progress.find().examples:
        try:
            undo.undo(undo.get_operation(UUID(id), by), by, force=True)
        except (Forbidden, NotFound):  # taken back before, by undo
            continue
    progress.forget_examples()
