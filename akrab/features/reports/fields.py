"""The field type that a report's question needs: the list of its measures."""

from typing import Any

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from akrab.engine.fields import Field
from akrab.engine.fields.trees import JsonTree, read_json
from akrab.features.reports.measures import one_count, read_measures
from akrab.identity.actor import Actor


class Measures(JsonTree):
    """A list of measures; see `measures.Measure`."""

    name = "measures"
    label = _("measures")

    def parse(self, field: Field, raw: Any, by: Actor) -> list[dict[str, Any]]:
        message = gettext('Give a list of measures, such as [{"key": "all", "kind": "count"}].')
        return [measure.plain() for measure in read_measures(read_json(raw, message))]

    def schema(self, field: Field) -> dict[str, Any]:
        return {"type": "array", "items": {"type": "object", "required": ["key", "kind"]}}

    def samples(self, field: Field) -> list[Any]:
        return [one_count()]

    def bad_samples(self, field: Field) -> list[Any]:
        return ["[", 5, [{"kind": "guess", "key": "a"}], [{"kind": "sum", "key": "a"}]]


class MeasuresField(Field, models.JSONField):
    """What a report counts; one count of the records unless told otherwise."""

    type = Measures()

    def __init__(self, *args: Any, **options: Any) -> None:
        options.setdefault("default", one_count)
        options.setdefault("blank", True)
        super().__init__(*args, **options)
