"""The settings: for administrators alone, thin over the verbs of identity, and safe from locking everybody out."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from akrab.engine import write
from akrab.engine.events import gesture
from akrab.engine.models import Event, FailedReaction
from akrab.engine.registry import get_object
from akrab.features.documents.models import CompanyDetails
from akrab.features.mail.models import Mail
from akrab.features.mail.queueing import queue
from akrab.identity.members import invite
from akrab.identity.models import Invitation, Membership, Role, Team, Token, User
from akrab.lib import clock
from akrab.tenancy.current import workspace as inside
from tests.cast import Cast

BASE = "/w/north/settings/"
PAGES = [
    "company", "users", "teams", "teams/new", "roles", "roles/new", "tokens", "history", "forms", "mail", "failures",
    "pipelines", "templates", "numbers", "messages",
]  # fmt: skip


@pytest.mark.parametrize("page", PAGES)
def test_an_administrator_opens_every_subject(cast: Cast, page: str) -> None:
    assert cast.alice.browser.get(BASE + page).status_code == 200


@pytest.mark.parametrize("page", PAGES)
def test_a_seller_is_refused_in_words(cast: Cast, page: str) -> None:
    answer = cast.bob.browser.get(BASE + page)
    assert answer.status_code == 403
    assert "Only administrators may change settings" in answer.content.decode()


@pytest.mark.parametrize("page", ["", "me", *PAGES])
def test_a_stranger_from_another_workspace_finds_nothing(cast: Cast, page: str) -> None:
    assert cast.mallory.browser.get(BASE + page).status_code == 404


def _addresses(cast: Cast) -> list[str]:
    """Every address of the settings that changes something, of things that exist in north."""
    with inside(cast.north):
        by = cast.alice.actor("web")
        invited = invite("dora@example.com", cast.roles["seller"], None, by).invitation
        letter = queue(["ana@example.com"], "Hello", "", None, by)
        team = Team.objects.get()
        token = Token.objects.filter(membership=cast.alice.member).get()
        role = Role.objects.create(name="Unused")
        failure = _failure(cast)
    tails = [
        f"users/{cast.bob.id}", f"users/{cast.bob.id}/turn", f"invitations/{invited.pk}/resend",
        f"invitations/{invited.pk}/withdraw", f"teams/{team.pk}", f"teams/{team.pk}/delete", f"roles/{role.pk}",
        f"roles/{role.pk}/delete", f"tokens/{token.pk}/drop", f"mail/{letter.pk}/resend",
        f"failures/{failure.pk}/retry", "failures/retry", "company", "users", "teams/new", "roles/new",
    ]  # fmt: skip
    return [BASE + tail for tail in tails]


FORM = {
    "email": "eve@example.com", "name": "Eve", "time_zone": "UTC", "currency": "USD", "country": "US",
    "language": "en", "is_administrator": "1",
}  # fmt: skip


def _state(cast: Cast) -> list[Any]:
    with inside(cast.north):
        return [
            list(model.objects.order_by("pk").values())
            for model in (Membership, Role, Team, Token, Invitation, FailedReaction)
        ] + [
            list(Mail.objects.values_list("state", "to")),
            User.objects.count(),
            _name(cast),
        ]


def _name(cast: Cast) -> str:
    cast.north.refresh_from_db()
    return cast.north.name


@pytest.mark.parametrize("who", ["bob", "mallory"])
def test_nobody_else_changes_anything_at_any_address(cast: Cast, who: str) -> None:
    addresses = _addresses(cast)
    before = _state(cast)
    browser = getattr(cast, who).browser
    expected = dict.fromkeys(addresses, {"bob": 403, "mallory": 404}[who])
    # Another's is not to be seen.
    expected |= {address: 404 for address in addresses if "/tokens/" in address}
    assert {address: browser.post(address, FORM).status_code for address in addresses} == expected
    assert _state(cast) == before


def test_an_administrator_of_another_workspace_changes_nothing_here_by_id(cast: Cast) -> None:
    addresses = [one for one in _addresses(cast) if one.count("-") > 3]
    before = _state(cast)
    for address in addresses:
        answer = cast.mallory.browser.post(address.replace("/w/north/", "/w/south/"), FORM)
        assert answer.status_code == 404, address
    assert _state(cast) == before


def test_the_last_administrator_can_not_be_let_go(cast: Cast) -> None:
    answer = cast.alice.browser.post(f"{BASE}users/{cast.alice.id}/turn")
    assert answer.status_code == 422
    assert "leave nobody who may do everything" in answer.content.decode()
    with inside(cast.north):
        assert Membership.objects.get(pk=cast.alice.member.pk).is_active


def test_the_last_administrator_keeps_the_role(cast: Cast) -> None:
    answer = cast.alice.browser.post(
        f"{BASE}users/{cast.alice.id}", {"role": cast.roles["seller"].pk, "team": ""}
    )
    assert answer.status_code == 422
    with inside(cast.north):
        assert Membership.objects.get(pk=cast.alice.member.pk).role == cast.roles["administrator"]


def test_the_role_of_the_last_administrator_keeps_its_power(cast: Cast) -> None:
    role = cast.roles["administrator"]
    answer = cast.alice.browser.post(f"{BASE}roles/{role.pk}", {"name": "Administrator"})
    assert answer.status_code == 422
    with inside(cast.north):
        assert Role.objects.get(pk=role.pk).is_administrator


def test_a_member_who_is_let_go_gets_in_nowhere_and_can_be_taken_back(cast: Cast) -> None:
    page, api = cast.bob.browser, cast.bob.api
    cast.alice.browser.post(f"{BASE}users/{cast.bob.id}/turn")
    assert page.get("/w/north/").status_code == 404
    assert api.get("/api/v1/contacts").status_code == 401
    cast.alice.browser.post(f"{BASE}users/{cast.bob.id}/turn")
    assert page.get("/w/north/").status_code == 200


def test_role_and_team_of_a_member_are_changed(cast: Cast) -> None:
    with inside(cast.north):
        team = Team.objects.get()
    said = {"role": cast.roles["reader"].pk, "team": team.pk}
    assert cast.alice.browser.post(f"{BASE}users/{cast.carol.id}", said).status_code == 303
    with inside(cast.north):
        carol = Membership.objects.get(pk=cast.carol.member.pk)
        assert (carol.role, carol.team) == (cast.roles["reader"], team)


@pytest.mark.parametrize(
    ("email", "said"),
    [
        ("no address", "is not an e-mail address"),
        ("bob@example.com", "already a member"),
        ("", "valid email"),
    ],
)
def test_an_invitation_that_can_not_be_is_explained(cast: Cast, email: str, said: str) -> None:
    answer = cast.alice.browser.post(f"{BASE}users", {"email": email, "role": cast.roles["seller"].pk})
    assert answer.status_code == 422
    assert said in answer.content.decode()
    with inside(cast.north):
        assert not Invitation.objects.exists()


def test_inviting_again_closes_the_older_door_and_withdrawing_closes_all(cast: Cast) -> None:
    with inside(cast.north):
        old = invite("dora@example.com", cast.roles["seller"], None, cast.alice.actor("web"))
    cast.alice.browser.post(f"{BASE}invitations/{old.invitation.pk}/resend")
    assert Client().get(old.path).status_code == 404
    with inside(cast.north):
        new = Invitation.objects.get()
    cast.alice.browser.post(f"{BASE}invitations/{new.pk}/withdraw")
    with inside(cast.north):
        assert not Invitation.objects.exists()


def test_a_team_has_a_leader_and_exactly_the_people_ticked(cast: Cast) -> None:
    said = {"name": "Field", "leader": cast.alice.id, "people": [cast.bob.id]}
    cast.alice.browser.post(f"{BASE}teams/new", said)
    with inside(cast.north):
        team = Team.objects.get(name="Field")
        assert team.leader == cast.alice.member
        assert set(team.members.values_list("user__name", flat=True)) == {"Alice", "Bob"}
    double = cast.alice.browser.post(f"{BASE}teams/new", said)
    assert double.status_code == 422
    assert "already a team of this name" in double.content.decode()
    cast.alice.browser.post(f"{BASE}teams/{team.pk}/delete")
    with inside(cast.north):
        assert not Team.objects.filter(name="Field").exists()
        assert Membership.objects.count() == 3


def test_a_matrix_makes_a_role_that_the_one_rule_obeys(cast: Cast) -> None:
    said = {
        "name": "Seller", "right.*.view": "own", "right.*.create": "none", "right.*.change": "own",
        "right.*.delete": "none",
        "right.contact.view": "all", "field.contact.phones": "hidden", "field.contact.source": "read",
    }  # fmt: skip
    role = cast.roles["seller"]
    assert cast.alice.browser.post(f"{BASE}roles/{role.pk}", said).status_code == 303
    with inside(cast.north):
        saved = Role.objects.get(pk=role.pk)
    assert saved.rights == {
        "*": {"view": "own", "create": "none", "change": "own", "delete": "none"},
        "contact": {"view": "all", "create": "none", "change": "own", "delete": "none"},
    }
    assert saved.fields == {"contact": {"phones": "hidden", "source": "read"}}
    assert cast.bob.browser.get("/w/north/contacts/new").status_code == 403


@pytest.mark.parametrize(
    "change",
    [{"name": ""}, {"name": "Reader"}, {"right.*.view": "everything"}, {"field.contact.phones": "gone"}],
)
def test_a_role_that_can_not_be_is_refused_and_kept_as_it_was(cast: Cast, change: dict[str, str]) -> None:
    role = cast.roles["seller"]
    answer = cast.alice.browser.post(f"{BASE}roles/{role.pk}", {"name": "Seller", **change})
    assert answer.status_code == 422
    with inside(cast.north):
        assert Role.objects.get(pk=role.pk).rights == role.rights


def test_a_role_that_people_have_is_not_removed(cast: Cast) -> None:
    role = cast.roles["seller"]
    answer = cast.alice.browser.post(f"{BASE}roles/{role.pk}/delete")
    assert "People still have this role" in answer.content.decode()
    with inside(cast.north):
        assert Role.objects.filter(pk=role.pk).exists()


def test_the_company_is_changed(cast: Cast) -> None:
    said = {
        "name": "Northern",
        "time_zone": "Asia/Manila",
        "currency": "PHP",
        "country": "PH",
        "language": "fil",
    }
    assert cast.alice.browser.post(f"{BASE}company", said).status_code == 303
    cast.north.refresh_from_db()
    assert {name: getattr(cast.north, name) for name in said} == said


@pytest.mark.parametrize(
    "wrong",
    [{"name": ""}, {"time_zone": "Mars/Base"}, {"currency": "XX"}, {"country": "??"}, {"language": "xx"}],
)
def test_a_company_that_can_not_be_is_refused(cast: Cast, wrong: dict[str, str]) -> None:
    said = {"name": "N", "time_zone": "UTC", "currency": "PHP", "country": "PH", "language": "en", **wrong}
    assert cast.alice.browser.post(f"{BASE}company", said).status_code == 422
    cast.north.refresh_from_db()
    assert cast.north.name == "North"


def test_what_the_papers_say_is_written_once_and_then_changed(cast: Cast) -> None:
    for name in ("North Ltd", "North Limited"):
        said = {"what": "details", "_fields": "name,tax_id", "name": name, "tax_id": "42"}
        assert cast.alice.browser.post(f"{BASE}company", said).status_code == 303
    with inside(cast.north):
        assert [one.name for one in CompanyDetails.objects.all()] == ["North Limited"]


def test_everybody_changes_their_own_account(cast: Cast) -> None:
    said = {"name": "Bobby", "language": "vi", "time_zone": "Asia/Ho_Chi_Minh", "theme": "dark"}
    answer = cast.bob.browser.post(f"{BASE}me", said)
    assert answer.status_code == 303
    assert answer.cookies["theme"].value == "dark"
    bob = User.objects.get(pk=cast.bob.user.pk)
    assert (bob.name, bob.language, bob.time_zone, bob.single_keys) == (
        "Bobby",
        "vi",
        "Asia/Ho_Chi_Minh",
        False,
    )
    assert cast.bob.browser.get(f"{BASE}me")["Content-Language"] == "vi"


@pytest.mark.parametrize("wrong", [{"name": ""}, {"language": "xx"}, {"time_zone": "Mars/Base"}])
def test_an_account_that_can_not_be_is_refused(cast: Cast, wrong: dict[str, str]) -> None:
    said = {"name": "Bobby", "language": "", "time_zone": "", **wrong}
    assert cast.bob.browser.post(f"{BASE}me", said).status_code == 422
    assert User.objects.get(pk=cast.bob.user.pk).name == "Bob"


def test_mail_that_was_held_is_shown_with_its_reason(cast: Cast) -> None:
    with inside(cast.north):
        queue(["ana@example.com"], "Your estimate", "", None, cast.alice.actor("web"))
    page = cast.alice.browser.get(f"{BASE}mail").content.decode()
    assert "Your estimate" in page
    assert "No mail server is set up" in page


def _failure(cast: Cast) -> FailedReaction:
    contact: Any = get_object("contact").model
    with gesture(cast.alice.actor("web"), "test") as by:
        made = write.create(contact, {"name": "Ana"}, by)
    event = Event.objects.get(record=made.pk)
    return FailedReaction.objects.create(event=event, reaction="broken", error="ValueError: no", attempts=8)


def test_a_reaction_that_was_given_up_is_listed_and_tried_again(cast: Cast) -> None:
    with inside(cast.north):
        failure = _failure(cast)
    assert "given up" in cast.alice.browser.get(f"{BASE}failures").content.decode()
    cast.alice.browser.post(f"{BASE}failures/{failure.pk}/retry")
    with inside(cast.north):
        failure.refresh_from_db()
        assert failure.next_at is not None
        assert failure.next_at <= clock.now()


def test_settings_led_by_the_first_subject_one_may_open(cast: Cast) -> None:
    first: Callable[[Any], str] = lambda player: player.browser.get(BASE)["Location"]  # noqa: E731
    assert first(cast.alice) == f"{BASE}company"
    assert first(cast.bob) == f"{BASE}me"
