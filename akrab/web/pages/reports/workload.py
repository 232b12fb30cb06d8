"""The workload page: who has how much in hand, and handing work from one person to another."""

from typing import Any, cast
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from akrab.engine import access, write
from akrab.engine.errors import Forbidden, Invalid, NotFound, Refused
from akrab.engine.events import gesture
from akrab.engine.record import Record
from akrab.engine.spec import Spec
from akrab.identity.actor import Actor
from akrab.identity.members import active_members
from akrab.web import addresses, show
from akrab.web.pages.reports.builder import home
from akrab.web.visit import page
from akrab.web.workload import MOST, Share, kinds_of_work, loads, still_open


@page
def workload(request: HttpRequest, by: Actor) -> HttpResponse:
    """A row a person, a column a kind of work; each figure leads to that work."""
    kinds, found = kinds_of_work(by), loads(by)
    people: list[tuple[UUID | None, str]] = [(one.pk, str(one)) for one in active_members()]
    rows = []
    most = max((share.open for load in found.values() for share in load.shares.values()), default=0) or 1
    for id, name in [*people, (None, _("(nobody)"))]:
        load = found.get(id)
        if load is None and id is None:
            continue
        shares = load.shares if load else {}
        cells = [
            {
                **_cell(shares.get(spec.name, Share()), most),
                "address": home(by, f"workload/{id or 'nobody'}/{spec.name}"),
            }
            for spec in kinds
        ]
        rows.append({"name": name, "id": id, "cells": cells, "hours": load.hours if load else 0})
    context = {
        "kinds": kinds, "rows": rows, "all_address": home(by, "all"), "live": " ".join(spec.name for spec in kinds),
    }  # fmt: skip
    return show.page(request, by, "pages/reports/workload.html", context)


def _cell(share: Share, most: int) -> dict[str, Any]:
    return {"open": share.open, "late": share.late, "bar": f"{share.open * 100 / most:.1f}"}


@page
def work_of(request: HttpRequest, by: Actor, who: str, name: str) -> HttpResponse:
    """What one person has in hand of one kind, and handing some of it to another."""
    spec = next((one for one in kinds_of_work(by) if one.name == name), None)
    if spec is None:
        raise NotFound(name)
    id = _person(who)
    if request.method == "POST":
        return _hand_over(request, by, spec, who)
    owner = spec.owners[0]
    rows = (
        still_open(spec, by).filter(**{f"{owner}_id": id}).order_by(_order(spec), "id").defer("search")[:MOST]
    )
    date = _order(spec)
    people = [(str(one.pk), str(one)) for one in active_members()]
    context = {
        "spec": spec,
        "name": dict(people).get(str(id), _("(nobody)")),
        "rows": [
            (row, spec.title_of(row), addresses.record(by.workspace, spec, row.pk), getattr(row, date))
            for row in rows
        ],
        "people": [(one, text) for one, text in people if one != str(id)],
        "address": home(by, f"workload/{who}/{spec.name}"),
        "back": home(by, "workload"),
    }
    return show.page(request, by, "pages/reports/work_of.html", context)


def _order(spec: Spec) -> str:
    if spec.deadlines:
        return spec.deadlines[0].field
    return "next_due_at" if "next_due_at" in spec.fields else "created_at"


def _person(who: str) -> UUID | None:
    if who == "nobody":
        return None
    try:
        return UUID(who)
    except ValueError as error:
        raise NotFound(who) from error


def _hand_over(request: HttpRequest, by: Actor, spec: Spec, who: str) -> HttpResponse:
    """Give the chosen records to somebody else, in one gesture that can be undone."""
    back = home(by, f"workload/{who}/{spec.name}")
    to = request.POST.get("to", "")
    try:
        chosen = [UUID(one) for one in request.POST.getlist("row")]
    except ValueError as error:
        raise NotFound(who) from error
    if not chosen or not to:
        raise Invalid({"to": [_("Choose what to hand over, and to whom.")]})
    field = access.writable(by, spec).get(spec.owners[0])
    if field is None:
        raise Forbidden(_("Your role may not change this field."))
    model = cast(type[Record], spec.model)
    try:
        with gesture(by, _("Hand over work")) as within:
            write.update_many(model, chosen, {field.name: to}, within)
    except NotFound as error:
        raise Refused(str(error)) from error
    said = ngettext("%(count)d was handed over.", "%(count)d were handed over.", len(chosen)) % {
        "count": len(chosen)
    }
    return show.go(request, back, within, said)
