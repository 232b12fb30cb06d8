"""Valid records of any object, with no line about any: values from the field types, links made on the way."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from dataclasses import field as dataclass_field
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


class NoneFits(Exception):
    """No further record of this object can be made here, such as a second one of a kind."""


@dataclass(frozen=True)
class Draft:
    """Input that `create` takes, and the values that only the product itself may give (`undescribed`)."""

    raw: dict[str, Any]
    undescribed: dict[str, Any] = dataclass_field(default_factory=dict)


def make(spec: Spec, by: Actor, **values: Any) -> Any:
    """Create a record; `values` win over what is made up. Raises `NoneFits`.

    What nobody may create (private objects) is made by the system, with `by` as its owner.
    """
    if access.reach(by, spec, "create") == "none":
        values = dict.fromkeys(spec.owners, cast(Any, by.membership_id)) | values
        by = system(by.workspace)
    found = draft(spec, by, **values)
    return write.create(cast(type[Record], spec.model), found.raw, by, **found.undescribed)


def draft(spec: Spec, by: Actor, **values: Any) -> Draft:
    """What creates a record: its required fields filled, links among them made, and `values`. Raises `NoneFits`.

    What the object's module refuses is answered as a person would: another value for the field it names, or one
    more link filled in. Nothing of the tries remains but the linked records.
    """
    fields = access.writable(by, spec)
    needed = [name for name, field in fields.items() if field.is_required and name not in values]
    chosen = {name: candidates(fields[name], by) for name in needed}
    found = Draft({name: next(samples) for name, samples in chosen.items()} | values)
    for _try in range(MOST_TRIES):
        refused = _refused(spec, found, by)
        if refused is None:
            return found
        for name in refused or _empty_links(fields, found.raw)[:1]:
            samples = chosen.setdefault(name, candidates(spec.fields[name], by))
            _answer(found, name, next(samples, None), given=name in fields)
        if not refused and not _empty_links(fields, found.raw):
            break
    raise NoneFits(f"no {spec.name} could be made; the last try was {found}")


def _answer(found: Draft, name: str, value: Any, given: bool) -> None:
    """Put another value into the draft, or take the field out where none is left."""
    values = found.raw if given else found.undescribed
    values.pop(name, None)
    if value is not None:
        values[name] = value


def candidates(field: Field, by: Actor) -> Iterator[Any]:
    """Plain values worth trying for a field, a new one first where that can be."""
    if field.type.name == "text" and (field.max_length or 0) >= ROOM_FOR_A_NUMBER:
        yield f"{field.label} {next(_number)}"
    if field.type.name == "user":
        yield str(by.membership_id or Membership.objects.values_list("pk", flat=True).first())
    elif field.type.name == "link":
        yield from _linked(field, by)
    elif field.type.name == "any_link":
        for spec in sorted(objects().values(), key=lambda spec: spec.settings):
            if not (spec.private or _needs_links(spec)):
                yield f"{spec.name}:{make(spec, system(by.workspace)).pk}"
    else:
        yield from field.type.samples(field)


def _linked(field: Field, by: Actor) -> Iterator[Any]:
    target = target_of(field)
    found = next((spec for spec in objects().values() if spec.model is target), None)
    if found:
        for values in _kinds(found):
            yield str(make(found, system(by.workspace), **values).pk)
    else:
        yield from map(str, target._default_manager.values_list("pk", flat=True)[:1])


def _kinds(spec: Spec) -> list[dict[str, Any]]:
    """Values that make records of different kinds: each value of the first choice that must be made."""
    choice = next((field for field in spec.of_type("choice") if field.is_required), None)
    return [{choice.name: value} for value in choice.type.samples(choice)] if choice else [{}]


def _needs_links(spec: Spec) -> bool:
    return any(link.is_required for link in spec.of_type("link", "user", "any_link"))


def _empty_links(fields: dict[str, Field], raw: dict[str, Any]) -> list[str]:
    return [name for name, field in fields.items() if field.type.name == "link" and name not in raw]


def _refused(spec: Spec, found: Draft, by: Actor) -> list[str] | None:
    """The fields that stand in the way of creating, found by trying; None when nothing does."""
    try:
        with _taken_back():
            write.create(cast(type[Record], spec.model), found.raw, by, **found.undescribed)
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
