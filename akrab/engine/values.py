"""Values going in and out of records: parsing input, plain values for JSON, text for people, and the differences."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, cast
from uuid import UUID

from django.db import models
from django.db.models import prefetch_related_objects
from django.utils.translation import gettext as _

from akrab.engine import access
from akrab.engine.errors import Invalid, NotFound
from akrab.engine.fields import BadValue, Field, custom, is_absent
from akrab.engine.fields.links import target_of
from akrab.engine.record import Record
from akrab.engine.registry import find_object
from akrab.engine.spec import Spec, spec_of
from akrab.identity.actor import Actor
from akrab.identity.models import Membership
from akrab.lib import text

SORT_KEY_LENGTH = 80
TYPED = ("web", "form", "import")  # where people write numbers as their language does


def parse(
    fields: Mapping[str, Field], raw: Mapping[str, Any], by: Actor, known: Mapping[str, Field] | None = None
) -> dict[str, Any]:
    """The values that `raw` stands for, by attribute name; every field of `raw` must be among `fields`.

    Links are checked to be visible to the actor, one query an object. Raises `Invalid` with all messages at once.
    """
    errors: dict[str, list[str]] = {}
    parsed: dict[str, Any] = {}
    for name, value in raw.items():
        field = fields.get(name)
        if field is None:
            closed = known is not None and name in known
            errors[name] = [
                _("This field can't be changed here.") if closed else _("There is no field of this name.")
            ]
            continue
        try:
            parsed[field.attname] = _parse_one(field, value, by)
        except BadValue as error:
            errors[name] = [str(error)]
    for name, message in _unseen_links(fields, parsed, by):
        errors.setdefault(name, []).append(message)
    if errors:
        raise Invalid(errors)
    return parsed


def _parse_one(field: Field, raw: Any, by: Actor) -> Any:
    value = raw.strip() if isinstance(raw, str) else raw
    if isinstance(value, models.Model):
        value = f"{value._meta.model_name}:{value.pk}" if field.type.name == "any_link" else value.pk
    if value is None or value == "" or (value in ([], {}) and value == field.empty_value):
        if field.is_required:
            raise BadValue(_("Fill this in."))
        return field.empty_value
    read = field.type.parse if by.origin in TYPED else field.type.from_plain
    parsed = read(field, value, by)
    if field.is_required and is_absent(parsed):
        raise BadValue(_("Fill this in."))
    return parsed


def _unseen_links(
    fields: Mapping[str, Field], parsed: Mapping[str, Any], by: Actor
) -> Iterable[tuple[str, str]]:
    """The link fields whose record this actor can't see, with a message."""
    for name, field in fields.items():
        value = parsed.get(field.attname)
        if value and not _is_seen(field, value, by):
            yield name, _("There is no such record, or you may not see it.")


def _is_seen(field: Field, value: Any, by: Actor) -> bool:
    if field.type.name == "any_link":
        kind, _colon, tail = value.partition(":")
        spec = find_object(kind)
        return (
            spec is not None and access.visible(cast(type[Record], spec.model), by).filter(pk=tail).exists()
        )
    if field.type.name == "user":
        return Membership.objects.filter(pk=value, is_active=True).exists()
    if field.type.name == "link":
        target = target_of(field)
        if issubclass(target, Record):
            return access.visible(target, by).filter(pk=value).exists()
        return target._default_manager.filter(pk=value).exists()
    return True


def place(record: Record, spec: Spec, by: Actor) -> None:
    """A new record belongs to the branch of its owner, else of whoever makes it, unless told."""
    for field in spec.fields.values():
        if field.is_dormant and getattr(record, field.attname) is None:
            owners = [getattr(record, name) for name in spec.owners]
            held = [getattr(one, field.attname) for one in (*owners, by.membership) if one is not None]
            setattr(record, field.attname, next(filter(None, held), None))


def check_filled(record: Record, fields: Iterable[Field]) -> None:
    """Raise `Invalid` for each required field that holds nothing."""
    empty = [field for field in fields if field.is_required and is_absent(getattr(record, field.attname))]
    if empty:
        raise Invalid({field.name: [_("Fill this in.")] for field in empty})


def fill(record: Record, parsed: Mapping[str, Any]) -> None:
    """Set the values that `parse` gave."""
    for attname, value in parsed.items():
        custom.put(record, attname, value)


def asked(spec: Spec, by: Actor) -> list[Field]:
    """The fields that must be filled to make a record: a custom one where a person or program is asked for it.

    Not by a form with fields of its own, a rule, or a verb on whose way the record is made.
    """
    is_asked = by.origin in ("web", "api", "import") and not by.on_the_way
    return [field for field in spec.fields.values() if is_asked or not field.is_custom]


def plain(record: Record, fields: Mapping[str, Field]) -> dict[str, Any]:
    """The record's values as JSON has them, by field name."""
    return {name: field.type.plain(field, getattr(record, field.attname)) for name, field in fields.items()}


def snapshot(record: Record) -> dict[str, Any]:
    """Every described value of the record, as JSON has it: what a difference is taken from."""
    return plain(record, spec_of(type(record)).fields)


UNTOLD = ("created_at", "updated_at", "created_by", "origin")


def difference(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, list[Any]]:
    """The fields that changed, each with its old and new plain value; what every write changes is left out."""
    return {
        name: [before.get(name), value]
        for name, value in after.items()
        if before.get(name) != value and name not in UNTOLD
    }


def currency_of(record: Record, field: Field) -> str:
    """The currency of a money field's amount: the record's own, else the workspace's."""
    return (
        getattr(record, field.currency_field, "") or record.workspace.currency if field.currency_field else ""
    )


def shown(record: Record, field: Field, titles: Mapping[UUID, str] | None = None, currency: str = "") -> str:
    """One value as a person reads it; a link by its title among `titles`, or nothing where it may not be seen."""
    value = getattr(record, field.attname)
    if field.type.name in ("link", "user"):
        return (titles or {}).get(value, "") if value else ""
    if field.type.name == "any_link":
        return (titles or {}).get(UUID(value.partition(":")[2]), "") if value else ""
    return field.type.text(field, value, getattr(record, field.currency_field, "") or currency)


def written(
    record: Record, field: Field, titles: Mapping[UUID, str] | None = None, currency: str = ""
) -> str:
    """One value in full, as a sentence has it; links as `shown` has them."""
    if field.type.name in ("link", "user", "any_link"):
        return shown(record, field, titles)
    value = getattr(record, field.attname)
    return field.type.written(field, value, getattr(record, field.currency_field, "") or currency)


def wanted_titles(records: Iterable[Record], fields: Iterable[Field]) -> dict[str, set[UUID]]:
    """Which records the links of these rows point to, by object."""
    wanted: dict[str, set[UUID]] = {}
    rows = list(records)
    for field in fields:
        if field.type.name not in ("link", "user", "any_link"):
            continue
        for record in rows:
            value = getattr(record, field.attname)
            if value and field.type.name == "any_link":
                kind, _colon, tail = value.partition(":")
                wanted.setdefault(kind, set()).add(UUID(tail))
            elif value:
                wanted.setdefault(str(target_of(field)._meta.model_name), set()).add(value)
    return wanted


def derive(record: Record) -> set[str]:
    """Bring `search` and `sort_key` up to what the record now says; those of them that changed."""
    spec = spec_of(type(record))
    before = {"search": record.search, "sort_key": record.sort_key}
    record.search = search_text(record, spec.search or (spec.title,))
    titled = spec.fields[spec.title]  # an amount's currency stays out of the order
    title = titled.type.text(titled, getattr(record, titled.attname)) or spec.title_of(record)
    record.sort_key = text.sort_key(title)[:SORT_KEY_LENGTH]
    return {name for name, value in before.items() if value != getattr(record, name)}


def bring_linked(records: Sequence[Record]) -> None:
    """Fetch together, for many records of one object, the linked ones that each is found by."""
    if len(records) > 1:
        paths = spec_of(type(records[0])).search
        links = {path.rpartition(".")[0].replace(".", "__") for path in paths if "." in path}
        prefetch_related_objects(list(records), *sorted(links))


def search_text(record: Record, paths: Iterable[str]) -> str:
    """What a record is found by, of these fields."""
    return text.normalise(" ".join(filter(None, (_said(record, path) for path in paths))))


def _said(record: Record, path: str) -> str:
    name, _dot, rest = path.partition(".")
    field = spec_of(type(record)).fields[name]
    if rest:
        linked = getattr(record, name) if getattr(record, field.attname) else None
        return _said(linked, rest) if isinstance(linked, Record) else ""
    return field.type.search_text(field, getattr(record, field.attname))


def get_field(spec: Spec, name: str, by: Actor) -> Field:
    """A field this actor may see; raises `NotFound`."""
    field = access.readable(by, spec).get(name)
    if field is None:
        raise NotFound(name)
    return field
