"""Numbers of documents: by a pattern that can't repeat, from a counter of each series and period."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from akrab.engine import write
from akrab.engine.errors import Invalid
from akrab.features.documents import numbering
from akrab.features.documents.models import Series
from akrab.identity.actor import Actor
from akrab.lib import clock
from akrab.tenancy.current import workspace as inside
from tests.cast import assemble

NUMBERS = {"name": "Payment documents", "pattern": "PD-{number:4}"}


@pytest.fixture
def by(db: None) -> Iterator[Actor]:
    cast = assemble(time_zone="Asia/Manila")
    clock.set(datetime(2026, 3, 3, 5, 5, tzinfo=UTC))
    with inside(cast.north):
        yield cast.alice.actor()
    clock.set(None)


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        ({"pattern": "Q-{year}"}, "Write {number} once"),
        ({"pattern": "{number}{number}"}, "Write {number} once"),
        ({"pattern": "{number}-{day}"}, "Only these can be in braces"),
        ({"pattern": "{number:4"}, "Only these can be in braces"),
        ({"pattern": "Q-{number}", "resets": "yearly"}, "need {year}"),
        ({"pattern": "Q-{year}-{number}", "resets": "monthly"}, "need {month}"),
        ({"first": -1}, "between 1 and"),
        ({"pattern": "{number:99}"}, "At most"),
    ],
)
def test_numbers_that_could_repeat_are_refused(by: Actor, raw: dict[str, Any], message: str) -> None:
    with pytest.raises(Invalid, match=message):
        write.create(Series, NUMBERS | raw, by)
    assert not Series.objects.exists()


def test_numbers_begin_anew_each_year_and_where_they_are_told(by: Actor) -> None:
    raw = {"name": "Quotes", "pattern": "Q-{year}-{number:4}", "resets": "yearly", "first": 12}
    series = write.create(Series, raw, by)
    assert numbering.upcoming(series, by) == "Q-2026-0012"
    assert [numbering.take(series, by), numbering.take(series, by)] == ["Q-2026-0012", "Q-2026-0013"]
    clock.set(datetime(2026, 12, 31, 17, 0, tzinfo=UTC))  # already the new year in Manila
    assert numbering.upcoming(series, by) == "Q-2027-0012"
    assert numbering.take(series, by) == "Q-2027-0012"
