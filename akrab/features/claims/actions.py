"""Settling which value a field holds when sources differ."""

from dataclasses import replace
from typing import cast

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from akrab.engine import access, write
from akrab.engine.actions import action, prepares
from akrab.engine.errors import Invalid, Refused
from akrab.engine.record import Record
from akrab.engine.registry import find_object
from akrab.features.claims.models import Claim
from akrab.identity.actor import Actor


def _waits(claim: Claim) -> bool:
    return bool(claim.state == "waiting")


@prepares("create")
def require_record(claim: Claim, *, by: Actor) -> None:
    """A value is another's only beside the one a record holds; the product keeps them by itself."""
    if not claim.about and by.is_person:
        raise Invalid({"about": [gettext("Other values are kept by themselves. Change the record instead.")]})


@action(
    label=_("Use this value"), past="used", told=_("%(who)s chose the other value %(what)s"),
    icon="check", needs="view", shown=_waits,
)  # fmt: skip
def use(claim: Claim, *, by: Actor) -> Claim:
    """Put it into the record; what else was said of the field is settled with it."""
    record = _record(claim, by)
    write.update(record, {claim.field: claim.value}, replace(by, origin="system"))  # a plain value, as kept
    others = Claim.objects.filter(about=claim.about, field=claim.field, state="waiting").exclude(pk=claim.pk)
    for other in others:
        write.keep(other, by, state="left", settled_by=by.membership)
    claim.state, claim.settled_by = "used", by.membership
    return claim


@action(
    label=_("Leave it out"), past="left", told=_("%(who)s left out the other value %(what)s"),
    icon="x", needs="view", shown=_waits,
)  # fmt: skip
def leave(claim: Claim, *, by: Actor) -> Claim:
    """The record keeps what it says; the same value from there is not asked about again."""
    access.require(by, _record(claim, by), "change")
    claim.state, claim.settled_by = "left", by.membership
    return claim


def _record(claim: Claim, by: Actor) -> Record:
    name, _colon, id = claim.about.partition(":")
    spec = find_object(name)
    record = access.get(cast(type[Record], spec.model), id, by, "change") if spec is not None else None
    if spec is None or record is None or claim.field not in access.writable(by, spec):
        raise Refused(gettext("This field is there no more, or your role may not change it."))
    return record
