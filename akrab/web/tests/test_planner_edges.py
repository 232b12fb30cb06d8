"""The calendar at its edges: midnights, changes of the clock, months, the ends of time, days that are not worked."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from akrab.engine import write
from akrab.features.calendars.models import SpecialDay, WorkingCalendar
from akrab.features.planning import slots
from akrab.lib import clock
from akrab.modules.activities.models import Meeting
from akrab.tenancy.current import workspace as inside
from tests.cast import Cast, Player, assemble

BERLIN = ZoneInfo("Europe/Berlin")
CHANGE = datetime(2026, 3, 29, tzinfo=BERLIN)  # 02:00 becomes 03:00
PART = {"HX-Request": "true"}


@pytest.fixture
def cast(db: None) -> Iterator[Cast]:
    cast = assemble(time_zone="Europe/Berlin")
    clock.set(CHANGE - timedelta(days=5))
    with inside(cast.north):
        yield cast
    clock.set(None)


def meet(player: Player, name: str, at: datetime, **more: Any) -> Meeting:
    return write.create(Meeting, {"name": name, "starts_at": at, **more}, player.actor("web"))


def shown(player: Player, start: datetime, days: int = 1, who: str = "me") -> list[dict[str, Any]]:
    end = (start + timedelta(days=days)).isoformat() if start.year < 9999 else "9999-12-31T23:59:59Z"
    answer = player.browser.get("/w/north/calendar/", {"start": start.isoformat(), "end": end, "who": who})
    assert answer.status_code == 200, answer.content
    found: list[dict[str, Any]] = answer.json()
    return found


def titles(entries: list[dict[str, Any]]) -> list[str]:
    return [one["title"] for one in entries if "address" in one["extendedProps"]]


def test_what_lasts_over_midnight_stands_in_both_days(cast: Cast) -> None:
    meet(cast.bob, "Night", CHANGE - timedelta(days=2, hours=1), duration=timedelta(hours=4))
    assert titles(shown(cast.bob, CHANGE - timedelta(days=3))) == ["Night"]
    assert titles(shown(cast.bob, CHANGE - timedelta(days=2))) == ["Night"]
    assert titles(shown(cast.bob, CHANGE - timedelta(days=1))) == []


def test_hours_that_pass_are_kept_where_the_clock_is_put_forward(cast: Cast) -> None:
    meeting = meet(cast.bob, "Night", CHANGE - timedelta(hours=1), duration=timedelta(hours=1))
    said = {"start": "2026-03-28T23:00", "end": "2026-03-29T04:00", "all_day": "0"}
    cast.bob.browser.post(f"/w/north/calendar/meeting/{meeting.pk}", said, headers=PART)
    meeting.refresh_from_db()
    assert meeting.duration == timedelta(hours=4)
    [entry] = shown(cast.bob, CHANGE)
    assert datetime.fromisoformat(entry["end"]) == datetime(2026, 3, 29, 4, tzinfo=BERLIN)


def test_moved_to_another_time_it_lasts_as_long_as_before(cast: Cast) -> None:
    meeting = meet(cast.bob, "Night", CHANGE - timedelta(days=1), duration=timedelta(hours=4))
    said = {"start": "2026-03-28T23:30", "all_day": "0", "holder": cast.alice.id}
    cast.bob.browser.post(f"/w/north/calendar/meeting/{meeting.pk}", said, headers=PART)
    meeting.refresh_from_db()
    assert (meeting.duration, meeting.user_id) == (timedelta(hours=4), cast.alice.member.pk)
    assert meeting.starts_at == datetime(2026, 3, 28, 22, 30, tzinfo=UTC)


def test_what_lasts_a_month_is_there_to_its_last_day_and_takes_its_person(cast: Cast) -> None:
    meet(cast.bob, "Fair", CHANGE, duration=timedelta(days=30))
    last = CHANGE + timedelta(days=29)
    [entry] = shown(cast.bob, last)
    assert (entry["title"], entry["allDay"], entry["extendedProps"]["may"]) == ("Fair", True, False)
    other = meet(cast.bob, "Other", last)
    assert [str(one.record) for one in slots.clashes_of(other, cast.bob.actor())] == ["Fair"]
    assert titles(shown(cast.bob, CHANGE + timedelta(days=31))) == []


@pytest.mark.parametrize("said", ["0001-01-01T00:30", "9999-12-31T23:30"])
def test_what_another_clock_could_not_show_is_refused(cast: Cast, said: str) -> None:
    raw = {"name": "End", "starts_at": said, "duration": "1:00"}
    answer = cast.bob.browser.post("/w/north/meetings/new", raw, headers=PART)
    assert answer.status_code == 422
    assert "Write a date and time such as" in answer.content.decode()
    assert not Meeting.objects.exists()


@pytest.mark.parametrize("at", [datetime(2, 1, 1, tzinfo=UTC), datetime(9998, 12, 31, 22, 30, tzinfo=UTC)])
def test_the_ends_of_time_are_shown_and_break_nothing(cast: Cast, at: datetime) -> None:
    meeting = meet(cast.bob, "End", at, duration=timedelta(days=400))
    shown(cast.bob, at.replace(hour=0, minute=0))
    shown(cast.bob, at.replace(hour=0, minute=0, day=3))
    other = meet(cast.bob, "Other", at, duration=timedelta(days=400))
    slots.clashes_of(other, cast.bob.actor())
    pages = ["", f"calendar/meeting/{meeting.pk}", f"meetings/{meeting.pk}", "meetings/", "calendar/"]
    answers = {page: cast.bob.browser.get(f"/w/north/{page}", follow=True).status_code for page in pages}
    assert answers == dict.fromkeys(pages, 200)


@pytest.mark.parametrize("span", [("0001-01-01", "9999-12-31"), ("", ""), ("2026-03-29", "2026-03-28")])
def test_a_span_that_is_none_is_refused(cast: Cast, span: tuple[str, str]) -> None:
    answer = cast.bob.browser.get("/w/north/calendar/", {"start": span[0], "end": span[1]})
    assert answer.status_code in (400, 422)


def test_holidays_and_closures_have_names_and_closed_hours_a_shade_for_each_person(cast: Cast) -> None:
    by = cast.alice.actor()
    team = cast.bob.member.team
    assert team is not None
    office = {"name": "Office", "standard": True, "country": "DE", "week": "fri 09:00-12:00, 13:00-17:00"}
    held = write.create(WorkingCalendar, office, by)
    write.create(WorkingCalendar, {"name": "Bob's", "teams": [str(team.pk)], "week": "fri 08:00-10:00"}, by)
    write.create(SpecialDay, {"calendar": held, "name": "Stocktaking", "first_on": date(2026, 3, 27)}, by)
    friday = CHANGE - timedelta(days=2)
    entries = shown(cast.alice, friday, who=f"{cast.alice.id},{cast.bob.id}")
    named = [(one["title"], one["extendedProps"]["holders"]) for one in entries if "title" in one]
    assert named == [("Stocktaking", [cast.alice.id])]
    shades = [
        (one["start"][11:16], one["end"][11:16], one["extendedProps"]["holders"])
        for one in entries
        if one.get("display") == "background"
    ]
    assert sorted(shades) == sorted([
        ("00:00", "00:00", [cast.alice.id]),
        ("00:00", "08:00", [cast.bob.id]),
        ("10:00", "00:00", [cast.bob.id]),
    ])  # fmt: skip
    week = shown(cast.alice, friday, 14, who="all")
    assert [one["title"] for one in week if "title" in one] == ["Stocktaking", "Good Friday", "Easter Monday"]


def test_an_invitation_is_dragged_to_nobody_else(cast: Cast) -> None:
    meeting = meet(cast.alice, "Plan", CHANGE)
    said = {"holder": cast.carol.id, "is_guest": "1"}
    answer = cast.alice.browser.post(f"/w/north/calendar/meeting/{meeting.pk}", said, headers=PART)
    assert answer.status_code == 422
    assert "An invitation stays with its person" in answer.content.decode() + answer.headers.get(
        "HX-Trigger", ""
    )
    meeting.refresh_from_db()
    assert meeting.user_id == cast.alice.member.pk


def test_where_there_is_more_than_is_drawn_it_is_said(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(slots, "MOST", 2)
    span = {"start": CHANGE.isoformat(), "end": (CHANGE + timedelta(days=1)).isoformat()}
    for count, is_cut in ((1, False), (2, True)):
        meet(cast.bob, f"Meeting {count}", CHANGE)
        assert cast.bob.browser.get("/w/north/calendar/", span).has_header("Akrab-Cut") is is_cut
