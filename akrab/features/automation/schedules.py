"""When a rule's schedule comes next, kept on the rule so that its moment is a deadline like any other."""

import calendar
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from akrab.engine import write
from akrab.engine.models import Event
from akrab.features.automation.definition import OnSchedule, read_trigger
from akrab.features.automation.models import Rule, Version
from akrab.identity.actor import Actor
from akrab.lib import clock


def next_moment(schedule: OnSchedule, after: datetime, zone: ZoneInfo) -> datetime:
    """The first moment of a schedule that is later than `after`.

    A time that the clocks leap over in spring is taken when they have leapt; one that comes twice in autumn, first.
    """
    here = after.astimezone(zone)
    at = time.fromisoformat(schedule.at)
    if schedule.every == "hour":
        start = here.replace(minute=at.minute, second=0, microsecond=0)
        return (
            start
            if start > here
            else (start.astimezone(ZoneInfo("UTC")) + timedelta(hours=1)).astimezone(zone)
        )
    day = here.date()
    for _day in range(366):
        moment = datetime.combine(day, at, zone)
        if _is_due(schedule, day) and moment > here:
            return moment
        day += timedelta(days=1)
    raise ValueError("a schedule comes at least once a year")


def _is_due(schedule: OnSchedule, day: date) -> bool:
    if schedule.every == "week":
        return day.isoweekday() in schedule.days
    if schedule.every == "month":
        return day.day == min(schedule.day, calendar.monthrange(day.year, day.month)[1])
    return True


def is_about_rule(event: Event) -> bool:
    """A rule was switched, published, undone, or its moment came."""
    return event.object == "rule" and event.verb != "settled"


def keep_next(event: Event, by: Actor) -> None:
    """A rule knows when its schedule comes next; moments that passed while nothing ran are not caught up with."""
    rule = Rule.objects.filter(pk=event.record).first()
    if rule is None:
        return
    version = Version.objects.filter(rule=rule, number=rule.in_force).first()
    trigger = read_trigger(version.trigger) if version and rule.is_on and rule.deleted_at is None else None
    wanted = None
    if isinstance(trigger, OnSchedule):
        wanted = next_moment(trigger, clock.now(), ZoneInfo(by.workspace.time_zone))
    if wanted != rule.next_at:
        write.settle(rule, by, next_at=wanted)
