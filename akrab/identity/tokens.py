"""API tokens: made once, shown once, kept as a hash; a token names its own workspace."""

from uuid import UUID

from django.db import transaction

from akrab.identity.actor import Actor, person
from akrab.identity.models import Membership, Token
from akrab.lib import clock, secrets
from akrab.tenancy.current import workspace as inside

PREFIX = "akrab"
HEX_LENGTH = 32


def create_token(membership: Membership, name: str) -> str:
    """Make a token with the rights of this membership and return it; it can't be shown again."""
    secret = secrets.new_secret()
    Token.objects.create(membership=membership, name=name, digest=secrets.digest(secret), hint=secret[-4:])
    return f"{PREFIX}_{membership.workspace.pk.hex}_{secret}"


def revoke(token: Token) -> None:
    Token.objects.filter(pk=token.pk, revoked_at__isnull=True).update(revoked_at=clock.now())


def find_actor(token: str) -> Actor | None:
    """The actor a token speaks for, or None when it is unknown, revoked, or its owner was let go.

    The workspace that a token names proves nothing yet: its secret must be known inside it.
    """
    prefix, _bar, rest = token.partition("_")
    name, _bar, secret = rest.partition("_")
    if prefix != PREFIX or len(name) != HEX_LENGTH:
        return None
    try:
        workspace_id = UUID(hex=name)
    except ValueError:
        return None
    with transaction.atomic(), inside(workspace_id):
        rows = Membership.objects.select_related("user", "role", "team", "workspace").filter(
            tokens__digest=secrets.digest(secret),
            tokens__revoked_at__isnull=True,
            is_active=True,
            user__is_active=True,
        )
        member = next(iter(rows), None)  # a digest is unique; asking for the first would sort
        return person(member, origin="api") if member else None
