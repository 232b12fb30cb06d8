"""Dashboards: which ones an actor has, and all figures of one over one period."""

from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from akrab.engine import access
from akrab.engine.errors import Forbidden, Invalid, NotFound
from akrab.features.reports.compute import compute, sees_reserved
from akrab.features.reports.figures import Figures
from akrab.features.reports.models import Dashboard, Report, Tile
from akrab.features.reports.period import Period
from akrab.identity.actor import Actor


@dataclass(frozen=True)
class Filled:
    """A tile with its figures, or with the reason why this actor gets none."""

    tile: Tile
    report: Report
    figures: Figures | None
    refusal: str = ""

    @property
    def heading(self) -> str:
        return str(self.tile.name or self.report.name)


@dataclass(frozen=True)
class Board:
    """A dashboard with its tiles filled, over one period."""

    dashboard: Dashboard
    period: Period
    tiles: tuple[Filled, ...]


def dashboards_for(by: Actor) -> list[Dashboard]:
    """The dashboards this actor may see, in order; reserved ones only with the right to them."""
    rows = access.visible(Dashboard, by).order_by("position", "id").defer("search")
    return list(rows if sees_reserved(by) else rows.filter(reserved=False))


def get_dashboard(id: UUID | str, by: Actor) -> Dashboard:
    """One dashboard; raises `NotFound`, also for a reserved one without the right to it."""
    found = access.get(Dashboard, id, by)
    if found.reserved and not sees_reserved(by):
        raise NotFound(_("There is no such dashboard, or you may not see it."))
    return found


def get_report(id: UUID | str, by: Actor) -> Report:
    """One report; raises `NotFound`, also for a reserved one without the right to it."""
    found = access.get(Report, id, by)
    if found.reserved and not sees_reserved(by):
        raise NotFound(_("There is no such report, or you may not see it."))
    return found


def fill(dashboard: Dashboard, by: Actor, period: Period | None = None, compare: bool = False) -> Board:
    """Every tile of a dashboard, worked out over a period: the one given, else the dashboard's.

    A report that this actor may not see the data of says why in its place; a reserved one is left out.
    Raises `NotFound` for a reserved dashboard without the right to it.
    """
    if dashboard.reserved and not sees_reserved(by):
        raise NotFound(_("There is no such dashboard, or you may not see it."))
    asked = period or Period.read(dashboard.period, by)
    tiles = access.visible(Tile, by).filter(dashboard=dashboard, report__deleted_at__isnull=True)
    if not sees_reserved(by):
        tiles = tiles.filter(report__reserved=False)
    ordered = tiles.select_related("report").order_by("position", "id")
    return Board(dashboard, asked, tuple(_filled(tile, by, asked, compare) for tile in ordered))


def _filled(tile: Tile, by: Actor, period: Period, compare: bool) -> Filled:
    try:
        return Filled(tile, tile.report, compute(tile.report, by, period, compare))
    except (Forbidden, Invalid) as refused:
        return Filled(tile, tile.report, None, str(refused))
