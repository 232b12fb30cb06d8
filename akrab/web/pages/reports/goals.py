"""Goals on reports: setting one, taking one away, and how far each is."""

import re
from collections.abc import Iterable
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from akrab.engine import access, write
from akrab.engine.errors import Invalid, NotFound
from akrab.engine.events import gesture
from akrab.features.reports.compute import heading, sees_reserved
from akrab.features.reports.dashboards import get_report
from akrab.features.reports.figures import rounded
from akrab.features.reports.goals import Reached, goals_of, reached
from akrab.features.reports.keeping import baseline
from akrab.features.reports.models import SPANS, Goal, Report, Snapshot
from akrab.features.reports.question import read_question
from akrab.features.reports.tally import percent_text
from akrab.identity.actor import Actor
from akrab.identity.members import active_members
from akrab.identity.models import Team
from akrab.web import show
from akrab.web.pages.reports.builder import home
from akrab.web.visit import page

PERCENT = re.compile(r"-?\d{1,4}(\.\d{1,2})?")


def goal_rows(goals: Iterable[Goal], by: Actor) -> list[dict[str, Any]]:
    """How far goals are, as templates draw them."""
    return [drawn(one) for one in reached(goals, by)]


def drawn(one: Reached) -> dict[str, Any]:
    """One goal with its bar."""
    return {
        "id": one.goal.pk,
        "label": one.label,
        "text": one.text,
        "value": one.value,
        "remaining": one.remaining,
        "percent": percent_text(one.percent),
        "reached": f"{min(max(one.percent / 100, Decimal(0)), Decimal(1)):.2f}",
        "is_reached": one.is_reached,
    }


@page
def goals(request: HttpRequest, by: Actor, id: UUID) -> HttpResponse:
    """The goals of a report, and one more."""
    report = get_report(id, by)
    access.require(by, report, "change")
    raw: dict[str, Any] = _planned(request, report, by)
    errors: dict[str, list[str]] = {}
    if request.method == "POST":
        names = ("measure", "value", "span", "person", "team", "since")
        raw = {name: request.POST.get(name, "").strip() or None for name in names}
        raw["for_all"] = "for_all" in request.POST
        try:
            with gesture(by, _("Set a goal")) as within:
                write.create(Goal, {**raw, "report": report.pk}, within)
            return show.go(request, home(by, f"r/{report.pk}/goals"), within, _("The goal was set."))
        except Invalid as invalid:
            errors = invalid.errors
    return _draw(request, by, report, raw, errors)


def _planned(request: HttpRequest, report: Report, by: Actor) -> dict[str, Any]:
    """What a plan made from kept figures proposes: a measure's total then, and so many per cent more."""
    asked = request.GET.get("from", "")
    if not asked:
        return {}
    held = access.get(Snapshot, asked, by)
    if held.report_id != report.pk:
        raise NotFound(asked)
    key, more = request.GET.get("measure", ""), request.GET.get("more", "").replace(",", ".")
    percent = Decimal(more) if PERCENT.fullmatch(more) else Decimal(0)
    asked_for = read_question(report, by).measures
    then = baseline(held, {one.measure.key: one.measure.label or heading(one) for one in asked_for}).get(key)
    value = rounded(then * (100 + percent) / 100).normalize() if then is not None else None
    return {"measure": key, "value": None if value is None else f"{value:f}", "baseline": held}


def _draw(
    request: HttpRequest, by: Actor, report: Report, raw: dict[str, Any], errors: dict[str, list[str]]
) -> HttpResponse:
    measures = read_question(report, by).measures
    context = {
        "report": report,
        "goals": [
            {**row, "drop": home(by, f"r/{report.pk}/goals/{row['id']}/delete")}
            for row in goal_rows(goals_of(by).filter(report=report), by)
        ],
        "raw": raw,
        "baseline": raw.pop("baseline", None),
        "may_show": sees_reserved(by),
        "errors": errors,
        "measures": [(one.measure.key, one.measure.label or heading(one)) for one in measures],
        "spans": SPANS,
        "people": [(str(one.pk), str(one)) for one in active_members()],
        "teams": [(str(one.pk), one.name) for one in Team.objects.order_by("name")],
        "back": home(by, f"r/{report.pk}"),
        "address": home(by, f"r/{report.pk}/goals"),
    }
    return show.page(request, by, "pages/reports/goals.html", context, 422 if errors else 200)


@require_POST
@page
def drop(request: HttpRequest, by: Actor, id: UUID, goal_id: UUID) -> HttpResponse:
    """Take a goal away."""
    report = get_report(id, by)
    access.require(by, report, "change")
    goal = access.get(Goal, goal_id, by, "delete")
    with gesture(by, _("Remove a goal")) as within:
        write.delete(goal, within)
    return show.go(request, home(by, f"r/{report.pk}/goals"), within, _("The goal was removed."))
