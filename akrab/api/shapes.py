"""JSON schemas of each object, from the facts of its field types: what is answered, and what may be sent."""

from collections.abc import Mapping
from typing import Any

from akrab.engine.actions import Action, actions_of
from akrab.engine.fields import Field
from akrab.engine.fields.custom import PREFIX
from akrab.engine.fields.links import target_of
from akrab.engine.spec import Spec

Schema = dict[str, Any]

UUID_SCHEMA: Schema = {"type": "string", "format": "uuid"}
VERSION_SCHEMA: Schema = {
    "type": "integer",
    "minimum": 1,
    "description": "How often it was changed; the ETag.",
}
NARROW = ("pattern", "enum", "required", "format", "minLength")


CUSTOM: Schema = {"patternProperties": {f"^{PREFIX}": {"description": "A custom field; see GET /objects."}}}


def ref(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


def name_of(spec: Spec) -> str:
    return spec.model.__name__


def components(spec: Spec) -> dict[str, Schema]:
    """The schemas of one object, by name: the record, what makes one, what changes one, a page."""
    name = name_of(spec)
    inputs = {one.name: input_schema(one) for one in spec.editable()}
    required = [one.name for one in spec.editable() if one.is_required]
    return {
        name: _object(_answered(spec), ["id", "version"]) | CUSTOM,
        f"{name}Input": _object(inputs, required) | CUSTOM,
        f"{name}Patch": _object(inputs, []) | CUSTOM,
        f"{name}Page": page(ref(name)),
        f"{name}Bulk": _bulk(spec),
    }


def page(item: Schema) -> Schema:
    cursor = {"type": ["string", "null"], "description": "The cursor of the next page; null at the end."}
    return _object({"items": {"type": "array", "items": item}, "next": cursor}, ["items", "next"])


def action_schema(action: Action) -> Schema:
    """What an action takes."""
    required = [name for name, param in action.params.items() if param.is_required]
    return _object({name: input_schema(param) for name, param in action.params.items()}, required)


def field_schema(field: Field) -> Schema:
    """What a field's value is when it is read."""
    schema = field.type.schema(field) | _labelled(field)
    if field.null:
        return _or(schema, None)
    is_filled = field.is_required and not field.is_custom  # older records lack what is asked for by now
    return schema if is_filled else _or(schema, field.type.plain(field, field.empty_value))


def input_schema(field: Field) -> Schema:
    """What may be sent for a field; null empties one that is not required."""
    schema = field.type.schema(field) | _labelled(field)
    return schema if field.is_required else _or(schema, None)


def _or(schema: Schema, value: Any) -> Schema:
    """The schema, widened by one empty value where it would refuse it."""
    if value is None and isinstance(schema.get("type"), str):
        wide = {**schema, "type": [schema["type"], "null"]}
        return {**wide, "enum": [*schema["enum"], None]} if "enum" in schema else wide
    if value not in ("", {}) or value in schema.get("enum", ()) or not set(schema) & set(NARROW):
        return schema
    said: Schema = {name: schema[name] for name in ("title", "description") if name in schema}
    rest = {name: part for name, part in schema.items() if name not in said}
    return {"anyOf": [rest, {"const": value}], **said}


def _labelled(field: Field) -> Schema:
    labelled: Schema = {"title": field.label}
    if field.type.name == "link":
        labelled["description"] = f"The id of a {target_of(field)._meta.model_name}."
    elif field.type.name == "user":
        labelled["description"] = "The id of a member, or “me” when sent."
    return labelled


def _answered(spec: Spec) -> Mapping[str, Schema]:
    fields = {one.name: field_schema(one) for one in spec.fields.values()}
    return {"id": UUID_SCHEMA, "version": VERSION_SCHEMA} | fields


def _bulk(spec: Spec) -> Schema:
    verbs = ["update", "delete", "restore", *actions_of(spec.model)]
    ids = {"type": "array", "items": UUID_SCHEMA, "minItems": 1, "maxItems": 500}
    values = {"type": "object", "description": "What to change, or what the action takes."}
    return _object(
        {"action": {"type": "string", "enum": verbs}, "ids": ids, "values": values}, ["action", "ids"]
    )


def _object(properties: Mapping[str, Schema], required: list[str]) -> Schema:
    made: Schema = {"type": "object", "properties": dict(properties), "additionalProperties": False}
    return {**made, "required": required} if required else made
