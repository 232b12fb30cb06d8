"""Adoption: who uses the product week by week, and which of its functions nobody uses."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Count, Q
from django.db.models.functions import TruncWeek

from akrab.engine.models import Event
from akrab.engine.registry import objects
from akrab.engine.spec import Spec
from akrab.identity.actor import Actor
from akrab.identity.models import Membership, SignIn
from akrab.lib import clock, dates

WEEKS = 6
BY_HAND = ("web", "api", "mail", "telephony")
QUIET = timedelta(days=14)
UNUSED = timedelta(days=30)


@dataclass
class Week:
    """What one person did in one week."""

    sign_ins: int = 0
    made: int = 0
    done: int = 0
    changes: int = 0


@dataclass
class Use:
    """One person's weeks, the oldest first; `seen` is their latest sign-in or change in them."""

    member: Membership
    weeks: list[Week]
    seen: datetime | None = None
    is_quiet: bool = field(default=False)


def weeks_shown(by: Actor) -> list[date]:
    """The first days of the weeks that are looked at, the oldest first."""
    now = clock.now()
    this = dates.days("this_week", ZoneInfo(by.time_zone), now)[0]
    return [this - timedelta(weeks=back) for back in range(WEEKS - 1, -1, -1)]


def use_of(people: Iterable[Membership], by: Actor) -> list[Use]:
    """Sign-ins, records made, work done and changes of each person in each week."""
    begins = weeks_shown(by)
    zone = ZoneInfo(by.time_zone)
    start = dates.start_of(begins[0], zone)
    place = {day: number for number, day in enumerate(begins)}
    found = {one.pk: Use(one, [Week() for _week in begins]) for one in people}
    events = Event.objects.filter(at__gte=start, actor__isnull=False, origin__in=BY_HAND).order_by()
    counted = events.values("actor_id", week=TruncWeek("at", tzinfo=zone)).annotate(
        changes=Count("pk"),
        made=Count("pk", filter=Q(kind__endswith=".created")),
        done=Count("pk", filter=Q(kind__endswith=".completed")),
    )
    for row in counted:
        week = _week(found, row["actor_id"], row["week"], place)
        if week is not None:
            week.changes, week.made, week.done = row["changes"], row["made"], row["done"]
    signed = (
        SignIn.objects.filter(at__gte=start).order_by().values("member_id", week=TruncWeek("at", tzinfo=zone))
    )
    for entry in signed.annotate(count=Count("pk")):
        week = _week(found, entry["member_id"], entry["week"], place)
        if week is not None:
            week.sign_ins = entry["count"]
    _mark_quiet(found, start)
    return list(found.values())


def _week(found: dict[UUID, Use], member: UUID, at: datetime, place: dict[date, int]) -> Week | None:
    use, number = found.get(member), place.get(at.date())
    return use.weeks[number] if use is not None and number is not None else None


def _mark_quiet(found: dict[UUID, Use], start: datetime) -> None:
    quiet_since = clock.now() - QUIET
    acted = Event.objects.filter(at__gte=quiet_since, actor__isnull=False, origin__in=BY_HAND)
    active: set[Any] = set(acted.order_by().values_list("actor_id", flat=True).distinct())
    for member, at in SignIn.objects.filter(at__gte=start).order_by("at").values_list("member_id", "at"):
        if member in found:
            found[member].seen = at
            if at >= quiet_since:
                active.add(member)
    for id, use in found.items():
        use.is_quiet = id not in active


def unused(by: Actor) -> list[Spec]:
    """The objects that nobody touched for a month: functions that may need showing."""
    touched = Event.objects.filter(at__gte=clock.now() - UNUSED, origin__in=BY_HAND).order_by()
    names = set(touched.values_list("object", flat=True).distinct())
    return [
        spec
        for spec in objects().values()
        if spec.name not in names and not (spec.logged or spec.private or spec.within)
    ]
