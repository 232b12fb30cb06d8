"""Snapshots: keeping the figures of a report with a comment, and setting them beside those of today."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from akrab.engine import access, write
from akrab.engine.errors import Forbidden, Invalid, NotFound, Refused
from akrab.engine.events import gesture
from akrab.engine.spec import SHARING
from akrab.features.reports.compute import compute, heading
from akrab.features.reports.dashboards import get_report
from akrab.features.reports.jobs import work_out
from akrab.features.reports.keeping import compared, keep
from akrab.features.reports.models import Snapshot
from akrab.features.reports.patience import Patience
from akrab.features.reports.question import read_question
from akrab.identity.actor import Actor
from akrab.web import show
from akrab.web.pages.reports.asking import asked_period
from akrab.web.pages.reports.builder import home
from akrab.web.visit import page


@require_POST
@page
def take(request: HttpRequest, by: Actor, id: UUID) -> HttpResponse:
    """Keep the figures of a report as they are now."""
    report = get_report(id, by)
    figures = compute(report, by, asked_period(request, by), patience=Patience())
    with gesture(by, _("Keep the figures")) as within:
        made = keep(report, figures, request.POST.get("comment", "").strip(), within)
    return show.go(request, home(by, f"kept/{made.pk}"), within, _("The figures were kept."))


@require_POST
@page
def later(request: HttpRequest, by: Actor, id: UUID) -> HttpResponse:
    """Work out in the background what is too large to be waited for."""
    report = get_report(id, by)
    assert by.membership is not None
    period = asked_period(request, by)
    asked = period.asked if period else report.period
    work_out.defer(
        workspace_id=str(by.workspace.pk),
        report_id=str(report.pk),
        member_id=str(by.membership.pk),
        period=asked,
    )
    said = _("The figures are being worked out. You get a notice when they are there.")
    return show.go(request, home(by, f"r/{report.pk}"), None, said)


@page
def snapshot(request: HttpRequest, by: Actor, id: UUID) -> HttpResponse:
    """Figures that were kept, beside those of today where the report is still there and open to the reader."""
    held = access.get(Snapshot, id, by)
    may_change = access.allows(by, held, "change")
    if request.method == "POST":
        access.require(by, held, "change")
        raw = {name: request.POST.get(name, "").strip() for name in ("name", "comment", "sharing")}
        with gesture(by, _("Change the snapshot")) as within:
            write.update(held, raw, within)
        return show.go(request, home(by, f"kept/{held.pk}"), within, _("The snapshot was changed."))
    context: dict[str, Any] = {
        "snapshot": held,
        "figures": held.figures,
        "may_change": may_change,
        "may_delete": access.allows(by, held, "delete"),
        "sharing": SHARING,
        "all_address": home(by, "all"),
        "report_address": home(by, f"r/{held.report_id}") if held.report_id else "",
        "address": home(by, f"kept/{held.pk}"),
    }
    try:
        if held.report_id:
            report = get_report(held.report_id, by)
            if access.allows(by, report, "change"):
                asked = read_question(report, by).measures
                context["measures"] = [(one.measure.key, one.measure.label or heading(one)) for one in asked]
                context["plan_address"] = home(by, f"r/{report.pk}/goals")
            with Patience().asked():
                context["lines"] = compared(held, by)
    except (Forbidden, Invalid, NotFound, Refused) as refused:
        context["refusal"] = str(refused)
    return show.page(request, by, "pages/reports/snapshot.html", context)


@require_POST
@page
def drop(request: HttpRequest, by: Actor, id: UUID) -> HttpResponse:
    """Put a snapshot into the bin."""
    held = access.get(Snapshot, id, by, "delete")
    with gesture(by, _("Delete")) as within:
        write.delete(held, within)
    return show.go(request, home(by, "all"), within, _("“%(name)s” was deleted.") % {"name": held.name})
