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


def put_together(about: dict[str, Any], reports: list[Planned], by: Actor) -> Dashboard:
    """Make a dashboard with a tile for each report, in order.

    A report opened by itself looks at the dashboard's period, unless it has its own or is about no date.
    """
    dashboard = write.create(Dashboard, {"sharing": "everybody", **about}, by)
    for place, planned in enumerate(reports):
        said = {
            "name": planned.name, "description": planned.description, "reserved": about.get("reserved", False),
            "sharing": "everybody", "period": about.get("period", "") if planned.asked.get("date_field") else "",
        }  # fmt: skip
        report = write.create(Report, said | planned.asked, by)
        tile = {"dashboard": dashboard, "report": report, "position": place, "width": planned.width}
        write.create(Tile, tile, by)
    return dashboard


def count(key: str, label: str, part: dict[str, Any] | None = None) -> dict[str, Any]:
    """The number of records, or of a part of them."""
    return {"key": key, "kind": "count", "label": label, "part": part or {}}


def amount(kind: str, label: str) -> dict[str, Any]:
    """A figure of the amounts of deals."""
    return {"key": kind, "kind": kind, "label": label, "field": "amount"}
