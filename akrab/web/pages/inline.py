"""Editing one field in place: the editor, and what takes its place when it is saved."""

from typing import Any, cast
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.html import escape
from django.utils.translation import gettext as _

from akrab.engine import access, query, write
from akrab.engine.errors import Clash, Conflict, Forbidden, Invalid, NotFound, Refused
from akrab.engine.events import gesture
from akrab.engine.fields import Field
from akrab.engine.record import Record
from akrab.engine.registry import get_object
from akrab.engine.spec import Spec
from akrab.identity.actor import Actor
from akrab.web import addresses, boards, cells, inputs, overlaps, show
from akrab.web.visit import page


@page
def edit(request: HttpRequest, by: Actor, objects: str, id: UUID, field: str) -> HttpResponse:
    """Open a field's editor, or save what was typed into it."""
    spec = get_object(objects)
    record = access.get(cast(type[Record], spec.model), id, by, "change")
    described = access.writable(by, spec).get(field)
    if described is None:
        raise Forbidden(_("Your role may not change this field."))
    if request.method == "POST":
        return save(request, by, spec, record, described)
    return editor(request, by, spec, record, described, inputs.as_typed(described, record, by))


def editor(
    request: HttpRequest, by: Actor, spec: Spec, record: Record, field: Field, value: Any, *, status: int = 200,
    errors: tuple[str, ...] = (), theirs: Clash | None = None,
) -> HttpResponse:  # fmt: skip
    """The little form that stands in the cell."""
    titles = query.titles_for([record], [field], by)
    title = str(titles.get(getattr(record, field.attname), "")) if field.type.name in ("link", "user") else ""
    suggest = inputs.suggest_address(by, spec.name, field.name)
    asked = inputs.ask(
        field,
        by,
        value,
        title=title,
        errors=errors,
        prefix=f"e{record.pk.hex[-6:]}",
        suggest=suggest,
        theirs=theirs,
    )
    context = {
        "input": asked,
        "address": f"{addresses.of(record)}/edit/{field.name}",
        "version": record.version,
        "where": request.GET.get("in") or request.POST.get("in", "record"),
    }
    return show.part(request, by, "objects/_editor.html", context, status=status)


def save(request: HttpRequest, by: Actor, spec: Spec, record: Record, field: Field) -> HttpResponse:
    """Save one field; a refusal or somebody else's change comes back with what was typed."""
    raw = inputs.read({field.name: field}, request.POST, request.FILES)
    if "value" in request.POST:
        raw = {field.name: request.POST["value"]}
    if field.type.name == "boolean" and field.name not in raw:
        raw = {field.name: False}
    said = request.POST.get("version", "")
    version = int(said) if said.isdecimal() else None
    is_cell = request.POST.get("in") != "calendar"
    try:
        _require_free(spec, raw, by, request, record)
        with gesture(by, _("Change %(field)s") % {"field": field.label}) as within:
            record = write.update(record, raw, within, version)
    except Conflict as conflict:
        record.version = conflict.version
        return editor(
            request, by, spec, record, field, raw[field.name], status=409, theirs=conflict.clashes[0]
        )
    except (Invalid, Refused, NotFound) as refused:
        texts = (
            refused.errors.get(field.name) or [str(refused)]
            if isinstance(refused, Invalid)
            else [str(refused)]
        )
        if not is_cell:
            return show.refusal(request, 422, " ".join(texts))
        return editor(
            request, by, spec, record, field, raw.get(field.name, ""), status=422, errors=tuple(texts)
        )
    response = HttpResponse(
        shown(by, spec, record, field, request.POST.get("in") == "list") if is_cell else ""
    )
    show.trigger(response, changed={"o": spec.name, "r": str(record.pk)})
    return show.toast(
        response,
        within,
        _("%(field)s of %(record)s changed.") % {"field": field.label, "record": str(record)},
    )


def _require_free(spec: Spec, raw: dict[str, Any], by: Actor, request: HttpRequest, record: Record) -> None:
    """Raise `Refused` where the new value would overlap with another record, saying where it can be kept."""
    if taken := overlaps.warned(spec, raw, by, request.POST, [record]):
        advice = _("To keep it all the same, use “Edit all fields” or the calendar.")
        raise Refused(" ".join([*taken, advice]))


def shown(by: Actor, spec: Spec, record: Record, field: Field, short: bool) -> str:
    """The value again, ready to be edited once more."""
    steps = boards.steps(spec, [field], by)
    titles = {**query.titles_for([record], [field], by), **steps.titles}
    seen = cells.Seen(by, titles, steps.places, full=not short)
    return cells.opening(field, cells.show(field, record, seen), escape(_("edit")), named=not short)
