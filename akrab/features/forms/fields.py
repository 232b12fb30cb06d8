"""The field type of a form's definition."""

import json
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from akrab.engine.errors import Invalid
from akrab.engine.fields import BadValue, Field, Operator
from akrab.engine.fields.base import EMPTY, NOT_EMPTY
from akrab.engine.fields.trees import JsonTree
from akrab.features.forms.definition import Definition, plain, read
from akrab.identity.actor import Actor

LONGEST = 400_000


class FormDefinition(JsonTree):
    """What a form asks and how it behaves; see `definition.Definition`."""

    name = "form_definition"
    label = _("questions of a form")
    operators: ClassVar[tuple[Operator, ...]] = (EMPTY, NOT_EMPTY)

    def parse(self, field: Field, raw: Any, by: Actor) -> dict[str, Any]:
        if isinstance(raw, str):
            try:
                raw = json.loads(raw[:LONGEST])
            except ValueError as error:
                raise BadValue(gettext("This can't be read as a form's questions.")) from error
        try:
            return plain(read(raw))
        except Invalid as invalid:
            raise BadValue(str(invalid)) from invalid

    def schema(self, field: Field) -> dict[str, Any]:
        return {"type": "object", "properties": {name: {} for name in Definition.model_fields}}

    def samples(self, field: Field) -> list[Any]:
        return [{}, {"closed": True, "look": {"accent": "#7a3070"}, "guard": {"origins": ["*"]}}]

    def bad_samples(self, field: Field) -> list[Any]:
        nowhere = {"name": "a", "label": "A", "path": "a", "show": {"field": "b"}}
        return ["{", 5, {"colour": "red"}, {"questions": [{"name": "A"}]}, {"questions": [nowhere]}]

    def empty(self, path: str) -> Q:
        return Q(**{path: {}})


class FormDefinitionField(Field, models.JSONField):
    """A form's definition; an empty mapping is a form that asks nothing yet."""

    type = FormDefinition()

    def __init__(self, *args: Any, **options: Any) -> None:
        options.setdefault("default", dict)
        options.setdefault("blank", True)
        super().__init__(*args, **options)
