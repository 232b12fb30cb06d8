"""The cast of the reports' tests, and shelves with specimens to count."""

from collections.abc import Iterator
from typing import Any

import pytest

from akrab.engine import query, write
from akrab.engine.registry import get_object
from akrab.features.reports.figures import Figures
from akrab.features.reports.models import Report
from akrab.identity.actor import Actor
from akrab.tenancy.current import workspace as inside
from tests.cast import Cast, Player, assemble
from tests.contract.objects.models import Shelf, Specimen

SEES_OWN = {"view": "own", "create": "all", "change": "own", "delete": "own"}


@pytest.fixture
def cast(db: None) -> Iterator[Cast]:
    """Two companies; north keeps its time in Manila and is the current one."""
    cast = assemble(time_zone="Asia/Manila")
    with inside(cast.north):
        yield cast


def shelf(by: Player, name: str, keeper: Player | None = None) -> Shelf:
    return write.create(Shelf, {"name": name, "keeper": (keeper or by).id}, by.actor())


def specimen(by: Player, on: Shelf, **values: Any) -> Specimen:
    raw = {"name": "one", "count": 1, "colour": "red", "shelf": on.pk, "owner": by.id}
    return write.create(Specimen, raw | values, by.actor())


def report(**asked: Any) -> Report:
    """A report that is only drawn up."""
    return Report(**{"name": "Drawn up", "object": "specimen", **asked})


def sees_own(cast: Cast, *names: str) -> None:
    """From now on bob sees only his own records of these objects."""
    cast.roles["seller"].rights = {"*": {"view": "all", "create": "all"}} | dict.fromkeys(names, SEES_OWN)
    cast.roles["seller"].save()


def behind(figures: Figures, tree: Any, by: Actor) -> int:
    """How many records a filter of the figures finds."""
    return query.count(get_object(figures.object), by, query.Ask(filter=tree), exactly=True)
