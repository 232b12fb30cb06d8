"""The page of users: finding one among many, inviting many at once, sending again what expired."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from akrab.features.mail.models import Mail
from akrab.identity.branches import Wanted, save_branch
from akrab.identity.members import invite
from akrab.identity.models import Invitation, Membership, Team, User
from akrab.lib import clock
from akrab.tenancy.current import workspace as inside
from tests.cast import Cast, play

pytestmark = pytest.mark.django_db
PAGE = "/w/north/settings/users"
PASTED = "Dora Diaz\tdora@example.com\tsales\nEmil <emil@example.com>; Fay (fay@example.com)\nbob@example.com"


def _post(cast: Cast, email: str, **more: Any) -> Any:
    return cast.alice.browser.post(PAGE, {"email": email, "role": str(cast.roles["seller"].pk), **more})


def test_many_are_invited_at_once_from_what_was_pasted(cast: Cast) -> None:
    assert _post(cast, PASTED).status_code == 200, "without a mail server the links are shown"
    with inside(cast.north):
        assert {one.email for one in Invitation.objects.all()} == {
            "dora@example.com", "emil@example.com", "fay@example.com",
        }  # fmt: skip
        assert Mail.objects.count() == 3


def test_while_one_of_them_is_no_address_nobody_is_invited_and_all_stays_typed(cast: Cast) -> None:
    answer = _post(cast, "dora@example.com, emil@example")
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "“emil@example” is not an e-mail address" in page
    assert "dora@example.com, emil@example</textarea>" in page
    with inside(cast.north):
        assert not Invitation.objects.exists()
        assert not Mail.objects.exists()


def test_too_many_at_once_are_refused(cast: Cast) -> None:
    answer = _post(cast, "\n".join(f"p{number}@example.com" for number in range(101)))
    assert (answer.status_code, "at most 100 people" in answer.content.decode()) == (422, True)
    with inside(cast.north):
        assert not Invitation.objects.exists()


def test_the_invited_come_in_with_branch_and_language(cast: Cast) -> None:
    with inside(cast.north):
        branch = save_branch(None, Wanted("Bandung", "BDG"), [], cast.alice.actor("web"))
    page = _post(cast, "dora@example.com", branch=str(branch.pk), language="id").content.decode()
    with inside(cast.north):
        letter = Mail.objects.get()
    path = letter.sealed[letter.sealed.index("/join/north/") :]
    assert path in page
    shown = Client().get(path)
    assert shown["Content-Language"] == "id"
    assert Client().post(path, {"name": "Dora", "password": "six green windows"})["Location"] == "/w/north/"
    with inside(cast.north):
        dora = Membership.objects.get(user__email="dora@example.com")
        assert dora.branch_id == branch.pk
    assert User.objects.get(email="dora@example.com").language == "id"


def test_a_language_that_is_none_and_a_branch_elsewhere_are_refused(cast: Cast) -> None:
    for more in ({"language": "tlh"}, {"branch": str(cast.south.pk)}):
        assert _post(cast, "dora@example.com", **more).status_code == 422
    with inside(cast.north):
        assert not Invitation.objects.exists()


def test_all_that_expired_is_sent_again_as_it_was(cast: Cast) -> None:
    with inside(cast.north):
        team = Team.objects.get()
        for name in ("dora", "emil", "fay"):
            invite(f"{name}@example.com", cast.roles["seller"], team, cast.alice.actor("web"), language="vi")
        rows = Invitation.objects.filter(email__in=["dora@example.com", "emil@example.com"])
        rows.update(expires_at=clock.now() - timedelta(days=1))
    assert "Send 2 expired ones again" in cast.alice.browser.get(PAGE).content.decode()
    assert cast.alice.browser.post("/w/north/settings/invitations/expired").status_code == 200
    with inside(cast.north):
        assert Invitation.objects.filter(expires_at__gt=clock.now(), team=team, language="vi").count() == 3
        assert {one.to[0] for one in Mail.objects.all()} == {"dora@example.com", "emil@example.com"}
    assert cast.bob.browser.post("/w/north/settings/invitations/expired").status_code == 403


@pytest.fixture
def crowd(cast: Cast) -> Cast:
    with inside(cast.north):
        for number in range(8):
            play(f"worker{number}", cast.roles["reader"])
        Membership.objects.filter(user__email="worker7@example.com").update(is_active=False)
        invite("dora@example.com", cast.roles["seller"], None, cast.alice.actor("web"))
    return cast


def _found(cast: Cast, query: str) -> set[str]:
    page = cast.alice.browser.get(f"{PAGE}?{query}").content.decode()
    people = page[page.index('id="people"') : page.index('id="invite"')]
    everyone = ["alice", "bob", "carol", "dora", *(f"worker{number}" for number in range(8))]
    return {one for one in everyone if f"{one}@example.com" in people}


def test_people_are_found_by_name_role_team_and_state(crowd: Cast) -> None:
    assert _found(crowd, "q=WORKER3") == {"worker3"}
    assert _found(crowd, "q=nobody") == set()
    assert _found(crowd, f"role={crowd.roles['seller'].pk}") == {"bob", "dora"}
    with inside(crowd.north):
        assert _found(crowd, f"team={Team.objects.get().pk}") == {"bob", "carol"} - (
            set() if crowd.carol.member.team_id else {"carol"}
        )
    assert _found(crowd, "state=gone") == {"worker7"}
    assert _found(crowd, "state=invited") == {"dora"}
    assert _found(crowd, "team=none&q=alice") == {"alice"}
    assert len(_found(crowd, "team=%00&role=x&state=y&most=z")) == 12


def test_a_small_company_is_not_asked_whom_it_looks_for(cast: Cast) -> None:
    assert "ak-people-sift" not in cast.alice.browser.get(PAGE).content.decode()
