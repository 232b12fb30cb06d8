"""How long deals were in their stages, from their history: which stages each ever reached, and the time in each."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any
from uuid import UUID

from akrab.engine import values, write
from akrab.engine.models import Event
from akrab.identity.actor import Actor
from akrab.identity.models import Membership
from akrab.lib import clock
from akrab.modules.sales.models import Deal, Stage, Stay
from akrab.tenancy.ids import new_id

BATCH = 500


@dataclass
class Passed:
    """A stage that a deal was in, in whose hands, from when until when (None: still)."""

    stage: str
    since: datetime
    person: str | None
    until: datetime | None = None


def moved(event: Event) -> bool:
    """A deal came into a stage, left the last one, or was taken back or up again."""
    return event.object == "deal" and bool({"stage", "state"} & set(event.changes))


def passed(history: Iterable[Event]) -> list[Passed]:
    """The stages of one deal from its events in order; a move that was undone counts as never made."""
    found: list[Passed] = []
    person = None
    for event in history:
        person = event.new("assignee") or event.new("owner") or person
        entered = event.new("stage")
        if entered and event.takes_back and len(found) > 1 and found[-2].stage == entered:
            found.pop()
            found[-1].until = None
        elif entered and not (found and found[-1].stage == entered):
            if found:
                found[-1].until = found[-1].until or event.at
            found.append(Passed(entered, event.at, person))
        if "state" in event.changes and found:
            found[-1].until = None if event.new("state") == "open" else event.at
    return found


def keep_stays(event: Event, by: Actor) -> None:
    """Bring what is told of a deal's stays up to what its history says; a second time it changes nothing."""
    history = Event.objects.filter(record=event.record).select_related("operation").order_by("id")
    wanted = {(one.stage, one.since): one for one in passed(history)}
    held = {
        (str(one.stage_id), one.since): one
        for one in Stay.objects.filter(deal=event.record, deleted_at__isnull=True)
    }
    for key, stay in held.items():
        if key not in wanted:
            write.delete(stay, by)
        elif stay.until != wanted[key].until:
            write.keep(stay, by, until=wanted[key].until, spent=_spent(wanted[key]))
    fresh = [_raw(one, event.record) for key, one in wanted.items() if key not in held]
    known = {
        str(id)
        for id in Stage.objects.filter(pk__in=[one["stage"] for one in fresh]).values_list("pk", flat=True)
    }
    there = Deal.objects.filter(pk=event.record, deleted_at__isnull=True).exists()
    people = (
        set(map(str, Membership.objects.filter(is_active=True).values_list("pk", flat=True)))
        if fresh
        else set()
    )
    for one in fresh if there else []:
        if one["stage"] in known:
            write.create(Stay, {**one, "person": one["person"] if one["person"] in people else None}, by)


def _raw(one: Passed, deal: UUID) -> dict[str, Any]:
    return {
        "deal": deal, "stage": one.stage, "person": one.person, "since": one.since, "until": one.until,
        "spent": _spent(one),
    }  # fmt: skip


def _spent(one: Passed) -> Any:
    return one.until - one.since if one.until else None


def tell_all(by: Actor) -> int:
    """Tell the stays of every deal anew, in few statements: for a company whose past was written at once."""
    Stay.objects.all().delete()
    rows = Event.objects.filter(object="deal").select_related("operation").order_by("record", "id")
    stays = []
    stages = set(map(str, Stage.objects.values_list("pk", flat=True)))
    deals = set(Deal.objects.values_list("pk", flat=True))
    for deal, history in groupby(rows.iterator(chunk_size=2000), lambda event: event.record):
        for one in passed(history) if deal in deals else []:
            if one.stage in stages:
                stays.append(_stay(one, deal, by))
    Stay.objects.bulk_create(stays, batch_size=BATCH)
    return len(stays)


def _stay(one: Passed, deal: UUID, by: Actor) -> Stay:
    stay = Stay(
        id=new_id(), workspace=by.workspace, deal_id=deal, stage_id=UUID(one.stage), since=one.since,
        person_id=UUID(one.person) if one.person else None, until=one.until, spent=_spent(one), origin=by.origin,
        created_at=clock.now(), updated_at=clock.now(),
    )  # fmt: skip
    values.derive(stay)
    return stay
