"""The installed dashboard gives the exact figures of the window company's month."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from akrab.engine import query, write
from akrab.engine.actions import actions_of
from akrab.engine.errors import NotFound
from akrab.engine.registry import get_object, load_actions
from akrab.features.reports import dashboards
from akrab.features.reports.figures import Figures
from akrab.features.reports.models import Dashboard
from akrab.features.reports.period import Period
from akrab.identity.actor import Actor, system
from akrab.identity.models import Role
from akrab.lib import clock
from akrab.modules.activities.models import Call
from akrab.modules.contacts.models import Contact, Source
from akrab.modules.sales.dashboard import install_dashboard
from akrab.modules.sales.models import Deal, LostReason, Pipeline, Stage
from akrab.tenancy.current import workspace as inside
from tests.cast import Player, assemble, play

STAGES = ("First call", "Measurements", "Approval", "Payment", "Installation")
OPEN_BY_STAGE = (2, 2, 2, 1, 2)
# Source: requests, won, lost, open
SOURCES = {
    "Website search": (14, 6, 4, 4),
    "Referral": (9, 7, 0, 2),
    "Advertisement": (6, 3, 1, 2),
    "Social media": (4, 2, 1, 1),
}
LOST_REASONS = ("Price", "Price", "Postponed", "Price", "Postponed", "No answer")


@dataclass
class Firm:
    """A company with one month behind it."""

    by: Actor
    board: Dashboard
    head: Player
    m1: Player
    m2: Player
    first: Stage

    def figures(self, period: str = "2026-03-01..2026-03-31") -> dict[str, Figures]:
        by = self.head.actor()
        shown = dashboards.fill(self.board, by, Period.read(period, by))
        return {tile.heading: tile.figures for tile in shown.tiles if tile.figures}

    def deal(self, **values: Any) -> Deal:
        return write.create(Deal, {"name": "Windows"} | values, self.by)

    def win(self, deal: Deal) -> Deal:
        return write.perform(actions_of(Deal)["win"], deal, {}, self.by)


@pytest.fixture
def firm(db: None) -> Iterator[Firm]:
    """33 requests received in March 2026: 18 won, 6 lost, 9 open; M1 made 36 calls, M2 31."""
    load_actions()
    cast = assemble(time_zone="Asia/Manila")
    clock.set(datetime(2026, 3, 16, 1, tzinfo=UTC))
    with inside(cast.north):
        manager = Role.objects.create(
            name="Manager", rights={"*": {"view": "all", "create": "all", "change": "all"}}
        )
        head = Role.objects.create(name="Head", rights=manager.rights, sees_reports=True)
        by = system(cast.north)
        pipeline = write.create(Pipeline, {"name": "Windows"}, by)
        raw = [{"name": name, "pipeline": pipeline, "position": place} for place, name in enumerate(STAGES)]
        stages = write.create_many(Stage, raw, by)
        made = Firm(
            by, install_dashboard(by), play("k", head), play("m1", manager), play("m2", manager), stages[0]
        )
        _a_month(made, stages)
        yield made
    clock.set(None)


def _a_month(firm: Firm, stages: list[Stage]) -> None:
    sources = write.create_many(Source, [{"name": name} for name in SOURCES], firm.by)
    reasons = {name: write.create(LostReason, {"name": name}, firm.by) for name in set(LOST_REASONS)}
    won, lost, open_ = ([source for source, counts in zip(sources, SOURCES.values(), strict=True)
                         for _number in range(counts[place])] for place in (1, 2, 3))  # fmt: skip
    for number, source in enumerate(won):
        owner = firm.m1 if number < 10 else firm.m2
        amount = str(10_500 + 500 * number)
        firm.win(firm.deal(source=source, owner=owner.id, amount=amount))
    for source, reason in zip(lost, LOST_REASONS, strict=True):
        deal = firm.deal(source=source, owner=firm.m1.id, amount="9000")
        write.perform(actions_of(Deal)["lose"], deal, {"reason": reasons[reason].pk}, firm.by)
    at_stages = [
        stage for stage, count in zip(stages, OPEN_BY_STAGE, strict=True) for _number in range(count)
    ]
    for source, stage in zip(open_, at_stages, strict=True):
        firm.deal(source=source, owner=firm.m2.id, stage=stage)
    client = write.create(Contact, {"name": "Ana Reyes"}, firm.by)
    for user, how_many in ((firm.m1, 36), (firm.m2, 31)):
        write.create_many(
            Call, [{"outcome": "talked", "user": user.id, "contact": client.pk}] * how_many, firm.by
        )


def rows(figures: Figures) -> dict[str, list[Decimal | None]]:
    return {row.label: [value.number for value in row.values] for row in figures.rows}


def totals(figures: Figures) -> list[Decimal | None]:
    return [value.number for value in figures.total.values]


def test_every_figure_of_the_month_is_exact(firm: Firm) -> None:
    found = firm.figures()
    assert totals(found["Closed deals"]) == [18]
    assert totals(found["Conversion of requests"]) == [Decimal("54.55"), 33, 18]
    assert totals(found["All deals"]) == [33, 18, 6, 9]
    value = found["Value of deals by owner"]
    assert totals(value) == [Decimal("265500.00"), 18, Decimal("14750.00")]
    assert rows(value) == {
        "M2": [Decimal("138000.00"), 8, Decimal("17250.00")],
        "M1": [Decimal("127500.00"), 10, Decimal("12750.00")],
    }
    assert [text.text for text in value.total.values] == ["₱265,500.00", "18", "₱14,750.00"]
    assert rows(found["Calls by person"]) == {"M1": [36], "M2": [31]}
    assert totals(found["Calls by person"]) == [67]


def test_conversion_and_clients_by_source_are_exact(firm: Firm) -> None:
    found = firm.figures()
    conversion = found["Conversion by source"]
    assert rows(conversion) == {
        "Website search": [14, 6, 4, 4, Decimal("42.86")],
        "Referral": [9, 7, 0, 2, Decimal("77.78")],
        "Advertisement": [6, 3, 1, 2, Decimal("50.00")],
        "Social media": [4, 2, 1, 1, Decimal("50.00")],
    }
    assert [row.label for row in conversion.rows] == list(SOURCES)
    assert totals(conversion) == [33, 18, 6, 9, Decimal("54.55")]
    clients = found["Where clients come from"]
    assert rows(clients) == {
        "Referral": [7, 9],
        "Website search": [6, 14],
        "Advertisement": [3, 6],
        "Social media": [2, 4],
    }
    assert [row.label for row in clients.rows][:2] == ["Referral", "Website search"]


def test_lost_reasons_and_stages_are_exact(firm: Firm) -> None:
    found = firm.figures()
    assert rows(found["Lost by reason"]) == {"Price": [3], "Postponed": [2], "No answer": [1]}
    assert totals(found["Lost by reason"]) == [6]
    stages = found["Open deals by stage"]
    assert [(row.label, row.count) for row in stages.rows] == list(zip(STAGES, OPEN_BY_STAGE, strict=True))
    assert totals(stages) == [9, Decimal("0.00")]


def test_the_figures_move_with_the_next_won_deal(firm: Firm) -> None:
    firm.win(Deal.objects.filter(state="open").order_by("id")[0])
    found = firm.figures()
    assert totals(found["Closed deals"]) == [19]
    assert totals(found["Conversion of requests"]) == [Decimal("57.58"), 33, 19]


def test_another_month_has_other_figures(firm: Firm) -> None:
    found = firm.figures("2026-04-01..2026-04-30")
    assert totals(found["Closed deals"]) == [0]
    assert totals(found["Conversion of requests"]) == [None, 0, 0]
    assert found["Calls by person"].rows == ()
    assert totals(found["Open deals by stage"])[0] == 9


def test_every_figure_leads_to_its_records(firm: Firm) -> None:
    by = firm.head.actor()
    for figures in firm.figures().values():
        spec = get_object(figures.object)
        for row in (*figures.rows, figures.total):
            for value in row.values:
                assert query.count(spec, by, query.Ask(filter=value.filter), exactly=True) == value.count


def test_the_dashboard_is_the_head_s_alone(firm: Firm) -> None:
    assert dashboards.dashboards_for(firm.head.actor()) == [firm.board]
    assert dashboards.dashboards_for(firm.m1.actor()) == []
    with pytest.raises(NotFound):
        dashboards.fill(firm.board, firm.m1.actor())


def test_the_dashboard_costs_one_or_two_queries_a_tile(firm: Firm) -> None:
    with CaptureQueriesContext(connection) as seen:
        firm.figures()
    # The actor, the tiles and their goals, three numbers, six groupings with names, the weeks.
    assert len(seen) == 1 + 2 + 3 * 1 + 6 * 2 + 1
