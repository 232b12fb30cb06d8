"""What becomes of the entries of an open list: how often each is used, and how one takes over from another."""

import json
from collections.abc import Iterator, Mapping
from typing import Any, cast
from uuid import UUID

from django.apps import apps
from django.db import models
from django.db.models import Count
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from akrab.engine import write
from akrab.engine.errors import Invalid, Refused
from akrab.engine.events import gesture
from akrab.engine.fields import Field
from akrab.engine.fields.links import target_of
from akrab.engine.lists import ListEntry
from akrab.engine.record import Record
from akrab.engine.registry import objects
from akrab.engine.spec import Spec, spec_of
from akrab.identity.actor import Actor
from akrab.tenancy.tables import is_workspace_model

BATCH = 1000
PAST = frozenset({"submission", "run", "deed", "delivery"})  # what was, in the words of then


def users_of(spec: Spec) -> Iterator[tuple[Spec, Field]]:
    """Every object with the link by which its records name an entry of this list."""
    for other in objects().values():
        for field in other.links():
            if target_of(field) is spec.model:
                yield other, field


def counts(spec: Spec) -> Mapping[UUID, int]:
    """How many records name each entry, those in the bin too."""
    found: dict[UUID, int] = {}
    for other, field in users_of(spec):
        rows = cast(Any, other.model)._default_manager.filter(**{f"{field.attname}__isnull": False})
        for id, number in rows.order_by().values_list(field.attname).annotate(Count("pk")):
            found[id] = found.get(id, 0) + number
    return found


def refuse_twin(spec: Spec, name: str, but: UUID | None = None) -> None:
    """Raise `Invalid` where another entry is called so but for capitals: people could not tell them apart."""
    said = name.replace("\x00", "").strip()
    rows = cast(Any, spec.model)._default_manager.filter(deleted_at__isnull=True).exclude(pk=but)
    twin = rows.filter(name__iexact=said).exclude(name=said).first()
    if twin is not None:
        raise Invalid({"name": [_("There is “%(name)s” already.") % {"name": twin}]})


def delete(entry: ListEntry, by: Actor) -> None:
    """Put an entry that nothing names into the bin; raises `Refused` for one that is used."""
    number = counts(spec_of(type(entry))).get(entry.pk, 0)
    if number:
        said = ngettext(
            "%(count)d record names “%(name)s”. Retire it, or merge it into another.",
            "%(count)d records name “%(name)s”. Retire it, or merge it into another.",
            number,
        )
        raise Refused(said % {"count": number, "name": entry})
    write.delete(entry, by)


def merge(entry: ListEntry, into: ListEntry, by: Actor) -> int:
    """Let `into` take the place of `entry` wherever it is named, and put `entry` into the bin; how many records.

    Filters, forms and rules that name it name the other from then on. One gesture, which can be undone.
    """
    if type(entry) is not type(into) or entry.pk == into.pk:
        raise Invalid({"into": [_("Choose another entry of the same list.")]})
    changed = 0
    with gesture(by, _("Merge %(one)s into %(other)s") % {"one": entry, "other": into}) as by:
        for other, field in users_of(spec_of(type(entry))):
            changed += _relink(cast(type[Record], other.model), field, entry.pk, into.pk, by)
        _rename_in_json(str(entry.pk), str(into.pk), by)
        write.delete(entry, by)
    return changed


def _relink(model: type[Record], field: Field, old: UUID, new: UUID, by: Actor) -> int:
    ids = list(model._default_manager.filter(**{field.attname: old}).values_list("pk", flat=True))
    for start in range(0, len(ids), BATCH):
        write.keep_many(model, ids[start : start + BATCH], by, **{field.attname: new})
    return len(ids)


def _rename_in_json(old: str, new: str, by: Actor) -> None:
    """In definitions (filters, presets, steps of rules) one id takes the place of the other."""
    for model, name in _definitions():
        for row in model._default_manager.filter(**{f"{name}__icontains": old}):
            value = json.loads(json.dumps(getattr(row, name)).replace(old, new))
            if isinstance(row, Record):
                write.keep(row, by, **{name: value})
            else:
                model._default_manager.filter(pk=row.pk).update(**{name: value})


def _definitions() -> Iterator[tuple[type[models.Model], str]]:
    """The columns in which companies keep what they defined."""
    for model in filter(is_workspace_model, apps.get_models()):
        is_definition = not issubclass(model, Record) or spec_of(model).settings or not _is_business(model)
        if (
            model._meta.app_label in ("engine", "identity")
            or model._meta.model_name in PAST
            or not is_definition
        ):
            continue
        for field in model._meta.local_fields:
            if isinstance(field, models.JSONField):
                yield model, field.name


def _is_business(model: type[models.Model]) -> bool:
    """Whether records of this object are found by search: what the company works with, in great numbers."""
    return not spec_of(model).reserved and bool(spec_of(model).search)
