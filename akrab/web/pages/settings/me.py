"""One's own account: name, language, time zone, theme, keys and tokens; and the way to passwords and passkeys."""

from collections.abc import Mapping
from zoneinfo import available_timezones

from allauth.mfa.models import Authenticator
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from akrab.engine.journal import telling
from akrab.features.planning.feeds import renew
from akrab.identity.actor import Actor
from akrab.identity.models import User
from akrab.identity.naming import tidy
from akrab.identity.profile import describe_oneself
from akrab.web import show
from akrab.web.chrome import OWN_NAMES, spoken
from akrab.web.inputs import Input
from akrab.web.pages import feeds, watching
from akrab.web.pages.accounts import YEAR, remember_language
from akrab.web.pages.settings import history, tokens
from akrab.web.pages.settings.door import address, choice, draw, errors_of, text, tick
from akrab.web.visit import page

THEMES = ("", "light", "dark")


@page
def index(request: HttpRequest, by: Actor) -> HttpResponse:
    """The first subject: the company for administrators, one's own account for everybody else."""
    return redirect(address(by, "company" if by.rights.everything else "me"))


@page
def me(request: HttpRequest, by: Actor) -> HttpResponse:
    """Show and change one's own account."""
    assert by.membership is not None
    user = by.membership.user
    if request.method != "POST":
        return _draw(request, by, user, _held(user, request))
    said = {name: tidy(request.POST.get(name, "")) for name in ("name", "language", "time_zone", "theme")}
    said["single_keys"] = request.POST.get("single_keys", "")
    try:
        with telling(by, _("Your account")):
            describe_oneself(
                user, said["name"], said["language"], said["time_zone"], said["single_keys"] == "1"
            )
    except ValidationError as refused:
        user.refresh_from_db()
        return _draw(request, by, user, said, errors_of(refused))
    with translation.override(user.language or by.workspace.language):
        response = show.go(request, address(by, "me"), said=_("Your account was changed."))
    if user.language:
        remember_language(response, user.language)
    _remember_theme(response, said["theme"])
    return response


@never_cache
@require_POST
@page
def make_token(request: HttpRequest, by: Actor) -> HttpResponse:
    """Make a token for oneself, and show it this once."""
    assert by.membership is not None
    user, asked = by.membership.user, tokens.make(request, by)
    return _draw(request, by, user, _held(user, request), token=asked)


@never_cache
@require_POST
@page
def make_feed(request: HttpRequest, by: Actor) -> HttpResponse:
    """Give one's own calendar a fresh address, and show it this once."""
    assert by.membership is not None
    user = by.membership.user
    secret = renew(by, request.POST.get("is_full") == "1")
    return _draw(request, by, user, _held(user, request), feed_secret=secret)


def _held(user: User, request: HttpRequest) -> dict[str, str]:
    return {
        "name": user.name, "language": user.language, "time_zone": user.time_zone,
        "theme": request.COOKIES.get("theme", ""), "single_keys": "1" if user.single_keys else "",
    }  # fmt: skip


def _remember_theme(response: HttpResponse, theme: str) -> None:
    """Keep the theme in this browser, where the pages' script keeps it too."""
    if theme in THEMES and theme:
        response.set_cookie("theme", theme, max_age=YEAR, samesite="Lax")
    else:
        response.delete_cookie("theme")


def _draw(
    request: HttpRequest,
    by: Actor,
    user: User,
    said: Mapping[str, str],
    errors: Mapping[str, list[str]] | None = None,
    token: tokens.Asked | None = None,
    feed_secret: str = "",
) -> HttpResponse:
    assert by.membership is not None
    kinds = list(Authenticator.objects.filter(user=user).values_list("type", flat=True))
    context = {
        "inputs": _inputs(by, said, errors or {}),
        "has_totp": Authenticator.Type.TOTP in kinds,
        "passkeys": kinds.count(Authenticator.Type.WEBAUTHN),
        "email": user.email,
        **(tokens.context(by, token) if by.rights.may_use_api else {}),
        **feeds.context(by, feed_secret),
        **watching.context(by),
        **history.of_rows(by, by.membership.pk, user.pk),
    }
    is_wrong = bool(errors or (token and token.errors))
    return draw(request, by, "settings/me.html", context, 422 if is_wrong else 200)


def _inputs(by: Actor, said: Mapping[str, str], wrong: Mapping[str, list[str]]) -> list[Input]:
    zones = [(zone, zone.replace("_", " ")) for zone in sorted(available_timezones())]
    same_zone = _("As the company: %(zone)s") % {"zone": by.workspace.time_zone}
    known = dict(OWN_NAMES)
    offered = {*(code for code, _own in spoken(by)), said["language"]}
    languages = [(code, own) for code, own in OWN_NAMES if code in offered]
    same_language = _("As the company: %(language)s") % {"language": known.get(by.workspace.language, "")}
    themes = [("", _("As the device")), ("light", _("Light")), ("dark", _("Dark"))]
    return [
        text("name", pgettext("person", "Name"), said["name"], errors=wrong.get("name", ()), required=True, most=120,
             completion="name"),
        _choice("language", _("Language"), [("", same_language), *languages], said, wrong),
        _choice("time_zone", _("Time zone"), [("", same_zone), *zones], said, wrong),
        choice("theme", _("Theme in this browser"), said["theme"], themes),
        tick("single_keys", _("Single keys work as shortcuts"), said["single_keys"] == "1"),
    ]  # fmt: skip


def _choice(
    name: str,
    label: str,
    options: list[tuple[str, str]],
    said: Mapping[str, str],
    wrong: Mapping[str, list[str]],
) -> Input:
    return choice(name, label, said[name], options, errors=wrong.get(name, ()))
