"""A document on paper: the words of the template with a record's values in them, set by typst."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from akrab.engine import access
from akrab.engine.record import Record
from akrab.engine.spec import spec_of
from akrab.features.documents.models import CompanyDetails, Template
from akrab.features.documents.paths import PLACE, Place, Reader, facts, find_field
from akrab.features.documents.tables import table_of
from akrab.identity.actor import Actor
from akrab.lib import pdf

TYPST_LANGUAGES = {"zh-hans": "zh", "fil": "tl"}


@contextmanager
def in_its_language(template: Template, by: Actor) -> Iterator[None]:
    """The language of the template, else of the workspace, and the workspace's time zone."""
    zone = ZoneInfo(by.workspace.time_zone)
    with translation.override(language_of(template, by)), timezone.override(zone):
        yield


def language_of(template: Template, by: Actor) -> str:
    return template.language or by.workspace.language


def heading_of(template: Template, record: Record, by: Actor, number: str) -> str:
    """What the document is called: its heading with the values in it, else the template's name."""
    return " ".join(_filled(template.heading, Reader(record, by, number))) or template.name


def render(template: Template, record: Record, by: Actor, number: str) -> bytes:
    """The PDF; nothing may be missing. Raises `lib.pdf.MissingGlyphs`."""
    return pdf.render(_source(), _contents(template, record, by, number))


@cache
def _source() -> str:
    return (Path(__file__).parent / "typst" / "document.typ").read_text(encoding="utf-8")


def _contents(template: Template, record: Record, by: Actor, number: str) -> dict[str, Any]:
    reader = Reader(record, by, number)
    language = language_of(template, by)
    table = table_of(template, by) if template.shows_lines else None
    short, long = _facts(template, reader)
    return {
        "language": TYPST_LANGUAGES.get(language, language),
        "labels": _labels(),
        "company": _letterhead(by),
        "heading": heading_of(template, record, by, number),
        "number": number,
        "date": reader.text("today"),
        "recipient": _filled(template.recipient, reader),
        "body": _filled(template.body, reader),
        "facts": short,
        "table": table.written(table.rows(record, by), by, reader.currency) if table else None,
        "boxes": long,
        "closing": _filled(template.closing, reader),
    }


def _labels() -> dict[str, str]:
    return {
        "to": _("To"),
        "date": _("Date"),
        "number": _("No."),
        "total": _("Total"),
        "page": _("Page {page} of {pages}"),
    }


def _letterhead(by: Actor) -> dict[str, Any]:
    """The company's name, and below it what else it says of itself."""
    company = access.visible(CompanyDetails, by).first()
    if company is None:
        return {"name": by.workspace.name, "lines": []}
    fields = access.readable(by, spec_of(CompanyDetails))
    names = [name for name in ("address", "phone", "email") if name in fields]
    said = [fields[name].type.text(fields[name], getattr(company, name)) for name in names]
    tax = _("Tax number: %(number)s") % {"number": company.tax_id} if company.tax_id else ""
    return {"name": company.name, "lines": [line for line in (*said, tax) if line]}


def _facts(template: Template, reader: Reader) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The facts with their values, without empty ones: short ones for the table, long texts for boxes."""
    spec = spec_of(type(reader.record))
    short, long = [], []
    for fact in facts(template.facts):
        value = reader.text(fact.place.path)
        field = find_field(fact.place.path, spec)
        if value and field is not None and field.multiline:
            long.append({"label": fact.label, "lines": value.splitlines()})
        elif value:
            short.append({"label": fact.label, "value": value})
    return short, long


def _filled(text: str, reader: Reader) -> list[str]:
    """The lines of a text with the values in it; a line that held nothing but empty values is left out."""
    lines = []
    for line in text.splitlines():
        filled = PLACE.sub(lambda found: reader.text(Place.read(found[1]).path), line).strip()
        if filled or not line.strip():
            lines.append(filled)
    return lines
