"""What goes with a letter: documents made for the record it is about, and files that hang on that record.

It is said in texts: `document:<id of a template>`, `files:<id of a file type>`, `files` for all, `file:<id>` for one.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from akrab.engine import access
from akrab.engine.errors import Invalid, Refused
from akrab.engine.record import Record
from akrab.engine.spec import spec_of
from akrab.features.documents import making
from akrab.features.documents.models import Template
from akrab.features.files.models import File, FileType
from akrab.identity.actor import Actor

DOCUMENT, FILES, FILE = "document", "files", "file"
MOST_BYTES = 20 * 1024 * 1024  # together; larger letters are turned away on their way
MOST_SHOWN = 20


@dataclass
class Attached:
    """What goes with one letter, and why something can't."""

    documents: list[Template] = field(default_factory=list)
    files: list[File] = field(default_factory=list)
    lacks: list[str] = field(default_factory=list)


def options(object: str, by: Actor) -> list[tuple[str, str]]:
    """What can go with every letter about records of an object."""
    templates = access.visible(Template, by).filter(object=object).order_by("name", "id")
    types = access.visible(FileType, by).filter(retired=False).order_by("position", "id")
    return [
        *((f"{DOCUMENT}:{one.pk}", one.name) for one in templates),
        *((f"{FILES}:{one.pk}", _("Files of the type “%(type)s”") % {"type": one.name}) for one in types),
        (FILES, _("All files of the record")),
    ]


def check(attachments: Sequence[str], object: str) -> list[str]:
    """What is wrong with the attachments of a template for records of this object."""
    wrong: list[str] = []
    for said in attachments:
        kind, id = _read(said)
        if kind == DOCUMENT and id is not None:
            found = Template.objects.filter(pk=id, deleted_at__isnull=True).first()
            if found is None:
                wrong.append(_("There is no such document template any more."))
            elif found.object != object:
                words = {"template": found.name, "object": found.object}
                wrong.append(_("%(template)s is a template for %(object)s.") % words)
        elif kind == FILES:
            if id is not None and not FileType.objects.filter(pk=id, deleted_at__isnull=True).exists():
                wrong.append(_("There is no such file type any more."))
        else:
            wrong.append(_("“%(said)s” can't be attached.") % {"said": said})
    return wrong


def _read(said: str) -> tuple[str, UUID | None]:
    """The kind and the id; no kind for what can't be read."""
    kind, colon, tail = said.partition(":")
    if said == FILES:
        return FILES, None
    try:
        return (kind, UUID(tail)) if colon else ("", None)
    except ValueError:
        return "", None


def documents_of(attachments: Sequence[str]) -> list[Template]:
    """The document templates among them, in order."""
    ids = [id for kind, id in map(_read, attachments) if kind == DOCUMENT and id is not None]
    found = Template.objects.filter(pk__in=ids, deleted_at__isnull=True).in_bulk()
    return [found[id] for id in ids if id in found]


def attached_to(attachments: Sequence[str], record: Record, by: Actor) -> Attached:
    """What goes with a letter about this record; each document that can't be made and each file that is not there."""
    found = Attached(documents_of(attachments))
    for template in found.documents:
        found.lacks += [one.text for one in making.missing(template, record, by)]
    here = files_of(record, by) if any(_read(said)[0] in (FILES, FILE) for said in attachments) else []
    for said in attachments:
        kind, id = _read(said)
        if kind == FILES:
            fitting = [one for one in here if id in (None, one.type_id)]
            if id is not None and not fitting:
                found.lacks.append(_no_file(id))
            found.files += [one for one in fitting if one not in found.files]
        elif kind == FILE:
            chosen = next((one for one in here if one.pk == id), None)
            if chosen is None:
                found.lacks.append(_("A file that was to be attached is not there any more."))
            elif chosen not in found.files:
                found.files.append(chosen)
    if sum(one.stored.get("size", 0) for one in found.files) > MOST_BYTES:
        found.lacks.append(
            _("The files are larger than %(most)d MB together.") % {"most": MOST_BYTES // 1024 // 1024}
        )
    return found


def _no_file(type: UUID) -> str:
    name = FileType.objects.filter(pk=type).values_list("name", flat=True).first()
    return _("A file of the type “%(type)s”") % {"type": name or type}


def files_of(record: Record, by: Actor) -> list[File]:
    """The files that hang on a record and that the actor may see, the newest first."""
    about = f"{spec_of(type(record)).name}:{record.pk}"
    rows = access.visible(File, by).filter(about=about).order_by("-id")
    return [one for one in rows if one.stored]


def gather(attachments: Sequence[str], record: Record, by: Actor) -> list[dict[str, Any]]:
    """The stored files that go with the letter, documents made now; raises `Refused`, naming what is missing."""
    found = attached_to(attachments, record, by)
    files = [one.stored for one in found.files]
    if found.lacks:
        raise Refused(_("Not sent. Missing: %(what)s") % {"what": ", ".join(dict.fromkeys(found.lacks))})
    return [*(making.require_ready(making.make(one, record, by), by).file for one in found.documents), *files]


def require_good(attachments: Sequence[str], object: str) -> None:
    """Raise `Invalid` for what can't be attached."""
    if wrong := check(attachments, object):
        raise Invalid({"attachments": wrong})
