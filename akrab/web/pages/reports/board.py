"""Dashboards: figures over a period, each with the way to the records behind it."""

from collections.abc import Mapping
from itertools import groupby
from typing import Any, cast
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from akrab.engine import access
from akrab.engine.fields import Field
from akrab.engine.fields.links import target_of
from akrab.engine.record import Record
from akrab.engine.registry import find_object, get_object
from akrab.engine.spec import Spec, spec_of
from akrab.features.reports.dashboards import Board, Filled, dashboards_for, fill, get_dashboard
from akrab.features.reports.goals import of_person, of_team
from akrab.features.reports.patience import Patience
from akrab.features.reports.question import both
from akrab.identity.actor import Actor
from akrab.identity.members import active_members
from akrab.identity.models import Team
from akrab.web import show
from akrab.web.pages.reports.asking import period_context, typed_period, with_changes
from akrab.web.pages.reports.builder import home
from akrab.web.pages.reports.goals import drawn
from akrab.web.tiles import SPANS, tile
from akrab.web.visit import page

MOST_OPTIONS = 40
Options = list[tuple[str, str]]


@page
def reports(request: HttpRequest, by: Actor) -> HttpResponse:
    """The first dashboard, or what to do when there is none."""
    found = dashboards_for(by)
    if found:
        return show.go(request, home(by, str(found[0].pk)))
    context = {
        "may_create": access.reach(by, get_object("report"), "create") != "none",
        "new_address": home(by, "new"),
        "new_board_address": home(by, "boards/new"),
        "all_address": home(by, "all"),
    }
    return show.page(request, by, "pages/no_reports.html", context)


@page
def dashboard(request: HttpRequest, by: Actor, id: UUID) -> HttpResponse:
    """One dashboard over one period, for one person, team or value where that is asked."""
    shown = get_dashboard(id, by)
    compare = request.GET.get("compare") == "1"
    asked, wrong = typed_period(request, by)
    board = fill(shown, by, asked, compare, lambda spec: _within(request, spec, by), Patience())
    tiles = [_tile(place, one, by) for place, one in enumerate(board.tiles)]
    filters = _filters(request, board, by)
    context = {
        "dashboard": shown,
        "others": [
            {"label": one.name, "address": home(by, str(one.pk)), "here": one.pk == shown.pk}
            for one in dashboards_for(by)
        ],
        **period_context(request, board.period, wrong),
        "compare": compare,
        "compare_address": with_changes(request, compare=None if compare else "1"),
        "filters": filters,
        "narrowed": _narrowed(request, filters),
        "is_filtered": any(request.GET.get(name) for name in ("person", "team", "is")),
        "plain_address": with_changes(request, person=None, team=None, **{"is": None}),
        "groups": [
            (is_number, list(some)) for is_number, some in groupby(tiles, lambda one: one["kind"] == "number")
        ],
        "live": " ".join(sorted({one.figures.object for one in board.tiles if one.figures})),
        "may_change": access.allows(by, shown, "change"),
        "edit_address": home(by, f"{shown.pk}/edit"),
        "mail_address": home(by, f"{shown.pk}/mail"),
        "all_address": home(by, "all"),
    }
    return show.page(request, by, "pages/dashboard.html", context, 422 if wrong else 200)


def _within(request: HttpRequest, spec: Spec, by: Actor) -> Mapping[str, Any]:
    """What the filters over all tiles mean for the records of one object."""
    person, team = request.GET.get("person", ""), request.GET.get("team", "")
    trees: list[Mapping[str, Any]] = []
    if person:
        trees.append(of_person(spec, person))
    if team:
        trees.append(of_team(spec, team))
    name, _colon, value = request.GET.get("is", "").partition(":")
    if name in access.readable(by, spec) and value:
        trees.append({"field": name, "op": "is", "value": value})
    return both(*trees)


def _filters(request: HttpRequest, board: Board, by: Actor) -> dict[str, Any]:
    """The choices of the filters over all tiles: people, teams, and values of fields that all tiles share."""
    specs = {one.report.object: find_object(one.report.object) for one in board.tiles if one.report}
    shared = _shared([spec for spec in specs.values() if spec is not None], by)
    return {
        "kept": [
            (name, request.GET[name])
            for name in ("period", "first", "last", "compare")
            if name in request.GET
        ],
        "people": [(str(one.pk), str(one)) for one in active_members()],
        "person": request.GET.get("person", ""),
        "teams": [(str(one.pk), one.name) for one in Team.objects.order_by("name")],
        "team": request.GET.get("team", ""),
        "fields": [(field.label, options) for field in shared if (options := _options(field, by))],
        "is": request.GET.get("is", ""),
    }


def _narrowed(request: HttpRequest, filters: Mapping[str, Any]) -> list[dict[str, str]]:
    """What the figures are narrowed to, each with the address that does without it."""
    chosen = [
        ("person", _("Person"), dict(filters["people"]).get(filters["person"])),
        ("team", _("Team"), dict(filters["teams"]).get(filters["team"])),
        *(("is", label, dict(options).get(filters["is"])) for label, options in filters["fields"]),
    ]
    return [
        {"label": label, "text": text, "address": with_changes(request, **{name: None})}
        for name, label, text in chosen
        if text
    ]


def _shared(specs: list[Spec], by: Actor) -> list[Field]:
    """The fields that every one of these objects has, alike."""
    if not specs:
        return []
    first, *others = (access.readable(by, spec) for spec in specs)
    found = []
    for name, field in first.items():
        kind = field.type.name
        alike = all(name in other and other[name].type.name == kind for other in others)
        if alike and kind in ("link", "choice"):
            target = target_of(field) if kind == "link" else None
            if all(kind != "link" or target_of(other[name]) is target for other in others):
                found.append(field)
    return found


def _options(field: Field, by: Actor) -> Options:
    """The values of a field where they are few: of a choice, or records of the settings."""
    if field.type.name == "choice":
        return [(f"{field.name}:{value}", str(label)) for value, label in cast(Any, field).flatchoices]
    target = target_of(field)
    if not issubclass(target, Record) or not spec_of(target).settings:
        return []
    spec = spec_of(target)
    rows = access.visible(target, by).order_by("sort_key", "id").defer("search")[: MOST_OPTIONS + 1]
    options = [(f"{field.name}:{row.pk}", spec.title_of(row)) for row in rows]
    return options if len(options) <= MOST_OPTIONS else []


def _tile(place: int, one: Filled, by: Actor) -> dict[str, Any]:
    """A tile with all that its template draws."""
    base: dict[str, Any] = {
        "heading": one.heading, "span": SPANS.get(one.tile.width, "w6"), "refusal": one.refusal, "text": one.tile.text,
    }  # fmt: skip
    if one.figures is None or one.report is None:
        return {**base, "id": f"tile-{place}", "kind": "text" if one.report is None else "refused"}
    more = {"description": one.report.description, "goals": [drawn(goal) for goal in one.goals]}
    more["address"] = home(by, f"r/{one.report.pk}")
    more |= {"span": base["span"]}
    return tile(f"tile-{place}", one.heading, one.report.kind, one.figures, by, **more)
