"""Undo: whatever a gesture did is taken back, later changes are never lost unasked, and undoing can be undone."""

import pytest

from akrab.engine import undo, write
from akrab.engine.actions import actions_of
from akrab.engine.errors import Forbidden, NotFound
from akrab.engine.models import Operation
from akrab.engine.tests.specimens import allow, last_operation, shelf, specimen, state
from akrab.engine.undo import UndoConflict
from akrab.engine.values import snapshot
from tests.cast import Cast
from tests.contract.objects.models import Specimen


def undo_last(cast: Cast, force: bool = False) -> Operation:
    by = cast.alice.actor()
    return undo.undo(undo.get_operation(last_operation().pk, by), by, force)


def told(record: Specimen) -> dict[str, object]:
    """What the record says now, without what every write changes."""
    values = snapshot(Specimen.objects.get(pk=record.pk))
    del values["updated_at"]
    return values


def test_an_edit_is_taken_back_whatever_the_field_s_type(cast: Cast) -> None:
    cast.alice.user.language = "vi"
    cast.alice.user.save()
    record = specimen(cast.alice, weight="1.125", phones=["+639175550142"], found_on="2026-03-09")
    before, other = told(record), shelf(cast.alice, "Other")
    write.update(
        record,
        {
            "name": "new", "count": 9, "weight": "2.225", "price": "1.125", "share": "3", "phones": [], "living": True,
            "tags": ["a"], "place": {"city": "Cebu"}, "found_on": None, "seen_at": "2026-03-09T02:00:00Z",
            "length": 900, "colour": "blue", "tint": "red", "shelf": other.pk, "twin": record.pk, "owner": None,
            "about": f"specimen:{record.pk}", "scan": {"hash": "0" * 64, "name": "a.pdf", "size": 1, "type": "x"},
            "emails": ["a@b.example"], "site": "https://a.example", "story": "long",
        },
        cast.alice.actor(),
    )  # fmt: skip
    changed = told(record)
    done = undo_last(cast)
    assert told(record) == before
    assert done.label == "Undo: Change Specimen"
    undo_last(cast)
    assert told(record) == changed
    undo_last(cast)
    assert told(record) == before


def test_a_bulk_edit_is_taken_back_as_one(cast: Cast) -> None:
    on = shelf(cast.alice)
    records = [specimen(cast.alice, on, count=n) for n in range(5)]
    write.update_many(Specimen, [one.pk for one in records], {"count": 50}, cast.alice.actor())
    undo_last(cast)
    assert [Specimen.objects.get(pk=one.pk).count for one in records] == [0, 1, 2, 3, 4]


def test_what_was_made_goes_to_the_bin_without_the_right_to_delete(cast: Cast) -> None:
    allow(cast.roles["seller"], {"*": {"view": "all", "create": "all", "change": "own", "delete": "none"}})
    record = specimen(cast.bob)
    by = cast.bob.actor()
    undo.undo(undo.get_operation(last_operation().pk, by), by)
    assert Specimen.objects.get(pk=record.pk).deleted_at is not None
    undo.undo(undo.get_operation(last_operation().pk, cast.alice.actor()), cast.alice.actor())
    assert Specimen.objects.get(pk=record.pk).deleted_at is None


def test_what_was_deleted_comes_back_and_goes_again(cast: Cast) -> None:
    record = specimen(cast.alice)
    write.delete(record, cast.alice.actor())
    undo_last(cast)
    assert Specimen.objects.get().deleted_at is None
    undo_last(cast)
    assert Specimen.objects.get().deleted_at is not None


def test_what_came_back_by_hand_meanwhile_stays(cast: Cast) -> None:
    record = specimen(cast.alice)
    write.delete(record, cast.alice.actor())
    deleting = last_operation()
    write.restore(record, cast.alice.actor())
    undo.undo(deleting, cast.alice.actor())
    assert Specimen.objects.get().deleted_at is None


def test_an_action_is_taken_back(cast: Cast) -> None:
    record = specimen(cast.alice, count=1)
    before = told(record)
    write.perform(actions_of(Specimen)["measure"], record, {"count": 8, "remark": "x"}, cast.alice.actor())
    undo_last(cast)
    assert told(record) == before


def test_a_later_change_stands_in_the_way_until_forced(cast: Cast) -> None:
    record = specimen(cast.bob, count=1)
    write.update(record, {"count": 2, "remark": "x"}, cast.alice.actor())
    first = last_operation()
    write.update(record, {"count": 3, "name": "newer"}, cast.bob.actor())
    before = state(cast)
    with pytest.raises(UndoConflict) as refused:
        undo.undo(first, cast.alice.actor())
    [one] = refused.value.standing
    assert (one.record, one.field, one.label, one.now, one.back, one.who) == (
        record,
        "count",
        "Count",
        3,
        1,
        "Bob",
    )
    assert state(cast) == before
    undo.undo(first, cast.alice.actor(), force=True)
    kept = Specimen.objects.get()
    assert (kept.count, kept.remark, kept.name) == (1, "", "newer")


def test_a_later_change_of_another_field_is_kept(cast: Cast) -> None:
    record = specimen(cast.bob, count=1)
    write.update(record, {"count": 2}, cast.alice.actor())
    first = last_operation()
    write.update(record, {"name": "newer"}, cast.bob.actor())
    undo.undo(first, cast.alice.actor())
    kept = Specimen.objects.get()
    assert (kept.count, kept.name) == (1, "newer")


def test_an_edit_of_what_is_in_the_bin_says_so_and_is_passed_over_when_forced(cast: Cast) -> None:
    on = shelf(cast.alice)
    records = [specimen(cast.alice, on, count=n) for n in (1, 2)]
    write.update_many(Specimen, [one.pk for one in records], {"count": 9}, cast.alice.actor())
    first = last_operation()
    write.delete(records[0], cast.alice.actor())
    before = state(cast)
    with pytest.raises(UndoConflict) as refused:
        undo.undo(first, cast.alice.actor())
    assert [(one.record, one.label) for one in refused.value.standing] == [(records[0], "is in the bin")]
    assert state(cast) == before
    undo.undo(first, cast.alice.actor(), force=True)
    assert [Specimen.objects.get(pk=one.pk).count for one in records] == [9, 2]


def test_nothing_is_undone_twice(cast: Cast) -> None:
    specimen(cast.alice)
    made = last_operation()
    undo.undo(made, cast.alice.actor())
    before = state(cast)
    with pytest.raises(Forbidden) as refused:
        undo.undo(made, cast.alice.actor())
    assert str(refused.value) == "This was undone already."
    assert state(cast) == before


def test_somebody_else_s_operation_is_not_there_save_for_an_administrator(cast: Cast) -> None:
    specimen(cast.alice)
    made = last_operation()
    for stranger in (cast.bob, cast.carol):
        with pytest.raises(NotFound):
            undo.get_operation(made.pk, stranger.actor())
    specimen(cast.bob)
    assert undo.get_operation(last_operation().pk, cast.alice.actor()) == last_operation()


def test_undo_needs_the_right_to_change_that_the_edit_needed(cast: Cast) -> None:
    record = specimen(cast.bob, count=1)
    write.update(record, {"count": 2}, cast.bob.actor())
    made = last_operation()
    allow(cast.roles["seller"], {"*": {"view": "all"}})
    before = state(cast)
    with pytest.raises(Forbidden):
        undo.undo(made, cast.bob.actor())
    assert state(cast) == before
