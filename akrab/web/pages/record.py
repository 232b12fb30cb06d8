"""The page of one record: key facts, way, fields edited in place, timeline with composer, related records."""

from dataclasses import replace
from typing import Any, cast
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.html import escape
from django.utils.translation import gettext as _

from akrab.engine import access, events, query
from akrab.engine import titles as linked_titles
from akrab.engine.actions import actions_of
from akrab.engine.errors import NotFound
from akrab.engine.fields import Field, is_absent
from akrab.engine.fields.links import target_of
from akrab.engine.record import ORIGINS, Record
from akrab.engine.registry import get_object
from akrab.engine.spec import Spec, named, spec_of
from akrab.features.claims import keeping
from akrab.features.claims.models import Claim
from akrab.identity.actor import Actor
from akrab.identity.models import Membership
from akrab.web import addresses, boards, cells, kinds, panels, show, timeline
from akrab.web.pages import watching
from akrab.web.visit import page

EVENTS = 40
BUTTONS = 2


@page
def record(request: HttpRequest, by: Actor, objects: str, id: UUID) -> HttpResponse:
    """One record; with `before`, older events of it."""
    spec = get_object(objects)
    found = load(spec, id, by)
    if "before" in request.GET:
        return older(request, by, spec, found)
    return show.page(request, by, show.names_for(spec, "record"), context(by, spec, found))


def load(spec: Spec, id: UUID, by: Actor) -> Record:
    """The record with its people and the titles of what it links to, in one query; raises `NotFound`."""
    model = cast(type[Record], spec.model)
    beside = linked_titles.beside([*spec.of_type("user"), *spec.links()], by)
    rows = panels.with_people(access.visible(model, by), spec, by).annotate(**beside)
    found = rows.filter(pk=id).first() or access.visible(model, by, bin=True).filter(pk=id).first()
    if found is None:
        raise NotFound(
            _("There is no such %(object)s, or you may not see it.") % {"object": spec.label.lower()}
        )
    found.workspace = by.workspace
    return found


def titles(record: Record, by: Actor) -> dict[UUID, str]:
    """The titles of all that a record links to; a query only for objects whose rows may be hidden."""
    spec = spec_of(type(record))
    return query.titles_for([record], [*spec.of_type("user"), *spec.links(), *spec.of_type("any_link")], by)


def context(by: Actor, spec: Spec, found: Record) -> dict[str, Any]:
    """All that a record's page shows, its related records apart."""
    linked = titles(found, by)
    told = events.timeline_page(found, by, limit=EVENTS)
    seen = cells.Seen(by, linked, full=True)
    may_change = access.allows(by, found, "change") and found.deleted_at is None
    return {
        "spec": spec,
        "record": found,
        "title": spec.title_of(found),
        "address": addresses.of(found),
        "list_address": addresses.listing(by.workspace, spec),
        "in_bin": found.deleted_at is not None,
        "may_change": may_change,
        "may_delete": access.allows(by, found, "delete"),
        "facts": [
            _fact(spec.fields[name], found, seen) for name in spec.facts if name in access.readable(by, spec)
        ],
        "blocks": blocks(by, spec, found, seen, may_change),
        "path": path(by, spec, found) if spec.board else [],
        **acts(by, spec, found),
        "telephone": panels.telephone(spec, found, by) if found.deleted_at is None else None,
        "days": timeline.days(told.events, found, by),
        "older_address": f"{addresses.of(found)}?before={told.next}" if told.next else "",
        "kinds": kinds.offered(spec, by),
        "origins": kinds.origins(),
        "composers": [] if spec.settings else panels.composers(spec, by),
        "about": named(found),
        "live": f"{named(found)} {' '.join(one.name for one in panels.told_of(spec))}",
        "panels_address": f"{addresses.of(found)}/panels",
    }


def _fact(field: Field, record: Record, seen: cells.Seen) -> dict[str, Any]:
    return {"label": field.label, "value": cells.show(field, record, seen)}


def blocks(by: Actor, spec: Spec, record: Record, seen: cells.Seen, may_change: bool) -> list[dict[str, Any]]:
    """The record's fields in three blocks, editable where the actor may."""
    open_ = access.writable(by, spec) if may_change else {}
    word = escape(_("edit"))
    claimed = keeping.open_claims(record, by)
    groups: dict[str, list[dict[str, Any]]] = {"details": [], "people": [], "places": [], "kept": []}
    for name, field in access.readable(by, spec).items():
        value = cells.show(field, record, seen)
        can = name in open_ and field.type.name in cells.EDITED_IN_PLACE
        if (field.read_only or _leads_nowhere(field)) and is_absent(getattr(record, field.attname)):
            continue
        group = (
            "kept"
            if field.read_only
            else "places"
            if field.type.name == "address"
            else "people"
            if _is_person(field)
            else "details"
        )
        groups[group].append(
            {
                "label": field.label,
                "value": cells.opening(field, value, word, named=True) if can else value,
                "can": can,
                "claims": [_claim(one, field, name in open_, seen) for one in claimed.get(name, ())],
            }
        )
    heads = {
        "details": spec.label,
        "people": _("People"),
        "places": _("Place"),
        "kept": _("Recorded automatically"),
    }
    return [{"label": heads[name], "fields": fields} for name, fields in groups.items() if fields]


def _claim(claim: Claim, field: Field, can_settle: bool, seen: cells.Seen) -> dict[str, Any]:
    """What another source says of a field, and the verbs that settle it."""
    value = field.type.from_plain(field, claim.value, replace(seen.by, origin="api"))
    address = addresses.of(claim)
    return {
        "value": field.type.text(field, value, seen.by.workspace.currency),
        "told": claim.told,
        "source": dict(ORIGINS).get(claim.source, claim.source),
        "at": claim.at or claim.created_at,
        "use": f"{address}/actions/use" if can_settle else "",
        "leave": f"{address}/actions/leave" if can_settle else "",
    }


def _leads_nowhere(field: Field) -> bool:
    """Whether a link leads to an object that the company does without."""
    target = target_of(field) if field.type.name == "link" else None
    return target is not None and issubclass(target, Record) and spec_of(target).is_off


def _is_person(field: Field) -> bool:
    """Whether a link leads to somebody: a colleague, or an object with phones."""
    if field.type.name == "user":
        return True
    if field.type.name != "link":
        return False
    return target_of(field) is Membership or panels.leads_to_somebody(field)


def path(by: Actor, spec: Spec, record: Record) -> list[dict[str, Any]]:
    """The steps of the way a record goes, where it is now among them."""
    link = boards.way_field(spec)
    way = boards.Way(getattr(record, link.attname)) if link else None
    columns = boards.columns(spec, by, way)
    now = next(
        (
            column.place
            for column in columns
            if column.value == getattr(record, spec.fields[spec.board].attname)
        ),
        0,
    )
    states = {-1: "past", 0: "now", 1: "next"}
    return [
        {
            "title": column.title,
            "value": column.value,
            "state": states[(column.place > now) - (column.place < now)],
        }
        for column in columns
    ]


def acts(by: Actor, spec: Spec, record: Record) -> dict[str, Any]:
    """What can be done with the record: buttons for the first verbs, a menu for the others."""
    if record.deleted_at is not None:
        return {"buttons": [], "menu": []}
    possible = [
        {
            "name": one.name,
            "label": one.label,
            "icon": one.icon or "player-play",
            "asks": bool(one.params),
            "address": f"{addresses.of(record)}/actions/{one.name}",
        }
        for one in sorted(actions_of(spec.model).values(), key=lambda one: not one.leads)
        if one.label and access.allows(by, record, one.needs) and one.shown(record)
    ]
    return {"buttons": possible[:BUTTONS], "menu": possible[BUTTONS:]}


def older(request: HttpRequest, by: Actor, spec: Spec, record: Record) -> HttpResponse:
    """The next older events of the kinds and origins asked for; with an empty `before`, the newest."""
    asked = kinds.read(request.GET, spec)
    before = request.GET["before"]
    try:
        told = events.timeline_page(
            record, by, UUID(before) if before else None, EVENTS, kinds.condition(asked)
        )
    except ValueError as error:
        raise NotFound(before) from error
    query = urlencode({"before": told.next, **asked})
    more = f"{addresses.of(record)}?{query}" if told.next else ""
    return show.part(
        request,
        by,
        "objects/_timeline.html",
        {"days": timeline.days(told.events, record, by), "older_address": more},
    )


@page
def related(request: HttpRequest, by: Actor, objects: str, id: UUID) -> HttpResponse:
    """The panels of related records beside a record."""
    spec = get_object(objects)
    found = panels.get_with_people(spec, id, by)
    beside = [other.name for other, _link in panels.besides(spec)]
    context = {
        "panels": panels.panels(spec, found, by),
        "watch": watching.block(spec, found, by),
        "address": addresses.of(found),
        "live": " ".join([named(found), *beside]),
    }
    return show.part(request, by, "objects/_panels.html", context)
