"""What holds for relations between people and companies when they are made and changed."""

from collections.abc import Mapping
from typing import Any, cast

from akrab.engine.actions import prepares
from akrab.engine.errors import Invalid
from akrab.engine.record import Record
from akrab.engine.registry import find_object
from akrab.features.wording.objects import gettext
from akrab.identity.actor import Actor
from akrab.modules.contacts.models import Company, Contact, Relation

SOMEBODY = (Contact, Company)


def find_somebody(value: str) -> Record | None:
    """The contact or company that an `object:id` names; None for anything else."""
    name, _colon, id = value.partition(":")
    spec = find_object(name)
    if spec is None or spec.model not in SOMEBODY:
        return None
    return cast(type[Record], spec.model)._default_manager.filter(pk=id).first()


@prepares("create")
def prepare_relation(relation: Relation, *, by: Actor) -> None:
    """A relation is between two different people or companies, and is called by both."""
    ends = {name: find_somebody(getattr(relation, name)) for name in ("one", "other")}
    if wrong := {
        name: [gettext("Choose [a contact] or [a company].")] for name, end in ends.items() if end is None
    }:
        raise Invalid(wrong)
    if relation.one == relation.other:
        raise Invalid(
            {"other": [gettext("Choose somebody else: nobody stands in [a relation] to themselves.")]}
        )
    if relation.valid_from and relation.valid_until and relation.valid_until < relation.valid_from:
        raise Invalid({"valid_until": [gettext("This day lies before the day it begins.")]})
    relation.name = f"{ends['one']} – {relation.kind.name} – {ends['other']}"[:200]


@prepares("update")
def change_relation(relation: Relation, *, before: Mapping[str, Any], by: Actor) -> None:
    prepare_relation(relation, by=by)
