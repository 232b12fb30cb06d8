"""Checks of every description when the program starts: a wrong name is an error with a hint, not a failure at noon."""

from collections.abc import Iterator
from difflib import get_close_matches
from typing import Any

from django.contrib.postgres.indexes import GinIndex
from django.core import checks

from akrab.engine.actions import actions_of
from akrab.engine.fields.links import target_of
from akrab.engine.matching import is_list
from akrab.engine.record import Record
from akrab.engine.registry import objects
from akrab.engine.spec import Spec, spec_of

NAMING = (
    "columns",
    "facts",
    "quick",
    "totals",
    "calendar",
    "match",
    "owners",
    "beside",
    "booked",
    "off",
    "ends",
)


def check_descriptions(app_configs: Any, **options: Any) -> list[checks.CheckMessage]:
    """Every name that a `Spec` mentions must be a field, a path through links, or an object."""
    try:
        specs = objects()
    except TypeError as error:
        return [checks.Error(str(error), id="engine.E001")]
    return [message for spec in specs.values() for message in _check(spec)]


def _check(spec: Spec) -> Iterator[checks.CheckMessage]:
    for entry in NAMING:
        for name in getattr(spec, entry):
            yield from _check_path(spec, entry, name)
    for entry in ("title", "board", "within", "reserved", "shared"):
        if getattr(spec, entry):
            yield from _check_path(spec, entry, getattr(spec, entry))
    for path in spec.search:
        yield from _check_path(spec, "search", path)
    yield from _check_path(spec, "sort", spec.sort.removeprefix("-"))
    for name in spec.owners:
        if name in spec.fields and spec.fields[name].type.name != "user":
            yield checks.Error(
                f"{spec.name}.owners names “{name}”, which is not a user field", id="engine.E004"
            )
    yield from _check_index(spec)
    for deadline in spec.deadlines:
        for name in (deadline.field, *deadline.while_, *filter(None, [deadline.offset_field])):
            yield from _check_path(spec, f"deadline {deadline.name}", name)
    for action in actions_of(spec.model).values():
        if not action.label:
            yield checks.Error(f"{spec.name}.{action.name} has no label", obj=spec.model, id="engine.E005")


def _check_index(spec: Spec) -> Iterator[checks.CheckMessage]:
    """The lists of `match` need an index, by which their entries are found among any number of records."""
    found = {
        name for index in spec.model._meta.indexes if isinstance(index, GinIndex) for name in index.fields
    }
    for name in spec.match:
        if name in spec.fields and is_list(spec.fields[name]) and name not in found:
            yield checks.Error(
                f"{spec.name}.match names “{name}”, which no GinIndex holds", obj=spec.model, id="engine.E006"
            )


def _check_path(spec: Spec, entry: str, path: str) -> Iterator[checks.CheckMessage]:
    here = spec
    *steps, last = path.split(".")
    for step in steps:
        field = here.fields.get(step)
        target = target_of(field) if field is not None and field.type.name == "link" else None
        if target is None or not issubclass(target, Record):
            yield _error(here, entry, step, [one.name for one in here.links()], "link")
            return
        here = spec_of(target)
    if last not in here.fields:
        yield _error(here, entry, last, list(here.fields), "field")


def _error(spec: Spec, entry: str, name: str, known: list[str], what: str) -> checks.Error:
    near = get_close_matches(name, known, n=1)
    hint = f"Did you mean “{near[0]}”?" if near else f"It has: {', '.join(known)}."
    return checks.Error(
        f"{spec.name}: {entry} names “{name}”, which is no {what}",
        hint=hint,
        obj=spec.model,
        id="engine.E002",
    )
