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
from akrab.engine.models import Event
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
        page = events.timeline_page(record, by, before, asked.limit)
        return answer(
            {
                "items": [_shape(event) for event in page.events],
                "next": str(page.next) if page.next else None,
            }
        )


def _shape(event: Event) -> dict[str, Any]:
    return {
        "id": str(event.pk), "at": event.at.isoformat().replace("+00:00", "Z"), "kind": event.kind,
        "object": event.object, "record": str(event.record), "title": event.title, "version": event.version,
        "changes": event.changes, "actor": str(event.actor_id) if event.actor_id else None,
        "actor_name": event.actor_name, "origin": event.origin, "agent": event.agent,
        "because": str(event.because) if event.because else None, "operation": str(event.operation_id),
    }  # fmt: skip
