"""The list of an object: views, filters, columns, rows, what they sum to, and the next page of them."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from akrab.engine import access, query
from akrab.engine.fields import Field
from akrab.engine.registry import get_object
from akrab.engine.spec import Spec
from akrab.identity.actor import Actor
from akrab.lib import money
from akrab.web import addresses, asked, boards, cells, conditions, marks, rows, show
from akrab.web.asked import MINE, Asked
from akrab.web.pages import board, bulk, calendar
from akrab.web.visit import page

ICONS = {"list": "list", "board": "layout-kanban", "calendar": "calendar"}


@page
def listing(request: HttpRequest, by: Actor, objects: str) -> HttpResponse:
    """All shapes of an object's records: list, board, calendar; and the parts a list asks for later."""
    spec = get_object(objects)
    reading = asked.read(request, spec, by)
    part = request.GET.get("part", "")
    if part == "totals":
        return totals(request, by, reading)
    if reading.shape == "board":
        return board.board(request, by, reading)
    if reading.shape == "calendar":
        return calendar.calendar(request, by, reading)
    context = table(by, reading)
    if part == "rows":
        return show.part(request, by, "objects/_rows.html", context)
    return show.page(request, by, show.names_for(spec, "list"), {**frame(by, reading), **context})


def table(by: Actor, reading: Asked) -> dict[str, Any]:
    """One page of rows and the heads above them."""
    spec, columns = reading.spec, reading.columns
    steps = boards.steps(spec, columns, by)
    linked = [field for field in columns if field.name not in steps.known]
    found = query.listing(spec, by, reading.ask, linked, bare=cells.needed(spec, columns))
    seen = cells.Seen(by, {**found.titles, **steps.titles}, steps.places)
    more = reading.address(cursor=found.next, part="rows") if found.next else ""
    return {
        "spec": spec,
        "rows": rows.rows(spec, found.rows, columns, seen),
        "heads": [_head(head, reading) for head in cells.heads(spec, columns)],
        "more_address": more,
        "sorted_by": _sorted_by(reading),
        "bare_address": reading.address(filter="{}", q=None, bin=None),
        "is_empty": not (
            found.rows or reading.filter or reading.one("q") or reading.one("cursor") or reading.one("bin")
        ),
    }


def _head(head: dict[str, Any], reading: Asked) -> dict[str, Any]:
    field: Field = head["field"]
    name, way = field.name, reading.sort
    if not (field.type.sortable or name == reading.spec.title):
        return head
    sorted_ = {name: "ascending", f"-{name}": "descending"}.get(way, "")
    return {
        **head,
        "sorted": sorted_,
        "sort_address": reading.address(sort=f"-{name}" if way == name else name),
    }


def frame(by: Actor, reading: Asked) -> dict[str, Any]:
    """What stands above and below the records in every shape."""
    spec = reading.spec
    named = conditions.titles(reading.filter, spec, by)
    new = f"{addresses.listing(by.workspace, spec)}new"
    return {
        "spec": spec,
        "ask": reading.ask,
        "tabs": tabs(reading),
        "shapes": shapes(reading),
        "kept": reading.without("q"),
        "chips": conditions.chips(reading, named),
        "may_create": access.reach(by, spec, "create") != "none",
        "new_address": new,
        "keep_address": reading.address("views/new"),
        "filter_address": reading.address("filter"),
        "columns_address": reading.address("columns") if reading.shape == "list" else "",
        "totals_address": reading.address(part="totals"),
        "sorts": sorts(reading) if reading.shape != "calendar" else [],
        "sorted_by": _sorted_by(reading),
        "query": reading.address().partition("?")[2],
        "bulk": bulk.offered(spec, by),
        "title": _("No %(objects)s yet") % {"objects": spec.label_plural.lower()},
        "text": _("What you add here is found by everyone who may see it, and every change can be undone."),
        "ways": [
            {
                "address": new,
                "icon": "plus",
                "label": _("Add one by hand"),
                "text": _("A name is enough to begin."),
            }
        ],
    }


def tabs(reading: Asked) -> list[dict[str, Any]]:
    """All, mine, what is to be done, and the saved views."""
    here, bare = reading.one("view"), addresses.listing(reading.by.workspace, reading.spec)
    shape = f"as={reading.shape}" if reading.one("as") else ""
    found = [
        {
            "label": _("All"),
            "address": f"{bare}{f'?{shape}' if shape else ''}",
            "here": not here and not by_value(reading, True),
        }
    ]
    if reading.spec.owners and not reading.spec.private:
        found.append(
            {
                "label": _("Mine"),
                "address": f"{bare}?view={MINE}{f'&{shape}' if shape else ''}",
                "here": here == MINE,
            }
        )
    return [
        *found,
        *by_value(reading),
        *[
            {"label": view.name, "address": f"{bare}?view={view.pk}", "here": here == str(view.pk)}
            for view in reading.views
        ],
    ]


def by_value(reading: Asked, here: bool = False) -> list[dict[str, Any]]:
    """A tab for what is still to be done and for each role a record can have; or the one that is open."""
    open_fields = access.readable(reading.by, reading.spec)
    found = []
    for name, op, value in _valued(reading.spec):
        if name not in open_fields:
            continue
        tree = {"field": name, "op": op, "value": value}
        label = str(dict(reading.spec.fields[name].flatchoices)[value])
        address = addresses.listing(reading.by.workspace, reading.spec, filter=asked.dump(tree))
        is_here = dict(reading.filter) == tree and not reading.one("view")
        found.append({"label": label[:1].upper() + label[1:], "address": address, "here": is_here})
    return [one for one in found if one["here"]] if here else found


def _valued(spec: Spec) -> list[tuple[str, str, str]]:
    """Field, operator and value of each tab: those a deadline waits for, and every role of a column."""
    waiting = [(name, "is", str(value)) for one in spec.deadlines for name, values in one.while_.items()
               for value in values if spec.fields[name].type.name == "choice"]  # fmt: skip
    roles = next((one for one in spec.of_type("choices") if one.name in spec.columns), None)
    values = roles.flatchoices if roles else ()
    return [*dict.fromkeys(waiting), *((roles.name, "has", str(value)) for value, _label in values if roles)]


def shapes(reading: Asked) -> list[dict[str, Any]]:
    """The shapes an object can be shown in."""
    spec = reading.spec
    words = {
        "list": _("List"),
        "board": _("Board") if spec.board else "",
        "calendar": _("Calendar") if spec.calendar else "",
    }
    return [
        {
            "label": label,
            "icon": ICONS[name],
            "address": reading.address(as_=name),
            "here": reading.shape == name,
        }
        for name, label in words.items()
        if label
    ]


def sorts(reading: Asked) -> list[dict[str, Any]]:
    """The ways to sort, newest first among them."""
    found = []
    for field in [*reading.columns, reading.spec.fields["created_at"]]:
        if field.type.sortable or field.name == reading.spec.title:
            for sign, icon in (("", "arrow-up"), ("-", "arrow-down")):
                way = f"{sign}{field.name}"
                found.append(
                    {
                        "label": field.label,
                        "icon": icon,
                        "address": reading.address(sort=way),
                        "here": reading.sort == way,
                    }
                )
    return found


def _sorted_by(reading: Asked) -> str:
    field = reading.spec.fields.get(reading.sort.removeprefix("-"))
    return field.label if field else ""


def totals(request: HttpRequest, by: Actor, reading: Asked) -> HttpResponse:
    """How many rows there are and what they sum to; counted to 1,000 unless asked to count them all."""
    exactly = request.GET.get("exactly") == "1"
    number = query.count(reading.spec, by, reading.ask, exactly)
    is_more = number > query.COUNTED and not exactly
    words = {
        "count": f"{query.COUNTED:,}+" if is_more else f"{number:,}",
        "objects": reading.spec.label_plural.lower(),
    }
    sums = query.sums(reading.spec, by, reading.ask) if reading.spec.totals else {}
    shown = [
        (reading.spec.fields[name].label, money.display(amount, by.workspace.currency, marks.locale()))
        for name, amount in sums.items()
    ]
    context = {
        "count_text": _("%(count)s %(objects)s") % words,
        "is_more": is_more,
        "exact_address": reading.address(part="totals", exactly="1"),
        "sums": shown,
        "in_bin": reading.ask.bin,
        "bin_address": addresses.listing(by.workspace, reading.spec, bin="" if reading.ask.bin else "1")
        if access.reach(by, reading.spec, "delete") != "none"
        else "",
    }
    return show.part(request, by, "objects/_totals.html", context)
