"""A worker killed anywhere between the effects of a stage move: each effect is there exactly once in the end."""

import os
import subprocess
import sys
from itertools import count

import pytest
from django.db import connection
from psycopg.conninfo import make_conninfo

from akrab.engine import write
from akrab.engine.models import Event, Unfollowed
from akrab.features.deadlines.models import Timer
from akrab.features.notify.models import Notice
from akrab.modules.activities.models import Call, Task, Visit
from akrab.modules.sales.models import Deal, Stage
from tests.faults.dying_worker import DEATH
from tests.scenario.conftest import Firm, first_monday, open_firm

__all__ = ["first_monday", "open_firm"]

MOST_POINTS = 60


def follow_and_die(where: str) -> int:
    """Run a worker that dies there; its exit code."""
    parts = connection.settings_dict
    address = make_conninfo(
        dbname=parts["NAME"], user=parts["USER"], host=parts["HOST"], port=str(parts["PORT"])
    )
    told = {
        **os.environ, "DATABASE_URL": address, "AKRAB_DB_ROLE": "akrab_app", "AKRAB_CLOCK": "2026-03-02T09:14:00+08:00",
        "DJANGO_SETTINGS_MODULE": "akrab.config.settings_test",
    }  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-m", "tests.faults.dying_worker", where], env=told, timeout=120, check=False
    )
    return done.returncode


def effects(firm: Firm) -> dict[str, int]:
    """How often each effect of the move is in the database."""
    with firm.inside():
        return {
            "task": Task.objects.filter(name__startswith="Go out to take measurements").count(),
            "visit": Visit.objects.count(),
            "notice": Notice.objects.filter(to=firm.installed.people["s1"]).count(),
            "timers": Timer.objects.filter(object__in=["task", "visit"]).count(),
            "moves": Event.objects.filter(
                object="deal", changes__has_key="stage", kind="deal.updated"
            ).count(),
            "waiting": Unfollowed.objects.count(),
        }


@pytest.mark.process
def test_a_stage_move_has_each_effect_once_wherever_its_worker_dies(open_firm: Firm) -> None:
    firm = open_firm
    with firm.inside():
        deal = firm.request()
        firm.create("m1", Call, outcome="interested, visit agreed", about=deal)
        deal = firm.update("m1", Deal.objects.get(pk=deal.pk), visit_at="2026-03-03 10:00")
        write.update(deal, {"stage": Stage.objects.get(name="Measurements")}, firm.by("m1"))
    assert effects(firm) | {"waiting": 1} == {
        "task": 0, "visit": 0, "notice": 0, "timers": 0, "moves": 1, "waiting": 1,
    }  # fmt: skip
    assert follow_and_die("commit") == DEATH
    assert effects(firm)["task"] == 0, "what was not committed is not there"
    for point in count():
        assert point < MOST_POINTS
        if follow_and_die(str(point)) == 0:
            break
    assert point > 2, "it died between effects"
    assert effects(firm) == {"task": 1, "visit": 1, "notice": 1, "timers": 2, "moves": 1, "waiting": 0}
