"""My day: what is late, due today and coming; the week; what I wait for; how the month goes. A leader's: the team's."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from babel.dates import format_date
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from akrab.engine import access
from akrab.engine.registry import find_object
from akrab.features.announcements import posting
from akrab.features.beginning import progress
from akrab.features.reports.goals import for_everybody, for_me, goals_of, reached
from akrab.features.reports.patience import Patience
from akrab.features.reports.period import Period
from akrab.features.reports.personal import Progress, progress_of
from akrab.features.wording.objects import gettext as _
from akrab.features.wording.objects import ngettext
from akrab.identity.actor import Actor
from akrab.identity.members import workspaces_of
from akrab.identity.models import User
from akrab.lib import clock
from akrab.web import addresses, day, marks, show
from akrab.web.pages.reports.goals import drawn
from akrab.web.tours import taking
from akrab.web.visit import page, sign_in

WAITING = 8


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
    """Everything that waits for this person, or for the team of a leader, late first.

    An administrator of a company that was never set up is led to that first.
    """
    beginning = progress.find() if progress.is_asked(by) else None
    if beginning and beginning.is_pressing:
        return redirect(f"{addresses.home(by.workspace)}start/")
    beginning_shown = beginning if beginning and not beginning.is_finished else None
    announcement = posting.find_next(by)
    has_team = day.has_team(by)
    team = has_team and request.GET.get("of") == "team"
    found = day.duties_of(by, team)
    home = addresses.home(by.workspace)
    context = {
        "beginning": beginning_shown,
        "announcement": announcement,
        "tour": None if beginning_shown or announcement else taking.find_next(by),
        "beginning_total": len(progress.STEPS),
        "greeting": greeting(by),
        "summary": summary(found),
        "groups": groups(found),
        "is_cut": found.is_cut,
        "waiting": found.waiting[:WAITING],
        "waiting_count": len(found.waiting),
        "has_team": has_team,
        "is_team": team,
        "mine_address": home,
        "team_address": f"{home}?of=team",
        "figures_address": f"{home}figures",
        "new_ways": [
            {"label": spec.label.lower(), "address": f"{addresses.listing(by.workspace, spec)}new"}
            for spec, _deadline in day.dated()[:1]
            if access.reach(by, spec, "create") != "none"
        ],
        "dated_names": " ".join(spec.name for spec, _deadline in day.dated()),
        **week(by, _day(request.GET.get("on", "")), team),
    }
    return show.page(request, by, "pages/day.html", context)


def groups(found: day.Day) -> list[dict[str, Any]]:
    """The duties under their headings: late, today's calls, today's visits and the like, the rest of today, then."""
    calls = [duty for duty in found.today if duty.is_call]
    rest = [duty for duty in found.today if not duty.is_call]
    groups = [
        _group("late", _("Late"), "clock-exclamation", found.late),
        _group("calls", _("[Calls]"), "phone", calls),
    ]
    for place, (spec, _deadline) in enumerate(day.dated()):
        own = [duty for duty in rest if duty.spec is spec]
        if place:
            groups.append(_group(f"today-{spec.name}", spec.label_plural, spec.icon, own))
        else:
            plain = _group("today", _("Today"), "checklist", own)
    groups += [
        plain,
        _group("ahead", _("Next"), "calendar", found.ahead),
        _group("undated", _("Without a date"), "circle-dashed", found.undated),
    ]
    return [group for group in groups if group["duties"]]


def _group(name: str, label: str, icon: str, duties: list[day.Duty]) -> dict[str, Any]:
    return {"name": name, "label": label, "icon": icon, "duties": duties}


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


def week(by: Actor, on: date, team: bool = False) -> dict[str, Any]:
    """The strip of the week and the agenda of one day, with the moment it is now among its entries."""
    entries, load = day.agenda(by, on, team)
    now = clock.now()
    home = f"{addresses.home(by.workspace)}?{'of=team&' if team else ''}on="
    days = [
        {
            "name": format_date(one, "EEEEEE", locale=marks.locale()), "number": one.day,
            "address": f"{home}{one.isoformat()}",
            "here": one == on, "count": count, "bar": min(count, 5) * 3,
        }
        for one, count in sorted(load.items())
    ]  # fmt: skip
    is_today = on == timezone.localdate(now)
    return {
        "days": days,
        "past_entries": [entry for entry in entries if not is_today or entry.moment <= now],
        "now": now if is_today and entries else None,
        "coming_entries": [entry for entry in entries if is_today and entry.moment > now],
        "before": f"{home}{(on - timedelta(days=7)).isoformat()}",
        "after": f"{home}{(on + timedelta(days=7)).isoformat()}",
        "week_of": format_date(on, "MMMM y", locale=marks.locale()),
    }


@page
def my_figures(request: HttpRequest, by: Actor) -> HttpResponse:
    """How the month goes for this person: the reports about oneself, beside the month before."""
    period = Period.read("this_month", by)
    before = period.before()
    told = progress_of(by, period)
    own = for_me(goals_of(by), by).exclude(person=None, team=None)
    goals = [*for_everybody(by), *reached(own, by, Patience())]
    context = {
        "rows": [row for one in told for row in _rows(one, by)],
        "goals": [drawn(one) for one in goals],
        "live": " ".join(
            sorted({one.now.object for one in told} | {one.goal.report.object for one in goals})
        ),
        "address": request.path,
        "month": format_date(period.first, "LLLL", locale=marks.locale()),
        "last_month": format_date(before.first, "LLLL", locale=marks.locale()) if before else "",
    }
    return show.part(request, by, "parts/progress.html", context)


def _rows(one: Progress, by: Actor) -> Iterator[dict[str, Any]]:
    """Each figure of this month, the way to its records, and how far it is to that of the month before."""
    spec = find_object(one.now.object)
    for column in one.now.columns:
        value, earlier = one.now.value(column.key), one.before.value(column.key)
        number, previous = value.number or Decimal(0), earlier.number or Decimal(0)
        if not number and not previous:
            continue
        yield {
            "label": column.label,
            "text": value.text,
            "address": f"{addresses.listing(by.workspace, spec)}?as=list&{value.query}" if spec else "",
            "previous": earlier.text,
            "reached": f"{number / previous if previous else min(number, Decimal(1)):.2f}",
            "is_reached": bool(previous) and number >= previous,
        }
