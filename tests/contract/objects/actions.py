"""Verbs of the test objects: one with every kind of parameter, one that refuses."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Annotated

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from akrab.engine.actions import action
from akrab.engine.errors import Missing, Refused
from akrab.engine.fields import TextField
from akrab.identity.actor import Actor
from akrab.identity.models import Membership
from tests.contract.objects.models import Shelf, Specimen


@action(label=_("Measure"), past="measured")
def measure(
    specimen: Specimen,
    *,
    by: Actor,
    count: int,
    weight: Decimal | None = None,
    remark: Annotated[str, TextField(_("remark"), max_length=80)] = "",
    living: bool = False,
    found_on: date | None = None,
    seen_at: datetime | None = None,
    length: timedelta | None = None,
    shelf: Shelf | None = None,
    owner: Membership | None = None,
) -> Specimen:
    """Set what was measured."""
    specimen.count, specimen.weight, specimen.remark, specimen.living = count, weight, remark, living
    specimen.found_on, specimen.seen_at, specimen.length = found_on, seen_at, length
    specimen.shelf = shelf or specimen.shelf
    specimen.owner = owner or specimen.owner
    return specimen


@action(label=_("Ship"), past="shipped")
def ship(specimen: Specimen, *, by: Actor) -> Specimen:
    """Send it away, which takes an address."""
    if not specimen.place:
        raise Refused(gettext("It has no place to go to."), [Missing(gettext("Place"), field="place")])
    specimen.remark = "shipped"
    return specimen
