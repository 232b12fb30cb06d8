"""Stays in stages: what a deal ever reached and how long it took, from its history alone."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from akrab.engine import undo, write
from akrab.engine.actions import actions_of
from akrab.engine.models import Event
from akrab.features.reports.compute import compute
from akrab.features.reports.dashboards import dashboards_for, fill
from akrab.features.reports.models import Report
from akrab.identity.actor import Actor, system
from akrab.lib import clock
from akrab.modules.sales import stays
from akrab.modules.sales.delivered import install_delivered
from akrab.modules.sales.models import Deal, Pipeline, Stage, Stay
from akrab.tenancy.current import workspace as inside
from tests.cast import Cast, assemble

HOUR = timedelta(hours=1)


@pytest.fixture
def cast(db: None) -> Iterator[Cast]:
    cast = assemble()
    clock.set(datetime(2026, 3, 2, 1, tzinfo=UTC))
    with inside(cast.north):
        yield cast
    clock.set(None)


def follow(by: Actor) -> None:
    """Draw the consequences of all that happened, in order."""
    for event in Event.objects.order_by("id"):
        if stays.moved(event):
            stays.keep_stays(event, by)


def later(hours: int) -> None:
    clock.set(clock.now() + hours * HOUR)


def told() -> list[tuple[str, Any]]:
    rows = Stay.objects.filter(deleted_at__isnull=True).select_related("stage").order_by("since")
    return [(row.stage.name, row.spent) for row in rows]


def test_a_deal_leaves_a_stay_in_each_stage_it_was_in(cast: Cast) -> None:
    by = system(cast.north)
    pipeline = write.create(Pipeline, {"name": "Windows"}, by)
    first, second = write.create_many(
        Stage,
        [{"name": name, "pipeline": pipeline, "position": n} for n, name in enumerate(("Call", "Visit"))],
        by,
    )
    deal = write.create(Deal, {"name": "Bay", "pipeline": pipeline, "stage": first}, by)
    later(3)
    write.update(deal, {"stage": second.pk}, by)
    follow(by)
    assert told() == [("Call", 3 * HOUR), ("Visit", None)]
    later(5)
    write.perform(actions_of(Deal)["win"], deal, {}, by)
    follow(by)
    follow(by)
    assert told() == [("Call", 3 * HOUR), ("Visit", 5 * HOUR)], "following again tells nothing twice"
    assert Deal.objects.get().took == 8 * HOUR
    assert stays.tell_all(by) == 2
    assert told() == [("Call", 3 * HOUR), ("Visit", 5 * HOUR)], "told anew at once it is the same"
    reached = Report(
        object="stay", group_by="stage", kind="funnel",
        measures=[{"key": "deals", "kind": "distinct", "field": "deal"},
                  {"key": "step", "kind": "distinct", "field": "deal", "as": "of_before"}],
    )  # fmt: skip
    rows = compute(reached, by).rows
    assert [(row.label, [str(value.number) for value in row.values]) for row in rows] == [
        ("Call", ["1", "100.00"]), ("Visit", ["1", "100.00"]),
    ]  # fmt: skip


def test_a_move_that_was_undone_was_never_made(cast: Cast) -> None:
    by = cast.alice.actor()
    pipeline = write.create(Pipeline, {"name": "Windows"}, by)
    first, second = write.create_many(
        Stage,
        [{"name": name, "pipeline": pipeline, "position": n} for n, name in enumerate(("Call", "Visit"))],
        by,
    )
    deal = write.create(Deal, {"name": "Bay", "pipeline": pipeline, "stage": first}, by)
    later(1)
    write.update(deal, {"stage": second.pk}, by)
    follow(by)
    assert [name for name, _spent in told()] == ["Call", "Visit"]
    moved = Event.objects.filter(object="deal", record=deal.pk).order_by("-id").first()
    assert moved is not None
    undo.undo(undo.get_operation(moved.operation_id, by), by)
    follow(by)
    assert told() == [("Call", None)]


def test_every_delivered_dashboard_can_be_answered(cast: Cast) -> None:
    install_delivered(system(cast.north))
    boards = dashboards_for(cast.alice.actor())
    assert [board.name for board in boards] == [
        "Sales activity", "Pipeline and time", "Sources and losses", "What is late",
    ]  # fmt: skip
    for board in boards:
        assert [tile.refusal for tile in fill(board, cast.alice.actor()).tiles if tile.refusal] == []
    assert [board.name for board in dashboards_for(cast.bob.actor())] == [board.name for board in boards[:3]]
