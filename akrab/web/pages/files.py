"""Stored files: opened only by those who may see the record, shown only when harmless, downloaded otherwise."""

from typing import cast
from uuid import UUID

from django.http import FileResponse, HttpRequest
from django.http.response import HttpResponseBase

from akrab.engine import access, contents
from akrab.engine.errors import NotFound
from akrab.engine.record import Record
from akrab.engine.registry import get_object
from akrab.features.files.attaching import get_file
from akrab.features.files.models import File
from akrab.identity.actor import Actor
from akrab.lib.files import is_harmless
from akrab.web.visit import page


@page
def open_file(request: HttpRequest, by: Actor, objects: str, id: UUID, field: str) -> HttpResponseBase:
    """The contents behind a file field."""
    spec = get_object(objects)
    record = get_file(id, by) if spec.model is File else access.get(cast(type[Record], spec.model), id, by)
    described = access.readable(by, spec).get(field)
    value = getattr(record, described.attname) if described and described.type.name == "file" else None
    if not value:
        raise NotFound(field)
    harmless = is_harmless(value["type"])
    kind = value["type"] if harmless else "application/octet-stream"
    response = FileResponse(
        contents.open_contents(value), as_attachment=not harmless, filename=value["name"], content_type=kind
    )
    response.headers["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    response.headers["Cache-Control"] = "private, no-store"
    return response
