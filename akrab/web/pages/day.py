"""My day: what is late, due today and coming; the week; what I wait for."""

from datetime import date, timedelta
from typing import Any

from babel.dates import format_date
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from akrab.engine import access
from akrab.identity.actor import Actor
from akrab.identity.members import workspaces_of
from akrab.identity.models import User
from akrab.lib import clock
from akrab.web import addresses, day, marks, show
from akrab.web.visit import page, sign_in


def start(request: HttpRequest) -> HttpResponse:
    """The first page: my day in the first of my workspaces."""
    if not isinstance(request.user, User):
        return sign_in(request)
    mine = workspaces_of(request.user)
    if not mine:
        return show.refusal(request, 403, _("You are in no workspace. Ask for an invitation."))
    return redirect(addresses.home(mine[0]))


@page
def my_day(request: HttpRequest, by: Actor) -> HttpResponse:
    """Everything that waits for this person, late first."""
    found = day.duties_of(by)
    groups = [
        {"name": "late", "label": _("Late"), "icon": "clock-exclamation", "duties": found.late},
        {"name": "today", "label": _("Today"), "icon": "checklist", "duties": found.today},
        {"name": "ahead", "label": _("Next"), "icon": "calendar", "duties": found.ahead},
        {"name": "undated", "label": _("Without a date"), "icon": "circle-dashed", "duties": found.undated},
    ]
    on = _day(request.GET.get("on", ""))
    context = {
        "greeting": greeting(by),
        "summary": summary(found),
        "groups": [group for group in groups if group["duties"]],
        "waiting": found.waiting[:8],
        "new_ways": [
            {"label": spec.label.lower(), "address": f"{addresses.listing(by.workspace, spec)}new"}
            for spec, _deadline in day.dated()[:1]
            if access.reach(by, spec, "create") != "none"
        ],
        "dated_names": " ".join(spec.name for spec, _deadline in day.dated()),
        **week(by, on),
    }
    return show.page(request, by, "pages/day.html", context)


def _day(raw: str) -> date:
    try:
        return date.fromisoformat(raw)
    except ValueError:
        return timezone.localdate(clock.now())


def greeting(by: Actor) -> str:
    """Good morning, by the hour and the first word of the name."""
    hour = timezone.localtime(clock.now()).hour
    name = by.name.split()[0] if by.name else ""
    if hour < 12:
        return _("Good morning, %(name)s") % {"name": name}
    return (
        _("Good afternoon, %(name)s") % {"name": name}
        if hour < 18
        else _("Good evening, %(name)s") % {"name": name}
    )


def summary(found: day.Day) -> str:
    """The day in a line."""
    today = marks.heading(timezone.localdate(clock.now()))
    late = ngettext("%(count)d late", "%(count)d late", len(found.late)) % {"count": len(found.late)}
    due = ngettext("%(count)d due today", "%(count)d due today", len(found.today)) % {
        "count": len(found.today)
    }
    return " · ".join([today, *([late] if found.late else []), due])


def week(by: Actor, on: date) -> dict[str, Any]:
    """The strip of the week and the agenda of one day."""
    entries, load = day.agenda(by, on)
    today = timezone.localdate(clock.now())
    days = [
        {
            "name": format_date(one, "EEEEEE", locale=marks.locale()), "number": one.day,
            "address": f"{addresses.home(by.workspace)}?on={one.isoformat()}",
            "here": one == on, "count": count, "bar": min(count, 5) * 3,
        }
        for one, count in sorted(load.items())
    ]  # fmt: skip
    return {
        "days": days, "entries": entries, "now": clock.now() if on == today else None, "on": on,
        "before": f"{addresses.home(by.workspace)}?on={(on - timedelta(days=7)).isoformat()}",
        "after": f"{addresses.home(by.workspace)}?on={(on + timedelta(days=7)).isoformat()}",
    }  # fmt: skip
