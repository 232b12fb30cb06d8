"""Where a person overruled what the product had chosen by itself: who has something in hand, or what a rule had set."""

from collections.abc import Iterable
from uuid import UUID

from akrab.engine.models import Event
from akrab.engine.registry import find_object

# What a record that nobody made by hand was given: people, and the records it belongs to.
CHOSEN = ("user", "link")


def overruling(events: Iterable[Event]) -> set[UUID]:
    """The events, among these, in which a person changed a value that was chosen without one."""
    chosen: set[tuple[UUID, str]] = set()
    found: set[UUID] = set()
    for event in sorted(events, key=lambda one: (one.at, one.pk)):
        if event.verb == "deleted":
            continue
        for name in event.changes:
            place = (event.record, name)
            if _is_automatic(event):
                if event.verb != "created" or _is_choice(event, name):
                    chosen.add(place)
            elif place in chosen:
                found.add(event.pk)
                chosen.discard(place)
    return found


def _is_automatic(event: Event) -> bool:
    return event.actor_id is None and event.origin in ("rule", "form", "system")


def _is_choice(event: Event, name: str) -> bool:
    spec = find_object(event.object)
    described = spec.fields.get(name) if spec else None
    return described is not None and described.type.name in CHOSEN and bool(event.new(name))
