"""Related records beside a record, and what can be written onto its timeline."""

from typing import Any, TypeVar, cast
from uuid import UUID

from django.db.models import Q, QuerySet, Value
from django.utils.html import format_html
from django.utils.translation import gettext as _

from akrab.engine import access, query
from akrab.engine.actions import actions_of
from akrab.engine.fields import Field, is_absent
from akrab.engine.fields.links import target_of
from akrab.engine.record import Record
from akrab.engine.registry import find_object, get_object, used
from akrab.engine.spec import Spec, named, spec_of
from akrab.features.letters.addressees import can_be_written_to
from akrab.features.mail.models import Mail
from akrab.identity.actor import Actor
from akrab.web import addresses, cells
from akrab.web.chrome import is_ability

SHOWN = 5
SMALL = 4
R = TypeVar("R", bound=Record)


def told_of(spec: Spec) -> list[Spec]:
    """The objects that stand on this object's timeline: those with a link marked for it."""
    return [
        one
        for one in used()
        if any(field.timeline and points_at(field, spec) for field in one.fields.values())
    ]


def points_at(field: Field, spec: Spec) -> bool:
    """Whether a field can link to records of this object."""
    return field.type.name == "any_link" or (field.type.name == "link" and target_of(field) is spec.model)


def besides(spec: Spec) -> list[tuple[Spec, Field]]:
    """The objects shown beside this object's records, with the link that puts them there."""
    found = []
    for other in used():
        links = [
            other.fields[name] for name in other.beside if stands_beside(other, other.fields[name], spec)
        ]
        link = next((one for one in links if not (spec.settings and one.type.name == "any_link")), None)
        if link is not None and other.name != spec.name:
            found.append((other, link))
    return sorted(found, key=lambda one: is_ability(one[0]))


def stands_beside(other: Spec, link: Field, spec: Spec) -> bool:
    """Whether a link puts records beside this object's; an open end of a relation is always somebody."""
    is_somebody = link.name in (*other.ends, *other.somebody) and link.type.name == "any_link"
    return points_at(link, spec) and ("phones" in spec.fields or not is_somebody)


def composers(spec: Spec, by: Actor) -> list[dict[str, Any]]:
    """What can be written onto the timeline: objects about any record; plain writing first."""
    found: list[dict[str, Any]] = []
    for one in used():
        about = next(
            (field for field in one.of_type("any_link") if field.timeline and not field.read_only), None
        )
        if (
            about is None
            or one.settings
            or one.private
            or access.reach(by, one, "create") == "none"
            or one.logged
            or one.ends
            or _is_asked(one)
        ):
            continue
        is_writing = spec.fields is not one.fields and one.fields[one.title].type.name == "long_text"
        found.append(
            {
                "spec": one,
                "about": about.name,
                "address": f"{addresses.listing(by.workspace, one)}new",
                "is_writing": is_writing,
                "calls": "mentioned" in one.fields,
                "kinds": kind_of(one) if is_writing else None,
            }
        )
    found.sort(key=lambda one: (not one["is_writing"], is_ability(one["spec"])))
    mail = spec_of(Mail)
    if can_be_written_to(spec) and access.reach(by, mail, "create") != "none":
        address = f"{addresses.listing(by.workspace, spec)}message"
        found.append({"spec": mail, "about": "about", "address": address, "is_writing": False})
    return found


def _is_asked(spec: Spec) -> bool:
    """Whether these records ask something of somebody: that is a verb of the record they are about."""
    is_for_somebody = any(not spec.fields[name].read_only for name in spec.owners if name in spec.fields)
    return is_for_somebody and spec.fields[spec.title].read_only


def kind_of(spec: Spec) -> Field | None:
    """The choice that says which kind of writing it is, asked beside it."""
    return next((spec.fields[name] for name in spec.quick if spec.fields[name].type.name == "choice"), None)


def panels(spec: Spec, record: Record, by: Actor) -> list[dict[str, Any]]:
    """The people this record is with, then one panel an object that is shown beside it."""
    found = _people(record, by) or _people(_whole(spec, record, by), by)
    open_ = [(other, link) for other, link in besides(spec) if access.reach(by, other, "view") != "none"]
    newest = _newest([_pointing(other, link, spec, record, by) for other, link in open_])
    found += [
        _listed(other, link, spec, record, newest[place], by) for place, (other, link) in enumerate(open_)
    ]
    return found


def _people(record: Record | None, by: Actor) -> list[dict[str, Any]]:
    """The cards of those a record is with."""
    links = [one for one in spec_of(type(record)).links() if leads_to_somebody(one)] if record else []
    cards = [_linked(field, cast(Record, record), by) for field in links]
    return [card for card in cards if card is not None]


def _whole(spec: Spec, record: Record, by: Actor) -> Record | None:
    """The record that this one is a part of or is about: its people are this one's too."""
    parts = [spec.fields[spec.within]] if spec.within else []
    for link in (*parts, *spec.of_type("any_link")):
        name, _colon, id = str(getattr(record, link.attname) or "").rpartition(":")
        other = find_object(name) if name else spec_of(cast(type[Record], target_of(link))) if id else None
        if other is not None and not other.settings:
            return access.visible(cast(type[Record], other.model), by).filter(pk=id).first()
    return None


def _newest(asked: list[QuerySet[Record]]) -> list[list[UUID]]:
    """The ids of the newest rows of each, in one statement however many there are."""
    parts = [
        rows.order_by("-id").annotate(panel_place=Value(place)).values_list("panel_place", "pk")[: SHOWN + 1]
        for place, rows in enumerate(asked)
    ]
    found: list[list[UUID]] = [[] for _rows in asked]
    for place, id in parts[0].union(*parts[1:], all=True) if len(parts) > 1 else [*parts[0]] if parts else []:
        found[place].append(id)
    return found


def _pointing(other: Spec, link: Field, spec: Spec, record: Record, by: Actor) -> QuerySet[Record]:
    """The records of another object that point here, by its link or, between two ends, by either."""
    value = _value(link, spec, record)
    points_here = Q(**{link.attname: value})
    for end in other.ends:
        if other.fields[end].type.name == link.type.name == "any_link":
            points_here |= Q(**{end: value})
    return access.visible(cast(type[Record], other.model), by).filter(points_here)


def _value(link: Field, spec: Spec, record: Record) -> str:
    """What a link holds that points to this record."""
    return named(record) if link.type.name == "any_link" else str(record.pk)


def get_with_people(spec: Spec, id: UUID, by: Actor) -> Record:
    """A record with those it is with, in one query where the actor may see them all; raises `NotFound`."""
    model = cast(type[Record], spec.model)
    rows = with_people(access.visible(model, by), spec, by).defer("search")
    found = rows.filter(pk=id).first() or access.get(model, id, by)
    found.workspace = by.workspace
    return found


def people_of(spec: Spec, by: Actor) -> list[str]:
    """The links to somebody whose object the actor sees all of, so that they may be joined."""
    people = [field for field in spec.links() if leads_to_somebody(field) and not field.is_custom]
    return [one.name for one in people if access.sees_all(by, spec_of(target_of(one)))]


def with_people(rows: QuerySet[R], spec: Spec, by: Actor) -> QuerySet[R]:
    """The rows with whom they link to, in one query; Django would join everything where nobody is named."""
    people = people_of(spec, by)
    return rows.select_related(*people) if people else rows


def telephone(spec: Spec, record: Record, by: Actor, about: str = "") -> dict[str, str] | None:
    """The number to dial for a record, its own or that of its people, and the form that logs the call about it.

    `about` is what the call is about instead, as `object:id`.
    """
    log = next((one for one in used() if one.by_phone and not one.deadlines), None)
    if log is None or access.reach(by, log, "create") == "none" or spec.settings:
        return None
    people = [record, *(record._state.fields_cache.get(name) for name in people_of(spec, by))]
    number = next((found for one in people if (found := _number(one, by))), "")
    link = next((field.name for field in log.of_type("any_link") if field.timeline), "")
    address = f"{addresses.listing(by.workspace, log)}new?{link}={about or f'{spec.name}:{record.pk}'}"
    return {"number": number, "address": address} if number else None


def _number(somebody: Any, by: Actor) -> str:
    """The first number of somebody, where the actor may see it."""
    if not isinstance(somebody, Record) or somebody.deleted_at is not None:
        return ""
    is_open = "phones" in access.readable(by, spec_of(type(somebody)))
    return next(iter(getattr(somebody, "phones", None) or []), "") if is_open else ""


def leads_to_somebody(field: Field) -> bool:
    """Whether a link leads to an object of people: one with phones."""
    target = target_of(field)
    return issubclass(target, Record) and "phones" in spec_of(target).fields


def _linked(field: Field, record: Record, by: Actor) -> dict[str, Any] | None:
    """The card of somebody this record links to."""
    other = spec_of(target_of(field))
    id = getattr(record, field.attname)
    if not id:
        return None
    linked: Record | None
    if field.name in record._state.fields_cache:
        linked = cast(Record, getattr(record, field.name))
    else:
        linked = access.visible(cast(type[Record], other.model), by).filter(pk=id).first()
    if linked is None or linked.deleted_at is not None:
        return None
    linked.workspace = by.workspace
    seen = cells.Seen(by, full=True)
    rows = [
        {
            "icon": {"phones": "phone", "emails": "mail", "address": "map-pin"}[one.type.name],
            "value": _reach(one, linked, seen),
        }
        for one in other.of_type("phones", "emails", "address")
        if not is_absent(getattr(linked, one.attname))
    ]
    return {
        "label": field.label,
        "card": {"title": str(linked), "address": addresses.of(linked), "id": linked.pk},
        "rows": rows[:SMALL],
    }


def _reach(field: Field, record: Record, seen: cells.Seen) -> str:
    """A way to reach somebody, as a link that does it."""
    value = getattr(record, field.attname)
    if field.type.name == "address":
        return cells.show(field, record, seen)
    scheme = "tel" if field.type.name == "phones" else "mailto"
    shown = field.type.text(field, value[:1])
    return format_html('<a class="ak-name" href="{}:{}">{}</a>', scheme, value[0], shown)


def _listed(
    other: Spec, link: Field, spec: Spec, record: Record, ids: list[UUID], by: Actor
) -> dict[str, Any]:
    """The newest records of another object that point here."""
    value = _value(link, spec, record)
    rows = access.visible(cast(type[Record], other.model), by).defer("search")
    if other.ends:
        rows = rows.select_related(*(one.name for one in other.links() if not one.is_custom))
    found = list(rows.filter(pk__in=ids).order_by("-id")) if ids else []
    for one in found:
        one.workspace = by.workspace
    drawn = _ends(found, other, value, by) if other.ends else [_row(one, other, by) for one in found]
    listing = addresses.listing(by.workspace, other)
    return {
        "label": other.label_plural,
        "name": other.name,
        "rows_of": drawn[:SHOWN],
        "count": f"{SHOWN}+" if len(found) > SHOWN else len(found),
        "all_address": _filtered(other, link, value, by) if len(found) > SHOWN else "",
        "new_address": f"{listing}new?{link.name}={value}"
        if access.reach(by, other, "create") != "none"
        else "",
        "new_label": _("New %(object)s") % {"object": other.label.lower()},
    }


def _ends(records: list[Record], spec: Spec, here: str, by: Actor) -> list[dict[str, Any]]:
    """Relations as one end's page shows them: the other end, and what it is."""
    fields = [spec.fields[name] for name in spec.ends]
    titles = query.titles_for(records, fields, by)
    shown = []
    for record in records:
        away = next(one for one in fields if str(getattr(record, one.attname)) != here)
        name, _colon, id = str(getattr(record, away.attname)).rpartition(":")
        title = titles.get(UUID(id))
        row = _row(record, spec, by)
        row["facts"] = [cast(Any, record).seen_from(away.name), *row["facts"]]
        row["edit"] = f"{row['address']}/form" if access.allows(by, record, "change") else ""
        if title is not None:
            kind = name or str(target_of(away)._meta.model_name)
            row |= {"title": title, "address": addresses.find(by.workspace, kind, id)}
            row["icon"] = get_object(kind).icon
        shown.append(row)
    return shown


def _filtered(other: Spec, link: Field, value: str, by: Actor) -> str:
    if link.type.name == "any_link":
        return ""
    tree = f'{{"field":"{link.name}","op":"is","value":"{value}"}}'
    return addresses.listing(by.workspace, other, filter=tree)


def _row(record: Record, spec: Spec, by: Actor) -> dict[str, Any]:
    """One related record: its title, a line of what matters, and the verb that finishes it."""
    seen = cells.Seen(by)
    names = [
        name
        for name in (spec.facts or spec.columns)
        if name != spec.title and spec.fields[name].type.name not in ("link", "any_link", "user", "file")
    ]
    open_fields = access.readable(by, spec)
    facts = [
        cells.show(spec.fields[name], record, seen)
        for name in names
        if name in open_fields and not is_absent(getattr(record, spec.fields[name].attname))
    ]
    finishing = next(
        (one for one in actions_of(spec.model).values() if one.icon == "check" and one.shown(record)), None
    )
    done = next((one for one in actions_of(spec.model).values() if one.icon == "check"), None) is not None
    return {
        "title": spec.title_of(record)[:120],
        "address": addresses.of(record),
        "icon": spec.icon,
        "facts": facts[:2],
        "finish": f"{addresses.of(record)}/actions/{finishing.name}"
        if finishing and access.reach(by, spec, finishing.needs) != "none"
        else "",
        "is_done": done and finishing is None,
    }
