"""The heaviest questions of the report builder are found, and are no heavier than what is allowed."""

import pytest

from akrab.config.bench import heaviest as finding
from akrab.engine.registry import get_object
from akrab.features.reports import patience
from akrab.features.reports.compute import compute
from akrab.features.reports.models import Report
from akrab.features.reports.patience import Patience, TooLarge
from akrab.identity.actor import Actor
from akrab.tenancy.current import workspace as inside
from akrab.web.report_form import reportable
from tests.cast import Cast, assemble


@pytest.fixture
def cast(db: None) -> Cast:
    return assemble()


@pytest.fixture
def head(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Actor:
    """The head of a company where only calls can be asked about, and the dearest two things to tell them apart by."""
    known = reportable
    monkeypatch.setattr(finding, "reportable", lambda by: [one for one in known(by) if one.name == "call"])
    monkeypatch.setattr(finding, "DEAR", 2)
    return cast.alice.actor("web")


def test_the_heaviest_is_one_that_is_allowed(
    cast: Cast, head: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(finding, "DEAREST", 100.0)
    with inside(cast.north):
        (found,) = finding.heaviest(head)
        assert found.object == "call"
        assert 10 < found.cost <= 100
        monkeypatch.setattr(patience, "DEAREST", found.cost + 1)
        compute(Report(name="Heavy", **found.asked), head, patience=Patience())


def test_a_question_dearer_than_is_allowed_is_refused_with_what_to_do(
    cast: Cast, head: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(patience, "DEAREST", 1.0)
    with inside(cast.north), pytest.raises(TooLarge, match="worked out in the background"):
        compute(Report(name="Calls", object="call", group_by="user"), head, patience=Patience())


def test_putting_rows_in_order_is_counted_though_the_database_leaves_it_out(cast: Cast, head: Actor) -> None:
    count = {"key": "n", "kind": "count"}
    costs = []
    with inside(cast.north):
        for kind in ("average", "median"):
            figure = {"key": "f", "kind": kind, "field": "duration"}
            one = finding._costed(get_object("call"), ("user",), [count, figure], head)
            assert one is not None
            costs.append(one.cost)
    assert costs[1] > costs[0]
