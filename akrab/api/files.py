"""Files for programs: sent as a multipart form, fetched as a download."""

from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import FileResponse, HttpRequest
from django.http.multipartparser import MultiPartParserError
from django.http.request import UnreadablePostError
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _

from akrab.api.bearer import acting
from akrab.api.bodies import read_uuid
from akrab.api.problems import Problem
from akrab.api.records import model_of, told
from akrab.api.shapes import UUID_SCHEMA, Schema
from akrab.engine import access, events
from akrab.engine.errors import Invalid, NotFound
from akrab.engine.record import Record
from akrab.engine.registry import get_object
from akrab.engine.spec import Spec
from akrab.features.files import attaching
from akrab.features.files.models import File, FileType
from akrab.identity.actor import Actor

MULTIPART = "multipart/form-data"
PARTS = ("about", "type", "note")

FORM: Schema = {
    "type": "object",
    "properties": {
        "file": {"type": "string", "contentMediaType": "application/octet-stream"},
        "about": {"type": "string", "description": "The record it is attached to, as object:id."},
        "type": {**UUID_SCHEMA, "description": "The id of a file type."},
        "note": {"type": "string", "maxLength": 200},
    },
    "required": ["file", "about"],
}


def is_upload(spec: Spec, request: HttpRequest) -> bool:
    return spec.model is File and request.content_type == MULTIPART


def upload(spec: Spec, request: HttpRequest) -> HttpResponseBase:
    """Attach one file to a record; its contents are read after the right to attach is known."""
    with acting(request) as by:
        access.require_create(by, spec)
        sent, file = _form(request)
        with events.gesture(by, _("Create %(object)s") % {"object": spec.label}) as acted:
            about = _about(sent.get("about", ""), acted)
            kind = access.get(FileType, read_uuid(sent["type"]), acted) if sent.get("type") else None
            made = attaching.attach(about, file.name, file.chunks(), acted, kind, sent.get("note", ""))
            return told(made, spec, acted, 201, Location=f"{request.path}/{made.pk}")


def download(request: HttpRequest, id: str) -> HttpResponseBase:
    """The contents of a file, for whoever may see it and the record it is on."""
    with acting(request) as by:
        file = attaching.get_file(read_uuid(id), by)
        contents, stored = attaching.open_file(file), file.stored
        return FileResponse(
            contents, as_attachment=True, filename=stored["name"], content_type=stored["type"]
        )


def _form(request: HttpRequest) -> tuple[dict[str, str], Any]:
    """The text parts of the form, and its one file."""
    try:
        sent, files = request.POST, request.FILES
    except RequestDataTooBig as error:
        raise Problem("too-large", _("This request is too large.")) from error
    except (MultiPartParserError, UnreadablePostError) as error:
        raise Problem("malformed", _("This form can't be read: %(reason)s") % {"reason": error}) from error
    errors = {
        name: [_("There is no field of this name.")]
        for name in [*sent, *files]
        if name not in (*PARTS, "file")
    }
    if len(files.getlist("file")) != 1:
        errors["file"] = [_("Send one file, in a part named “file”.")]
    if errors:
        raise Invalid(errors)
    return {name: str(sent[name]).replace("\x00", "") for name in sent}, files["file"]


def _about(name: str, by: Actor) -> Record:
    """The record that `object:id` names, which the actor must be able to see."""
    kind, _colon, tail = name.partition(":")
    try:
        return access.get(model_of(get_object(kind)), read_uuid(tail), by)
    except (NotFound, Problem) as error:
        raise Invalid({"about": [_("There is no such record, or you may not see it.")]}) from error
