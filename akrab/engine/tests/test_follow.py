"""Following: in order, once, one failure apart from the others, tried again with growing pauses, then listed."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils.translation import get_language

from akrab.engine import follow, write
from akrab.engine.follow import Reaction
from akrab.engine.models import Event, FailedReaction, Unfollowed
from akrab.engine.tests.specimens import shelf
from akrab.identity.actor import Actor
from akrab.lib import clock
from tests.cast import Cast
from tests.contract.objects.models import Shelf

Told = list[tuple[str, str, str]]


def noting(name: str, told: Told, breaks: Callable[[Event], bool] = lambda event: False) -> Reaction:
    """A reaction that notes what it saw and, in the database, that it ran."""

    def run(event: Event, by: Actor) -> None:
        told.append((name, event.kind, str(event.new("name") or "")))
        Shelf.objects.filter(pk=event.record).update(sort_key=name)
        if breaks(event):
            raise ValueError(f"{name} broke")

    return Reaction(name, follow.on("shelf.created", "shelf.updated"), run)


def test_events_are_followed_in_order_each_reaction_in_its_turn(cast: Cast) -> None:
    told: Told = []
    record = shelf(cast.alice, "a")
    write.update(record, {"name": "b"}, cast.alice.actor())
    write.delete(record, cast.alice.actor())
    assert follow.waiting() == [cast.north.pk]
    assert follow.follow(cast.north, [noting("first", told), noting("second", told)]) == 3
    assert told == [
        ("first", "shelf.created", "a"), ("second", "shelf.created", "a"),
        ("first", "shelf.updated", "b"), ("second", "shelf.updated", "b"),
    ]  # fmt: skip
    assert (follow.waiting(), Unfollowed.objects.count(), follow.follow(cast.north, [])) == ([], 0, 0)


def test_a_batch_is_bounded_and_the_rest_waits(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(follow, "BATCH", 2)
    for name in "abc":
        shelf(cast.alice, name)
    assert [follow.follow(cast.north, []) for _turn in range(3)] == [2, 1, 0]


def test_what_breaks_leaves_nothing_and_stops_nobody(cast: Cast) -> None:
    told: Told = []
    shelf(cast.alice, "a")
    follow.follow(
        cast.north, [noting("first", told), noting("broken", told, lambda event: True), noting("last", told)]
    )
    assert [name for name, _kind, _new in told] == ["first", "broken", "last"]
    assert Shelf.objects.get().sort_key == "last"
    [failure] = FailedReaction.objects.all()
    assert (failure.reaction, failure.error, failure.attempts) == ("broken", "ValueError: broken broke", 1)
    assert Unfollowed.objects.count() == 0


def test_a_broken_reaction_s_own_writes_are_taken_back(cast: Cast) -> None:
    told: Told = []
    record = shelf(cast.alice, "a")
    follow.follow(cast.north, [noting("broken", told, lambda event: True)])
    assert Shelf.objects.get().sort_key == record.sort_key


def test_a_failure_is_tried_again_with_growing_pauses_and_then_listed(cast: Cast) -> None:
    told: Told = []
    broken = noting("broken", told, lambda event: True)
    start = clock.now()
    clock.set(start)
    shelf(cast.alice, "a")
    follow.follow(cast.north, [broken])
    pauses = []
    while (due := FailedReaction.objects.get().next_at) is not None:
        pauses.append(due - clock.now())
        clock.set(due - timedelta(seconds=1))
        assert (follow.failing(), follow.retry(cast.north, [broken])) == ([], 0)
        clock.set(due)
        assert follow.failing() == [cast.north.pk]
        assert follow.retry(cast.north, [broken]) == 0
    assert len(told) == follow.MOST_ATTEMPTS == FailedReaction.objects.get().attempts
    assert pauses == sorted(pauses)
    assert (pauses[0], pauses[-1]) == (timedelta(seconds=10), timedelta(seconds=1280))
    assert follow.failing() == []


def test_what_succeeds_at_last_leaves_the_list(cast: Cast) -> None:
    told: Told = []
    mended = noting("once broken", told, lambda event: len(told) < 3)
    shelf(cast.alice, "a")
    follow.follow(cast.north, [mended])
    clock.set(clock.now() + timedelta(hours=1))
    assert (follow.retry(cast.north, [mended]), FailedReaction.objects.count()) == (0, 1)
    clock.set(clock.now() + timedelta(hours=1))
    assert (follow.retry(cast.north, [mended]), FailedReaction.objects.count()) == (1, 0)
    assert Shelf.objects.get().sort_key == "once broken"


def test_a_reaction_acts_as_the_system_because_of_the_event_and_in_the_company_s_language(cast: Cast) -> None:
    cast.north.language = "vi"
    cast.north.save()
    seen: list[tuple[str, object, str]] = []

    def rename(event: Event, by: Actor) -> None:

        seen.append((get_language() or "", by.because, by.origin))
        write.keep(Shelf.objects.get(pk=event.record), by, name="renamed")

    record = shelf(cast.alice, "a")
    follow.follow(cast.north, [Reaction("rename", follow.on("shelf.created"), rename)])
    created = Event.objects.get(record=record.pk, kind="shelf.created")
    assert seen == [("vi", created.pk, "rule")]
    renamed = Event.objects.get(record=record.pk, kind="shelf.updated")
    assert (renamed.because, renamed.actor, renamed.origin) == (created.pk, None, "rule")
