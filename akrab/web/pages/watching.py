"""Watching a record, calling colleagues by name, and how one wants to be told."""

from typing import Any, cast
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from akrab.engine import access
from akrab.engine.errors import NotFound
from akrab.engine.fields import Field
from akrab.engine.record import Record
from akrab.engine.registry import find_object, get_object, objects
from akrab.engine.spec import Spec
from akrab.features.notify import mentions, notices, watching
from akrab.features.notify.models import KINDS, Watch
from akrab.identity.actor import Actor
from akrab.web import addresses, show
from akrab.web.pages.settings.door import address
from akrab.web.visit import page


@page
def people(request: HttpRequest, by: Actor) -> HttpResponse:
    """The colleagues who can be called in a comment: those who may see the record, by what was typed."""
    name, _colon, id = request.GET.get("about", "").partition(":")
    spec = find_object(name)
    if spec is None:
        raise NotFound(name)
    record = access.get(cast(type[Record], spec.model), id, by)
    found = mentions.offered(request.GET.get("q", "")[:80], record)
    return JsonResponse([{"id": str(one.pk), "name": str(one)} for one in found], safe=False)


@require_POST
@page
def watch(request: HttpRequest, by: Actor, objects: str, id: UUID) -> HttpResponse:
    """Watch a record, or stop."""
    spec = get_object(objects)
    record = access.get(cast(type[Record], spec.model), id, by)
    record.workspace = by.workspace
    if request.POST.get("on") == "1":
        watching.watch(record, by)
        said = _("You will be told of what happens to %(record)s.") % {"record": record}
    else:
        watching.unwatch(record, by)
        said = _("You no longer watch %(record)s.") % {"record": record}
    response = show.trigger(HttpResponse(status=204), changed={"o": spec.name, "r": str(record.pk)})
    return show.trigger(response, toast={"text": said})


def block(spec: Spec, record: Record, by: Actor) -> dict[str, Any] | None:
    """Who watches a record, and the way to join them or to stop."""
    if not watching.can_be_watched(spec) or record.deleted_at is not None or by.membership is None:
        return None
    found = watching.watchers(record)
    return {
        "people": [one for one in found if one.pk != by.membership_id],
        "on": any(one.pk == by.membership_id for one in found),
        "address": f"{addresses.of(record)}/watch",
    }


def watchable() -> list[tuple[Spec, list[Field]]]:
    """The objects with the fields that can be watched."""
    found = []
    for spec in objects().values():
        fields = [field for field in spec.editable() if field.type.name != "file"]
        if watching.can_be_watched(spec) and spec.search and fields:
            found.append((spec, fields))
    return found


def find_field(said: str, by: Actor) -> tuple[Spec, Field] | None:
    """The field that `object.field` names, where the actor may see it."""
    name, _dot, last = said.partition(".")
    spec = find_object(name)
    field = access.readable(by, spec).get(last) if spec else None
    return (spec, field) if spec and field and access.reach(by, spec, "view") != "none" else None


@require_POST
@page
def choose(request: HttpRequest, by: Actor) -> HttpResponse:
    """Say which notices come on the bell and which by mail; begin or stop watching a field."""
    assert by.membership is not None
    back, what = f"{address(by, 'me')}#notices", request.POST.get("what", "")
    if what == "kinds":
        for kind, _label in KINDS:
            said = (request.POST.get(f"bell-{kind}") == "1", request.POST.get(f"mail-{kind}") == "1")
            notices.choose(by.membership, kind, *said)
        return show.go(request, back, said=_("Your notices were changed."))
    if what == "drop":
        Watch.objects.filter(member=by.membership_id, pk__in=[_id(request.POST.get("watch", ""))]).delete()
        return show.go(request, back, said=_("You no longer watch this."))
    found = find_field(request.POST.get("field", ""), by)
    if found is None:
        return show.refusal(request, 422, _("Choose a field from the list."))
    watching.watch_field(*found, by)
    return show.go(request, back, said=_("You will be told when this field changes."))


def _id(said: str) -> UUID | None:
    try:
        return UUID(said)
    except ValueError:
        return None


def context(by: Actor) -> dict[str, Any]:
    """What one's account page says of notices and of what one watches."""
    assert by.membership_id is not None
    chosen = notices.choices_of(by.membership_id)
    rows = watching.watched_by(by.membership_id)
    wanted: dict[str, set[UUID]] = {}
    for row in rows:
        if row.record:
            wanted.setdefault(row.object, set()).add(row.record)
    titles = access.titles(wanted, by, objects())
    return {
        "notice_kinds": [
            {"kind": kind, "label": label, "bell": chosen[kind][0], "mail": chosen[kind][1]} for kind, label in KINDS
        ],
        "watches": [one for row in rows if (one := _watched(row, titles, by)) is not None],
        "watchable": [
            (spec.label, [(f"{spec.name}.{field.name}", field.label) for field in fields])
            for spec, fields in watchable()
            if access.reach(by, spec, "view") != "none"
        ],
    }  # fmt: skip


def _watched(row: Watch, titles: dict[UUID, str], by: Actor) -> dict[str, Any] | None:
    spec = find_object(row.object)
    if spec is None:
        return None
    if row.record is None:
        field = spec.fields.get(row.field)
        words = {"object": spec.label, "field": field.label if field else row.field}
        return {"id": row.pk, "icon": spec.icon, "title": _("%(object)s: %(field)s") % words, "address": ""}
    if row.record not in titles:
        return None
    return {
        "id": row.pk, "icon": spec.icon, "title": titles[row.record],
        "address": addresses.record(by.workspace, spec, row.record),
    }  # fmt: skip
