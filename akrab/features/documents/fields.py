"""The field types of a template's design, and of the pattern of its numbers."""

import json
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from akrab.engine.fields import BadValue, Field, FieldType, TextField
from akrab.engine.fields.base import Operator
from akrab.engine.fields.texts import Text
from akrab.features.documents import patterns
from akrab.features.documents.design import BadDesign, Design, read_design
from akrab.identity.actor import Actor

LONGEST = 500_000


class DesignType(FieldType):
    """The whole design of a template, as JSON; whether its fields exist is asked when it is published."""

    name = "design"
    label = _("design")
    operators: ClassVar[tuple[Operator, ...]] = ()
    sortable = False

    def parse(self, field: Field, raw: Any, by: Actor) -> dict[str, Any]:
        try:
            if isinstance(raw, str):
                raw = json.loads(raw[:LONGEST])
            plain = read_design(raw).plain()
        except (ValueError, BadDesign) as error:
            words = {"reason": str(error)[:200]}
            raise BadValue(gettext("This is not the design of a template: %(reason)s") % words) from error
        if len(json.dumps(plain)) > LONGEST:
            raise BadValue(gettext("This template is too large. Make two of it."))
        return plain

    def text(self, field: Field, value: Any, currency: str = "") -> str:
        return json.dumps(value, ensure_ascii=False) if value else ""

    def schema(self, field: Field) -> dict[str, Any]:
        return {"type": "object"}

    def samples(self, field: Field) -> list[Any]:
        return [Design().plain()]

    def bad_samples(self, field: Field) -> list[Any]:
        return ["{", 5, {"pages": 1}, {"variants": {}}, {"variants": {"": {"blocks": [{"kind": "video"}]}}}]

    def empty(self, path: str) -> Q:
        return Q(**{path: {}})

    def search_text(self, field: Field, value: Any) -> str:
        return ""


class Pattern(Text):
    """How numbers are written, with braces for what differs between them."""

    name = "pattern"
    label = _("pattern of numbers")

    def parse(self, field: Field, raw: Any, by: Actor) -> str:
        text = super().parse(field, raw, by)
        try:
            patterns.check(text)
        except patterns.BadPattern as error:
            raise BadValue(str(error)) from error
        return text

    def samples(self, field: Field) -> list[Any]:
        return [f"Q{place}-{{year}}-{{month}}-{{number:4}}" for place in range(1, 40)]

    def bad_samples(self, field: Field) -> list[Any]:
        return ["Q-{year}", "{number}{number}", "{number}-{day}", "{number:4", "{number:99}", 5]


class PatternField(TextField):
    """The pattern of a series of numbers."""

    type = Pattern()


class DesignField(Field, models.JSONField):
    """A template's design; nothing is the empty page."""

    type = DesignType()

    def __init__(self, *args: Any, **options: Any) -> None:
        options.setdefault("default", dict)
        options.setdefault("blank", True)
        super().__init__(*args, **options)
