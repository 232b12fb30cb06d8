"""Notes and comments on a timeline: what they say by now, whom they call, and how who may do so changes them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast
from uuid import UUID

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from akrab.engine import access
from akrab.engine.models import Event
from akrab.engine.record import Record
from akrab.engine.registry import find_object, objects
from akrab.engine.spec import Spec
from akrab.identity.actor import Actor
from akrab.web import addresses


@dataclass(frozen=True)
class Writing:
    """What stands in a note or comment by now, and how who may do so changes it."""

    text: SafeString
    is_edited: bool = False
    is_gone: bool = False
    edit: str = ""
    delete: str = ""


def current(events: Sequence[Event], record: Record, by: Actor) -> dict[UUID, Writing]:
    """What the notes and comments that were added say by now; one query an object of that kind."""
    added: dict[str, list[Event]] = {}
    for event in events:
        spec = find_object(event.object)
        is_writing = spec is not None and spec.fields[spec.title].type.name == "long_text"
        if is_writing and event.verb == "created" and event.record != record.pk:
            added.setdefault(event.object, []).append(event)
    found: dict[UUID, Writing] = {}
    for name, told in added.items():
        spec = objects()[name]
        model = cast(type[Record], spec.model)
        rows = model._default_manager.defer("search").in_bulk([event.record for event in told])
        for event in told:
            if (row := rows.get(event.record)) is not None:
                found[event.record] = _writing(row, event, spec, by)
    return found


def _writing(row: Record, event: Event, spec: Spec, by: Actor) -> Writing:
    text = str(getattr(row, spec.title))
    if row.deleted_at is not None:
        return Writing(SafeString(""), is_gone=True)
    address = addresses.record(by.workspace, spec, row.pk)
    return Writing(
        _called(text, getattr(row, "mentioned", [])),
        is_edited=text != event.new(spec.title),
        edit=f"{address}/form" if access.allows(by, row, "change") else "",
        delete=f"{address}/delete" if access.allows(by, row, "delete") else "",
    )


def _called(text: str, names: Sequence[str]) -> SafeString:
    """The text with those it calls by name set apart."""
    shown: str = escape(text)
    for name in sorted(names, key=len, reverse=True):
        called = re.escape(str(escape(f"@{name}")))
        shown = re.sub(
            called, lambda found: f'<b class="ak-mention">{found[0]}</b>', shown, flags=re.IGNORECASE
        )
    return mark_safe(shown)
