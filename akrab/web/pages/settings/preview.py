"""What a template makes of a record, beside its editor: its pages, what is missing, and the files to look at."""

import base64
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from akrab.engine import access, search
from akrab.engine.record import Record
from akrab.engine.registry import get_object
from akrab.engine.spec import Spec
from akrab.features.documents import numbering
from akrab.features.documents.design import BadDesign, Design, read_design
from akrab.features.documents.making import Made, as_pdf, as_pictures, as_word, compose_from
from akrab.features.documents.models import Edition, Template
from akrab.features.letters.models import MessageTemplate
from akrab.identity.actor import Actor
from akrab.lib import pdf
from akrab.lib.wordfile import BadWordFile
from akrab.web import addresses, designs, show
from akrab.web.pages.settings.door import administrators, get_row

MOST_SAMPLES = 12
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@dataclass(frozen=True)
class Wanted:
    """What is to be looked at: a design in one of its languages, with a record."""

    design: Design
    language: str
    record: Record | None


@require_POST
@administrators
def preview(request: HttpRequest, by: Actor, id: UUID) -> HttpResponse:
    """The pages that the form's design makes of the chosen record; as a file when asked `as` one."""
    found = access.get(Template, id, by)
    try:
        wanted = _wanted(request, by, found)
    except BadDesign as error:
        return _drawn(request, by, Made(), [], [str(error)])
    if wanted.record is None:
        records = addresses.listing(by.workspace, get_object(found.object))
        return show.part(request, by, "settings/_nothing.html", {"list": records})
    number = numbering.upcoming(found.series, by) if found.series is not None else ""
    made = compose_from(found, wanted.design, wanted.record, by, number, wanted.language)
    if request.POST.get("as") in ("pdf", "docx"):
        return _file(request, by, made, found.name, request.POST["as"])
    if wanted.design.made_in == "word" and not (made.filled and made.has_pages):
        return _drawn(request, by, made, [], [])
    try:
        pages = as_pictures(made)
    except (pdf.MissingGlyphs, pdf.InvalidTemplate, BadWordFile) as error:
        return _drawn(request, by, made, [], [str(error)])
    return _drawn(request, by, made, pages, [])


def _wanted(request: HttpRequest, by: Actor, found: Template) -> Wanted:
    """The form's design, or that of an older version; raises `BadDesign`."""
    edition = request.POST.get("edition", "")
    if edition:
        rows = access.visible(Edition, by).filter(template=found)
        design = read_design(get_row(rows, edition).design)
    else:
        design = designs.read(request.POST)
    model: Any = get_object(found.object).model
    rows = access.visible(model, by).order_by("-id")
    sample = request.POST.get("sample", "")
    record = get_row(rows, sample) if sample else rows.first()
    return Wanted(design, designs.language(request.POST, design), record)


def _drawn(
    request: HttpRequest, by: Actor, made: Made, pages: list[bytes], problems: list[str]
) -> HttpResponse:
    broken = [text for _block, text in made.broken]
    context = {
        "pages": [base64.b64encode(page).decode() for page in pages],
        "broken": made.broken,
        "problems": problems,
        "missing": [lack.text for lack in made.lacks if lack.text not in broken],
        "is_word": bool(made.filled) and not pages,
    }
    return show.part(request, by, "settings/_preview.html", context)


def _file(request: HttpRequest, by: Actor, made: Made, name: str, kind: str) -> HttpResponse:
    """The document itself: PDF in the browser, Word to download."""
    if kind == "docx":
        response = HttpResponse(as_word(made), content_type=WORD)
        response.headers["Content-Disposition"] = 'attachment; filename="preview.docx"'
        return response
    if not made.has_pages:
        return show.refusal(request, 422, _("This template makes Word files alone."))
    try:
        return HttpResponse(as_pdf(made), content_type="application/pdf")
    except (pdf.MissingGlyphs, pdf.InvalidTemplate, BadWordFile) as error:
        return show.refusal(request, 422, str(error))


@administrators
def samples(request: HttpRequest, by: Actor, id: UUID) -> HttpResponse:
    """The records a document template can be looked at with, by what is typed."""
    return _suggested(request, by, access.get(Template, id, by).object)


@administrators
def message_samples(request: HttpRequest, by: Actor, id: UUID) -> HttpResponse:
    """The records a message template can be looked at with, by what is typed."""
    return _suggested(request, by, access.get(MessageTemplate, id, by).object)


def _suggested(request: HttpRequest, by: Actor, object: str) -> HttpResponse:
    spec = get_object(object)
    found = [(row.pk, spec.title_of(row)) for row in _samples(spec, request.GET.get("q", ""), by)]
    return show.part(request, by, "parts/suggestions.html", {"options": found, "is_people": False})


def _samples(spec: Spec, q: str, by: Actor) -> list[Record]:
    model: Any = spec.model
    rows = access.visible(model, by).defer("search")
    if q.strip():
        rows = rows.filter(pk__in=search.ids(spec, q, by, MOST_SAMPLES))
    return list(rows.order_by("-id")[:MOST_SAMPLES])
