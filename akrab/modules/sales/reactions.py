"""What ends with a deal's stay in a stage, and what its activities tell the deal."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import Min
from django.utils.translation import gettext_lazy as _

from akrab.engine import values, write
from akrab.engine.actions import actions_of
from akrab.engine.models import Event
from akrab.engine.spec import named, spec_of
from akrab.features.automation.models import Rule
from akrab.features.notify.notices import send
from akrab.identity.actor import Actor
from akrab.identity.models import Membership
from akrab.lib import clock
from akrab.modules.activities.models import Meeting, Task, Visit
from akrab.modules.sales import following, people, rules
from akrab.modules.sales.models import Deal, Stage


def _deal(id: UUID) -> Deal | None:
    rows = Deal.objects.select_related("stage", "contact", "owner__user").filter(deleted_at__isnull=True)
    return rows.filter(pk=id).first()


def _as_rule(rule: Rule, by: Actor) -> Actor:
    """The actor whose events say which rule made them."""
    return Actor(by.workspace, by.rights, "rule", by.name, because=by.because, agent=rule.name[:120])


def _work(model: type[Task] | type[Visit], rules: Iterable[Rule], deal: Deal) -> Any:
    """What these rules planned for a deal and is there still."""
    made_by = [f"rule:{rule.pk}" for rule in rules]
    return model.objects.filter(about=named(deal), rule__in=made_by, deleted_at__isnull=True)


def left_stage(event: Event) -> bool:
    """A deal was moved out of a stage."""
    return event.kind == "deal.updated" and event.old("stage") is not None and not event.takes_back


def finish_left_stage(event: Event, by: Actor) -> None:
    """Going on finishes what the left stage's rules had planned, save tasks that only a call completes.

    A visit of a later day is called off: nobody has been there.
    """
    deal = _deal(event.record)
    old = Stage.objects.filter(pk=event.old("stage")).first()
    new = Stage.objects.filter(pk=event.new("stage")).first()
    if deal is None or old is None or new is None or not rules.is_forward(old.position, new.position):
        return
    passing = {f"rule:{rule.pk}": rule for rule in following.planning([old])}
    for task in _work(Task, passing.values(), deal).filter(status="open", done_by_call=False):
        write.perform(actions_of(Task)["complete"], task, {}, _as_rule(passing[task.rule], by))
    for visit in _work(Visit, passing.values(), deal).filter(status="planned").select_related("user__user"):
        if _is_still_to_come(visit, by):
            _call_off(visit, _as_rule(passing[visit.rule], by))
        else:
            write.perform(actions_of(Visit)["finish"], visit, {}, _as_rule(passing[visit.rule], by))


def _call_off(visit: Visit, by: Actor) -> None:
    """Say that a visit does not take place, and tell whoever was to go."""
    write.update(visit, {"status": "cancelled"}, by)
    if visit.user is not None:
        when = values.written(visit, spec_of(Visit).fields["starts_at"])
        words = {"who": by.agent, "what": visit.name, "when": when}
        text = _("%(who)s cancelled: %(what)s · %(when)s")
        send(visit.user, text, by, words, kind="moved", about=visit, key=f"off:{visit.user_id}:{visit.pk}")


def _is_still_to_come(visit: Visit, by: Actor) -> bool:
    """Whether a visit is planned for a later day: whoever goes on before it has not been there."""
    zone = people.zone_of(by)
    return bool(visit.starts_at.astimezone(zone).date() > clock.now().astimezone(zone).date())


def about_a_deal(event: Event) -> bool:
    """A task or visit was made, changed or finished; whether it is about a deal is asked of the record."""
    return event.object in ("task", "visit", "meeting")


def keep_next_activity(event: Event, by: Actor) -> None:
    """A deal knows when its next open task or visit is, so that lists can show, sort and filter by it."""
    models: dict[str, type[Task | Visit | Meeting]] = {"task": Task, "visit": Visit, "meeting": Meeting}
    activity = models[event.object].objects.filter(pk=event.record).first()
    for about in {activity.about if activity else "", event.old("about") or ""}:
        kind, _colon, id = about.partition(":")
        if kind == "deal":
            _keep_next(about, id)


def _keep_next(about: str, id: str) -> None:
    tasks = Task.objects.filter(about=about, status="open", deleted_at__isnull=True).aggregate(
        at=Min("due_at")
    )["at"]
    planned = {"about": about, "status": "planned", "deleted_at__isnull": True}
    visits = Visit.objects.filter(**planned).aggregate(at=Min("starts_at"))["at"]
    meetings = Meeting.objects.filter(**planned).aggregate(at=Min("starts_at"))["at"]
    nearest = min(filter(None, [tasks, visits, meetings]), default=None)
    Deal.objects.filter(pk=id).update(next_due_at=nearest)  # derived: no event of its own


def end_planned_work(event: Event, by: Actor) -> None:
    """Winning finishes the work that stands for it; losing calls off all that rules had planned, and says so."""
    deal = _deal(event.record)
    if deal is None or deal.state == "open":
        return
    stages = Stage.objects.filter(pipeline=deal.pipeline_id).values_list("pk", flat=True)
    found = following.planning(stages, is_won=deal.state == "won")
    known = {f"rule:{rule.pk}": rule for rule in found}
    for task in _work(Task, found, deal).filter(status="open").select_related("assignee__user"):
        _end(task, "complete", task.assignee, deal, _as_rule(known[task.rule], by))
    for visit in _work(Visit, found, deal).filter(status="planned").select_related("user__user"):
        _end(visit, "finish", visit.user, deal, _as_rule(known[visit.rule], by))


def _end(work: Task | Visit, verb: str, who: Membership | None, deal: Deal, by: Actor) -> None:
    if deal.state == "won":
        write.perform(actions_of(type(work))[verb], work, {}, by)
        return
    write.update(work, {"status": "cancelled"}, by)
    if who is not None:
        words = {"work": work.name, "deal": deal.name}
        send(
            who,
            _("Called off: %(work)s · %(deal)s was lost"),
            by,
            words,
            about=deal,
            key=f"off:{who.pk}:{work.pk}",
        )
