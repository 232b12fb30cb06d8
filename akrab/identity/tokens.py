"""API tokens: made once, shown once, kept as a hash; a token names its own workspace and acts as its maker."""

from datetime import datetime, timedelta
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from akrab.identity import entrance
from akrab.identity.actor import Actor, Rights, person
from akrab.identity.models import Membership, Token
from akrab.identity.naming import name_errors, tidy
from akrab.lib import clock, secrets
from akrab.tenancy.current import workspace as inside

PREFIX = "akrab"
HEX_LENGTH = 32
LONGEST_NAME = 80
LIVES = (30, 90, 365)  # days a person may choose, besides for ever
CLOSE = timedelta(minutes=5)  # uses that follow one another so closely are noted once


def make_token(name: str, days: int | None, by: Actor) -> str:
    """Make a token that acts as `by` and return it; it can't be shown again. Without `days` it does not expire.

    Raises `PermissionDenied` for a role without that right, `ValidationError` by field.
    """
    if by.membership is None or not by.rights.may_use_api:
        raise PermissionDenied(_("Your role makes no API tokens. Ask an administrator."))
    name, errors = tidy(name), {}
    if wrong := name_errors(name, LONGEST_NAME, _("Give it a name, such as the program's.")):
        errors["name"] = wrong
    elif Token.objects.filter(open_now(), membership=by.membership, name=name).exists():
        errors["name"] = [_("You have a token of this name. Revoke it first, or choose another name.")]
    if days is not None and days not in LIVES:
        errors["days"] = [_("Choose from the list.")]
    if errors:
        raise ValidationError(errors)
    return create_token(by.membership, name, clock.now() + timedelta(days=days) if days else None)


def create_token(membership: Membership, name: str, expires_at: datetime | None = None) -> str:
    """Make a token with the rights of this membership and return it; it can't be shown again."""
    secret = secrets.new_secret()
    Token.objects.create(
        membership=membership,
        name=name,
        digest=secrets.digest(secret),
        hint=secret[-4:],
        expires_at=expires_at,
    )
    return f"{PREFIX}_{membership.workspace.pk.hex}_{secret}"


def open_now() -> Q:
    """The condition that a token opens something at this moment."""
    return (Q(expires_at__isnull=True) | Q(expires_at__gt=clock.now())) & Q(revoked_at__isnull=True)


def tokens_of(membership: Membership) -> QuerySet[Token]:
    """One's own tokens that are not revoked, the newest first; expired ones too."""
    return Token.objects.filter(membership=membership, revoked_at__isnull=True).order_by("-created_at", "-id")


def revoke(token: Token, by: Actor) -> None:
    """Let a token open nothing any more: one's own, or any for an administrator; else `PermissionDenied`."""
    if token.membership_id != by.membership_id and not by.rights.everything:
        raise PermissionDenied(_("This token is somebody else's."))
    Token.objects.filter(pk=token.pk, revoked_at__isnull=True).update(revoked_at=clock.now())


def find_actor(token: str) -> Actor | None:
    """The actor a token speaks for, or None when it is unknown, revoked or expired, or its owner was let go.

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
        found = entrance.find_token(secrets.digest(secret), clock.now())
        if found is None or not Rights.of(found.membership.role).may_use_api:
            return None
        _note_use(found)
        return person(found.membership, origin="api")


def _note_use(token: Token) -> None:
    """Remember that a token is in use; soon after, that costs nothing."""
    now = clock.now()
    if token.last_used_at is None or not now - CLOSE < token.last_used_at <= now:
        Token.objects.filter(pk=token.pk).update(last_used_at=now)
