"""When a contact or company was last in touch with us, and when it will be next: derived, so it follows its sources."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Max, Min, Q

from akrab.engine.models import Event
from akrab.identity.actor import Actor
from akrab.modules.activities.models import Call, Meeting, Note, Task, Visit
from akrab.modules.contacts.models import Company, Contact

SOURCES = {"call": Call, "visit": Visit, "meeting": Meeting, "note": Note, "task": Task}
WORDS_ONLY = "note"  # a note of that kind is a thought of ours, no contact with them


def concerns(event: Event) -> bool:
    """Something by which people are in touch was made, changed, binned or brought back; or somebody moved house."""
    return event.object in SOURCES or (event.object == "contact" and "company" in event.changes)


def keep(event: Event, by: Actor) -> None:
    """Compute both moments anew for the contact and company concerned, before and after the change."""
    contacts, companies = _concerned(event)
    for contact in Contact.objects.filter(pk__in=contacts):
        about = Q(contact=contact.pk) | Q(about=f"contact:{contact.pk}")
        _store(Contact, contact.pk, about)
        companies |= {contact.company_id} if contact.company_id else set()
    for id in companies:
        _store_company(id)


def keep_all() -> None:
    """Compute both moments of every contact and company of the workspace."""
    for contact in Contact.objects.values_list("pk", flat=True):
        _store(Contact, contact, Q(contact=contact) | Q(about=f"contact:{contact}"))
    for company in Company.objects.values_list("pk", flat=True):
        _store_company(company)


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


def _store_company(id: UUID) -> None:
    people = Contact.objects.filter(company=id, deleted_at__isnull=True)
    _store(Company, id, Q(contact__in=people.values("pk")) | Q(about=f"company:{id}"))


def _store(model: type[Contact] | type[Company], id: UUID, about: Q) -> None:
    model.objects.filter(pk=id).update(last_contact_at=_last(about), next_contact_at=_next(about))


def _last(about: Q) -> datetime | None:
    """The latest conversation, visit, meeting or letter; a call that reached nobody is none."""
    calls = _rows(Call, about).filter(result="reached").aggregate(at=Max("started_at"))["at"]
    notes = _rows(Note, about).exclude(kind=WORDS_ONLY).aggregate(at=Max("created_at"))["at"]
    done = [
        _rows(one, about).filter(status="done").aggregate(at=Max("starts_at"))["at"]
        for one in (Visit, Meeting)
    ]
    return max(filter(None, [calls, notes, *done]), default=None)


def _next(about: Q) -> datetime | None:
    """The nearest thing planned; what is overdue still stands before them."""
    tasks = _rows(Task, about).filter(status="open").aggregate(at=Min("due_at"))["at"]
    planned = [
        _rows(one, about).filter(status="planned").aggregate(at=Min("starts_at"))["at"]
        for one in (Visit, Meeting)
    ]
    return min(filter(None, [tasks, *planned]), default=None)


def _rows(model: Any, about: Q) -> Any:
    return model.objects.filter(about, deleted_at__isnull=True)
