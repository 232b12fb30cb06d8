"""Attaching files to records, finding them, and opening them for those who may see both file and record."""

from collections.abc import Iterable, Mapping
from typing import Any, BinaryIO, cast
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from akrab.engine import access, contents, write
from akrab.engine.errors import NotFound
from akrab.engine.record import Record
from akrab.engine.registry import find_object
from akrab.engine.spec import spec_of
from akrab.features.files.models import File, FileType
from akrab.identity.actor import Actor


def attach(
    about: Record,
    name: str,
    chunks: Iterable[bytes],
    by: Actor,
    type: FileType | None = None,
    note: str = "",
) -> File:
    """Keep a file on a record.

    Raises `Invalid` (on `stored`) when it is empty, larger than is allowed or broke off on the way, and
    `Forbidden`, before a byte is read, when the actor may not attach files.
    """
    access.require_create(by, spec_of(File))
    return attach_kept(about, contents.keep(name, chunks, settings.MAX_UPLOAD_BYTES), by, type, note)


def attach_kept(
    about: Record, stored: Mapping[str, Any], by: Actor, type: FileType | None = None, note: str = ""
) -> File:
    """Put contents that are kept already (`contents.keep`) on a record."""
    raw = {"about": about, "name": stored["name"], "type": type, "note": note}
    return write.create(File, raw, by, stored=dict(stored))


def get_file(id: UUID | str, by: Actor) -> File:
    """A file that this actor may see, with the record it is on; raises `NotFound`."""
    file = access.get(File, id, by)
    kind, _colon, record = file.about.partition(":")
    spec = find_object(kind)
    if spec is None:
        raise NotFound(_("There is no such file, or you may not see it."))
    access.get(cast("type[Record]", spec.model), record, by)
    return file


def open_file(file: File) -> BinaryIO:
    """The contents of a file that `get_file` gave, from their beginning; raises `NotFound` if gone."""
    return contents.open_contents(file.stored)


def files_of(about: Record, by: Actor) -> QuerySet[File]:
    """The files on a record, newest first; none when the record itself may not be seen."""
    if not access.allows(by, about, "view"):
        return File.objects.none()
    return access.visible(File, by).filter(about=f"{spec_of(type(about)).name}:{about.pk}").order_by("-id")


def find_of_type(about: Record, type_id: UUID, by: Actor) -> File | None:
    """The newest file of a type on a record, or None."""
    return files_of(about, by).filter(type=type_id).first()


def count_of(about: Record, by: Actor) -> int:
    return files_of(about, by).count()
