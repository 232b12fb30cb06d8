"""What the OpenAPI document says of each address besides parameters: bodies, answers, headers, refusals."""

from http import HTTPStatus
from typing import Any

from akrab.api.overlaps import HEADER, REFUSE
from akrab.api.problems import MEDIA_TYPE
from akrab.api.shapes import Schema, ref

READING = (400, 401, 403, 404, 422, 503)
WRITING = (400, 401, 403, 404, 409, 413, 415, 422, 503)

ETAG = {"description": "The version, for `If-Match`.", "schema": {"type": "string"}}
OPERATION = {
    "description": "The operation this belongs to: `POST /undo/<operation>` takes it back.",
    "schema": {"type": "string", "format": "uuid"},
}
LOCATION = {"description": "The address of the new record.", "schema": {"type": "string"}}

KEY = {
    "name": "Idempotency-Key", "in": "header", "required": False,
    "description": "A word of your own; the same request with the same key is done once.",
    "schema": {"type": "string", "minLength": 1, "maxLength": 200, "pattern": "^[!-~]+$"},
}  # fmt: skip
IF_MATCH = {
    "name": "If-Match", "in": "header", "required": False,
    "description": "The ETag of what was read: the same fields changed since are a conflict.",
    "schema": {"type": "string", "pattern": '^"[1-9][0-9]{0,8}"$'},
}  # fmt: skip
OVERLAPS = {
    "name": HEADER, "in": "header", "required": False,
    "description": "Refuses the whole request (409) where a person or thing that it needs is taken at that time.",
    "schema": {"type": "string", "enum": [REFUSE]},
}  # fmt: skip
CLASHING = {
    "description": "With how many others the record overlaps; left out where it is none.",
    "schema": {"type": "integer", "minimum": 1},
}
HEADERS = {"ETag": ETAG, "Akrab-Operation": OPERATION, "Location": LOCATION, HEADER: CLASHING}


def answers(status: int, schema: Schema | None, refusals: tuple[int, ...], *headers: str) -> dict[int, Any]:
    """The documented answers of an operation: the good one, and the problem documents."""
    good: dict[str, Any] = {"description": HTTPStatus(status).phrase}
    if schema is not None:
        good["content"] = {"application/json": {"schema": schema}}
    if headers:
        good["headers"] = {name: HEADERS[name] for name in headers}
    return {status: good} | {code: problem(code) for code in refusals}


def problem(code: int) -> dict[str, Any]:
    return {"$ref": f"#/components/responses/Refused{code}"}


def refusals() -> dict[str, Any]:
    """The documented refusals, by the names that `problem` refers to."""
    made: dict[str, Any] = {}
    for code in sorted({*READING, *WRITING}):
        content = {MEDIA_TYPE: {"schema": ref("Problem")}}
        made[f"Refused{code}"] = {"description": HTTPStatus(code).phrase, "content": content}
    made["Refused401"]["headers"] = {"WWW-Authenticate": {"schema": {"type": "string"}}}
    return made


def body(schema: Schema, required: bool = True) -> dict[str, Any]:
    return {"required": required, "content": {"application/json": {"schema": schema}}}


def paper(
    responses: dict[int, Any], request: dict[str, Any] | None = None, *parameters: dict[str, Any]
) -> dict[str, Any]:
    """The part of an operation object that ninja can't know."""
    told: dict[str, Any] = {"responses": responses}
    if request:
        told["requestBody"] = request
    if parameters:
        told["parameters"] = [dict(parameter) for parameter in parameters]
    return told


LIST: Schema = {"type": "array", "items": {"type": "object"}}
PROBLEM: Schema = {
    "type": "object",
    "description": "A refusal (RFC 9457): nothing was changed.",
    "properties": {
        "type": {"type": "string", "format": "uri-reference"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": "What to do, in the language of the token's owner."},
        "errors": {
            "type": "object", "additionalProperties": {"type": "array", "items": {"type": "string"}},
            "description": "What is wrong, by field.",
        },
        "missing": {**LIST, "description": "What would make it possible."},
        "clashes": {**LIST, "description": "Fields that somebody else changed."},
        "standing": {**LIST, "description": "Later changes that stand in the way."},
        "version": {"type": "integer"},
    },
    "required": ["type", "title", "status", "detail"],
}  # fmt: skip
