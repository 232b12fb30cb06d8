"""The words that delivered reports are planned in: a report with its tile, and the measures of deals."""

from dataclasses import dataclass, field
from typing import Any

WON, LOST, OPEN = ({"field": "state", "op": "is", "value": state} for state in ("won", "lost", "open"))


@dataclass(frozen=True)
class Planned:
    """One report with the width of its tile."""

    name: str
    description: str
    width: str
    asked: dict[str, Any] = field(default_factory=dict)


def count(key: str, label: str, part: dict[str, Any] | None = None) -> dict[str, Any]:
    """The number of records, or of a part of them."""
    return {"key": key, "kind": "count", "label": label, "part": part or {}}


def amount(kind: str, label: str) -> dict[str, Any]:
    """A figure of the amounts of deals."""
    return {"key": kind, "kind": kind, "label": label, "field": "amount"}
