"""The description of an object: what its inner class `Spec` says, completed with what follows from its fields."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import timedelta
from functools import cache
from typing import Any
from uuid import UUID

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from akrab.engine import shape
from akrab.engine.fields.base import Field
from akrab.engine.fields.links import target_of
from akrab.engine.shape import NOTHING, PLAIN, Outline


@dataclass(frozen=True)
class Deadline:
    """A moment at which, unless something happened before, the event `<object>.<name>` takes place.

    The moment is the value of `field` plus `offset` (or the whole minutes stored in `offset_field`). It counts only
    while every field of `while_` holds one of the values given, and only once for each value of the moment.
    """

    name: str
    field: str
    label: str | Promise
    while_: Mapping[str, tuple[Any, ...]]
    offset: timedelta = timedelta(0)
    offset_field: str = ""


@dataclass(frozen=True)
class Spec:
    """How an object appears and behaves at every door.

    `title` names the field a record is called by. `facts` are the key facts at the top of a record page, `quick` the
    fields of the short form (all editable ones unless told), `columns` the list's. `board` is the link or choice
    whose values are the board's columns, `calendar` the fields of start and length. `search` names what finding
    looks at, through links too. `owners` are the user fields that make a record one's own. `match` says which fields
    tell that two records are the same. `beside` names the links whose record's page shows these records in a panel.
    `by_phone` names the number of a call, or the yes of a duty that a call fulfils; `made_by` the link to the rule
    that made a record.

    `booked` names the links (user, vehicle, room) that can't be in two places at once while a record takes place, `off`
    the values of fields with which it does not take place. `joins` names the link to what the owner of a record
    takes part in, unless it is off. `ends` are the links between which a record stands: each
    end's page shows it by the other end, in the words of `seen_from`. `somebody` names the links to any record that
    lead to whoever can be reached: those with phones.

    A `settings` object is seen by all members and changed by administrators; a `private` one is seen by its owners
    alone; a `logged` one tells what happened, which undo does not take back. `within` names the link whose record
    must be visible for a row to be, `reserved` the yes-or-no field that closes a row to all but those who see reports.
    `shared` names the choice (of `SHARING`) by which owners open a record of theirs to others; what is `within` such
    a record is changed by whoever may change that.

    Rows of an object that `shapes` say what others are like. What the company says of this one stands in `outline`.
    """

    model: type[models.Model]
    icon: str = "circle"
    title: str = "name"
    plural: str = ""
    columns: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()
    quick: tuple[str, ...] = ()
    board: str = ""
    totals: tuple[str, ...] = ()
    calendar: tuple[str, ...] = ()
    search: tuple[str, ...] = ()
    match: tuple[str, ...] = ()
    owners: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()
    by_phone: str = ""
    made_by: str = ""
    booked: tuple[str, ...] = ()
    off: Mapping[str, tuple[Any, ...]] = field(default_factory=dict)
    joins: str = ""
    ends: tuple[str, ...] = ()
    somebody: tuple[str, ...] = ()
    sort: str = "-created_at"
    settings: bool = False
    private: bool = False
    logged: bool = False
    within: str = ""
    reserved: str = ""
    shared: str = ""
    deadlines: tuple[Deadline, ...] = ()
    shapes: bool = False
    outline: Outline = NOTHING
    fields: Mapping[str, Field] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The one word for this object: in addresses, events, templates and tests."""
        return str(self.model._meta.model_name)

    @property
    def label(self) -> str:
        text = shape.worded(self.outline.label) or str(self.model._meta.verbose_name)
        return text[:1].upper() + text[1:]

    @property
    def label_plural(self) -> str:
        said = shape.worded(self.outline.label_plural) or shape.worded(self.outline.label)
        text = said or str(self.model._meta.verbose_name_plural)
        return text[:1].upper() + text[1:]

    @property
    def is_off(self) -> bool:
        """Whether the company does without this object: its data stay, and nothing leads there."""
        return self.outline.is_off

    def title_of(self, record: models.Model) -> str:
        return self.called(getattr(record, self.fields[self.title].attname), record.pk)

    def called(self, title: Any, id: UUID) -> str:
        """What a record with this value in its title field is called."""
        described = self.fields[self.title]
        currency = shape.own_currency() if described.currency_field and title is not None else ""
        return described.type.text(described, title, currency) or f"{self.label} {str(id)[-6:]}"

    def editable(self) -> list[Field]:
        """The fields a person fills in, in the order they were declared."""
        return [described for described in self.fields.values() if not described.read_only]

    def of_type(self, *names: str) -> list[Field]:
        return [described for described in self.fields.values() if described.type.name in names]

    def links(self) -> list[Field]:
        """The fields that point to one record of one object (users apart)."""
        return self.of_type("link")


SHARING: list[tuple[str, str | Promise]] = [
    ("private", _("only me")),
    ("team", _("my team, to see")),
    ("team_edit", _("my team, to see and change")),
    ("everybody", _("everybody, to see")),
    ("everybody_edit", _("everybody, to see and change")),
]
LAST = ("created_at", "updated_at", "created_by", "origin")


def _ordered(described: Iterable[Field]) -> dict[str, Field]:
    own = {one.name: one for one in described if one.name not in LAST}
    return own | {one.name: one for one in described if one.name in LAST}


def named(record: models.Model) -> str:
    """`object:id`, as links to a record of any object are kept."""
    return f"{record._meta.model_name}:{record.pk}"


def spec_of(model: type[models.Model]) -> Spec:
    """The description of a model's object, as the current workspace has it."""
    now = shape.current()
    if now is PLAIN:
        return declared(model)
    made: Spec | None = now.made.get(model)
    if made is None:
        outline = now.outlines.get(str(model._meta.model_name), NOTHING)
        off = frozenset(name for name, one in now.outlines.items() if one.is_off)
        made = now.made[model] = _outlined(_awoken(declared(model), now.awake), outline, off)
    return made


def _awoken(base: Spec, awake: frozenset[str]) -> Spec:
    """A description with those dormant links whose targets the company has."""
    links = [one for one in base.model._meta.get_fields() if isinstance(one, Field) and one.is_dormant]
    found = {one.name: one for one in links if target_of(one)._meta.model_name in awake}
    if not found:
        return base
    fields = _ordered([*base.fields.values(), *found.values()])
    return replace(base, fields=fields, quick=(*base.quick, *found))


AHEAD = 4  # columns of the product before the custom ones, which a narrow window would hide at the end
SEARCHED = ("text", "long_text", "url", "tags", "emails", "phones")


def _outlined(base: Spec, outline: Outline, off: frozenset[str]) -> Spec:
    """A description with what a company says of the object; links to what it does without are not offered."""
    links = [one for one in base.fields.values() if one.type.name == "link"]
    gone = {one.name for one in links if target_of(one)._meta.model_name in off}
    place = {name: number for number, name in enumerate(outline.order)}
    every = {**base.fields, **outline.fields}
    ordered = _ordered(sorted(every.values(), key=lambda one: place.get(one.name, len(place))))
    custom = outline.fields.values()
    found = [one.name for one in custom if one.type.name in SEARCHED] if base.search else []
    return replace(
        base, fields=ordered, outline=outline,
        columns=tuple(
            name
            for name in (*base.columns[:AHEAD], *outline.columns, *base.columns[AHEAD:])
            if name not in gone
        ),
        facts=tuple(name for name in (*base.facts, *outline.facts) if name not in gone),
        quick=tuple(
            name
            for name in sorted((*base.quick, *outline.quick), key=lambda name: place.get(name, len(place)))
            if name not in gone or base.fields[name].is_required
        ),
        search=(*base.search, *found),
        beside=(*base.beside, *(one.name for one in custom if one.type.name == "link")),
    )  # fmt: skip


@cache
def declared(model: type[models.Model]) -> Spec:
    """The completed description of a model's object; raises `TypeError` when it has no `Spec` or an unknown entry."""
    inner = vars(model).get("Spec")
    if inner is None:
        raise TypeError(f"{model.__name__} has no Spec")
    said = {name: value for name, value in vars(inner).items() if not name.startswith("_")}
    unknown = set(said) - {one.name for one in fields(Spec)}
    if unknown:
        raise TypeError(
            f"{model.__name__}.Spec says {', '.join(sorted(unknown))}, which no description knows"
        )
    every = [one for one in model._meta.get_fields() if isinstance(one, Field)]
    described = _ordered([one for one in every if not one.is_dormant])
    said.setdefault("plural", f"{model._meta.model_name}s")
    said.setdefault("owners", ("owner",) if "owner" in described else ())
    editable = tuple(name for name, one in described.items() if not one.read_only)
    said.setdefault("columns", editable[:6])
    said.setdefault("quick", editable)
    return Spec(model=model, fields=described, **said)
