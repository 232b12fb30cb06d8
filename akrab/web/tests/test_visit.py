"""A visit that the database took back, because two waited for each other, simply begins again."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError
from psycopg.errors import DeadlockDetected

from akrab.engine import events, write
from akrab.engine.models import Event
from akrab.modules.contacts.models import Contact
from akrab.tenancy.current import workspace as inside
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


@pytest.mark.parametrize(("times", "status"), [(1, 201), (2, 201), (3, 503)])
def test_a_program_s_request_begins_again_too_and_is_done_once(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, times: int, status: int
) -> None:
    plain, tried = events.write_down, []

    def waits(*said: Any) -> None:
        plain(*said)
        tried.append(1)
        if len(tried) <= times:
            raise OperationalError("deadlock detected") from DeadlockDetected("deadlock detected")

    monkeypatch.setattr(events, "write_down", waits)
    made = cast.bob.api.post("/api/v1/contacts", {"name": "Ana"}, content_type="application/json")
    assert made.status_code == status
    with inside(cast.north):
        assert Contact.objects.count() == Event.objects.count() == (status == 201)


def test_a_file_that_was_sent_is_read_anew_from_its_beginning(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain, tried = events.write_down, []
    with inside(cast.north):
        ana = write.create(Contact, {"name": "Ana"}, cast.bob.actor())

    def waits(*said: Any) -> None:
        plain(*said)
        tried.append(1)
        if len(tried) == 1:
            raise OperationalError("deadlock detected") from DeadlockDetected("deadlock detected")

    monkeypatch.setattr(events, "write_down", waits)
    sent = {"about": f"contact:{ana.pk}", "file": SimpleUploadedFile("plan.txt", b"four walls")}
    made = cast.bob.api.post("/api/v1/files", sent)
    assert made.status_code == 201
    assert made.json()["stored"]["size"] == len(b"four walls")
