"""When a contact or company was last in touch with us, and when it will be next: derived, so it follows its sources."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q

from akrab.engine.models import Event
from akrab.engine.record import Record
from akrab.identity.actor import Actor
from akrab.modules.activities.models import Call, Meeting, Note, Task, Visit
from akrab.modules.contacts.models import Company, Contact

SOURCES = {"call": Call, "visit": Visit, "meeting": Meeting, "note": Note, "task": Task}
WORDS_ONLY = "note"  # a note of that kind is a thought of ours, no contact with them
BATCH = 500


@dataclass(frozen=True)
class Kind:
    """Rows by which people are or will be in touch, and when."""

    model: type[Record]
    counts: Q
    moment: str


# The latest conversation, visit, meeting or letter; a call that reached nobody is none.
LAST = (
    Kind(Call, Q(result="reached"), "started_at"),
    Kind(Note, ~Q(kind=WORDS_ONLY), "created_at"),
    Kind(Visit, Q(status="done"), "starts_at"),
    Kind(Meeting, Q(status="done"), "starts_at"),
)
# The nearest thing planned; what is overdue still stands before them.
NEXT = (
    Kind(Task, Q(status="open"), "due_at"),
    Kind(Visit, Q(status="planned"), "starts_at"),
    Kind(Meeting, Q(status="planned"), "starts_at"),
)
MOMENTS = {"last_contact_at": LAST, "next_contact_at": NEXT}


def concerns(event: Event) -> bool:
    """Something by which people are in touch was made, changed, binned or brought back; or somebody moved house."""
    return event.object in SOURCES or (event.object == "contact" and "company" in event.changes)


def keep(event: Event, by: Actor) -> None:
    """Compute the moments anew for the contact and company concerned, before and after the change."""
    contacts, companies = _concerned(event)
    columns = [name for name, kinds in MOMENTS.items() if event.object in ("contact", *_objects(kinds))]
    for contact in Contact.objects.filter(pk__in=contacts):
        _store(Contact, contact.pk, Q(contact=contact.pk), columns)
        companies |= {contact.company_id} if contact.company_id else set()
    for id in companies:
        people = Contact.objects.filter(company=id, deleted_at__isnull=True)
        _store(Company, id, Q(contact__in=people.values("pk")), columns)


def _objects(kinds: Iterable[Kind]) -> list[str]:
    return [name for name, model in SOURCES.items() if any(kind.model is model for kind in kinds)]


def keep_all() -> None:
    """Compute both moments of every contact and company, in a few statements: for a past that was written at once."""
    contacts = {one.pk: one for one in Contact.objects.all()}
    companies = {one.pk: one for one in Company.objects.all()}
    employers = {one.pk: one.company_id for one in contacts.values() if one.deleted_at is None}
    last, next_ = _moments(LAST, employers), _moments(NEXT, employers)
    told: dict[str, Any] = {f"contact:{id}": one for id, one in contacts.items()}
    told |= {f"company:{id}": one for id, one in companies.items()}
    for name, record in told.items():
        record.last_contact_at = max(last[name], default=None)
        record.next_contact_at = min(next_[name], default=None)
    Contact.objects.bulk_update(contacts.values(), [*MOMENTS], batch_size=BATCH)
    Company.objects.bulk_update(companies.values(), [*MOMENTS], batch_size=BATCH)


def _moments(kinds: Iterable[Kind], employers: Mapping[UUID, UUID | None]) -> dict[str, list[datetime]]:
    """All moments of some kinds by whom they concern, as `contact:<id>` or `company:<id>`."""
    found: dict[str, list[datetime]] = defaultdict(list)
    for kind in kinds:
        rows = _rows(kind.model, kind.counts).exclude(**{kind.moment: None})
        for contact, about, at in rows.values_list("contact_id", "about", kind.moment):
            for name in {about, f"contact:{contact}", f"company:{employers.get(contact)}"}:
                found[name].append(at)
    return found


def _concerned(event: Event) -> tuple[set[UUID], set[UUID]]:
    """The contacts and companies that a change has to do with."""
    said: dict[str, set[Any]] = {"contact": set(), "company": set()}
    if event.object == "contact":
        said["company"] |= {event.old("company"), event.new("company")}
    else:
        source: Any = SOURCES[event.object]
        row = source.objects.filter(pk=event.record).values("contact_id", "about").first() or {}
        said["contact"] |= {row.get("contact_id"), event.old("contact")}
        for about in (row.get("about"), event.old("about")):
            name, _colon, id = str(about or "").partition(":")
            if name in said:
                said[name].add(id)
    contacts, companies = ({UUID(str(id)) for id in ids if id} for ids in said.values())
    return contacts, companies


def _store(model: type[Contact] | type[Company], id: UUID, with_them: Q, columns: Iterable[str]) -> None:
    about = Q(about=f"{model._meta.model_name}:{id}")
    found = {name: _outermost(name, (with_them, about)) for name in columns}
    model.objects.filter(pk=id).update(**found)


def _outermost(column: str, conditions: Iterable[Q]) -> datetime | None:
    """The latest or the next moment among the rows that meet one of the conditions.

    Each condition is asked by itself, for it has an index; of both at once the database would read every row.
    """
    sign, pick = ("-", max) if column == "last_contact_at" else ("", min)
    parts = [
        _rows(kind.model, condition & kind.counts)
        .exclude(**{kind.moment: None})
        .order_by(f"{sign}{kind.moment}")
        .values_list(kind.moment)[:1]
        for kind in MOMENTS[column]
        for condition in conditions
    ]
    return pick((at for (at,) in parts[0].union(*parts[1:], all=True)), default=None)


def _rows(model: Any, about: Q) -> Any:
    return model.objects.filter(about, deleted_at__isnull=True)
