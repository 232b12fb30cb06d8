"""One or several of a fixed list of values, declared with the object."""

from typing import Any, ClassVar

from django.db.models import Q
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from akrab.engine import shape
from akrab.engine.fields.base import (
    ANY_OF,
    EMPTY,
    IS,
    IS_NOT,
    NONE_OF,
    NOT_EMPTY,
    BadValue,
    Field,
    FieldType,
    Operators,
)
from akrab.engine.fields.columns import CharColumn
from akrab.engine.fields.texts import TextList, TextListField
from akrab.identity.actor import Actor


def _labels(field: Field) -> dict[str, str]:
    """The labels by stored value in the active language, with the company's words for its objects."""
    made, key = shape.current().made, ("labels", field, get_language())
    found: dict[str, str] | None = made.get(key)
    if found is None:
        found = made[key] = {str(value): str(text) for value, text in field.flatchoices}
    return found


class Choice(FieldType):
    name = "choice"
    label = _("choice")
    operators: ClassVar[Operators] = (IS, IS_NOT, ANY_OF, NONE_OF, EMPTY, NOT_EMPTY)

    def options(self, field: Field) -> dict[str, str]:
        """The stored values with their labels in the active language, in the declared order."""
        return dict(_labels(field))

    def parse(self, field: Field, raw: Any, by: Actor) -> str:
        options = self.options(field)
        if isinstance(raw, str) and (raw in options or (raw == "" and not field.is_required)):
            return raw
        message = gettext("“%(value)s” is not one of: %(options)s.")
        raise BadValue(message % {"value": str(raw)[:40], "options": ", ".join(options)})

    def text(self, field: Field, value: Any, currency: str = "") -> str:
        return _labels(field).get(value, value or "")

    def schema(self, field: Field) -> dict[str, Any]:
        values = list(self.options(field))
        return {"type": "string", "enum": values if field.is_required else [*values, ""]}

    def samples(self, field: Field) -> list[Any]:
        return list(self.options(field))

    def bad_samples(self, field: Field) -> list[Any]:
        return ["no such choice", 5]

    def empty(self, path: str) -> Q:
        return Q(**{path: ""})

    def search_text(self, field: Field, value: Any) -> str:
        return ""


class Choices(TextList):
    """Several of a fixed list at once, kept in the declared order."""

    name = "choices"
    label = _("choices")

    def parse(self, field: Field, raw: Any, by: Actor) -> list[str]:
        chosen, options = super().parse(field, raw, by), _labels(field)
        if wrong := [value for value in chosen if value not in options]:
            message = gettext("“%(value)s” is not one of: %(options)s.")
            raise BadValue(message % {"value": wrong[0], "options": ", ".join(options)})
        return [value for value in options if value in chosen]

    def text(self, field: Field, value: Any, currency: str = "") -> str:
        labels = _labels(field)
        return ", ".join(labels.get(one, one) for one in value or [])

    def schema(self, field: Field) -> dict[str, Any]:
        return {"type": "array", "items": {"type": "string", "enum": list(_labels(field))}}

    def samples(self, field: Field) -> list[Any]:
        values = list(_labels(field))
        return [[], values[:1], values]

    def bad_samples(self, field: Field) -> list[Any]:
        return [["no such choice"], 5]

    def search_text(self, field: Field, value: Any) -> str:
        return ""


class ChoiceField(Field, CharColumn):
    """One of `choices`, stored as its short name."""

    type = Choice()

    def __init__(self, *args: Any, max_length: int = 40, **options: Any) -> None:
        super().__init__(*args, max_length=max_length, **options)

    def deconstruct(self) -> Any:
        name, path, args, options = super().deconstruct()
        options.pop("choices", None)  # labels are no part of the table: a new choice needs no migration
        return name, path, args, options


class ChoicesField(TextListField):
    """Several of `choices`, stored as their short names."""

    type = Choices()

    def deconstruct(self) -> Any:
        name, path, args, options = super().deconstruct()
        options.pop("choices", None)
        return name, path, args, options
