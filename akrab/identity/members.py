"""Finding members and their workspaces, and letting people in and out."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from akrab.identity import entrance
from akrab.identity.actor import Actor
from akrab.identity.models import Branch, Invitation, Membership, Role, SignIn, Team, User, Workspace
from akrab.lib import clock, secrets
from akrab.tenancy import discovery
from akrab.tenancy.current import workspace as inside

INVITATION_LIFE = timedelta(days=7)


def workspaces_of(user: User) -> list[Workspace]:
    """The workspaces this person can enter, by name; found through one reviewed function of the wall."""
    with transaction.atomic():
        ids = discovery.workspaces_of(user.pk)
    return [one for one in Workspace.objects.filter(pk__in=ids).order_by("name") if _is_active_in(one, user)]


def _is_active_in(workspace: Workspace, user: User) -> bool:
    with transaction.atomic(), inside(workspace):
        return Membership.objects.filter(user=user, is_active=True).exists()


def remember_sign_in(user: User) -> None:
    """Note in each of their workspaces that a person came in."""
    for workspace in workspaces_of(user):
        with transaction.atomic(), inside(workspace):
            for member in Membership.objects.filter(user=user, is_active=True):
                SignIn.objects.create(member=member)


def find_membership(user_id: UUID) -> Membership | None:
    """This person's active membership in the current workspace, with user, role, team and workspace loaded."""
    return entrance.find_member(user_id)


def active_members() -> QuerySet[Membership]:
    """Everyone who can be given work in the current workspace, by name."""
    rows = Membership.objects.select_related("user", "role", "team")
    return rows.filter(is_active=True, user__is_active=True).order_by("user__name", "id")


def members_with_role(role_name: str) -> QuerySet[Membership]:
    """Active members of a role, in the order they joined: the order in which work goes round."""
    return active_members().filter(role__name=role_name).order_by("created_at", "id")


def find_supervisor(membership_id: UUID) -> Membership | None:
    """The leader of the member's team; None for a leader, or where there is no team."""
    member = Membership.objects.select_related("team__leader__user").filter(pk=membership_id).first()
    leader = member.team.leader if member and member.team else None
    return leader if leader and leader.pk != membership_id and leader.is_active else None


def add_member(user: User, role: Role, team: Team | None = None, branch: Branch | None = None) -> Membership:
    """Give a person a place in the current workspace; joining twice is one membership, made active again."""
    place = {"role": role, "team": team, "branch": branch}
    member, created = Membership.objects.get_or_create(user=user, defaults=place)
    if not created and not member.is_active:
        member.is_active, member.role, member.team, member.branch = True, role, team, branch
        member.save(update_fields=["is_active", *place])
    return member


@dataclass(frozen=True)
class Invited:
    """An invitation and the secret that only its mail carries."""

    invitation: Invitation
    secret: str

    @property
    def path(self) -> str:
        return f"/join/{self.invitation.workspace.slug}/{self.secret}/"


def is_member(email: str) -> bool:
    """Whether somebody who can sign in here has this address."""
    return Membership.objects.filter(user__email=email.strip().lower(), is_active=True).exists()


def invite(
    email: str, role: Role, team: Team | None, by: Actor, branch: Branch | None = None, language: str = ""
) -> Invited:
    """Open the door for one address for seven days; an earlier open invitation to it is closed."""
    address = email.strip().lower()
    if is_member(address):
        raise ValidationError(_("%(email)s is already a member of this workspace.") % {"email": address})
    Invitation.objects.filter(email=address, accepted_at__isnull=True).delete()
    secret = secrets.new_secret()
    invitation = Invitation.objects.create(
        email=address, role=role, team=team, branch=branch, language=language, invited_by=by.membership,
        digest=secrets.digest(secret),
        expires_at=clock.now() + INVITATION_LIFE,
    )  # fmt: skip
    return Invited(invitation, secret)


def accept(invitation: Invitation, user: User) -> Membership:
    """Let the invited person in, once. Runs inside the invitation's workspace.

    Raises `ValidationError` when the invitation was used meanwhile, or names another address.
    """
    taken = Invitation.objects.filter(pk=invitation.pk, accepted_at__isnull=True).update(
        accepted_at=clock.now()
    )
    if not taken:
        raise ValidationError(_("This invitation has been used already. Ask for a new one."))
    if user.email.lower() != invitation.email:
        raise ValidationError(_("This invitation was sent to another address. Sign in with that one."))
    return add_member(user, invitation.role, invitation.team, invitation.branch)


def names_of(ids: Iterable[UUID]) -> dict[UUID, str]:
    """The names behind membership ids, former members included."""
    rows = Membership.objects.filter(pk__in=list(ids)).values_list("pk", "user__name", "user__email")
    return {id: name or email for id, name, email in rows}


def role_names(ids: Iterable[UUID]) -> dict[UUID, str]:
    """The names behind role ids."""
    return dict(Role.objects.filter(pk__in=list(ids)).values_list("pk", "name"))


def team_names(ids: Iterable[UUID]) -> dict[UUID, str]:
    """The names behind team ids."""
    return dict(Team.objects.filter(pk__in=list(ids)).values_list("pk", "name"))


def branch_names(ids: Iterable[UUID]) -> dict[UUID, str]:
    """The names behind branch ids."""
    return dict(Branch.objects.filter(pk__in=list(ids)).values_list("pk", "name"))
