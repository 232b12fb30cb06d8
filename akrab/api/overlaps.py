"""Overlaps at this door: told in the answer, or refused together with the whole request where a program asks so."""

from collections.abc import Iterable
from typing import cast
from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import gettext as _

from akrab.api.problems import Problem
from akrab.engine.errors import Refused
from akrab.engine.fields.links import target_of
from akrab.engine.models import Event
from akrab.engine.record import Record
from akrab.engine.registry import objects
from akrab.engine.spec import Spec
from akrab.features.planning import slots
from akrab.identity.actor import Actor

HEADER = "Akrab-Overlaps"
REFUSE = "refuse"


def can_overlap(spec: Spec) -> bool:
    """Whether records of an object need people or things for themselves, or bring people to those that do."""
    return bool(spec.booked) or bool(spec.joins and target_of(spec.fields[spec.joins]) in _booked())


def require_free(request: HttpRequest, by: Actor) -> None:
    """Raise `Refused` where a program asked that people and resources be free, and something changed needs taken ones.

    Every record that the actor's operation touched is looked at, by whichever verb and of whichever object. Raises
    `Problem` for a header that says anything else.
    """
    said = request.headers.get(HEADER, "").strip().lower()
    if not said:
        return
    if said != REFUSE:
        raise Problem("malformed", _("%(header)s can only be “refuse”.") % {"header": HEADER})
    slots.one_by_one(by.workspace)
    if any(slots.clashes_of(record, by) for record in _touched(by)):
        raise Refused(_("Somebody or something that this needs is taken at that time."))


def _touched(by: Actor) -> Iterable[Record]:
    """What the actor's operation changed, and what somebody takes part in since."""
    wanted: dict[str, set[UUID]] = {}
    for name, id in Event.objects.filter(operation=by.operation).values_list("object", "record"):
        wanted.setdefault(name, set()).add(id)
    for name, spec in objects().items():
        if name in wanted and can_overlap(spec):
            rows = cast(type[Record], spec.model)._default_manager.filter(
                pk__in=wanted[name], deleted_at__isnull=True
            )
            if spec.joins:
                ids = rows.values_list(spec.joins, flat=True)
                rows = cast(type[Record], target_of(spec.fields[spec.joins]))._default_manager.filter(
                    pk__in=ids, deleted_at__isnull=True
                )
            yield from rows.defer("search")


def _booked() -> set[object]:
    return {spec.model for spec in objects().values() if spec.booked}
