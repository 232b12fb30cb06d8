"""What is refused: statements without a workspace, outside a transaction, or that cannot be guarded."""

import threading
from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.exceptions import ImproperlyConfigured
from django.db import connection, transaction
from django.db.models import Count, Exists, OuterRef

from akrab.tenancy.backend.compiler import NoTransaction
from akrab.tenancy.current import (
    NoWorkspace,
    all_workspaces,
    current_workspace,
    find_workspace,
    workspace,
)
from akrab.tenancy.tests.conftest import Rows
from akrab.tenancy.tests.wall_cases.models import Company, Contact, Tag

UNSCOPED: dict[str, Callable[[Any], Any]] = {
    "all": lambda _: list(Contact.objects.all()),
    "exclude": lambda _: list(Contact.objects.exclude(name="zz")),
    "exists": lambda _: Contact.objects.exists(),
    "exclude exists": lambda _: Contact.objects.exclude(name="zz").exists(),
    "count": lambda _: Contact.objects.count(),
    "aggregate": lambda _: Contact.objects.aggregate(n=Count("id")),
    "in_bulk": lambda _: Contact.objects.in_bulk(),
    "contains": lambda rows: Contact.objects.contains(rows.contact),
    "explain": lambda _: Contact.objects.explain(),
    "iterator": lambda _: list(Contact.objects.iterator()),
    "union": lambda _: list(Contact.objects.values("id").union(Company.objects.values("id"))),
    "sub-query of a global table": lambda _: list(workspaces().filter(pk__in=Contact.objects.values("id"))),
    "existence in a global table": lambda _: list(
        workspaces().filter(Exists(Contact.objects.exclude(name="")))
    ),
    "annotation": lambda _: list(workspaces().annotate(x=Exists(Contact.objects.filter(id=OuterRef("id"))))),
    "base manager": lambda _: Contact._base_manager.count(),
    "create": lambda _: Contact.objects.create(name="x", email="x"),
    "bulk_create": lambda _: Contact.objects.bulk_create([Contact(name="x", email="x")]),
    "bulk_update": lambda rows: Contact.objects.bulk_update([rows.contact], ["name"]),
    "update": lambda _: Contact.objects.update(name="x"),
    "update_or_create": lambda _: Tag.objects.update_or_create(name="x"),
    "save": lambda rows: rows.contact.save(),
    "refresh": lambda rows: rows.contact.refresh_from_db(),
    "delete one": lambda rows: rows.contact.delete(),
    "delete many": lambda _: Contact.objects.all().delete(),
    "raw delete": lambda _: Contact.objects.all()._raw_delete("default"),
    "forward link": lambda rows: Contact(company_id=rows.company.pk).company,
    "backward link": lambda rows: list(rows.company.contacts.all()),
    "tags": lambda rows: list(rows.contact.tags.all()),
    "tag added": lambda rows: rows.contact.tags.add(rows.tag),
    "rows of a user": lambda rows: list(rows.contact.owner.case_companies.all()),
}


def workspaces() -> Any:
    """All workspaces: a global table."""
    return apps.get_model(settings.WORKSPACE_MODEL)._default_manager


@pytest.mark.parametrize("name", UNSCOPED)
def test_without_a_workspace_nothing_runs(name: str, rows: Rows) -> None:
    with pytest.raises(NoWorkspace), transaction.atomic():
        UNSCOPED[name](rows)


def test_global_tables_need_no_workspace(rows: Rows) -> None:
    assert workspaces().filter(slug__in=["here", "there"]).count() == 2


def test_raw_sql_without_a_workspace_gives_no_rows(rows: Rows, careless: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM wall_cases_contact")
        assert cursor.fetchall() == []
        cursor.execute("UPDATE wall_cases_contact SET name = 'x'")
        assert cursor.rowcount == 0
        cursor.execute("DELETE FROM wall_cases_contact")
        assert cursor.rowcount == 0


def test_all_workspaces_are_closed_to_the_app_even_when_opened(rows: Rows) -> None:
    with all_workspaces(reason="a test"):
        assert Contact.objects.count() == 0


def test_all_workspaces_are_open_to_the_owner_and_the_reason_is_logged(
    rows: Rows, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level("INFO", "akrab.tenancy"), connection.as_owner(), all_workspaces(reason="a test"):  # type: ignore[attr-defined]
        assert Contact.objects.count() == 2
        assert {company.contacts.count() for company in Company.objects.prefetch_related("contacts")} == {1}
    assert caplog.messages == ["All workspaces opened: a test"]


def test_the_owner_is_guarded_too(inside: Rows) -> None:
    with connection.as_owner():  # type: ignore[attr-defined]
        assert Contact.objects.count() == 1


def test_outside_a_transaction_a_statement_is_refused_with_a_hint(transactional_db: None) -> None:
    with workspace(UUID(int=1)):
        with pytest.raises(NoTransaction, match=r"transaction\.atomic"):
            list(Contact.objects.all())
        with pytest.raises(NoTransaction, match="wall_cases_contact"):
            Contact.objects.create(name="x", email="x")
        with pytest.raises(NoTransaction):
            Contact.objects.update(name="x")


def test_an_outer_join_from_a_global_table_is_refused(inside: Rows) -> None:
    with pytest.raises(ImproperlyConfigured, match="Start the query from wall_cases_company"):
        list(get_user_model()._default_manager.annotate(n=Count("case_companies")))


def test_an_inner_join_from_a_global_table_is_bound(inside: Rows) -> None:
    people = get_user_model()._default_manager.filter(case_companies__name="Acme")
    assert list(people) == [inside.company.owner]


def test_an_extra_table_is_refused(inside: Rows) -> None:
    with pytest.raises(ImproperlyConfigured, match="extra"):
        list(workspaces().extra(tables=["wall_cases_contact"]))


def test_a_query_built_in_one_workspace_runs_in_the_one_that_is_current(
    stranger: Rows, rows: Rows, here: Any, there: Any
) -> None:
    with workspace(here):
        query = Contact.objects.all()
    with workspace(there), transaction.atomic():
        assert list(query.all()) == [stranger.contact]
    with workspace(here), transaction.atomic():
        assert list(query.all()) == [rows.contact]
    with pytest.raises(NoWorkspace):
        list(query.all())


def test_scopes_nest_and_close(here: Any, there: Any) -> None:
    with workspace(here), workspace(there.pk):
        assert current_workspace() == there.pk
    assert find_workspace() is None
    with pytest.raises(NoWorkspace):
        current_workspace()
    with workspace(here), all_workspaces(reason="a test"):
        assert find_workspace() is None


def test_a_scope_takes_a_workspace_or_its_id_alone() -> None:
    with pytest.raises(TypeError), workspace("here"):  # type: ignore[arg-type]
        pass
    with pytest.raises(TypeError), workspace(None):  # type: ignore[arg-type]
        pass


def test_a_thread_starts_without_a_workspace(here: Any) -> None:
    seen: list[UUID | None] = []
    with workspace(here):
        thread = threading.Thread(target=lambda: seen.append(find_workspace()))
        thread.start()
        thread.join()
    assert seen == [None]


def test_a_closed_generator_gives_its_scope_back(here: Any) -> None:
    def stream() -> Iterator[int]:
        with workspace(here):
            yield 1

    assert list(stream()) == [1]
    assert find_workspace() is None
