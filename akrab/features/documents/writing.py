"""A document's contents: the blocks of its template with a record's values in them, and what is missing for them.

The contents are plain values; `paper` sets them as PDF and `word` as DOCX, so that both say the same.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, cast
from zoneinfo import ZoneInfo

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from akrab.engine import access, contents, filters
from akrab.engine.errors import Invalid, Missing, NotFound
from akrab.engine.record import Record
from akrab.engine.spec import spec_of
from akrab.features.documents import design as parts
from akrab.features.documents.design import Block, Design, Variant
from akrab.features.documents.models import CompanyDetails, Details, Template
from akrab.features.documents.related import columns_of, related, written
from akrab.features.wording import rich
from akrab.features.wording.languages import choose, language_of
from akrab.features.wording.paths import Reader, UnknownPath, find_field
from akrab.identity.actor import Actor


@dataclass(frozen=True)
class Tongue:
    """The variant that a customer reads, and the language that its dates and money are written in."""

    variant: Variant
    language: str


def tongue(template: Template, design: Design, record: Record, by: Actor) -> Tongue:
    """The variant in the customer's own language, else the one for everybody."""
    chosen = choose(set(design.variants), language_of(record, by))
    return Tongue(design.variant(chosen), chosen or template.language or by.workspace.language)


@contextmanager
def speaking(language: str, by: Actor) -> Iterator[None]:
    """A language, and the workspace's time zone."""
    with translation.override(language), timezone.override(ZoneInfo(by.workspace.time_zone)):
        yield


def sender_of(record: Record, by: Actor) -> str:
    """Who answers for a paper: the person who makes it, else the record's owner."""
    if by.membership is not None:
        return str(by.membership.user)
    owner = getattr(record, next(iter(spec_of(type(record)).owners), ""), None)
    return str(owner) if owner is not None else ""


@dataclass
class Writer:
    """Writes blocks for one record. What is missing is gathered in `lacks`, what can't be done at all in `broken`."""

    by: Actor
    title: str = ""
    lacks: dict[str, Missing] = field(default_factory=dict)
    broken: list[tuple[str, str]] = field(default_factory=list)
    images: dict[str, bytes] = field(default_factory=dict)

    def whole(self, design: Design, variant: Variant, language: str, reader: Reader) -> dict[str, Any]:
        """The contents of the document, but for what is missing."""
        self.title = self.said(variant.title, reader)
        company = self._company(reader)
        return {
            "page": design.page.model_dump(),
            "language": language,
            "title": self.title,
            "number": reader.number,
            "company": company.name if company else self.by.workspace.name,
            "header": self.said(variant.header, reader),
            "footer": self.said(variant.footer, reader),
            "pages": _("Page {page} of {pages}") if variant.numbers_pages else "",
            "blocks": self.blocks(variant.blocks, reader),
        }

    def _company(self, reader: Reader) -> Details | None:
        """Who sends the paper: the record's branch, or the company."""
        return cast("Details | None", reader.company)

    def said(self, text: str, reader: Reader) -> str:
        """A text with its values; what it lacks is noted."""
        self.need(reader.lacks(text))
        return " ".join(reader.fill(text).split())

    def need(self, lacks: Iterable[Missing]) -> None:
        for one in lacks:
            self.lacks.setdefault(one.text, one)

    def blocks(self, blocks: tuple[Block, ...], reader: Reader) -> list[dict[str, Any]]:
        """The blocks that this record meets the conditions of."""
        done: list[dict[str, Any]] = []
        for block in blocks:
            try:
                if not block.only or self._meets(block.only, reader.record):
                    done += self._block(block, reader)
            except UnknownPath as error:
                self.broken.append((block.id, str(error)))
        return done

    def _meets(self, tree: Any, record: Record) -> bool:
        spec = spec_of(type(record))
        try:
            condition = filters.compile(tree, spec, self.by)
        except Invalid as invalid:
            raise UnknownPath(str(invalid)) from invalid
        return access.visible(type(record), self.by).filter(condition, pk=record.pk).exists()

    def _block(self, block: Block, reader: Reader) -> list[dict[str, Any]]:
        write = getattr(self, f"_{type(block).__name__.lower()}")
        said: list[dict[str, Any]] = write(block, reader)
        return [{"kind": getattr(block, "kind"), **one} if "kind" not in one else one for one in said]  # noqa: B009

    def _letterhead(self, block: parts.Letterhead, reader: Reader) -> list[dict[str, Any]]:
        company = self._company(reader)
        if company is None:
            return [{"name": self.by.workspace.name, "lines": [], "logo": ""}]
        fields = access.readable(self.by, spec_of(CompanyDetails))
        names = [name for name in ("address", "phone", "email", "website") if name in fields]
        lines = [fields[name].type.text(fields[name], getattr(company, name)) for name in names]
        tax = _("Tax number: %(number)s") % {"number": company.tax_id} if company.tax_id else ""
        logo = self._picture(company.logo) if block.logo and company.logo else ""
        return [{"name": company.name, "lines": [line for line in (*lines, tax) if line], "logo": logo}]

    def _opening(self, block: parts.Opening, reader: Reader) -> list[dict[str, Any]]:
        self.need(reader.lacks(block.recipient))
        return [
            {
                "title": self.title,
                "recipient": rich.lines(block.recipient, reader.fill),
                "labels": {"to": _("To"), "date": _("Date"), "number": _("No.")},
                "number": reader.number,
                "date": reader.text("today"),
            }
        ]

    def _heading(self, block: parts.Heading, reader: Reader) -> list[dict[str, Any]]:
        text = self.said(block.text, reader)
        return [{"text": text, "level": block.level}] if text else []

    def _text(self, block: parts.Text, reader: Reader) -> list[dict[str, Any]]:
        self.need(reader.lacks(block.text))
        found = [one.plain() for one in rich.paragraphs(block.text, reader.fill)]
        return [{"paragraphs": found, "align": block.align}] if found else []

    def _facts(self, block: parts.Facts, reader: Reader) -> list[dict[str, Any]]:
        """Short values in a table, each long one in a box below."""
        short, long = [], []
        for row in block.rows:
            self.need([*reader.lacks(row.label), *reader.lacks(row.value)])
            label, value = reader.fill(row.label).strip(), reader.fill(row.value).strip()
            if value and ("\n" in value or _is_long(row.value, reader)):
                long.append({"kind": "box", "label": label, "lines": value.splitlines()})
            elif value:
                short.append({"label": label, "value": value})
        return [*([{"kind": "facts", "rows": short}] if short else []), *long]

    def _rows(self, block: parts.Rows, reader: Reader) -> list[Record]:
        found = related(block, spec_of(type(reader.record)), self.by)
        rows = found.rows(reader.record, self.by)
        if not rows and block.empty == "needed":
            text = _("At least one of: %(lines)s") % {"lines": found.spec.label_plural}
            self.need([Missing(text, found.spec.name)])
        return rows

    def _table(self, block: parts.Table, reader: Reader) -> list[dict[str, Any]]:
        rows = self._rows(block, reader)
        if not rows:
            return []
        columns = columns_of(block, related(block, spec_of(type(reader.record)), self.by), self.by)
        return [{**written(columns, rows, self.by, reader.currency), "total": _("Total")}]

    def _each(self, block: parts.Each, reader: Reader) -> list[dict[str, Any]]:
        rows = self._rows(block, reader)
        return [one for row in rows for one in self.blocks(block.blocks, reader.of(row))]

    def _group(self, block: parts.Group, reader: Reader) -> list[dict[str, Any]]:
        return self.blocks(block.blocks, reader)

    def _image(self, block: parts.Image, reader: Reader) -> list[dict[str, Any]]:
        company = self._company(reader)
        stored = block.file if block.source == "file" else company.logo if company else {}
        name = self._picture(stored) if stored else ""
        if not name and block.source == "logo":
            self.need([Missing(_("The logo of the company"), "company.logo")])
        return [{"name": name, "width": block.width, "align": block.align}] if name else []

    def _signature(self, block: parts.Signature, reader: Reader) -> list[dict[str, Any]]:
        return [{"parties": [self.said(one, reader) for one in block.parties], "date": _("Date")}]

    def _rule(self, block: parts.Rule, reader: Reader) -> list[dict[str, Any]]:
        return [{}]

    def _space(self, block: parts.Space, reader: Reader) -> list[dict[str, Any]]:
        return [{"height": block.height}]

    def _pagebreak(self, block: parts.PageBreak, reader: Reader) -> list[dict[str, Any]]:
        return [{}]

    def _picture(self, stored: dict[str, Any]) -> str:
        """The name under which the contents know a picture."""
        ending = {"image/png": "png", "image/jpeg": "jpg", "image/svg+xml": "svg"}.get(stored.get("type", ""))
        if ending is None:
            raise UnknownPath(_("This picture is neither PNG nor JPEG."))
        name = f"p{str(stored['hash'])[:16]}.{ending}"
        if name not in self.images:
            try:
                with contents.open_contents(stored) as file:
                    self.images[name] = file.read()
            except NotFound as error:
                raise UnknownPath(str(error)) from error
        return name


def _is_long(value: str, reader: Reader) -> bool:
    """Whether a value is one field of long text, which gets a box of its own."""
    path = value.strip().removeprefix("{").removesuffix("}").partition("|")[0].strip().removesuffix("?")
    if not value.strip().startswith("{") or " " in path or "{" in path:
        return False
    described = find_field(path, spec_of(type(reader.record)))
    return described is not None and described.multiline
