"""Who does something: a person, a program, a form or the system itself, with their rights and gesture."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal
from uuid import UUID

from django.utils.translation import gettext

from akrab.identity.models import Membership, Role, Workspace

Reach = Literal["none", "own", "team", "branch", "all"]
Verb = Literal["view", "create", "change", "delete"]
FieldRight = Literal["hidden", "read", "write"]
Origin = Literal["web", "api", "form", "import", "mail", "rule", "telephony", "system"]

VERBS: tuple[Verb, ...] = ("view", "create", "change", "delete")
REACHES: tuple[Reach, ...] = ("none", "own", "team", "branch", "all")


@dataclass(frozen=True)
class Rights:
    """What a role allows, as plain values that can be asked without a query."""

    role: str = ""
    everything: bool = False
    sees_reports: bool = False
    uses_api: bool = False
    objects: Mapping[str, Mapping[str, Reach]] = field(default_factory=dict)
    fields: Mapping[str, Mapping[str, FieldRight]] = field(default_factory=dict)

    @classmethod
    def of(cls, role: Role) -> "Rights":
        return cls(
            role.name, role.is_administrator, role.sees_reports, role.uses_api, role.rights, role.fields
        )

    @property
    def may_use_api(self) -> bool:
        return self.everything or self.uses_api


@dataclass(frozen=True)
class Actor:
    """The one who acts. Every write takes it as `by`; every event names it.

    `operation` is the gesture under way: actions called with the same actor belong to one undoable operation.
    `because` is the event that made the system act, so that "why did this happen?" has an answer. `on_the_way` of a
    verb that does more, nobody is asked for what its own form does not ask.
    """

    workspace: Workspace
    rights: Rights
    origin: Origin
    name: str
    membership: Membership | None = None
    operation: UUID | None = None
    because: UUID | None = None
    agent: str = ""
    untold: list[Any] | None = None  # the events of a gesture that writes them down at its end
    on_the_way: bool = False

    @property
    def membership_id(self) -> UUID | None:
        return self.membership.pk if self.membership else None

    @property
    def is_person(self) -> bool:
        return self.membership is not None

    @property
    def time_zone(self) -> str:
        if self.membership is None:
            return self.workspace.time_zone
        branch = self.membership.branch
        return (
            self.membership.user.time_zone or (branch.time_zone if branch else "") or self.workspace.time_zone
        )

    @property
    def language(self) -> str:
        own = self.membership.user.language if self.membership else ""
        return own or self.workspace.language

    def within(self, operation: UUID) -> "Actor":
        """The same actor, inside a gesture."""
        return replace(self, operation=operation)

    def making_more(self) -> "Actor":
        """The same actor, on the way of a verb."""
        return replace(self, on_the_way=True)


def person(membership: Membership, origin: Origin = "web") -> Actor:
    """The actor for a signed-in member; `membership` comes with its user, role and workspace loaded."""
    return Actor(membership.workspace, Rights.of(membership.role), origin, str(membership.user), membership)


def newcomer(workspace: Workspace, name: str) -> Actor:
    """Somebody who is just coming in by an invitation, and has no rights yet."""
    return Actor(workspace, Rights(), "web", name)


def system(
    workspace: Workspace, origin: Origin = "rule", agent: str = "", because: UUID | None = None
) -> Actor:
    """The product itself, acting by a rule, a form or a schedule; it may do everything inside the workspace."""
    name = agent or gettext("Akrab")
    return Actor(workspace, Rights(everything=True), origin, name, agent=agent, because=because)
