"""Fields named in a template: which they are, and what a record says in their place."""

import re
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import cast
from uuid import UUID
from zoneinfo import ZoneInfo

from babel.dates import format_date
from django.utils.translation import gettext as _

from akrab.engine import access, values
from akrab.engine.errors import Missing
from akrab.engine.fields import Field, is_absent
from akrab.engine.fields.links import target_of
from akrab.engine.fields.numbers import active_locale
from akrab.engine.record import Record
from akrab.engine.registry import objects
from akrab.engine.spec import Spec, spec_of
from akrab.features.documents.models import CompanyDetails
from akrab.identity.actor import Actor
from akrab.lib import clock

PLACE = re.compile(r"\{([^{}]*)\}")
COMPANY = "company"
FREE = ("today", "number")


class UnknownPath(ValueError):
    """There is no such field; the text says what may have been meant."""


@dataclass(frozen=True)
class Place:
    """One mention of a field; an optional one may be empty."""

    path: str
    is_optional: bool

    @classmethod
    def read(cls, raw: str) -> "Place":
        return cls(raw.strip().removesuffix("?").strip(), raw.strip().endswith("?"))


def places(text: str) -> list[Place]:
    """The fields a text names in braces, in order."""
    return [Place.read(raw) for raw in PLACE.findall(text)]


@dataclass(frozen=True)
class Fact:
    """One line of a template's facts: `Label = path`."""

    label: str
    place: Place

    @classmethod
    def read(cls, line: str) -> "Fact":
        label, equals, path = line.partition("=")
        if not (label.strip() and equals and path.strip()):
            raise UnknownPath(
                _("Write each fact as “Label = field”, not “%(line)s”.") % {"line": line.strip()[:60]}
            )
        return cls(label.strip(), Place.read(path.strip().removeprefix("{").removesuffix("}")))


def facts(text: str) -> list[Fact]:
    """The facts of a template, in order; raises `UnknownPath` on a line that is none."""
    return [Fact.read(line) for line in text.splitlines() if line.strip()]


def find_field(path: str, spec: Spec) -> Field | None:
    """The field a path of an object's template leads to; None for what is no field: the date and the number.

    Raises `UnknownPath`, with a near match, when it leads nowhere.
    """
    if path in FREE:
        return None
    here, steps = _start(path, spec)
    *links, last = steps
    prefix = path.removesuffix(".".join(steps))
    for step in links:
        described = _field(here, step, prefix, spec)
        target = target_of(described) if described.type.name == "link" else None
        if target is None or not issubclass(target, Record):
            words = {"path": path, "step": prefix + step}
            raise UnknownPath(_("“%(path)s” leads nowhere: “%(step)s” is no link to a record.") % words)
        here, prefix = spec_of(target), f"{prefix}{step}."
    return _field(here, last, prefix, spec)


def _start(path: str, spec: Spec) -> tuple[Spec, list[str]]:
    """Where a path begins: the company for `company.…`, else the object, also behind its own name."""
    first, *rest = path.split(".")
    if first == COMPANY and rest:
        return spec_of(CompanyDetails), rest
    return spec, rest if first == spec.name and rest else [first, *rest]


def _field(here: Spec, name: str, prefix: str, spec: Spec) -> Field:
    described = here.fields.get(name)
    if described is not None:
        return described
    known = [*here.fields, *([COMPANY, *FREE] if here is spec else [])]
    near = get_close_matches(name, known, n=1)
    if near:
        words = {"name": prefix + name, "near": prefix + near[0]}
        raise UnknownPath(_("There is no field “%(name)s”. Did you mean “%(near)s”?") % words)
    words = {"name": prefix + name, "object": here.label, "known": ", ".join(known)}
    raise UnknownPath(_("There is no field “%(name)s”; %(object)s has: %(known)s.") % words)


@dataclass
class Reader:
    """Says what a record has in the place of a path, in the active language, as far as the actor may see.

    `number` is the document's number. A linked record is fetched once, however many paths go through it.
    """

    record: Record
    by: Actor
    number: str = ""
    seen: dict[UUID, Record | None] = field(default_factory=dict)

    def say(self, path: str) -> str | Missing:
        """The text in the place of a path, or what is missing for it."""
        if path == "number":
            return self.number
        if path == "today":
            return format_date(
                clock.today(ZoneInfo(self.by.workspace.time_zone)), "long", locale=active_locale()
            )
        start, steps = _start(path, spec_of(type(self.record)))
        if start.model is CompanyDetails:
            return self._of_company(path, steps)
        return self._along(self.record, path, steps)

    def text(self, path: str) -> str:
        """The text in the place of a path; nothing where something is missing."""
        said = self.say(path)
        return said if isinstance(said, str) else ""

    def _of_company(self, path: str, steps: list[str]) -> str | Missing:
        company = access.visible(CompanyDetails, self.by).first()
        if company is not None:
            return self._along(company, path, steps)
        if steps == ["name"]:
            return self.by.workspace.name
        label = spec_of(CompanyDetails).fields[steps[0]].label
        return Missing(_("%(field)s of the company") % {"field": label}, path)

    def _along(self, record: Record, path: str, steps: list[str]) -> str | Missing:
        *links, last = steps
        for step in links:
            linked = self._linked(record, step)
            if linked is None:
                return _lack(record, step, path)
            record = linked
        described = access.readable(self.by, spec_of(type(record))).get(last)
        if described is None or is_absent(getattr(record, described.attname)):
            return _lack(record, last, path)
        titles = access.titles(values.wanted_titles([record], [described]), self.by, objects())
        return values.shown(record, described, titles, self.currency) or _lack(record, last, path)

    def _linked(self, record: Record, step: str) -> Record | None:
        described = access.readable(self.by, spec_of(type(record))).get(step)
        key: UUID | None = getattr(record, described.attname) if described is not None else None
        if described is None or key is None:
            return None
        if key not in self.seen:
            model = cast("type[Record]", target_of(described))
            self.seen[key] = access.visible(model, self.by).filter(pk=key).first()
        return self.seen[key]

    @property
    def currency(self) -> str:
        """The currency of the record's amounts, which its lines share."""
        return getattr(self.record, "currency", "") or self.by.workspace.currency


def _lack(record: Record, name: str, path: str) -> Missing:
    words = {"field": spec_of(type(record)).fields[name].label, "record": record}
    return Missing(_("%(field)s of %(record)s") % words, path)
