"""The journal of settings: what two administrators do at the same moment is told of each alone."""

import threading
from collections.abc import Callable

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction

from akrab.engine import journal
from akrab.engine.models import Event
from akrab.identity import people, roles, teams
from akrab.identity.actor import Actor
from akrab.identity.models import Membership, Team
from akrab.identity.roles import Wanted
from akrab.tenancy.current import workspace as inside
from tests.cast import Cast, assemble


@pytest.mark.django_db(transaction=True)
def test_gestures_at_the_same_moment_wait_for_one_another_and_tell_their_own() -> None:
    cast = assemble()
    with transaction.atomic(), inside(cast.north):
        Membership.objects.filter(pk=cast.bob.member.pk).update(role=cast.roles["administrator"])
        boss, other = cast.alice.actor("web"), cast.bob.actor("web")
    begun = threading.Event()

    def second() -> None:
        begun.wait(10)
        _gesture(cast, other, lambda by: roles.save_role(None, Wanted("Night"), by))
        connection.close()

    thread = threading.Thread(target=second)
    thread.start()

    def first(by: Actor) -> None:
        begun.set()
        thread.join(0.5)
        assert thread.is_alive()  # it waits for this gesture to end
        teams.save_team(None, "Night", None, [], by)

    _gesture(cast, boss, first)
    thread.join(10)
    with transaction.atomic(), inside(cast.north):
        told = list(Event.objects.order_by("id").values_list("actor_name", "kind", "title"))
    assert told == [("Alice", "team.created", "Night"), ("Bob", "role.created", "Night")]


def _gesture(cast: Cast, by: Actor, do: Callable[[Actor], object]) -> None:
    with transaction.atomic(), inside(cast.north), journal.telling(by, "test") as within:
        do(within)


@pytest.mark.django_db
def test_a_gesture_of_several_changes_tells_each_and_is_one_operation() -> None:
    cast = assemble()
    by = cast.alice.actor("web")
    with transaction.atomic(), inside(cast.north):
        Team.objects.update(leader=cast.bob.member)
        with journal.telling(by, "Bob leaves") as within:
            people.deactivate(cast.bob.member, within)
        events = list(Event.objects.order_by("kind"))
    assert [(event.kind, event.changes) for event in events] == [
        ("membership.updated", {"is_active": [True, False]}),
        ("team.updated", {"leader": [cast.bob.id, None]}),
    ]
    assert len({event.operation_id for event in events}) == 1


@pytest.mark.django_db
def test_what_fails_tells_nothing_and_leaves_nothing() -> None:
    cast = assemble()
    by = cast.alice.actor("web")

    def one_good_one_taken(by: Actor) -> None:
        for name in ("Night", "Sales"):
            teams.save_team(None, name, None, [], by)

    with pytest.raises(ValidationError):
        _gesture(cast, by, one_good_one_taken)
    with transaction.atomic(), inside(cast.north):
        assert not Team.objects.filter(name="Night").exists()
        assert not Event.objects.exists()
