"""What follows calls, tasks, appointments and handovers: a connected call completes its task, and people are told."""

from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Q
from django.utils import formats, timezone, translation
from django.utils.text import Truncator

from akrab.engine import write
from akrab.engine.actions import actions_of
from akrab.engine.models import Event
from akrab.engine.record import Record
from akrab.engine.registry import find_object
from akrab.features.automation import answering
from akrab.features.automation.models import Approval
from akrab.features.documents.models import Document
from akrab.features.letters.models import Mailing
from akrab.features.mail.models import LEFT_OUT
from akrab.features.mail.queueing import queue
from akrab.features.notify import mentions
from akrab.features.notify.models import Notice
from akrab.features.notify.notices import is_wanted_by_mail, send
from akrab.features.wording.objects import gettext
from akrab.features.wording.objects import gettext_lazy as _
from akrab.identity.actor import Actor
from akrab.identity.members import find_supervisor
from akrab.identity.models import Membership
from akrab.modules.activities import handing
from akrab.modules.activities.models import Attendance, Call, Comment, Handover, Meeting, Task, Visit

APPOINTMENTS = ("visit", "meeting")


def complete_called_tasks(event: Event, by: Actor) -> None:
    """A call that reached the client completes the tasks about the same record that waited for one."""
    call = Call.objects.filter(pk=event.record, deleted_at__isnull=True).first()
    if call is None or call.result != "reached" or not call.about:
        return
    waiting = Task.objects.filter(about=call.about, status="open", done_by_call=True, deleted_at__isnull=True)
    for task in waiting:
        write.perform(actions_of(Task)["complete"], task, {}, by)


def tell_overdue(event: Event, by: Actor) -> None:
    """The assignee and their supervisor are told of an overdue task, once each."""
    task = Task.objects.select_related("assignee__user").get(pk=event.record)
    if _is_planned_as_visit(task):
        return  # the visit tells of it, after its time of grace
    text = _("Overdue: %(task)s · %(about)s · responsible: %(who)s")
    words = {"task": task.name, "about": _title(task), "who": str(task.assignee or "–")}
    for member in _concerned(task.assignee):
        send(member, text, by, words, kind="overdue", about=task, key=f"overdue:{task.pk}:{event.new('due')}")


def _is_planned_as_visit(task: Task) -> bool:
    """Whether the task is to go on a visit that is still planned: same record, same person, same moment or day."""
    if not task.about or task.due_at is None:
        return False
    visits = Visit.objects.filter(
        about=task.about, user=task.assignee, status="planned", deleted_at__isnull=True
    )
    whole_day = Q(all_day=True, starts_at__lte=task.due_at, starts_at__gt=task.due_at - timedelta(days=1))
    return visits.filter(Q(starts_at=task.due_at) | whole_day).exists()


def tell_reminder(event: Event, by: Actor) -> None:
    """The assignee is reminded of a task, once."""
    task = Task.objects.select_related("assignee__user").get(pk=event.record)
    if task.assignee is not None:
        words = {"task": task.name, "about": _title(task)}
        text = _("Reminder: %(task)s · %(about)s")
        send(
            task.assignee,
            text,
            by,
            words,
            kind="reminder",
            about=task,
            key=f"reminder:{task.pk}:{event.new('due')}",
        )


def tell_missed(event: Event, by: Actor) -> None:
    """Whoever should have gone and their supervisor are told of a visit without an outcome, once each."""
    visit = Visit.objects.select_related("user__user").get(pk=event.record)
    text = _("Not done in time: %(visit)s · %(about)s · responsible: %(who)s")
    words = {"visit": visit.name, "about": _title(visit), "who": str(visit.user or "–")}
    for member in _concerned(visit.user):
        send(member, text, by, words, kind="missed", about=visit, key=f"missed:{visit.pk}:{event.new('due')}")


def tell_assignee(event: Event, by: Actor) -> None:
    """Somebody who is given a task by another, or by a rule, is told."""
    task = Task.objects.select_related("assignee__user").filter(pk=event.record).first()
    if task is None or task.assignee is None or task.status != "open" or task.assignee_id == event.actor_id:
        return
    text = _("New [task]: %(task)s · %(about)s")
    key = f"assigned:{task.pk}:{task.assignee_id}"
    words = {"task": task.name, "about": _title(task)}
    send(task.assignee, text, by, words, kind="assigned", about=task, key=key)


def was_given(event: Event) -> bool:
    """A task was made, or got another assignee."""
    return event.object == "task" and "assignee" in event.changes and event.new("assignee") is not None


def was_booked(event: Event) -> bool:
    """A person gave an appointment to somebody."""
    booked = event.object in APPOINTMENTS and event.new("user") is not None and event.actor_id is not None
    return booked and event.new("user") != str(event.actor_id) and event.verb in ("created", "updated")


def tell_booked(event: Event, by: Actor) -> None:
    """Whoever is to go or to lead is told when, unless they planned it themselves."""
    found = _appointment(event)
    if found is not None and found.user is not None and str(found.user_id) == event.new("user"):
        words = {"what": found.name, "when": _when(found, found.user), "who": event.actor_name}
        text = _("%(who)s planned for you: %(what)s · %(when)s")
        key = f"booked:{found.pk}:{found.user_id}:{event.pk}"
        send(found.user, text, by, words, kind="assigned", about=found, key=key)


def was_moved(event: Event) -> bool:
    """An appointment that was there already got another time, or is called off."""
    if event.object not in APPOINTMENTS or event.verb == "created":
        return False
    is_off = event.new("status") == "cancelled" and event.actor_id is not None
    return "starts_at" in event.changes or is_off


def tell_moved(event: Event, by: Actor) -> None:
    """Whoever is to go, to lead or to take part is told of the new time, unless they changed it themselves."""
    found = _appointment(event)
    if found is None:
        return
    led_by = [found.user] if found.user is not None and "user" not in event.changes else []
    seats = Attendance.objects.select_related("person__user").filter(
        meeting=found.pk, deleted_at__isnull=True
    )
    coming = [seat.person for seat in seats.exclude(answer="declined")]
    cancelled = found.status == "cancelled"
    text = (
        _("%(who)s cancelled: %(what)s · %(when)s")
        if cancelled
        else _("%(who)s moved: %(what)s · now %(when)s")
    )
    for member in {one.pk: one for one in [*led_by, *coming] if one.pk != event.actor_id}.values():
        words = {"what": found.name, "when": _when(found, member), "who": event.actor_name}
        send(
            member, text, by, words, kind="moved", about=found, key=f"moved:{found.pk}:{event.pk}:{member.pk}"
        )


def was_put_off(event: Event) -> bool:
    """A person gave an open task another moment."""
    is_other = event.old("due_at") is not None and event.new("due_at") is not None
    return event.object == "task" and event.verb == "updated" and is_other and event.actor_id is not None


def tell_put_off(event: Event, by: Actor) -> None:
    """Whose task it is is told of the new moment, unless they chose it themselves or just got it."""
    task = Task.objects.select_related("assignee__user").filter(pk=event.record, status="open").first()
    if (
        task is None
        or task.assignee is None
        or task.assignee_id == event.actor_id
        or "assignee" in event.changes
    ):
        return
    words = {"what": task.name, "when": _in_words(task.due_at, task.assignee), "who": event.actor_name}
    text = _("%(who)s moved: %(what)s · now %(when)s")
    send(task.assignee, text, by, words, kind="moved", about=task, key=f"moved:{task.pk}:{event.pk}")


def tell_invited(event: Event, by: Actor) -> None:
    """Who is to take part in a meeting is told when; who leads it, what they answered."""
    seat = (
        Attendance.objects.select_related("meeting__user__user", "person__user")
        .filter(pk=event.record)
        .first()
    )
    if seat is None or seat.meeting.deleted_at is not None:
        return
    to = seat.person if event.verb == "created" else seat.meeting.user
    if to is None or to.pk == event.actor_id:
        return
    words = {"who": event.actor_name, "what": seat.meeting.name, "when": _when(seat.meeting, to)}
    text = {
        "created": _("%(who)s invites you: %(what)s · %(when)s"),
        "accepted": _("%(who)s is coming: %(what)s · %(when)s"),
        "declined": _("%(who)s is not coming: %(what)s · %(when)s"),
    }[event.verb]
    about = seat if event.verb == "created" else seat.meeting
    send(to, text, by, words, kind="assigned", about=about, key=f"seat:{seat.pk}:{event.pk}")


def _appointment(event: Event) -> Visit | Meeting | None:
    model: type[Visit] | type[Meeting] = Visit if event.object == "visit" else Meeting
    rows = model.objects.select_related("user__user").filter(deleted_at__isnull=True)
    return rows.filter(pk=event.record).first()


def _when(appointment: Visit | Meeting, reader: Membership) -> str:
    """When it begins, as the reader writes it and where the reader is."""
    return _in_words(
        appointment.starts_at, reader, "DATE_FORMAT" if appointment.all_day else "DATETIME_FORMAT"
    )


def _in_words(moment: datetime | None, reader: Membership, style: str = "DATETIME_FORMAT") -> str:
    if moment is None:
        return ""
    at = timezone.localtime(moment, ZoneInfo(reader.user.time_zone or reader.workspace.time_zone))
    with translation.override(reader.user.language or reader.workspace.language):
        return formats.date_format(at, style)


def tell_mentioned(event: Event, by: Actor) -> None:
    """Who is called by name in a comment is told, once a comment, where they may see what it is about."""
    comment = Comment.objects.filter(pk=event.record, deleted_at__isnull=True).first()
    about = handing.find_record(comment.about) if comment else None
    if comment is None or about is None:
        return
    text = _("%(who)s on %(about)s: %(text)s")
    words = {"who": event.actor_name, "about": about, "text": Truncator(comment.text).chars(300)}
    for member in mentions.named_in(comment.text):
        if member.pk != event.actor_id and mentions.sees(member, about):
            key = f"mention:{comment.pk}:{member.pk}"
            send(member, text, by, words, kind="mention", about=about, key=key)


def tell_handover(event: Event, by: Actor) -> None:
    """Who may answer is told what is offered; who offered it, what came of it."""
    handover = Handover.objects.select_related("created_by__user").filter(pk=event.record).first()
    about = handing.find_record(handover.about) if handover else None
    if handover is None or about is None:
        return
    words = {"who": event.actor_name, "about": about, "note": Truncator(handover.note).chars(200)}
    words["reason"] = handover.reason
    if event.verb == "created":
        text = _("%(who)s wants to hand over to you: %(about)s. %(note)s")
        to = handing.receivers(handover)
    else:
        text = {
            "accepted": _("%(who)s took over: %(about)s"),
            "refused": _("%(who)s refused to take over: %(about)s. %(reason)s"),
            "withdrawn": _("%(who)s withdrew the [handover] of %(about)s"),
        }[event.verb]
        withdrawn = event.verb == "withdrawn"
        to = handing.receivers(handover) if withdrawn else list(filter(None, [handover.created_by]))
    for member in to:
        if member.pk != event.actor_id:
            key = f"handover:{handover.pk}:{event.verb}:{member.pk}"
            send(member, text, by, words, kind="handover", about=handover, key=key)


def escalate_handover(event: Event, by: Actor) -> None:
    """A handover that nobody answered in time is told to those concerned and to who leads them."""
    handover = Handover.objects.select_related("created_by__user").filter(pk=event.record).first()
    about = handing.find_record(handover.about) if handover else None
    if handover is None or about is None:
        return
    told: dict[UUID, Membership] = {}
    for member in handing.concerned(handover):
        told |= {one.pk: one for one in _concerned(member)}
    words = {"about": about, "to": handover.to_user or handover.to_team}
    text = _("Nobody answered the [handover]: %(about)s, offered to %(to)s")
    for member in told.values():
        key = f"unanswered:{handover.pk}:{event.new('due')}:{member.pk}"
        send(member, text, by, words, kind="overdue", about=handover, key=key)


def is_asked(event: Event) -> bool:
    """Somebody is asked for approval, first or as the deputy."""
    return event.object == "approval" and event.new("asked") is not None


def tell_asked(event: Event, by: Actor) -> None:
    """Who is asked for approval is told, once each."""
    approval = Approval.objects.select_related("asked__user").filter(pk=event.record, state="waiting").first()
    if approval is not None and approval.asked_id != event.actor_id:
        text = _("Please approve: %(question)s")
        send(
            approval.asked,
            text,
            by,
            {"question": approval.text},
            kind="approval",
            about=approval,
            key=f"asked:{approval.pk}:{approval.asked_id}",
        )


def _concerned(member: Membership | None) -> list[Membership]:
    if member is None:
        return []
    supervisor = find_supervisor(member.pk)
    return [member, supervisor] if supervisor else [member]


def _title(activity: Task | Visit) -> str:
    """What the activity is about, in words: its record's title, else its contact's."""
    kind, _colon, id = activity.about.partition(":")
    spec = find_object(kind)
    record = spec.model._default_manager.filter(pk=id).first() if spec else None
    return str(record or activity.contact or "–")


def was_held(event: Event) -> bool:
    """A letter that a rule was to write could not be sent."""
    return event.kind == "mailing.created" and event.new("state") == "held"


def tell_held(event: Event, by: Actor) -> None:
    """Whoever answers for a letter is told what it lacks."""
    mailing = Mailing.objects.select_related("sender__user").get(pk=event.record)
    if mailing.sender is not None:
        words = {"message": mailing.name, "missing": ", ".join(mailing.problems)}
        text = _("“%(message)s” was not sent. Missing: %(missing)s")
        send(mailing.sender, text, by, words, kind="problem", about=mailing, key=f"held:{mailing.pk}")


def was_made_incomplete(event: Event) -> bool:
    """A document that a rule was to make lacks something."""
    return event.kind == "document.created" and event.origin == "rule" and bool(event.new("missing"))


def tell_lacking(event: Event, by: Actor) -> None:
    """Whoever the record belongs to is told what its document lacks."""
    document = Document.objects.select_related("template").filter(pk=event.record).first()
    kind, _colon, id = document.about.partition(":") if document else ("", "", "")
    spec = find_object(kind)
    record = spec.model._default_manager.filter(pk=id).first() if spec else None
    if document is None or spec is None or not isinstance(record, Record):
        return
    owner = next((one for name in spec.owners if (one := getattr(record, name)) is not None), None)
    if isinstance(owner, Membership):
        words = {
            "template": document.template.name,
            "deal": str(record),
            "missing": ", ".join(document.missing),
        }
        text = _("%(template)s for %(deal)s can't be sent yet. Missing: %(missing)s")
        key = f"missing:{document.pk}:{words['missing']}"[:200]
        send(owner, text, by, words, kind="problem", about=record, key=key)


def mail_notice(event: Event, by: Actor) -> None:
    """A notice goes by mail as well to who wants that of its kind, once."""
    notice = Notice.objects.select_related("to__user").filter(pk=event.record).first()
    if notice is None or not is_wanted_by_mail(notice):
        return
    link = f"{settings.PUBLIC_URL}/w/{by.workspace.slug}/notices/{notice.pk}"
    approval = _approval_asked_of(notice)
    with translation.override(notice.to.user.language or by.workspace.language):
        subject = Truncator(" ".join(notice.text.split())).chars(120)
        parts = [notice.text, gettext("Open it: %(link)s") % {"link": link}]
        if approval is not None:
            parts.insert(1, gettext("Say yes or no here, without signing in: %(link)s") % {"link": LEFT_OUT})
        parts.append(gettext("What comes by mail is chosen on your account page."))
    sealed = answering.address_of(approval) if approval else ""
    queue(
        [notice.to.user.email],
        subject,
        "\n\n".join(parts),
        None,
        by,
        key=f"notice:{notice.pk}",
        sealed=sealed,
    )


def _approval_asked_of(notice: Notice) -> Approval | None:
    """The question that a notice asks its reader, while it waits for their answer."""
    if notice.kind != "approval":
        return None
    rows = Approval.objects.filter(pk=notice.about.partition(":")[2], state="waiting", asked=notice.to)
    return rows.select_related("workspace").first()
