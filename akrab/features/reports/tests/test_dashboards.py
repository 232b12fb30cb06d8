"""Dashboards: who sees which, and all figures of one over one period."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from akrab.engine import write
from akrab.engine.errors import Invalid, NotFound
from akrab.features.reports import dashboards
from akrab.features.reports.models import Dashboard, Report, Tile
from akrab.features.reports.period import Period
from akrab.features.reports.tests.conftest import shelf, specimen
from tests.cast import Cast


def made(cast: Cast, *asked: dict[str, Any], reserved: bool = False, period: str = "") -> Dashboard:
    """A dashboard of alice's with one tile a report, the last one first."""
    by = cast.alice.actor()
    board = write.create(
        Dashboard, {"name": "Board", "reserved": reserved, "period": period, "sharing": "everybody"}, by
    )
    for place, one in enumerate(asked):
        kept = write.create(
            Report, {"name": f"Report {place}", "object": "specimen", "sharing": "everybody"} | one, by
        )
        write.create(Tile, {"dashboard": board, "report": kept, "position": -place}, by)
    return board


def test_a_reserved_dashboard_does_not_exist_for_others(cast: Cast) -> None:
    open_board, closed = made(cast, {}), made(cast, {}, reserved=True)
    assert dashboards.dashboards_for(cast.alice.actor()) == [open_board, closed]
    assert dashboards.dashboards_for(cast.bob.actor()) == [open_board]
    assert dashboards.get_dashboard(closed.pk, cast.alice.actor()) == closed
    with pytest.raises(NotFound):
        dashboards.get_dashboard(closed.pk, cast.bob.actor())
    with pytest.raises(NotFound):
        dashboards.fill(closed, cast.bob.actor())
    with pytest.raises(NotFound):
        dashboards.get_dashboard("no id", cast.alice.actor())
    cast.roles["seller"].sees_reports = True
    cast.roles["seller"].save()
    assert dashboards.dashboards_for(cast.bob.actor()) == [open_board, closed]


def test_a_reserved_report_is_left_out_of_an_open_dashboard(cast: Cast) -> None:
    board = made(cast, {}, {"reserved": True})
    hidden = Report.objects.get(reserved=True)
    assert [tile.heading for tile in dashboards.fill(board, cast.alice.actor()).tiles] == [
        "Report 1",
        "Report 0",
    ]
    assert [tile.heading for tile in dashboards.fill(board, cast.bob.actor()).tiles] == ["Report 0"]
    with pytest.raises(NotFound):
        dashboards.get_report(hidden.pk, cast.bob.actor())
    assert dashboards.get_report(hidden.pk, cast.alice.actor()) == hidden


def test_a_tile_says_why_it_shows_nothing(cast: Cast) -> None:
    board = made(cast, {}, {"measures": [{"key": "n", "kind": "sum", "field": "price"}]})
    cast.roles["seller"].fields = {"specimen": {"price": "hidden"}}
    cast.roles["seller"].save()
    refused, shown = dashboards.fill(board, cast.bob.actor()).tiles
    assert refused.figures is None
    assert "has no field “price”" in refused.refusal
    assert shown.figures is not None
    assert shown.figures.total.count == 0


def test_one_period_is_laid_over_all_tiles(cast: Cast) -> None:
    here = shelf(cast.bob, "Here")
    for day in ("2026-02-28", "2026-03-01", "2026-03-31"):
        specimen(cast.bob, here, found_on=day)
    board = made(cast, {"date_field": "found_on", "period": "this_year"}, {})
    by = cast.alice.actor()
    march = dashboards.fill(board, by, Period.read("2026-03-01..2026-03-31", by), compare=True)
    counts = [tile.figures.total.count for tile in march.tiles if tile.figures]
    assert counts == [3, 2]
    always = dashboards.fill(board, by)
    assert [tile.figures.total.count for tile in always.tiles if tile.figures] == [3, 3]


def test_a_report_in_the_bin_leaves_its_dashboards(cast: Cast) -> None:
    board = made(cast, {}, {})
    write.delete(Report.objects.get(name="Report 0"), cast.alice.actor())
    assert [tile.heading for tile in dashboards.fill(board, cast.alice.actor()).tiles] == ["Report 1"]


def test_filling_costs_two_queries_and_those_of_each_report(cast: Cast) -> None:
    board = made(cast, {}, {"group_by": "shelf"}, {"group_by": "colour"})
    specimen(cast.bob, shelf(cast.bob, "Here"))
    by = cast.alice.actor()
    with CaptureQueriesContext(connection) as seen:
        dashboards.fill(board, by)
    assert len(seen) == 2 + 1 + 2 + 1, "the tiles and their goals, then each report with its names"


def test_the_question_of_a_report_can_be_changed_and_undone_like_any_field(cast: Cast) -> None:
    by = cast.alice.actor()
    kept = write.create(Report, {"name": "Blue", "object": "specimen"}, by)
    where = {"field": "colour", "op": "is", "value": "blue"}
    changed = write.update(kept, {"where": where, "measures": '[{"key": "n", "kind": "count"}]'}, by)
    assert (changed.where, changed.measures, changed.version) == (where, [{"key": "n", "kind": "count"}], 2)
    with pytest.raises(Invalid):
        write.update(kept, {"where": "{"}, by)
    assert Report.objects.get().where == where
