"""The report builder: settings beside a live preview, for a new report or one that is kept."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from akrab.engine import access, write
from akrab.engine.errors import Forbidden, Invalid, NotFound, Refused
from akrab.engine.registry import get_object
from akrab.features.reports.compute import compute
from akrab.features.reports.dashboards import get_report
from akrab.features.reports.measures import KINDS, VIEWS
from akrab.features.reports.models import Report
from akrab.features.reports.patience import Patience
from akrab.identity.actor import Actor
from akrab.web import addresses, conditions, report_form, show
from akrab.web.tiles import tile
from akrab.web.visit import page


def home(by: Actor, tail: str = "") -> str:
    """The address of a page of reports."""
    return f"{addresses.home(by.workspace)}reports/{tail}"


@page
def new(request: HttpRequest, by: Actor) -> HttpResponse:
    """Draw up a report; it may begin with an object and a filter, as a list gives them."""
    access.require_create(by, report_spec())
    if request.method == "POST":
        return _save(request, by, None)
    name = request.GET.get("object", "")
    known = {spec.name for spec in report_form.reportable(by)}
    report = Report(object=name if name in known else report_form.first_object(by), period="this_month")
    if "created_at" in get_object(report.object).fields:
        report.date_field = "created_at"
    return _draw(request, by, report, {})


@page
def edit(request: HttpRequest, by: Actor, id: UUID) -> HttpResponse:
    """Change a report that is kept."""
    report = get_report(id, by)
    access.require(by, report, "change")
    if request.method == "POST":
        return _save(request, by, report)
    return _draw(request, by, report, {})


def report_spec() -> Any:
    """The description of reports themselves."""
    return get_object("report")


def _save(request: HttpRequest, by: Actor, report: Report | None) -> HttpResponse:
    raw = report_form.read(request.POST, by, report)
    try:
        kept = write.create(Report, raw, by) if report is None else write.update(report, raw, by)
    except (Invalid, Forbidden) as refused:
        errors = refused.errors if isinstance(refused, Invalid) else {"object": [str(refused)]}
        drawn = report_form.draft(raw, report)
        return _draw(request, by, drawn, errors, 422)
    said = _("The report “%(name)s” was saved.") % {"name": kept.name}
    return show.go(request, home(by, f"r/{kept.pk}"), None, said)


def _draw(
    request: HttpRequest, by: Actor, report: Report, errors: dict[str, list[str]], status: int = 200
) -> HttpResponse:
    is_kept = not report._state.adding or bool(report.created_by_id)
    context = {
        **report_form.form_of(report, by, errors),
        "preview": _preview(report, by),
        "address": home(by, f"r/{report.pk}/edit") if is_kept else home(by, "new"),
        "preview_address": home(by, "preview"),
        "settings_address": home(by, "settings"),
        "measure_address": home(by, "measure"),
        "is_kept": is_kept,
        "back": home(by, f"r/{report.pk}") if is_kept else home(by, "all"),
    }
    return show.page(request, by, "pages/reports/builder.html", context, status)


@require_POST
@page
def preview(request: HttpRequest, by: Actor) -> HttpResponse:
    """What the settings of the form give, by the rights of whoever sees it."""
    drawn = report_form.draft(report_form.read(request.POST, by))
    return show.part(request, by, "pages/reports/_preview.html", {"preview": _preview(drawn, by)})


@require_POST
@page
def settings(request: HttpRequest, by: Actor) -> HttpResponse:
    """The settings anew for another object: what belonged to the one before is forgotten."""
    drawn = report_form.draft(report_form.read(request.POST, by))
    fresh = Report(
        name=drawn.name, description=drawn.description, object=drawn.object, kind=drawn.kind,
        sharing=drawn.sharing, period=drawn.period, date_field="created_at",
    )  # fmt: skip
    context = {
        **report_form.form_of(fresh, by),
        "settings_address": home(by, "settings"),
        "measure_address": home(by, "measure"),
    }
    return show.trigger(show.part(request, by, "pages/reports/_settings.html", context), redraw={})


@page
def measure(request: HttpRequest, by: Actor) -> HttpResponse:
    """One more measure, or one anew after its kind was changed."""
    spec = get_object(request.GET.get("object", ""))
    if access.reach(by, spec, "view") == "none":
        raise NotFound(access.explain(by, spec, "view"))
    row = next((name.partition(".")[0] for name in request.GET if name.endswith(".kind")), "")
    said = {name: request.GET.get(f"{row}.{name}", "") for name in ("key", "kind", "label", "as", "field")}
    context = {
        "measure": report_form.measure_row(spec, by, {**said, "kind": said["kind"] or "count"}, row, True),
        "measure_kinds": list(KINDS.items()),
        "views": list(VIEWS.items()),
        "fields": conditions.grouped(conditions.askable(spec, by), spec),
        "condition_address": f"{addresses.listing(by.workspace, spec)}filter/condition",
        "measure_address": home(by, "measure"),
    }
    return show.part(request, by, "pages/reports/_measure.html", context)


def _preview(report: Report, by: Actor) -> dict[str, Any]:
    """The tile of a report that is being drawn up, or why there is none."""
    heading = report.name or _("Preview")
    try:
        figures = compute(report, by, patience=Patience())
    except (Invalid, Forbidden, Refused) as refused:
        texts = refused.errors.values() if isinstance(refused, Invalid) else [[str(refused)]]
        refusal = " ".join(text for one in texts for text in one)
        return {
            "id": "preview-tile",
            "heading": heading,
            "kind": "refused",
            "refusal": refusal,
            "span": "w12",
        }
    return tile(
        "preview-tile", heading, report.kind, figures, by, span="w12", description=figures.period.text
    )
