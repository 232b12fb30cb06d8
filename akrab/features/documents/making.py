"""Making documents: one of each template and record, with a number and a file once nothing is missing."""

from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from akrab.engine import contents, values, write
from akrab.engine.actions import actions_of
from akrab.engine.errors import Invalid, Missing, Refused
from akrab.engine.events import gesture
from akrab.engine.record import Record
from akrab.engine.spec import spec_of
from akrab.features.documents import numbering, paper, word, wordpages, writing
from akrab.features.documents.checking import faults
from akrab.features.documents.design import Design, read_design
from akrab.features.documents.models import Document, Edition, Template
from akrab.features.documents.writing import Tongue, Writer
from akrab.features.wording.company import branch_of
from akrab.features.wording.paths import Reader, UnknownPath
from akrab.identity.actor import Actor
from akrab.identity.models import Branch
from akrab.lib import pdf, wordfile


def missing(template: Template, record: Record, by: Actor) -> list[Missing]:
    """What must be filled in before this document can be made."""
    edition = newest(template)
    if edition is None:
        return [Missing(_unpublished(template))]
    made = compose_from(template, read_design(edition.design), record, by)
    return made.lacks


def newest(template: Template) -> Edition | None:
    """The published version that makes documents today."""
    found = Edition.objects.filter(template=template, deleted_at__isnull=True)
    return found.order_by("-number").first()


def _unpublished(template: Template) -> str:
    return _("The template “%(template)s” is not published yet.") % {"template": template.name}


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


@dataclass
class Made:
    """What a design makes of a record: its contents, or what is missing, and at which block something is wrong."""

    title: str = ""
    contents: dict[str, Any] = field(default_factory=dict)
    images: dict[str, bytes] = field(default_factory=dict)
    filled: bytes = b""
    has_pages: bool = True  # else the filled Word file is all there is
    lacks: list[Missing] = field(default_factory=list)
    broken: list[tuple[str, str]] = field(default_factory=list)


def compose(document: Document, record: Record, by: Actor) -> None:
    """Set the document's values to what its template makes of the record today; saving is the caller's."""
    template, edition = document.template, newest(document.template)
    if edition is None:
        _leave(document, template.name, [_unpublished(template)])
        return
    design = read_design(edition.design)
    made = compose_from(template, design, record, by, document.number)
    if made.lacks:
        _leave(document, made.title or template.name, [lack.text for lack in made.lacks])
        return
    if not document.number and template.series is not None:
        document.number = numbering.take(template.series, by, _branch(record))
        made = compose_from(template, design, record, by, document.number)
    document.edition = edition
    document.name = _called(made.title or template.name, document.number)
    try:
        _store(document, made)
    except (pdf.MissingGlyphs, pdf.InvalidTemplate, wordfile.BadWordFile) as error:
        _leave(document, made.title or template.name, [str(error)])
        return
    document.missing, document.state = [], "ready"


def _branch(record: Record) -> Branch | None:
    id = branch_of(record)
    return Branch.objects.get(pk=id) if id else None


def compose_from(
    template: Template,
    design: Design,
    record: Record,
    by: Actor,
    number: str = "",
    language: str | None = None,
) -> Made:
    """What a design makes of a record, in the customer's language unless another is told; nothing is written.

    What is missing or wrong is said in the language of whoever asks; the rest is made all the same.
    """
    spoken = writing.tongue(template, design, record, by)
    if language is not None:
        spoken = Tongue(design.variant(language), language or template.language or by.workspace.language)
    reader = Reader(record, by, number, writing.sender_of(record, by))
    with writing.speaking(by.language, by):
        asked = Writer(by)
        written = asked.whole(design, spoken.variant, spoken.language, reader)
        wrong = [
            one
            for one in faults(design, template.object, by)
            if design.variants.get(one.language) is spoken.variant
        ]
    with writing.speaking(spoken.language, by):
        writer = asked
        if spoken.language != by.language:
            writer = Writer(by)
            written = writer.whole(design, spoken.variant, spoken.language, reader)
        made = Made(contents=written, title=writer.title, images=writer.images)
        if design.made_in == "word" and not wrong:
            made.has_pages = design.word_as == "pdf"
            asked.lacks.clear()
            try:
                made.filled = word.fill_word(spoken.variant, reader, asked)
            except (wordfile.BadWordFile, UnknownPath) as error:
                asked.broken.append(("", str(error)))
    made.broken = list(dict.fromkeys([*((one.block, one.text) for one in wrong), *asked.broken]))
    texts = [text for _block, text in made.broken]
    lacks = [lack for lack in asked.lacks.values() if lack.text not in texts]
    made.lacks = [*lacks, *(Missing(text) for text in dict.fromkeys(texts))]
    return made


def _called(title: str, number: str) -> str:
    return (title if number in title else f"{title} {number}").strip()[:200]


def _store(document: Document, made: Made) -> None:
    """Keep the files: a PDF and the same as DOCX, or only what a Word template became where that is wanted."""
    if not made.has_pages:
        document.file = contents.keep(f"{document.name}.docx", [made.filled])
        document.word = {}
        return
    document.file = contents.keep(f"{document.name}.pdf", [as_pdf(made)])
    document.word = contents.keep(f"{document.name}.docx", [as_word(made)])


def as_pdf(made: Made) -> bytes:
    """The document as PDF. Raises `pdf.MissingGlyphs`, `pdf.InvalidTemplate` and `wordfile.BadWordFile`."""
    if made.filled:
        return wordpages.as_pdf(made.filled, made.contents)
    return paper.as_pdf(made.contents, made.images)


def as_pictures(made: Made) -> list[bytes]:
    """The document's pages as PNG; raises as `as_pdf` does."""
    if made.filled:
        return wordpages.as_pictures(made.filled, made.contents)
    return paper.as_pictures(made.contents, made.images)


def as_word(made: Made) -> bytes:
    """The document as a Word file: what a template from Word became, or the blocks."""
    from akrab.features.documents import wordpaper  # noqa: PLC0415 (large, and most processes never need it)

    return made.filled or wordpaper.as_docx(made.contents, made.images)


def _leave(document: Document, name: str, lacks: list[str]) -> None:
    """The document stays without files, and says what it lacks."""
    document.name = _called(name, document.number)
    document.missing, document.state = lacks, "incomplete"
    document.file, document.word = {}, {}
