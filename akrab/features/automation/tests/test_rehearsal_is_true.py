"""What a rehearsal shows is what really happened: random rules over random histories, moment by moment."""

import random
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from akrab.features.automation import rehearsing
from akrab.features.automation.actions import version_of
from akrab.features.automation.models import Deed, Rule, Run, Version
from akrab.features.automation.tests.test_running import note, rule
from akrab.lib import clock
from akrab.modules.sales.models import Deal
from tests.scenario.conftest import ANA, Firm, at

TEN = timedelta(minutes=10)
Outline = list[tuple[str, str, str]]


def steps_of(chance: random.Random, depth: int = 0) -> list[dict[str, Any]]:
    """One to three steps, with waits and branches among them."""
    found: list[dict[str, Any]] = []
    for _number in range(chance.randint(1, 3)):
        id = f"s{chance.randrange(10**9)}"
        kind = chance.choice(["note", "note", "wait", "event", "branch"] if depth < 2 else ["note", "wait"])
        if kind == "note":
            found.append(note(id, f"{id} {{record.name}}"))
        elif kind == "wait":
            found.append({"id": id, "do": "wait", "minutes": 10 * chance.randint(1, 6)})
        elif kind == "event":
            found.append(
                {"id": id, "do": "wait", "event": chance.choice(["deal.won", "deal.updated"]), "minutes": 30}
            )
            ways = {"then": steps_of(chance, depth + 1), "else": steps_of(chance, depth + 1)}
            found.append({"id": f"{id}b", "do": "branch", "came": id, **ways})
        else:
            tree = {"field": "name", "op": "contains", "value": chance.choice(["Ana", "Ben", "Window"])}
            ways = {"then": steps_of(chance, depth + 1), "else": steps_of(chance, depth + 1)}
            found.append({"id": id, "do": "branch", "if": tree, **ways})
    return found


def random_rule(firm: Firm, chance: random.Random) -> Rule:
    """A rule about deals with random steps, switched on."""
    verb = chance.choice(["created", "won", "updated"])
    trigger: dict[str, Any] = {"on": "event", "verb": verb}
    if verb == "updated":
        trigger["field"] = "next_step"
    return rule(firm, *steps_of(chance), trigger=trigger)


def live_a_while(firm: Firm, chance: random.Random) -> Iterator[None]:
    """Clients come, deals change and are won: one of it at a time, and then what follows has its turn."""
    deals: list[Deal] = []
    for number in range(14):
        what = chance.choice(["come", "come", "change", "win", "rest"])
        if what == "come" or not deals:
            said = {**ANA, "phone": f"0917 555 {3000 + number}", "email": f"p{number}@mail.example"}
            said["name"] = chance.choice(["Ana Reyes", "Ben Tan", "Cora Lim"])
            deals.append(firm.request(said, key=str(number)))
        elif what == "change":
            firm.update("m1", chance.choice(deals), next_step=f"step {number}")
        elif what == "win" and any(deal.state == "open" for deal in deals):
            deal = chance.choice([deal for deal in deals if deal.state == "open"])
            firm.perform("m1", deal, "win")
            deal.refresh_from_db()
        yield


def outline(deeds: list[Deed]) -> Outline:
    return [(deed.step, deed.kind, deed.at.isoformat()) for deed in deeds]


def require_true(firm: Firm, made: Rule) -> None:
    """What a rehearsal over the whole history shows is what the runs really did, each deed once."""
    real = {
        str(run.because): (run.state, outline(list(Deed.objects.filter(run=run).order_by("id"))))
        for run in Run.objects.all()
    }
    version = version_of(Rule.objects.get(pk=made.pk))
    assert isinstance(version, Version)
    told = rehearsing.rehearse_version(version, at("2026-03-01 00:00"), firm.by("k"))
    assert {one.because: (one.state, outline(one.deeds)) for one in told.found} == real
    assert real, "the history must set the rule off"


@pytest.mark.parametrize("seed", range(6))
def test_a_rehearsal_equals_what_really_happened(firm: Firm, seed: int) -> None:
    chance = random.Random(seed)
    made = random_rule(firm, chance)
    for _deed in live_a_while(firm, chance):
        clock.advance(TEN)
        firm.scheduler_runs()
    require_true(firm, made)
