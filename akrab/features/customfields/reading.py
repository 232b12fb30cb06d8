"""Reading what the current workspace says of its objects, in four statements."""

from typing import Any

from akrab.engine import ranks
from akrab.engine.fields import Field
from akrab.engine.fields.custom import attach
from akrab.engine.registry import find_object
from akrab.engine.shape import Outline, Shape, Words, worded
from akrab.features.customfields import kinds, models
from akrab.identity.branches import has_branches


class Said:
    """A text in the language of whoever reads it, else the company's own."""

    def __init__(self, text: str, words: Words) -> None:
        self.text, self.words = text, words

    def __str__(self) -> str:
        return worded(self.words) or self.text

    def __bool__(self) -> bool:
        return bool(self.text or self.words)


def read_shape() -> Shape:
    """What is said of all objects; what names an object or type that does not exist (any more) is left out."""
    fields: dict[str, list[models.CustomField]] = {}
    for row in _rows(models.CustomField).filter(is_retired=False).order_by("position", "id"):
        fields.setdefault(row.object, []).append(row)
    said = {row.object: row for row in _rows(models.Outline)}
    made = {
        name: _outline(name, fields.get(name, []), said.get(name)) for name in fields.keys() | said.keys()
    }
    ranked = ranks.numbers() if fields else {}
    for name, outline in made.items():
        for field in outline.fields.values() if outline else ():
            field.rank = ranked.get((name, field.name), 0)
    outlines = {name: outline for name, outline in made.items() if outline is not None}
    return Shape(outlines, frozenset({"branch"} if has_branches() else ()))


def _rows(model: Any) -> Any:
    return model._default_manager.filter(deleted_at=None).defer("search", "sort_key", "custom")


def _outline(object: str, rows: list[models.CustomField], said: models.Outline | None) -> Outline | None:
    spec = find_object(object)
    if spec is None:
        return None
    made = {row.name: field for row in rows if (field := field_of(row, spec.model)) is not None}
    kept = [row for row in rows if row.name in made]
    return Outline(
        fields=made,
        label=said.label if said else {},
        label_plural=said.label_plural if said else {},
        field_labels=said.field_labels if said else {},
        order=tuple(said.order) if said else (),
        quick=tuple(row.name for row in kept if row.in_form or row.is_demanded),
        columns=tuple(row.name for row in kept if row.in_columns),
        facts=tuple(row.name for row in kept if row.in_facts),
        is_off=bool(said and said.is_off),
    )


def field_of(row: models.CustomField, model: Any) -> Field | None:
    """The engine's field that a definition means; None where its type or target does not exist (any more)."""
    target = find_object(row.target) if row.kind == "link" else None
    if row.kind not in kinds.KINDS or (row.kind == "link" and target is None):
        return None
    options = [(one["key"], Said(one["label"], one["labels"])) for one in row.options]
    field = kinds.make(
        row.kind, Said(row.label, row.labels), help_text=Said(row.help, row.helps),
        to=target.model if target else None, choices=options,
    )  # fmt: skip
    field.tones = {one["key"]: one["tone"] for one in row.options if one["tone"]}
    field.retired = frozenset(one["key"] for one in row.options if one["retired"])
    field.is_demanded = row.is_demanded and row.kind != "boolean"
    return attach(field, model, row.name)
