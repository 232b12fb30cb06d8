"""Calendars are kept on a page, found for a team, and count in the deadlines of stages."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from akrab.config.reactions import REACTIONS
from akrab.engine import follow, write
from akrab.features.calendars import finding
from akrab.features.calendars.hours import DAYS
from akrab.features.calendars.models import SpecialDay, WorkingCalendar
from akrab.identity.models import Membership, Team
from akrab.lib import clock
from akrab.modules.activities.models import Task
from akrab.modules.sales import following
from akrab.modules.sales.following import Following
from akrab.modules.sales.models import Deal, Pipeline, Stage
from akrab.tenancy.current import workspace
from tests.cast import Cast

pytestmark = pytest.mark.django_db
PAGE = "/w/north/settings/calendars"
MANILA = ZoneInfo("Asia/Manila")
OFFICE = dict.fromkeys(DAYS[:5], "9-12, 13-18")
SAID = {
    "name": "Office",
    "country": "PH",
    "time_zone": "Asia/Manila",
    "subdivision": "",
    "standard": "1",
    **OFFICE,
}


def made(cast: Cast, **more: Any) -> WorkingCalendar:
    answer = cast.alice.browser.post(f"{PAGE}/new", SAID | more)
    assert answer.status_code == 303, answer.content
    with workspace(cast.north):
        return WorkingCalendar.objects.order_by("-id")[0]


def test_a_calendar_is_made_and_its_year_shown(cast: Cast) -> None:
    calendar = made(cast)
    page = cast.alice.browser.get(f"{PAGE}/{calendar.pk}?year=2026").content.decode()
    assert "Independence Day" in page
    assert 'class="is-holiday" title="Independence Day, closed"' in page
    assert calendar.week.splitlines()[0] == "mon 09:00-12:00, 13:00-18:00"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("mon", "18-9"),
        ("mon", "always"),
        ("time_zone", "Mars"),
        ("country", "ZZ"),
        ("subdivision", "XX"),
        ("name", ""),
    ],
)
def test_what_can_t_be_is_refused_at_its_field(cast: Cast, name: str, value: str) -> None:
    answer = cast.alice.browser.post(f"{PAGE}/new", SAID | {name: value})
    assert answer.status_code == 422
    if name == "mon":
        assert f'value="{value}"' in answer.content.decode()
    with workspace(cast.north):
        assert not WorkingCalendar.objects.exists()


def test_a_team_keeps_to_one_calendar_and_the_others_to_the_standard(cast: Cast) -> None:
    with workspace(cast.north):
        team = Team.objects.get(name="Sales")
    standard = made(cast)
    own = made(cast, name="Field", teams=[str(team.pk)], standard="", mon="7-15")
    with workspace(cast.north):
        first = finding.for_member(cast.bob.member.pk, cast.north)
        other = finding.for_member(cast.carol.member.pk, cast.north)
        assert (first.week[0], other.week[0]) == (((420, 900),), ((540, 720), (780, 1080)))
        assert finding.for_team(None, cast.north).week == other.week
    made(cast, name="Newer", teams=[str(team.pk)])
    with workspace(cast.north):
        own.refresh_from_db()
        standard.refresh_from_db()
        assert (own.teams, standard.standard) == ([], False)


def test_without_a_calendar_every_hour_counts(cast: Cast) -> None:
    with workspace(cast.north):
        assert finding.for_team(None, cast.north).week == (((0, 1440),),) * 7


def test_a_closure_closes_and_can_be_taken_out_again(cast: Cast) -> None:
    calendar = made(cast)
    said = {"name": "Outing", "first_on": "2026-11-23", "last_on": "2026-11-24", "hours": ""}
    assert cast.alice.browser.post(f"{PAGE}/{calendar.pk}/days", said).status_code == 303
    with workspace(cast.north):
        day = SpecialDay.objects.get()
        assert not finding.calendar_of(calendar, cast.north).hours(day.first_on)
    assert cast.alice.browser.post(f"{PAGE}/{calendar.pk}/days/{day.pk}/delete").status_code == 303
    with workspace(cast.north):
        assert finding.calendar_of(calendar, cast.north).hours(day.first_on)


def test_days_in_the_wrong_order_are_refused(cast: Cast) -> None:
    calendar = made(cast)
    said = {"name": "Outing", "first_on": "2026-11-24", "last_on": "2026-11-23"}
    assert cast.alice.browser.post(f"{PAGE}/{calendar.pk}/days", said).status_code == 422
    with workspace(cast.north):
        assert not SpecialDay.objects.exists()


def test_a_deadline_in_working_time_passes_over_the_weekend(cast: Cast) -> None:
    made(cast)
    by = cast.alice.actor()
    clock.set(datetime(2026, 11, 20, 17, 30, tzinfo=MANILA))
    try:
        with workspace(cast.north):
            pipeline = write.create(Pipeline, {"name": "Sales"}, by)
            stage = write.create(Stage, {"name": "New", "pipeline": pipeline}, by)
            following.add(stage, Following(text="Call", due_minutes=60, working_time=True), by)
            write.create(Deal, {"name": "Ana"}, by)
        follow.follow(cast.north, REACTIONS)
        with workspace(cast.north):
            assert Task.objects.get().due_at == datetime(2026, 11, 23, 9, 30, tzinfo=MANILA)
    finally:
        clock.set(None)


@pytest.mark.parametrize("year", ["", "x", "-1", "²", "0", "99999999999", "1999", "2101", "2028"])
def test_whatever_is_typed_as_a_year_shows_one(cast: Cast, year: str) -> None:
    held = made(cast)
    assert cast.alice.browser.get(f"{PAGE}/{held.pk}", {"year": year}).status_code == 200


def test_calendars_are_the_administrators(cast: Cast) -> None:
    calendar = made(cast)
    assert cast.bob.browser.get(f"{PAGE}/{calendar.pk}").status_code == 403
    assert cast.bob.browser.post(f"{PAGE}/{calendar.pk}/delete").status_code == 403
    assert cast.mallory.browser.get(f"/w/south/settings/calendars/{calendar.pk}").status_code == 404
    with workspace(cast.north):
        assert WorkingCalendar.objects.filter(deleted_at__isnull=True).count() == 1


def test_who_is_at_work_and_when_they_are_next(cast: Cast) -> None:
    made(cast)
    noon = datetime(2026, 11, 18, 12, 30, tzinfo=MANILA)  # a Wednesday
    with workspace(cast.north):
        bob = cast.bob.member
        assert not finding.is_at_work(bob, cast.north, noon)
        assert finding.next_at_work(bob, cast.north, noon) == noon.replace(hour=13, minute=0)
        later = noon.replace(hour=14)
        assert finding.at_work([bob, cast.carol.member], cast.north, later) == [bob, cast.carol.member]
        assert finding.next_at_work(bob, cast.north, later) == later


def test_calendars_are_read_once_however_many_teams_the_candidates_are_of(cast: Cast) -> None:
    made(cast)
    noon = datetime(2026, 11, 18, 10, 30, tzinfo=MANILA)
    counted = []
    with workspace(cast.north):
        for number in (1, 2, 6):
            teams = [
                Team.objects.create(workspace=cast.north, name=f"T{number} {one}").pk for one in range(number)
            ]
            people = [Membership(team_id=team, user=cast.bob.member.user) for team in teams]
            for team in teams:
                said = {"name": f"Of {team}", "teams": [str(team)], "time_zone": "Asia/Manila"}
                write.create(WorkingCalendar, said, cast.alice.actor())
            with CaptureQueriesContext(connection) as asked:
                assert finding.at_work(people, cast.north, noon) == people
            counted.append(len(asked))
    assert counted == [2, 2, 2]


def test_a_second_calendar_of_the_same_name_is_refused_with_the_way_to_the_first(cast: Cast) -> None:
    held = made(cast)
    way = f"{PAGE}/{held.pk}"
    assert way in cast.alice.browser.get(f"{PAGE}/new").content.decode()
    answer = cast.alice.browser.post(f"{PAGE}/new", {"name": held.name, "standard": "1", "mon": "8-12"})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Open it and change it, or choose another name." in page
    assert way in page
    assert 'value="8-12"' in page
    with workspace(cast.north):
        assert [one.pk for one in WorkingCalendar.objects.filter(deleted_at__isnull=True)] == [held.pk]
        assert WorkingCalendar.objects.get().version == held.version


@pytest.mark.parametrize("language", ["en", "vi", "id", "ms", "fil", "zh-hans"])
def test_a_calendar_is_shown_in_every_language(cast: Cast, language: str) -> None:
    held = made(cast)
    cast.alice.member.user.language = language
    cast.alice.member.user.save()
    for page in ("", "/new", f"/{held.pk}"):
        assert cast.alice.browser.get(f"{PAGE}{page}").status_code == 200
