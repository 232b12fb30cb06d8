"""Overlaps in words: who or what is taken already, said before an appointment is saved and shown where it stands."""

from collections.abc import Container, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.http import QueryDict
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from akrab.engine import access, values
from akrab.engine.errors import Invalid
from akrab.engine.fields.links import target_of
from akrab.engine.record import Record
from akrab.engine.registry import objects
from akrab.engine.spec import Spec, spec_of
from akrab.features.planning import slots
from akrab.features.planning.slots import Slot
from akrab.identity.actor import Actor

ANYWAY = "anyway"
MOST_TOLD = 10  # of many records that are changed at once


def names_of(found: Sequence[Slot], by: Actor) -> dict[UUID, str]:
    """What the people and resources of these are called."""
    wanted: dict[str, set[UUID]] = {}
    for one in found:
        wanted.setdefault("membership", set()).update(one.people)
        for name in one.spec.booked or one.spec.owners[:1]:
            field = one.spec.fields[name]
            if id := getattr(one.record, field.attname):
                wanted.setdefault(str(target_of(field)._meta.model_name), set()).add(id)
    return access.titles(wanted, by, objects())


def sentences(pairs: Sequence[tuple[Slot, Sequence[Slot]]], by: Actor) -> list[list[str]]:
    """For each slot with what it overlaps: who or what is taken, when and, where the reader may know, by what."""
    everything = [slot for one, others in pairs for slot in (one, *others)]
    names, open_ = names_of(everything, by), slots.seen(everything, by)
    return [_sentences(one, others, names, open_) for one, others in pairs]


def _sentences(
    one: Slot, others: Sequence[Slot], names: Mapping[UUID, str], open_: Container[UUID]
) -> list[str]:
    told: list[str] = []
    for other in others:
        for holder in sorted(one.clashes_with(other), key=str):
            words = {"who": names.get(holder, _("This")), "when": span(other), "what": str(other.record)}
            text = (
                _("%(who)s is taken %(when)s: %(what)s")
                if other.record.pk in open_
                else _("%(who)s is taken %(when)s")
            )
            told.append(text % words)
    return told


def span(one: Slot) -> str:
    """From when to when, as a person writes it."""
    if one.is_all_day:
        return _("all day")
    start, end = timezone.localtime(one.start), timezone.localtime(one.end)
    if end - start >= slots.DAY:
        return f"{date_format(start, 'SHORT_DATETIME_FORMAT')} – {date_format(end, 'SHORT_DATETIME_FORMAT')}"
    return f"{start:%H:%M}–{end:%H:%M}"


def warned(
    spec: Spec, raw: Mapping[str, Any], by: Actor, data: QueryDict, records: Sequence[Record | None] = (None,)
) -> list[str]:
    """What these values would overlap with, unless they touch no time or the person wants it all the same.

    They are those of a new record (None), or are written over what each of these records has. Values that can't be
    used warn of nothing: saving says what is wrong with them.
    """
    touching = {*spec.calendar, *spec.booked, "all_day", *spec.off}
    if not spec.booked or data.get(ANYWAY) == "1" or (any(records) and not touching & set(raw)):
        return []
    try:
        parsed = values.parse(access.writable(by, spec), raw, by, known=spec.fields)
    except Invalid:
        return []
    drafts = [slots.draft_of(spec, parsed, record) for record in records]
    owner = spec.fields[spec.owners[0]].attname
    for draft, record in zip(drafts, records, strict=True):
        if record is None and getattr(draft, owner) is None:
            setattr(draft, owner, by.membership_id)
    guests = slots.guests_of(drafts)
    wanted = [slots.slot_of(draft, by.time_zone, guests.get(draft.pk, ())) for draft in drafts]
    found = slots.overlapping([one for one in wanted if one is not None], by)
    told = [(one, found[one.record.pk]) for one in wanted if one is not None and one.record.pk in found]
    return [text for texts in sentences(told[:MOST_TOLD], by) for text in texts]


def of_record(record: Record, by: Actor) -> list[str]:
    """What a record overlaps with as it stands."""
    guests = slots.guests_of([record]).get(record.pk, ())
    one = slots.slot_of(record, by.time_zone, guests) if spec_of(type(record)).booked else None
    return sentences([(one, slots.clashes_of(record, by))], by)[0] if one else []
