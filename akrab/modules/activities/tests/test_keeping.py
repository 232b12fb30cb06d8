"""What nobody has is given to somebody, by whatever hand it was made so or taken away."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from akrab.config.reactions import REACTIONS
from akrab.engine import undo, write
from akrab.engine.events import gesture
from akrab.engine.follow import follow
from akrab.engine.models import Event, FailedReaction, Operation
from akrab.engine.spec import named
from akrab.features.notify.models import Notice
from akrab.features.territories.models import Territory
from akrab.identity.actor import Origin, system
from akrab.identity.models import Team
from akrab.modules.activities.models import Task
from akrab.modules.contacts.models import Company, Contact
from akrab.tenancy.current import workspace as inside
from tests.cast import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def bobs(cast: Cast) -> Contact:
    """A contact that bob has, whose team carol leads."""
    with inside(cast.north):
        Team.objects.update(leader=cast.carol.member)
        return write.create(Contact, {"name": "Ana", "owner": cast.bob.id}, cast.alice.actor("web"))


def _follow(cast: Cast) -> None:
    while follow(cast.north, REACTIONS):
        pass
    with inside(cast.north):
        assert not FailedReaction.objects.exists()


def _owner(cast: Cast, contact: Contact) -> str:
    with inside(cast.north):
        return str(Contact.objects.get(pk=contact.pk).owner_id)


def _told(cast: Cast) -> list[tuple[str, str]]:
    with inside(cast.north):
        rows = Notice.objects.filter(kind="assigned").select_related("to__user").order_by("pk")
        return [(one.to.user.name, one.text) for one in rows]


def _looks_beside(told: CaptureQueriesContext) -> list[str]:
    """The statements that read what a gesture made."""
    asked = [one["sql"] for one in told if f'FROM "{Event._meta.db_table}"' in one["sql"]]
    return [sql for sql in asked if "'%.created'" in sql and '"operation_id" =' in sql]


def test_what_a_program_leaves_without_an_owner_goes_to_the_leader_who_is_told(
    cast: Cast, bobs: Contact
) -> None:
    answer = cast.alice.api.patch(
        f"/api/v1/contacts/{bobs.pk}", {"owner": None}, content_type="application/json"
    )
    assert answer.status_code == 200
    _follow(cast)
    assert _owner(cast, bobs) == cast.carol.id
    said = "Nobody had it any more, so it is yours until you give it to somebody: Ana"
    assert _told(cast) == [("Carol", said)]


def test_many_at_once_are_given_and_told_of_once(cast: Cast, bobs: Contact) -> None:
    with inside(cast.north):
        alice = cast.alice.actor("web")
        more = write.create(Contact, {"name": "Ben", "owner": cast.bob.id}, alice)
        write.update_many(Contact, [bobs.pk, more.pk], {"owner": None}, alice)
    _follow(cast)
    with inside(cast.north):
        assert Contact.objects.filter(owner=cast.carol.member.pk).count() == 2
    assert len(_told(cast)) == 1


def test_where_there_is_no_leader_the_head_gets_it_and_is_told(cast: Cast, bobs: Contact) -> None:
    with inside(cast.north):
        Team.objects.update(leader=None)
        write.update(bobs, {"owner": None}, system(cast.north))
    _follow(cast)
    assert _owner(cast, bobs) == cast.alice.id
    assert _told(cast) == [("Alice", "It is nobody's, so it is yours until you give it to somebody: Ana")]


def test_undoing_it_gives_it_back_to_who_had_it(cast: Cast, bobs: Contact) -> None:
    with inside(cast.north):
        write.update(bobs, {"owner": None}, cast.alice.actor("web"))
        emptied = Operation.objects.latest("pk")
    _follow(cast)
    with inside(cast.north):
        undo.undo(emptied, cast.alice.actor("web"), force=True)
    _follow(cast)
    assert _owner(cast, bobs) == cast.bob.id


def test_what_somebody_makes_without_an_owner_is_theirs_and_they_need_not_be_told(cast: Cast) -> None:
    with inside(cast.north):
        ana = write.create(Contact, {"name": "Ana", "owner": None}, cast.bob.actor("web"))
    _follow(cast)
    assert _owner(cast, ana) == cast.bob.id
    assert _told(cast) == []


def test_what_lies_in_a_territory_goes_round_among_its_people(cast: Cast) -> None:
    with inside(cast.north):
        near = {"name": "Cebu", "country": "PH", "regions": ["Cebu"], "people": [cast.bob.id, cast.carol.id]}
        write.create(Territory, near, cast.alice.actor("web"))
        address = {"country": "PH", "region": "Cebu", "city": "Cebu City"}
        for name in ("Ana", "Ben", "Cora"):
            write.create(Contact, {"name": name, "address": address, "owner": None}, cast.alice.actor("web"))
        away = {"name": "Dan", "address": {"country": "PH", "region": "Iloilo"}, "owner": None}
        write.create(Contact, away, cast.alice.actor("web"))
    _follow(cast)
    with inside(cast.north):
        owners = dict(Contact.objects.values_list("name", "owner__user__name"))
    assert owners == {"Ana": "Bob", "Ben": "Carol", "Cora": "Bob", "Dan": "Alice"}
    assert ("Carol", "It is new and lies in your territory, so it is yours: Ben") in _told(cast)


def test_what_nobody_in_person_made_is_whose_what_it_is_about_is(cast: Cast, bobs: Contact) -> None:
    with inside(cast.north):
        told = {"name": "Call back", "about": named(bobs), "assignee": None}
        made = write.create(Task, told, system(cast.north))
    _follow(cast)
    with inside(cast.north):
        assert str(Task.objects.get(pk=made.pk).assignee_id) == cast.bob.id


@pytest.mark.parametrize("origin", ["import", "api"])
def test_what_an_import_or_a_program_brings_without_an_owner_stays_so(cast: Cast, origin: Origin) -> None:
    with inside(cast.north):
        [ana] = write.create_many(Contact, [{"name": "Ana"}], cast.bob.actor(origin))
    _follow(cast)
    assert _owner(cast, ana) == "None"


def test_what_comes_with_something_that_somebody_has_is_theirs_too(cast: Cast) -> None:
    with inside(cast.north), gesture(system(cast.north), "A sending") as by:
        ana = write.create(Contact, {"name": "Ana"}, by)
        write.create(Company, {"name": "Ana's", "owner": cast.carol.id}, by)
    _follow(cast)
    assert _owner(cast, ana) == cast.carol.id
    assert "Ana" not in [text.rpartition(": ")[2] for _name, text in _told(cast)], "once is enough"


def test_many_that_come_together_are_looked_beside_but_once(cast: Cast) -> None:
    with inside(cast.north), gesture(system(cast.north), "A sending") as by:
        for number in range(6):
            write.create(Contact, {"name": f"Ana {number}"}, by)
        write.create(Company, {"name": "Ana's", "owner": cast.carol.id}, by)
    with CaptureQueriesContext(connection) as told:
        _follow(cast)
    with inside(cast.north):
        assert Contact.objects.filter(owner=cast.carol.member.pk).count() == 6
    assert len(_looks_beside(told)) == 1


def test_beside_what_somebody_made_nothing_is_looked_for(cast: Cast) -> None:
    with inside(cast.north):
        write.create(Contact, {"name": "Ana", "owner": None}, cast.bob.actor("web"))
    with CaptureQueriesContext(connection) as told:
        _follow(cast)
    with inside(cast.north):
        assert Contact.objects.filter(owner=cast.bob.member.pk).count() == 1
    assert not _looks_beside(told)


def test_what_belongs_to_nothing_and_nobody_goes_to_the_head_who_is_told(cast: Cast) -> None:
    with inside(cast.north):
        ana = write.create(Contact, {"name": "Ana"}, system(cast.north))
    _follow(cast)
    assert _owner(cast, ana) == cast.alice.id
    assert _told(cast) == [("Alice", "It is nobody's, so it is yours until you give it to somebody: Ana")]


def test_undoing_what_was_made_takes_it_away_and_gives_it_to_nobody(cast: Cast) -> None:
    with inside(cast.north):
        ana = write.create(Contact, {"name": "Ana", "owner": None}, cast.bob.actor("web"))
        made = Operation.objects.latest("pk")
    _follow(cast)
    with inside(cast.north):
        undo.undo(made, cast.bob.actor("web"), force=True)
    _follow(cast)
    with inside(cast.north):
        assert Contact.objects.get(pk=ana.pk).deleted_at is not None
    assert _told(cast) == []
