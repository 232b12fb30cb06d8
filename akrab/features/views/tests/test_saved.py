"""Saved views: whose they are, who may change them, and what can't be kept."""

import re
from collections.abc import Iterator

import pytest

from akrab.engine.errors import Forbidden, Invalid, NotFound
from akrab.engine.registry import get_object
from akrab.features.views import saved
from akrab.features.views.models import SavedView
from akrab.identity.actor import system
from akrab.tenancy.current import workspace as inside
from tests.cast import Cast, assemble


@pytest.fixture
def cast(db: None) -> Iterator[Cast]:
    cast = assemble()
    with inside(cast.north):
        yield cast


def test_a_view_is_seen_by_its_owner_and_when_shared_by_all(cast: Cast) -> None:
    spec, bob, carol = get_object("specimen"), cast.bob.actor(), cast.carol.actor()
    own = saved.save_view(spec, bob, name=" Mine ", columns=["name", "colour"], sort="-count")
    shared = saved.save_view(spec, bob, name="Ours", filter={"field": "owner", "op": "is_me"}, shared=True)
    assert own.name == "Mine"
    assert [view.pk for view in saved.views_for(spec, bob)] == [own.pk, shared.pk]
    assert [view.pk for view in saved.views_for(spec, carol)] == [shared.pk]
    assert saved.views_for(get_object("shelf"), bob) == []
    assert saved.get_view(shared.pk, carol).name == "Ours"
    with pytest.raises(NotFound):
        saved.get_view(own.pk, carol)
    with pytest.raises(NotFound):
        saved.get_view("no id", carol)


def test_only_the_owner_and_administrators_change_a_shared_view(cast: Cast) -> None:
    view = saved.save_view(get_object("specimen"), cast.bob.actor(), name="Ours", shared=True)
    for change in (
        lambda: saved.change_view(view, {"name": "Taken"}, cast.carol.actor()),
        lambda: saved.delete_view(view, cast.carol.actor()),
    ):
        with pytest.raises(Forbidden, match="owner of this view"):
            change()
    assert SavedView.objects.get().name == "Ours"
    saved.change_view(view, {"name": "Everybody's", "position": 3}, cast.alice.actor())
    assert SavedView.objects.values_list("name", "position").get() == ("Everybody's", 3)
    saved.delete_view(view, cast.bob.actor())
    assert not SavedView.objects.exists()


def test_an_administrator_has_no_say_in_what_somebody_keeps_alone(cast: Cast) -> None:
    view = saved.save_view(get_object("specimen"), cast.bob.actor(), name="Mine")
    with pytest.raises(Forbidden):
        saved.delete_view(view, cast.alice.actor())
    with pytest.raises(NotFound):
        saved.get_view(view.pk, cast.alice.actor())


def test_a_view_that_came_with_the_data_is_shared_and_the_administrators_to_change(cast: Cast) -> None:
    spec = get_object("specimen")
    view = saved.save_view(
        spec, system(cast.north), name="Blue", filter={"field": "colour", "op": "is", "value": "blue"}
    )
    assert [one.name for one in saved.views_for(spec, cast.carol.actor())] == ["Blue"]
    with pytest.raises(Forbidden):
        saved.change_view(view, {"name": "Red"}, cast.carol.actor())
    assert saved.change_view(view, {"name": "Red"}, cast.alice.actor()).name == "Red"


@pytest.mark.parametrize(
    ("entry", "value", "message"),
    [
        ("name", "", "Give the view a name"),
        ("name", "x" * 81, "at most 80"),
        ("columns", ["name", "nothing"], "has no field “nothing”"),
        ("columns", "name", "list of fields"),
        ("sort", "-nothing", "can't be sorted by “nothing”"),
        ("shape", "globe", "can be shown as: list"),
        ("filter", {"field": "nothing", "op": "is", "value": 1}, "has no field “nothing”"),
        ("shared", "perhaps", "yes or no"),
        ("position", -1, "whole number"),
        ("owner", "me", "no such entry"),
    ],
)
def test_what_nobody_could_use_is_refused_and_nothing_changes(
    cast: Cast, entry: str, value: object, message: str
) -> None:
    view = saved.save_view(get_object("specimen"), cast.bob.actor(), name="Mine", columns=["name"])
    before = SavedView.objects.values().get()
    with pytest.raises(Invalid, match=re.escape(message)) as refused:
        saved.change_view(view, {entry: value}, cast.bob.actor())
    assert list(refused.value.errors) == [entry]
    assert SavedView.objects.values().get() == before
    assert view.name == "Mine"


def test_what_has_no_columns_of_a_board_has_no_board(cast: Cast) -> None:
    with pytest.raises(Invalid, match="Shelves can be shown as: list"):
        saved.save_view(get_object("shelf"), cast.bob.actor(), name="Board", shape="board")
    assert not SavedView.objects.exists()


def test_a_view_over_a_closed_field_is_left_out_and_a_closed_column_dropped(cast: Cast) -> None:
    spec, alice = get_object("specimen"), cast.alice.actor()
    asked = {"field": "price", "op": "gt", "value": "1"}
    saved.save_view(spec, alice, name="Dear", filter=asked, shared=True)
    shown = saved.save_view(spec, alice, name="Prices", columns=["name", "price"], shared=True)
    cast.roles["seller"].fields = {"specimen": {"price": "hidden"}}
    cast.roles["seller"].save()
    bob = cast.bob.actor()
    assert [view.name for view in saved.views_for(spec, bob)] == ["Prices"]
    assert saved.columns_of(shown, bob) == ["name"]
    assert saved.columns_of(shown, alice) == ["name", "price"]
    with pytest.raises(Invalid):
        saved.save_view(spec, bob, name="Dear", filter=asked)


def test_views_stay_in_their_workspace(cast: Cast) -> None:
    view = saved.save_view(get_object("specimen"), cast.alice.actor(), name="Ours", shared=True)
    with inside(cast.south):
        assert saved.views_for(get_object("specimen"), cast.mallory.actor()) == []
        with pytest.raises(NotFound):
            saved.get_view(view.pk, cast.mallory.actor())
