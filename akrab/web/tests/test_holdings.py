"""Nothing is left without an owner or a team: who leaves hands on, and what has none stands on a list."""

import pytest

from akrab.engine import access, filters, write
from akrab.engine.spec import spec_of
from akrab.features.notify.models import Notice
from akrab.identity.models import Membership, Team
from akrab.modules.activities.models import Call, Task
from akrab.modules.contacts.models import Contact
from akrab.tenancy.current import workspace
from tests.cast import Cast

pytestmark = pytest.mark.django_db
BASE = "/w/north/settings/"


def _ann(cast: Cast) -> Contact:
    return write.create(Contact, {"name": "Zoe", "owner": cast.alice.id}, cast.alice.actor())


@pytest.fixture
def work(cast: Cast) -> tuple[Task, Task, Contact]:
    """Bob has an open task, a finished one and a contact; alice is in his team."""
    with workspace(cast.north):
        Membership.objects.filter(pk=cast.alice.member.pk).update(team=Team.objects.get())
        by = cast.alice.actor()
        still = write.create(Task, {"name": "Call", "assignee": cast.bob.id}, by)
        done = write.create(Task, {"name": "Done", "assignee": cast.bob.id, "status": "done"}, by)
        write.create(Call, {"outcome": "Talked", "user": cast.bob.id, "contact": _ann(cast)}, by)
        return still, done, write.create(Contact, {"name": "Ann", "owner": cast.bob.id}, by)


def test_who_has_work_in_hand_is_let_go_once_somebody_takes_over(
    cast: Cast, work: tuple[Task, Task, Contact]
) -> None:
    still, done, ann = work
    refused = cast.alice.browser.post(f"{BASE}users/{cast.bob.id}/turn")
    assert refused.status_code == 422
    assert "Choose who takes over: Contacts (owner): 1, Tasks (assignee): 1." in refused.content.decode()
    with workspace(cast.north):
        assert Membership.objects.get(pk=cast.bob.member.pk).is_active
    answer = cast.alice.browser.post(f"{BASE}users/{cast.bob.id}/turn", {"to": cast.alice.id})
    assert answer.status_code == 303
    with workspace(cast.north):
        for record in work:
            record.refresh_from_db()
        assert not Membership.objects.get(pk=cast.bob.member.pk).is_active
        assert (still.assignee_id, ann.owner_id) == (cast.alice.member.pk, cast.alice.member.pk)
        assert done.assignee_id == cast.bob.member.pk  # what is done stays under the name of who did it


def test_who_takes_over_the_work_of_another_is_told(cast: Cast, work: tuple[Task, Task, Contact]) -> None:
    with workspace(cast.north):
        Membership.objects.filter(pk=cast.carol.member.pk).update(team=Team.objects.get())
    page = cast.alice.browser.get(f"{BASE}users/{cast.bob.id}").content.decode()
    assert "Whoever is in a team can be chosen." in page
    assert (
        cast.alice.browser.post(f"{BASE}users/{cast.bob.id}/turn", {"to": cast.carol.id}).status_code == 303
    )
    with workspace(cast.north):
        [told] = Notice.objects.filter(to=cast.carol.member.pk)
        assert (told.kind, told.text) == (
            "handover",
            "Bob has left, and their work is yours now. Records: 2.",
        )


def test_nobody_without_a_team_takes_over(cast: Cast, work: tuple[Task, Task, Contact]) -> None:
    answer = cast.alice.browser.post(f"{BASE}users/{cast.bob.id}/turn", {"to": cast.carol.id})
    assert answer.status_code == 422
    assert "Choose from the list." in answer.content.decode()
    with workspace(cast.north):
        work[0].refresh_from_db()
        assert work[0].assignee_id == cast.bob.member.pk


def test_nobody_with_work_in_hand_is_taken_out_of_their_team(
    cast: Cast, work: tuple[Task, Task, Contact]
) -> None:
    with workspace(cast.north):
        team, other = Team.objects.get(), Team.objects.create(name="Field")
    page = f"{BASE}teams/{team.pk}"
    said = {"name": "Sales", "leader": "", "people": [cast.alice.id]}
    refused = cast.alice.browser.post(page, said)
    assert refused.status_code == 422
    assert "Bob would be in no team and has in hand" in refused.content.decode()
    user = {"role": str(cast.bob.member.role_id), "team": ""}
    assert cast.alice.browser.post(f"{BASE}users/{cast.bob.id}", user).status_code == 422
    assert cast.alice.browser.post(f"{page}/delete").status_code == 422
    with workspace(cast.north):
        assert Membership.objects.get(pk=cast.bob.member.pk).team == team
    assert cast.alice.browser.post(page, said | {"to": str(other.pk)}).status_code == 303
    assert cast.alice.browser.post(f"{page}/delete", {"to": str(other.pk)}).status_code == 303
    with workspace(cast.north):
        assert {one.team for one in Membership.objects.filter(pk__in=[cast.bob.id, cast.alice.id])} == {other}


def test_where_there_is_no_team_any_more_nothing_lacks_one(
    cast: Cast, work: tuple[Task, Task, Contact]
) -> None:
    def alone() -> list[Contact]:
        tree = {"or": [{"field": "owner", "op": "empty"}, {"field": "owner", "op": "in_no_team"}]}
        by = cast.alice.actor()
        return list(access.visible(Contact, by).filter(filters.compile(tree, spec_of(Contact), by)))

    with workspace(cast.north):
        team = Team.objects.get()
        lonely = write.create(Contact, {"name": "Ben", "owner": cast.carol.id}, cast.alice.actor())
        assert alone() == [lonely]
    assert cast.alice.browser.post(f"{BASE}teams/{team.pk}/delete").status_code == 303
    with workspace(cast.north):
        assert alone() == []
