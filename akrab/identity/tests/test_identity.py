"""People and their places: invitations once, tokens of one company, somebody who may do everything left."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from akrab.identity import joining, members, people, profile, roles, teams
from akrab.identity.models import Invitation, Membership, Role, Team, Token, User
from akrab.identity.roles import Wanted
from akrab.identity.tokens import create_token, find_actor, revoke
from akrab.lib import clock
from akrab.tenancy.current import workspace as inside
from tests.cast import Cast, assemble

US = {"name": "x", "time_zone": "UTC", "currency": "USD", "country": "US", "language": "en"}
GOOD = "a long and good password"


@pytest.fixture
def cast(db: None) -> Iterator[Cast]:
    cast = assemble()
    with inside(cast.north):
        yield cast
    clock.set(None)


def state() -> Any:
    tables = (Membership, Role, Team, Invitation, User, Token)
    return [list(table._default_manager.order_by("pk").values_list()) for table in tables]


def invited(cast: Cast, email: str = "Dan@Example.com ") -> members.Invited:
    return people.invite(email, cast.roles["seller"], cast.bob.member.team, cast.alice.actor())


def test_an_invitation_lets_one_person_in_once(cast: Cast) -> None:
    door = invited(cast)
    assert door.path == f"/join/north/{door.secret}/"
    assert door.secret not in str(Invitation.objects.values_list())
    open_door = joining.look_up("north", door.secret)
    assert open_door is not None
    user = joining.join_as_new(open_door, " Dan ", GOOD)
    member = Membership.objects.get(user=user)
    assert (user.email, user.name, member.role, member.team) == (
        "dan@example.com", "Dan", cast.roles["seller"], cast.bob.member.team,
    )  # fmt: skip
    used = joining.look_up("north", door.secret)
    assert used is not None
    assert joining.state_of(used) == "used"
    before = state()
    with pytest.raises(ValidationError):
        joining.join(used, user)
    with pytest.raises(ValidationError):
        joining.join_as_new(used, "Dan again", GOOD)
    assert state() == before


def test_an_expired_withdrawn_or_foreign_invitation_opens_nothing(cast: Cast) -> None:
    door = invited(cast)
    assert joining.look_up("south", door.secret) is None
    assert joining.look_up("nowhere", door.secret) is None
    assert joining.look_up("north", door.secret + "x") is None
    before = state()
    with pytest.raises(ValidationError):
        joining.join(door.invitation, cast.mallory.user)
    assert state() == before
    clock.set(clock.now() + timedelta(days=7))
    assert joining.state_of(door.invitation) == "expired"
    with pytest.raises(ValidationError):
        joining.join_as_new(door.invitation, "Dan", GOOD)
    assert state() == before
    people.withdraw(door.invitation, cast.alice.actor())
    assert joining.look_up("north", door.secret) is None


def test_a_new_invitation_closes_the_older_one(cast: Cast) -> None:
    first, second = invited(cast), invited(cast)
    assert joining.look_up("north", first.secret) is None
    assert joining.look_up("north", second.secret) == second.invitation


@pytest.mark.parametrize(
    ("name", "password", "wrong"), [("", GOOD, "name"), ("N" * 121, GOOD, "name"), ("Dan", "123", "password")]
)
def test_joining_says_what_is_wrong_and_makes_nobody(
    cast: Cast, name: str, password: str, wrong: str
) -> None:
    door = invited(cast)
    before = state()
    with pytest.raises(ValidationError) as refused:
        joining.join_as_new(door.invitation, name, password)
    assert (list(refused.value.message_dict), state()) == ([wrong], before)


def test_a_token_opens_its_own_company_with_its_owner_s_rights(cast: Cast) -> None:
    token = create_token(cast.bob.member, "script")
    secret = token.split("_", 2)[2]
    assert secret not in str(list(Token.objects.values_list()))
    actor = find_actor(token)
    assert actor is not None
    assert (actor.membership, actor.workspace, actor.origin) == (cast.bob.member, cast.north, "api")
    assert not actor.rights.everything
    for wrong in (
        "",
        "akrab",
        token[:-1],
        token + "x",
        f"akrab_{cast.south.pk.hex}_{secret}",
        "a_b_c",
        "akrab_zz_x",
    ):
        assert find_actor(wrong) is None
    revoke(Token.objects.get(name="script"), cast.bob.actor())
    assert find_actor(token) is None


def test_who_is_let_go_can_do_nothing_any_more_and_keeps_their_name(cast: Cast) -> None:
    Team.objects.update(leader=cast.bob.member)
    people.deactivate(cast.bob.member, cast.alice.actor())
    assert find_actor(cast.bob.token) is None
    assert members.find_membership(cast.bob.user.pk) is None
    assert members.workspaces_of(cast.bob.user) == []
    assert Team.objects.get().leader is None
    assert members.names_of([cast.bob.member.pk]) == {cast.bob.member.pk: "Bob"}
    people.reactivate(cast.bob.member, cast.alice.actor())
    assert find_actor(cast.bob.token) is not None


def test_somebody_who_may_do_everything_is_always_left(cast: Cast) -> None:
    by, alice = cast.alice.actor(), cast.alice.member
    before = state()
    role = cast.roles["administrator"]
    attempts: list[Callable[[], Any]] = [
        partial(people.deactivate, alice, by),
        partial(people.place, alice, cast.roles["seller"], None, by),
        partial(roles.save_role, role, Wanted("Administrator"), by),
        partial(roles.delete_role, role, by),
    ]
    for attempt in attempts:
        with pytest.raises(ValidationError):
            attempt()
        alice.refresh_from_db()
        role.refresh_from_db()
    assert state() == before


def test_only_administrators_change_people_roles_and_teams(cast: Cast) -> None:
    before = state()
    by, bob, seller = cast.bob.actor(), cast.bob.member, cast.roles["seller"]
    attempts: list[Callable[[], Any]] = [
        partial(people.invite, "x@example.com", seller, None, by),
        partial(people.place, bob, cast.roles["administrator"], None, by),
        partial(people.deactivate, cast.alice.member, by),
        partial(people.reactivate, bob, by),
        partial(roles.save_role, seller, Wanted("Seller", is_administrator=True), by),
        partial(roles.delete_role, seller, by),
        partial(teams.save_team, None, "Mine", bob, [], by),
        partial(teams.delete_team, Team.objects.get(), by),
        partial(
            profile.describe_workspace,
            cast.north,
            by,
            name="x",
            time_zone="UTC",
            currency="USD",
            country="US",
            language="en",
        ),
    ]
    for attempt in attempts:
        with pytest.raises(PermissionDenied):
            attempt()
    assert state() == before


def test_a_role_is_sound_or_refused(cast: Cast) -> None:
    by = cast.alice.actor()
    before = state()
    for wanted in (
        Wanted(""), Wanted("Seller"), Wanted("x" * 81),
        Wanted("R", rights={"deal": {"explode": "all"}}),  # type: ignore[dict-item]
        Wanted("R", rights={"deal": {"view": "everything"}}),  # type: ignore[dict-item]
        Wanted("R", fields={"deal": {"amount": "write"}}),
    ):  # fmt: skip
        with pytest.raises(ValidationError):
            roles.save_role(None, wanted, by)
    assert state() == before


def test_a_team_has_the_people_given_and_its_leader(cast: Cast) -> None:
    by, people_in = cast.alice.actor(), [cast.carol.member.pk]
    team = teams.save_team(None, " Field ", cast.bob.member, people_in, by)
    assert team.name == "Field"
    assert set(team.members.values_list("pk", flat=True)) == {cast.bob.member.pk, cast.carol.member.pk}
    assert members.find_supervisor(cast.carol.member.pk) == cast.bob.member
    assert members.find_supervisor(cast.bob.member.pk) is None
    with pytest.raises(ValidationError):
        teams.save_team(None, "Field", None, [], by)
    teams.delete_team(team, by)
    assert members.find_supervisor(cast.carol.member.pk) is None


def test_a_person_in_two_companies_is_a_member_of_each(cast: Cast) -> None:
    with inside(cast.south):
        members.add_member(cast.bob.user, Role.objects.get())
        assert members.find_membership(cast.bob.user.pk) is not None
        assert members.find_membership(cast.alice.user.pk) is None
    assert [one.slug for one in members.workspaces_of(cast.bob.user)] == ["north", "south"]
    found = members.find_membership(cast.bob.user.pk)
    assert found is not None
    assert found.role == cast.roles["seller"]
