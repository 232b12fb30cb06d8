"""Adoption: who uses the product week by week, and which of its functions nobody uses."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.apps import apps
from django.db.models import Count, Model, Q
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
# When a row came or changed, the best first.
CLOCKS = ("updated_at", "created_at", "at", "started_at", "since")


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
    """The functions that nobody used for a month, and may need showing.

    An object is used when somebody changed its records by hand, or when what points at them came or changed (the
    deals of a source, the runs of a rule). What nothing points at works by being there: calendars, fields, reports.
    """
    since = clock.now() - UNUSED
    touched = Event.objects.filter(at__gte=since, origin__in=BY_HAND).order_by()
    names = set(touched.values_list("object", flat=True).distinct())
    idle = [spec for spec in objects().values() if spec.name not in names and _is_function(spec)]
    return [spec for spec in idle if not _is_at_work(spec, since)]


def _is_function(spec: Spec) -> bool:
    """Whether an object is something to be shown: no record of what happened, and no part of something else."""
    if spec.logged or spec.private or spec.within:
        return False
    settings = {one.model for one in objects().values() if one.settings and one is not spec}
    keys = [column for column in spec.model._meta.concrete_fields if not column.null]
    return not (spec.settings and any(column.related_model in settings for column in keys))


def _is_at_work(spec: Spec, since: datetime) -> bool:
    if not (spec.settings or spec.shared):
        return False
    if spec.settings and (pointing := _pointing(spec)):
        return any(_is_recent(model, key, since) for model, key in pointing)
    return spec.model._default_manager.filter(deleted_at__isnull=True).exists()


def _pointing(spec: Spec) -> list[tuple[type[Model], str]]:
    """The models whose rows are made by means of this object's records, each with the name of its link."""
    within = {one.model for one in objects().values() if one.settings}
    return [
        (model, column.name)
        for model in apps.get_models()
        for column in model._meta.concrete_fields
        if column.related_model is spec.model and model not in within
    ]


def _is_recent(model: type[Model], key: str, since: datetime) -> bool:
    names = {
        column.name for column in model._meta.concrete_fields if column.get_internal_type() == "DateTimeField"
    }
    clock_field = next((name for name in CLOCKS if name in names), "")
    recent = {f"{clock_field}__gte": since} if clock_field else {}
    return model._default_manager.filter(**{f"{key}__isnull": False}, **recent).exists()
