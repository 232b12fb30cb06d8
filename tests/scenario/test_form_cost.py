"""What a sending of the public form costs in statements, written down so that no change adds one unseen."""

import pytest
from django.core.cache import caches
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from akrab.engine.models import Event, EventLink, Operation, Unfollowed
from akrab.features.forms.models import Submission
from akrab.modules.contacts.models import Contact
from akrab.modules.sales.models import Deal
from tests.scenario.conftest import ANA, Firm

ADDRESS = "/f/windows-measurement"
ROUND_TRIPS = 12
ASKED = (
    "identity_attempt", "forms_publicaddress", "forms_form", "forms_submission", "contacts_contact",
    "contacts_contact", "contacts_channel", "sales_stage", "identity_membership", "sales_pipeline", "sales_deal",
    "engine_operation",
)  # fmt: skip


@pytest.fixture(autouse=True)
def calm() -> None:
    caches["near"].clear()


def send(said: dict[str, str]) -> list[str]:
    """Send the form, and return the statements it took, those of the transaction apart."""
    with CaptureQueriesContext(connection) as caught:
        answer = Client().post(ADDRESS, said, content_type="application/json")
    assert answer.json() == {"ok": True}
    said_ = [query["sql"] for query in caught.captured_queries]
    return [sql for sql in said_ if not sql.startswith(("SAVEPOINT", "RELEASE", "ROLLBACK"))]


def test_a_sending_with_its_duplicate_check_takes_twelve_round_trips_each_for_something_else(
    firm: Firm,
) -> None:
    send(
        {**ANA, "name": "warm", "phone": "0917 555 9999", "email": "warm@mail.example", "submission_key": "0"}
    )
    asked = send({**ANA, "submission_key": "1"})
    assert len(asked) == ROUND_TRIPS
    assert [table for table, sql in zip(ASKED, asked, strict=True) if table not in sql] == []


def test_what_is_told_of_a_sending_is_written_in_one_round_trip_and_whole(firm: Firm) -> None:
    before = Operation.objects.count()
    told = [sql for sql in send({**ANA, "submission_key": "1"}) if "engine_event" in sql]
    assert len(told) == 1
    assert Operation.objects.count() == before + 1
    kinds = list(Event.objects.filter(origin="form").order_by("id").values_list("kind", flat=True))
    assert kinds == ["contact.created", "deal.created", "form.sent"]
    ids = set(Event.objects.filter(origin="form").values_list("id", flat=True))
    assert set(Unfollowed.objects.values_list("event_id", flat=True)) >= ids
    about = EventLink.objects.filter(event__in=ids, record=Deal.objects.get().pk)
    assert about.count() == 2, "made, and sent"


def test_a_second_arrival_of_the_same_key_leaves_nothing_but_the_first(firm: Firm) -> None:
    send({**ANA, "submission_key": "1"})
    before = [model.objects.count() for model in (Operation, Event, Contact, Deal, Submission)]
    send({**ANA, "name": "Somebody else", "submission_key": "1"})
    assert [model.objects.count() for model in (Operation, Event, Contact, Deal, Submission)] == before
