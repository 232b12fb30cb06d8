"""Changing a rule's steps one at a time, as the JSON they are kept as: each function gives a new list.

A place is `list:index`: a list is empty for the rule's own steps, or `step/then`, `step/else`, `step/steps`.
"""

from collections.abc import Iterator
from copy import deepcopy
from typing import Any

Steps = list[dict[str, Any]]
INNER = ("then", "else", "steps")


class NoSuchPlace(LookupError):
    """There is no such step or list of steps; another change may have taken it away."""


def every(steps: Steps) -> Iterator[dict[str, Any]]:
    """Every step, those inside others too, in the order they are written."""
    for step in steps:
        yield step
        for name in INNER:
            yield from every(step.get(name) or [])


def find(steps: Steps, id: str) -> dict[str, Any]:
    """The step of this id; raises `NoSuchPlace`."""
    for step in every(steps):
        if step["id"] == id:
            return step
    raise NoSuchPlace(id)


def place_of(steps: Steps, id: str) -> str:
    """Where a step stands; raises `NoSuchPlace`."""
    for name, found in _lists(steps, ""):
        for index, step in enumerate(found):
            if step["id"] == id:
                return f"{name}:{index}"
    raise NoSuchPlace(id)


def before(steps: Steps, place: str) -> Steps:
    """The steps that were surely taken when a run comes to a place, in order; loops and branches it is in included."""
    name, _colon, index = place.rpartition(":")
    within = list(_list_of(steps, name))[: int(index or 0)]
    owner = name.partition("/")[0]
    if not owner:
        return within
    return [*before(steps, place_of(steps, owner)), find(steps, owner), *within]


def insert(steps: Steps, place: str, step: dict[str, Any]) -> Steps:
    """The steps with one more at a place; raises `NoSuchPlace`."""
    name, _colon, index = place.rpartition(":")
    changed = deepcopy(steps)
    _list_of(changed, name).insert(int(index or 0), step)
    return changed


def replace(steps: Steps, id: str, step: dict[str, Any]) -> Steps:
    """The steps with one said anew; the steps inside it stay. Raises `NoSuchPlace`."""
    changed = deepcopy(steps)
    old = find(changed, id)
    inner = {name: old[name] for name in INNER if name in old}
    old.clear()
    old.update({**step, **inner, "id": id})
    return changed


def remove(steps: Steps, id: str) -> Steps:
    """The steps without one, and without those inside it; raises `NoSuchPlace`."""
    changed = deepcopy(steps)
    name, _colon, index = place_of(changed, id).rpartition(":")
    del _list_of(changed, name)[int(index)]
    return changed


def shift(steps: Steps, id: str, by: int) -> Steps:
    """The steps with one moved so far among its neighbours, at most to the end; raises `NoSuchPlace`."""
    changed = deepcopy(steps)
    name, _colon, index = place_of(changed, id).rpartition(":")
    within = _list_of(changed, name)
    step = within.pop(int(index))
    within.insert(max(0, int(index) + by), step)
    return changed


def new_id(steps: Steps, word: str) -> str:
    """An id that no step has: the word and a number."""
    taken = {step["id"] for step in every(steps)}
    return next(id for number in range(1, len(taken) + 2) if (id := f"{word[:30]}{number}") not in taken)


def _lists(steps: Steps, name: str) -> Iterator[tuple[str, Steps]]:
    yield name, steps
    for step in steps:
        for inner in INNER:
            if inner in step:
                yield from _lists(step[inner], f"{step['id']}/{inner}")


def _list_of(steps: Steps, name: str) -> Steps:
    """The list of a place, made where a step may have one and has none yet; raises `NoSuchPlace`."""
    owner, _slash, inner = name.partition("/")
    if not owner:
        return steps
    if inner not in INNER:
        raise NoSuchPlace(name)
    found: Steps = find(steps, owner).setdefault(inner, [])
    return found
