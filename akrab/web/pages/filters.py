"""The panels above a list: filter builder, columns, and keeping what is shown as a view."""

import re
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from akrab.engine import access
from akrab.engine.errors import Invalid
from akrab.engine.registry import get_object
from akrab.engine.spec import Spec
from akrab.features.views.saved import delete_view, get_view, save_view
from akrab.identity.actor import Actor
from akrab.web import addresses, asked, conditions, show
from akrab.web.visit import page

SCOPE = re.compile(r"[a-z0-9]{0,12}")  # of several builders in one form, the one that a row belongs to
ROW = re.compile(r"[a-z0-9]{0,12}c[0-9a-f]{6}")


@page
def panel(request: HttpRequest, by: Actor, objects: str) -> HttpResponse:
    """The filter builder, filled with the filter in force."""
    spec = get_object(objects)
    reading = asked.read(request, spec, by)
    join, parts = conditions.flat(reading.filter)
    titles = conditions.titles(reading.filter, spec, by)
    simple = [part for part in parts if "field" in part] or [{}]
    context = {
        "conditions": [conditions.row(spec, by, part, titles, not part) for part in simple],
        "join": join,
        "kept": reading.without("filter"),
        "apply_address": f"{addresses.listing(by.workspace, spec)}filter/apply",
        **_ground(spec, by),
    }
    return show.part(request, by, "objects/_filter_panel.html", context)


def _ground(spec: Spec, by: Actor) -> dict[str, object]:
    return {
        "fields": conditions.grouped(conditions.askable(spec, by), spec),
        "condition_address": f"{addresses.listing(by.workspace, spec)}filter/condition",
    }


@page
def condition(request: HttpRequest, by: Actor, objects: str) -> HttpResponse:
    """One more row of the builder, or a row anew after its field or comparison was changed."""
    spec = get_object(objects)
    said: dict[str, str] = {}
    for name, value in request.GET.items():
        key, dot, last = str(name).partition(".")
        if dot and ROW.fullmatch(key):
            said[last] = str(value)
    scope = request.GET.get("scope", "")
    scope = scope if SCOPE.fullmatch(scope) else ""
    context = {
        "condition": conditions.row(spec, by, said, {}, True, scope),
        "scope": scope,
        **_ground(spec, by),
    }
    return show.part(request, by, "objects/_condition.html", context)


@page
def apply(request: HttpRequest, by: Actor, objects: str) -> HttpResponse:
    """Go to the list with the filter that the builder stands for."""
    spec = get_object(objects)
    reading = asked.read(request, spec, by)
    return HttpResponse(
        status=303, headers={"Location": reading.filtered(conditions.read(request.GET, spec, by))}
    )


@page
def columns(request: HttpRequest, by: Actor, objects: str) -> HttpResponse:
    """Which fields the list shows."""
    spec = get_object(objects)
    reading = asked.read(request, spec, by)
    on = {field.name for field in reading.columns}
    open_ = [field for field in access.readable(by, spec).values() if field.name != spec.title]
    ordered = [
        *[field for field in reading.columns if field.name != spec.title],
        *[field for field in open_ if field.name not in on],
    ]
    context = {
        "choices": [(field.name, field.label, field.name in on) for field in ordered],
        "kept": reading.without("column"),
        "list_address": addresses.listing(by.workspace, spec),
    }
    return show.part(request, by, "objects/_columns.html", context)


@page
def keep(request: HttpRequest, by: Actor, objects: str) -> HttpResponse:
    """Name what is shown and keep it as a view of one's own, or shared."""
    spec = get_object(objects)
    reading = asked.read(request, spec, by)
    errors: dict[str, list[str]] = {}
    if request.method == "POST":
        try:
            view = save_view(
                spec, by, name=request.POST.get("name", ""), filter=reading.filter, sort=reading.sort,
                shape=reading.shape,
                columns=[field.name for field in reading.columns], shared=request.POST.get("shared") == "1",
            )  # fmt: skip
            address = addresses.listing(by.workspace, spec, view=view.pk)
            return show.go(request, address, None, _("View “%(name)s” was saved.") % {"name": view.name})
        except Invalid as invalid:
            errors = invalid.errors
    context = {
        "address": reading.address("views/new"),
        "name": request.POST.get("name", ""),
        "errors": [text for texts in errors.values() for text in texts],
        "old": reading.view,
        "drop_address": f"{addresses.listing(by.workspace, spec)}views/{reading.view.pk}/delete"
        if reading.view
        else "",
    }
    return show.part(request, by, "objects/_keep_view.html", context, status=422 if errors else 200)


@require_POST
@page
def drop(request: HttpRequest, by: Actor, objects: str, id: UUID) -> HttpResponse:
    """Take a view away."""
    view = get_view(id, by)
    delete_view(view, by)
    address = addresses.listing(by.workspace, get_object(objects))
    return show.go(request, address, None, _("View “%(name)s” was removed.") % {"name": view.name})
