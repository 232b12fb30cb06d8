"""The words that delivered reports are planned in: a report with its tile, and the measures of deals."""

from dataclasses import dataclass, field
from typing import Any

from akrab.engine import write
from akrab.features.reports.models import Dashboard, Report, Tile
from akrab.identity.actor import Actor

WON, LOST, OPEN = ({"field": "state", "op": "is", "value": state} for state in ("won", "lost", "open"))


@dataclass(frozen=True)
class Planned:
    """One report with the width of its tile."""

    name: str
    description: str
    width: str
    asked: dict[str, Any] = field(default_factory=dict)

    def raw(self) -> dict[str, Any]:
        """The report as it is written, for everybody."""
        return {"name": self.name, "description": self.description, "sharing": "everybody", **self.asked}

    def period_on(self, dashboard: Dashboard) -> str:
        """The period it has from its dashboard."""
        return str(dashboard.period) if self.asked.get("date_field") else ""


def lay_out(dashboard: Dashboard, planned: list[Planned], by: Actor) -> None:
    """Make the reports, reserved as their dashboard is, and give each its tile there, in this order.

    A report opened by itself looks at the dashboard's period, unless it has its own or is about no date.
    """
    rows = [
        {"period": one.period_on(dashboard)} | one.raw() | {"reserved": dashboard.reserved} for one in planned
    ]
    reports = write.create_many(Report, rows, by)
    tiles = [
        {"dashboard": dashboard, "report": report, "position": place, "width": one.width}
        for place, (one, report) in enumerate(zip(planned, reports, strict=True))
    ]
    write.create_many(Tile, tiles, by)


def count(key: str, label: str, part: dict[str, Any] | None = None) -> dict[str, Any]:
    """The number of records, or of a part of them."""
    return {"key": key, "kind": "count", "label": label, "part": part or {}}


def amount(kind: str, label: str) -> dict[str, Any]:
    """A figure of the amounts of deals."""
    return {"key": kind, "kind": kind, "label": label, "field": "amount"}
