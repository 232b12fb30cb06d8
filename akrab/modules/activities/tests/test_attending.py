"""A meeting of several: each has it in their calendar and feed, says yes or no, and is told when it moves."""

from datetime import datetime, timedelta
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from akrab.config.reactions import REACTIONS
from akrab.engine import access, follow, write
from akrab.features.notify.models import Notice
from akrab.features.planning import feeds, slots
from akrab.modules.activities.models import Attendance, Meeting, Task, Visit
from akrab.tenancy.current import workspace
from tests.cast import Cast

pytestmark = pytest.mark.django_db
TEN = datetime(2026, 12, 1, 10, tzinfo=ZoneInfo("Asia/Manila"))
ROOT = "/w/north/"


def follow_all(cast: Cast) -> None:
    while follow.follow(cast.north, REACTIONS):
        pass


def meeting(cast: Cast, **more: Any) -> Meeting:
    return write.create(Meeting, {"name": "Kick-off", "starts_at": TEN, **more}, cast.alice.actor())


def invited(cast: Cast, player: Any) -> Attendance:
    held = meeting(cast)
    return write.create(Attendance, {"meeting": held, "person": player.id}, cast.alice.actor())


def slots_of(player: Any) -> list[slots.Slot]:
    return slots.slots(player.actor("web"), TEN, TEN + timedelta(hours=2), [player.member.pk])


def day_of(cast: Cast, player: Any) -> list[str]:
    return [str(one.record) for one in slots_of(player)]


def test_who_is_invited_has_it_in_their_calendar_until_they_decline(cast: Cast) -> None:
    with workspace(cast.north):
        seat = invited(cast, cast.bob)
        assert day_of(cast, cast.bob) == ["Kick-off"]
        assert day_of(cast, cast.carol) == []
    assert (
        cast.carol.browser.post(f"{ROOT}attendances/{seat.pk}/actions/decline_invitation").status_code == 403
    )
    answer = cast.bob.browser.post(
        f"{ROOT}attendances/{seat.pk}/actions/decline_invitation", {"reason": "Leave"}
    )
    assert answer.status_code in (204, 303)
    with workspace(cast.north):
        seat.refresh_from_db()
        assert (seat.answer, seat.reason) == ("declined", "Leave")
        assert [one.people for one in slots_of(cast.bob)] == [{cast.alice.member.pk}]


def test_what_was_declined_stands_in_ones_own_calendar_alone_and_takes_no_time(cast: Cast) -> None:
    with workspace(cast.north):
        seat = invited(cast, cast.bob)
    accept = f"{ROOT}attendances/{seat.pk}/actions/accept_invitation"
    asked = {"start": TEN.isoformat(), "end": (TEN + timedelta(hours=2)).isoformat(), "who": cast.bob.id}
    [entry] = cast.bob.browser.get(f"{ROOT}calendar/", asked).json()
    assert "is-declined" not in entry["className"]
    cast.bob.browser.post(accept.replace("accept", "decline"))
    [entry] = cast.bob.browser.get(f"{ROOT}calendar/", asked).json()
    assert "is-declined" in entry["className"]
    assert (entry["extendedProps"]["state"], entry["extendedProps"]["taken"]) == ("declined", False)
    assert entry["extendedProps"]["holders"][-1] == cast.bob.id
    assert not entry["startEditable"]
    assert cast.alice.browser.get(f"{ROOT}calendar/", asked).json() == []
    with workspace(cast.north):
        other = {"name": "Other", "starts_at": TEN}
        assert slots.clashes_of(write.create(Meeting, other, cast.bob.actor()), cast.bob.actor()) == []
    dialog = cast.bob.browser.get(f"{ROOT}calendar/meeting/{seat.meeting_id}").content.decode()
    assert accept in dialog
    assert accept not in cast.alice.browser.get(f"{ROOT}calendar/meeting/{seat.meeting_id}").content.decode()


def test_who_declined_finds_it_in_no_feed_and_is_not_told_of_another_time(cast: Cast) -> None:
    with workspace(cast.north):
        seat = invited(cast, cast.bob)
        feeds.renew(cast.bob.actor(), is_full=True)
        feed = feeds.find_feed(cast.bob.actor())
        assert feed is not None
        before = feeds.written(feed, cast.bob.actor())
        assert b"Kick-off" in before.text
    cast.bob.browser.post(f"{ROOT}attendances/{seat.pk}/actions/decline_invitation")
    with workspace(cast.north):
        after = feeds.written(feed, cast.bob.actor())
        assert b"Kick-off" not in after.text
        assert before.mark != after.mark
        follow_all(cast)
        write.update(seat.meeting, {"starts_at": TEN + timedelta(hours=3)}, cast.alice.actor())
        follow_all(cast)
        assert not Notice.objects.filter(to=cast.bob.member, kind="moved").exists()


def test_inviting_a_team_asks_each_once_and_tells_them(cast: Cast) -> None:
    with workspace(cast.north):
        held = meeting(cast)
        team = cast.bob.member.team
        assert team is not None
    act = f"{ROOT}meetings/{held.pk}/actions/invite"
    assert cast.alice.browser.post(act, {"team": str(team.pk)}).status_code in (204, 303)
    refused = cast.alice.browser.post(act, {"person": cast.bob.id})
    assert refused.status_code == 422
    assert "not invited yet" in refused.content.decode()
    with workspace(cast.north):
        follow_all(cast)
        assert [one.person for one in Attendance.objects.all()] == [cast.bob.member]
        assert "invites you: Kick-off" in Notice.objects.get(to=cast.bob.member).text


def test_everybody_who_comes_is_told_of_another_time_and_the_leader_of_answers(cast: Cast) -> None:
    with workspace(cast.north):
        seat = invited(cast, cast.bob)
        cast.bob.browser.post(f"{ROOT}attendances/{seat.pk}/actions/accept_invitation")
    with workspace(cast.north):
        follow_all(cast)
        assert "Bob is coming: Kick-off" in Notice.objects.get(to=cast.alice.member).text
        write.update(seat.meeting, {"starts_at": TEN + timedelta(hours=3)}, cast.alice.actor())
        follow_all(cast)
        assert Notice.objects.filter(to=cast.bob.member, kind="moved").count() == 1


def test_a_guest_is_taken_and_sees_what_they_are_invited_to(cast: Cast) -> None:
    role = cast.roles["seller"]
    with workspace(cast.north):
        role.rights = {"*": {"view": "own", "create": "all", "change": "own", "delete": "none"}}
        role.save()
        seat = invited(cast, cast.bob)
        assert access.visible(Meeting, cast.bob.actor()).filter(pk=seat.meeting_id).exists()
        visit = {
            "name": "Visit",
            "starts_at": TEN,
            "user": cast.bob.id,
            "about": f"meeting:{seat.meeting_id}",
        }
        taken = write.create(Visit, visit, cast.alice.actor())
        assert [str(one.record) for one in slots.clashes_of(taken, cast.alice.actor())] == ["Kick-off"]


def test_a_program_is_told_of_overlaps_and_may_ask_to_be_refused(cast: Cast) -> None:
    with workspace(cast.north):
        meeting(cast, user=cast.bob.id)
    said = {"name": "Again", "starts_at": TEN.isoformat(), "user": cast.bob.id}
    ask = partial(cast.alice.api.post, "/api/v1/meetings", said, "application/json")
    refused = ask(headers={"Akrab-Overlaps": "refuse"})
    assert refused.status_code == 409
    with workspace(cast.north):
        assert Meeting.objects.count() == 1
    assert ask()["Akrab-Overlaps"] == "1"


def test_changing_many_at_once_warns_of_overlaps_first(cast: Cast) -> None:
    with workspace(cast.north):
        meeting(cast, user=cast.bob.id)
        other = meeting(cast, name="Other", user=cast.carol.id)
    said = {"ids": str(other.pk), "field": "user", "_fields": "user", "user": cast.bob.id}
    answer = cast.alice.browser.post(f"{ROOT}meetings/bulk/change", said)
    assert answer.status_code == 422
    assert "Bob is taken 02:00–03:00: Kick-off" in answer.content.decode()
    with workspace(cast.north):
        other.refresh_from_db()
        assert other.user_id == cast.carol.member.pk
    assert cast.alice.browser.post(f"{ROOT}meetings/bulk/change", said | {"anyway": "1"}).status_code == 204


def test_whose_task_gets_another_moment_is_told(cast: Cast) -> None:
    with workspace(cast.north):
        task = write.create(
            Task, {"name": "Call", "assignee": cast.bob.id, "due_at": TEN}, cast.alice.actor()
        )
        write.update(task, {"due_at": TEN + timedelta(days=1)}, cast.alice.actor("web"))
        write.update(task, {"due_at": TEN + timedelta(days=2)}, cast.bob.actor("web"))
        follow_all(cast)
        [notice] = Notice.objects.filter(to=cast.bob.member, kind="moved")
        assert notice.text.startswith("Alice moved: Call · now ")


def test_an_invitation_is_handed_to_nobody_else(cast: Cast) -> None:
    with workspace(cast.north):
        seat = invited(cast, cast.bob)
    raw = {"person": cast.carol.id}
    answer = cast.bob.api.patch(f"/api/v1/attendances/{seat.pk}", raw, content_type="application/json")
    assert answer.status_code == 409
    with workspace(cast.north):
        seat.refresh_from_db()
        assert seat.person == cast.bob.member
        assert not day_of(cast, cast.carol)


def test_who_leads_a_meeting_sees_and_takes_out_who_is_invited_even_where_only_their_own_is_open(
    cast: Cast,
) -> None:
    role = cast.roles["seller"]
    with workspace(cast.north):
        role.rights = {"*": {"view": "own", "create": "all", "change": "own", "delete": "own"}}
        role.save()
        held = write.create(
            Meeting, {"name": "Plan", "starts_at": TEN, "user": cast.bob.id}, cast.bob.actor()
        )
        seat = write.create(Attendance, {"meeting": held, "person": cast.carol.id}, cast.bob.actor())
        assert access.visible(Attendance, cast.bob.actor()).get() == seat
        write.delete(seat, cast.bob.actor())
        assert not access.visible(Attendance, cast.bob.actor()).exists()
