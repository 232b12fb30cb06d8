"""The board: columns with counts and sums, cards that move, and a refused move that says what is missing."""

from collections.abc import Mapping, Sequence
from typing import Any, cast
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from akrab.engine import access, query, write
from akrab.engine.errors import Conflict, Invalid, Missing, Refused
from akrab.engine.events import gesture
from akrab.engine.fields import Field
from akrab.engine.query import Group
from akrab.engine.record import Record
from akrab.engine.registry import get_object
from akrab.engine.spec import Spec
from akrab.features.files.attaching import attach
from akrab.features.files.models import FileType
from akrab.identity.actor import Actor
from akrab.lib import money
from akrab.web import addresses, asked, boards, cards, cells, inputs, marks, show
from akrab.web.asked import Asked
from akrab.web.boards import Column, Way
from akrab.web.pages import listing
from akrab.web.visit import page

CARDS = 30


def board(request: HttpRequest, by: Actor, reading: Asked) -> HttpResponse:
    """An object's records in columns, or the next cards of one column."""
    if request.GET.get("part") == "cards":
        return further(request, by, reading)
    context = {**listing.frame(by, reading), **columns(by, reading)}
    return show.page(request, by, show.names_for(reading.spec, "board"), context)


def columns(by: Actor, reading: Asked) -> dict[str, Any]:
    """Every column with its count, sums and first cards."""
    spec = reading.spec
    ways = boards.ways(spec, by)
    way = chosen(ways, reading)
    found = boards.columns(spec, by, way)
    counts = query.groups(spec, by, _within(reading, spec, way).ask, spec.board)
    looks = cards.face(spec)
    asks = [_within(reading, spec, way, column).ask_of(CARDS) for column in found]
    pages = query.first_pages(spec, by, asks, looks.fields(), cards.needed(spec, looks))
    seen = cells.Seen(by, pages[0].titles if pages else {})
    shown = [
        {
            "column": column,
            **_worth(by, counts.get(column.value)),
            "cards": [cards.card(spec, row, looks, seen, column=str(column.value)) for row in first.rows],
            "more_address": _more(reading, column, first.next, way),
            "new_address": f"{reading.address('new').partition('?')[0]}?{spec.board}={column.value}",
        }
        for column, first in zip(found, pages, strict=True)
    ]
    first_shown = next((column.value for column in found if column.value in counts), None)
    return {
        "columns": shown,
        "steps": len(found),
        "shown_first": first_shown if first_shown is not None else (found[0].value if found else None),
        "ways_in": [_way_in(one, one == way, reading) for one in ways] if len(ways) > 1 else [],
        "way_in": way.title if way else "",
        "may_move": access.reach(by, spec, "change") != "none",
    }


def _worth(by: Actor, group: Group | None) -> dict[str, Any]:
    """How many records a column holds and what they sum to."""
    if group is None:
        return {"count": 0, "sums": []}
    return {"count": group.count, "sums": [_money(by, amount) for amount in group.sums.values() if amount]}


def _more(reading: Asked, column: Column, cursor: str, way: Way | None) -> str:
    """Where the next cards of a column are; nothing at its end."""
    if not cursor:
        return ""
    address = reading.address(part="cards", in_=way.id if way else None, at=column.value)
    return f"{address}&cursor={cursor}"


def _way_in(way: Way, here: bool, reading: Asked) -> dict[str, Any]:
    icon = "check" if here else reading.spec.icon
    return {"label": way.title, "icon": icon, "address": reading.address(in_=way.id), "here": here}


def chosen(ways: list[Way], reading: Asked) -> Way | None:
    """The way the address names, else the first."""
    return next((way for way in ways if str(way.id) == reading.one("in")), ways[0] if ways else None)


def _within(reading: Asked, spec: Spec, way: Way | None, column: Column | None = None) -> Asked:
    """The same reading inside one way, and one column."""
    parts: list[Any] = [reading.filter] if reading.filter else []
    link = boards.way_field(spec)
    if link is not None and way is not None:
        parts.append({"field": link.name, "op": "is", "value": str(way.id)})
    if column is not None:
        parts.append({"field": spec.board, "op": "is", "value": str(column.value)})
    tree = asked.dump({"and": parts}) if parts else "{}"
    return reading.like(filter=tree)


def further(request: HttpRequest, by: Actor, reading: Asked) -> HttpResponse:
    """The next cards of one column."""
    spec = reading.spec
    way = chosen(boards.ways(spec, by), reading)
    column = next(one for one in boards.columns(spec, by, way) if str(one.value) == request.GET.get("at"))
    inner, looks = _within(reading, spec, way, column).like(cursor=reading.one("cursor")), cards.face(spec)
    found = query.listing(spec, by, inner.ask_of(CARDS), looks.fields(), bare=cards.needed(spec, looks))
    seen = cells.Seen(by, found.titles)
    address = _more(reading, column, found.next, way)
    shown = [cards.card(spec, row, looks, seen, column=str(column.value)) for row in found.rows]
    return show.part(
        request, by, "objects/_cards.html", {"column": {"cards": shown, "more_address": address}}
    )


def _money(by: Actor, amount: Any) -> str:
    return money.display(amount, by.workspace.currency, marks.locale())


@require_POST
@page
def move(request: HttpRequest, by: Actor, objects: str, id: UUID) -> HttpResponse:
    """Put a card into another column, with whatever the person supplies that was missing."""
    spec = get_object(objects)
    record = access.get(cast(type[Record], spec.model), id, by, "change")
    target = request.POST.get("column", "")
    raw = {spec.board: target, **inputs.read(access.writable(by, spec), request.POST, request.FILES)}
    raw = {
        name: value
        for name, value in raw.items()
        if name in request.POST.get("_fields", "").split(",") or name == spec.board
    }
    try:
        with gesture(by, _("Move %(object)s") % {"object": spec.label}) as within:
            _give_files(request, record, within)
            record = write.update(record, raw, within)
    except Refused as refused:
        return refusal(request, by, spec, record, target, str(refused), refused.missing)
    except Invalid as invalid:
        return _unusable(request, by, spec, record, target, invalid)
    except Conflict as conflict:
        return show.refusal(request, 409, str(conflict))
    response = HttpResponse(status=204)
    show.trigger(response, closeDialog={}, changed={"o": spec.name, "r": str(record.pk)})
    title = _column_title(spec, target, by)
    return show.toast(
        response, within, _("%(record)s is now in %(column)s.") % {"record": str(record), "column": title}
    )


def _unusable(
    request: HttpRequest, by: Actor, spec: Spec, record: Record, target: str, invalid: Invalid
) -> HttpResponse:
    """What was supplied can't be used: it is asked for once more, as typed, with what is wrong beside it."""
    text = " ".join(text for texts in invalid.errors.values() for text in texts)
    asked = [name for name in request.POST.get("_fields", "").split(",") if name in spec.fields]
    lacking = [Missing(text, field=name) for name in asked]
    return refusal(request, by, spec, record, target, text, lacking, invalid.errors)


def _give_files(request: HttpRequest, record: Record, by: Actor) -> None:
    """Attach what was chosen in a refused card; its field is named by the type of file."""
    for name in request.FILES:
        uploaded = request.FILES[name]
        if name.startswith("file-") and isinstance(uploaded, UploadedFile):
            kind = access.get(FileType, name.removeprefix("file-"), by)
            attach(record, uploaded.name or "file", uploaded.chunks(), by, kind)


def _column_title(spec: Spec, value: str, by: Actor) -> str:
    return next((column.title for column in boards.columns(spec, by) if str(column.value) == value), "")


def refusal(
    request: HttpRequest,
    by: Actor,
    spec: Spec,
    record: Record,
    target: str,
    text: str,
    missing: Sequence[Missing],
    wrong: Mapping[str, Sequence[str]] | None = None,
) -> HttpResponse:
    """What is missing, each with the field that supplies it: in the card on a board, else in a dialog."""
    record = access.get(type(record), record.pk, by)
    record.workspace = by.workspace
    fields = [spec.fields[one.field] for one in missing if one.field in spec.fields]
    where = request.POST.get("in", "")
    context = {
        "by": by,
        "text": text,
        "missing": [one for one in missing if one.field not in spec.fields and not one.file_type],
        "files": [one for one in missing if one.file_type],
        "target": target,
        "where": where,
        "address": f"{addresses.of(record)}/move",
        "back": request.headers.get("HX-Current-URL", ""),
        **inputs.form(_input(field, record, by, spec, request, wrong or {}) for field in fields),
    }
    if where == "record":
        return show.instead(
            show.part(request, by, "objects/_refusal_dialog.html", context, status=422),
            "#dialog",
            "innerHTML",
        )
    extra = render_to_string("objects/_refusal.html", context, request)
    looks = cards.face(spec)
    seen = cells.Seen(by, query.titles_for([record], looks.fields(), by))
    column = str(getattr(record, spec.fields[spec.board].attname))
    html = cards.card(spec, record, looks, seen, column=column, extra=extra, refused=True)
    return show.instead(HttpResponse(html, status=422), f"#card-{record.pk}", "outerHTML")


def _input(
    field: Field,
    record: Record,
    by: Actor,
    spec: Spec,
    request: HttpRequest,
    wrong: Mapping[str, Sequence[str]],
) -> inputs.Input:
    suggest = inputs.suggest_address(by, spec.name, field.name)
    typed = request.POST.get(field.name) if wrong else None
    return inputs.ask(
        field,
        by,
        inputs.as_typed(field, record, by) if typed is None else typed,
        errors=wrong.get(field.name, ()),
        prefix=f"m{record.pk.hex[-6:]}",
        suggest=suggest,
        required=True,
    )
