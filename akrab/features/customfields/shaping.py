"""Saying what an object is like in this company: its names, the order of its fields, whether it is used."""

from collections.abc import Mapping
from typing import Any

from akrab.engine import access, write
from akrab.features.customfields.models import Outline
from akrab.identity.actor import Actor

NOTHING_SAID: Mapping[str, Any] = {
    "label": {}, "label_plural": {}, "field_labels": {}, "order": [], "is_off": False,
}  # fmt: skip


def find_outline(object: str, by: Actor) -> Outline | None:
    """What is said of an object, if anything."""
    return access.visible(Outline, by).filter(object=object).first()


def say(object: str, by: Actor, **said: Any) -> Outline:
    """Change what is said of an object, keeping the rest; raises as every write does."""
    held = find_outline(object, by)
    if held is not None:
        return write.update(held, said, by)
    gone = access.visible(Outline, by, bin=True).filter(object=object).first()
    if gone is None:
        return write.create(Outline, {"object": object, **said}, by)
    return write.update(write.restore(gone, by), {**NOTHING_SAID, **said}, by)
