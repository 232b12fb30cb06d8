"""The two field types that a report's question needs: a filter tree, and the list of its measures."""

import json
from collections.abc import Mapping
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from akrab.engine.fields import BadValue, Field, FieldType
from akrab.engine.fields.base import EMPTY, NOT_EMPTY, Operator
from akrab.features.reports.measures import one_count, read_measures
from akrab.identity.actor import Actor

LONGEST = 20_000


def _read_json(raw: Any, message: str) -> Any:
    """What `raw` holds: JSON text as forms send it, or the value itself; raises `BadValue`."""
    if not isinstance(raw, str):
        return raw
    try:
        return json.loads(raw[:LONGEST])
    except ValueError as error:
        raise BadValue(message) from error


def _as_json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False) if value else ""


class FilterTree(FieldType):
    """A tree of the filter language; whether its fields exist is asked when the object is known."""

    name = "filter"
    label = _("filter")
    operators: ClassVar[tuple[Operator, ...]] = (EMPTY, NOT_EMPTY)
    sortable = False

    def parse(self, field: Field, raw: Any, by: Actor) -> dict[str, Any]:
        message = gettext(
            'Write a filter, such as {"field": "created_at", "op": "in", "value": "this_month"}.'
        )
        tree = _read_json(raw, message)
        if not isinstance(tree, Mapping) or len(_as_json(tree)) > LONGEST:
            raise BadValue(message)
        return dict(tree)

    def text(self, field: Field, value: Any, currency: str = "") -> str:
        return _as_json(value)

    def schema(self, field: Field) -> dict[str, Any]:
        return {"type": "object"}

    def samples(self, field: Field) -> list[Any]:
        return [{"field": "created_at", "op": "in", "value": "this_month"}]

    def bad_samples(self, field: Field) -> list[Any]:
        return ["{", 5, ["created_at"]]

    def empty(self, path: str) -> Q:
        return Q(**{path: {}})

    def search_text(self, field: Field, value: Any) -> str:
        return ""


class Measures(FieldType):
    """A list of measures; see `measures.Measure`."""

    name = "measures"
    label = _("measures")
    operators: ClassVar[tuple[Operator, ...]] = ()
    sortable = False

    def parse(self, field: Field, raw: Any, by: Actor) -> list[dict[str, Any]]:
        message = gettext('Give a list of measures, such as [{"key": "all", "kind": "count"}].')
        return [measure.plain() for measure in read_measures(_read_json(raw, message))]

    def text(self, field: Field, value: Any, currency: str = "") -> str:
        return _as_json(value)

    def schema(self, field: Field) -> dict[str, Any]:
        return {"type": "array", "items": {"type": "object", "required": ["key", "kind"]}}

    def samples(self, field: Field) -> list[Any]:
        return [one_count()]

    def bad_samples(self, field: Field) -> list[Any]:
        return ["[", 5, [{"kind": "guess", "key": "a"}], [{"kind": "sum", "key": "a"}]]

    def search_text(self, field: Field, value: Any) -> str:
        return ""


class FilterField(Field, models.JSONField):
    """A filter tree; an empty mapping means every record."""

    type = FilterTree()

    def __init__(self, *args: Any, **options: Any) -> None:
        options.setdefault("default", dict)
        options.setdefault("blank", True)
        super().__init__(*args, **options)


class MeasuresField(Field, models.JSONField):
    """What a report counts; one count of the records unless told otherwise."""

    type = Measures()

    def __init__(self, *args: Any, **options: Any) -> None:
        options.setdefault("default", one_count)
        options.setdefault("blank", True)
        super().__init__(*args, **options)
