"""Whose calendar holds: a team's own, else the company's standard, else day and night."""

from datetime import date, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from akrab.features.calendars import hours
from akrab.features.calendars.models import SpecialDay, WorkingCalendar
from akrab.identity.models import Membership, Workspace
from akrab.lib import working
from akrab.lib.working import Calendar, Hours


def for_member(membership_id: UUID | None, workspace: Workspace) -> Calendar:
    """The calendar of a member's team; the standard one without a team, or for nobody in particular."""
    team = (
        Membership.objects.filter(pk=membership_id).values_list("team_id", flat=True).first()
        if membership_id
        else None
    )
    return for_team(team, workspace)


def for_team(team_id: UUID | None, workspace: Workspace) -> Calendar:
    """The calendar a team keeps to."""
    rows = list(WorkingCalendar.objects.filter(deleted_at__isnull=True).order_by("id"))
    own = next((row for row in rows if team_id and str(team_id) in row.teams), None)
    row = own or next((row for row in rows if row.standard), None)
    return calendar_of(row, workspace) if row else working.always(ZoneInfo(workspace.time_zone))


def calendar_of(row: WorkingCalendar, workspace: Workspace) -> Calendar:
    """A stored calendar as the functions of working time take it."""
    return Calendar(
        ZoneInfo(row.time_zone or workspace.time_zone), hours.read_week(row.week), special_days(row), row.country,
        row.subdivision,
    )  # fmt: skip


def special_days(row: WorkingCalendar) -> dict[date, Hours]:
    """Each day with hours of its own; of two that name the same day the later entered holds."""
    found: dict[date, Hours] = {}
    for special in SpecialDay.objects.filter(calendar=row, deleted_at__isnull=True).order_by("id"):
        last = special.last_on or special.first_on
        for step in range((last - special.first_on).days + 1):
            found[special.first_on + timedelta(days=step)] = hours.read_hours(special.hours)
    return found
