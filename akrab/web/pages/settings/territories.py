"""Territories: which addresses belong to each and who looks after it, and where an address would go."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from akrab.engine import access, write
from akrab.engine.errors import Invalid
from akrab.engine.events import gesture
from akrab.engine.spec import spec_of
from akrab.features.territories import finding
from akrab.features.territories.models import Territory
from akrab.identity.actor import Actor
from akrab.identity.members import active_members, names_of
from akrab.identity.models import Team
from akrab.lib import places
from akrab.web import inputs, marks, show
from akrab.web.inputs import Input
from akrab.web.pages.settings.door import address, administrators, choice, draw, rows_of, text

Errors = Mapping[str, Sequence[str]]
TYPED = ("name", "country", "regions", "cities", "postcodes", "team")
TRIED = ("country", "region", "city", "postcode")


@administrators
def territories(request: HttpRequest, by: Actor) -> HttpResponse:
    """Every territory, and where an address that is typed would go."""
    rows = list(access.visible(Territory, by).select_related("team").order_by("position", "id"))
    names = names_of({UUID(id) for row in rows for id in row.people})
    countries = dict(places.countries(marks.locale()))
    tried = {name: request.GET.get(name, "").strip()[:200] for name in TRIED}
    found = finding.for_address({name: said for name, said in tried.items() if said}, by.workspace)
    context = {
        "territories": [(row, _where(row, countries), _who(row, names)) for row in rows],
        "try_inputs": _try_inputs(tried, countries),
        "is_tried": any(tried.values()),
        "found": found,
        "found_people": finding.people_of(found) if found else [],
        "here": address(by, "territories"),
    }
    return draw(request, by, "settings/territories.html", context)


def _where(row: Territory, countries: Mapping[str, str]) -> list[str]:
    """What a territory covers, in words."""
    named = [*row.regions, *row.cities, *row.postcodes]
    country = [countries.get(row.country, row.country)] if row.country else []
    return [*country, *named] or [_("everywhere else")]


def _who(row: Territory, names: Mapping[UUID, str]) -> list[str]:
    people = [names[UUID(id)] for id in row.people if UUID(id) in names]
    return people or ([str(row.team)] if row.team else [])


def _try_inputs(tried: Mapping[str, str], countries: Mapping[str, str]) -> list[Input]:
    options = [("", _("The company's own country")), *countries.items()]
    labels = {"region": _("Province or state"), "city": _("City"), "postcode": _("Postcode")}
    return [
        choice("country", _("Country"), tried["country"], options, required=False, prefix="t"),
        *(text(name, label, tried[name], prefix="t", most=200) for name, label in labels.items()),
    ]


@administrators
def territory(request: HttpRequest, by: Actor, id: UUID | None = None) -> HttpResponse:
    """One territory, or a new one."""
    held = access.get(Territory, id, by) if id else None
    if request.method != "POST":
        return _draw(request, by, held)
    raw: dict[str, Any] = {name: request.POST.get(name, "").strip() for name in TYPED}
    raw["people"] = request.POST.getlist("people")
    try:
        with gesture(by, _("Territories")) as within:
            saved = write.update(held, raw, within) if held else write.create(Territory, raw, within)
    except Invalid as invalid:
        return _draw(request, by, held, raw, invalid.errors)
    said = _("The territory “%(name)s” was saved.") % {"name": saved}
    return show.go(request, address(by, "territories"), within, said)


@require_POST
@administrators
def delete(request: HttpRequest, by: Actor, id: UUID) -> HttpResponse:
    """Put a territory into the bin; its addresses lie in the next that names them, or in none."""
    held = access.get(Territory, id, by)
    with gesture(by, _("Delete “%(name)s”") % {"name": held}) as within:
        write.delete(held, within)
    said = _("“%(name)s” was deleted.") % {"name": held}
    return show.go(request, address(by, "territories"), within, said)


def _draw(
    request: HttpRequest, by: Actor, held: Territory | None, raw: Mapping[str, Any] | None = None,
    wrong: Errors | None = None,
) -> HttpResponse:  # fmt: skip
    wrong, shown = wrong or {}, held or Territory(country=by.workspace.country)
    inside = set((raw or {}).get("people", shown.people))
    context = {
        "territory": held,
        "inputs": _inputs(by, shown, raw, wrong),
        "people": [(one, str(one.pk) in inside) for one in active_members()],
        "people_errors": wrong.get("people", ()),
        "whole_errors": wrong.get("", ()),
        "here": address(by, f"territories/{held.pk}" if held else "territories/new"),
    }
    return draw(request, by, "settings/territory.html", context, 422 if wrong else 200)


def _inputs(by: Actor, shown: Territory, raw: Mapping[str, Any] | None, wrong: Errors) -> list[Input]:
    fields = spec_of(Territory).fields
    said = {name: raw[name] if raw else inputs.as_typed(fields[name], shown, by) for name in TYPED}
    countries = [("", _("Any country")), *places.countries(marks.locale())]
    made = {
        name: inputs.ask(fields[name], by, said[name], errors=wrong.get(name, ()), prefix="t")
        for name in ("name", "regions", "cities", "postcodes")
    }
    made["country"] = choice(
        "country", _("Country"), said["country"], countries, required=False, errors=wrong.get("country", ()),
        prefix="t",
    )  # fmt: skip
    made["team"] = choice(
        "team", _("Team"), str(said["team"] or ""), rows_of(Team.objects.order_by("name"), _("No team")),
        required=False, errors=wrong.get("team", ()), prefix="t",
    )  # fmt: skip
    return [made[name] for name in TYPED]
