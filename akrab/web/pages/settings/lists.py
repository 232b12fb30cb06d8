"""The open lists (sources, channels, reasons …): one page for all of them, whatever their entries know besides."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from akrab.engine import access, write
from akrab.engine.errors import Invalid, NotFound, Refused
from akrab.engine.events import gesture
from akrab.engine.lists import ListEntry
from akrab.engine.registry import get_object
from akrab.engine.spec import Spec
from akrab.features.lists import entries as kept
from akrab.identity.actor import Actor
from akrab.web import inputs, show
from akrab.web.inputs import Input
from akrab.web.pages.settings.door import address, administrators, choice, draw

Errors = Mapping[str, Sequence[str]]
BY_HAND = ("position", "retired")  # set by their own gestures


@dataclass(frozen=True)
class Open:
    """The one form that is open, with what was typed and what is wrong with it."""

    id: UUID | None = None
    raw: Mapping[str, Any] | None = None
    wrong: Errors | None = None


@administrators
def entries(request: HttpRequest, by: Actor, object: str) -> HttpResponse:
    """Every entry in its order, with how often it is used; making one more."""
    spec = _list(object)
    if request.method != "POST":
        return _draw(request, by, spec, Open(_asked(request.GET.get("entry", ""))))
    raw = _read(request, by, spec)
    try:
        kept.refuse_twin(spec, raw.get("name", ""))
        with gesture(by, _("New entry: %(list)s") % {"list": spec.label_plural}) as within:
            made = write.create(_model(spec), {**raw, "position": _rows(spec, by).count()}, within)
    except Invalid as invalid:
        return _draw(request, by, spec, Open(raw=raw, wrong=invalid.errors), 422)
    return show.go(request, _at(by, spec), within, _("“%(name)s” was added.") % {"name": made})


@require_POST
@administrators
def entry(request: HttpRequest, by: Actor, object: str, id: UUID) -> HttpResponse:
    """Rename an entry, or change what else it knows."""
    spec = _list(object)
    held = access.get(_model(spec), id, by)
    raw = _read(request, by, spec)
    try:
        kept.refuse_twin(spec, raw.get("name", ""), held.pk)
        with gesture(by, _("Change “%(name)s”") % {"name": held}) as within:
            saved = write.update(held, raw, within)
    except Invalid as invalid:
        return _draw(request, by, spec, Open(id, raw, invalid.errors), 422)
    return show.go(request, _at(by, spec), within, _("“%(name)s” was saved.") % {"name": saved})


@require_POST
@administrators
def retire(request: HttpRequest, by: Actor, object: str, id: UUID) -> HttpResponse:
    """Offer an entry no longer, or again; records that name it keep it."""
    spec = _list(object)
    held = access.get(_model(spec), id, by)
    label = _("Offer “%(name)s” again") if held.retired else _("Retire “%(name)s”")
    with gesture(by, label % {"name": held}) as within:
        write.update(held, {"retired": not held.retired}, within)
    said = _("“%(name)s” is offered again.") if held.retired else _("“%(name)s” is no longer offered.")
    return show.go(request, _at(by, spec), within, said % {"name": held})


@require_POST
@administrators
def merge(request: HttpRequest, by: Actor, object: str, id: UUID) -> HttpResponse:
    """Let another entry take the place of this one everywhere."""
    spec = _list(object)
    held = access.get(_model(spec), id, by)
    try:
        into = access.get(_model(spec), request.POST.get("into", ""), by)
        with gesture(by, _("Merge “%(name)s”") % {"name": held}) as within:
            number = kept.merge(held, into, within)
    except (Invalid, NotFound):
        return _draw(
            request, by, spec, Open(id, wrong={"into": [_("Choose another entry of the same list.")]}), 422
        )
    said = ngettext("%(count)d record now says “%(name)s”.", "%(count)d records now say “%(name)s”.", number)
    return show.go(request, _at(by, spec), within, said % {"count": number, "name": into})


@require_POST
@administrators
def delete(request: HttpRequest, by: Actor, object: str, id: UUID) -> HttpResponse:
    """Put an entry that nothing uses into the bin."""
    spec = _list(object)
    held = access.get(_model(spec), id, by)
    try:
        with gesture(by, _("Delete “%(name)s”") % {"name": held}) as within:
            kept.delete(held, within)
    except Refused as refused:
        return _draw(request, by, spec, Open(id, wrong={"": [str(refused)]}), 409)
    return show.go(request, _at(by, spec), within, _("“%(name)s” was deleted.") % {"name": held})


@require_POST
@administrators
def order(request: HttpRequest, by: Actor, object: str) -> HttpResponse:
    """Put the entries into the order sent, or move one a step up or down."""
    spec = _list(object)
    rows = list(_rows(spec, by))
    known = {str(one.pk): one for one in rows}
    wanted = request.POST.getlist("entry")
    up, down = request.POST.get("up", ""), request.POST.get("down", "")
    if set(wanted) == set(known):
        rows = [known[id] for id in dict.fromkeys(wanted)]
    elif up in known or down in known:
        at = rows.index(known[up or down])
        to = at - 1 if up else at + 1
        if 0 <= to < len(rows):
            rows[at], rows[to] = rows[to], rows[at]
    with gesture(by, _("Order: %(list)s") % {"list": spec.label_plural}) as within:
        for place, one in enumerate(rows):
            if one.position != place:
                write.update(one, {"position": place}, within)
    return show.go(request, _at(by, spec), within, _("The list was ordered."))


def _list(name: str) -> Spec:
    """The open list of this name; raises `NotFound` for another object."""
    spec = get_object(name)
    if not issubclass(spec.model, ListEntry):
        raise NotFound(name)
    return spec


def _model(spec: Spec) -> type[ListEntry]:
    return cast(type[ListEntry], spec.model)


def _rows(spec: Spec, by: Actor) -> Any:
    return access.visible(_model(spec), by).order_by("position", "id")


def _at(by: Actor, spec: Spec) -> str:
    return address(by, f"lists/{spec.name}")


def _asked(id: str) -> UUID | None:
    try:
        return UUID(id)
    except ValueError:
        return None


def _fields(by: Actor, spec: Spec) -> dict[str, Any]:
    return {name: field for name, field in access.writable(by, spec).items() if name not in BY_HAND}


def _read(request: HttpRequest, by: Actor, spec: Spec) -> dict[str, Any]:
    return inputs.read(_fields(by, spec), request.POST, request.FILES)


def _draw(request: HttpRequest, by: Actor, spec: Spec, open_: Open, status: int = 200) -> HttpResponse:
    rows, used = list(_rows(spec, by)), kept.counts(spec)
    here = next((one for one in rows if one.pk == open_.id), None)
    wrong = open_.wrong or {}
    context = {
        "spec": spec,
        "here": _at(by, spec),
        "entries": [(one, used.get(one.pk, 0)) for one in rows],
        "open": here,
        **inputs.form(_inputs(by, spec, here, open_)),
        "new_inputs": _inputs(by, spec, None, open_ if here is None else Open()),
        "merge_input": _merge_input(rows, here, wrong) if here else None,
        "whole_errors": list(wrong.get("", ())),
    }
    return draw(request, by, "settings/list.html", context, status)


def _inputs(by: Actor, spec: Spec, held: ListEntry | None, open_: Open) -> list[Input]:
    wrong, raw = open_.wrong or {}, open_.raw or {}
    found = []
    for name, field in _fields(by, spec).items():
        value = inputs.as_typed(field, held, by) if held else inputs.default(field, by)
        found.append(
            inputs.ask(
                field, by, raw.get(name, value), errors=wrong.get(name, ()), prefix="e" if held else "n",
                suggest=inputs.suggest_address(by, spec.name, name),
            )
        )  # fmt: skip
    return found


def _merge_input(rows: Sequence[ListEntry], here: ListEntry, wrong: Errors) -> Input:
    others = [one for one in rows if one.pk != here.pk]
    return choice(
        "into", _("Merge into"), "", [("", "–"), *((str(one.pk), str(one)) for one in others)], required=True,
        errors=wrong.get("into", ()),
    )  # fmt: skip
