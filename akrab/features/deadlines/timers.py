"""Keeping a timer for each deadline of each record, and firing those whose moment has come, once each."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import Any, cast
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction

from akrab.engine import write
from akrab.engine.models import Event
from akrab.engine.record import Record
from akrab.engine.registry import find_object, objects
from akrab.engine.spec import Deadline, Spec, spec_of
from akrab.features.deadlines.models import Timer
from akrab.identity.actor import Actor, system
from akrab.identity.models import Workspace
from akrab.lib import clock
from akrab.tenancy import discovery
from akrab.tenancy.current import workspace as inside

BATCH = 200


Further = Callable[[Spec], Sequence[Deadline]]


def no_further(spec: Spec) -> Sequence[Deadline]:
    return ()


def wants(event: Event, further: Further = no_further) -> bool:
    """Events of objects that have deadlines."""
    spec = find_object(event.object)
    return spec is not None and bool(spec.deadlines or further(spec))


def keep(event: Event, by: Actor, further: Further = no_further) -> None:
    """Bring the timers of the event's record up to what the record now says.

    `further` gives the deadlines that an object has besides those of its description.
    """
    spec = objects()[event.object]
    deadlines = (*spec.deadlines, *further(spec))
    model = cast(type[Record], spec.model)
    record = model._default_manager.filter(pk=event.record).first() if deadlines else None
    for deadline in deadlines:
        at = _moment(deadline, record, by.workspace) if record else None
        key: dict[str, Any] = {"object": spec.name, "record": event.record, "name": deadline.name}
        if at is None or _fired(event, deadline, at):
            Timer.objects.filter(**key).delete()
        else:
            Timer.objects.update_or_create(**key, defaults={"due_at": at})


def fill(spec: Spec, deadline: Deadline, workspace: Workspace) -> int:
    """Give each record whose moment is still to come a timer, for a deadline that came after they were written."""
    model, field = cast(type[Record], spec.model), spec.fields[deadline.field]
    horizon: date = clock.now() - deadline.offset - timedelta(days=1)
    if field.type.name == "date":
        horizon = cast(datetime, horizon).date()
    told = {"custom__has_key": field.name} if field.is_custom else {f"{field.name}__gt": horizon}
    rows = model._default_manager.filter(deleted_at__isnull=True, **told)
    made = 0
    for found in batched(rows.order_by("pk").iterator(chunk_size=BATCH), BATCH):
        moments = [(record, _moment(deadline, record, workspace)) for record in found]
        timers = [
            Timer(object=spec.name, record=record.pk, name=deadline.name, due_at=at)
            for record, at in moments
            if at is not None and at > clock.now()
        ]
        made += len(Timer.objects.bulk_create(timers, ignore_conflicts=True))
    return made


def batched(rows: Iterable[Record], size: int) -> Iterator[list[Record]]:
    """Rows in lists of a size, the last one shorter."""
    rest = iter(rows)
    while found := list(islice(rest, size)):
        yield found


def _moment(deadline: Deadline, record: Record, workspace: Workspace) -> datetime | None:
    """When the deadline falls; None while it does not count."""
    value: Any = getattr(record, spec_of(type(record)).fields[deadline.field].attname)
    if value is None or record.deleted_at or not _counts(deadline, record):
        return None
    if isinstance(value, date) and not isinstance(value, datetime):
        value = datetime.combine(value, time.max, ZoneInfo(workspace.time_zone))
    extra = getattr(record, deadline.offset_field) if deadline.offset_field else 0
    return cast(datetime, value) + deadline.offset + timedelta(minutes=extra or 0)


def _counts(deadline: Deadline, record: Record) -> bool:
    return all(getattr(record, name) in values for name, values in deadline.while_.items())


def _fired(event: Event, deadline: Deadline, at: datetime) -> bool:
    """Whether this very deadline fired for this very moment already: it fires once for each value."""
    rows = Event.objects.filter(record=event.record, kind=f"{event.object}.{deadline.name}")
    return rows.filter(changes__due=[None, at.isoformat()]).exists()


def due() -> list[UUID]:
    """The workspaces that have a timer whose moment has come."""
    with transaction.atomic():
        return discovery.workspaces_due(Timer, clock.now())


def fire(workspace: Workspace, further: Further = no_further) -> int:
    """Write the event of each deadline whose moment has come; the timer goes in the same transaction."""
    with transaction.atomic(), inside(workspace):
        rows = Timer.objects.select_for_update(skip_locked=True, of=("self",))
        timers = list(rows.filter(due_at__lte=clock.now()).order_by("due_at", "id")[:BATCH])
        fired = sum(_fire(timer, workspace, further) for timer in timers)
        Timer.objects.filter(pk__in=[timer.pk for timer in timers]).delete()
        return fired


def _fire(timer: Timer, workspace: Workspace, further: Further) -> bool:
    spec = find_object(timer.object)
    deadline = _deadline(spec, timer.name, further)
    if spec is None or deadline is None:
        return False
    model = cast(type[Record], spec.model)
    record = model._default_manager.select_for_update(of=("self",)).filter(pk=timer.record).first()
    at = _moment(deadline, record, workspace) if record else None
    if record is None or at is None or at > clock.now():
        return False
    write.happen(
        record, deadline.name, system(workspace, "system", agent=str(deadline.label)), due=at.isoformat()
    )
    return True


def _deadline(spec: Spec | None, name: str, further: Further) -> Deadline | None:
    found = (*spec.deadlines, *further(spec)) if spec else ()
    return next((one for one in found if one.name == name), None)
