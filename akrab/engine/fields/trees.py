"""Values that are JSON trees: the base of their types, and the filter of the filter language."""

import json
from collections.abc import Mapping
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from akrab.engine.fields.base import EMPTY, NOT_EMPTY, BadValue, Field, FieldType, Operator
from akrab.identity.actor import Actor

LONGEST = 20_000


def read_json(raw: Any, message: str) -> Any:
    """What `raw` holds: JSON text as forms send it, or the value itself; raises `BadValue` where it is too long."""
    if not isinstance(raw, str):
        if len(as_json(raw)) > LONGEST:
            raise BadValue(message)
        return raw
    try:
        return json.loads(raw[:LONGEST])
    except ValueError as error:
        raise BadValue(message) from error


def as_json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False) if value else ""


class JsonTree(FieldType):
    """A tree that is read by its own rules and shown as JSON."""

    operators: ClassVar[tuple[Operator, ...]] = ()
    sortable = False

    def text(self, field: Field, value: Any, currency: str = "") -> str:
        return as_json(value)

    def search_text(self, field: Field, value: Any) -> str:
        return ""


class FilterTree(JsonTree):
    """A tree of the filter language; whether its fields exist is asked when the object is known."""

    name = "filter"
    label = _("filter")
    operators: ClassVar[tuple[Operator, ...]] = (EMPTY, NOT_EMPTY)

    def parse(self, field: Field, raw: Any, by: Actor) -> dict[str, Any]:
        message = gettext(
            'Write a filter, such as {"field": "created_at", "op": "in", "value": "this_month"}.'
        )
        tree = read_json(raw, message)
        if not isinstance(tree, Mapping):
            raise BadValue(message)
        return dict(tree)

    def schema(self, field: Field) -> dict[str, Any]:
        return {"type": "object"}

    def samples(self, field: Field) -> list[Any]:
        return [{"field": "created_at", "op": "in", "value": "this_month"}]

    def bad_samples(self, field: Field) -> list[Any]:
        return ["{", 5, ["created_at"]]

    def empty(self, path: str) -> Q:
        return Q(**{path: {}})


class FilterField(Field, models.JSONField):
    """A filter tree; an empty mapping means every record."""

    type = FilterTree()

    def __init__(self, *args: Any, **options: Any) -> None:
        options.setdefault("default", dict)
        options.setdefault("blank", True)
        super().__init__(*args, **options)
