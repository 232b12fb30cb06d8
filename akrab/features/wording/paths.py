"""Fields named in a text: which they are, and what a record says in their place."""

import re
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cached_property
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
from akrab.engine.registry import get_object, objects
from akrab.engine.spec import Spec, spec_of
from akrab.features.wording.company import OWN_COMPANY, own_company
from akrab.identity.actor import Actor
from akrab.lib import clock

PLACE = re.compile(r"\{([^{}]*)\}")
COMPANY = "company"
FREE = ("today", "number", "sender")


class UnknownPath(ValueError):
    """There is no such field; the text says what may have been meant."""


@dataclass(frozen=True)
class Place:
    """One mention of a field; an optional one may be empty, and what stands after a bar is said instead."""

    path: str
    is_optional: bool
    instead: str = ""

    @classmethod
    def read(cls, raw: str) -> "Place":
        path, bar, instead = raw.partition("|")
        path = path.strip()
        return cls(path.removesuffix("?").strip(), path.endswith("?") or bool(bar), instead.strip())


def places(text: str) -> list[Place]:
    """The fields a text names in braces, in order."""
    return [Place.read(raw) for raw in PLACE.findall(text)]


def unknown(text: str, spec: Spec) -> list[str]:
    """What is wrong with the fields a text names, with near matches."""
    found = []
    for place in places(text):
        try:
            find_field(place.path, spec)
        except UnknownPath as error:
            found.append(str(error))
    return found


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
        return get_object(OWN_COMPANY), rest
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
    words = {"name": prefix + name, "object": here.label}
    raise UnknownPath(_("“%(object)s” has no field “%(name)s”. Choose one from the list of fields.") % words)


@dataclass
class Reader:
    """Says what a record has in the place of a path, in the active language, as far as the actor may see.

    `number` is the document's number, `sender` whoever answers for it. A linked record is fetched once, however
    many paths go through it.
    """

    record: Record
    by: Actor
    number: str = ""
    sender: str = ""
    seen: dict[UUID, Record | None] = field(default_factory=dict)

    def say(self, path: str) -> str | Missing:
        """The text in the place of a path, or what is missing for it."""
        if path == "number":
            return self.number
        if path == "sender":
            return self.sender or Missing(_("The responsible employee"), path)
        if path == "today":
            return format_date(
                clock.today(ZoneInfo(self.by.workspace.time_zone)), "long", locale=active_locale()
            )
        spec = spec_of(type(self.record))
        try:
            find_field(path, spec)
        except UnknownPath as error:
            return Missing(str(error), path)
        start, steps = _start(path, spec)
        if start.name == OWN_COMPANY and start is not spec:
            return self._of_company(path, steps)
        return self._along(self.record, path, steps)

    def text(self, path: str) -> str:
        """The text in the place of a path; nothing where something is missing."""
        said = self.say(path)
        return said if isinstance(said, str) else ""

    def fill(self, text: str) -> str:
        """The text with what the record says in the place of each field, or what is to be said instead."""

        def said(found: re.Match[str]) -> str:
            place = Place.read(found[1])
            return self.text(place.path) or place.instead

        return PLACE.sub(said, text)

    def lacks(self, text: str) -> list[Missing]:
        """What the text needs and the record does not have."""
        wanted = [self.say(place.path) for place in places(text) if not place.is_optional]
        return [said for said in wanted if isinstance(said, Missing)]

    def of(self, record: Record) -> "Reader":
        """The reader of another record for the same document."""
        return Reader(record, self.by, self.number, self.sender, self.seen)

    @cached_property
    def company(self) -> Record | None:
        """What the record's branch or the company says of itself."""
        return own_company(self.record, self.by)

    def _of_company(self, path: str, steps: list[str]) -> str | Missing:
        if self.company is not None:
            return self._along(self.company, path, steps)
        if steps == ["name"]:
            return self.by.workspace.name
        label = get_object(OWN_COMPANY).fields[steps[0]].label
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
        return values.written(record, described, titles, self.currency) or _lack(record, last, path)

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
