"""The calendar of people and resources: what stands in it for whom, and how entries get another time or person."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from akrab.config import follower
from akrab.engine import write
from akrab.features.notify.models import Notice
from akrab.identity.models import Membership, Role
from akrab.lib import clock
from akrab.modules.activities.models import Meeting, Resource, Task
from akrab.tenancy.current import workspace as inside
from tests.cast import Cast, Player, assemble

ZONE = ZoneInfo("Asia/Manila")
DAY = datetime(2026, 3, 9, tzinfo=ZONE)
PART = {"HX-Request": "true"}


def at(hour: float, day: int = 0) -> datetime:
    return DAY + timedelta(days=day, hours=hour)


@pytest.fixture
def cast(db: None) -> Iterator[Cast]:
    """Everybody of north in one team, on a Monday morning in Manila."""
    cast = assemble(time_zone="Asia/Manila")
    clock.set(at(6))
    with inside(cast.north):
        Membership.objects.update(team=cast.bob.member.team)
        yield cast
    clock.set(None)


def meet(player: Player, name: str, hour: float, **more: Any) -> Meeting:
    raw = {"name": name, "starts_at": at(hour), "duration": timedelta(hours=1), **more}
    return write.create(Meeting, raw, player.actor("web"))


def entries(player: Player, who: str = "me", **more: str) -> list[dict[str, Any]]:
    asked = {"start": at(0).isoformat(), "end": at(0, 7).isoformat(), "who": who, **more}
    answer = player.browser.get("/w/north/calendar/", asked)
    assert answer.status_code == 200, answer.content
    found: list[dict[str, Any]] = answer.json()
    return found


def titles(player: Player, who: str = "me", **more: str) -> list[str]:
    return sorted(one["title"] for one in entries(player, who, **more))


def drop(player: Player, meeting: Meeting, /, **said: str) -> Any:
    return player.browser.post(f"/w/north/calendar/meeting/{meeting.pk}", said, headers=PART)


def now(meeting: Meeting) -> Meeting:
    return Meeting.objects.get(pk=meeting.pk)


def test_it_shows_the_time_of_oneself_the_team_and_of_things(cast: Cast) -> None:
    van = write.create(Resource, {"name": "Van"}, cast.alice.actor())
    meet(cast.alice, "Alice's", 9)
    meet(cast.bob, "Bob's", 9, resource=van.pk)
    write.create(Task, {"name": "Bob's task", "due_at": at(11)}, cast.bob.actor())
    assert titles(cast.alice) == ["Alice's"]
    assert titles(cast.alice, "team") == ["Alice's", "Bob's", "Bob's task"]
    assert titles(cast.alice, cast.bob.id, what="task") == ["Bob's task"]
    assert titles(cast.alice, str(van.pk)) == ["Bob's"]
    assert titles(cast.alice, "nobody") == []


def test_an_overlap_is_shown_and_one_that_is_over_or_cancelled_is_none(cast: Cast) -> None:
    meet(cast.bob, "First", 9)
    second = meet(cast.bob, "Second", 9.5)
    assert [one["extendedProps"]["clash"] for one in entries(cast.bob)] == [
        ["Bob is taken 09:30–10:30: Second"],
        ["Bob is taken 09:00–10:00: First"],
    ]
    write.update(second, {"status": "cancelled"}, cast.bob.actor())
    assert [one["extendedProps"]["clash"] for one in entries(cast.bob)] == [[], []]


def test_of_what_may_not_be_seen_only_that_somebody_is_taken_is_said(cast: Cast) -> None:
    own = {"view": "own", "create": "all", "change": "own", "delete": "own"}
    Role.objects.filter(name="Seller").update(rights={"*": own})
    van = write.create(Resource, {"name": "Van"}, cast.alice.actor())
    meet(cast.alice, "A secret", 9, resource=van.pk)
    answer = cast.bob.browser.post(
        "/w/north/meetings/new",
        {"name": "Mine", "starts_at": "2026-03-09T09:00", "duration": "1:00", "resource": str(van.pk)},
        headers=PART,
    )
    assert answer.status_code == 422
    assert "Van is taken 09:00–10:00" in answer.content.decode()
    assert "A secret" not in answer.content.decode()
    assert titles(cast.bob, "all") == []


def test_a_new_appointment_that_overlaps_is_asked_about_before_it_is_saved(cast: Cast) -> None:
    meet(cast.bob, "First", 9)
    said = {"name": "Second", "starts_at": "2026-03-09T09:30", "duration": "1:00"}
    answer = cast.bob.browser.post("/w/north/meetings/new", said, headers=PART)
    assert answer.status_code == 422
    assert "Bob is taken 09:00–10:00: First" in answer.content.decode()
    assert Meeting.objects.count() == 1
    answer = cast.bob.browser.post("/w/north/meetings/new", {**said, "anyway": "1"}, headers=PART)
    assert answer.status_code == 204
    assert Meeting.objects.count() == 2


def test_a_dragged_entry_has_its_new_time_and_who_goes_is_told(cast: Cast) -> None:
    meeting = meet(cast.alice, "Plan", 9, user=cast.bob.id)
    follower.drain()
    answer = drop(cast.alice, meeting, start=at(14).isoformat(), end=at(16).isoformat(), all_day="0")
    assert answer.status_code == 204, answer.content
    assert now(meeting).starts_at == at(14)
    assert now(meeting).duration == timedelta(hours=2)
    follower.drain()
    told = Notice.objects.filter(to=cast.bob.member).order_by("id").values_list("kind", flat=True)
    assert list(told) == ["assigned", "moved"]
    assert not Notice.objects.filter(to=cast.alice.member).exists()


def test_an_entry_dropped_on_a_name_or_thing_is_given_to_it(cast: Cast) -> None:
    van = write.create(Resource, {"name": "Van"}, cast.alice.actor())
    meeting = meet(cast.alice, "Plan", 9)
    assert drop(cast.alice, meeting, holder=cast.bob.id).status_code == 204
    assert drop(cast.alice, meeting, holder=str(van.pk)).status_code == 204
    assert (now(meeting).user_id, now(meeting).resource_id) == (cast.bob.member.pk, van.pk)


def test_a_drag_into_an_overlap_asks_first_and_changes_nothing(cast: Cast) -> None:
    meet(cast.bob, "First", 9)
    meeting = meet(cast.bob, "Second", 12)
    said = {"start": at(9.5).isoformat(), "end": at(10.5).isoformat(), "all_day": "0"}
    answer = drop(cast.bob, meeting, **said)
    assert answer.status_code == 409
    assert answer["HX-Retarget"] == "#dialog"
    assert "Bob is taken 09:00–10:00: First" in answer.content.decode()
    assert now(meeting).starts_at == at(12)
    assert drop(cast.bob, meeting, **said, anyway="1").status_code == 204
    assert now(meeting).starts_at == at(9.5)


@pytest.mark.parametrize(
    "said",
    [{"start": "soon"}, {"holder": "nobody"}, {"holder": "018f0000-0000-7000-8000-000000000000"}],
)
def test_what_can_not_be_understood_changes_nothing(cast: Cast, said: dict[str, str]) -> None:
    meeting = meet(cast.bob, "Plan", 9)
    assert drop(cast.bob, meeting, **said).status_code == 422
    assert (now(meeting).version, now(meeting).starts_at) == (1, at(9))


def test_who_may_not_change_it_and_strangers_move_nothing(cast: Cast) -> None:
    meeting = meet(cast.bob, "Plan", 9)
    assert drop(cast.carol, meeting, start=at(12).isoformat()).status_code == 403
    assert drop(cast.mallory, meeting, start=at(12).isoformat()).status_code == 404
    assert now(meeting).starts_at == at(9)
    assert cast.mallory.browser.get("/w/north/calendar/").status_code == 404


def test_a_whole_day_leaves_room_for_people_but_not_for_things(cast: Cast) -> None:
    van = write.create(Resource, {"name": "Van"}, cast.alice.actor())
    meet(cast.bob, "All day", 0, all_day=True, resource=van.pk)
    meet(cast.bob, "An hour", 9)
    assert [one["extendedProps"]["clash"] for one in entries(cast.bob)] == [[], []]
    meet(cast.alice, "With the van", 10, resource=van.pk)
    assert ["Van is taken all day: All day"] in [one["extendedProps"]["clash"] for one in entries(cast.alice)]
