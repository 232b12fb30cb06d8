"""The reports that are timed: the delivered ones, whole dashboards, and the heaviest that the builder allows."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import override

from akrab.config.bench.asking import Request
from akrab.config.bench.company import page
from akrab.config.bench.filling import SLUG
from akrab.config.bench.heaviest import heaviest
from akrab.config.bench.measures import Measure
from akrab.engine import write
from akrab.features.reports.models import Dashboard, Report, Tile
from akrab.identity.actor import person, system
from akrab.identity.models import Workspace
from akrab.identity.people import administrators
from akrab.tenancy.current import workspace as inside

DELIVERED, HEAVIEST = 150, 1000  # milliseconds
HEAVY = "Heavy: "


def draw_up(workspace: Workspace) -> None:
    """Find the heaviest questions that the builder allows today, and make reports of them in place of earlier ones."""
    with transaction.atomic(), inside(workspace), override(workspace.language):
        head = administrators().select_related("workspace").earliest("created_at")
        Report.objects.filter(name__startswith=HEAVY).delete()
        for one in heaviest(person(head)):
            said = {"name": f"{HEAVY}{one.name}"[:120], "period": "", "sharing": "everybody"}
            write.create(Report, said | one.asked, system(workspace))


def report_measures() -> list[Measure]:
    """A line for each report of the company's dashboards, for each dashboard, and for each heavy report."""
    workspace = Workspace.objects.get(slug=SLUG)
    draw_up(workspace)
    with transaction.atomic(), inside(workspace):
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
