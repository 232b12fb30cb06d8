"""What goes to the server together, what it plans once, and a connection that it ended while nobody used it."""

import fcntl
import os
import resource
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import psycopg
import pytest
from django.db import DataError, ProgrammingError, connection, transaction
from django.db.backends.postgresql import base as of_django
from django.test.utils import CaptureQueriesContext

from akrab.tenancy import planned
from akrab.tenancy.backend.base import IDLE, DatabaseWrapper, has_ended
from akrab.tenancy.current import workspace
from akrab.tenancy.tests.conftest import Rows, new_workspace
from akrab.tenancy.tests.wall_cases.models import Contact

NAMES = "SELECT name FROM wall_cases_contact WHERE workspace_id = %s"


def names_in(which: Any) -> list[str]:
    """Asked by a planned statement."""
    with workspace(which), transaction.atomic(), connection.cursor() as cursor:
        planned.execute(cursor, NAMES, [which.pk])
        return [row[0] for row in cursor.fetchall()]


def another() -> psycopg.Connection:
    """A connection to the same database, of its own."""
    held = connection.get_connection_params()
    parts = {name: held[name] for name in ("dbname", "user", "password", "host", "port") if name in held}
    return psycopg.connect(**parts, autocommit=True)


@pytest.mark.django_db(transaction=True)
def test_a_transaction_begins_with_its_first_statement(careless: None) -> None:
    here = new_workspace("here")
    with CaptureQueriesContext(connection) as sent, transaction.atomic(), workspace(here):
        assert connection.connection.pgconn.transaction_status == IDLE
        assert Contact.objects.count() == 0
        assert connection.connection.pgconn.transaction_status != IDLE
    _noted_by_django, first, *_ = (query["sql"] for query in sent)
    assert first.startswith("BEGIN;SET LOCAL app.workspace = ")
    assert connection.connection.pgconn.transaction_status == IDLE


@pytest.mark.django_db(transaction=True)
def test_what_fails_after_the_first_statement_is_taken_back(careless: None) -> None:
    here = new_workspace("here")
    with workspace(here):
        with suppress(ZeroDivisionError), transaction.atomic():
            Contact.objects.create(name="gone")
            raise ZeroDivisionError
        with transaction.atomic():
            assert not Contact.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_first_statement_that_fails_leaves_the_connection_usable(careless: None) -> None:
    with pytest.raises(Exception, match="division by zero"), transaction.atomic():
        connection.cursor().execute("SELECT 1 / 0")
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        assert cursor.fetchone() == (1,)


def test_a_planned_statement_is_planned_once_and_gives_what_is_there_now(
    rows: Rows, here: Any, there: Any, careless: None
) -> None:
    with CaptureQueriesContext(connection) as sent:
        assert names_in(here) == [rows.contact.name]
    assert sum("PREPARE" in query["sql"] for query in sent) == 1
    with workspace(here), transaction.atomic():
        Contact.objects.update(name="renamed")
    with CaptureQueriesContext(connection) as sent:
        assert [names_in(here) for _again in range(8)] == [["renamed"]] * 8
    assert not any("PREPARE" in query["sql"] for query in sent)


def test_a_planned_statement_stays_behind_the_wall(rows: Rows, here: Any, there: Any, careless: None) -> None:
    for _again in range(8):  # the server keeps one plan for all after five
        assert names_in(here) == [rows.contact.name]
    with workspace(there), transaction.atomic(), connection.cursor() as cursor:
        planned.execute(cursor, NAMES, [here.pk])
        assert cursor.fetchall() == []


def test_a_statement_whose_first_running_failed_is_planned_by_the_next(db: None, careless: None) -> None:
    sql = "SELECT 6 / %s"
    with connection.cursor() as cursor:
        with pytest.raises(DataError), transaction.atomic():
            planned.execute(cursor, sql, [0])
        for _again in range(2):
            planned.execute(cursor, sql, [3])
            assert cursor.fetchall() == [(2,)]


def test_a_statement_that_could_not_be_planned_is_planned_by_the_next(db: None, careless: None) -> None:
    sql = "SELECT name FROM not_there_yet WHERE name <> %s"
    with connection.cursor() as cursor:
        with pytest.raises(ProgrammingError), transaction.atomic():
            planned.execute(cursor, sql, [""])
        cursor.execute("CREATE TEMPORARY TABLE not_there_yet (name text)")
        planned.execute(cursor, sql, [""])
        assert cursor.fetchall() == []


def test_behind_a_pooler_nothing_is_planned_ahead(
    rows: Rows, here: Any, settings: Any, careless: None
) -> None:
    settings.KEEPS_PLANS = False
    with CaptureQueriesContext(connection) as sent:
        assert names_in(here) == [rows.contact.name]
    assert not any("EXECUTE" in query["sql"] for query in sent)


def test_a_connection_that_the_server_ended_is_known_without_asking(db: None) -> None:
    with another() as idle:
        assert not has_ended(idle)
        with another() as other:
            other.execute("SELECT pg_terminate_backend(%s, 5000)", [idle.info.backend_pid])
        assert has_ended(idle)


def test_a_connection_that_has_something_to_say_is_kept(db: None) -> None:
    with another() as listening:
        listening.execute("LISTEN anything")
        with another() as other:
            other.execute("NOTIFY anything")
        assert not has_ended(listening)


class Lent:
    """A connection by a number that is its file's; `at` may raise."""

    is_closed = False

    def __init__(self, at: int | None) -> None:
        self.at = at

    def fileno(self) -> int:
        if self.at is None:
            raise psycopg.OperationalError("it has no file")
        return self.at

    def close(self) -> None:
        self.is_closed = True


@contextmanager
def beyond(file: int, least: int) -> Iterator[int]:
    """The same file by a number of at least this."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, least + 100), hard))
    high = fcntl.fcntl(file, fcntl.F_DUPFD, least)
    try:
        yield high
    finally:
        os.close(high)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def test_a_process_with_thousands_of_files_open_knows_its_connections(db: None) -> None:
    with another() as idle, beyond(idle.fileno(), 1500) as high:
        lent: Any = Lent(high)
        assert not has_ended(lent)


def test_a_connection_that_can_not_be_looked_at_goes_back_to_the_pool(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    lent = Lent(None)
    back: list[Any] = []

    class Pool:
        putconn = back.append

    monkeypatch.setattr(DatabaseWrapper, "pool", Pool())
    monkeypatch.setattr(of_django.DatabaseWrapper, "get_new_connection", lambda *_said: lent)
    with pytest.raises(psycopg.OperationalError):
        connection.get_new_connection({})
    assert (back, lent.is_closed) == ([lent], True)
