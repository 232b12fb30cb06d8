"""Rules that keep working time: waits, deadlines and whom work is given to."""

from typing import Any

import pytest

from akrab.engine import write
from akrab.features.automation.models import Approval
from akrab.features.automation.tests.test_running import note, notes, rule
from akrab.features.automation.tests.test_triggers import ask
from akrab.features.calendars.hours import DAYS
from akrab.features.calendars.models import WorkingCalendar
from akrab.features.territories.models import Territory
from akrab.identity.models import Team
from akrab.modules.activities.models import Task
from tests.scenario.conftest import ANA, Firm, at

NINE_TO_FIVE = "\n".join(f"{day} 09:00-17:00" for day in DAYS[:5])
NIGHTS = "\n".join(f"{day} 20:00-23:00" for day in DAYS)


@pytest.fixture
def hours(firm: Firm) -> WorkingCalendar:
    """The company works from nine to five, Monday to Friday."""
    WorkingCalendar.objects.all().delete()
    return write.create(
        WorkingCalendar, {"name": "Office", "standard": True, "week": NINE_TO_FIVE}, firm.by("k")
    )


def test_a_wait_in_working_time_goes_on_after_the_weekend(firm: Firm, hours: WorkingCalendar) -> None:
    rule(firm, {"id": "pause", "do": "wait", "minutes": 120, "working": True}, note("a", "second"))
    firm.at("2026-03-06 16:00")  # a Friday
    firm.perform("m1", firm.request(), "win")
    firm.at("2026-03-07 12:00")
    assert notes(firm) == []
    firm.at("2026-03-09 10:00")
    firm.scheduler_runs()
    assert notes(firm) == ["second"]


def test_a_deadline_counts_the_working_time_of_the_team_that_has_the_record(
    firm: Firm, hours: WorkingCalendar
) -> None:
    night = Team.objects.create(name="Night shift")
    firm.installed.people["m1"].__class__.objects.filter(pk=firm.installed.people["m1"].pk).update(team=night)
    write.create(WorkingCalendar, {"name": "Night", "week": NIGHTS, "teams": [str(night.pk)]}, firm.by("k"))
    due: dict[str, Any] = {"after": "now", "minutes": 60, "working": True}
    rule(firm, {"id": "t", "do": "create", "object": "task", "values": {"name": "Thank", "due_at": due}})
    firm.perform("k", firm.request(), "win")
    assert Task.objects.get(name="Thank").due_at == at("2026-03-02 21:00")


def test_an_approval_waits_in_working_time(firm: Firm, hours: WorkingCalendar) -> None:
    rule(firm, ask(working=True))
    firm.at("2026-03-06 16:30")
    firm.perform("k", firm.request(), "win")
    assert Approval.objects.get().answer_by == at("2026-03-09 09:30")


def test_work_goes_to_those_who_are_at_work_and_to_anybody_when_nobody_is(
    firm: Firm, hours: WorkingCalendar
) -> None:
    night = Team.objects.create(name="Night shift")
    firm.installed.people["m2"].__class__.objects.filter(pk=firm.installed.people["m2"].pk).update(team=night)
    write.create(WorkingCalendar, {"name": "Night", "week": NIGHTS, "teams": [str(night.pk)]}, firm.by("k"))
    role = str(firm.installed.people["m2"].role_id)
    step = {"id": "a", "do": "assign", "field": "assignee", "how": "turn", "role": role, "present": True}
    rule(firm, step)
    for moment, whose in (("2026-03-02 10:00", "m1"), ("2026-03-02 21:00", "m2"), ("2026-03-03 03:00", "m1")):
        firm.at(moment)
        deal = firm.request(key=moment)
        firm.perform("k", deal, "win")
        deal.refresh_from_db()
        assert deal.assignee == firm.installed.people[whose], moment


def test_work_goes_to_those_who_look_after_the_place_it_comes_from(firm: Firm) -> None:
    people = firm.installed.people
    write.create(
        Territory,
        {"name": "North", "country": "PH", "cities": ["Quezon City"], "people": [str(people["m2"].pk)]},
        firm.by("k"),
    )
    role = str(people["m2"].role_id)
    rule(firm, {"id": "a", "do": "assign", "field": "assignee", "role": role, "territory": True})
    for city, whose in (("Quezon City", "m2"), ("Manila", "m1")):
        deal = firm.request(
            {**ANA, "email": f"{whose}@mail.example", "phone": f"0917 555 014{whose[1]}"}, key=whose
        )
        firm.update("k", deal.contact, address={"city": city, "country": "PH"})
        firm.perform("k", deal, "win")
        deal.refresh_from_db()
        assert deal.assignee == people[whose], city
