"""A record's timeline for programs: its events, newest first, by pages."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Field as Described
from ninja import Schema

from akrab.api.bearer import acting
from akrab.api.bodies import read_uuid, require_known
from akrab.api.records import MOST_ROWS, answer, model_of
from akrab.engine import access, events
from akrab.engine.models import Event, EventLink
from akrab.engine.record import Record
from akrab.engine.spec import Spec


class Told(Schema):
    """One event: who changed what, when and why. `changes` maps a field to its old and new value."""

    id: UUID
    at: datetime
    kind: str
    object: str
    record: UUID
    title: str
    version: int
    changes: dict[str, list[Any]]
    actor: UUID | None
    actor_name: str
    origin: str
    agent: str
    because: UUID | None
    operation: UUID


class TimelinePage(Schema):
    """Events, newest first; `next` is the cursor of the older ones."""

    items: list[Told]
    next: str | None


class Asked(Schema):
    """The parameters of a timeline."""

    limit: int = Described(50, ge=1, le=MOST_ROWS)
    cursor: str = Described("", max_length=60, description="`next` of the page before.")


def read_timeline(spec: Spec, request: HttpRequest, id: str, asked: Asked) -> HttpResponse:
    with acting(request) as by:
        require_known(request, tuple(Asked.model_fields))
        record = access.get(model_of(spec), read_uuid(id), by)
        before = read_uuid(asked.cursor) if asked.cursor else None
        seen = events.timeline(record, by, before, asked.limit)
        return answer(
            {"items": [_shape(event) for event in seen], "next": _next(record, before, asked.limit)}
        )


def _next(record: Record, before: UUID | None, limit: int) -> str | None:
    """The last event of a full page, counted before the closed ones were left out."""
    links = EventLink.objects.filter(record=record.pk)
    if before:
        links = links.filter(event__lt=before)
    ids = links.order_by("-event").values_list("event_id", flat=True)[limit - 1 : limit + 1]
    return str(ids[0]) if len(ids) > 1 else None


def _shape(event: Event) -> dict[str, Any]:
    return {
        "id": str(event.pk), "at": event.at.isoformat().replace("+00:00", "Z"), "kind": event.kind,
        "object": event.object, "record": str(event.record), "title": event.title, "version": event.version,
        "changes": event.changes, "actor": str(event.actor_id) if event.actor_id else None,
        "actor_name": event.actor_name, "origin": event.origin, "agent": event.agent,
        "because": str(event.because) if event.because else None, "operation": str(event.operation_id),
    }  # fmt: skip
