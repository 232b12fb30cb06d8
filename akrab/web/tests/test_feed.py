"""The calendar feed: what a program reads at a person's secret address, read here by a reader of our own."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core.cache import caches
from django.test import Client
from icalendar import Calendar

from akrab.engine import write
from akrab.features.planning import slots
from akrab.identity.models import Membership
from akrab.lib import clock
from akrab.modules.activities.models import Meeting, Task
from akrab.tenancy.current import workspace as inside
from akrab.web.pages import feeds
from tests.cast import Cast, Player, assemble

ZONE = ZoneInfo("Asia/Manila")
NOW = datetime(2026, 3, 9, 6, tzinfo=ZONE)


@pytest.fixture
def cast(db: None) -> Iterator[Cast]:
    cast = assemble(time_zone="Asia/Manila")
    clock.set(NOW)
    with inside(cast.north):
        yield cast
    clock.set(None)


def address(player: Player, **said: str) -> str:
    """Make the person's feed, and read its address off the page."""
    page = player.browser.post("/w/north/settings/me/feed/new", said)
    assert page.status_code == 200
    found = re.search(r"<code>[^<]*?(/feeds/north/[\w-]+\.ics)</code>", page.content.decode())
    assert found
    return found[1]


def entries(path: str) -> list[dict[str, str]]:
    """The entries of a feed by their properties, without their parameters; long lines are unfolded."""
    answer = Client().get(path)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    lines = answer.content.decode().replace("\r\n ", "").split("\r\n")
    assert (lines[0], lines[-2], lines[-1]) == ("BEGIN:VCALENDAR", "END:VCALENDAR", "")
    found: list[dict[str, str]] = []
    for line in lines:
        name, _colon, value = line.partition(":")
        if line == "BEGIN:VEVENT":
            found.append({})
        elif found and line != "END:VEVENT":
            found[-1][name.partition(";")[0]] = value.replace("\\,", ",").replace("\\n", "\n")
    return found


def meet(player: Player, name: str, **more: Any) -> Meeting:
    raw = {"name": name, "starts_at": NOW + timedelta(hours=3), "duration": timedelta(hours=1), **more}
    return write.create(Meeting, raw, player.actor("web"))


def test_it_tells_ones_own_time_in_utc_and_nobody_elses(cast: Cast) -> None:
    meeting = meet(cast.bob, "Plan, with all", notes="Bring the list")
    meet(cast.alice, "Alice's")
    write.create(Task, {"name": "Call", "due_at": NOW + timedelta(hours=5)}, cast.bob.actor())
    told = {one["SUMMARY"]: one for one in entries(address(cast.bob, is_full="1"))}
    assert set(told) == {"Plan, with all", "Call"}
    one = told["Plan, with all"]
    assert (one["DTSTART"], one["DTEND"]) == ("20260309T010000Z", "20260309T020000Z")
    assert one["UID"].startswith(str(meeting.pk))
    assert (one["STATUS"], one["TRANSP"], told["Call"]["TRANSP"]) == ("CONFIRMED", "OPAQUE", "TRANSPARENT")
    assert "Bring the list" in one["DESCRIPTION"]


def test_without_details_it_tells_only_when_somebody_is_busy(cast: Cast) -> None:
    meet(cast.bob, "A secret", notes="of ours")
    text = Client().get(address(cast.bob)).content.decode()
    assert "SUMMARY:Busy" in text
    assert not re.search("secret|of ours|DESCRIPTION|LOCATION|URL", text)


def test_an_entry_keeps_its_uid_counts_its_versions_and_says_that_it_was_cancelled(cast: Cast) -> None:
    meeting, other = meet(cast.bob, "Plan"), meet(cast.bob, "Other")
    path = address(cast.bob, is_full="1")
    first = {one["SUMMARY"]: one for one in entries(path)}
    write.update(meeting, {"starts_at": NOW + timedelta(hours=8)}, cast.bob.actor())
    write.delete(other, cast.bob.actor())
    second = {one["SUMMARY"]: one for one in entries(path)}
    assert first["Plan"]["UID"] == second["Plan"]["UID"]
    assert (first["Plan"]["SEQUENCE"], second["Plan"]["SEQUENCE"]) == ("1", "2")
    assert (second["Plan"]["STATUS"], second["Other"]["STATUS"]) == ("CONFIRMED", "CANCELLED")
    clock.set(NOW + timedelta(days=31))
    assert [one["SUMMARY"] for one in entries(path)] == ["Plan"]


def test_a_whole_day_is_a_day_where_the_person_is(cast: Cast) -> None:
    meet(cast.bob, "Fair", all_day=True, starts_at=NOW.replace(hour=0))
    (one,) = entries(address(cast.bob, is_full="1"))
    assert (one["DTSTART"], one["DTEND"]) == ("20260309", "20260310")


def test_a_renewed_or_withdrawn_address_opens_nothing(cast: Cast) -> None:
    old = address(cast.bob)
    new = address(cast.bob)
    assert [Client().get(path).status_code for path in (old, new)] == [404, 200]
    cast.bob.browser.post("/w/north/settings/me/feed", {"what": "withdraw"})
    assert Client().get(new).status_code == 404


def test_who_was_let_go_is_told_nothing_and_nor_is_another_company(cast: Cast) -> None:
    path = address(cast.bob)
    assert Client().get(path.replace("north", "south")).status_code == 404
    Membership.objects.filter(pk=cast.bob.member.pk).update(is_active=False)
    assert Client().get(path).status_code == 404


def test_what_did_not_change_is_not_sent_again(cast: Cast) -> None:
    meeting, path = meet(cast.bob, "Plan"), address(cast.bob)
    mark = Client().get(path)["ETag"]
    assert Client().get(path, headers={"If-None-Match": mark}).status_code == 304
    write.update(meeting, {"name": "New plan"}, cast.bob.actor())
    assert Client().get(path, headers={"If-None-Match": mark}).status_code == 200


def test_too_many_readings_are_refused_and_no_answer_logs_the_address(
    cast: Cast, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    caches["default"].clear()
    monkeypatch.setattr(feeds, "MOST", 2)
    path = address(cast.bob)
    statuses = [Client().get(path).status_code for _n in range(3)]
    assert statuses == [200, 200, 429]
    assert Client().get("/feeds/north/wrong-secret.ics").status_code == 404
    monkeypatch.setattr(feeds, "_read", lambda *asked: 1 / 0)
    assert Client().get(path).status_code == 500
    secret = path.rpartition("/")[2].removesuffix(".ics")
    assert secret not in caplog.text
    assert "wrong-secret" not in caplog.text


def read(path: str) -> Any:  # the package types each property as any of all its kinds
    """The feed as a calendar program reads it, by a package that knows the standard."""
    answer = Client().get(path)
    assert all(len(line) <= 75 for line in answer.content.split(b"\r\n"))
    return Calendar.from_ical(answer.content)


def test_a_program_that_knows_the_standard_reads_it_whole(cast: Cast) -> None:
    meet(
        cast.bob,
        "Đo cửa sổ; tầng 3, phòng 2 – 测量窗户" * 3,
        notes="Line one\nLine two; with, signs \\ and “quotes”",
    )
    meet(cast.bob, "Fair", all_day=True, starts_at=NOW.replace(hour=0), duration=timedelta(days=2))
    meet(cast.bob, "At once", duration=timedelta(minutes=1))
    calendar = read(address(cast.bob, is_full="1"))
    assert [str(calendar[name]) for name in ("version", "calscale", "method")] == [
        "2.0",
        "GREGORIAN",
        "PUBLISH",
    ]
    assert calendar["prodid"]
    assert str(calendar["x-wr-timezone"]) == "Asia/Manila"
    events = calendar.walk("VEVENT")
    assert not [error for event in events for error in event.errors]
    assert len({str(event["uid"]) for event in events}) == len(events) == 3
    for event in events:
        start, end = event.decoded("dtstart"), event.decoded("dtend")
        assert start < end
        if isinstance(start, datetime):
            assert start.utcoffset() == end.utcoffset() == timedelta(0)
        assert event.decoded("dtstamp").utcoffset() == timedelta(0)
        assert event.decoded("last-modified") >= event.decoded("created")
    whole = next(event for event in events if str(event["summary"]) == "Fair")
    assert (whole.decoded("dtend") - whole.decoded("dtstart")).days == 2


def test_each_change_raises_sequence_and_last_modified(cast: Cast) -> None:
    meeting, path = meet(cast.bob, "Plan"), address(cast.bob, is_full="1")
    told = []
    for hours in (8, 9):
        [event] = read(path).walk("VEVENT")
        told.append((event["sequence"], event.decoded("last-modified"), event.decoded("dtstart")))
        clock.set(NOW + timedelta(minutes=hours))
        write.update(meeting, {"starts_at": NOW + timedelta(hours=hours)}, cast.bob.actor())
        meeting.refresh_from_db()
    [event] = read(path).walk("VEVENT")
    told.append((event["sequence"], event.decoded("last-modified"), event.decoded("dtstart")))
    assert told == sorted(set(told))
    write.update(meeting, {"status": "cancelled"}, cast.bob.actor())
    [event] = read(path).walk("VEVENT")
    assert (str(event["status"]), str(event["transp"])) == ("CANCELLED", "TRANSPARENT")
    assert event["sequence"] > told[-1][0]


def test_it_tells_nothing_beyond_the_rights_of_its_person(cast: Cast) -> None:
    path = address(cast.bob, is_full="1")
    meet(cast.alice, "Bob's visit", user=cast.bob.id, notes="Only for leaders")
    role = cast.roles["seller"]
    role.fields = {"meeting": {"notes": "hidden"}}
    role.save()
    text = Client().get(path).content.decode()
    assert "Bob's visit" in text
    assert "Only for leaders" not in text
    role.rights = {"*": {"view": "none", "create": "none", "change": "none", "delete": "none"}}
    role.save()
    assert "VEVENT" not in Client().get(path).content.decode()


def test_a_full_past_leaves_what_is_to_come_in_the_feed(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(slots, "MOST", 3)
    for day in range(4):
        meet(cast.bob, f"Past {day}", starts_at=NOW - timedelta(days=20 - day))
    meet(cast.bob, "To come", starts_at=NOW + timedelta(days=3))
    assert "To come" in {one["SUMMARY"] for one in entries(address(cast.bob, is_full="1"))}
