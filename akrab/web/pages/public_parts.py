"""What stands around a public form: the script that embeds it, the company's sign, its accent, and counting."""

from typing import Any

from allauth.account.adapter import get_adapter
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.templatetags.static import static
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from akrab.engine import contents
from akrab.features.documents.models import CompanyDetails
from akrab.features.forms import counting
from akrab.features.forms.taking import find_form
from akrab.lib import files
from akrab.tenancy.current import workspace as inside
from akrab.web.colours import accents


@require_GET
def embed(request: HttpRequest) -> HttpResponse:
    """The script that puts a form into another website, at an address that stays; it is kept for an hour."""
    return HttpResponse(
        status=302, headers={"Location": static("akrab/embed.js"), "Cache-Control": "public, max-age=3600"}
    )


@require_GET
def logo(request: HttpRequest, key: str) -> HttpResponse:
    """The company's logo on its form, if it has one and the form shows it."""
    found = find_form(key)
    if found is None or not found[1].shape.look.logo:
        return HttpResponse(status=404)
    with transaction.atomic(), inside(found[0]):
        stored = own_logo()
        if stored is None:
            return HttpResponse(status=404)
        with contents.open_contents(stored) as held:
            kept = {"Cache-Control": "public, max-age=86400"}
            return HttpResponse(held.read(), content_type=stored["type"], headers=kept)


def own_logo() -> dict[str, Any] | None:
    """The logo of the company's details, if it is a picture that any browser may show."""
    details = CompanyDetails.objects.filter(deleted_at__isnull=True).only("logo").first()
    stored: dict[str, Any] | None = details.logo if details is not None else None
    is_shown = stored and stored["type"].startswith("image/") and files.is_harmless(stored["type"])
    return stored if is_shown else None


@require_GET
def look(request: HttpRequest, key: str) -> HttpResponse:
    """The form's accent as a stylesheet: no style stands in the page itself."""
    found = find_form(key)
    css = accents(found[1].shape.look.accent) if found else ""
    return HttpResponse(css, content_type="text/css", headers={"Cache-Control": "public, max-age=86400"})


@csrf_exempt
@require_POST
def seen(request: HttpRequest, key: str) -> HttpResponse:
    """Count a view, a start or where somebody left; nothing is kept of whom."""
    sender = get_adapter().get_client_ip(request) or ""
    agent = request.headers.get("User-Agent", "")
    found = find_form(key) if counting.is_counted(agent) else None
    if found is not None and counting.has_room(found[1], sender):
        with transaction.atomic(), inside(found[0]):
            counting.count(found[1], request.POST.get("kind", ""), request.POST.get("name", ""),
                          request.POST.get("source", ""))  # fmt: skip
    return HttpResponse(status=204)
