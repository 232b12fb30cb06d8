"""Dashboards: which ones an actor has, and all figures of one over one period."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from akrab.engine import access
from akrab.engine.errors import Forbidden, Invalid, NotFound
from akrab.engine.registry import find_object
from akrab.engine.spec import Spec
from akrab.features.reports.compute import compute, sees_reserved
from akrab.features.reports.figures import Figures
from akrab.features.reports.goals import Reached, for_me, goals_of, reached
from akrab.features.reports.models import Dashboard, Report, Tile
from akrab.features.reports.patience import Patience, TooLarge
from akrab.features.reports.period import Period
from akrab.identity.actor import Actor

Within = Callable[[Spec], Mapping[str, Any]]


@dataclass(frozen=True)
class Filled:
    """A tile with its figures, or with the reason why this actor gets none, or its text."""

    tile: Tile
    report: Report | None
    figures: Figures | None
    refusal: str = ""
    goals: tuple[Reached, ...] = ()

    @property
    def heading(self) -> str:
        return str(self.tile.name or (self.report.name if self.report else _("Note")))


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


def tiles_of(dashboard: Dashboard, by: Actor) -> list[Tile]:
    """The tiles of a dashboard in order; those with a reserved report only with the right to it."""
    tiles = access.visible(Tile, by).filter(dashboard=dashboard).exclude(report__deleted_at__isnull=False)
    if not sees_reserved(by):
        tiles = tiles.exclude(report__reserved=True)
    return list(tiles.select_related("report").order_by("position", "id"))


def fill(
    dashboard: Dashboard,
    by: Actor,
    period: Period | None = None,
    compare: bool = False,
    within: Within | None = None,
    patience: Patience | None = None,
) -> Board:
    """Every tile of a dashboard, worked out over a period: the one given, else the dashboard's.

    `within` is a further filter on the records of each object. A report that this actor may not see the data of
    says why in its place, as does one that takes too long; a reserved one is left out. Raises `NotFound` for a
    reserved dashboard without the right to it.
    """
    if dashboard.reserved and not sees_reserved(by):
        raise NotFound(_("There is no such dashboard, or you may not see it."))
    asked = period or Period.read(dashboard.period, by)
    tiles = tiles_of(dashboard, by)
    goals = for_me(goals_of(by), by).filter(report__in=[tile.report_id for tile in tiles if tile.report_id])
    progress = reached(goals, by, patience)
    filled = []
    for tile in tiles:
        own = tuple(one for one in progress if one.goal.report_id == tile.report_id)
        filled.append(_filled(tile, by, asked, compare, within, patience, own))
    return Board(dashboard, asked, tuple(filled))


def _filled(
    tile: Tile, by: Actor, period: Period, compare: bool, within: Within | None, patience: Patience | None,
    goals: tuple[Reached, ...],
) -> Filled:  # fmt: skip
    if tile.report is None:
        return Filled(tile, None, None)
    spec = find_object(tile.report.object)
    further = within(spec) if within and spec else None
    try:
        figures = compute(tile.report, by, period, compare, further, patience)
    except (Forbidden, Invalid, TooLarge) as refused:
        return Filled(tile, tile.report, None, str(refused))
    return Filled(tile, tile.report, figures, "", goals)
