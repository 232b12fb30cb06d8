"""The product as an app on a telephone or a desktop: its manifest, and the page that says there is no line."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.utils.translation import get_language

from akrab.features.wording.objects import gettext as _

ICONS = (
    ("icon-192.png", "192x192", "any"),
    ("icon-512.png", "512x512", "any"),
    ("icon-maskable-512.png", "512x512", "maskable"),
)
PARTS = ("form.css", "inter-latin.woff2")


def manifest(request: HttpRequest) -> HttpResponse:
    """What a browser asks for before it installs the product; it begins with my day."""
    said = {
        "id": "/",
        "name": "Akrab",
        "short_name": "Akrab",
        "description": _("Customers, [deals] and the work with them"),
        "lang": get_language(),
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "background_color": "#f6f5f3",
        "theme_color": "#7a3070",
        "icons": [
            {"src": static(f"akrab/{name}"), "sizes": sizes, "type": "image/png", "purpose": purpose}
            for name, sizes, purpose in ICONS
        ],
    }
    return JsonResponse(
        said, content_type="application/manifest+json", headers={"Vary": "Accept-Language, Cookie"}
    )


def worker(request: HttpRequest) -> HttpResponse:
    """The script that answers for the server when there is no line; asked for anew each time."""
    parts = [static(f"akrab/{name}") for name in PARTS]
    context = {"parts": parts, "name": f"akrab-{'-'.join(parts)}"}
    answer = render(request, "pages/sw.js", context, content_type="text/javascript")
    answer.headers["Cache-Control"] = "no-cache"
    return answer


def offline(request: HttpRequest) -> HttpResponse:
    """What is shown instead of a page that can't be fetched."""
    return render(request, "pages/offline.html")
