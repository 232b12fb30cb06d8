"""A person's feed: what a calendar program reads at the secret address, and how they withdraw it."""

import logging

from django.core.cache import caches
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from akrab.features.planning import feeds
from akrab.features.planning.models import Feed
from akrab.identity.actor import Actor
from akrab.lib import secrets
from akrab.web import addresses, show
from akrab.web.pages.settings.door import address
from akrab.web.visit import page

MOST, WITHIN = 60, 3600  # readings of one address in so many seconds
FRESH = 300  # seconds a program may keep what it read
logger = logging.getLogger("akrab.feeds")


@require_safe
def feed(request: HttpRequest, slug: str, secret: str) -> HttpResponse:
    """The feed as text/calendar. Whatever goes wrong, the address is not logged: it is the key."""
    try:
        response = _read(request, slug, secret)
    except Exception:  # Django would log the address with it
        logger.exception("A calendar feed could not be made.")
        response = HttpResponse(status=500)
    response._has_been_logged = True  # type: ignore[attr-defined]
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex"
    return response


def _read(request: HttpRequest, slug: str, secret: str) -> HttpResponse:
    if not _is_within_limit(f"feed:{slug}:{secrets.digest(secret)}"):
        return HttpResponse(status=429, headers={"Retry-After": str(WITHIN)})
    found = feeds.read(slug, secret)
    if found is None:
        return HttpResponse("There is no calendar here.\n", status=404, content_type="text/plain")
    mark = f'"{found.mark}"'
    kept = {"ETag": mark, "Cache-Control": f"private, max-age={FRESH}"}
    if request.headers.get("If-None-Match") == mark:
        return HttpResponse(status=304, headers=kept)
    kept["Content-Disposition"] = 'inline; filename="akrab.ics"'
    response = HttpResponse(found.text, content_type="text/calendar; charset=utf-8", headers=kept)
    patch_vary_headers(response, ["Accept-Encoding"])
    return response


def _is_within_limit(key: str) -> bool:
    """Count one reading; whether there were few enough of late."""
    counters = caches["default"]
    if counters.add(key, 1, WITHIN):
        return True
    number = int(counters.get(key, 0)) + 1
    if number > MOST:
        return False
    counters.set(key, number, WITHIN)
    return True


@never_cache
@require_POST
@page
def change(request: HttpRequest, by: Actor) -> HttpResponse:
    """Withdraw one's own feed, or say how much it tells."""
    what, is_full = request.POST.get("what", ""), request.POST.get("is_full") == "1"
    back = f"{address(by, 'me')}#calendar-feed"
    if what == "withdraw":
        feeds.withdraw(by)
        return show.go(request, back, said=_("The address opens nothing any more."))
    if what == "tell" and feeds.find_feed(by) is not None:
        feeds.tell(by, is_full)
        return show.go(request, back, said=_("The calendar was changed."))
    return show.refusal(request, 400, _("Choose what is to be done."))


def context(by: Actor, secret: str) -> dict[str, object]:
    """What one's account page says of the feed; an address with a fresh secret is shown this once."""
    held: Feed | None = feeds.find_feed(by)
    shown = addresses.public(f"/feeds/{by.workspace.slug}/{secret}.ics") if secret and held else ""
    return {
        "feed": held,
        "feed_address": shown,
        "feed_webcal": shown.replace("http", "webcal", 1).replace("webcals", "webcal"),
    }
