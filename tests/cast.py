"""Who plays in the tests: alice (administrator), bob (seller), carol (reader), mallory (another workspace)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.db import transaction
from django.test import Client

from akrab.features.beginning.models import Beginning
from akrab.identity.actor import Actor, Origin, person
from akrab.identity.members import add_member, find_membership
from akrab.identity.models import Membership, Role, Team, User, Workspace
from akrab.identity.tokens import create_token
from akrab.tenancy.current import workspace as inside
from tests.stage import STAGE

SELLER = {"view": "all", "create": "all", "change": "own", "delete": "own"}
READER = {"view": "all", "create": "none", "change": "none", "delete": "none"}
PASSWORD = "correct horse battery"


@dataclass(frozen=True)
class Player:
    """One person of the cast, in one workspace."""

    member: Membership
    token: str

    @property
    def workspace(self) -> Workspace:
        return self.member.workspace

    @property
    def user(self) -> User:
        return self.member.user

    @property
    def id(self) -> str:
        return str(self.member.pk)

    @cached_property
    def api(self) -> Client:
        """A client that sends this player's token and JSON."""
        return Client(headers={"Authorization": f"Bearer {self.token}"})

    @cached_property
    def browser(self) -> Client:
        """A signed-in browser."""
        client = Client()
        client.force_login(self.user)
        return client

    def actor(self, origin: Origin = "api") -> Actor:
        """This player as the `by` of a write, with the rights of this moment."""
        with inside(self.workspace):
            member = find_membership(self.user.pk)
        assert member is not None
        return person(member, origin)


@dataclass(frozen=True)
class Cast:
    """The company `north` with alice, bob and carol, and the company `south` with mallory, its administrator."""

    north: Workspace
    south: Workspace
    alice: Player
    bob: Player
    carol: Player
    mallory: Player
    roles: Mapping[str, Role] = field(default_factory=dict)


def assemble(**settings: Any) -> Cast:
    """Make both companies and their people; `settings` are north's, such as currency or time zone."""
    with transaction.atomic():
        north = Workspace.objects.create(
            slug="north", name="North", **({"country": "PH", "currency": "PHP"} | settings)
        )
        south = Workspace.objects.create(slug="south", name="South")
        with inside(north):
            roles = {
                "administrator": Role.objects.create(name="Administrator", is_administrator=True),
                "seller": Role.objects.create(name="Seller", rights={"*": SELLER}),
                "reader": Role.objects.create(name="Reader", rights={"*": READER}),
            }
            team = Team.objects.create(name="Sales")
            Beginning.objects.create(put_off=True)
            alice = play("alice", roles["administrator"])
            bob = play("bob", roles["seller"], team)
            carol = play("carol", roles["reader"])
        with inside(south):
            mallory = play("mallory", Role.objects.create(name="Administrator", is_administrator=True))
    return Cast(north, south, alice, bob, carol, mallory, roles)


def play(name: str, role: Role, team: Team | None = None) -> Player:
    """A new member of the current workspace, with a token."""
    user = User.objects.create_user(f"{name}@example.com", PASSWORD, name=name.title())
    add_member(user, role, team)
    member = find_membership(user.pk)
    assert member is not None
    return Player(member, create_token(member, "tests"))


STAGE.offer("staged_cast", assemble)
