"""Two workspaces with twin rows: whatever a test does in one, the other is neither seen nor changed."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import connection, transaction
from django.db.models import Model

from akrab.tenancy.current import workspace
from akrab.tenancy.sqlcheck import refuse_unbounded
from akrab.tenancy.tests.wall_cases.models import Activity, Company, Contact, ContactTag, Deal, Tag

KINDS: tuple[type[Model], ...] = (Tag, Company, Contact, ContactTag, Deal, Activity)


@dataclass(frozen=True)
class Rows:
    """The rows of one workspace."""

    tag: Tag
    company: Company
    contact: Contact
    deal: Deal
    activity: Activity


@pytest.fixture(autouse=True)
def _every_statement_is_bound(request: pytest.FixtureRequest) -> Iterator[None]:
    """Whatever a test of the wall runs, each statement says which workspace it means."""
    if "careless" in request.fixturenames:
        yield
        return
    with connection.execute_wrapper(refuse_unbounded):
        yield


@pytest.fixture
def careless() -> None:
    """Let a test send statements that say nothing of a workspace."""


@pytest.fixture
def user(db: None) -> Any:
    """A person, known to all workspaces."""
    people = get_user_model()
    return people._default_manager.create(**{people.USERNAME_FIELD: "ann@here.example"})


@pytest.fixture
def here(db: None) -> Any:
    """The workspace that tests work in."""
    return new_workspace("here")


@pytest.fixture
def there(db: None) -> Any:
    """A stranger's workspace."""
    return new_workspace("there")


@pytest.fixture
def rows(here: Any, there: Any, user: Any) -> Iterator[Rows]:
    """The rows of `here`; those of `there` are their twins, and are compared when the test is over."""
    with workspace(there), transaction.atomic():
        fill(user)
        before = _picture()
    with workspace(here), transaction.atomic():
        made = fill(user)
    yield made
    with workspace(there), transaction.atomic():
        assert _picture() == before


@pytest.fixture
def inside(here: Any, rows: Rows) -> Iterator[Rows]:
    """The same rows, with their workspace and a transaction open."""
    with workspace(here), transaction.atomic():
        yield rows


@pytest.fixture
def stranger(rows: Rows, there: Any) -> Rows:
    """The rows of `there`, as somebody who knows their ids would hold them."""
    with workspace(there), transaction.atomic():
        return Rows(
            Tag.objects.get(),
            Company.objects.get(),
            Contact.objects.get(),
            Deal.objects.get(),
            Activity.objects.get(),
        )


def new_workspace(slug: str) -> Any:
    """Make a workspace."""
    return apps.get_model(settings.WORKSPACE_MODEL)._default_manager.create(name=slug, slug=slug)


def fill(user: Any) -> Rows:
    """Make one row of each kind in the current workspace."""
    tag = Tag.objects.create(name="vip")
    company = Company.objects.create(name="Acme", owner=user)
    contact = Contact.objects.create(
        name="Ann",
        email="ann@acme.example",
        company=company,
        owner=user,
        search=" ann ",
        extra={"city": "Riga"},
    )
    contact.tags.add(tag)
    deal = Deal.objects.create(name="Windows", amount=10, company=company, contact=contact)
    activity = Activity.objects.create(kind="call", contact=contact, deal=deal)
    return Rows(tag, company, contact, deal, activity)


def _picture() -> list[list[dict[str, Any]]]:
    return [list(kind._default_manager.order_by("id").values()) for kind in KINDS]
