"""What guides people at a record: its checklist, and the playbooks that apply where it stands."""

from typing import cast
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from akrab.engine import access
from akrab.engine.errors import NotFound
from akrab.engine.record import Record
from akrab.engine.registry import get_object
from akrab.features.playbooks import guidance as kept
from akrab.features.playbooks.models import CheckItem
from akrab.identity.actor import Actor
from akrab.web import addresses, show
from akrab.web.visit import page


@page
def guidance(request: HttpRequest, by: Actor, objects: str, id: UUID) -> HttpResponse:
    """The part of a record's page that says how this is done here."""
    record = access.get(cast(type[Record], get_object(objects).model), id, by)
    return _draw(request, by, record)


@require_POST
@page
def tick(request: HttpRequest, by: Actor, objects: str, id: UUID, item: UUID) -> HttpResponse:
    """Tick an item for the record, or take the tick back; who may change the record may."""
    record = access.get(cast(type[Record], get_object(objects).model), id, by, "change", lock=True)
    found = CheckItem.objects.filter(
        pk=item, deleted_at__isnull=True, place__in=kept.places_of(record)
    ).first()
    if found is None:
        raise NotFound(str(item))
    if request.POST.get("done") == "1":
        kept.tick(record, found, by)
    else:
        kept.untick(record, found, by)
    return _draw(request, by, record)


def _draw(request: HttpRequest, by: Actor, record: Record) -> HttpResponse:
    record.workspace = by.workspace
    spec = get_object(type(record)._meta.model_name or "")
    checks = kept.checklist(record)
    context = {
        "checks": checks,
        "done": sum(one.is_done for one in checks),
        "playbooks": kept.playbooks(spec.name, kept.places_of(record)),
        "may_change": access.allows(by, record, "change"),
        "address": f"{addresses.of(record)}/guidance",
    }
    return show.part(request, by, "objects/_guidance.html", context)
