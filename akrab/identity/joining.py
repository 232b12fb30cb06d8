"""Coming in by an invitation: what became of the mailed address, and the way in."""

from typing import Literal

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from akrab.identity.members import accept
from akrab.identity.models import Invitation, Membership, User, Workspace
from akrab.identity.naming import name_errors, tidy
from akrab.lib import clock, secrets
from akrab.tenancy.current import workspace as inside

LONGEST_NAME = 120
State = Literal["open", "used", "expired"]


def look_up(slug: str, secret: str) -> Invitation | None:
    """The invitation behind a mailed address whatever became of it; None for an unknown or withdrawn one."""
    company = Workspace.objects.filter(slug=slug).first()
    if company is None:
        return None
    with transaction.atomic(), inside(company):
        rows = Invitation.objects.select_related("role", "team", "branch", "workspace", "invited_by__user")
        return rows.filter(digest=secrets.digest(secret)).first()


def state_of(invitation: Invitation) -> State:
    if invitation.accepted_at is not None:
        return "used"
    return "expired" if invitation.expires_at <= clock.now() else "open"


def find_account(invitation: Invitation) -> User | None:
    """The person who already has the invited address."""
    return User.objects.filter(email__iexact=invitation.email).first()


def join(invitation: Invitation, user: User) -> Membership:
    """Let a known person in; raises `ValidationError` when the door has closed or is not theirs."""
    with transaction.atomic(), inside(invitation.workspace):
        _require_open(invitation)
        return accept(invitation, user)


def join_as_new(invitation: Invitation, name: str, password: str, language: str | None = None) -> User:
    """Make the invited person's account and let them in; they go on in `language`, else as they were invited.

    An empty language is that of the company.

    Raises `ValidationError` by field, and makes nothing then.
    """
    name = tidy(name)
    wrong = name_errors(name, LONGEST_NAME, _("Write your name, as your colleagues know you."))
    errors = {"name": wrong} if wrong else {}
    try:
        validate_password(password, User(email=invitation.email, name=name))
    except ValidationError as weak:
        errors["password"] = list(weak.messages)
    if errors:
        raise ValidationError(errors)
    with transaction.atomic(), inside(invitation.workspace):
        _require_open(invitation)
        user = User.objects.create_user(
            invitation.email,
            password,
            name=name,
            language=invitation.language if language is None else language,
        )
        accept(invitation, user)
    return user


def _require_open(invitation: Invitation) -> None:
    """Wait for whoever goes through the same door at this moment, then look again."""
    locked = Invitation.objects.select_for_update(of=("self",)).filter(pk=invitation.pk).first()
    if locked is None or state_of(locked) != "open":
        raise ValidationError(_("This invitation has been used or withdrawn. Ask for a new one."))
