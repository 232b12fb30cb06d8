"""What follows calls, tasks and visits: a connected call completes its task, and people are told what is late."""

from datetime import timedelta

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from akrab.engine import write
from akrab.engine.actions import actions_of
from akrab.engine.models import Event
from akrab.engine.registry import find_object
from akrab.features.automation.models import Approval
from akrab.features.notify.notices import send
from akrab.identity.actor import Actor
from akrab.identity.members import find_supervisor
from akrab.identity.models import Membership
from akrab.modules.activities.models import Call, Task, Visit


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
    text = _("New task: %(task)s · %(about)s")
    key = f"assigned:{task.pk}:{task.assignee_id}"
    words = {"task": task.name, "about": _title(task)}
    send(task.assignee, text, by, words, kind="assigned", about=task, key=key)


def was_given(event: Event) -> bool:
    """A task was made, or got another assignee."""
    return event.object == "task" and "assignee" in event.changes and event.new("assignee") is not None


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
            kind="assigned",
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
