"""Reports by mail: who gets a report or a dashboard, how often and at what time."""

import re
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from akrab.engine import access, write
from akrab.engine.errors import Invalid
from akrab.engine.events import gesture
from akrab.features.reports.dashboards import get_dashboard, get_report
from akrab.features.reports.models import ATTACHED, RHYTHMS, WEEKDAYS, Dashboard, Report, Subscription
from akrab.identity.actor import Actor
from akrab.identity.members import active_members
from akrab.web import show
from akrab.web.pages.reports.builder import home
from akrab.web.visit import page

TIME = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)")


@page
def of_report(request: HttpRequest, by: Actor, id: UUID) -> HttpResponse:
    """Who gets a report by mail."""
    return _subscriptions(request, by, get_report(id, by), home(by, f"r/{id}"))


@page
def of_dashboard(request: HttpRequest, by: Actor, id: UUID) -> HttpResponse:
    """Who gets a dashboard by mail."""
    return _subscriptions(request, by, get_dashboard(id, by), home(by, str(id)))


def _subscriptions(request: HttpRequest, by: Actor, sent: Report | Dashboard, back: str) -> HttpResponse:
    errors: dict[str, list[str]] = {}
    if request.method == "POST":
        try:
            with gesture(by, _("Send by mail")) as within:
                _subscribe(request, sent, within)
            return show.go(request, f"{back}/mail", within, _("From now on this goes out by mail."))
        except Invalid as invalid:
            errors = invalid.errors
    rows = (
        access.visible(Subscription, by)
        .filter(**{_link(sent): sent})
        .select_related("to__user")
        .defer("search")
    )
    context = {
        "sent": sent,
        "rows": [
            {"sub": one, "says": says(one), "drop": home(by, f"mail/{one.pk}/delete")}
            for one in rows.order_by("id")
        ],
        "people": [(str(one.pk), str(one)) for one in active_members()],
        "rhythms": RHYTHMS,
        "weekdays": WEEKDAYS,
        "attached": ATTACHED,
        "errors": errors,
        "typed": request.POST,
        "chosen": request.POST.getlist("to") or [str(by.membership_id)],
        "zone": by.workspace.time_zone,
        "back": back,
        "address": f"{back}/mail",
    }
    return show.page(request, by, "pages/reports/mail.html", context, 422 if errors else 200)


def _link(sent: Report | Dashboard) -> str:
    return "report" if isinstance(sent, Report) else "dashboard"


def _subscribe(request: HttpRequest, sent: Report | Dashboard, by: Actor) -> None:
    """One subscription a reader. Raises `Invalid`."""
    at = TIME.fullmatch(request.POST.get("at", "").strip())
    readers = request.POST.getlist("to")
    errors = {}
    if at is None:
        errors["at"] = [_("Write a time of day, such as 8:00.")]
    if not readers:
        errors["to"] = [_("Choose who gets it.")]
    if errors:
        raise Invalid(errors)
    assert at is not None
    raw: dict[str, Any] = {
        _link(sent): sent.pk, "rhythm": request.POST.get("rhythm", "week"),
        "weekday": request.POST.get("weekday", "0"), "day": request.POST.get("day") or 1,
        "minute": int(at[1]) * 60 + int(at[2]), "attached": request.POST.get("attached", ""),
    }  # fmt: skip
    write.create_many(Subscription, [{**raw, "to": reader} for reader in readers], by)


def says(sub: Subscription) -> str:
    """When a report goes out, in words."""
    words = {"time": f"{sub.minute // 60}:{sub.minute % 60:02}"}
    if sub.rhythm == "day":
        return _("every day at %(time)s") % words
    if sub.rhythm == "week":
        return _("every %(day)s at %(time)s") % {**words, "day": dict(WEEKDAYS)[sub.weekday]}
    return _("on day %(day)s of every month at %(time)s") % {**words, "day": sub.day}


@require_POST
@page
def drop(request: HttpRequest, by: Actor, id: UUID) -> HttpResponse:
    """Stop sending: one's own, or one that one set up."""
    sub = access.get(Subscription, id, by, "delete")
    with gesture(by, _("Stop sending by mail")) as within:
        write.delete(sub, within)
    back = f"r/{sub.report_id}/mail" if sub.report_id else f"{sub.dashboard_id}/mail"
    return show.go(request, home(by, back), within, _("It no longer goes out."))
