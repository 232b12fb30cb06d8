"""What rules cost: an event that sets nothing off costs no statement of its own, however many rules are on."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from akrab.config import follower
from akrab.engine import write
from akrab.features.automation.models import Run
from akrab.features.automation.tests.test_running import rule
from akrab.modules.contacts.models import Contact
from tests.scenario.conftest import Firm


def _statements(firm: Firm, number: int, name: str) -> int:
    """How many statements it takes to follow a change of so many contacts."""
    made = write.create_many(Contact, [{"name": f"{name} {one}"} for one in range(number)], firm.by("k"))
    follower.drain()
    write.update_many(Contact, [one.pk for one in made], {"standing": "lead"}, firm.by("k"))
    with CaptureQueriesContext(connection) as asked:
        follower.drain()
    return len(asked.captured_queries)


@pytest.mark.parametrize("rules", [0, 5])
def test_events_that_set_nothing_off_cost_no_statement_each(firm: Firm, rules: int) -> None:
    for place in range(rules):
        rule(
            firm,
            {"id": "a", "do": "change", "values": {"description": "{record.name}"}},
            object="contact",
            trigger={"on": "event", "verb": "updated", "field": "standing"},
            condition={"field": "name", "op": "is", "value": f"Nobody {place}"},
        )
    follower.drain()
    few, many = _statements(firm, 5, "Few"), _statements(firm, 40, "Many")
    savepoints = 2 * (40 - 5) if rules else 0
    assert many <= few + savepoints
    assert not Run.objects.exists()
