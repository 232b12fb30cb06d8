"""The two field types that a rule needs: what sets it off, and its steps."""

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from akrab.engine.fields import BadValue, Field
from akrab.engine.fields.trees import JsonTree, read_json
from akrab.features.automation.definition import Unreadable, read_steps, read_trigger
from akrab.identity.actor import Actor


class TriggerType(JsonTree):
    """What sets a rule off; whether its fields exist is asked when the object is known."""

    name: ClassVar[str] = "trigger"
    label = _("trigger")

    def parse(self, field: Field, raw: Any, by: Actor) -> dict[str, Any]:
        message = gettext('Write what sets it off, such as {"on": "event", "verb": "created"}.')
        value = read_json(raw, message)
        try:
            read_trigger(value)
        except Unreadable as error:
            raise BadValue(f"{message} {error}") from error
        return dict(value)

    def schema(self, field: Field) -> dict[str, Any]:
        return {"type": "object", "required": ["on"]}

    def samples(self, field: Field) -> list[Any]:
        return [{"on": "event", "verb": "created"}]

    def bad_samples(self, field: Field) -> list[Any]:
        return ["{", 5, [], {"on": "never"}, {"on": "event", "verb": "Created!"}]


class StepsType(JsonTree):
    """A list of steps; see `definition`."""

    name: ClassVar[str] = "steps"
    label = _("steps")

    def parse(self, field: Field, raw: Any, by: Actor) -> list[Any]:
        message = gettext('Write a list of steps, such as [{"id": "end", "do": "stop"}].')
        value = read_json(raw, message)
        try:
            read_steps(value)
        except Unreadable as error:
            raise BadValue(f"{message} {error}") from error
        return list(value)

    def schema(self, field: Field) -> dict[str, Any]:
        return {"type": "array", "items": {"type": "object", "required": ["id", "do"]}}

    def samples(self, field: Field) -> list[Any]:
        return [[{"id": "end", "do": "stop"}]]

    def bad_samples(self, field: Field) -> list[Any]:
        return ["[", 5, [{"do": "stop"}], [{"id": "a", "do": "stop"}, {"id": "a", "do": "stop"}]]


class TriggerField(Field, models.JSONField):
    """What sets a rule off: see `definition.Trigger`."""

    type = TriggerType()


class StepsField(Field, models.JSONField):
    """The steps of a rule: see `definition.AnyStep`."""

    type = StepsType()

    def __init__(self, *args: Any, **options: Any) -> None:
        options.setdefault("default", list)
        options.setdefault("blank", True)
        super().__init__(*args, **options)
