"""What can't be done to users, teams, roles and the company is said in words, and changes nothing."""

from typing import Any

import pytest
from django.test import Client

from akrab.engine.models import Event, Operation
from akrab.features.mail.models import Mail
from akrab.identity.members import add_member, invite
from akrab.identity.models import Invitation, Membership, Role, Team, User
from akrab.tenancy.current import workspace as inside
from tests.cast import Cast

BASE = "/w/north/settings/"
COMPANY = {"name": "N", "time_zone": "UTC", "currency": "USD", "country": "US", "language": "en"}
ME = {"name": "Bob", "language": "", "time_zone": "", "theme": "", "single_keys": "1"}
UNSEEN = "a\x00b\u202ec"


def state(cast: Cast) -> list[Any]:
    cast.north.refresh_from_db()
    with inside(cast.north):
        rows = (Membership, Role, Team, Invitation, Event, Operation)
        held = [list(model._default_manager.order_by("pk").values()) for model in rows]
        return [*held, Mail.objects.count(), User.objects.count(), cast.north.name]


def refused(cast: Cast, tail: str, form: dict[str, Any], said: str) -> None:
    """The answer says it, and nothing changed."""
    before = state(cast)
    answer = cast.alice.browser.post(BASE + tail, form)
    assert (answer.status_code, said in answer.content.decode()) == (422, True)
    assert state(cast) == before


@pytest.mark.parametrize(
    ("email", "said"),
    [
        ("", "valid email"), ("bob", "is not an e-mail"), ("bob@", "is not an e-mail"), (UNSEEN, "is not an e-mail"),
        ("bob@example.com", "already a member"), ("BOB@example.com ", "already a member"),
        (f"{'a' * 60}@{'b' * 60}.{'c' * 60}.{'d' * 60}.{'e' * 30}.com", "at most 254"),
    ],
)  # fmt: skip
def test_an_address_that_can_not_be_invited(cast: Cast, email: str, said: str) -> None:
    refused(cast, "users", {"email": email, "role": cast.roles["seller"].pk}, said)


@pytest.mark.parametrize("tail", ["users", "users/{bob}"])
def test_a_role_or_team_of_another_company_or_that_is_gone(cast: Cast, tail: str) -> None:
    with inside(cast.south):
        role, team = Role.objects.get(), Team.objects.create(name="Theirs")
    seller = cast.roles["seller"].pk
    tail = tail.replace("{bob}", cast.bob.id)
    for form in ({"role": role.pk}, {"role": "nonsense"}, {"role": seller, "team": team.pk}):
        refused(cast, tail, {"email": "eve@example.com", **form}, "Choose from the list")
    refused(cast, tail, {"email": "eve@example.com", "role": ""}, "Choose a role")


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"name": ""}, "Give the team a name"),
        ({"name": "\x00"}, "Give the team a name"),
        ({"name": "Sales"}, "already a team of this name"),
        ({"name": "x" * 81}, "at most 80"),
        ({"name": "Night", "leader": "nonsense"}, "Choose from the list"),
    ],
)
def test_a_team_that_can_not_be(cast: Cast, form: dict[str, str], said: str) -> None:
    refused(cast, "teams/new", form, said)


def test_a_leader_from_another_company_or_who_was_let_go(cast: Cast) -> None:
    with inside(cast.north):
        Membership.objects.filter(pk=cast.carol.member.pk).update(is_active=False)
    for leader in (cast.mallory.id, cast.carol.id):
        refused(cast, "teams/new", {"name": "Night", "leader": leader}, "Choose from the list")


def test_people_of_another_company_are_no_part_of_a_team(cast: Cast) -> None:
    cast.alice.browser.post(f"{BASE}teams/new", {"name": "Night", "people": [cast.mallory.id, "nonsense"]})
    with inside(cast.north):
        assert not Team.objects.get(name="Night").members.exists()


def _second_administrator(cast: Cast) -> Role:
    """Bob may do everything too, by a role of his own."""
    with inside(cast.north):
        boss = Role.objects.create(name="Boss", is_administrator=True)
        Membership.objects.filter(pk=cast.bob.member.pk).update(role=boss)
    return boss


def test_an_administrator_does_not_lock_themselves_out(cast: Cast) -> None:
    _second_administrator(cast)
    said = "take away your own right to change settings. Ask another administrator"
    refused(cast, f"users/{cast.alice.id}", {"role": cast.roles["seller"].pk}, said)
    refused(cast, f"users/{cast.alice.id}/turn", {}, said)
    refused(cast, f"roles/{cast.roles['administrator'].pk}", {"name": "Administrator"}, said)
    assert cast.bob.browser.post(f"{BASE}users/{cast.alice.id}/turn").status_code == 303


def test_the_last_administrator_stays(cast: Cast) -> None:
    said = "leave nobody who may do everything. Make somebody else an administrator first"
    refused(cast, f"users/{cast.alice.id}", {"role": cast.roles["seller"].pk}, said)
    refused(cast, f"users/{cast.alice.id}/turn", {}, said)
    refused(cast, f"roles/{cast.roles['administrator'].pk}", {"name": "Administrator"}, said)
    refused(cast, f"roles/{cast.roles['administrator'].pk}/delete", {}, "People still have this role")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"name": " "}, "Fill this in"), ({"name": "x" * 121}, "at most 120"), ({"currency": "XYZ"}, "currency from"),
        ({"time_zone": "Mars/Base"}, "time zone from"), ({"country": "XX"}, "country from"),
        ({"language": "tlh"}, "language from"),
    ],
)  # fmt: skip
def test_a_company_that_can_not_be(cast: Cast, change: dict[str, str], said: str) -> None:
    refused(cast, "company", {**COMPANY, **change}, said)


@pytest.mark.parametrize(
    ("change", "said"),
    [({"name": "\x00"}, "Fill this in"), ({"name": "x" * 121}, "at most 120"), ({"language": "tlh"}, "language from"),
     ({"time_zone": "Mars/Base"}, "time zone from")],
)  # fmt: skip
def test_an_account_that_can_not_be(cast: Cast, change: dict[str, str], said: str) -> None:
    refused(cast, "me", {**ME, **change}, said)


def test_signs_that_nobody_sees_are_left_out_of_names(cast: Cast) -> None:
    cast.alice.browser.post(f"{BASE}teams/new", {"name": f"  {UNSEEN}  "})
    cast.alice.browser.post(f"{BASE}roles/new", {"name": UNSEEN, "right.*.view": "own"})
    cast.alice.browser.post(f"{BASE}company", {**COMPANY, "name": UNSEEN})
    cast.bob.browser.post(f"{BASE}me", {**ME, "name": UNSEEN})
    with inside(cast.north):
        assert Team.objects.filter(name="a b c").exists()
        assert Role.objects.filter(name="a b c").exists()
    cast.north.refresh_from_db()
    assert [cast.north.name, User.objects.get(pk=cast.bob.user.pk).name] == ["a b c", "a b c"]


def test_an_invitation_opens_its_own_company_alone(cast: Cast) -> None:
    with inside(cast.north):
        door = invite("dora@example.com", cast.roles["seller"], None, cast.alice.actor("web"))
    before = state(cast)
    form = {"name": "Dora", "password": "six green windows"}
    there = Client().post(door.path.replace("north", "south"), form)
    assert (there.status_code, "not known" in there.content.decode()) == (404, True)
    other = cast.mallory.browser.post(door.path)
    assert (other.status_code, "dora@example.com" in other.content.decode()) == (409, True)
    assert state(cast) == before


def test_who_was_let_go_comes_back_by_a_new_invitation(cast: Cast) -> None:
    cast.alice.browser.post(f"{BASE}users/{cast.bob.id}/turn")
    with inside(cast.north):
        door = invite("bob@example.com", cast.roles["reader"], None, cast.alice.actor("web"))
    assert cast.bob.browser.post(door.path).status_code == 302
    with inside(cast.north):
        bob = Membership.objects.get(pk=cast.bob.member.pk)
        assert (bob.is_active, bob.role) == (True, cast.roles["reader"])
        told = list(Event.objects.filter(record=bob.pk).order_by("id").values_list("actor_name", "kind"))
    assert told == [("Alice", "membership.updated"), ("Bob", "membership.updated")]
    assert "<b>Bob</b> came back as <b>Reader</b>" in cast.alice.browser.get(f"{BASE}users").content.decode()


def test_a_member_of_two_companies_is_let_go_in_one(cast: Cast) -> None:
    with inside(cast.south):
        add_member(cast.bob.user, Role.objects.get())
    cast.mallory.browser.post(f"/w/south/settings/users/{cast.bob.id}/turn")
    assert cast.bob.browser.get("/w/south/").status_code == 200  # an id of north names nobody in south
    with inside(cast.south):
        there = Membership.objects.get(user=cast.bob.user)
    cast.mallory.browser.post(f"/w/south/settings/users/{there.pk}/turn")
    assert cast.bob.browser.get("/w/south/").status_code == 404
    assert cast.bob.browser.get("/w/north/").status_code == 200
