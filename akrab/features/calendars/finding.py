"""Whose calendar holds: a team's, else a branch's, else the company's, else day and night; and who is at work when."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Q

from akrab.features.calendars import hours
from akrab.features.calendars.models import SpecialDay, WorkingCalendar
from akrab.identity.models import Membership, Workspace
from akrab.lib import working
from akrab.lib.working import Calendar, Hours


def for_member(membership_id: UUID | None, workspace: Workspace) -> Calendar:
    """The calendar of a member's team, else of their branch; the standard one for nobody in particular."""
    member = Membership.objects.filter(pk=membership_id).first() if membership_id else None
    return of_person(member, workspace) if member else for_team(None, workspace)


def for_team(team_id: UUID | None, workspace: Workspace, branch_id: UUID | None = None) -> Calendar:
    """The calendar a team keeps to, or else the branch."""
    row = _kept(_rows(), team_id, branch_id)
    return calendar_of(row, workspace) if row else working.always(ZoneInfo(workspace.time_zone))


def _rows() -> list[WorkingCalendar]:
    return list(WorkingCalendar.objects.filter(deleted_at__isnull=True).order_by("id"))


def _kept(
    rows: Sequence[WorkingCalendar], team_id: UUID | None, branch_id: UUID | None
) -> WorkingCalendar | None:
    return (
        next((row for row in rows if team_id and str(team_id) in row.teams), None)
        or next((row for row in rows if branch_id and str(branch_id) in row.branches), None)
        or next((row for row in rows if row.standard), None)
    )


def kept_by(members: Iterable[Membership]) -> dict[UUID, WorkingCalendar]:
    """The calendar that each of these people keeps to, those left out who have none; read at once."""
    rows = _rows()
    found = {one.pk: _kept(rows, one.team_id, one.branch_id) for one in members}
    return {id: row for id, row in found.items() if row is not None}


def of_person(member: Membership, workspace: Workspace) -> Calendar:
    """The calendar a person keeps to."""
    return for_team(member.team_id, workspace, member.branch_id)


def is_at_work(member: Membership, workspace: Workspace, moment: datetime) -> bool:
    """Whether a moment is working time of a person, by the calendar they keep to."""
    return working.is_open(of_person(member, workspace), moment)


def at_work(members: Iterable[Membership], workspace: Workspace, moment: datetime) -> list[Membership]:
    """Those of these people whose working time a moment is, in their order; asked in two statements for any number."""
    everyone = list(members)
    kept = kept_by(everyone)
    calendars = {row.pk: row for row in kept.values()}
    days = _days_of(calendars.values())
    closed = {
        id
        for id, row in calendars.items()
        if not working.is_open(_calendar(row, workspace, days.get(id, [])), moment)
    }
    return [one for one in everyone if one.pk not in kept or kept[one.pk].pk not in closed]


def next_at_work(member: Membership, workspace: Workspace, moment: datetime) -> datetime | None:
    """The moment itself while a person is at work, else when they next are; None where their calendar never opens."""
    try:
        return working.next_opening(of_person(member, workspace), moment)
    except working.NeverOpen:
        return None


def calendar_of(row: WorkingCalendar, workspace: Workspace) -> Calendar:
    """A stored calendar as the functions of working time take it."""
    return _calendar(row, workspace, _days_of([row]).get(row.pk, []))


def _calendar(row: WorkingCalendar, workspace: Workspace, days: Iterable[SpecialDay]) -> Calendar:
    return Calendar(
        ZoneInfo(row.time_zone or workspace.time_zone), hours.read_week(row.week), _by_date(days), row.country,
        row.subdivision,
    )  # fmt: skip


def _days_of(rows: Iterable[WorkingCalendar]) -> dict[UUID, list[SpecialDay]]:
    """The days of their own that calendars have, in the order in which they were entered."""
    found: dict[UUID, list[SpecialDay]] = {}
    days = SpecialDay.objects.filter(calendar__in=[row.pk for row in rows], deleted_at__isnull=True)
    for day in days.order_by("id"):
        found.setdefault(day.calendar_id, []).append(day)
    return found


def named_days(
    row: WorkingCalendar, first: date, last: date, language: str
) -> dict[date, list[tuple[str, bool]]]:
    """The holidays and days out of the ordinary of a span, both ends with it: what each is called, and if it closes."""
    found: dict[date, list[tuple[str, bool]]] = {}
    specials = SpecialDay.objects.filter(calendar=row, deleted_at__isnull=True, first_on__lte=last)
    for special in specials.filter(Q(last_on__gte=first) | Q(last_on__isnull=True, first_on__gte=first)):
        day = max(first, special.first_on)
        while day <= min(last, special.last_on or special.first_on):
            found.setdefault(day, []).append((special.name, not special.hours))
            day += timedelta(days=1)
    if row.country:
        for year in range(first.year, last.year + 1):
            for day, name in working.holidays_of(row.country, row.subdivision, year, language).items():
                if first <= day <= last:
                    found.setdefault(day, []).insert(0, (name, True))
    return found


def _by_date(days: Iterable[SpecialDay]) -> dict[date, Hours]:
    """Each day with hours of its own; of two that name the same day the later entered holds."""
    found: dict[date, Hours] = {}
    for special in days:
        last = special.last_on or special.first_on
        for step in range((last - special.first_on).days + 1):
            found[special.first_on + timedelta(days=step)] = hours.read_hours(special.hours)
    return found
