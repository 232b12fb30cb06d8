"""Custom fields for tests: one of every type on an object, made as an administrator makes them."""

from typing import Any

from akrab.engine import write
from akrab.features.customfields.kinds import KINDS
from akrab.features.customfields.models import CustomField
from akrab.tenancy.current import workspace as inside
from tests.cast import Cast

COLOURS = [
    {"key": "red", "label": "Red", "labels": {"vi": "Đỏ"}, "tone": "late"},
    {"key": "green", "label": "Green", "tone": "good"},
    {"key": "grey", "label": "Grey"},
]


def define(cast: Cast, label: str, kind: str, object: str = "specimen", **more: Any) -> CustomField:
    """One custom field, by alice."""
    kinds: dict[str, dict[str, Any]] = {"choice": {"options": COLOURS}, "link": {"target": "shelf"}}
    with inside(cast.north):
        said = {"object": object, "label": label, "kind": kind, **kinds.get(kind, {}), **more}
        return write.create(CustomField, said, cast.alice.actor())


def of_every_kind(cast: Cast, object: str = "specimen") -> dict[str, CustomField]:
    """A custom field of each type, by the name that programs call it."""
    made = [define(cast, f"Own {kind}", kind, object, in_columns=True, in_facts=True) for kind in KINDS]
    return {field.name: field for field in made}
