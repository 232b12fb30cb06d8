"""The calendar of people and resources: the page, what takes place in a span, and giving it another time or person."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, cast
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from akrab.engine import access, query, write
from akrab.engine.errors import Forbidden, Invalid, NotFound, Refused
from akrab.engine.events import gesture
from akrab.engine.fields import Field
from akrab.engine.fields.links import target_of
from akrab.engine.record import Record
from akrab.engine.registry import get_object
from akrab.engine.spec import Spec
from akrab.features.planning import slots
from akrab.features.planning.slots import Slot
from akrab.identity.actor import Actor
from akrab.identity.models import Membership
from akrab.lib import clock
from akrab.web import addresses, holders, inputs, overlaps, shades, show
from akrab.web.visit import page

LONGEST_SPAN = timedelta(days=62)
MOST_SAID = 5  # overlaps of one entry that are told in words
STATES: Mapping[str, Callable[[], str]] = {
    "": lambda: "",
    "is-off": lambda: pgettext("appointment", "does not take place"),
    "is-declined": lambda: pgettext("invitation", "declined"),
    "is-done": lambda: pgettext("appointment", "done"),
}


@page
def calendar(request: HttpRequest, by: Actor) -> HttpResponse:
    """The page, or with `start` and `end` what takes place between them, as JSON."""
    if "start" in request.GET:
        found, is_cut = entries(by, request)
        return JsonResponse(found, safe=False, headers={"Akrab-Cut": "1"} if is_cut else {})
    groups = holders.groups(by, holders.chosen(by, request.GET.get("who", "")))
    base = addresses.home(by.workspace)
    context = {
        "groups": groups,
        "kinds": [
            {"spec": spec, "on": _is_on(spec, request.GET.get("what", ""))}
            for spec in slots.planned()
            if access.reach(by, spec, "view") != "none"
        ],
        "new_ways": [
            {
                "label": spec.label,
                "icon": spec.icon,
                "address": f"{addresses.listing(by.workspace, spec)}new",
                "moment": spec.calendar[0],
                "length": spec.calendar[1] if len(spec.calendar) > 1 else "",
                "owner": spec.owners[0],
                "thing": next((name for name in spec.booked if name not in spec.owners), ""),
            }
            for spec in slots.planned()
            if access.reach(by, spec, "create") != "none" and not spec.fields[spec.calendar[0]].has_default()
        ],
        "entries_address": f"{base}calendar/",
        "feed_address": f"{base}settings/me#calendar-feed",
        "zone": by.time_zone,
        "now": timezone.localtime(clock.now()).isoformat(),
        "objects": " ".join(spec.name for spec in slots.planned()),
    }
    return show.page(request, by, "pages/calendar.html", context)


def _is_on(spec: Spec, said: str) -> bool:
    return spec.name in said.split(",") if said else True


def entries(by: Actor, request: HttpRequest) -> tuple[list[dict[str, Any]], bool]:
    """What the chosen people and resources have between two moments, drawn as entries; whether there is more."""
    start, end = (_moment(request.GET.get(name, "")) for name in ("start", "end"))
    if start is None or end is None or not timedelta(0) < end - start <= LONGEST_SPAN:
        raise Invalid({"start": [_("Give the span as two moments, two months apart at most.")]})
    start, end = max(start, slots.FIRST), min(end, slots.LAST)
    wanted = holders.chosen(by, request.GET.get("who", ""))
    named = [name for name in request.GET.get("what", "").split(",") if name]
    found = slots.slots(by, start, end, wanted, named)
    now = clock.now()
    clashing = slots.overlapping([one for one in found if one.end > now], by)
    pairs = [(one, clashing[one.record.pk]) for one in found if clashing.get(one.record.pk)]
    said = {
        one.record.pk: texts
        for (one, _others), texts in zip(pairs, overlaps.sentences(pairs, by), strict=True)
    }
    names, tints = overlaps.names_of(found, by), holders.tints()
    shown = [_entry(one, said.get(one.record.pk, []), names, _tint(one, wanted, tints), by) for one in found]
    many = Counter(one.spec.name for one in found)
    return [*shown, *shades.of_span(by, start, end, wanted)], any(
        count >= slots.MOST for count in many.values()
    )


def _tint(one: Slot, wanted: set[UUID], tints: Mapping[UUID, str]) -> str:
    """The colour of the first of the chosen people it needs; none for what is shown for its resource."""
    return next((tints.get(id, "p0") for id in (*one.people, *one.declined) if id in wanted), "p0")


def _moment(said: str) -> datetime | None:
    try:
        found = parse_datetime(said)
    except ValueError:
        return None
    return timezone.make_aware(found) if found and not found.tzinfo else found


def _entry(
    one: Slot, clash: Sequence[str], names: Mapping[UUID, str], tint: str, by: Actor
) -> dict[str, Any]:
    one.record.workspace = by.workspace
    state = _state(one)
    may = access.allows(by, one.record, "change") and not state
    is_long = not one.is_all_day and one.end - one.start >= slots.DAY
    # What lasts for days is changed in its dialog.
    whole, may = one.is_all_day or is_long, may and not is_long
    holders_ = [*one.holders, *(one.declined - one.holders)]
    return {
        "id": f"{one.spec.name}-{one.record.pk}", "title": str(one.record), "url": addresses.of(one.record),
        "start": timezone.localdate(one.start).isoformat() if whole else one.start.isoformat(),
        "end": _last(one, is_long) if whole else one.end.isoformat(), "allDay": whole,
        "className": " ".join(filter(None, ["ak-appt", f"is-{tint}", state, "is-clash" if clash else ""])),
        "startEditable": may, "durationEditable": may and len(one.spec.calendar) > 1,
        "extendedProps": {
            "address": f"{addresses.home(by.workspace)}calendar/{one.spec.name}/{one.record.pk}",
            "icon": one.spec.icon, "kind": one.spec.label,
            "who": {str(id): names[id] for id in one.holders if id in names},
            "clash": clash[:MOST_SAID], "may": may,
            "holders": [str(id) for id in holders_], "guests": [str(id) for id in one.people if id not in _asked(one)],
            "state": STATES[state](), "taken": one.is_booked and state != "is-declined",
        },
    }  # fmt: skip


def _last(one: Slot, is_long: bool) -> str:
    """The day before which something that lasts for days is over."""
    day = timezone.localdate(one.end - timedelta(microseconds=1)) if is_long else timezone.localdate(one.end)
    return (day + timedelta(days=1) if is_long else day).isoformat()


def _asked(one: Slot) -> set[UUID]:
    """Whom the record itself names: whoever else has it was invited."""
    return {
        getattr(one.record, one.spec.fields[name].attname) for name in one.spec.booked or one.spec.owners[:1]
    }


def _state(one: Slot) -> str:
    """Why an entry is drawn as none that is to come; nothing where it is."""
    if slots.is_off(one.record):
        return "is-off"
    if one.declined - one.people:
        return "is-declined"
    return "is-done" if _is_done(one) else ""


def _is_done(one: Slot) -> bool:
    return getattr(one.record, "done_at", None) is not None


@page
def entry(request: HttpRequest, by: Actor, object: str, id: UUID) -> HttpResponse:
    """One entry with its time and people, to be looked at and changed; POST gives it others."""
    spec = get_object(object)
    if spec not in slots.planned():
        raise NotFound(object)
    record = access.get(cast(type[Record], spec.model), id, by)
    record.workspace = by.workspace
    if request.method != "POST":
        return _dialog(request, by, spec, record)
    access.require(by, record, "change")
    asked = _fields(spec, by)
    try:
        raw = _dropped(request, spec, by) if "_fields" not in request.POST else _typed(request, asked)
        taken = overlaps.warned(spec, raw, by, request.POST, [record])
        if taken:
            return _clash(request, by, record, taken)
        with gesture(by, _("Plan %(record)s") % {"record": record}) as within:
            record = write.update(record, raw, within)
    except Invalid as invalid:
        if "_fields" in request.POST:
            return _dialog(request, by, spec, record, request.POST, invalid.errors, 422)
        texts = [text for texts in invalid.errors.values() for text in texts]
        return show.refusal(request, 422, " ".join(texts))
    except Refused as refused:
        return show.refusal(request, 422, str(refused))
    response = show.trigger(
        HttpResponse(status=204), closeDialog={}, changed={"o": spec.name, "r": str(record.pk)}
    )
    return show.toast(response, within, _("%(record)s was changed.") % {"record": str(record)})


def _fields(spec: Spec, by: Actor) -> dict[str, Field]:
    """What the calendar changes of a record: its time and whom it needs."""
    names = [*spec.calendar, "all_day", *(spec.booked or spec.owners[:1])]
    open_ = access.writable(by, spec)
    return {name: open_[name] for name in names if name in open_}


def _typed(request: HttpRequest, asked: Mapping[str, Field]) -> dict[str, Any]:
    return inputs.read(dict(asked), request.POST, request.FILES)


def _dropped(request: HttpRequest, spec: Spec, by: Actor) -> dict[str, Any]:
    """The values that a drag stands for: another start, another end, or another person or resource."""
    raw: dict[str, Any] = {}
    said = request.POST
    if "start" in said:
        start, end = _moment(said["start"]), _moment(said.get("end", ""))
        if start is None:
            raise Invalid({"": [_("Give the span as two moments.")]})
        raw[spec.calendar[0]] = start.isoformat()
        if end is not None and len(spec.calendar) > 1:
            # Hours that pass, also when the clock is changed.
            length = end.astimezone(UTC) - start.astimezone(UTC)
            raw[spec.calendar[1]] = str(max(0, int(length.total_seconds()) // 60))
        if "all_day" in spec.fields:
            raw["all_day"] = said.get("all_day") == "1"
    if holder := said.get("holder"):
        if said.get("is_guest") == "1":
            raise Invalid({"": [_("An invitation stays with its person. Invite somebody else on the page.")]})
        raw |= _given(spec, holder)
    writable = access.writable(by, spec)
    if closed := [name for name in raw if name not in writable]:
        raise Forbidden(_("Your role may not change “%(field)s”.") % {"field": spec.fields[closed[0]].label})
    return raw


def _given(spec: Spec, holder: str) -> dict[str, Any]:
    """Which field a person or resource goes into."""
    try:
        id = UUID(holder)
    except ValueError as error:
        raise Invalid({"": [_("Choose from the list.")]}) from error
    if Membership.objects.filter(pk=id).exists():
        return {spec.owners[0]: str(id)}
    for name in spec.booked:
        target = target_of(spec.fields[name])
        if issubclass(target, Record) and target._default_manager.filter(pk=id).exists():
            return {name: str(id)}
    raise Invalid({"": [_("This entry can't be given to that person or resource.")]})


def _dialog(
    request: HttpRequest, by: Actor, spec: Spec, record: Record, said: Mapping[str, Any] | None = None,
    errors: Mapping[str, list[str]] | None = None, status: int = 200,
) -> HttpResponse:  # fmt: skip
    may = access.allows(by, record, "change") and record.deleted_at is None
    fields = _fields(spec, by)
    titles = query.titles_for([record], list(fields.values()), by)
    asked = [
        inputs.ask(
            field, by, said.get(name, "") if said else inputs.as_typed(field, record, by),
            title=titles.get(getattr(record, field.attname), "") if field.type.name in ("user", "link") else "",
            errors=(errors or {}).get(name, []), prefix="p",
            suggest=inputs.suggest_address(by, spec.name, name),
        )
        for name, field in fields.items()
    ]  # fmt: skip
    context = {
        "record": record, "spec": spec, "title": str(record), "address": request.path,
        "record_address": addresses.of(record), "may": may, "clashes": overlaps.of_record(record, by),
        "acts": holders.acts(by, spec, record, may), **inputs.form(asked if may else []),
    }  # fmt: skip
    return show.part(request, by, "pages/calendar_entry.html", context, status)


def _clash(request: HttpRequest, by: Actor, record: Record, taken: list[str]) -> HttpResponse:
    """Ask before an overlap is saved: what is taken, and whether it is wanted all the same."""
    given = [
        (name, value) for name, values in request.POST.lists() for value in values if name != overlaps.ANYWAY
    ]
    context = {"title": str(record), "taken": taken, "given": given, "address": request.path}
    return show.instead(
        show.part(request, by, "pages/calendar_clash.html", context, status=409), "#dialog", "innerHTML"
    )
