"""Which records have a run that waits for something to happen to them: asked once for a batch."""

from uuid import UUID

from akrab.engine import batch
from akrab.engine.models import Event
from akrab.features.automation.models import Run


def is_awaited(record: UUID) -> bool:
    """Whether a run may wait for an event of this record; outside a batch always."""
    return batch.current() is None or record in _of_batch()


def begin(record: UUID) -> None:
    """From now on a run waits for an event of this record."""
    if batch.current() is not None:
        _of_batch().add(record)


def runs_awaiting(event: Event) -> list[Run]:
    """The runs that wait for this event, oldest first, locked."""
    rows = Run.objects.select_for_update(of=("self",)).select_related("version", "rule", "workspace")
    found = rows.filter(awaited=event.record, state="waiting").order_by("id")
    return [run for run in found if event.kind in run.awaits.split()]


def _of_batch() -> set[UUID]:
    """The awaited ones among the records of the batch, and those that began to be since."""

    def ask() -> set[UUID]:
        open_ = batch.current()
        asked = {event.record for event in open_.events} if open_ else set()
        rows = Run.objects.filter(awaited__in=asked, state="waiting").values_list("awaited", flat=True)
        return {record for record in rows if record is not None}

    return batch.once("awaited", ask)
