"""Bearer tokens: who asks, and the workspace and transaction in which they act."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import cast

from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone, translation
from ninja.security import HttpBearer

from akrab.api.problems import Problem, problem_of
from akrab.engine.errors import EngineError
from akrab.identity.actor import Actor
from akrab.identity.tokens import find_actor
from akrab.tenancy.current import workspace


class Bearer(HttpBearer):
    """`Authorization: Bearer akrab_…`; a browser's session opens nothing here, so no site can misuse it."""

    def authenticate(self, request: HttpRequest, token: str) -> Actor | None:
        return find_actor(token.strip())


@contextmanager
def acting(request: HttpRequest) -> Iterator[Actor]:
    """The actor of a request inside their workspace, language and time zone, in one transaction.

    What the engine raises leaves as a `Problem` in the actor's language, with nothing changed.
    """
    by = cast(Actor, request.auth)  # type: ignore[attr-defined]  # ninja puts there what `Bearer` found
    with translation.override(by.language), timezone.override(by.time_zone):
        try:
            with transaction.atomic(), workspace(by.workspace):
                yield by
        except EngineError as error:
            raise problem_of(error) from error


def unauthorised() -> Problem:
    return Problem("unauthorised", headers={"WWW-Authenticate": 'Bearer realm="akrab"'})
