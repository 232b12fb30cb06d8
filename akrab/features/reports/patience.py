"""How long a question may keep a reader waiting: past that it is refused with what to do instead."""

import json
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.db import OperationalError, connection, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from akrab.engine.errors import Refused

STATEMENT = 3.0  # seconds one statement may take while somebody waits
PAGE = 8.0  # seconds all figures of a page may take together
# What a question may be expected to cost, in the database's unit: a second, on two processors with nothing else to do.
DEAREST = 210_000.0
SORTING = 0.04  # what it costs, for each row, to put it in order for a median or to count what is different
PARTING = 0.04  # and to find a part of the calendar or of an address

# Many rows are read faster in the order they lie in, and sorted in memory, than fetched one by one in an index's order;
# but a tenth of a table is read faster by its index.
ROOM = {"statement_timeout": "", "work_mem": "96MB", "random_page_cost": "2"}
SETTINGS = "SELECT " + ", ".join(f"current_setting('{name}')" for name in ROOM)
SETTING = "SELECT " + ", ".join(f"set_config('{name}', %s, true)" for name in ROOM)


class TooLarge(Refused):
    """The question would keep its reader waiting too long; it can be worked out in the background."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "This question is too large to be answered while you wait. Ask for a shorter period, filter more, or"
                " have it worked out in the background: you will be told when the figures are there."
            )
        )


class Patience:
    """What is left of the time a page may take."""

    def __init__(self, seconds: float = PAGE) -> None:
        self.ends = time.monotonic() + seconds

    @contextmanager
    def asked(self) -> Iterator[None]:
        """Answer one report within this; raises `TooLarge`, after which further questions can be asked."""
        if time.monotonic() > self.ends:
            raise TooLarge
        try:
            with transaction.atomic(), limited(STATEMENT):
                yield
        except OperationalError as error:
            if getattr(error.__cause__, "sqlstate", "") != "57014":  # cancelled: it took too long
                raise
            raise TooLarge from error


@contextmanager
def limited(seconds: float) -> Iterator[None]:
    """Within this, the database gives up each statement after so many seconds, and has room to sort many rows."""
    with connection.cursor() as cursor:
        cursor.execute(SETTINGS)
        before = cursor.fetchone()
        cursor.execute(SETTING, [str(int(seconds * 1000)), *list(ROOM.values())[1:]])
    yield  # what fails rolls the settings back with everything else
    with connection.cursor() as cursor:
        cursor.execute(SETTING, before)


def check_cost(rows: QuerySet[Any], each: float = 0.0) -> None:
    """Raise `TooLarge` for a question that is expected to take too long."""
    if cost_of(rows, each) > DEAREST:
        raise TooLarge


def cost_of(rows: QuerySet[Any], each: float = 0.0) -> float:
    """What the database expects a question to cost, in its own unit, and what it leaves out: so much for `each` row."""
    plan = json.loads(rows.explain(format="json"))[0]["Plan"]
    return float(plan["Total Cost"]) + each * _gathered(plan)


def _gathered(plan: Mapping[str, Any]) -> float:
    """How many rows the groups are made of."""
    below = plan.get("Plans", ())
    if plan["Node Type"] == "Aggregate":
        return float(max(one["Plan Rows"] for one in below))
    return max(map(_gathered, below), default=0.0)
