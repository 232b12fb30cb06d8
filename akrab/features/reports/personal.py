"""Reports about whoever reads them: numbers open to all whose condition names `me`."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from akrab.engine import access
from akrab.engine.errors import Forbidden, Invalid
from akrab.features.reports.compute import compute
from akrab.features.reports.figures import Figures
from akrab.features.reports.models import Report
from akrab.features.reports.period import Period
from akrab.identity.actor import Actor


@dataclass(frozen=True)
class Progress:
    """The figures of one report over a period, and over the one before it."""

    now: Figures
    before: Figures


def progress_of(by: Actor, period: Period) -> list[Progress]:
    """How the actor's own work goes, in the order the reports were made.

    A report whose records or fields are closed to the actor is left out.
    """
    before = period.before() or Period()
    rows = access.visible(Report, by).filter(kind="number", reserved=False).order_by("id").defer("search")
    found = []
    for report in rows:
        if _names_me(report.where):
            try:
                found.append(Progress(compute(report, by, period), compute(report, by, before)))
            except (Forbidden, Invalid):
                continue
    return found


def _names_me(tree: Any) -> bool:
    """Whether some condition of a filter is about the reader."""
    return any(leaf.get("op") == "is_me" or leaf.get("value") == "me" for leaf in _leaves(tree))


def _leaves(tree: Any) -> Iterator[Mapping[str, Any]]:
    if isinstance(tree, list):
        for part in tree:
            yield from _leaves(part)
    elif isinstance(tree, Mapping):
        if "field" in tree:
            yield tree
        for key in ("and", "or", "not"):
            yield from _leaves(tree.get(key))
