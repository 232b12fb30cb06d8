"""Valid records of any object, with no line about any: values from the field types, links made on the way."""

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from typing import Any, cast

from django.db import transaction

from akrab.engine import access, write
from akrab.engine.errors import Invalid, Refused
from akrab.engine.fields import Field
from akrab.engine.fields.links import target_of
from akrab.engine.record import Record
from akrab.engine.registry import objects
from akrab.engine.spec import Spec
from akrab.identity.actor import Actor, system
from akrab.identity.models import Membership

MOST_TRIES = 40
ROOM_FOR_A_NUMBER = 40

_number = count(1)


def make(spec: Spec, by: Actor, **values: Any) -> Any:
    """Create a record; `values` win over what is made up.

    What nobody may create (private objects) is made by the system, with `by` as its owner.
    """
    if access.reach(by, spec, "create") == "none":
        values = dict.fromkeys(spec.owners, by.membership_id) | values
        by = system(by.workspace)
    return write.create(cast(type[Record], spec.model), draft(spec, by, **values), by)


def draft(spec: Spec, by: Actor, **values: Any) -> dict[str, Any]:
    """Plain input that `create` takes: what is required, the links among it made, and `values`.

    What the object's module refuses is answered as a person would: another value for the field it names, or one
    more link filled in. Nothing of the tries remains but the linked records.
    """
    fields = access.writable(by, spec)
    chosen = {
        name: candidates(field, by)
        for name, field in fields.items()
        if field.is_required and name not in values
    }
    raw = {name: next(samples) for name, samples in chosen.items()} | values
    for _try in range(MOST_TRIES):
        refused = _refused(spec, raw, by)
        if refused is None:
            return raw
        for name in refused or [_empty_link(fields, raw)]:
            samples = chosen.setdefault(name, candidates(fields[name], by))
            value = next(samples, None)
            raw = {other: kept for other, kept in raw.items() if other != name}
            raw |= {} if value is None else {name: value}
    raise AssertionError(f"no {spec.name} could be made; the last try was {raw}")


def candidates(field: Field, by: Actor) -> Iterator[Any]:
    """Plain values worth trying for a field, a new one first where that can be."""
    if field.type.name == "text" and (field.max_length or 0) >= ROOM_FOR_A_NUMBER:
        yield f"{field.label} {next(_number)}"
    if field.type.name == "user":
        yield str(by.membership_id or Membership.objects.values_list("pk", flat=True).first())
    elif field.type.name == "link":
        yield from _linked(field, by)
    elif field.type.name == "any_link":
        spec = next(spec for spec in objects().values() if not (spec.private or _needs_links(spec)))
        yield f"{spec.name}:{make(spec, by).pk}"
    else:
        yield from field.type.samples(field)


def _linked(field: Field, by: Actor) -> Iterator[Any]:
    target = target_of(field)
    found = next((spec for spec in objects().values() if spec.model is target), None)
    if found:
        yield str(make(found, system(by.workspace)).pk)
    else:
        yield from map(str, target._default_manager.values_list("pk", flat=True)[:1])


def _needs_links(spec: Spec) -> bool:
    return any(link.is_required for link in spec.of_type("link", "user"))


def _empty_link(fields: dict[str, Field], raw: dict[str, Any]) -> str:
    return next(name for name, field in fields.items() if field.type.name == "link" and name not in raw)


def _refused(spec: Spec, raw: dict[str, Any], by: Actor) -> list[str] | None:
    """The fields that stand in the way of creating, found by trying; None when nothing does."""
    try:
        with _taken_back():
            write.create(cast(type[Record], spec.model), raw, by)
    except Invalid as invalid:
        return [name for name in invalid.errors if name in spec.fields]
    except Refused as refused:
        return [missing.field for missing in refused.missing if missing.field]
    return None


@contextmanager
def _taken_back() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
