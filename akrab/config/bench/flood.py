"""A thousand changes a second while fifty rules are on: how late what follows is there, and whether any of it is lost.

The changes go through the write path, a hundred records a gesture, in a process that shares the processors with the
served product; every change is looked at by every rule, and one in a hundred meets the condition of one of them.
"""

import time
from dataclasses import dataclass, field
from statistics import quantiles
from uuid import UUID

from django.db import transaction

from akrab.config.bench.filling import SLUG
from akrab.config.bench.results import Line
from akrab.engine import write
from akrab.engine.actions import actions_of
from akrab.engine.models import Event, Unfollowed
from akrab.features.automation.models import Rule, Run
from akrab.identity.actor import Actor, system
from akrab.identity.models import Workspace
from akrab.lib import clock
from akrab.modules.activities.models import Note
from akrab.modules.contacts.models import Contact
from akrab.tenancy.current import workspace as inside

RULES, RATE, SECONDS, TOGETHER = 50, 1000, 20, 100
PICKED = 100  # one change in so many sets a rule off
PATIENCE = 120.0


@dataclass
class Seen:
    """Which runs became visible, and how many seconds after the change that set them off."""

    company: Workspace
    after: UUID
    late: list[float] = field(default_factory=list)

    def look(self) -> None:
        with transaction.atomic(), inside(self.company):
            found = list(Run.objects.filter(pk__gt=self.after).order_by("pk").values_list("pk", "because"))
            moments = dict(Event.objects.filter(pk__in=[one for _pk, one in found]).values_list("pk", "at"))
        now = clock.now()
        self.late += [(now - moments[because]).total_seconds() for _pk, because in found]
        self.after = found[-1][0] if found else self.after


def flood() -> list[Line]:
    """Change, watch and count; the rules are switched off again afterwards."""
    company = Workspace.objects.get(slug=SLUG)
    by = system(company, "system", agent="bench")
    began = clock.now()
    with transaction.atomic(), inside(company):
        ids = list(Contact.objects.order_by("id").values_list("pk", flat=True)[: RATE * SECONDS])
        rules = _rules(ids, by)
        newest = Run.objects.order_by("-pk").values_list("pk", flat=True).first() or UUID(int=0)
    seen = Seen(company, newest)
    rate = _change_all(ids, company, by, seen)
    _wait(company, seen)
    with transaction.atomic(), inside(company):
        written = Note.objects.filter(created_at__gte=began, text__startswith="Flood").count()
        for rule in rules:
            write.perform(actions_of(Rule)["switch_off"], rule, {}, by)
    wanted = len(ids) // PICKED
    return [
        Line("changes a second under 50 rules, written", value=round(rate), unit="/s", budget=RATE),
        Line(
            "their consequences, 95th percentile",
            value=round(quantiles(seen.late, n=20)[-1], 2),
            unit="s",
            budget=5,
        ),
        Line(
            "consequences lost or doubled",
            value=abs(wanted - written) + abs(wanted - len(seen.late)),
            unit="",
            budget=0,
        ),
    ]


def _rules(ids: list[UUID], by: Actor) -> list[Rule]:
    """Fifty rules that look at every change, each with contacts of its own that meet its condition."""
    made = []
    picked = ids[::PICKED]
    for number in range(RULES):
        word = f"picked {number}."
        Contact.objects.filter(pk__in=picked[number::RULES]).update(description=word)
        raw = {
            "name": f"Flood {number} {clock.now().isoformat()}", "object": "contact",
            "trigger": {"on": "event", "verb": "updated", "field": "job_title"},
            "condition": {"field": "description", "op": "contains", "value": word},
            "steps": [{"id": "note1", "do": "create", "object": "note",
                       "values": {"text": "Flood of {record.name}", "about": "{record}"}}],
        }  # fmt: skip
        rule = write.create(Rule, raw, by)
        made.append(write.perform(actions_of(Rule)["switch_on"], rule, {}, by))
    return made


def _change_all(ids: list[UUID], company: Workspace, by: Actor, seen: Seen) -> float:
    """Change every record once at the rate, or as fast as can be; returns how many a second that was."""
    began = time.perf_counter()
    title = f"Flooded {clock.now():%H:%M:%S}"
    for place in range(0, len(ids), TOGETHER):
        early = began + place / RATE - time.perf_counter()
        if early > 0:
            time.sleep(early)
        with transaction.atomic(), inside(company):
            write.update_many(Contact, ids[place : place + TOGETHER], {"job_title": title}, by)
        if place % (TOGETHER * 5) == 0:
            seen.look()
    return len(ids) / max(time.perf_counter() - began, SECONDS)


def _wait(company: Workspace, seen: Seen) -> None:
    """Until everything is followed."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        seen.look()
        with transaction.atomic(), inside(company):
            if not Unfollowed.objects.exists():
                break
        time.sleep(0.05)
    seen.look()
