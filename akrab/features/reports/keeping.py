"""Snapshots: figures kept as they were, with what they meant, and set beside those of today."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from babel.numbers import format_decimal
from django.utils.translation import gettext as _

from akrab.engine import write
from akrab.engine.fields.numbers import active_locale
from akrab.features.reports.compute import compute
from akrab.features.reports.figures import Figures
from akrab.features.reports.grid import kept
from akrab.features.reports.models import Report, Snapshot
from akrab.features.reports.period import Period
from akrab.identity.actor import Actor


def keep(report: Report, figures: Figures, comment: str, by: Actor, name: str = "") -> Snapshot:
    """Keep the figures as they are now; they are their keeper's alone until shared."""
    raw = {
        "report": report,
        "name": (
            name or _("%(report)s, %(period)s") % {"report": report.name, "period": figures.period.text}
        )[:160],
        "comment": comment,
    }
    return write.create(Snapshot, raw, by, figures=kept(figures), period=_asked(figures.period))


def _asked(period: Period) -> str:
    """The very days of a period, so that it means the same later."""
    return Period(period.first, period.end).asked


@dataclass(frozen=True)
class Compared:
    """One line, then and now: texts of each column, and by how much the number changed."""

    path: tuple[str, ...]
    then: list[str]
    now: list[str]
    change: list[str]

    @property
    def depth(self) -> int:
        return max(len(self.path) - 1, 0)

    @property
    def label(self) -> str:
        return self.path[-1] if self.path else _("Total")

    @property
    def cells(self) -> list[tuple[str, str, str]]:
        return list(zip(self.then, self.now, self.change, strict=True))


def compared(snapshot: Snapshot, by: Actor) -> list[Compared]:
    """The lines kept beside the same of today over the same days, and lines that came since; by today's rights.

    Raises what `compute` raises.
    """
    assert snapshot.report is not None
    today = kept(compute(snapshot.report, by, Period.read(snapshot.period, by)))
    before = snapshot.figures
    headings = list(before["headings"])
    now = {
        tuple(line["path"]): _by_heading(line, today["headings"])
        for line in [*today["lines"], today["total"]]
    }
    then = {tuple(line["path"]): _by_heading(line, headings) for line in [*before["lines"], before["total"]]}
    paths = [path for path in dict.fromkeys([*then, *now]) if path] + [()]
    return [_line(path, headings, then.get(path, {}), now.get(path, {})) for path in paths]


def baseline(snapshot: Snapshot, headings: Mapping[str, str]) -> dict[str, Decimal]:
    """The totals that were kept, by the keys of measures with these headings; those that said nothing are absent.

    A measure whose heading was not kept is absent too: figures are never taken for another measure's.
    """
    numbers = dict(
        zip(
            snapshot.figures.get("headings", []),
            snapshot.figures.get("total", {}).get("numbers", []),
            strict=False,
        )
    )
    found = {key: _total(heading, numbers) for key, heading in headings.items()}
    return {key: Decimal(number) for key, number in found.items() if number is not None}


def _total(heading: str, numbers: Mapping[str, str | None]) -> str | None:
    """The total under a heading; of a pivot it is headed so too, or by the word alone where it has one measure."""
    total = _("Total")
    return next((numbers[one] for one in (f"{total} · {heading}", heading, total) if one in numbers), None)


def _by_heading(line: Mapping[str, Any], headings: list[str]) -> dict[str, tuple[str | None, str]]:
    return dict(zip(headings, zip(line["numbers"], line["texts"], strict=True), strict=True))


def _line(path: tuple[str, ...], headings: list[str], then: Any, now: Any) -> Compared:
    pairs = [(then.get(heading, (None, "–")), now.get(heading, (None, "–"))) for heading in headings]
    changes = [_change(old[0], new[0]) for old, new in pairs]
    return Compared(path, [old[1] for old, _new in pairs], [new[1] for _old, new in pairs], changes)


def _change(old: str | None, new: str | None) -> str:
    if old is None or new is None:
        return ""
    return format_decimal(Decimal(new) - Decimal(old), format="+#,##0.##;-#,##0.##", locale=active_locale())
