"""API tokens: made once, shown once, kept as a hash; a token names its own workspace."""

from uuid import UUID

from django.db import transaction

from akrab.identity.actor import Actor, person
from akrab.identity.models import Membership, Token, Workspace
from akrab.lib import clock, secrets
from akrab.tenancy.current import workspace as inside

PREFIX = "akrab"


def create_token(membership: Membership, name: str) -> str:
    """Make a token with the rights of this membership and return it; it can't be shown again."""
    secret = secrets.new_secret()
    Token.objects.create(membership=membership, name=name, digest=secrets.digest(secret), hint=secret[-4:])
    return f"{PREFIX}_{membership.workspace.pk.hex}_{secret}"


def revoke(token: Token) -> None:
    Token.objects.filter(pk=token.pk, revoked_at__isnull=True).update(revoked_at=clock.now())


def find_workspace_of(token: str) -> Workspace | None:
    """The workspace a token names; this proves nothing yet."""
    parts = token.split("_", 2)
    if len(parts) != 3 or parts[0] != PREFIX:
        return None
    try:
        return Workspace.objects.filter(pk=UUID(hex=parts[1])).first()
    except ValueError:
        return None


def find_actor(token: str) -> Actor | None:
    """The actor a token speaks for, or None when it is unknown, revoked, or its owner was let go."""
    workspace = find_workspace_of(token)
    if workspace is None:
        return None
    digest = secrets.digest(token.split("_", 2)[2])
    with transaction.atomic(), inside(workspace):
        rows = Membership.objects.select_related("user", "role", "team", "workspace")
        member = rows.filter(
            tokens__digest=digest, tokens__revoked_at__isnull=True, is_active=True, user__is_active=True
        ).first()
        return person(member, origin="api") if member else None
