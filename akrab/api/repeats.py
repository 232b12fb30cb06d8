"""Idempotency keys: the same request sent twice is done once and answered the same."""

import hashlib
from collections.abc import Callable
from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from akrab.api.models import Answer
from akrab.api.problems import Problem
from akrab.identity.actor import Actor
from akrab.lib import clock

KEPT_FOR = timedelta(days=3)
KEPT_HEADERS = ("Akrab-Operation", "Akrab-Overlaps", "ETag", "Location")
LONGEST_KEY = 200


def once(request: HttpRequest, by: Actor, act: Callable[[], HttpResponse]) -> HttpResponse:
    """Run `act`, or give the answer it gave before under the same `Idempotency-Key`.

    Runs inside the transaction of the effects: two requests at the same moment wait for each other, and a
    refused one leaves its key free. Raises `Problem` when the key was used for another request.
    """
    key = request.headers.get("Idempotency-Key", "")
    if not key:
        return act()
    if len(key) > LONGEST_KEY or not key.isprintable():
        raise Problem(
            "malformed", _("An idempotency key has at most %(most)d letters.") % {"most": LONGEST_KEY}
        )
    digest = _digest(request)
    answer, is_new = Answer.objects.get_or_create(
        membership=by.membership, key=key, defaults={"request": digest}
    )
    if not is_new:
        return _again(answer, digest)
    response = act()
    answer.status, answer.body = response.status_code, response.content.decode()
    answer.headers = {name: response[name] for name in KEPT_HEADERS if name in response}
    answer.save(update_fields=["status", "body", "headers"])
    Answer.objects.filter(created_at__lt=clock.now() - KEPT_FOR).delete()
    return response


def _again(answer: Answer, digest: str) -> HttpResponse:
    if answer.request != digest:
        raise Problem("key-reused", _("This idempotency key belongs to another request. Use a new key."))
    headers = {**answer.headers, "Idempotency-Replayed": "true"}
    return HttpResponse(answer.body, status=answer.status, content_type="application/json", headers=headers)


def _digest(request: HttpRequest) -> str:
    return hashlib.sha256(f"{request.method} {request.get_full_path()}\n".encode() + request.body).hexdigest()
