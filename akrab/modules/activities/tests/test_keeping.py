"""What loses its owner goes to the leader of whoever had it, by whatever hand it was taken away."""

import pytest

from akrab.config.reactions import REACTIONS
from akrab.engine import undo, write
from akrab.engine.follow import follow
from akrab.engine.models import FailedReaction, Operation
from akrab.features.notify.models import Notice
from akrab.identity.actor import system
from akrab.identity.models import Team
from akrab.modules.contacts.models import Contact
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
        rows = Notice.objects.filter(text__contains="Nobody").select_related("to__user").order_by("pk")
        return [(one.to.user.name, one.text) for one in rows]


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


def test_where_there_is_no_leader_the_administrators_are_told(cast: Cast, bobs: Contact) -> None:
    with inside(cast.north):
        Team.objects.update(leader=None)
        write.update(bobs, {"owner": None}, system(cast.north))
    _follow(cast)
    assert _owner(cast, bobs) == "None"
    assert _told(cast) == [("Alice", "Nobody has it any more, and there is no leader to take it: Ana")]


def test_undoing_it_gives_it_back_to_who_had_it(cast: Cast, bobs: Contact) -> None:
    with inside(cast.north):
        write.update(bobs, {"owner": None}, cast.alice.actor("web"))
        emptied = Operation.objects.latest("pk")
    _follow(cast)
    with inside(cast.north):
        undo.undo(emptied, cast.alice.actor("web"), force=True)
    _follow(cast)
    assert _owner(cast, bobs) == cast.bob.id
