"""Keeping what two sources say differently of one field, so that neither overwrites the other unseen."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, cast

from akrab.engine import access, write
from akrab.engine.fields import Field, is_absent
from akrab.engine.models import Event
from akrab.engine.record import Record
from akrab.engine.registry import find_object
from akrab.engine.spec import Spec, named, spec_of
from akrab.features.claims.models import Claim
from akrab.identity.actor import Actor
from akrab.lib import text

PROGRAMS = ("api", "import", "mail", "telephony")  # whose changes nobody watches while they are made
FACTS = frozenset(
    {
        "text", "long_text", "url", "address", "date", "choice", "choices", "money", "decimal", "integer",
        "percent", "emails", "phones",
    }
)  # fmt: skip


def is_claimable(spec: Spec, field: Field) -> bool:
    """Whether sources can differ on a field: a fact of the business, not where work stands or whose it is."""
    is_business = not (spec.settings or spec.private or spec.logged)
    return is_business and not field.read_only and field.type.name in FACTS and field.name != spec.board


def keep(record: Record, values: Mapping[str, Any], by: Actor, told: str = "") -> list[Claim]:
    """Keep plain values that a source gives for filled fields; those known or meaning the same make nothing.

    The record stays as it is. `by` acts for the source: its origin is the claim's.
    """
    spec = spec_of(type(record))
    about = named(record)
    known = {(one.field, repr(one.value)) for one in Claim.objects.filter(about=about)}
    made = []
    for name, value in values.items():
        field = spec.fields[name]
        held = field.type.plain(field, getattr(record, field.attname))
        is_new = not (is_absent(value) or is_absent(held) or is_alike(held, value))
        if is_claimable(spec, field) and is_new and (name, repr(value)) not in known:
            made.append(_made(record, field, value, by, by.origin, told or by.name, None))
    return made


def _made(
    record: Record, field: Field, value: Any, by: Actor, source: str, told: str, event: Event | None
) -> Claim:
    said = {
        "name": field.label[:200], "about": f"{spec_of(type(record)).name}:{record.pk}",
        "field": field.name, "value": value, "source": source, "told": told[:200],
        "at": event.at if event else record.updated_at,
    }  # fmt: skip
    return write.create(Claim, {}, by, **said)


def is_alike(one: Any, other: Any) -> bool:
    """Whether two plain values say the same to a person: capitals, accents and blanks do not count."""
    if isinstance(one, str) and isinstance(other, str):
        return text.normalise(one).strip() == text.normalise(other).strip()
    if isinstance(one, dict) and isinstance(other, dict):
        return all(is_alike(one.get(key, ""), other.get(key, "")) for key in {*one, *other})
    if isinstance(one, list) and isinstance(other, list):
        return set(map(str, one)) <= set(map(str, other))  # what was there is still said
    return bool(one == other)


def was_overwritten(event: Event) -> bool:
    """A program, not a person at a page, put something else in the place of a value."""
    is_change = event.verb == "updated" and event.origin in PROGRAMS and event.object != "claim"
    return is_change and any(
        not is_absent(old) and not is_alike(old, new) for old, new in event.changes.values()
    )


def keep_overwritten(event: Event, by: Actor) -> None:
    """What another source had said before stays beside the new value, until somebody settles it."""
    spec = find_object(event.object)
    if spec is None:
        return
    lost = {
        name: old
        for name, (old, new) in event.changes.items()
        if (field := spec.fields.get(name)) and is_claimable(spec, field)
        and not is_absent(old) and not is_alike(old, new)
    }  # fmt: skip
    record = cast(type[Record], spec.model)._default_manager.filter(pk=event.record, deleted_at=None).first()
    if record is None or not lost:
        return
    sayings = _sayings(event, lost)
    about = named(record)
    known = {(one.field, repr(one.value)) for one in Claim.objects.filter(about=about)}
    for name, value in lost.items():
        said = sayings.get(name)
        if said is not None and said.origin != event.origin and (name, repr(value)) not in known:
            _made(record, spec.fields[name], value, by, said.origin, said.agent or said.actor_name, said)


def _sayings(event: Event, names: Iterable[str]) -> dict[str, Event]:
    """The events by which these fields got the values that an event replaced."""
    found: dict[str, Event] = {}
    wanted = set(names)
    earlier = Event.objects.filter(record=event.record, id__lt=event.pk).order_by("-id")
    for one in earlier.filter(changes__has_any_keys=sorted(wanted))[:50]:
        for name in wanted & one.changes.keys():
            found.setdefault(name, one)
        if wanted <= found.keys():
            break
    return found


def open_claims(record: Record, by: Actor) -> Mapping[str, Sequence[Claim]]:
    """What is to be settled of a record, by field, as far as the actor may see the fields."""
    spec = spec_of(type(record))
    if spec.settings or spec.private or spec.logged:
        return {}
    rows = Claim.objects.filter(about=named(record), state="waiting", deleted_at__isnull=True)
    seen = access.readable(by, spec)
    found: dict[str, list[Claim]] = {}
    for one in rows.order_by("id"):
        if one.field in seen:
            found.setdefault(one.field, []).append(one)
    return found
