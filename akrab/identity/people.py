"""What administrators do with people: inviting, giving a role and team, letting go and taking back."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from akrab.identity import members
from akrab.identity.actor import Actor
from akrab.identity.members import Invited
from akrab.identity.models import Branch, Invitation, Membership, Role, Team, Workspace
from akrab.lib import clock

LONGEST_ADDRESS = 254


def require_administrator(by: Actor) -> None:
    """Raise `PermissionDenied`, in words, unless the actor may do everything here."""
    if not by.rights.everything:
        raise PermissionDenied(_("Only administrators may change settings. Ask one of them."))


def administrators() -> QuerySet[Membership]:
    """Everyone who can sign in and may do everything in the current workspace."""
    return members.active_members().filter(role__is_administrator=True)


@contextmanager
def keeping_an_administrator(by: Actor) -> Iterator[None]:
    """Do something to people or roles, unless nobody, or not the actor, could do everything after it.

    Then `ValidationError`. Two administrators who remove each other at the same moment wait for one another.
    """
    with transaction.atomic():
        Workspace.objects.select_for_update(no_key=True).get(pk=by.workspace.pk)
        yield
        if not administrators().exists():
            raise ValidationError(
                _("This would leave nobody who may do everything. Make somebody else an administrator first.")
            )
        if by.membership is not None and not administrators().filter(pk=by.membership.pk).exists():
            raise ValidationError(
                _(
                    "This would take away your own right to change settings. Ask another administrator to do it."
                )
            )


def invite(
    email: str, role: Role, team: Team | None, by: Actor, branch: Branch | None = None, language: str = ""
) -> Invited:
    """Open the door for one address.

    Raises `ValidationError` for an address that can't be, or is a member's.
    """
    require_administrator(by)
    validate_email(email.strip())
    if len(email.strip()) > LONGEST_ADDRESS:
        raise ValidationError(
            {"email": [_("Use at most %(count)d characters.") % {"count": LONGEST_ADDRESS}]}
        )
    return members.invite(email, role, team, by, branch, language)


def withdraw(invitation: Invitation, by: Actor) -> None:
    """Close a door that nobody has gone through yet."""
    require_administrator(by)
    Invitation.objects.filter(pk=invitation.pk, accepted_at__isnull=True).delete()


def invitations() -> QuerySet[Invitation]:
    """Who was invited and has not come yet, the newest first; expired ones too."""
    rows = Invitation.objects.select_related("role", "team", "branch", "invited_by__user")
    return rows.filter(accepted_at__isnull=True).order_by("-created_at", "-id")


def invite_again(old: Invitation, by: Actor) -> Invited:
    """Send an invitation anew, for all that the older one said; its address closes."""
    return invite(old.email, old.role, old.team, by, old.branch, old.language)


def has_expired(invitation: Invitation) -> bool:
    return invitation.expires_at <= clock.now()


def place(
    member: Membership, role: Role, team: Team | None, by: Actor, branch: Branch | None = None
) -> Membership:
    """Give a member a role, a team and a branch."""
    require_administrator(by)
    with keeping_an_administrator(by):
        member.role, member.team, member.branch = role, team, branch
        member.save(update_fields=["role", "team", "branch"])
    return member


def deactivate(member: Membership, by: Actor) -> Membership:
    """Let a member go: no sign-in, no token works here any more; what they did keeps their name.

    They stop leading teams, so that nobody reports to an empty chair.
    """
    require_administrator(by)
    with keeping_an_administrator(by):
        member.is_active = False
        member.save(update_fields=["is_active"])
        Team.objects.filter(leader=member).update(leader=None)
    return member


def reactivate(member: Membership, by: Actor) -> Membership:
    """Take a member back, with the role and team they had."""
    require_administrator(by)
    member.is_active = True
    member.save(update_fields=["is_active"])
    return member
