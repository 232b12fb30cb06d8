"""API tokens: one's own on one's account page, made there and shown once; everybody's for administrators."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from akrab.engine.errors import Forbidden
from akrab.engine.journal import telling
from akrab.identity.actor import Actor
from akrab.identity.models import Token
from akrab.identity.naming import tidy
from akrab.identity.tokens import LIVES, make_token, revoke, tokens_of
from akrab.lib import clock
from akrab.web import addresses, show
from akrab.web.pages.settings import history
from akrab.web.pages.settings.door import address, administrators, choice, draw, errors_of, get_row, text
from akrab.web.visit import page

REVOKED_SHOWN = 20


@dataclass(frozen=True)
class Asked:
    """A token that was asked for: what was typed, and the token itself or what is wrong."""

    said: Mapping[str, str] = field(default_factory=dict)
    shown: str = ""
    errors: Mapping[str, Sequence[str]] = field(default_factory=dict)


@administrators
def tokens(request: HttpRequest, by: Actor) -> HttpResponse:
    """Every key to this workspace, whoever made it."""
    rows = Token.objects.select_related("membership__user").order_by("-created_at", "-id")
    shown = {
        "tokens": rows.filter(revoked_at__isnull=True),
        "revoked": rows.filter(revoked_at__isnull=False)[:REVOKED_SHOWN],
        "now": clock.now(),
        **history.of_kinds(by, "token"),
    }
    return draw(request, by, "settings/tokens.html", shown)


def make(request: HttpRequest, by: Actor) -> Asked:
    """Make a token for oneself as the form says."""
    said = {name: tidy(request.POST.get(name, "")) for name in ("name", "days")}
    days = int(said["days"]) if said["days"].isdecimal() and len(said["days"]) < 6 else None
    if days is None and said["days"] != "never":
        return Asked(said, errors={"days": [_("Choose from the list.")]})
    try:
        with telling(by, _("API token %(name)s") % said) as within:
            return Asked(shown=make_token(said["name"], days, within))
    except PermissionDenied as refused:
        raise Forbidden(str(refused)) from refused
    except ValidationError as refused:
        return Asked(said, errors=errors_of(refused))


def context(by: Actor, asked: Asked | None) -> dict[str, Any]:
    """One's own tokens, for one's account page."""
    asked = asked or Asked()
    assert by.membership is not None
    lives = [
        (str(days), ngettext("after %(count)d day", "after %(count)d days", days) % {"count": days})
        for days in LIVES
    ]
    name, days = asked.said.get("name", ""), asked.said.get("days", str(LIVES[1]))
    return {
        "uses_api": True,
        "tokens": tokens_of(by.membership),
        "now": clock.now(),
        "shown": asked.shown,
        "api_address": addresses.public("/api/v1/"),
        "token_inputs": [
            text("name", _("Name"), name, errors=asked.errors.get("name", ()), required=True, most=80,
                 prefix="t", hint=_("Such as the program that will use it.")),
            choice("days", _("Expires"), days, [*lives, ("never", _("never"))],
                   errors=asked.errors.get("days", ()), prefix="t"),
        ],
    }  # fmt: skip


@require_POST
@page
def drop(request: HttpRequest, by: Actor, id: UUID) -> HttpResponse:
    """Let a key open nothing any more: one's own, or any for an administrator."""
    rows = Token.objects.all() if by.rights.everything else Token.objects.filter(membership=by.membership)
    token = get_row(rows, id)
    with telling(by, _("Revoke the API token %(name)s") % {"name": token.name}) as within:
        revoke(token, within)
    where = "me#tokens" if request.POST.get("back") == "me" else "tokens"
    said = _("“%(name)s” opens nothing any more.") % {"name": token.name}
    return show.go(request, address(by, where), said=said)
