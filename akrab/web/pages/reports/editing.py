"""Putting a dashboard together: its name and who sees it, its tiles, their order, width and texts."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from akrab.engine import access, write
from akrab.engine.errors import Forbidden, Invalid, NotFound
from akrab.engine.events import gesture
from akrab.engine.registry import get_object
from akrab.engine.spec import SHARING
from akrab.features.reports.compute import sees_reserved
from akrab.features.reports.dashboards import get_dashboard, get_report, tiles_of
from akrab.features.reports.models import WIDTHS, Dashboard, Report, Tile
from akrab.features.reports.period import WORDS
from akrab.identity.actor import Actor
from akrab.web import show
from akrab.web.pages.reports.builder import home
from akrab.web.visit import page

Errors = Mapping[str, list[str]]


@page
def new(request: HttpRequest, by: Actor) -> HttpResponse:
    """Make a dashboard; a report in the address becomes its first tile."""
    access.require_create(by, get_object("dashboard"))
    if request.method != "POST":
        return _draw(request, by, Dashboard(period="this_month"), {})
    raw = _said(request, by)
    try:
        with gesture(by, _("New dashboard")) as within:
            made = write.create(Dashboard, raw, within)
    except (Invalid, Forbidden) as refused:
        return _draw(request, by, Dashboard(**raw), _errors(refused), 422)
    said = _("The dashboard “%(name)s” was made. Add its tiles.") % {"name": made.name}
    return show.go(request, home(by, f"{made.pk}/edit"), within, said)


@page
def edit(request: HttpRequest, by: Actor, id: UUID) -> HttpResponse:
    """The settings of a dashboard and its tiles."""
    held = _held(id, by)
    if request.method != "POST":
        return _draw(request, by, held, {})
    raw = _said(request, by)
    try:
        with gesture(by, _("Change the dashboard")) as within:
            write.update(held, raw, within)
    except (Invalid, Forbidden) as refused:
        for name, value in raw.items():
            setattr(held, name, value)
        return _draw(request, by, held, _errors(refused), 422)
    return show.go(request, home(by, f"{held.pk}/edit"), within, _("The dashboard was changed."))


def _held(id: UUID, by: Actor) -> Dashboard:
    held = get_dashboard(id, by)
    access.require(by, held, "change")
    return held


def _said(request: HttpRequest, by: Actor) -> dict[str, Any]:
    raw: dict[str, Any] = {
        name: request.POST.get(name, "").strip() for name in ("name", "description", "period", "sharing")
    }
    return {**raw, "reserved": "reserved" in request.POST} if sees_reserved(by) else raw


def _errors(refused: Exception) -> Errors:
    return refused.errors if isinstance(refused, Invalid) else {"": [str(refused)]}


@require_POST
@page
def add(request: HttpRequest, by: Actor, id: UUID) -> HttpResponse:
    """Put a report or a text on the dashboard, behind the other tiles."""
    held = _held(id, by)
    report, text = request.POST.get("report", ""), request.POST.get("text", "").strip()
    raw = {
        "dashboard": held.pk, "report": get_report(report, by).pk if report else None, "text": text,
        "name": request.POST.get("name", "").strip(), "width": request.POST.get("width", "half"),
        "position": max([one.position for one in tiles_of(held, by)], default=-1) + 1,
    }  # fmt: skip
    try:
        with gesture(by, _("Add a tile")) as within:
            write.create(Tile, raw, within)
    except Invalid as invalid:
        return _draw(
            request, by, held, {"tile": [text for texts in invalid.errors.values() for text in texts]}, 422
        )
    return show.go(request, home(by, f"{held.pk}/edit"), within, _("The tile was added."))


@require_POST
@page
def change(request: HttpRequest, by: Actor, id: UUID, tile_id: UUID) -> HttpResponse:
    """Change a tile's heading, width or text, or take it away."""
    held = _held(id, by)
    tile = _tile(held, tile_id, by)
    back = home(by, f"{held.pk}/edit#tile-{tile.pk}")
    with gesture(by, _("Change a tile")) as within:
        if request.POST.get("do") == "remove":
            write.delete(tile, within)
            return show.go(request, home(by, f"{held.pk}/edit"), within, _("The tile was removed."))
        raw = {name: request.POST[name].strip() for name in ("name", "width", "text") if name in request.POST}
        write.update(tile, raw, within)
    return show.go(request, back, within, _("The tile was changed."))


@require_POST
@page
def order(request: HttpRequest, by: Actor, id: UUID) -> HttpResponse:
    """Put the tiles into the order sent, or move one forward or back."""
    held = _held(id, by)
    tiles = tiles_of(held, by)
    known = {str(one.pk): one for one in tiles}
    wanted = request.POST.getlist("tile")
    up, down = request.POST.get("up", ""), request.POST.get("down", "")
    if set(wanted) == set(known):
        tiles = [known[one] for one in dict.fromkeys(wanted)]
    elif up in known or down in known:
        at = tiles.index(known[up or down])
        to = at + (-1 if up else 1)
        if 0 <= to < len(tiles):
            tiles[at], tiles[to] = tiles[to], tiles[at]
    with gesture(by, _("Order the tiles")) as within:
        for place, tile in enumerate(tiles):
            if tile.position != place:
                write.update(tile, {"position": place}, within)
    tail = f"#tile-{up or down}" if up or down else ""
    return show.go(request, home(by, f"{held.pk}/edit{tail}"), within, _("The tiles were ordered."))


@require_POST
@page
def delete(request: HttpRequest, by: Actor, id: UUID) -> HttpResponse:
    """Put a dashboard into the bin."""
    held = get_dashboard(id, by)
    with gesture(by, _("Delete")) as within:
        write.delete(held, within)
    return show.go(request, home(by, "all"), within, _("“%(name)s” was deleted.") % {"name": held.name})


def _tile(held: Dashboard, id: UUID, by: Actor) -> Tile:
    tile = access.get(Tile, id, by)
    if tile.dashboard_id != held.pk:
        raise NotFound(str(id))
    return tile


def _heading(tile: Tile) -> str:
    """What a tile is called: by its own name, by its report's, or as a text."""
    return str(tile.name or (tile.report.name if tile.report else _("Note")))


def _draw(
    request: HttpRequest, by: Actor, held: Dashboard, errors: Errors, status: int = 200
) -> HttpResponse:
    is_kept = not held._state.adding
    reports = access.visible(Report, by).order_by("sort_key", "id").only("id", "name", "workspace_id")
    context = {
        "dashboard": held,
        "is_kept": is_kept,
        "errors": errors,
        "tiles": [(one, home(by, f"{held.pk}/tiles/{one.pk}"), _heading(one)) for one in tiles_of(held, by)]
        if is_kept
        else [],
        "reports": [(str(one.pk), one.name) for one in reports],
        "widths": WIDTHS,
        "sharing": SHARING,
        "periods": [("", _("all time")), *WORDS],
        "sees_reserved": sees_reserved(by),
        "may_delete": is_kept and access.allows(by, held, "delete"),
        "address": home(by, f"{held.pk}/edit") if is_kept else home(by, "boards/new"),
        "base_address": home(by, str(held.pk)),
        "back": home(by, str(held.pk)) if is_kept else home(by, "all"),
    }
    return show.page(request, by, "pages/reports/board_edit.html", context, status)
