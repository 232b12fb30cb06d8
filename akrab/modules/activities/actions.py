"""What can be done with tasks, calls, visits, meetings, notes, comments and handovers."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, TypeVar, cast
from uuid import UUID

from akrab.engine.actions import action, prepares
from akrab.engine.errors import Forbidden, Invalid, Refused
from akrab.engine.fields import ChoiceField, DateTimeField, LinkField, LongTextField, TextField, UserField
from akrab.engine.record import Record
from akrab.engine.registry import find_object
from akrab.features.notify import mentions
from akrab.features.wording.objects import gettext
from akrab.features.wording.objects import gettext_lazy as _
from akrab.identity.actor import Actor
from akrab.identity.models import Membership, Team
from akrab.lib import clock
from akrab.modules.activities import handing
from akrab.modules.activities.attending import invite as invite
from akrab.modules.activities.models import (
    SATISFACTION,
    Activity,
    Call,
    Comment,
    Handover,
    Meeting,
    Note,
    Task,
    Visit,
)
from akrab.modules.contacts.models import Company, Contact

A = TypeVar("A", Visit, Meeting)


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


def _fill_appointment(appointment: Visit | Meeting, by: Actor) -> None:
    """An appointment is one's own unless given to somebody, and lasts for some time."""
    _fill_contact(appointment)
    if appointment.user_id is None:
        appointment.user = by.membership
    _require_length(appointment)


def _require_length(appointment: Visit | Meeting) -> None:
    if not appointment.all_day and not appointment.duration:
        raise Invalid({"duration": [gettext("Say how long it takes.")]})


def _require_somebody(activity: Activity) -> None:
    if not activity.contact_id and not activity.about:
        raise Invalid({"contact": [gettext("Say with whom this was: choose [a contact] or a record.")]})


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
    told=_("%(who)s completed the [task] %(what)s"),
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
    told=_("%(who)s reopened the [task] %(what)s"),
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
    _fill_appointment(visit, by)
    _require_somebody(visit)
    if not visit.address and visit.contact is not None:
        visit.address = visit.contact.address


@action(
    label=_("Mark as done"),
    past="completed",
    told=_("%(who)s completed the [visit] %(what)s"),
    icon="check",
    shown=lambda visit: visit.status == "planned",
)
def finish(
    visit: Visit,
    *,
    by: Actor,
    outcome: Annotated[str, TextField(_("outcome"))] = "",
    satisfaction: Annotated[str, ChoiceField(_("satisfaction"), choices=SATISFACTION)] = "",
) -> Visit:
    """Record that the visit took place, what came of it, and how satisfied the customer was."""
    visit.status, visit.done_at = "done", clock.now()
    visit.outcome = outcome or visit.outcome
    visit.satisfaction = satisfaction or visit.satisfaction
    return visit


@prepares("create")
def prepare_meeting(meeting: Meeting, *, by: Actor) -> None:
    """A meeting is led by whoever plans it unless told."""
    _fill_appointment(meeting, by)


@action(
    label=_("Mark as done"),
    past="completed",
    told=_("%(who)s held the [meeting] %(what)s"),
    icon="check",
    shown=lambda meeting: meeting.status == "planned",
)
def hold(meeting: Meeting, *, by: Actor, outcome: Annotated[str, TextField(_("outcome"))] = "") -> Meeting:
    """Record that the meeting took place, and what came of it."""
    meeting.status, meeting.done_at = "done", clock.now()
    meeting.outcome = outcome or meeting.outcome
    return meeting


def _call_off(appointment: A, reason: str) -> A:
    appointment.status = "cancelled"
    appointment.outcome = reason or appointment.outcome
    return appointment


@action(
    label=_("Cancel it"),
    past="cancelled",
    told=_("%(who)s cancelled the [visit] %(what)s"),
    icon="calendar-off",
    shown=lambda visit: visit.status == "planned",
)
def cancel(visit: Visit, *, by: Actor, reason: Annotated[str, TextField(_("reason"))] = "") -> Visit:
    """The visit does not take place."""
    return _call_off(visit, reason)


@action(
    label=_("Cancel it"),
    past="cancelled",
    told=_("%(who)s cancelled the [meeting] %(what)s"),
    icon="calendar-off",
    shown=lambda meeting: meeting.status == "planned",
)
def call_off(meeting: Meeting, *, by: Actor, reason: Annotated[str, TextField(_("reason"))] = "") -> Meeting:
    """The meeting does not take place."""
    return _call_off(meeting, reason)


@prepares("update")
def change_visit(visit: Visit, *, before: Mapping[str, Any], by: Actor) -> None:
    _require_length(visit)


@prepares("update")
def change_meeting(meeting: Meeting, *, before: Mapping[str, Any], by: Actor) -> None:
    _require_length(meeting)


@prepares("create")
def prepare_comment(comment: Comment, *, by: Actor) -> None:
    """A comment knows whom it calls by name."""
    comment.mentioned = [str(member) for member in mentions.named_in(comment.text)]


@prepares("update")
def change_comment(comment: Comment, *, before: Mapping[str, Any], by: Actor) -> None:
    """What a comment is about stays; whom it calls is read anew."""
    if before["about"] != comment.about:
        raise Refused(gettext("[A comment] stays with the record it was written about."))
    prepare_comment(comment, by=by)


@prepares("create")
def prepare_handover(handover: Handover, *, by: Actor) -> None:
    """A record goes to one person or one team, and never to nobody."""
    handing.check(handover, by)


@prepares("update")
def change_handover(handover: Handover, *, before: Mapping[str, Any], by: Actor) -> None:
    """Only the note and the deadline change once it is offered; for anything else, withdraw it."""
    stays = ("about", "to_user", "to_team")
    now = {"about": handover.about, "to_user": handover.to_user_id, "to_team": handover.to_team_id}
    if any(str(before[name] or "") != str(now[name] or "") for name in stays):
        raise Refused(gettext("Withdraw this [handover] and make a new one."))


@action(
    label=_("Take it over"),
    past="accepted",
    told=_("%(who)s took over %(what)s"),
    icon="check",
    needs="view",
    shown=lambda handover: handover.status == "waiting",
)
def accept(handover: Handover, *, by: Actor) -> Handover:
    """The record is yours from now on."""
    _answer(handover, "accepted", by)
    handing.take(handover, by)
    return handover


@action(
    label=_("Refuse"),
    past="refused",
    told=_("%(who)s refused the [handover] of %(what)s"),
    icon="x",
    needs="view",
    shown=lambda handover: handover.status == "waiting",
)
def refuse(handover: Handover, *, by: Actor, reason: Annotated[str, TextField(_("reason"))] = "") -> Handover:
    """The record stays whose it is, and they are told why."""
    _answer(handover, "refused", by)
    if not reason:
        raise Invalid({"reason": [gettext("Say why, so that they know what to do.")]})
    handover.reason = reason
    return handover


@action(
    label=_("Withdraw"),
    past="withdrawn",
    told=_("%(who)s withdrew the [handover] of %(what)s"),
    icon="arrow-back-up",
    shown=lambda handover: handover.status == "waiting",
)
def withdraw(handover: Handover, *, by: Actor) -> Handover:
    """It is not to be handed over after all."""
    if handover.created_by_id != by.membership_id and not by.rights.everything:
        raise Forbidden(gettext("Only the person who offered this can withdraw it."))
    handover.status, handover.answered_at, handover.answered_by = "withdrawn", clock.now(), by.membership
    return handover


def _answer(handover: Handover, status: str, by: Actor) -> None:
    if not handing.may_answer(handover, by):
        raise Forbidden(gettext("Only those it was offered to can answer."))
    handover.status, handover.answered_at, handover.answered_by = status, clock.now(), by.membership


@action(
    label=_("Hand over"),
    past="handed_over",
    told=_("%(who)s wants to hand over %(what)s"),
    icon="transfer",
    shown=lambda task: task.status == "open",
)
def hand_over(
    task: Task,
    *,
    by: Actor,
    person: Annotated[Membership | None, UserField(_("to the person"))] = None,
    team: Annotated[Team | None, LinkField(Team, _("to the team"))] = None,
    note: Annotated[str, LongTextField(_("what they need to know"))] = "",
    answer_by: Annotated[datetime | None, DateTimeField(_("answer by"))] = None,
) -> Task:
    """Ask another person or team to take the task; it stays yours until they do."""
    handing.offer(task, by, person, team, note, answer_by)
    return task


@action(
    label=_("Hand over"), past="handed_over", told=_("%(who)s wants to hand over %(what)s"), icon="transfer"
)
def hand_over_contact(
    contact: Contact,
    *,
    by: Actor,
    person: Annotated[Membership | None, UserField(_("to the person"))] = None,
    team: Annotated[Team | None, LinkField(Team, _("to the team"))] = None,
    note: Annotated[str, LongTextField(_("what they need to know"))] = "",
    answer_by: Annotated[datetime | None, DateTimeField(_("answer by"))] = None,
) -> Contact:
    """Ask another person or team to look after the contact; it stays yours until they do."""
    handing.offer(contact, by, person, team, note, answer_by)
    return contact


@action(
    label=_("Hand over"), past="handed_over", told=_("%(who)s wants to hand over %(what)s"), icon="transfer"
)
def hand_over_company(
    company: Company,
    *,
    by: Actor,
    person: Annotated[Membership | None, UserField(_("to the person"))] = None,
    team: Annotated[Team | None, LinkField(Team, _("to the team"))] = None,
    note: Annotated[str, LongTextField(_("what they need to know"))] = "",
    answer_by: Annotated[datetime | None, DateTimeField(_("answer by"))] = None,
) -> Company:
    """Ask another person or team to look after the company; it stays yours until they do."""
    handing.offer(company, by, person, team, note, answer_by)
    return company
