"""The page behind an invitation's mailed address: a new person makes an account, a known one signs in."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from zoneinfo import ZoneInfo

from allauth.account.models import EmailAddress
from allauth.account.utils import perform_login
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from akrab.engine.journal import telling
from akrab.identity import joining
from akrab.identity.actor import newcomer
from akrab.identity.models import Invitation, User
from akrab.identity.naming import tidy
from akrab.tenancy.current import workspace as inside
from akrab.web import addresses, marks
from akrab.web.inputs import Input


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def join(request: HttpRequest, slug: str, secret: str) -> HttpResponse:
    """Go in by an invitation, or read why the door is closed and what to do."""
    invitation = joining.look_up(slug, secret)
    if invitation is None:
        return _closed(request, 404, "unknown", None)
    if invitation.language and settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
        translation.activate(invitation.language)  # until the end of this answer, as the middleware keeps it
    state = joining.state_of(invitation)
    if state != "open":
        return _closed(request, 410, state, invitation)
    user = request.user
    if user.is_authenticated:
        return _as_known(request, invitation, user)
    if joining.find_account(invitation) is not None:
        return _show(request, "account/join_known.html", invitation)
    if request.method == "POST":
        return _as_new(request, invitation)
    return _show(request, "account/join_new.html", invitation, **_inputs({}, {}))


def _as_known(request: HttpRequest, invitation: Invitation, user: User) -> HttpResponse:
    if user.email.lower() != invitation.email:
        return _show(request, "account/join_other.html", invitation, status=409)
    if request.method != "POST":
        return _show(request, "account/join_confirm.html", invitation)
    try:
        with _coming_in(invitation, str(user)):
            joining.join(invitation, user)
    except ValidationError:
        return _closed(request, 410, "used", invitation)
    return redirect(addresses.home(invitation.workspace))


def _as_new(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    name, password = tidy(request.POST.get("name", "")), request.POST.get("password", "")
    try:
        with _coming_in(invitation, name or invitation.email):
            user = joining.join_as_new(invitation, name, password, _read_in(invitation))
    except ValidationError as refused:
        if not hasattr(refused, "error_dict"):
            return _closed(request, 410, "used", invitation)
        errors = refused.message_dict
        return _show(
            request, "account/join_new.html", invitation, status=422, **_inputs({"name": name}, errors)
        )
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    answer: HttpResponse = perform_login(request, user, redirect_url=addresses.home(invitation.workspace))
    return answer


def _read_in(invitation: Invitation) -> str:
    """The language the invitation was read in; nothing where that is the company's, which is then followed."""
    language = marks.language_code()
    return "" if language == invitation.workspace.language else language


@contextmanager
def _coming_in(invitation: Invitation, name: str) -> Iterator[None]:
    """Inside the invitation's workspace, with whoever comes in told as a change of its settings."""
    company = invitation.workspace
    label = _("%(name)s joins") % {"name": name}
    with transaction.atomic(), inside(company), telling(newcomer(company, name[:120]), label):
        yield


def _inputs(values: dict[str, str], errors: dict[str, list[str]]) -> dict[str, Any]:
    name = Input(
        "name", "text", _("Your name"), values.get("name", ""), required=True, most=120, completion="name",
        hint=_("As your colleagues know you."), errors=errors.get("name", ()), prefix="join",
    )  # fmt: skip
    return {"name_input": name, "password_errors": errors.get("password", [])}


def _show(
    request: HttpRequest, template: str, invitation: Invitation, status: int = 200, **more: Any
) -> HttpResponse:
    context = {
        "invitation": invitation,
        "workspace": invitation.workspace,
        "inviter": invitation.invited_by,
        **more,
    }
    return render(request, template, context, status=status)


def _closed(request: HttpRequest, status: int, state: str, invitation: Invitation | None) -> HttpResponse:
    """The door is closed: why, and what to do."""
    inviter = str(invitation.invited_by) if invitation and invitation.invited_by else _("whoever invited you")
    said = {
        "unknown": (
            _("This invitation is not known"),
            _(
                "It was withdrawn, replaced by a newer one, or the address was not copied whole. "
                "Look for a newer mail, or ask whoever invited you."
            ),
        ),
        "used": (
            _("This invitation has been used"),
            _("You are already a member: sign in. If it was not you, tell %(who)s.") % {"who": inviter},
        ),
        "expired": (
            _("This invitation has expired"),
            _("It was good until %(day)s. Ask %(who)s for a new one.")
            % {"day": _last_day(invitation), "who": inviter},
        ),
    }  # fmt: skip
    title, text = said[state]
    context = {"title": title, "text": text, "may_sign_in": state == "used"}
    return render(request, "account/join_closed.html", context, status=status)


def _last_day(invitation: Invitation | None) -> str:
    """The day an invitation ended, as the company counts days."""
    if invitation is None:
        return ""
    return marks.day(invitation.expires_at.astimezone(ZoneInfo(invitation.workspace.time_zone)).date())
