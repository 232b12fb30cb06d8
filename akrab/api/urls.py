"""The addresses of this door: /api/v1, its document and its page, and the two for watchers."""

import json
from collections.abc import Callable
from contextlib import nullcontext
from functools import wraps
from typing import Any

from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, include, path, re_path
from django.utils import translation
from django.utils.translation import gettext as _

from akrab.api import health, hooks
from akrab.api.docs import docs
from akrab.api.door import Door
from akrab.api.problems import Problem
from akrab.api.records import missing_page
from akrab.engine import shape
from akrab.engine.registry import objects
from akrab.identity.tokens import find_actor
from akrab.tenancy.current import workspace as inside

door = Door(objects().values())


def document_text() -> str:
    """The OpenAPI document of everything installed, in English, with the current workspace's custom fields."""
    made = shape.current().made
    if (text := made.get("openapi")) is None:
        with translation.override("en"):
            text = json.dumps(door.document(), ensure_ascii=False, separators=(",", ":"), default=str)
        made["openapi"] = text
    return str(text)


def openapi(request: HttpRequest) -> HttpResponse:
    """Open to everyone; who sends a token is told of their company's custom fields too."""
    kind, _blank, token = request.headers.get("Authorization", "").partition(" ")
    by = find_actor(token.strip()) if kind.lower() == "bearer" else None
    with inside(by.workspace) if by else nullcontext():
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


def _by_first_part(patterns: list[URLPattern]) -> list[URLPattern | URLResolver]:
    """The same addresses, looked for below their first part: hundreds would be tried one after the other else."""
    whole: list[URLPattern | URLResolver] = []
    below: dict[str, list[URLPattern]] = {}
    for one in patterns:
        first, slash, rest = str(one.pattern).partition("/")
        if slash:
            below.setdefault(first, []).append(path(rest, one.callback, name=one.name))
        else:
            whole.append(one)
    return [*whole, *[path(f"{first}/", include(those)) for first, those in below.items()]]


missing_page.csrf_exempt = True  # type: ignore[attr-defined]  # a token opens this door, no cookie

api = [
    *_by_first_part(_guarded(door.urls[0])),
    path("openapi.json", openapi, name="openapi"),
    re_path(r"^.*$", missing_page),
]

urlpatterns = [
    path("api/v1/", (api, "api", "api")),
    path("openapi.json", openapi),
    path("hooks/<slug:slug>/<uuid:id>/<slug:secret>", hooks.hook, name="hook"),
    path("docs", docs, name="docs"),
    path("healthz", health.healthz),
    path("readyz", health.readyz),
]
