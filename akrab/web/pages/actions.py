"""Verbs of one record: the dialog that its signature makes, doing it, the bin, and undoing a gesture."""

from collections.abc import Mapping
from typing import Any, cast
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from akrab.engine import access, undo, write
from akrab.engine.actions import Action
from akrab.engine.errors import Invalid, Refused
from akrab.engine.events import gesture
from akrab.engine.record import Record
from akrab.engine.registry import get_action, get_object
from akrab.engine.spec import Spec
from akrab.features.playbooks import guidance
from akrab.identity.actor import Actor
from akrab.web import addresses, inputs, show
from akrab.web.visit import page


@page
def act(request: HttpRequest, by: Actor, objects: str, id: UUID, action: str) -> HttpResponse:
    """Ask for what an action needs, or do it."""
    spec = get_object(objects)
    verb = get_action(spec, action)
    record = access.get(cast(type[Record], spec.model), id, by, verb.needs)
    record.workspace = by.workspace
    if request.method != "POST":
        return dialog(request, by, spec, verb, record, {})
    raw = inputs.read(verb.params, request.POST, request.FILES)
    try:
        with gesture(by, str(verb.label)) as within:
            record = write.perform(verb, record, raw, within)
    except Invalid as invalid:
        return dialog(request, by, spec, verb, record, raw, status=422, errors=invalid.errors)
    except Refused as refused:
        return dialog(request, by, spec, verb, record, raw, status=422, errors={"": [str(refused)]})
    return done(request, within, spec, record, f"{verb.label}: {record}")


def dialog(
    request: HttpRequest, by: Actor, spec: Spec, verb: Action, record: Record, raw: Mapping[str, Any], *,
    status: int = 200, errors: Mapping[str, list[str]] | None = None,
) -> HttpResponse:  # fmt: skip
    """The form that the action's signature makes."""
    wrong = errors or {}
    asked = [
        inputs.ask(
            field, by, raw.get(name, inputs.default(field, by)),
            errors=wrong.get(name, []), prefix="a", suggest=inputs.suggest_address(by, spec.name, name, verb.name),
        )
        for name, field in verb.params.items()
    ]  # fmt: skip
    context = {
        "spec": spec,
        "title": str(verb.label),
        "subject": str(record),
        "address": f"{addresses.of(record)}/actions/{verb.name}",
        "button": str(verb.label),
        "playbooks": guidance.playbooks(spec.name, guidance.places_of(record), verb.name),
        "whole_errors": [text for name, texts in wrong.items() if name not in verb.params for text in texts],
        **inputs.form(asked),
    }
    response = show.part(
        request, by, [f"objects/{spec.name}/_action.html", "objects/_action.html"], context, status=status
    )
    return response if status == 200 else show.instead(response, "#dialog", "innerHTML")


def done(request: HttpRequest, by: Actor, spec: Spec, record: Record, said: str) -> HttpResponse:
    """Say what was done; the parts of the page that show it fetch themselves anew."""
    if not show.is_part(request):
        return show.go(request, addresses.of(record), by, said)
    response = show.trigger(
        HttpResponse(status=204), closeDialog={}, changed={"o": spec.name, "r": str(record.pk)}
    )
    return show.toast(response, by, said)


@require_POST
@page
def delete(request: HttpRequest, by: Actor, objects: str, id: UUID) -> HttpResponse:
    """Put a record into the bin, from which undo brings it back."""
    spec = get_object(objects)
    record = access.get(cast(type[Record], spec.model), id, by, "delete")
    with gesture(by, _("Delete %(object)s") % {"object": spec.label}) as within:
        write.delete(record, within)
    said = _("%(record)s is in the bin.") % {"record": str(record)}
    return show.go(request, addresses.listing(by.workspace, spec), within, said)


@require_POST
@page
def restore(request: HttpRequest, by: Actor, objects: str, id: UUID) -> HttpResponse:
    """Bring a record back from the bin."""
    spec = get_object(objects)
    record = access.get(cast(type[Record], spec.model), id, by, bin=True)
    with gesture(by, _("Restore %(object)s") % {"object": spec.label}) as within:
        record = write.restore(record, within)
    record.workspace = by.workspace
    return show.go(request, addresses.of(record), within, _("%(record)s is back.") % {"record": str(record)})


@require_POST
@page
def take_back(request: HttpRequest, by: Actor, operation: UUID) -> HttpResponse:
    """Undo a gesture; where later changes stand in the way, show them and let the person choose."""
    gone = undo.get_operation(operation, by)
    try:
        undone = undo.undo(gone, by, force=request.POST.get("force") == "1")
    except undo.UndoConflict as conflict:
        context = {
            "standing": conflict.standing,
            "address": addresses.undo(by.workspace, operation),
            "label": gone.label,
        }
        response = show.part(request, by, "parts/undo_conflict.html", context, status=409)
        return show.instead(response, "#dialog", "innerHTML")
    said = _("Undone: %(gesture)s") % {"gesture": gone.label}
    if not show.is_part(request):
        return show.go(request, addresses.home(by.workspace), by.within(undone.pk), said)
    response = show.trigger(HttpResponse(status=204), closeDialog={}, changed={"all": True})
    return show.toast(response, by.within(undone.pk), said)
