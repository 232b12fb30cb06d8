"""The reports that are timed: the delivered ones, whole dashboards, and the heaviest that the builder allows."""

from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import override

from akrab.config.bench.asking import Request
from akrab.config.bench.company import page
from akrab.config.bench.filling import SLUG
from akrab.config.bench.measures import Measure
from akrab.engine import write
from akrab.features.reports.models import Dashboard, Report, Tile
from akrab.identity.actor import system
from akrab.identity.models import Workspace
from akrab.tenancy.current import workspace as inside

DELIVERED, HEAVIEST = 150, 1000  # milliseconds
HEAVY = "Heavy: "

CALLS: dict[str, Any] = {"object": "call", "date_field": "started_at", "kind": "table"}
COUNT = {"key": "n", "kind": "count"}
AVERAGE = {"key": "average", "kind": "average", "field": "duration"}
MEDIAN = {"key": "median", "kind": "median", "field": "duration"}
REACHED = {"key": "reached", "kind": "share", "part": {"field": "result", "op": "is", "value": "reached"}}
HEAVIEST_REPORTS: dict[str, dict[str, Any]] = {
    "all calls by person, result and quarter": CALLS
    | {"group_by": "user,result,started_at:quarter", "measures": [COUNT, AVERAGE, REACHED]},
    "all calls by person, result and year, with medians": CALLS
    | {"group_by": "user,result,started_at:year", "measures": [COUNT, AVERAGE, MEDIAN]},
    "all calls by person and month, with different clients": CALLS
    | {"group_by": "user,started_at:month", "measures": [COUNT, {"key": "c", "kind": "distinct", "field": "contact"}]},
    "all calls by country, source and result": CALLS
    | {"group_by": "contact.address:country,contact.source,result", "measures": [COUNT, AVERAGE]},
    "all deals by owner, source and month": {
        "object": "deal", "date_field": "created_at", "kind": "table", "group_by": "owner,source,created_at:quarter",
        "measures": [COUNT, {"key": "sum", "kind": "sum", "field": "amount"},
                     {"key": "won", "kind": "share", "part": {"field": "state", "op": "is", "value": "won"}}],
    },
    "all stays by stage and person, with medians": {
        "object": "stay", "date_field": "since", "kind": "table", "group_by": "stage,person",
        "measures": [COUNT, {"key": "deals", "kind": "distinct", "field": "deal"},
                     {"key": "median", "kind": "median", "field": "spent"}],
    },
}  # fmt: skip


def draw_up(workspace: Workspace) -> None:
    """Make the heaviest reports in the company, for its managers to open."""
    with transaction.atomic(), inside(workspace), override(workspace.language):
        for name, asked in HEAVIEST_REPORTS.items():
            said = {"name": f"{HEAVY}{name}", "period": "", "sharing": "everybody"}
            write.create(Report, said | asked, system(workspace))


def report_measures() -> list[Measure]:
    """A line for each report of the company's dashboards, for each dashboard, and for each heavy report."""
    with transaction.atomic(), inside(Workspace.objects.get(slug=SLUG)):
        tiles = Tile.objects.select_related("dashboard", "report").filter(report__isnull=False)
        delivered = [(f"{one.dashboard}: {one.report}", one.report_id)
                     for one in tiles.order_by("dashboard__position", "position")]  # fmt: skip
        boards = list(Dashboard.objects.order_by("position").values_list("name", "pk"))
        heavy = Report.objects.filter(name__startswith=HEAVY).order_by("id").values_list("name", "pk")
        return [
            *(Measure(f"report {name}", DELIVERED, (_page(id),), 12) for name, id in delivered if id),
            *(Measure(f"dashboard {name}", None, (_page(id, ""),), 12) for name, id in boards),
            *(Measure(f"report {name}", HEAVIEST, (_page(id),), 6) for name, id in heavy),
        ]


def _page(id: UUID, folder: str = "r/") -> Request:
    """A page of reports, as the head of the company opens it."""
    return Request(page(f"reports/{folder}{id}").path, kind="head")
