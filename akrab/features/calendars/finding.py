"""Whose calendar holds: a team's, else a branch's, else the company's, else day and night; and who is at work when."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from akrab.features.calendars import hours
from akrab.features.calendars.models import SpecialDay, WorkingCalendar
from akrab.identity.models import Membership, Workspace
from akrab.lib import working
from akrab.lib.working import Calendar, Hours


@dataclass(frozen=True)
class Book:
    """All calendars of a company, read once: whose holds for whom."""

    rows: list[WorkingCalendar]
    days: Mapping[UUID, list[SpecialDay]]
    workspace: Workspace

    def of(self, team_id: UUID | None, branch_id: UUID | None = None) -> Calendar:
        """The calendar a team keeps to, or else the branch."""
        row = (
            next((row for row in self.rows if team_id and str(team_id) in row.teams), None)
            or next((row for row in self.rows if branch_id and str(branch_id) in row.branches), None)
            or next((row for row in self.rows if row.standard), None)
        )
        if row is None:
            return working.always(ZoneInfo(self.workspace.time_zone))
        return _calendar(row, self.workspace, self.days.get(row.pk, []))


def book(workspace: Workspace) -> Book:
    """All calendars, in two statements."""
    days: dict[UUID, list[SpecialDay]] = {}
    rows = list(WorkingCalendar.objects.filter(deleted_at__isnull=True).order_by("id"))
    for day in SpecialDay.objects.filter(deleted_at__isnull=True).order_by("id") if rows else ():
        days.setdefault(day.calendar_id, []).append(day)
    return Book(rows, days, workspace)


def for_member(membership_id: UUID | None, workspace: Workspace) -> Calendar:
    """The calendar of a member's team, else of their branch; the standard one for nobody in particular."""
    member = Membership.objects.filter(pk=membership_id).first() if membership_id else None
    return of_person(member, workspace) if member else for_team(None, workspace)


def for_team(team_id: UUID | None, workspace: Workspace, branch_id: UUID | None = None) -> Calendar:
    """The calendar a team keeps to, or else the branch."""
    return book(workspace).of(team_id, branch_id)


def of_person(member: Membership, workspace: Workspace) -> Calendar:
    """The calendar a person keeps to."""
    return for_team(member.team_id, workspace, member.branch_id)


def is_at_work(member: Membership, workspace: Workspace, moment: datetime) -> bool:
    """Whether a moment is working time of a person, by the calendar they keep to."""
    return working.is_open(of_person(member, workspace), moment)


def at_work(members: Iterable[Membership], workspace: Workspace, moment: datetime) -> list[Membership]:
    """Those of these people whose working time a moment is, in their order; asked in two statements for any number."""
    everyone, all_ = list(members), book(workspace)
    places = {(one.team_id, one.branch_id) for one in everyone}
    open_ = {place for place in places if working.is_open(all_.of(*place), moment)}
    return [one for one in everyone if (one.team_id, one.branch_id) in open_]


def next_at_work(member: Membership, workspace: Workspace, moment: datetime) -> datetime | None:
    """The moment itself while a person is at work, else when they next are; None where their calendar never opens."""
    try:
        return working.next_opening(of_person(member, workspace), moment)
    except working.NeverOpen:
        return None


def calendar_of(row: WorkingCalendar, workspace: Workspace) -> Calendar:
    """A stored calendar as the functions of working time take it."""
    days = SpecialDay.objects.filter(calendar=row, deleted_at__isnull=True).order_by("id")
    return _calendar(row, workspace, days)


def _calendar(row: WorkingCalendar, workspace: Workspace, days: Iterable[SpecialDay]) -> Calendar:
    return Calendar(
        ZoneInfo(row.time_zone or workspace.time_zone), hours.read_week(row.week), _by_date(days), row.country,
        row.subdivision,
    )  # fmt: skip


def _by_date(days: Iterable[SpecialDay]) -> dict[date, Hours]:
    """Each day with hours of its own; of two that name the same day the later entered holds."""
    found: dict[date, Hours] = {}
    for special in days:
        last = special.last_on or special.first_on
        for step in range((last - special.first_on).days + 1):
            found[special.first_on + timedelta(days=step)] = hours.read_hours(special.hours)
    return found
