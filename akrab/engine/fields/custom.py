"""Custom fields: the same field types over a path into one JSON column, for conditions, sorts, sums and values.

A value is kept in JSON as its column would keep it (whole numbers of the smallest part, ISO dates, ids as text); one
that is empty is not kept at all. A custom field's `attname` is the path by which a condition names it, and by which a
record gives its value, so that whatever reads a field by its `attname` reads a custom one too.
"""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import models
from django.db.models import Transform

from akrab.engine import shape
from akrab.engine.fields.base import Field, is_absent

PREFIX = "x_"  # of every name: no field of the product begins with it
COLUMN = "custom"
PATH = f"{COLUMN}__"

TEXT = "coalesce({kept} ->> '{name}', '')"
WHOLE = "({kept} ->> '{name}')::bigint"
LIST = "ARRAY(SELECT jsonb_array_elements_text({kept} -> '{name}'))"
SQL: Mapping[str, str] = {
    "text": TEXT, "long_text": TEXT, "url": TEXT, "choice": TEXT,
    "tags": LIST, "emails": LIST, "phones": LIST,
    "integer": WHOLE, "decimal": WHOLE, "money": WHOLE, "percent": WHOLE,
    "boolean": "coalesce(({kept} ->> '{name}')::boolean, false)",
    "date": "({kept} ->> '{name}')::date",
    "datetime": "({kept} ->> '{name}')::timestamptz",
    "link": "({kept} ->> '{name}')::uuid",
    "user": "({kept} ->> '{name}')::uuid",
}  # fmt: skip


def attach(field: Field, model: type[models.Model], name: str) -> Field:
    """Make a field that stands alone a custom one of this model."""
    field.set_attributes_from_name(name)
    field.model = model
    field.attname = f"{PATH}{name}"
    field.is_custom = True
    return field


class KeptField(models.JSONField):
    """The values of a record's custom fields, by name."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **{"default": dict, "blank": True, "editable": False, **options})

    def get_transform(self, name: str) -> Any:
        """How a condition reads one of them; the name is one that the workspace's shape has."""
        field = shape.find_custom(str(self.model._meta.model_name), name)
        if field is None:
            return super().get_transform(name)
        kind = models.UUIDField() if field.type.name in ("link", "user") else field
        return lambda expression: Drawn(expression, Path(name, field.type.name), output_field=kind)


class Path(str):
    """The name of a custom field, with the type of its values."""

    kind: str

    def __new__(cls, name: str, kind: str) -> "Path":
        made = super().__new__(cls, name)
        made.kind = kind
        return made


class Drawn(Transform):
    """A custom field's value, drawn out of the JSON column as the type of its column would be."""

    def __init__(self, expression: Any, path: Path, **extra: Any) -> None:
        super().__init__(expression, **extra)
        self.path = path

    def as_sql(self, compiler: Any, connection: Any, *args: Any, **extra: Any) -> Any:
        kept, params = compiler.compile(self.lhs)
        return SQL[self.path.kind].format(kept=kept, name=self.path), params


READ: Mapping[str, Any] = {
    "date": date.fromisoformat, "datetime": datetime.fromisoformat, "link": UUID, "user": UUID,
}  # fmt: skip


def kept(field: Field, value: Any) -> Any:
    """A filled value as JSON keeps it."""
    if isinstance(value, Decimal):
        return field.get_prep_value(value)
    return field.type.plain(field, value) if isinstance(value, date | UUID) else value


def _read(field: Field, kept: Any) -> Any:
    if (scaled := getattr(field, "from_db_value", None)) is not None:
        return scaled(kept, None, None)
    read = READ.get(field.type.name)
    return read(kept) if read else kept


def find_value(record: models.Model, attname: str) -> Any:
    """The value of the custom field with this `attname`; raises `AttributeError` where there is none."""
    name = attname.removeprefix(PATH)
    field = shape.find_custom(str(record._meta.model_name), name) if name != attname else None
    if field is None:
        raise AttributeError(f"{type(record).__name__} has no attribute {attname}")
    kept = getattr(record, COLUMN).get(name)
    return field.empty_value if kept is None else _read(field, kept)


def put(record: models.Model, attname: str, value: Any) -> None:
    """Set a field of a record, custom or not, by its `attname`."""
    name = attname.removeprefix(PATH)
    field = shape.find_custom(str(record._meta.model_name), name) if name != attname else None
    if field is None:
        setattr(record, attname, value)
        return
    others = {key: one for key, one in getattr(record, COLUMN).items() if key != name}
    filled = {} if is_absent(value) or value is False else {name: kept(field, value)}
    setattr(record, COLUMN, others | filled)
