"""A visit that the database took back, because two waited for each other, simply begins again."""

from typing import Any

import pytest
from django.db import OperationalError
from psycopg.errors import DeadlockDetected

from akrab.web import show
from tests.cast import Cast


@pytest.mark.parametrize(("times", "status"), [(1, 200), (2, 200), (3, 500)])
def test_a_visit_begins_again_after_a_deadlock(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, times: int, status: int
) -> None:
    plain, tried = show.part, []

    def waits(*said: Any, **more: Any) -> Any:
        tried.append(1)
        if len(tried) <= times:
            raise OperationalError("deadlock detected") from DeadlockDetected("deadlock detected")
        return plain(*said, **more)

    monkeypatch.setattr(show, "part", waits)
    cast.alice.browser.raise_request_exception = False
    assert cast.alice.browser.get("/w/north/workspaces").status_code == status
