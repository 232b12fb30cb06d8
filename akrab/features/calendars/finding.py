"""Whose calendar holds: a team's own, else the company's standard, else day and night; and who is at work when."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
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


def is_at_work(member: Membership, workspace: Workspace, moment: datetime) -> bool:
    """Whether a moment is working time of a person, by the calendar they keep to."""
    return working.is_open(for_team(member.team_id, workspace), moment)


def at_work(members: Iterable[Membership], workspace: Workspace, moment: datetime) -> list[Membership]:
    """Those of these people whose working time a moment is, in their order; one calendar a team is read."""
    everyone = list(members)
    open_teams = {
        team
        for team in {one.team_id for one in everyone}
        if working.is_open(for_team(team, workspace), moment)
    }
    return [one for one in everyone if one.team_id in open_teams]


def next_at_work(member: Membership, workspace: Workspace, moment: datetime) -> datetime | None:
    """The moment itself while a person is at work, else when they next are; None where their calendar never opens."""
    try:
        return working.next_opening(for_team(member.team_id, workspace), moment)
    except working.NeverOpen:
        return None


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
