"""Who sees and does what: none, own, team and all; leaders; closed fields; strangers."""

from collections.abc import Callable
from typing import Any

import pytest

from akrab.engine import access, events, filters, options, query, search, undo, write
from akrab.engine.actions import actions_of
from akrab.engine.errors import Forbidden, Invalid, NotFound
from akrab.engine.tests.specimens import (
    SHELF,
    SPECIMEN,
    allow,
    last_operation,
    shelf,
    specimen,
    state,
)
from akrab.identity.actor import VERBS, Verb
from akrab.identity.models import Role, Team
from akrab.tenancy.current import workspace as inside
from tests.cast import Cast, Player, play
from tests.contract.objects.models import Shelf, Specimen

ALL = dict.fromkeys(VERBS, "all")
REACHED: dict[str, set[str]] = {
    "none": set(), "own": {"bob"}, "team": {"bob", "dan"}, "all": {"alice", "bob", "dan"},
}  # fmt: skip


def three_owners(cast: Cast) -> dict[str, Specimen]:
    """A specimen of bob's, one of dan's, who is in his team, and one of alice's, who is in none."""
    dan = play("dan", cast.roles["reader"], cast.bob.member.team)
    on = shelf(cast.alice)
    owners = {"alice": cast.alice, "bob": cast.bob, "dan": dan}
    return {name: specimen(cast.alice, on, name=name, owner=who.id) for name, who in owners.items()}


@pytest.mark.parametrize("far", REACHED)
@pytest.mark.parametrize("verb", ["view", "change", "delete"])
def test_each_verb_carries_as_far_as_its_reach(cast: Cast, verb: Verb, far: str) -> None:
    records = three_owners(cast)
    allow(cast.roles["seller"], {"specimen": ALL | {verb: far}})
    by = cast.bob.actor()
    assert {one.name for one in access.visible(Specimen, by, verb)} == REACHED[far]
    does: dict[str, Callable[[Specimen], Any]] = {
        "view": lambda record: access.get(Specimen, record.pk, by),
        "change": lambda record: write.update(record, {"count": 7}, by),
        "delete": lambda record: write.delete(record, by),
    }
    before = state(cast)
    for name, record in records.items():
        assert access.allows(by, record, verb) == (name in REACHED[far])
        if name in REACHED[far]:
            assert access.get(Specimen, record.pk, by, verb).pk == record.pk
            continue
        with pytest.raises(NotFound if verb == "view" else Forbidden) as refused:
            does[verb](record)
        assert ("Seller" in str(refused.value)) == (verb != "view")
    assert state(cast) == before


@pytest.mark.parametrize("far", REACHED)
def test_whatever_one_may_create_is_created_unless_nothing(cast: Cast, far: str) -> None:
    on = shelf(cast.alice)
    allow(cast.roles["seller"], {"*": ALL, "specimen": ALL | {"create": far}})
    before = state(cast)
    if far == "none":
        with pytest.raises(Forbidden) as refused:
            specimen(cast.bob, on)
        assert str(refused.value) == "The role “Seller” may not create Specimens."
        assert state(cast) == before
    else:
        assert specimen(cast.bob, on).created_by_id == cast.bob.member.pk


def test_rights_on_an_object_take_the_place_of_those_on_all_even_when_empty(cast: Cast) -> None:
    three_owners(cast)
    allow(cast.roles["seller"], {"*": ALL, "specimen": {}})
    assert list(access.visible(Specimen, cast.bob.actor())) == []
    assert access.visible(Shelf, cast.bob.actor()).count() == 1


def test_a_leader_sees_what_the_team_owns_from_outside_it(cast: Cast) -> None:
    records = three_owners(cast)
    eve = play("eve", cast.roles["seller"], Team.objects.create(name="Heads"))
    allow(cast.roles["seller"], {"specimen": dict.fromkeys(VERBS, "team")})
    assert access.visible(Specimen, eve.actor()).count() == 0
    Team.objects.filter(name="Sales").update(leader=eve.member)
    assert {one.name for one in access.visible(Specimen, eve.actor())} == {"bob", "dan"}
    assert write.update(records["dan"], {"count": 5}, eve.actor()).count == 5


def test_a_bulk_change_that_reaches_too_far_changes_nothing(cast: Cast) -> None:
    records = three_owners(cast)
    before = state(cast)
    ids = [records["bob"].pk, records["alice"].pk]
    with pytest.raises(Forbidden):
        write.update_many(Specimen, ids, {"count": 9}, cast.bob.actor())
    with pytest.raises(Forbidden):
        write.delete_many(Specimen, ids, cast.bob.actor())
    assert state(cast) == before


@pytest.mark.parametrize(
    ("far", "verb", "sentence"),
    [
        ("none", "view", "The role “Seller” may not see Specimens."),
        ("own", "view", "The role “Seller” sees only its own Specimens."),
        ("own", "change", "The role “Seller” changes only its own Specimens."),
        ("team", "delete", "The role “Seller” deletes only the Specimens of its team."),
        ("all", "change", "The role “Seller” allows this for all Specimens."),
    ],
)
def test_access_says_why(cast: Cast, far: str, verb: Verb, sentence: str) -> None:
    allow(cast.roles["seller"], {"*": {verb: far}})
    assert access.explain(cast.bob.actor(), SPECIMEN, verb) == sentence


def test_a_hidden_field_can_not_be_read_asked_sorted_found_or_told(cast: Cast) -> None:
    record = specimen(cast.alice, name="Ana", phones=["+639175550142"], count=3)
    write.update(record, {"phones": ["+639175550143"], "count": 4}, cast.alice.actor())
    allow(cast.roles["reader"], {"*": {"view": "all"}}, {"specimen": {"phones": "hidden", "count": "hidden"}})
    by = cast.carol.actor()
    assert not {"phones", "count"} & set(access.readable(by, SPECIMEN))
    for tree in (
        {"field": "count", "op": "is", "value": 4},
        {"field": "phones", "op": "has", "value": "+639175550143"},
    ):
        with pytest.raises(Invalid):
            filters.compile(tree, SPECIMEN, by)
    with pytest.raises(Invalid):
        query.listing(SPECIMEN, by, query.Ask(sort="count"))
    with pytest.raises(Invalid):
        query.groups(SPECIMEN, by, query.Ask(), "count")
    assert "count" not in query.sums(SPECIMEN, by, query.Ask())
    assert query.count(SPECIMEN, by, query.Ask(q="9175550143")) == 0
    assert search.find("9175550143", by) == []
    assert [hit.title for hit in search.find("ana", by)] == ["Ana"]
    assert query.count(SPECIMEN, cast.alice.actor(), query.Ask(q="9175550143")) == 1
    told = {name for event in events.timeline(record, by) for name in event.changes}
    assert "name" in told
    assert not {"phones", "count"} & told


def test_a_field_that_is_read_only_for_a_role_is_read_and_not_written(cast: Cast) -> None:
    record = specimen(cast.alice)
    allow(cast.roles["seller"], {"*": ALL}, {"specimen": {"count": "read"}})
    before = state(cast)
    with pytest.raises(Invalid) as refused:
        write.update(record, {"count": 5, "remark": "x"}, cast.bob.actor())
    assert refused.value.errors == {"count": ["This field can't be changed here."]}
    assert state(cast) == before
    assert access.readable(cast.bob.actor(), SPECIMEN)["count"]
    assert query.listing(SPECIMEN, cast.bob.actor(), query.Ask(sort="-count")).rows == [record]


def test_what_is_linked_and_closed_can_not_be_asked_through_nor_found_by(cast: Cast) -> None:
    on = shelf(cast.alice, "Secret cellar")
    record = specimen(cast.alice, on, name="Ana")
    allow(cast.roles["reader"], {"specimen": {"view": "all"}, "shelf": {"view": "own"}})
    by = cast.carol.actor()
    for tree in (
        {"field": "shelf.name", "op": "contains", "value": "cellar"},
        {"field": "shelf.name", "op": "not_empty"},
    ):
        assert query.count(SPECIMEN, by, query.Ask(filter=tree)) == 0, tree
    assert query.count(SPECIMEN, by, query.Ask(q="cellar")) == 0
    assert query.count(SPECIMEN, by, query.Ask(q="ana")) == 1
    listing = query.listing(SPECIMEN, by, query.Ask(), [SPECIMEN.fields["shelf"]])
    assert (listing.rows, listing.titles) == ([record], {})


@pytest.mark.parametrize("id", ["", "x", "None", "00000000-0000-0000-0000-00000000000", 5, None, [], "\x00"])
def test_an_id_that_is_none_is_not_found(cast: Cast, id: Any) -> None:
    with pytest.raises(NotFound):
        access.get(Specimen, id, cast.alice.actor())


def attempts(record: Specimen, by: Player, operation: Any) -> dict[str, Any]:
    """Everything a stranger might try on a record whose id they know."""
    actor, ship = by.actor(), actions_of(Specimen)["ship"]
    return {
        "get": lambda: access.get(Specimen, record.pk, actor),
        "get from the bin": lambda: access.get(Specimen, record.pk, actor, bin=True),
        "update": lambda: write.update(record, {"count": 2}, actor),
        "update many": lambda: write.update_many(Specimen, [record.pk], {"count": 2}, actor),
        "delete": lambda: write.delete(record, actor),
        "restore": lambda: write.restore(record, actor),
        "perform": lambda: write.perform(ship, record, {}, actor),
        "undo": lambda: undo.undo(undo.get_operation(operation.pk, actor), actor),
        "link": lambda: specimen(by, twin=record.pk),
        "own": lambda: specimen(by, owner=record.owner_id),
        "about": lambda: specimen(by, about=f"specimen:{record.pk}"),
        "act with": lambda: write.perform(
            actions_of(Specimen)["measure"], specimen(by), {"count": 1, "shelf": record.shelf_id}, actor
        ),
    }


def test_a_stranger_finds_links_changes_and_undoes_nothing(cast: Cast) -> None:
    record = specimen(cast.alice, name="Ana")
    operation, before = last_operation(), state(cast)
    with inside(cast.south):
        actor = cast.mallory.actor()
        for name, attempt in attempts(record, cast.mallory, operation).items():
            with pytest.raises((NotFound, Invalid)):
                pytest.fail(f"{name} gave {attempt()}")
        for tree in (
            {"field": "id", "value": str(record.pk)},
            {"field": "shelf", "value": str(record.shelf_id)},
        ):
            assert query.count(SPECIMEN, actor, query.Ask(filter=tree)) == 0
        assert search.find("ana", actor) == []
        assert record.shelf_id not in dict(options.options(SPECIMEN.fields["shelf"], "shelf", actor))
        members = options.options(SPECIMEN.fields["owner"], "", actor)
        assert [title for _id, title in members] == ["Mallory"]
        assert access.titles({"specimen": {record.pk}}, actor, {"specimen": SPECIMEN, "shelf": SHELF}) == {}
        assert events.timeline(record, actor) == []
        assert Role.objects.count() == 1
    assert state(cast) == before
