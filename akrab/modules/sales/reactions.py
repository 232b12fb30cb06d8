"""What follows a deal's entry into a stage, and what moves with the deal afterwards."""

from contextlib import suppress
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Min
from django.utils.translation import gettext_lazy as _

from akrab.engine import query, values, write
from akrab.engine.actions import actions_of
from akrab.engine.fields import Field
from akrab.engine.models import Event
from akrab.engine.record import Record
from akrab.engine.spec import spec_of
from akrab.features.calendars import finding as calendars
from akrab.features.documents.making import make
from akrab.features.notify.notices import send
from akrab.identity.actor import Actor
from akrab.identity.models import Membership
from akrab.lib import clock, working
from akrab.modules.activities.models import Meeting, Task, Visit
from akrab.modules.sales import people, rules
from akrab.modules.sales.models import Deal, Stage, StageRule


def entered_stage(event: Event) -> bool:
    """A deal was made, or moved to another stage."""
    return event.object == "deal" and event.new("stage") is not None and not event.takes_back


def follow_stage_rules(kind: str, event: Event, by: Actor) -> None:
    """Do what the rules of one kind say, in order; a rule whose work is still open does nothing again."""
    deal = _deal(event.record)
    if deal is None or deal.state != "open" or str(deal.stage_id) != event.new("stage"):
        return
    found = StageRule.objects.filter(stage=deal.stage_id, kind=kind, deleted_at__isnull=True)
    for rule in found.select_related("stage", "role", "person__user", "template").order_by("position", "id"):
        RULE_KINDS[rule.kind](rule, deal, event, _as_rule(rule, by))


def _deal(id: UUID) -> Deal | None:
    rows = Deal.objects.select_related("stage", "contact", "owner__user").filter(deleted_at__isnull=True)
    return rows.filter(pk=id).first()


def _as_rule(rule: StageRule, by: Actor) -> Actor:
    """The actor whose events say which rule made them."""
    return Actor(by.workspace, by.rights, "rule", by.name, because=by.because, agent=rule.known_as[:120])


def _make_task(rule: StageRule, deal: Deal, event: Event, by: Actor) -> None:
    earlier = _work(Task, rule, deal)
    if earlier.filter(status="open").exists():
        return
    if not rule.due_field and earlier.exists() and _is_carried_back(event):
        return  # going back to a stage does not start its clock again
    who = _person(rule, deal)
    raw = {
        "name": _filled(rule.text, deal, by), "assignee": who.pk if who else None, "due_at": _due(rule, deal, by),
        "priority": rule.priority, "done_by_call": rule.done_by_call, "about": f"deal:{deal.pk}",
        "contact": deal.contact_id,
    }  # fmt: skip
    write.create(Task, raw, by, rule=f"stagerule:{rule.pk}")


def _plan_visit(rule: StageRule, deal: Deal, event: Event, by: Actor) -> None:
    value = getattr(deal, rule.due_field, None)
    if value is None or _work(Visit, rule, deal).filter(status="planned").exists():
        return
    who = _person(rule, deal)
    all_day = not isinstance(value, datetime)
    raw = {
        "name": _filled(rule.text, deal, by), "user": who.pk if who else None, "all_day": all_day,
        "starts_at": rules.moment(value, people.zone_of(by)), "about": f"deal:{deal.pk}", "contact": deal.contact_id,
        "duration": timedelta(days=1) if all_day else timedelta(hours=1),
        "grace_minutes": 24 * 60 if all_day else 30,
    }  # fmt: skip
    write.create(Visit, raw, by, rule=f"stagerule:{rule.pk}")


def _make_document(rule: StageRule, deal: Deal, event: Event, by: Actor) -> None:
    """Make the document; what is missing is told to the deal's owner by name."""
    if rule.template is None:
        return
    document = make(rule.template, deal, by)
    if document.missing and deal.owner is not None:
        words = {"template": rule.template.name, "deal": deal.name, "missing": ", ".join(document.missing)}
        text = _("%(template)s for %(deal)s can't be sent yet. Missing: %(missing)s")
        send(
            deal.owner,
            text,
            by,
            words,
            kind="problem",
            about=deal,
            key=f"missing:{document.pk}:{words['missing']}",
        )


def _send_notice(rule: StageRule, deal: Deal, event: Event, by: Actor) -> None:
    who = _person(rule, deal)
    if who is not None:
        send(who, _filled(rule.text, deal, by), by, about=deal, key=f"rule:{rule.pk}:{event.pk}")


RULE_KINDS = {"task": _make_task, "visit": _plan_visit, "document": _make_document, "notice": _send_notice}


def _is_carried_back(event: Event) -> bool:
    """Whether the deal came from a later stage."""
    stages = Stage.objects.in_bulk([id for id in (event.old("stage"), event.new("stage")) if id])
    places = {str(id): stage.position for id, stage in stages.items()}
    old, new = places.get(event.old("stage")), places.get(event.new("stage"))
    return old is not None and new is not None and rules.is_forward(new, old)


def _work(model: type[Task] | type[Visit], rule: StageRule, deal: Deal) -> Any:
    return model.objects.filter(about=f"deal:{deal.pk}", rule=f"stagerule:{rule.pk}", deleted_at__isnull=True)


def _person(rule: StageRule, deal: Deal) -> Membership | None:
    """The rule's own person, else somebody of its role, else the deal's owner."""
    person: Membership | None = rule.person or deal.owner
    if rule.person is None and rule.role is not None:
        person = people.for_role(rule.role.pk, deal)
    return person


def _due(rule: StageRule, deal: Deal, by: Actor) -> datetime | None:
    """When the rule's work is due: by the clock, or by the working time of whoever has to do it."""
    value = getattr(deal, rule.due_field, None) if rule.due_field else None
    if rule.working_time and value is None and rule.due_minutes is not None:
        who = _person(rule, deal)
        calendar = calendars.for_member(who.pk if who else None, by.workspace)
        with suppress(working.NeverOpen):  # a calendar without hours says nothing: the clock does
            return working.add(calendar, deal.stage_since, rule.due_minutes)
    return rules.due_at(deal.stage_since, value, rule.due_minutes, people.zone_of(by))


def _filled(text: str, deal: Deal, by: Actor) -> str:
    """The text with the deal's own values, as the company's language and time zone write them; never nothing."""
    said = {name: _said(deal, name, by) for name in rules.placeholders(text)}
    return (rules.fill(text, said) or deal.name)[:200]


def _said(deal: Deal, name: str, by: Actor) -> str:
    path, _dot, last = name.rpartition(".")
    record: Record | None = getattr(deal, path) if path else deal
    if record is None:
        return ""
    field: Field = spec_of(type(record)).fields[last]
    titles = query.titles_for([record], [field], by)
    return values.written(record, field, titles, by.workspace.currency)


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
    for rule in StageRule.objects.filter(stage=old).select_related("stage"):
        for task in _work(Task, rule, deal).filter(status="open", done_by_call=False):
            write.perform(actions_of(Task)["complete"], task, {}, _as_rule(rule, by))
        for visit in _work(Visit, rule, deal).filter(status="planned").select_related("user__user"):
            if _is_still_to_come(visit, by):
                _call_off(visit, _as_rule(rule, by))
            else:
                write.perform(actions_of(Visit)["finish"], visit, {}, _as_rule(rule, by))


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


def date_moved(event: Event) -> bool:
    """A date of a deal changed after it was made."""
    dated = {field.name for field in spec_of(Deal).of_type("date", "datetime")}
    return event.kind == "deal.updated" and bool(dated & set(event.changes))


def move_planned_work(event: Event, by: Actor) -> None:
    """Open tasks and visits that a rule planned for a date of the deal move with that date, and say so."""
    deal = _deal(event.record)
    if deal is None:
        return
    moved = StageRule.objects.filter(due_field__in=list(event.changes), deleted_at__isnull=True)
    for rule in moved.select_related("stage", "role", "person__user"):
        value: date | datetime | None = getattr(deal, rule.due_field, None)
        for task in _work(Task, rule, deal).filter(status="open"):
            write.update(
                task,
                {"due_at": _due(rule, deal, by), "name": _filled(rule.text, deal, by)},
                _as_rule(rule, by),
            )
        for visit in _work(Visit, rule, deal).filter(status="planned"):
            if value is not None:
                start = rules.moment(value, people.zone_of(by))
                write.update(
                    visit, {"starts_at": start, "name": _filled(rule.text, deal, by)}, _as_rule(rule, by)
                )


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


def completed_work(event: Event) -> bool:
    return event.kind in ("task.completed", "visit.completed")


def win_by_completion(event: Event, by: Actor) -> None:
    """Where the rule says so, finishing its task or visit wins the deal; both are then done."""
    model: type[Task] | type[Visit] = Task if event.object == "task" else Visit
    activity = model.objects.filter(pk=event.record).first()
    if activity is None or not activity.rule or not activity.about.startswith("deal:"):
        return
    rule = StageRule.objects.filter(pk=activity.rule.partition(":")[2], closes_deal=True).first()
    deal = _deal(UUID(activity.about.partition(":")[2]))
    if rule is None or deal is None or deal.state != "open" or str(deal.stage_id) != str(rule.stage_id):
        return
    write.perform(actions_of(Deal)["win"], deal, {}, _as_rule(rule, by))


def end_planned_work(event: Event, by: Actor) -> None:
    """Winning finishes the work that stands for it; losing calls off all that rules had planned, and says so."""
    deal = _deal(event.record)
    if deal is None or deal.state == "open":
        return
    found = StageRule.objects.filter(stage__pipeline=deal.pipeline_id).select_related("stage")
    known = {
        f"stagerule:{rule.pk}": rule
        for rule in (found if deal.state == "lost" else found.filter(closes_deal=True))
    }
    planned = {"about": f"deal:{deal.pk}", "rule__in": list(known), "deleted_at__isnull": True}
    tasks = Task.objects.filter(status="open", **planned).select_related("assignee__user")
    visits = Visit.objects.filter(status="planned", **planned).select_related("user__user")
    for task in tasks:
        _end(task, "complete", task.assignee, deal, _as_rule(known[task.rule], by))
    for visit in visits:
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
