"""API tokens: the keys of programs, shown once and revoked here."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from akrab.identity.actor import Actor
from akrab.identity.models import Token
from akrab.identity.tokens import create_token, revoke
from akrab.web import addresses, show
from akrab.web.pages.settings.door import address, administrators, draw, get_row, text


@never_cache
@administrators
def tokens(request: HttpRequest, by: Actor) -> HttpResponse:
    """The keys there are; making one, which shows it this once."""
    name = request.POST.get("name", "").strip()
    if request.method != "POST":
        return _draw(request, by)
    if not name or len(name) > 80 or by.membership is None:
        return _draw(
            request, by, name=name, error=_("Give it a name of at most 80 characters, such as the program's.")
        )
    return _draw(request, by, shown=create_token(by.membership, name))


@require_POST
@administrators
def drop(request: HttpRequest, by: Actor, id: UUID) -> HttpResponse:
    """Let a key open nothing any more."""
    token = get_row(Token.objects.all(), id)
    revoke(token)
    said = _("“%(name)s” opens nothing any more.") % {"name": token.name}
    return show.go(request, address(by, "tokens"), said=said)


def _draw(request: HttpRequest, by: Actor, shown: str = "", name: str = "", error: str = "") -> HttpResponse:
    rows = Token.objects.select_related("membership__user").order_by("-created_at", "-id")
    context = {
        "tokens": rows.filter(revoked_at__isnull=True),
        "revoked": rows.filter(revoked_at__isnull=False)[:20],
        "shown": shown,
        "api_address": addresses.public("/api/v1/"),
        "inputs": [text("name", _("Name"), name, errors=[error] if error else (), required=True, most=80)],
    }
    return draw(request, by, "settings/tokens.html", context, 422 if error else 200)
