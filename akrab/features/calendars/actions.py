"""What saving a calendar or one of its days checks."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from zoneinfo import available_timezones

from django.utils.translation import gettext as _

from akrab.engine import write
from akrab.engine.actions import prepares
from akrab.engine.errors import Invalid
from akrab.features.calendars.models import SpecialDay, WorkingCalendar
from akrab.identity.actor import Actor
from akrab.identity.models import Branch, Team
from akrab.lib import working

LONGEST = timedelta(days=366)


@prepares("create", "restore")
def check_calendar(calendar: WorkingCalendar, *, by: Actor) -> None:
    """A calendar has a real time zone and place; it takes its keepers from others; one alone is the standard."""
    errors: dict[str, list[str]] = {}
    if calendar.time_zone and calendar.time_zone not in available_timezones():
        errors["time_zone"] = [_("Choose a time zone from the list.")]
    places = working.places()
    if calendar.country and calendar.country not in places:
        errors["country"] = [_("The holidays of this country are not known.")]
    elif calendar.subdivision and calendar.subdivision not in places.get(calendar.country, ()):
        errors["subdivision"] = [_("Choose a part of the country from the list.")]
    if set(calendar.teams) - {str(id) for id in Team.objects.values_list("pk", flat=True)}:
        errors["teams"] = [_("Choose a team from the list.")]
    if set(calendar.branches) - {str(id) for id in Branch.objects.values_list("pk", flat=True)}:
        errors["branches"] = [_("Choose a branch from the list.")]
    if errors:
        raise Invalid(errors)
    others = WorkingCalendar.objects.filter(deleted_at__isnull=True).exclude(pk=calendar.pk)
    for other in others:
        teams = [team for team in other.teams if team not in calendar.teams]
        branches = [branch for branch in other.branches if branch not in calendar.branches]
        is_less = teams != other.teams or branches != other.branches
        if is_less or (calendar.standard and other.standard):
            standard = other.standard and not calendar.standard
            write.keep(other, by, teams=teams, branches=branches, standard=standard)


@prepares("update")
def recheck_calendar(calendar: WorkingCalendar, *, before: Mapping[str, Any], by: Actor) -> None:
    check_calendar(calendar, by=by)


@prepares("create")
def check_day(day: SpecialDay, *, by: Actor) -> None:
    """Days lie in order and within a year, and stand in a calendar once, however often somebody presses."""
    _check_span(day)
    same = SpecialDay.objects.filter(
        calendar=day.calendar, name=day.name, first_on=day.first_on, last_on=day.last_on, hours=day.hours
    )
    if same.filter(deleted_at__isnull=True).exists():
        raise Invalid({"name": [_("This stands in the calendar already.")]})


@prepares("update")
def recheck_day(day: SpecialDay, *, before: Mapping[str, Any], by: Actor) -> None:
    _check_span(day)


def _check_span(day: SpecialDay) -> None:
    if day.last_on and day.last_on < day.first_on:
        raise Invalid({"last_on": [_("The last day comes before the first.")]})
    if day.last_on and day.last_on - day.first_on > LONGEST:
        raise Invalid({"last_on": [_("This is more than a year. Change the week instead.")]})
