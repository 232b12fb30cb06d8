"""Working calendars: the week of a team, the holidays of its country, closures, and how the year looks with them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import chain
from typing import Any
from uuid import UUID
from zoneinfo import available_timezones

from babel.dates import get_day_names, get_month_names
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST

from akrab.engine import access, write
from akrab.engine.errors import Invalid, NotFound
from akrab.engine.events import gesture
from akrab.engine.spec import spec_of
from akrab.features.calendars import finding, hours
from akrab.features.calendars.models import SpecialDay, WorkingCalendar
from akrab.identity.actor import Actor
from akrab.identity.models import Branch, Team
from akrab.lib import clock, places, working
from akrab.lib.text import sort_key
from akrab.web import inputs, marks, shades, show
from akrab.web.inputs import Input
from akrab.web.pages.settings.door import address, administrators, choice, draw, text

Errors = Mapping[str, Sequence[str]]
KEEPERS = ("teams", "branches")
PLAIN = ("name", "time_zone", "country", "subdivision")
FIRST_YEAR, LAST_YEAR = 2000, 2100
OPEN = ("open", "special")


@dataclass(frozen=True)
class Cell:
    """One day of the year's view; `kind` says why it is open or closed."""

    number: int
    kind: str
    title: str


@administrators
def calendars(request: HttpRequest, by: Actor) -> HttpResponse:
    """Every calendar, with who keeps to it."""
    names = {str(one.pk): str(one) for one in (*Team.objects.all(), *Branch.objects.all())}
    rows = [
        (row, [names[id] for id in (*row.teams, *row.branches) if id in names], hours.read_week(row.week))
        for row in access.visible(WorkingCalendar, by).order_by("-standard", "name")
    ]
    shown = [(row, teams, [_day(hours_) for hours_ in week]) for row, teams, week in rows]
    context = {"calendars": shown, "days": _day_names("short"), "here": address(by, "calendars")}
    return draw(request, by, "settings/calendars.html", context)


def _day(said: working.Hours) -> str:
    return hours.write_hours(said).replace("-", "–") or "–"


@administrators
def calendar(request: HttpRequest, by: Actor, id: UUID | None = None) -> HttpResponse:
    """One calendar with its year, or a new one."""
    held = access.get(WorkingCalendar, id, by) if id else None
    if request.method != "POST":
        return _draw(request, by, held)
    raw: dict[str, Any] = {name: request.POST.get(name, "").strip() for name in PLAIN}
    raw |= {name: request.POST.getlist(name) for name in KEEPERS} | {
        "standard": request.POST.get("standard") == "1"
    }
    days = [request.POST.get(name, "") for name in hours.DAYS]
    try:
        raw["week"] = _week(days)
        with gesture(by, _("Working hours")) as within:
            saved = write.update(held, raw, within) if held else write.create(WorkingCalendar, raw, within)
    except Invalid as invalid:
        taken = _taken(by, held, raw["name"])
        wrong = {name: texts for name, texts in invalid.errors.items() if name or not taken} | taken
        return _draw(request, by, held, {**raw, "days": days}, wrong)
    said = _("“%(name)s” was saved.") % {"name": saved}
    return show.go(request, address(by, f"calendars/{saved.pk}"), within, said)


def _taken(by: Actor, held: WorkingCalendar | None, name: str) -> dict[str, list[str]]:
    """What is said of a name that another calendar has: which way leads on from here."""
    others = access.visible(WorkingCalendar, by).filter(name=name.replace("\x00", ""))
    if not name or not (others.exclude(pk=held.pk) if held else others).exists():
        return {}
    words = _("There is a calendar called “%(name)s” already. Open it and change it, or choose another name.")
    return {"name": [words % {"name": name}]}


def _ready(by: Actor, held: WorkingCalendar | None, said: Mapping[str, Any]) -> dict[str, Any] | None:
    """The calendar that is there already, and is to be changed where somebody begins another like it."""
    rows = [row for row in access.visible(WorkingCalendar, by) if held is None or row.pk != held.pk]
    named = next((row for row in rows if row.name == said["name"]), None)
    standard = None if held else next((row for row in rows if row.standard), None)
    row = named or standard
    return (
        {"name": row.name, "address": address(by, f"calendars/{row.pk}"), "standard": row.standard}
        if row
        else None
    )


def _week(days: Sequence[str]) -> str:
    """The week as it is kept; raises `Invalid` at each day that can't be read."""
    week, wrong = [], {}
    for name, said in zip(hours.DAYS, days, strict=True):
        try:
            week.append(hours.read_hours(said))
        except hours.UnreadableHours as error:
            text_ = error.why or _("Write hours like 09:00-12:00, 13:00-18:00, or nothing for closed.")
            wrong[name] = [text_ % {"value": error}]
    if wrong:
        raise Invalid(wrong)
    return hours.write_week(week)


@require_POST
@administrators
def add_day(request: HttpRequest, by: Actor, id: UUID) -> HttpResponse:
    """Close some days, or give them hours of their own."""
    held = access.get(WorkingCalendar, id, by)
    raw = inputs.read(_day_fields(by), request.POST, request.FILES)
    try:
        with gesture(by, _("Special days")) as within:
            made = write.create(SpecialDay, {**raw, "calendar": held}, within)
    except Invalid as invalid:
        return _draw(request, by, held, day_raw=raw, day_wrong=invalid.errors)
    said = _("“%(name)s” is in the calendar.") % {"name": made}
    return show.go(request, _at(by, held, made.first_on.year), within, said)


@require_POST
@administrators
def drop_day(request: HttpRequest, by: Actor, id: UUID, day_id: UUID) -> HttpResponse:
    held = access.get(WorkingCalendar, id, by)
    day = access.get(SpecialDay, day_id, by)
    if day.calendar_id != held.pk:
        raise NotFound(str(day_id))
    with gesture(by, _("Special days")) as within:
        write.delete(day, within)
    said = _("“%(name)s” was removed from the calendar.") % {"name": day}
    return show.go(request, _at(by, held, day.first_on.year), within, said)


@require_POST
@administrators
def delete(request: HttpRequest, by: Actor, id: UUID) -> HttpResponse:
    """Put a calendar into the bin; its teams keep to the standard one then."""
    held = access.get(WorkingCalendar, id, by)
    with gesture(by, _("Delete “%(name)s”") % {"name": held}) as within:
        write.delete(held, within)
    return show.go(request, address(by, "calendars"), within, _("“%(name)s” was deleted.") % {"name": held})


def _at(by: Actor, held: WorkingCalendar, year: int) -> str:
    return address(by, f"calendars/{held.pk}?year={year}#days")


def _day_fields(by: Actor) -> dict[str, Any]:
    return {
        name: field for name, field in access.writable(by, spec_of(SpecialDay)).items() if name != "calendar"
    }


def _draw(
    request: HttpRequest, by: Actor, held: WorkingCalendar | None, raw: Mapping[str, Any] | None = None,
    wrong: Errors | None = None, day_raw: Mapping[str, Any] | None = None, day_wrong: Errors | None = None,
) -> HttpResponse:  # fmt: skip
    wrong, shown = wrong or {}, held or WorkingCalendar(country=by.workspace.country, standard=_is_first(by))
    said = raw or {name: getattr(shown, name) for name in (*PLAIN, *KEEPERS, "standard")}
    days = said.get("days") or [hours.write_hours(one) for one in hours.read_week(shown.week)]
    context: dict[str, Any] = {
        "calendar": held,
        "inputs": _inputs(by, said, wrong),
        "days": [
            text(name, label, day, errors=wrong.get(name, ()), prefix="w")
            for name, label, day in zip(hours.DAYS, _day_names("wide"), days, strict=True)
        ],
        "keepers": [
            (name, one, str(one.pk) in said[name])
            for name, model in zip(KEEPERS, (Team, Branch), strict=True)
            for one in model._default_manager.order_by("name")
        ],
        "standard": said["standard"],
        "ready": _ready(by, held, said),
        "team_errors": [*wrong.get("teams", ()), *wrong.get("branches", ())],
        "whole_errors": [*wrong.get("", ()), *(day_wrong or {}).get("", ())],
        "here": address(by, f"calendars/{held.pk}" if held else "calendars/new"),
    }
    if held:
        context |= _year(request, by, held) | _special(by, held, day_raw or {}, day_wrong or {})
    return draw(request, by, "settings/calendar.html", context, 422 if wrong or day_wrong else 200)


def _is_first(by: Actor) -> bool:
    return not access.visible(WorkingCalendar, by).exists()


def _inputs(by: Actor, said: Mapping[str, Any], wrong: Errors) -> list[Input]:
    known = working.places()
    countries = [(code, name) for code, name in places.countries(marks.locale()) if code in known]
    named = [(part, working.part_name(said["country"], part)) for part in known.get(said["country"], ())]
    parts = sorted(named, key=lambda each: sort_key(each[1]))
    zones = [(zone, zone.replace("_", " ")) for zone in sorted(available_timezones())]
    found = [
        text("name", _("Name"), said["name"], errors=wrong.get("name", ()), required=True, most=80),
        choice(
            "time_zone", _("Time zone"), said["time_zone"],
            [("", _("The company's: %(zone)s") % {"zone": by.workspace.time_zone}), *zones], required=False,
            errors=wrong.get("time_zone", ()),
        ),
        choice(
            "country", _("Holidays of"), said["country"], [("", _("No country")), *countries], required=False,
            errors=wrong.get("country", ()),
        ),
    ]  # fmt: skip
    if parts:
        options = [("", _("The whole country")), *parts]
        found.append(
            choice("subdivision", _("Province or state"), said["subdivision"], options, required=False,
                   errors=wrong.get("subdivision", ()))
        )  # fmt: skip
    return found


def _special(by: Actor, held: WorkingCalendar, raw: Mapping[str, Any], wrong: Errors) -> dict[str, Any]:
    rows = access.visible(SpecialDay, by).filter(calendar=held).order_by("first_on", "id")
    fields = _day_fields(by)
    asked = [
        inputs.ask(field, by, raw.get(name, ""), errors=wrong.get(name, ()), prefix="d")
        for name, field in fields.items()
    ]
    return {"special": rows, "day_inputs": asked, "asked": ",".join(fields)}


def _year(request: HttpRequest, by: Actor, held: WorkingCalendar) -> dict[str, Any]:
    """Twelve months of days, each open, closed, a holiday or special, with the names of what they are."""
    said = request.GET.get("year", "")
    today = timezone.localdate(clock.now())
    year = int(said) if said.isdecimal() and FIRST_YEAR <= int(said) <= LAST_YEAR else today.year
    calendar = finding.calendar_of(held, by.workspace)
    named = (
        working.holidays_of(held.country, held.subdivision, year, shades.language()) if held.country else {}
    )
    titles = get_month_names("wide", context="stand-alone", locale=marks.locale())
    months = [(titles[month], _month(calendar, year, month, named)) for month in range(1, 13)]
    return {
        "year": year,
        "months": months,
        "initials": [name[:1].upper() for name in _day_names("narrow")],
        "holidays": sorted(named.items()),
        "open_days": sum(cell.kind in OPEN for _title, weeks in months for cell in chain(*weeks) if cell),
        "before": f"?year={year - 1}#year",
        "after": f"?year={year + 1}#year",
    }  # fmt: skip


def _month(
    calendar: working.Calendar, year: int, month: int, named: Mapping[date, str]
) -> list[list[Cell | None]]:
    """The weeks of a month, from Monday."""
    first = date(year, month, 1)
    days: list[Cell | None] = [None] * first.weekday()
    day = first
    while day.month == month:
        days.append(_cell(calendar, day, named))
        day += timedelta(days=1)
    days += [None] * (-len(days) % 7)
    return [days[start : start + 7] for start in range(0, len(days), 7)]


def _cell(calendar: working.Calendar, day: date, named: Mapping[date, str]) -> Cell:
    opening = calendar.hours(day)
    if day in calendar.special:
        kind = "special" if opening else "closure"
    elif day in named:
        kind = "holiday"
    else:
        kind = "open" if opening else "closed"
    said = [named.get(day, ""), hours.write_hours(opening) or pgettext("day", "closed")]
    return Cell(day.day, kind, ", ".join(filter(None, said)))


def _day_names(width: Any) -> list[str]:
    found = get_day_names(width, context="stand-alone", locale=marks.locale())
    return [found[place] for place in range(7)]
