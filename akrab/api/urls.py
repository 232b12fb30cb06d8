"""The addresses of this door: /api/v1, its document and its page, and the two for watchers."""

import json
from collections.abc import Callable
from functools import cache, wraps
from typing import Any

from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, path, re_path
from django.utils import translation
from django.utils.translation import gettext as _

from akrab.api import health, hooks
from akrab.api.docs import docs
from akrab.api.door import Door
from akrab.api.problems import Problem
from akrab.api.records import missing_page
from akrab.engine.registry import objects

door = Door(objects().values())


@cache
def document_text() -> str:
    """The OpenAPI document of everything installed, in English."""
    with translation.override("en"):
        return json.dumps(door.document(), ensure_ascii=False, separators=(",", ":"), default=str)


def openapi(request: HttpRequest) -> HttpResponse:
    return HttpResponse(document_text(), content_type="application/json")


def guarded(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Turn what is refused before ninja looks at it into problem documents too."""

    @wraps(view)
    def answering(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            response = view(request, *args, **kwargs)
        except SuspiciousOperation:
            return Problem("malformed").response()
        if response.status_code == 405:
            allowed = {"Allow": response["Allow"]} if "Allow" in response else {}
            return Problem(
                "method",
                _("This address takes: %(methods)s.") % {"methods": allowed.get("Allow", "")},
                allowed,
            ).response()
        return response

    return answering


def _guarded(patterns: list[URLPattern | URLResolver]) -> list[URLPattern]:
    made = []
    for pattern in patterns:
        if isinstance(pattern, URLPattern) and pattern.name != "api-root":
            pattern.callback = guarded(pattern.callback)
            made.append(pattern)
    return made


missing_page.csrf_exempt = True  # type: ignore[attr-defined]  # a token opens this door, no cookie

api = [*_guarded(door.urls[0]), path("openapi.json", openapi, name="openapi"), re_path(r"^.*$", missing_page)]

urlpatterns = [
    path("api/v1/", (api, "api", "api")),
    path("openapi.json", openapi),
    path("hooks/<slug:slug>/<uuid:id>/<slug:secret>", hooks.hook, name="hook"),
    path("docs", docs, name="docs"),
    path("healthz", health.healthz),
    path("readyz", health.readyz),
]
