"""What a step makes: its values filled in, whether one is there already, and keeping it in step with its record."""

from collections.abc import Mapping
from typing import Any, cast
from uuid import UUID

from akrab.engine import batch, write
from akrab.engine.actions import actions_of
from akrab.engine.fields import Field
from akrab.engine.models import Event
from akrab.engine.record import Record
from akrab.engine.registry import get_object
from akrab.features.automation import choosing, triggers
from akrab.features.automation.definition import Create, read_steps, walk
from akrab.features.automation.models import Version
from akrab.features.automation.scope import Scope, paths_in
from akrab.identity.actor import Actor, system

TEXTS = ("text", "long_text")


def filled(said: Mapping[str, Any], scope: Scope, fields: Mapping[str, Field]) -> dict[str, Any]:
    """A step's values, plain; a record named for a link to one object stands for its id, a long text is cut to fit."""
    found = {name: scope.value(raw) for name, raw in said.items()}
    for name, value in found.items():
        field = fields.get(name)
        if not isinstance(value, str) or field is None:
            continue
        if field.type.name == "link":
            found[name] = value.rpartition(":")[2]
        elif field.type.name in TEXTS:
            found[name] = value[: field.max_length]
    return found


def values_of(step: Create, scope: Scope) -> dict[str, Any]:
    """The values of what a step makes, first who gets it; what would have no name is called as its record is."""
    spec = get_object(step.object)
    record = scope.record("record") if "record" in scope.memory else None
    people: dict[str, Any] = {}
    for field in spec.of_type("user"):
        raw = step.values.get(field.name)
        if choosing.is_group(raw) and "one" in raw:
            chosen = choosing.one_of(raw, record, spec, field.name)
            people[field.name] = str(chosen.pk) if chosen else None
        elif field.name in step.values:
            people[field.name] = scope.value(raw)
    scope.worker = next((UUID(one) for one in people.values() if isinstance(one, str) and one), None)
    others = {name: raw for name, raw in step.values.items() if name not in people}
    values = {**filled(others, scope, spec.fields), **people}
    scope.worker = None
    if record is not None and values.get(spec.title) == "" and spec.fields[spec.title].type.name in TEXTS:
        values[spec.title] = str(record)[: spec.fields[spec.title].max_length]
    return values


def still_open(step: Create, values: Mapping[str, Any], rule: UUID | None) -> Record | None:
    """The record that this rule made before about the same one, if it is open still.

    Of objects that don't say who made them, it is one that has the same links, or else the same name.
    """
    spec = get_object(step.object)
    about = choosing.about_of(spec)
    same = {about: values.get(about)} if about else {}
    if spec.made_by:
        same[spec.made_by] = f"rule:{rule}"
    else:
        same |= {one.attname: values[one.name] for one in spec.links() if values.get(one.name)}
    same = same or {spec.title: values.get(spec.title, "")}
    rows = cast(type[Record], spec.model)._default_manager.filter(**choosing.open_ones(spec), **same)
    return rows.order_by("-id").first()


def whole(record: Record, by: Actor) -> Record:
    """What was made before; what lacked something then (its state says `incomplete`) is made anew, if it can be."""
    renew = actions_of(type(record)).get("renew")
    if renew is None or getattr(record, "state", "") != "incomplete" or not renew.shown(record):
        return record
    return write.perform(renew, record, {}, by)


def wants_keeping(event: Event) -> bool:
    """Whether a record changed that something was made from which keeps in step with it."""
    if event.takes_back or event.verb == "created":
        return False
    return any(_depending(step, event) for _version, step in _keeping(event.object))


def keep_in_step(event: Event, by: Actor) -> None:
    """What rules made from a record, and is open, changes with the fields it was made from."""
    for version, step in _keeping(event.object):
        names = _depending(step, event)
        spec = get_object(step.object)
        about = choosing.about_of(spec)
        if not names or not about or not spec.made_by:
            continue
        made = {about: f"{event.object}:{event.record}", spec.made_by: f"rule:{version.rule_id}"}
        rows = cast(type[Record], spec.model)._default_manager.filter(**choosing.open_ones(spec), **made)
        acting = system(version.workspace, "rule", agent=version.rule.name[:120], because=event.pk)
        for record in rows.order_by("id"):
            _renew(record, step, names, acting, f"{event.object}:{event.record}")


def _renew(record: Record, step: Create, names: list[str], by: Actor, source: str) -> None:
    """Give a record these values of its step anew; one it must have is not emptied."""
    spec = get_object(step.object)
    scope = Scope({"record": source}, by)
    scope.worker = next(iter(choosing.owners_of(record)), None)
    found = filled({name: step.values[name] for name in names}, scope, spec.fields)
    write.update(
        record, {name: one for name, one in found.items() if one or not spec.fields[name].is_required}, by
    )


def _keeping(object: str) -> list[tuple[Version, Create]]:
    """The steps in force of an object's rules whose work keeps in step."""

    def read() -> list[tuple[Version, Create]]:
        return [
            (version, step)
            for version in triggers.in_force(object)
            for step in walk(read_steps(version.steps))
            if isinstance(step, Create) and step.keep
        ]

    return batch.once(("keeping", object), read)


def _depending(step: Create, event: Event) -> list[str]:
    """The values of a step that were made from a field which the event changed; whoever has it keeps it."""
    changed = {f"record.{name}" for name in event.changes}
    people = {one.name for one in get_object(step.object).of_type("user")}
    return [name for name, raw in step.values.items() if name not in people and changed & set(paths_in(raw))]
