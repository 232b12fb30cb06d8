"""One report: its figures over a period, as chart and as table; copied, taken away, and brought out as a file."""

from typing import Any
from urllib.parse import quote
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from akrab.engine import access, write
from akrab.engine.errors import Forbidden, Invalid, NotFound, Refused
from akrab.engine.events import gesture
from akrab.engine.record import Record
from akrab.engine.registry import get_object
from akrab.engine.spec import spec_of
from akrab.features.reports.compute import compute, sees_reserved
from akrab.features.reports.dashboards import dashboards_for, get_report
from akrab.features.reports.figures import Figures
from akrab.features.reports.files import KINDS, file_of
from akrab.features.reports.jobs import find_failure
from akrab.features.reports.models import Dashboard, Goal, Report, Snapshot, Subscription
from akrab.features.reports.patience import Patience, TooLarge
from akrab.features.reports.period import Period
from akrab.identity.actor import Actor
from akrab.lib.pdf import MissingGlyphs
from akrab.web import show
from akrab.web.pages.reports.asking import asked_period, period_context, typed_period, with_changes
from akrab.web.pages.reports.builder import home
from akrab.web.pages.reports.goals import goal_rows
from akrab.web.tiles import tile
from akrab.web.visit import page

COPIED = (
    "description", "object", "where", "measures", "group_by", "date_field", "period", "rank", "top", "compare", "kind",
)  # fmt: skip


@page
def library(request: HttpRequest, by: Actor) -> HttpResponse:
    """Every report and dashboard that this person sees: their own first, then what others share."""
    reports = (
        access.visible(Report, by).select_related("owner__user").order_by("sort_key", "id").defer("search")
    )
    mine = [one for one in reports if one.owner_id == by.membership_id]
    others = [one for one in reports if one.owner_id != by.membership_id]
    context = {
        "boards": [(one, home(by, str(one.pk)), _whose(one, by)) for one in dashboards_for(by)],
        "mine": [_entry(one, by) for one in mine],
        "others": [_entry(one, by) for one in others],
        "may_create": access.reach(by, get_object("report"), "create") != "none",
        "workload_address": home(by, "workload"),
        "adoption_address": home(by, "adoption") if sees_reserved(by) else "",
        "new_address": home(by, "new"),
        "new_board_address": home(by, "boards/new"),
    }
    return show.page(request, by, "pages/reports/library.html", context)


def _entry(one: Report, by: Actor) -> dict[str, Any]:
    spec = get_object(one.object)
    return {
        "report": one,
        "address": home(by, f"r/{one.pk}"),
        "about": spec.label_plural,
        "whose": _whose(one, by),
    }


def _whose(one: Report | Dashboard, by: Actor) -> str:
    """Whose it is and who else sees it, in words."""
    sharing = spec_of(type(one)).fields["sharing"]
    words = dict(sharing.flatchoices)
    if one.reserved:
        return _("Only for roles that see the company's reports")
    if one.owner_id is None or one.owner_id == by.membership_id:
        return str(words[one.sharing])
    return _("%(owner)s, shared with: %(whom)s") % {"owner": one.owner, "whom": words[one.sharing]}


@page
def report(request: HttpRequest, by: Actor, id: UUID) -> HttpResponse:
    """The figures of one report, with all that can be done with it."""
    shown = get_report(id, by)
    compare = shown.compare or request.GET.get("compare") == "1"
    context = _around(request, shown, compare, by)
    asked, wrong = typed_period(request, by)
    try:
        figures = compute(shown, by, asked, compare, patience=Patience())
    except (Forbidden, Invalid, TooLarge) as refused:
        context |= {"refusal": str(refused), "is_large": isinstance(refused, TooLarge)}
        if shown.date_field and isinstance(refused, TooLarge):
            context |= period_context(request, asked or Period.read(shown.period, by), wrong)
        return show.page(request, by, "pages/reports/report.html", context)
    goals = goal_rows(access.visible(Goal, by).filter(report=shown), by)
    drawn = tile(
        "report-tile",
        shown.name,
        shown.kind,
        figures,
        by,
        span="w12",
        goals=goals,
        description=shown.description,
    )
    context |= {"tile": drawn, "live": figures.object, **period_context(request, figures.period, wrong)}
    return show.page(request, by, "pages/reports/report.html", context, 422 if wrong else 200)


def _around(request: HttpRequest, shown: Report, compare: bool, by: Actor) -> dict[str, Any]:
    """What stands around the figures: what can be done with them, and what was done before."""
    return {
        "report": shown,
        "base_address": home(by, f"r/{shown.pk}"),
        "all_address": home(by, "all"),
        "compare": compare,
        "compare_address": with_changes(request, compare=None if compare else "1"),
        "may_change": access.allows(by, shown, "change"),
        "may_delete": access.allows(by, shown, "delete"),
        "may_create": access.reach(by, get_object("report"), "create") != "none",
        "whose": _whose(shown, by),
        "files": [
            (label, f"{home(by, f'r/{shown.pk}/file/{kind}')}?{request.GET.urlencode()}")
            for kind, label in _files()
        ],
        "boards": [one for one in dashboards_for(by) if access.allows(by, one, "change")],
        "snapshots": [
            (one, home(by, f"kept/{one.pk}"))
            for one in access.visible(Snapshot, by)
            .filter(report=shown)
            .order_by("-id")
            .defer("search", "figures")[:20]
        ],
        "subscriptions": _subscriptions(shown, by),
        "failure": find_failure(shown, by),
    }


def _subscriptions(shown: Report, by: Actor) -> list[Subscription]:
    rows = access.visible(Subscription, by).filter(report=shown).select_related("to__user")
    return list(rows.order_by("id").defer("search"))


def _files() -> list[tuple[str, str]]:
    return [
        ("csv", _("CSV for spreadsheets")), ("xlsx", _("Excel workbook")), ("pdf", _("PDF on paper")),
        ("svg", _("Picture (SVG)")), ("png", _("Picture (PNG)")),
    ]  # fmt: skip


@page
def file(request: HttpRequest, by: Actor, id: UUID, kind: str) -> HttpResponse:
    """The figures as a file, over the period that the address asks for."""
    if kind not in KINDS:
        raise NotFound(kind)
    shown = get_report(id, by)
    figures = _figures(request, shown, by)
    try:
        content = file_of(kind, shown, figures)
    except MissingGlyphs as missing:
        raise Refused(str(missing)) from missing
    name = quote(f"{slugify(shown.name, allow_unicode=True) or 'report'}.{kind}")
    response = HttpResponse(content, content_type=KINDS[kind])
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}"
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _figures(request: HttpRequest, shown: Report, by: Actor) -> Figures:
    compare = request.GET.get("compare") == "1"
    return compute(shown, by, asked_period(request, by), compare, patience=Patience())


@require_POST
@page
def duplicate(request: HttpRequest, by: Actor, id: UUID) -> HttpResponse:
    """A copy of one's own, to be changed freely."""
    shown = get_report(id, by)
    raw = {name: getattr(shown, name) for name in COPIED}
    raw["name"] = _("Copy of %(name)s") % {"name": shown.name}
    with gesture(by, _("Copy the report")) as within:
        made = write.create(Report, {**raw, "name": raw["name"][:120]}, within)
    said = _("This copy is yours alone until you share it.")
    return show.go(request, home(by, f"r/{made.pk}/edit"), within, said)


@require_POST
@page
def delete(request: HttpRequest, by: Actor, id: UUID) -> HttpResponse:
    """Put a report into the bin; the way back is in the toast."""
    return _deleted(request, by, get_report(id, by))


def _deleted(request: HttpRequest, by: Actor, record: Record) -> HttpResponse:
    with gesture(by, _("Delete")) as within:
        write.delete(record, within)
    return show.go(request, home(by, "all"), within, _("“%(name)s” was deleted.") % {"name": record})
