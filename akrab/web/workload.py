"""Workload: what every person has in hand of each kind of work, and what of it is late."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, cast
from uuid import UUID

from django.db.models import Case, Count, F, Q, QuerySet, Sum, Value, When

from akrab.engine import access
from akrab.engine.record import Record
from akrab.engine.registry import objects
from akrab.engine.spec import Spec
from akrab.identity.actor import Actor
from akrab.lib import clock
from akrab.web.chrome import is_ability

AHEAD = timedelta(days=7)
WORKDAY = timedelta(hours=8)
MOST = 200


@dataclass
class Share:
    """One person's part of one kind of work: how many open, how many late, the hours planned for a week ahead."""

    open: int = 0
    late: int = 0
    hours: float = 0


@dataclass
class Load:
    """All that one person has in hand, by object."""

    person: UUID | None
    shares: dict[str, Share] = field(default_factory=dict)

    @property
    def hours(self) -> float:
        return round(sum(share.hours for share in self.shares.values()), 1)


def kinds_of_work(by: Actor) -> list[Spec]:
    """The objects that people have in hand: with an owner, and an end by a deadline or by being closed."""
    found = [
        spec
        for spec in objects().values()
        if spec.owners
        and spec.search
        and not (spec.settings or spec.private or spec.shared or is_ability(spec))
        and (_while(spec) is not None or "closed_at" in spec.fields)
        and access.reach(by, spec, "view") != "none"
    ]
    return sorted(found, key=lambda spec: not spec.deadlines)


def _while(spec: Spec) -> Mapping[str, tuple[Any, ...]] | None:
    """What holds as long as a record is still to be done."""
    return spec.deadlines[0].while_ if spec.deadlines and spec.deadlines[0].while_ else None


def still_open(spec: Spec, by: Actor) -> QuerySet[Any]:
    """The records of an object that somebody still has in hand, as far as the actor sees them."""
    rows = access.visible(cast(type[Record], spec.model), by)
    while_ = _while(spec)
    if while_ is None:
        return rows.filter(Q(closed_at__isnull=True))
    return rows.filter(**{f"{name}__in": list(values) for name, values in while_.items()})


def _hours(spec: Spec, length: str) -> Any:
    """How long a record takes; one of a whole day, a working day."""
    if "all_day" not in spec.fields:
        return F(length)
    whole = When(all_day=True, then=Value(WORKDAY, output_field=spec.fields[length]))
    return Case(whole, default=F(length), output_field=spec.fields[length])


def loads(by: Actor) -> dict[UUID | None, Load]:
    """The work of every person, by one query a kind of work."""
    found: dict[UUID | None, Load] = {}
    now = clock.now()
    for spec in kinds_of_work(by):
        owner = f"{spec.owners[0]}_id"
        date = (
            spec.deadlines[0].field
            if spec.deadlines
            else "next_due_at"
            if "next_due_at" in spec.fields
            else ""
        )
        late = Q(**{f"{date}__lt": now}) if date else Q(pk__in=[])
        counts: dict[str, Any] = {"open": Count("pk"), "late": Count("pk", filter=late)}
        if len(spec.calendar) > 1:
            start, length = spec.calendar
            ahead = Q(**{f"{start}__gte": now, f"{start}__lt": now + AHEAD})
            counts["spent"] = Sum(_hours(spec, length), filter=ahead, output_field=spec.fields[length])
        for row in still_open(spec, by).order_by().values(owner).annotate(**counts):
            load = found.setdefault(row[owner], Load(row[owner]))
            hours = row["spent"].total_seconds() / 3600 if row.get("spent") else 0
            load.shares[spec.name] = Share(row["open"], row["late"], hours)
    return found
