"""What can be done with a custom field: it is named once, keeps its type, is retired and brought back."""

import re
from collections.abc import Mapping
from typing import Any, cast

from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from akrab.engine import ranks
from akrab.engine.actions import action, prepares
from akrab.engine.errors import Invalid
from akrab.engine.fields.custom import COLUMN, PREFIX
from akrab.engine.record import Record
from akrab.engine.registry import get_object
from akrab.features.customfields.jobs import fill_soon
from akrab.features.customfields.kinds import KINDS
from akrab.features.customfields.models import CustomField
from akrab.identity.actor import Actor
from akrab.lib import text

MOST = 100  # custom fields of one object
LONGEST_NAME = 40


@prepares("create")
def make_field(field: CustomField, *, by: Actor) -> None:
    """Name it and put it behind the others."""
    rows = CustomField._default_manager.filter(object=field.object)
    if rows.filter(deleted_at=None).count() >= MOST:
        raise Invalid({"": [_("An object can have %(most)d custom fields at most.") % {"most": MOST}]})
    _require_whole(field)
    field.name = _free_name(field.label, set(rows.values_list("name", flat=True)))
    if not field.position:
        field.position = (rows.aggregate(last=Max("position"))["last"] or 0) + 1
    if (
        field.kind in KINDS and KINDS[field.kind].make.type.sortable
    ):  # what is left out is asked for afterwards
        ranks.begin(field.object, field.name, field.kind)
        fill_soon(by.workspace.pk)


@prepares("update")
def change_field(field: CustomField, *, before: Mapping[str, Any], by: Actor) -> None:
    """What records hold already must stay readable: type, object and target are fixed, options in use stay."""
    fixed = {
        "kind": _(
            "The type of a field can't be changed, because records may hold values of it. "
            "Make a new field and retire this one."
        ),
        "object": _("A field can't be moved to another object. Make a new field there and retire this one."),
        "target": _(
            "A field can't lead to another object, because records may hold links by it. "
            "Make a new field and retire this one."
        ),
    }
    wrong = {name: [text] for name, text in fixed.items() if getattr(field, name) != before[name]}
    if wrong:
        raise Invalid(wrong)
    _require_whole(field)
    kept = {one["key"] for one in field.options}
    for one in before["options"]:
        if one["key"] not in kept:
            _require_unused(field, one, by)


def _require_whole(field: CustomField) -> None:
    """A choice has options and a link a target; other types have neither."""
    if field.kind == "choice" and not any(not one["retired"] for one in field.options):
        raise Invalid({"options": [_("Give at least one option that can be chosen.")]})
    if field.kind == "link" and not field.target:
        raise Invalid({"target": [_("Choose what the field links to.")]})
    if field.kind != "choice" and field.options:
        raise Invalid({"options": [_("Only a choice has options.")]})
    if field.kind != "link" and field.target:
        raise Invalid({"target": [_("Only a link leads to an object.")]})


def _require_unused(field: CustomField, option: Mapping[str, Any], by: Actor) -> None:
    model = cast(type[Record], get_object(field.object).model)
    number = model._default_manager.filter(**{f"{COLUMN}__contains": {field.name: option["key"]}}).count()
    if number:
        message = ngettext(
            "“%(option)s” is the value of %(number)d record. Retire the option instead of removing it.",
            "“%(option)s” is the value of %(number)d records. Retire the option instead of removing it.",
            number,
        )
        raise Invalid({"options": [message % {"option": option["label"], "number": number}]})


def _free_name(label: str, taken: set[str]) -> str:
    """A name made of the label that no other field of the object has, nor had."""
    plain = re.sub(r"[^a-z0-9]+", "_", text.sort_key(label))[:LONGEST_NAME].strip("_") or "field"
    first = f"{PREFIX}{plain}"
    return first if first not in taken else next(
        name for number in range(2, len(taken) + 3) if (name := f"{first}_{number}") not in taken
    )  # fmt: skip


@action(
    label=gettext_lazy("Retire"), past="retired", icon="archive", shown=lambda field: not field.is_retired,
    told=gettext_lazy("%(who)s retired the field %(what)s"),
)  # fmt: skip
def retire(field: CustomField, *, by: Actor) -> CustomField:
    """Hide the field everywhere; its values are kept."""
    field.is_retired = True
    return field


@action(
    label=gettext_lazy("Bring back"), past="brought_back", icon="archive-off", shown=lambda field: field.is_retired,
    told=gettext_lazy("%(who)s brought back the field %(what)s"),
)  # fmt: skip
def bring_back(field: CustomField, *, by: Actor) -> CustomField:
    """Show a retired field again, with the values it had."""
    field.is_retired = False
    return field
