"""Writing: what is refused as a message and changes nothing, and two people at one record."""

import json
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from functools import partial
from typing import Any

import pytest

from akrab.engine import access, write
from akrab.engine.actions import actions_of
from akrab.engine.errors import Clash, Conflict, Forbidden, Invalid, NotFound, Refused
from akrab.engine.events import gesture
from akrab.engine.models import Event, Operation, Unfollowed
from akrab.engine.tests.specimens import SPECIMEN, last_operation, shelf, specimen, state
from akrab.engine.values import plain
from akrab.identity.actor import system
from tests.cast import Cast
from tests.contract.objects.models import Specimen

MEASURE, SHIP = actions_of(Specimen)["measure"], actions_of(Specimen)["ship"]


def test_one_change_is_one_event_one_operation_and_one_thing_to_follow(cast: Cast) -> None:
    record = specimen(cast.alice)
    Event.objects.all().update(kind="old")
    changed = write.update(record, {"count": 2, "name": "two"}, cast.alice.actor("web"))
    [event] = Event.objects.exclude(kind="old")
    assert (event.kind, event.changes) == ("specimen.updated", {"count": [1, 2], "name": ["one", "two"]})
    assert (event.actor, event.actor_name, event.origin) == (cast.alice.member, "Alice", "web")
    assert (event.version, changed.version, event.operation) == (2, 2, last_operation())
    assert Unfollowed.objects.filter(event=event).count() == 1


def test_a_change_of_nothing_makes_no_event(cast: Cast) -> None:
    record = specimen(cast.alice, count=1)
    events = Event.objects.count()
    write.update(record, {"count": "1", "name": " one "}, cast.alice.actor())
    assert (Event.objects.count(), Specimen.objects.get().version) == (events, 1)


def test_many_changes_of_one_gesture_are_one_operation(cast: Cast) -> None:
    on = shelf(cast.alice)
    before = Operation.objects.count()
    with gesture(cast.alice.actor(), "Unpack") as by:
        first = write.create(Specimen, {"name": "a", "count": 1, "colour": "red", "shelf": on}, by)
        write.update(first, {"count": 2}, by)
        write.delete(first, by)
    assert Operation.objects.count() == before + 1
    assert list(last_operation().events.order_by("id").values_list("kind", flat=True)) == [
        "specimen.created", "specimen.updated", "specimen.deleted",
    ]  # fmt: skip


def test_what_breaks_within_a_gesture_leaves_nothing_of_it(cast: Cast) -> None:
    on = shelf(cast.alice)
    before = state(cast)
    with pytest.raises(Invalid), gesture(cast.alice.actor(), "Unpack") as by:
        write.create_many(
            Specimen,
            [
                {"name": "a", "count": 1, "colour": "red", "shelf": on},
                {"name": "b", "count": "x", "shelf": on},
            ],
            by,
        )
    assert state(cast) == before


def test_creating_many_is_one_operation_of_an_event_each(cast: Cast) -> None:
    on = shelf(cast.alice)
    rows = [{"name": f"n{n}", "count": n, "colour": "red", "shelf": on.pk} for n in range(7)]
    made = write.create_many(Specimen, rows, cast.alice.actor("import"))
    assert [one.count for one in made] == list(range(7))
    assert last_operation().events.filter(kind="specimen.created", origin="import").count() == 7


def test_every_message_comes_at_once(cast: Cast) -> None:
    before = state(cast)
    with pytest.raises(Invalid) as refused:
        write.create(
            Specimen, {"count": "abc", "site": "x y", "nonsense": 1, "number": 2}, cast.alice.actor()
        )
    assert refused.value.errors == {
        "count": ["Write a whole number, such as 12."],
        "site": ["Write a web address such as https://example.com."],
        "nonsense": ["There is no field of this name."],
        "number": ["This field can't be changed here."],
        "name": ["Fill this in."], "colour": ["Fill this in."], "shelf": ["Fill this in."],
    }  # fmt: skip
    assert state(cast) == before


HUGE: list[tuple[str, Any]] = [
    ("count", float("nan")), ("count", float("inf")), ("count", 10**18), ("count", "9" * 5000),
    ("count", Decimal("NaN")),
    ("weight", float("nan")), ("weight", float("-inf")), ("weight", "NaN"), ("weight", "1e9"), ("weight", 10**13),
    ("price", "Infinity"), ("price", Decimal("sNaN")), ("share", 1e300), ("length", 10**10), ("length", float("nan")),
    ("found_on", "10000-01-01"), ("seen_at", "9999-12-31T23:59:59-12:00"), ("seen_at", "-99999999999d"),
    ("name", "x" * 201), ("story", "x" * 20_001), ("tags", ["x"] * 3 + [str(n) for n in range(21)]),
    ("emails", ["a@" + "b" * 300 + ".example"]), ("site", "https://" + "x" * 500), ("name", b"bytes"),
    ("owner", "018f0000-0000-7000-8000-000000000000"), ("living", 2), ("colour", "re\x00d"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "value"), HUGE, ids=lambda one: str(one)[:30])
def test_what_can_not_be_kept_is_refused_by_its_field(cast: Cast, name: str, value: Any) -> None:
    record = specimen(cast.alice)
    before = state(cast)
    for origin in ("api", "web"):
        with pytest.raises(Invalid) as refused:
            write.update(record, {name: value}, cast.alice.actor(origin))
        assert list(refused.value.errors) == [name]
    assert state(cast) == before


def test_what_a_database_can_not_store_is_left_out_of_texts(cast: Cast) -> None:
    record = specimen(
        cast.alice, name="A\x00na\ud800 ", story="one\r\ntwo\x07", tags=["v\x00ip"], place={"city": "Ce\x00bu"},
        scan={"hash": "0" * 64, "name": "a\x00.pdf", "size": 1, "type": "application/\x00pdf"},
    )  # fmt: skip
    kept = Specimen.objects.get(pk=record.pk)
    assert (kept.name, kept.story, kept.tags, kept.place) == ("Ana", "one\ntwo", ["vip"], {"city": "Cebu"})
    assert (kept.scan["name"], kept.scan["type"]) == ("a.pdf", "application/pdf")


def test_the_longest_values_are_kept_whole(cast: Cast) -> None:
    record = specimen(
        cast.alice, name="王" * 200, story="x" * 20_000, price="9999999999999.9999", count=LARGE
    )
    kept = Specimen.objects.get(pk=record.pk)
    assert (len(kept.name), len(kept.story), kept.count) == (200, 20_000, LARGE)
    assert kept.price == Decimal("9999999999999.9999")


LARGE = (2**63 - 1) // 10


@pytest.mark.parametrize("language", ["en", "vi", "id"])
def test_a_program_s_number_is_the_same_in_every_language(cast: Cast, language: str) -> None:
    cast.alice.user.language = language
    cast.alice.user.save()
    record = specimen(cast.alice, weight="1.125", price="1.125", count="12")
    assert (record.weight, record.price, record.count) == (Decimal("1.125"), Decimal("1.125"), 12)
    kept = write.update(record, {"weight": 2.5, "price": "-1000.5"}, cast.alice.actor("api"))
    assert (kept.weight, kept.price) == (Decimal("2.5"), Decimal("-1000.5"))


@pytest.mark.parametrize(
    ("language", "typed", "meant"),
    [("en", "1,125", "1125"), ("en", "1.125", "1.125"), ("vi", "1.125", "1125"), ("vi", "1,125", "1.125"),
     ("id", "1.125,5", "1125.5")],
)  # fmt: skip
def test_what_a_person_types_is_read_by_their_language(
    cast: Cast, language: str, typed: str, meant: str
) -> None:
    cast.alice.user.language = language
    cast.alice.user.save()
    record = write.update(specimen(cast.alice), {"weight": typed}, cast.alice.actor("web"))
    assert record.weight == Decimal(meant)
    if "." not in meant:
        assert write.update(record, {"count": typed}, cast.alice.actor("web")).count == int(meant)


def test_what_the_database_refuses_is_said(cast: Cast) -> None:
    record = specimen(cast.alice)
    with pytest.raises(Invalid) as refused:
        write.keep(record, cast.alice.actor(), count=2**70)
    assert refused.value.errors == {"": ["The database refused this value."]}
    assert Specimen.objects.get().count == 1


def test_changes_of_different_fields_by_two_people_are_both_kept(cast: Cast) -> None:
    seen = specimen(cast.bob)
    write.update(seen, {"count": 2}, cast.alice.actor(), version=seen.version)
    merged = write.update(seen, {"remark": "mine"}, cast.bob.actor(), version=seen.version)
    assert (merged.count, merged.remark, merged.version) == (2, "mine", 3)


def test_a_change_of_the_same_field_is_refused_with_both_values(cast: Cast) -> None:
    seen = specimen(cast.bob)
    write.update(seen, {"count": 2, "name": "theirs"}, cast.alice.actor(), version=seen.version)
    before = state(cast)
    with pytest.raises(Conflict) as refused:
        write.update(
            seen, {"count": "3", "name": "mine", "remark": "x"}, cast.bob.actor(), version=seen.version
        )
    assert refused.value.version == 2
    assert refused.value.clashes == [
        Clash("name", "Name", "theirs", "theirs", "mine", "Alice"),
        Clash("count", "Count", 2, "2", "3", "Alice"),
    ]
    assert state(cast) == before


def test_the_same_change_by_two_people_is_no_clash(cast: Cast) -> None:
    seen = specimen(cast.bob)
    write.update(seen, {"count": 2}, cast.alice.actor(), version=seen.version)
    assert write.update(seen, {"count": 2}, cast.bob.actor(), version=seen.version).version == 2


def test_a_clash_of_links_names_the_record_chosen_meanwhile(cast: Cast) -> None:
    seen, other, third = specimen(cast.bob), shelf(cast.alice, "Upper"), shelf(cast.alice, "Lower")
    write.update(seen, {"shelf": other.pk}, cast.alice.actor(), version=seen.version)
    with pytest.raises(Conflict) as refused:
        write.update(seen, {"shelf": third.pk}, cast.bob.actor(), version=seen.version)
    assert [clash.theirs_text for clash in refused.value.clashes] == ["Upper"]


def test_the_bin_takes_and_gives_back(cast: Cast) -> None:
    record = specimen(cast.alice)
    write.delete(record, cast.alice.actor())
    assert (access.visible(Specimen, cast.alice.actor()).count(), Specimen.objects.count()) == (0, 1)
    before = state(cast)
    attempts: list[Callable[[], Any]] = [
        partial(write.update, record, {"count": 5}, cast.alice.actor()),
        partial(write.delete, record, cast.alice.actor()),
        partial(write.perform, SHIP, record, {}, cast.alice.actor()),
    ]
    for attempt in attempts:
        with pytest.raises(NotFound):
            attempt()
    assert state(cast) == before
    back = write.restore(record, cast.alice.actor())
    assert (back.deleted_at, back.version) == (None, 3)
    with pytest.raises(NotFound):
        write.restore(record, cast.alice.actor())


def test_an_action_takes_its_own_defaults_where_nothing_is_said(cast: Cast) -> None:
    done = write.perform(MEASURE, specimen(cast.alice), {"count": "7"}, cast.alice.actor())
    assert (done.count, done.weight, done.remark, done.living, done.length) == (7, None, "", False, None)
    with pytest.raises(Invalid) as refused:
        write.perform(MEASURE, done, {"weight": "2"}, cast.alice.actor())
    assert refused.value.errors == {"count": ["Fill this in."]}


def test_an_action_that_refuses_or_is_not_shown_changes_nothing(cast: Cast) -> None:
    record = specimen(cast.alice)
    before = state(cast)
    with pytest.raises(Refused) as refused:
        write.perform(SHIP, record, {}, cast.alice.actor())
    assert [missing.field for missing in refused.value.missing] == ["place"]
    with pytest.raises(Invalid):
        write.perform(SHIP, record, {"nonsense": 1}, cast.alice.actor())
    with pytest.raises(Forbidden):
        write.perform(SHIP, record, {}, cast.carol.actor())
    assert state(cast) == before


def test_an_action_s_event_has_its_name_and_what_it_changed(cast: Cast) -> None:
    record = specimen(cast.alice)
    write.perform(MEASURE, record, {"count": 3, "length": 900}, cast.alice.actor())
    [event] = Event.objects.filter(kind="specimen.measured")
    assert event.changes == {"count": [1, 3], "length": [None, 900]}
    assert write.perform(
        MEASURE, record, {"count": 3, "length": "15m"}, cast.alice.actor("web")
    ).length == timedelta(minutes=15)


def test_what_happened_is_told_without_a_change(cast: Cast) -> None:
    record = specimen(cast.alice)
    write.happen(record, "missed", system(cast.north, agent="Clock"), due="2026-03-02")
    event = Event.objects.get(kind="specimen.missed")
    assert (event.actor, event.actor_name, event.changes) == (None, "Clock", {"due": [None, "2026-03-02"]})
    assert Specimen.objects.get().version == 1


def test_plain_values_can_be_written_back_as_they_are(cast: Cast) -> None:
    record = specimen(
        cast.alice, weight="1.125", price="48000", share="42.5", length=5400, seen_at="2026-03-09T02:00:00.123456Z",
        found_on="2024-02-29", phones=["+639175550142"], place={"city": "Cebu", "country": "ph"},
    )  # fmt: skip

    shown = json.loads(json.dumps(plain(record, access.writable(cast.alice.actor(), SPECIMEN))))
    same = write.update(record, shown, cast.alice.actor())
    assert same.version == 1
