"""Where a field is named: the views, forms, templates, rules and reports that ask or say it."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Model, Q, TextField
from django.db.models.functions import Cast
from django.utils.translation import gettext as _

from akrab.engine.record import Record
from akrab.engine.registry import get_object, objects
from akrab.engine.spec import Spec
from akrab.features.customfields.models import CustomField, Outline
from akrab.features.documents.models import Edition
from akrab.features.views.models import SavedView
from akrab.identity.actor import Actor
from akrab.web import addresses

ITSELF = (CustomField, Outline)  # say what the field is, not what is done with it
PAST = (Edition,)  # tell what was in force once
TEXTS = frozenset({"JSONField", "ArrayField", "TextField", "CharField"})
MOST = 50


@dataclass(frozen=True)
class Use:
    """One place: what it is, what it is called, and where it is."""

    kind: str
    name: str
    icon: str
    address: str


def uses(object: str, name: str, by: Actor) -> list[Use]:
    """Every place of the workspace that names a custom field, whosever it is."""
    found: list[Use] = []
    for spec in _definitions():
        for row in _naming(spec.model, name):
            address = addresses.record(by.workspace, spec, row.pk)
            found.append(Use(spec.label, spec.title_of(row), spec.icon, address))
    spec = get_object(object)
    for view in _naming(SavedView, name).filter(object=object):
        found.append(
            Use(_("View"), view.name, "layout-list", addresses.listing(by.workspace, spec, view=view.pk))
        )
    return found[:MOST]


def _definitions() -> list[Spec]:
    """The objects by which people say how the company works: settings, and what is shared or switched on."""
    wanted = [one for one in objects().values() if one.settings or one.shared or "is_on" in one.fields]
    return [one for one in wanted if issubclass(one.model, Record) and one.model not in (*ITSELF, *PAST)]


def _naming(model: type[Model], name: str) -> Any:
    """The rows whose stored definition has the name as a word of its own."""
    rows = model._default_manager.all()
    test = Q(pk__in=[])
    for column in model._meta.concrete_fields:
        if column.get_internal_type() in TEXTS and column.name not in ("search", "sort_key"):
            rows = rows.annotate(**{f"said_{column.name}": Cast(column.name, TextField())})
            test |= Q(**{f"said_{column.name}__regex": rf"\m{name}\M"})
    bin = {"deleted_at__isnull": True} if issubclass(model, Record) else {}
    return rows.filter(test, **bin).order_by("pk")
