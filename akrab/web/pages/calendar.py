"""The calendar of an object with a date: the page, and the entries of a span of days."""

from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from akrab.engine import access, query
from akrab.engine.errors import Invalid
from akrab.engine.fields import Field
from akrab.engine.record import Record
from akrab.engine.spec import spec_of
from akrab.identity.actor import Actor
from akrab.lib import clock
from akrab.web import addresses, asked, show
from akrab.web.asked import Asked
from akrab.web.pages import listing

MOST = 400
SHORT = timedelta(minutes=30)


def calendar(request: HttpRequest, by: Actor, reading: Asked) -> HttpResponse:
    """The page, or with `start` and `end` its entries as JSON."""
    if "start" in request.GET:
        return JsonResponse(
            entries(by, reading, request.GET["start"], request.GET.get("end", "")), safe=False
        )
    spec = reading.spec
    context = {
        **listing.frame(by, reading),
        "entries_address": reading.address(as_="calendar"),
        "zone": by.time_zone,
        "today": timezone.localdate(clock.now()).isoformat(),
        "may_move": access.reach(by, spec, "change") != "none",
    }
    return show.page(request, by, show.names_for(spec, "calendar"), context)


def entries(by: Actor, reading: Asked, start: str, end: str) -> list[dict[str, Any]]:
    """The records whose date lies between two moments, as the calendar draws them."""
    spec = reading.spec
    field = spec.fields[spec.calendar[0]]
    first, last = parse_datetime(start), parse_datetime(end)
    if first is None or last is None:
        raise Invalid({"start": [_("Give the span as two moments.")]})
    span = [_plain(field, _aware(first)), _plain(field, _aware(last))]
    within = [
        {"field": field.name, "op": "gte", "value": span[0]},
        {"field": field.name, "op": "lte", "value": span[1]},
    ]
    tree = {"and": [*([reading.filter] if reading.filter else []), *within]}
    found = query.listing(spec, by, reading.like(filter=asked.dump(tree), sort=field.name).ask_of(MOST))
    return [_entry(by, record, field) for record in found.rows]


def _aware(moment: datetime) -> datetime:
    return moment if moment.tzinfo else timezone.make_aware(moment)


def _plain(field: Field, moment: datetime) -> str:
    return moment.date().isoformat() if field.type.name == "date" else moment.isoformat()


def _entry(by: Actor, record: Record, field: Field) -> dict[str, Any]:
    spec_calendar = spec_of(type(record)).calendar
    start = getattr(record, field.attname)
    address = addresses.record(by.workspace, spec_of(type(record)), record.pk)
    entry: dict[str, Any] = {
        "id": str(record.pk), "title": str(record), "url": address, "start": start.isoformat(),
        "allDay": field.type.name == "date" or bool(getattr(record, "all_day", False)),
        "extendedProps": {"address": address, "field": field.name},
    }  # fmt: skip
    if isinstance(start, datetime):
        length = getattr(record, spec_calendar[1]) if len(spec_calendar) > 1 else None
        entry["end"] = (length if isinstance(length, datetime) else start + (length or SHORT)).isoformat()
    return entry
