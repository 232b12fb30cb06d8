"""What the product chose by itself can be overruled by hand, and the timeline says so."""

from typing import Any

import pytest

from akrab.engine import write
from akrab.identity.actor import system
from akrab.modules.activities.models import Task
from akrab.tenancy.current import workspace as inside
from tests.cast import Cast

pytestmark = pytest.mark.django_db
SAID = "instead of what was chosen by itself"


def timeline_of(cast: Cast, record: Any) -> str:
    return str(cast.bob.browser.get(f"/w/north/tasks/{record.pk}").content.decode())


def given_by_a_rule(cast: Cast) -> Task:
    with inside(cast.north):
        by = system(cast.north, "rule", "By turns")
        return write.create(Task, {"name": "Call back", "assignee": cast.bob.id}, by)


def test_who_was_given_work_by_a_rule_can_be_overruled_and_that_is_told(cast: Cast) -> None:
    task = given_by_a_rule(cast)
    assert SAID not in timeline_of(cast, task)
    address = f"/w/north/tasks/{task.pk}/edit/assignee"
    assert cast.bob.browser.post(address, {"assignee": cast.carol.id}).status_code < 300
    assert timeline_of(cast, task).count(SAID) == 1


def test_what_a_rule_set_later_is_overruled_once(cast: Cast) -> None:
    task = given_by_a_rule(cast)
    with inside(cast.north):
        write.update(Task.objects.get(pk=task.pk), {"priority": "high"}, system(cast.north, "rule", "Urgent"))
        for value in ("low", "normal"):
            write.update(Task.objects.get(pk=task.pk), {"priority": value}, cast.bob.actor("web"))
    assert timeline_of(cast, task).count(SAID) == 1


def test_changing_what_a_person_chose_overrules_nothing(cast: Cast) -> None:
    task = given_by_a_rule(cast)
    with inside(cast.north):
        write.update(Task.objects.get(pk=task.pk), {"name": "Call Ana"}, cast.bob.actor("web"))
        write.update(Task.objects.get(pk=task.pk), {"name": "Call Ben"}, cast.alice.actor("web"))
    assert SAID not in timeline_of(cast, task)
