"""A program that asks for free people and things is refused at every door of the API, and nothing was changed."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from akrab.engine import write
from akrab.engine.models import Event
from akrab.modules.activities.models import Attendance, Meeting
from akrab.tenancy.current import workspace
from tests.cast import Cast

pytestmark = pytest.mark.django_db
TEN = datetime(2026, 12, 1, 10, tzinfo=ZoneInfo("Asia/Manila"))
REFUSE = {"Akrab-Overlaps": "refuse"}
Door = Callable[[Cast, Meeting], tuple[str, str, dict[str, Any]]]


def meeting(cast: Cast, name: str, **more: Any) -> Meeting:
    return write.create(Meeting, {"name": name, "starts_at": TEN, **more}, cast.alice.actor())


def by_create(cast: Cast, held: Meeting) -> tuple[str, str, dict[str, Any]]:
    raw = {"name": "New", "starts_at": TEN.isoformat(), "user": cast.bob.id}
    return "post", "/api/v1/meetings", raw


def by_update(cast: Cast, held: Meeting) -> tuple[str, str, dict[str, Any]]:
    return "patch", f"/api/v1/meetings/{held.pk}", {"starts_at": TEN.isoformat()}


def by_bulk_update(cast: Cast, held: Meeting) -> tuple[str, str, dict[str, Any]]:
    values = {"starts_at": TEN.isoformat()}
    return "post", "/api/v1/meetings/bulk", {"action": "update", "ids": [str(held.pk)], "values": values}


def by_restore(cast: Cast, held: Meeting) -> tuple[str, str, dict[str, Any]]:
    binned = meeting(cast, "Binned", user=cast.bob.id)
    write.delete(binned, cast.alice.actor())
    return "post", f"/api/v1/meetings/{binned.pk}/restore", {}


def by_bulk_restore(cast: Cast, held: Meeting) -> tuple[str, str, dict[str, Any]]:
    binned = meeting(cast, "Binned", user=cast.bob.id)
    write.delete(binned, cast.alice.actor())
    return "post", "/api/v1/meetings/bulk", {"action": "restore", "ids": [str(binned.pk)]}


def by_verb(cast: Cast, held: Meeting) -> tuple[str, str, dict[str, Any]]:
    write.update(held, {"starts_at": TEN, "user": cast.carol.id}, cast.alice.actor())
    return "post", f"/api/v1/meetings/{held.pk}/invite", {"person": cast.bob.id}


def by_bulk_verb(cast: Cast, held: Meeting) -> tuple[str, str, dict[str, Any]]:
    write.update(held, {"starts_at": TEN, "user": cast.carol.id}, cast.alice.actor())
    values = {"person": cast.bob.id}
    return "post", "/api/v1/meetings/bulk", {"action": "invite", "ids": [str(held.pk)], "values": values}


def by_a_seat(cast: Cast, held: Meeting) -> tuple[str, str, dict[str, Any]]:
    write.update(held, {"starts_at": TEN, "user": cast.carol.id}, cast.alice.actor())
    return "post", "/api/v1/attendances", {"meeting": str(held.pk), "person": cast.bob.id}


def by_undo(cast: Cast, held: Meeting) -> tuple[str, str, dict[str, Any]]:
    moved = meeting(cast, "Moved", user=cast.bob.id)
    write.update(moved, {"starts_at": TEN + timedelta(days=2)}, cast.alice.actor())
    operation = Event.objects.filter(record=moved.pk).latest("id").operation_id
    return "post", f"/api/v1/undo/{operation}", {}


@pytest.mark.parametrize(
    "door",
    [
        by_create,
        by_update,
        by_bulk_update,
        by_restore,
        by_bulk_restore,
        by_verb,
        by_bulk_verb,
        by_a_seat,
        by_undo,
    ],
)
def test_what_would_overlap_is_refused_at_every_door_and_changes_nothing(cast: Cast, door: Door) -> None:
    with workspace(cast.north):
        meeting(cast, "There already", user=cast.bob.id)
        held = meeting(cast, "Other", user=cast.bob.id, starts_at=TEN + timedelta(hours=5))
        method, address, raw = door(cast, held)
        before = standing()
    ask = partial(getattr(cast.alice.api, method), address, json.dumps(raw), content_type="application/json")
    answer = ask(headers=REFUSE)
    assert (answer.status_code, answer.json()["detail"]) == (
        409,
        "Somebody or something that this needs is taken at that time.",
    )
    with workspace(cast.north):
        assert standing() == before
    assert ask().status_code in (200, 201)
    with workspace(cast.north):
        assert standing() != before


def standing() -> tuple[object, ...]:
    meetings = Meeting.objects.order_by("id").values_list("id", "starts_at", "user", "version", "deleted_at")
    return (*meetings, *Attendance.objects.values_list("id", "answer"), Event.objects.count())


def test_what_is_free_is_done_and_a_word_that_means_nothing_is_refused(cast: Cast) -> None:
    raw = {"name": "Free", "starts_at": TEN.isoformat(), "user": cast.bob.id}
    ask = partial(cast.alice.api.post, "/api/v1/meetings", raw, "application/json")
    assert ask(headers={"Akrab-Overlaps": "forbid"}).status_code == 400
    with workspace(cast.north):
        assert not Meeting.objects.exists()
    assert ask(headers=REFUSE).status_code == 201
