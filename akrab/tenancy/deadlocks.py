"""Deadlocks: of two transactions that wait for each other the database takes one back as a whole; it begins again."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from django.db import OperationalError
from django.http import HttpRequest
from psycopg.errors import DeadlockDetected

TRIES = 3
Answer = TypeVar("Answer")


def begun_again(visit: Callable[..., Answer]) -> Callable[..., Answer]:
    """Make a visit, which opens its own transaction, begin again after a deadlock; the last try raises.

    What was sent is read anew from its beginning.
    """

    @wraps(visit)
    def patient(request: HttpRequest, *args: Any, **asked: Any) -> Answer:
        for _try in range(1, TRIES):
            try:
                return visit(request, *args, **asked)
            except OperationalError as error:
                if not isinstance(error.__cause__, DeadlockDetected):
                    raise
            _rewind(request)
        return visit(request, *args, **asked)

    return patient


def _rewind(request: HttpRequest) -> None:
    for _name, files in request.FILES.lists():
        for file in files:
            file.seek(0)
