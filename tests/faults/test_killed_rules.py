"""A worker killed while a rule runs, wherever that is: each step takes effect exactly once when another goes on."""

import random
from datetime import timedelta

import pytest

from akrab.config import follower
from akrab.features.automation.models import Deed, Rule, Run
from akrab.features.automation.tests.test_rehearsal_is_true import (
    TEN,
    live_a_while,
    random_rule,
    require_true,
)
from akrab.features.automation.tests.test_running import ASK, note, notes, rule
from akrab.features.forms.models import Form
from akrab.features.forms.taking import take
from akrab.lib import clock
from akrab.modules.activities.models import Task
from akrab.modules.contacts.models import Contact
from tests.faults.dying import KILLED, drain_and_die, tick_and_die
from tests.faults.test_killed_worker import take_over
from tests.scenario.conftest import ANA, Firm

STEPS = [
    note("a", "first {record.name}"),
    {"id": "m", "do": "create", "object": "contact", "values": {"name": "Referee of {record.name}"}},
    {"id": "c", "do": "change", "of": "m", "values": {"description": "by a rule"}},
    {"id": "w", "do": "wait", "minutes": 30},
    {**ASK, "id": "ask"},
]  # fmt: skip


def effects(firm: Firm) -> tuple[list[str], int, int, int, list[tuple[str, int]]]:
    with firm.inside():
        return (
            notes(firm),
            Contact.objects.filter(name__startswith="Referee", description="by a rule").count(),
            Task.objects.filter(name__startswith="Ask").count(),
            Deed.objects.count(),
            list(Run.objects.order_by("id").values_list("state", "at")),
        )


def request(firm: Firm, number: int) -> None:
    """A client sends the form; what follows is left to the worker."""
    said = {**ANA, "phone": f"0917 555 {2000 + number}", "email": f"r{number}@mail.example"}
    with firm.inside():
        take(Form.objects.select_related("workspace").get(), said, key=f"k{number}")


def test_each_step_of_a_run_takes_effect_once_wherever_the_worker_is_killed(open_firm: Firm) -> None:
    with open_firm.inside():
        Rule.objects.all().delete()  # those of the stages, so that each count is of this one
        rule(open_firm, *STEPS, on="created")
    follower.drain()
    killed = 0
    for last in range(1, 40, 5):
        before = effects(open_firm)
        request(open_firm, last)
        killed += drain_and_die(last) == KILLED
        take_over(open_firm)
        after = effects(open_firm)
        grown = (len(after[0]) - len(before[0]), after[1] - before[1], after[3] - before[3])
        assert (grown, after[4][-1][0]) == ((1, 1, 3), "waiting"), f"killed before step {last}"
    assert killed > 4
    with open_firm.inside():
        waiting = Run.objects.filter(state="waiting").count()
    clock.advance(timedelta(minutes=31))
    follower.tick()
    with open_firm.inside():
        assert Task.objects.filter(name__startswith="Ask").count() == waiting
        assert not Run.objects.exclude(state="done").exists()


@pytest.mark.parametrize("seed", range(5))
def test_random_rules_over_random_histories_with_random_kills_do_what_a_rehearsal_promises(
    open_firm: Firm, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    chance, fate = random.Random(seed), random.Random(seed + 100)
    with open_firm.inside():
        Rule.objects.all().delete()
        made = random_rule(open_firm, chance)
    take_over(open_firm)
    drain, killed = follower.drain, 0
    life = live_a_while(open_firm, chance)
    while True:
        monkeypatch.setattr(follower, "drain", lambda: 0)  # what follows is left to the workers
        with open_firm.inside():
            goes_on = next(life, True) is None
        monkeypatch.setattr(follower, "drain", drain)
        for passes in (timedelta(), TEN):  # what follows at once, and what becomes due
            clock.advance(passes)
            if fate.random() < 0.4:
                killed += tick_and_die(int(10 ** fate.uniform(0.5, 2.7))) == KILLED
            take_over(open_firm)
            _wake_all(open_firm)
        if not goes_on:
            break
    assert killed
    with open_firm.inside():
        written = notes(open_firm)
        assert len(written) == Deed.objects.filter(kind="create").count()
        require_true(open_firm, made)


def _wake_all(firm: Firm) -> None:
    """Another worker goes on until no run is due; what a dead one had locked is free once the database notices."""
    for _try in range(100):
        follower.tick()
        with firm.inside():
            if not Run.objects.filter(state="waiting", wake_at__lte=clock.now()).exists():
                return
