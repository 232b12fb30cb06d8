"""Making documents: one of each template and record, with a number and a file once nothing is missing."""

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from akrab.engine import contents, values, write
from akrab.engine.actions import actions_of
from akrab.engine.errors import Invalid, Missing, Refused
from akrab.engine.events import gesture
from akrab.engine.record import Record
from akrab.engine.spec import spec_of
from akrab.features.documents import mentions, paper
from akrab.features.documents.models import Counter, Document, Template
from akrab.identity.actor import Actor
from akrab.lib import pdf

DIGITS = 4


def missing(template: Template, record: Record, by: Actor) -> list[Missing]:
    """What must be filled in before this document can be made."""
    return mentions.missing(template, record, by)


def find_document(template: Template, record: Record) -> Document | None:
    """The document that this template made of this record, or None."""
    about = f"{spec_of(type(record)).name}:{record.pk}"
    return Document.objects.filter(about=about, template=template, deleted_at__isnull=True).first()


def make(template: Template, record: Record, by: Actor, again: bool = False) -> Document:
    """The document of a template and a record: made now, or the one there is.

    One that is incomplete is tried anew; so is one that is ready, when asked to make it `again`. Where
    something is lacking, `missing` names it and there is no file. Raises `Forbidden` and `Invalid`.
    """
    found = find_document(template, record)
    if found is None:
        try:
            with transaction.atomic():  # a number taken in vain goes back
                return write.create(Document, {"about": record, "template": template}, by)
        except Invalid:
            found = find_document(template, record)  # another worker was quicker
            if found is None:
                raise
    is_open = found.state == "incomplete" or (again and found.state == "ready")
    return renew(found, by) if is_open else found


def renew(document: Document, by: Actor) -> Document:
    """Make the file anew from what the record says today; a document that was sent stays as it went out."""
    return write.perform(actions_of(Document)["renew"], document, {}, by)


def require_ready(document: Document, by: Actor) -> Document:
    """The document with its file, made anew if incomplete; raises `Refused`, naming what is missing."""
    if document.state == "incomplete":
        document = renew(document, by)
    if document.state == "incomplete":
        words = {"document": document.name, "missing": ", ".join(document.missing)}
        lacks = [Missing(text) for text in document.missing]
        raise Refused(_("%(document)s can't be sent yet. Missing: %(missing)s") % words, lacks)
    return document


def note_sent(document: Document, by: Actor) -> Document:
    """Write down that the document went out; saying so twice changes nothing."""
    with gesture(by, _("Send %(document)s") % {"document": document.name}) as by:
        locked = Document.objects.select_for_update(of=("self",)).get(pk=document.pk)
        if locked.state == "sent":
            return locked
        before = values.snapshot(locked)
        locked.state = "sent"
        write.saved_as_is(locked, before, "document.sent", by)
        return locked


def compose(document: Document, record: Record, by: Actor) -> None:
    """Set the document's values to what its template makes of the record today; saving is the caller's."""
    template = document.template
    with paper.in_its_language(template, by):
        lacks = [lack.text for lack in mentions.missing(template, record, by)]
        if not lacks:
            document.number = document.number or _next_number(template.number_prefix)
            lacks = _set(document, template, record, by)
        heading = paper.heading_of(template, record, by, document.number)
    document.name = f"{heading} {document.number}".strip()[:200]
    document.missing = lacks
    document.state = "incomplete" if lacks else "ready"
    if lacks:
        document.file = {}


def _set(document: Document, template: Template, record: Record, by: Actor) -> list[str]:
    """Make the file; return what stands in the way, if anything does."""
    try:
        made = paper.render(template, record, by, document.number)
    except pdf.MissingGlyphs as error:
        return [str(error)]
    heading = paper.heading_of(template, record, by, document.number)
    document.file = contents.keep(f"{heading} {document.number}".strip() + ".pdf", [made])
    return []


def _next_number(prefix: str) -> str:
    """The next number under a prefix; whoever else wants one waits, so that none is given twice or lost."""
    Counter.objects.get_or_create(prefix=prefix)
    Counter.objects.filter(prefix=prefix).update(last=F("last") + 1)
    last = Counter.objects.get(prefix=prefix).last
    return f"{prefix}{last:0{DIGITS}d}"
