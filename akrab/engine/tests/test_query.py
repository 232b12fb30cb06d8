"""Reading many: pages that lose and double no row, cursors nobody can bend, counts, sums and groups."""

import base64
import json
from collections.abc import Iterator
from contextlib import suppress
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from akrab.engine import query, write
from akrab.engine.errors import Invalid
from akrab.engine.query import Ask
from akrab.engine.tests.specimens import SPECIMEN, allow, shelf, specimen
from akrab.lib import text
from tests.cast import Cast
from tests.contract.objects.models import Specimen

SORTABLE = [
    field.name for field in SPECIMEN.fields.values() if field.type.sortable or field.name == SPECIMEN.title
]
FEW: dict[str, list[Any]] = {
    "name": ["Ana", "Ánh", "王小明", "ana"], "remark": ["", "x", "y"], "site": ["", "https://a.example"],
    "count": [-1, 0, 7], "spare": [None, 0, 5], "weight": [None, "0", "1.125", "1000"], "price": [None, "-3", "0.5"],
    "share": [None, "42.5"], "living": [True, False], "found_on": [None, "2026-03-09", "2024-02-29"],
    "seen_at": [None, "2026-03-09T02:00:00.000001Z", "2026-03-09T02:00:00Z"], "length": [None, 0, 900],
    "colour": ["red", "green"], "tint": ["", "blue"], "currency": ["", "PHP"],
}  # fmt: skip


def walk(cast: Cast, sort: str, size: int) -> Iterator[Specimen]:
    """Every row, by pages of `size`."""
    cursor = ""
    while True:
        page = query.listing(SPECIMEN, cast.alice.actor(), Ask(sort=sort, limit=size, cursor=cursor))
        assert len(page.rows) <= size
        yield from page.rows  # type: ignore[misc]
        cursor = page.next
        if not cursor:
            return


def test_the_values_to_sort_leave_out_no_field() -> None:
    assert set(SORTABLE) - set(FEW) == {"number", "created_at", "updated_at", "origin"}


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=st.lists(
        st.fixed_dictionaries({name: st.sampled_from(few) for name, few in FEW.items()}), max_size=9
    ),
    size=st.integers(1, 4),
)
def test_pages_show_every_row_once_whatever_the_sort(
    cast: Cast, rows: list[dict[str, Any]], size: int
) -> None:
    Specimen.objects.all().delete()
    on = shelf(cast.alice)
    raw = [{"shelf": on.pk, **row} for row in rows]
    made = write.create_many(Specimen, raw, cast.alice.actor()) if raw else []
    wanted = sorted(str(one.pk) for one in made)
    for name in SORTABLE:
        for sign in ("", "-"):
            seen = list(walk(cast, f"{sign}{name}", size))
            assert sorted(str(one.pk) for one in seen) == wanted, (sign, name)
            assert in_order([sortable(one, name) for one in seen], bool(sign)), (sign, name)


def sortable(record: Specimen, name: str) -> Any:
    if name == "name":
        return text.sort_key(record.name)
    return getattr(record, name)


def in_order(found: list[Any], descending: bool) -> bool:
    """Whether values rise (or fall) and what is missing comes last either way."""
    there = [value for value in found if value is not None]
    return found[: len(there)] == there == sorted(there, reverse=descending)


def test_rows_made_while_paging_move_nothing(cast: Cast) -> None:
    on = shelf(cast.alice)
    for number in range(4):
        specimen(cast.alice, on, name=f"n{number}", count=number)
    first = query.listing(SPECIMEN, cast.alice.actor(), Ask(sort="count", limit=2))
    specimen(cast.alice, on, count=-5)
    then = query.listing(SPECIMEN, cast.alice.actor(), Ask(sort="count", limit=2, cursor=first.next))
    assert [one.count for one in [*first.rows, *then.rows]] == [0, 1, 2, 3]  # type: ignore[attr-defined]


def bent(value: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


ID = "018f0000-0000-7000-8000-000000000000"


@pytest.mark.parametrize(
    "cursor",
    ["x", "%", "é", "====", bent(1), bent([]), bent([1]), bent(["a", ID]), bent([1, "no id"]), bent([{}, ID]),
     bent([1, ID, 2]), bent([10**40, ID]), bent([[1], ID]), bent([True, ID]), "TmFO", bent([float("nan"), ID]),
     base64.urlsafe_b64encode(b"[" * 5000).decode(), bent({"a": 1})],
)  # fmt: skip
def test_a_bent_cursor_is_refused(cast: Cast, cursor: str) -> None:
    specimen(cast.alice)
    with pytest.raises(Invalid) as refused:
        query.listing(SPECIMEN, cast.alice.actor(), Ask(sort="count", cursor=cursor))
    assert list(refused.value.errors) == ["cursor"]


@pytest.mark.parametrize("sort", ["name", "-seen_at", "living", "created_at", "weight"])
def test_a_cursor_of_another_sort_is_refused_or_harmless(cast: Cast, sort: str) -> None:
    values: list[Any] = [None, "\x00", "'; drop table", 5, "x" * 79, {"a": []}, -1.5]
    for value in values:
        with suppress(Invalid):
            page = query.listing(SPECIMEN, cast.alice.actor(), Ask(sort=sort, cursor=bent([value, ID])))
            assert page.rows == []


def test_counts_stop_at_a_thousand_unless_asked_exactly(cast: Cast) -> None:
    on = shelf(cast.alice)
    rows = [{"name": "n", "count": 1, "colour": "red", "shelf": on.pk}] * 1005
    write.create_many(Specimen, rows, cast.alice.actor())
    assert query.count(SPECIMEN, cast.alice.actor(), Ask()) == 1001
    assert query.count(SPECIMEN, cast.alice.actor(), Ask(), exactly=True) == 1005


def test_sums_and_groups_hold_what_the_actor_sees(cast: Cast) -> None:
    on = shelf(cast.alice)
    for who, colour, price in (
        (cast.alice, "red", "1.25"),
        (cast.bob, "red", "2.5"),
        (cast.bob, "blue", None),
    ):
        specimen(cast.alice, on, owner=who.id, colour=colour, price=price, count=2)
    allow(cast.roles["seller"], {"*": {"view": "own"}})
    for by, prices in ((cast.alice.actor(), "3.75"), (cast.bob.actor(), "2.5")):
        assert query.sums(SPECIMEN, by, Ask())["price"] == Decimal(prices)
    found = query.groups(SPECIMEN, cast.bob.actor(), Ask(), "colour")
    assert {name: (one.count, one.sums["price"], one.sums["count"]) for name, one in found.items()} == {
        "red": (1, Decimal("2.5"), Decimal(2)), "blue": (1, Decimal(0), Decimal(2)),
    }  # fmt: skip
