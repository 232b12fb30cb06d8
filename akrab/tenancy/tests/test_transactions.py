"""The setting that row-level security reads: sent once, kept through savepoints, never left behind."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from akrab.tenancy.backend.compiler import NoTransaction
from akrab.tenancy.current import NoWorkspace, find_workspace, workspace
from akrab.tenancy.tests.conftest import Rows, fill, new_workspace
from akrab.tenancy.tests.wall_cases.models import Contact, ContactTag, Tag


def setting() -> str:
    """What the server believes."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(current_setting('app.workspace', true), '')")
        return str(cursor.fetchone()[0])


@contextmanager
def sent() -> Iterator[list[str]]:
    """Collect the statements that reach the server, the setting included."""
    statements: list[str] = []
    with CaptureQueriesContext(connection) as queries:
        yield statements
    statements += [query["sql"] for query in queries.captured_queries]


def test_the_setting_travels_with_the_first_statement(here: Any) -> None:
    with transaction.atomic(), workspace(here), sent() as statements:
        Contact.objects.count()
        Contact.objects.count()
    assert [statement.startswith("SET LOCAL") for statement in statements] == [True, False]
    assert statements[0].startswith(f"SET LOCAL app.workspace = '{here.pk}';SELECT")


def test_a_savepoint_rollback_keeps_the_setting(inside: Rows, here: Any) -> None:
    Contact.objects.update(name="kept")
    with pytest.raises(IntegrityError), transaction.atomic():
        Tag.objects.create(name="vip")
    assert setting() == str(here.pk)
    assert Contact.objects.get().name == "kept"


def test_a_setting_made_inside_a_savepoint_is_sent_again_after_its_rollback(rows: Rows, here: Any) -> None:
    with transaction.atomic(), workspace(here):
        with suppress(ZeroDivisionError), transaction.atomic():
            assert Contact.objects.count() == 1
            raise ZeroDivisionError
        assert Contact.objects.count() == 1


def test_a_statement_that_failed_in_its_own_scope_is_rolled_back(rows: Rows, here: Any, there: Any) -> None:
    with workspace(here), transaction.atomic():
        with pytest.raises(IntegrityError), transaction.atomic(), workspace(there):
            Tag.objects.create(name="vip")
        assert setting() == str(here.pk)
        assert Contact.objects.count() == 1


def test_the_scope_may_change_inside_a_transaction(stranger: Rows, rows: Rows, here: Any, there: Any) -> None:
    with transaction.atomic():
        with workspace(here):
            assert Contact.objects.get() == rows.contact
            with workspace(there):
                assert Contact.objects.get() == stranger.contact
            assert Contact.objects.get() == rows.contact
        assert setting() == ""


def test_a_chunked_read_may_be_the_first_statement(rows: Rows, here: Any, there: Any) -> None:
    with workspace(here), transaction.atomic():
        with workspace(there):
            Contact.objects.count()
        assert list(Contact.objects.iterator(chunk_size=1)) == [rows.contact]


def test_rows_read_in_parts_may_be_locked_and_the_server_keeps_none_of_them(rows: Rows, here: Any) -> None:
    with workspace(here), transaction.atomic():
        found = Contact.objects.select_for_update().iterator(chunk_size=1)
        assert next(found) == rows.contact
        with connection.cursor() as cursor:
            cursor.execute("SELECT is_holdable FROM pg_cursors WHERE name LIKE '\\_django%%'")
            assert cursor.fetchall() == [(False,)]
        assert list(found) == []


def test_many_statements_at_once_may_be_the_first(rows: Rows, here: Any) -> None:
    with workspace(here), transaction.atomic(), connection.cursor() as cursor:
        statement = "UPDATE wall_cases_contact SET name = %s WHERE workspace_id = %s"
        cursor.executemany(statement, [("a", here.pk), ("b", here.pk)])
        assert Contact.objects.get().name == "b"


def test_a_copy_out_may_be_the_first(rows: Rows, here: Any) -> None:
    out = "COPY wall_cases_contact (name) TO STDOUT"
    with workspace(here), transaction.atomic(), connection.cursor() as cursor, cursor.copy(out) as copy:
        assert [bytes(line) for line in copy] == [b"Ann\n"]


def test_after_commit_nothing_is_left(transactional_db: None) -> None:
    here = new_workspace("here")
    with workspace(here):
        with transaction.atomic():
            assert setting() == str(here.pk)
        assert setting() == ""
        with transaction.atomic():
            assert setting() == str(here.pk)
        with suppress(ZeroDivisionError), transaction.atomic():
            assert setting() == str(here.pk)
            raise ZeroDivisionError
        assert setting() == ""
        with transaction.atomic():
            assert setting() == str(here.pk)
    with transaction.atomic():
        assert setting() == ""


def test_a_broken_link_is_refused_at_commit(transactional_db: None) -> None:
    here, there = new_workspace("here"), new_workspace("there")
    with workspace(there), transaction.atomic():
        tag = Tag.objects.create(name="x")

    @transaction.atomic
    def link() -> None:
        ContactTag.objects.create(contact=Contact.objects.create(name="x", email="x"), tag=tag)

    with workspace(here), pytest.raises(IntegrityError, match="violates foreign key"):
        link()
    with workspace(here), transaction.atomic():
        assert not Contact.objects.exists()


def test_tasks_keep_their_own_scopes(transactional_db: None, django_user_model: Any) -> None:
    user = django_user_model._default_manager.create(**{django_user_model.USERNAME_FIELD: "ann@x.example"})
    places = [new_workspace(f"place-{number}") for number in range(2)]
    for place in places:
        with workspace(place), transaction.atomic():
            fill(user)

    def look() -> set[Any]:
        with transaction.atomic():
            return set(Contact.objects.values_list("workspace_id", flat=True))

    async def visit(place: Any) -> None:
        with workspace(place):
            for _ in range(10):
                await asyncio.sleep(0.001)
                assert find_workspace() == place.pk
                assert await sync_to_async(look)() == {place.pk}

    async def visit_all() -> None:
        await asyncio.gather(*(visit(places[number % 2]) for number in range(6)))

    asyncio.run(visit_all())


ASYNC: dict[str, Callable[[], Any]] = {
    "aexists": Contact.objects.aexists,
    "acount": Contact.objects.acount,
    "aget": lambda: Contact.objects.aget(name="Ann"),
    "afirst": Contact.objects.afirst,
    "ain_bulk": Contact.objects.ain_bulk,
    "acreate": lambda: Contact.objects.acreate(name="x", email="x"),
    "aupdate": lambda: Contact.objects.aupdate(name="x"),
    "adelete": lambda: Contact.objects.all().adelete(),
    "async for": lambda: _every(Contact.objects.exclude(name="zz")),
    "aiterator": lambda: _every(Contact.objects.select_related("company").aiterator()),
}


async def _every(rows: Any) -> list[Any]:
    return [row async for row in rows]


@pytest.mark.parametrize("name", ASYNC)
def test_the_asynchronous_calls_are_refused_without_a_workspace_and_without_a_transaction(
    name: str, transactional_db: None
) -> None:
    async def run() -> None:
        await ASYNC[name]()

    with pytest.raises(NoWorkspace):
        asyncio.run(run())
    with workspace(new_workspace("here")), pytest.raises(NoTransaction):
        asyncio.run(run())
