"""What can be done with tasks, calls, visits and notes."""

from collections.abc import Mapping
from typing import Annotated, Any, cast
from uuid import UUID

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from akrab.engine.actions import action, prepares
from akrab.engine.errors import Invalid
from akrab.engine.fields import TextField
from akrab.engine.record import Record
from akrab.engine.registry import find_object
from akrab.identity.actor import Actor
from akrab.lib import clock
from akrab.modules.activities.models import Activity, Call, Note, Task, Visit
from akrab.modules.contacts.models import Contact


def _fill_contact(activity: Activity) -> None:
    """An activity about a record that has a contact is with that contact, so it shows on both timelines."""
    kind, _colon, id = activity.about.partition(":")
    spec = find_object(kind)
    if activity.contact_id or spec is None:
        return
    if spec.model is Contact:
        activity.contact_id = UUID(id)
    elif "contact" in spec.fields:
        record = cast(type[Record], spec.model)._default_manager.filter(pk=id).first()
        activity.contact_id = getattr(record, "contact_id", None)


def _require_somebody(activity: Activity) -> None:
    if not activity.contact_id and not activity.about:
        raise Invalid({"contact": [gettext("Say with whom this was: choose a contact or a record.")]})


@prepares("create")
def prepare_task(task: Task, *, by: Actor) -> None:
    """A task without an assignee is one's own."""
    _fill_contact(task)
    if task.assignee_id is None:
        task.assignee = by.membership


@prepares("update")
def date_completion(task: Task, *, before: Mapping[str, Any], by: Actor) -> None:
    """Whoever sets the status by hand gets the moment of doing kept."""
    if before["status"] != task.status:
        task.done_at = clock.now() if task.status == "done" else None


@action(
    label=_("Complete"),
    past="completed",
    told=_("completed the task"),
    icon="check",
    shown=lambda task: task.status == "open",
)
def complete(task: Task, *, by: Actor) -> Task:
    """Mark the task as done now."""
    task.status, task.done_at = "done", clock.now()
    return task


@action(
    label=_("Reopen"),
    past="reopened",
    told=_("reopened the task"),
    icon="rotate",
    shown=lambda task: task.status != "open",
)
def reopen(task: Task, *, by: Actor) -> Task:
    """Put a finished or cancelled task back on the list."""
    task.status, task.done_at = "open", None
    return task


@prepares("create")
def prepare_call(call: Call, *, by: Actor) -> None:
    """A call is with somebody, and made by whoever logs it unless told."""
    _fill_contact(call)
    _require_somebody(call)
    if call.user_id is None:
        call.user = by.membership


@prepares("create")
def prepare_note(note: Note, *, by: Actor) -> None:
    _fill_contact(note)
    _require_somebody(note)


@prepares("create")
def prepare_visit(visit: Visit, *, by: Actor) -> None:
    """A visit goes to the contact's address unless told, and is one's own unless given to somebody."""
    _fill_contact(visit)
    _require_somebody(visit)
    if visit.user_id is None:
        visit.user = by.membership
    if not visit.address and visit.contact is not None:
        visit.address = visit.contact.address


@action(
    label=_("Mark as done"),
    past="completed",
    told=_("made the visit"),
    icon="check",
    shown=lambda visit: visit.status == "planned",
)
def finish(visit: Visit, *, by: Actor, outcome: Annotated[str, TextField(_("outcome"))] = "") -> Visit:
    """Record that the visit took place, and what came of it."""
    visit.status, visit.done_at = "done", clock.now()
    visit.outcome = outcome or visit.outcome
    return visit
