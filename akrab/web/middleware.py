"""What every answer carries and every request knows: security headers, and the reader's language."""

import gzip
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import patch_vary_headers

Answer = Callable[[HttpRequest], HttpResponse]

PACKED = frozenset({"text/html", "application/json", "text/plain", "application/problem+json"})
SHORTEST, LEVEL = 1000, 3  # a higher level takes twice the time for a tenth less

DIRECTIVES = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data: blob:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "media-src": "'self' blob:",
    "manifest-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}


def policy(**other: str) -> str:
    """The Content-Security-Policy with some directives of one's own (`frame_ancestors="'self'"`)."""
    said = DIRECTIVES | {name.replace("_", "-"): value for name, value in other.items()}
    return "; ".join(f"{name} {value}" for name, value in said.items())


POLICY = policy()


class SecurityHeaders:
    """Puts the Content-Security-Policy and its companions on every answer that has none of its own."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.answer(request)
        response.headers.setdefault("Content-Security-Policy", POLICY)
        response.headers.setdefault("X-Content-Type-Options", "nosniff")
        response.headers.setdefault("Referrer-Policy", "same-origin")
        response.headers.setdefault("X-Frame-Options", "DENY")
        response.headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
        response.headers.setdefault(
            "Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=()"
        )
        if request.headers.get("HX-Request"):
            patch_vary_headers(response, ["HX-Request"])
            response.headers.setdefault("Cache-Control", "no-store")
        return response


class Compressed:
    """Packs pages and JSON for browsers that can unpack them; files and short answers go as they are.

    Pages hold no secret beside the CSRF token, which Django masks anew in each.
    """

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.answer(request)
        kind = response.headers.get("Content-Type", "").partition(";")[0]
        if response.streaming or response.has_header("Content-Encoding") or kind not in PACKED:
            return response
        patch_vary_headers(response, ["Accept-Encoding"])
        if len(response.content) >= SHORTEST and "gzip" in request.headers.get("Accept-Encoding", ""):
            response.content = gzip.compress(response.content, LEVEL, mtime=0)
            response.headers["Content-Encoding"] = "gzip"
            response.headers["Content-Length"] = str(len(response.content))
        return response


class PreferredLanguage:
    """Speaks the language of the cookie or the browser; signed-in pages then choose the member's own."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        language = translation.get_language_from_request(request)
        known = {code for code, _name in settings.LANGUAGES}
        with translation.override(language if language in known else settings.LANGUAGE_CODE):
            response = self.answer(request)
            response.headers.setdefault(
                "Content-Language", translation.get_language() or settings.LANGUAGE_CODE
            )
        return response
