"""Who is reminded of the day by which something is to be confirmed: the reader before and on it, the author after."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from django.db.models import Q

from akrab.features.announcements.models import Announcement, Receipt
from akrab.identity.models import Membership, Workspace
from akrab.lib import clock

Stage = Literal["before", "day", "after"]
STAGES: tuple[tuple[Stage, int], ...] = (("before", -1), ("day", 0), ("after", 1))
AT = time(8)  # in the morning, as the company has it


@dataclass(frozen=True)
class Due:
    """One announcement whose day is near or over, and those who have not confirmed it."""

    announcement: Announcement
    stage: Stage
    waiting: tuple[Membership, ...]


def next_moment(due_on: date | None, workspace: Workspace) -> datetime | None:
    """When somebody is reminded next; None where there is no day, or all of its moments are over."""
    if due_on is None:
        return None
    zone, now = ZoneInfo(workspace.time_zone), clock.now()
    moments = (datetime.combine(due_on + timedelta(days=days), AT, zone) for _stage, days in STAGES)
    return next((moment for moment in moments if moment > now), None)


def take(workspace: Workspace) -> Iterator[Due]:
    """The announcements whose moment has come, each once; runs inside the workspace and a transaction.

    After a standstill only what holds today is told, not what would have been told meanwhile.
    """
    today = clock.today(ZoneInfo(workspace.time_zone))
    rows = Announcement.objects.select_for_update(of=("self",), skip_locked=True)
    for one in rows.filter(remind_at__lte=clock.now()).order_by("remind_at", "id"):
        if one.due_on is not None and one.withdrawn_at is None:
            waiting = _waiting(one)
            stage: Stage = "after" if one.due_on < today else "day" if one.due_on == today else "before"
            if waiting:
                yield Due(one, stage, waiting)
        one.remind_at = next_moment(one.due_on, workspace)
        one.save(update_fields=["remind_at"])


def _waiting(one: Announcement) -> tuple[Membership, ...]:
    rows = Receipt.objects.filter(Q(member__is_active=True), announcement=one, read_at__isnull=True)
    return tuple(receipt.member for receipt in rows.select_related("member__user", "member__role"))
