"""Timelines and the past: what belongs to a record, who may see it, and what it said at an instant."""

from datetime import timedelta

import pytest

from akrab.engine import events, write
from akrab.engine.models import Event
from akrab.engine.tests.specimens import allow, shelf, specimen
from akrab.identity.actor import Actor
from akrab.lib import clock
from tests.cast import Cast
from tests.contract.objects.models import Shelf


def kinds(found: list[Event]) -> list[str]:
    return [event.kind for event in found]


def test_a_timeline_has_the_events_of_records_that_are_about_it_before_and_after(cast: Cast) -> None:
    first, second = shelf(cast.alice, "First"), shelf(cast.alice, "Second")
    on = shelf(cast.alice)
    record = specimen(cast.alice, on, about=f"shelf:{first.pk}")
    write.update(record, {"about": f"shelf:{second.pk}"}, cast.alice.actor())
    write.update(record, {"count": 5}, cast.alice.actor())
    by = cast.alice.actor()
    assert kinds(events.timeline(first, by)) == ["specimen.updated", "specimen.created", "shelf.created"]
    assert kinds(events.timeline(second, by)) == ["specimen.updated", "specimen.updated", "shelf.created"]
    assert kinds(events.timeline(record, by)) == ["specimen.updated", "specimen.updated", "specimen.created"]
    assert kinds(events.timeline(on, by)) == ["shelf.created"]


def pages(record: Shelf, by: Actor, limit: int) -> list[list[Event]]:
    found, before = [], None
    while True:
        page = events.timeline_page(record, by, before, limit)
        found.append(page.events)
        if page.next is None:
            return found
        before = page.next


def test_a_timeline_goes_on_from_any_event(cast: Cast) -> None:
    record = shelf(cast.alice, "0")
    for number in range(1, 6):
        write.update(record, {"name": str(number)}, cast.alice.actor())
    found = pages(record, cast.alice.actor(), 2)
    assert [[event.new("name") for event in page] for page in found] == [["5", "4"], ["3", "2"], ["1", "0"]]


def test_a_page_of_a_timeline_is_full_however_many_events_are_closed(cast: Cast) -> None:
    about = shelf(cast.alice)
    for owner in (cast.bob, cast.alice, cast.alice, cast.bob, cast.alice, cast.alice, cast.alice):
        specimen(
            cast.alice, shelf(cast.alice), about=f"shelf:{about.pk}", owner=owner.id, name=owner.user.name
        )
    allow(cast.roles["seller"], {"shelf": {"view": "all"}, "specimen": {"view": "own"}})
    found = pages(about, cast.bob.actor(), 2)
    assert [[event.title for event in page] for page in found] == [["Bob", "Bob"], ["Shelf"]]


def test_a_timeline_of_mostly_closed_events_is_not_read_to_its_end_for_one_page(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(events, "MOST_ROUNDS", 2)
    about = shelf(cast.alice)
    for number in range(5):
        specimen(
            cast.alice, shelf(cast.alice), about=f"shelf:{about.pk}", owner=cast.alice.id, name=str(number)
        )
    allow(cast.roles["seller"], {"shelf": {"view": "all"}, "specimen": {"view": "own"}})
    found = pages(about, cast.bob.actor(), 2)
    assert [[event.title for event in page] for page in found] == [[], ["Shelf"]]


def test_events_of_records_that_are_closed_are_not_told(cast: Cast) -> None:
    about = shelf(cast.alice)
    for who in (cast.alice, cast.bob):
        specimen(cast.alice, about, about=f"shelf:{about.pk}", owner=who.id, name=who.user.name)
    allow(cast.roles["seller"], {"shelf": {"view": "all"}, "specimen": {"view": "own"}})
    told = events.timeline(about, cast.bob.actor())
    assert [event.title for event in told] == ["Bob", "Shelf"]


def test_the_past_is_walked_back_to(cast: Cast) -> None:
    start = clock.now()
    clock.set(start)
    record = shelf(cast.alice, "Monday")
    for day, name in enumerate(("Tuesday", "Wednesday"), 1):
        clock.set(start + timedelta(days=day))
        record = write.update(record, {"name": name}, cast.alice.actor())
    clock.set(start + timedelta(days=3))
    write.delete(record, cast.alice.actor())
    past = [
        events.as_of(record, start + timedelta(days=day, hours=1)).get("name") for day in (-1, 0, 1, 2, 3)
    ]
    assert past == [None, "Monday", "Tuesday", "Wednesday", "Wednesday"]
    assert events.as_of(record, start)["keeper"] == cast.alice.id


def test_events_can_not_be_written_outside_a_gesture(cast: Cast) -> None:
    record = shelf(cast.alice)
    with pytest.raises(AssertionError):
        events.emit([events.Change(record, "shelf.seen", {})], cast.alice.actor())
    assert kinds(events.timeline(record, cast.alice.actor())) == ["shelf.created"]
