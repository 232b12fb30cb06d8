"""Whatever is asked, figures equal a naive count in Python over the same rows."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from statistics import median
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from akrab.engine import query
from akrab.engine.registry import get_object
from akrab.engine.spec import Spec
from akrab.features.reports.compute import compute
from akrab.features.reports.figures import Figures, Row
from akrab.features.reports.tests.conftest import report, sees_own, shelf, specimen
from akrab.identity.actor import Actor
from tests.cast import Cast
from tests.contract.objects.models import Specimen

Tree = dict[str, Any]
Asks = Callable[[Specimen, Actor], bool]

COLOURS = ("red", "green", "blue")
NAMES = ("Aisle", "Bay", "Corner")


def _is_own(record: Any, by: Actor, owner: str, all_seen: bool) -> bool:
    return all_seen or getattr(record, owner) == by.membership_id


def conditions() -> st.SearchStrategy[tuple[Tree, Asks]]:
    """A condition of the filter language, and what it means in Python."""

    def seen_name(name: str) -> Asks:
        def asks(row: Specimen, by: Actor) -> bool:
            all_seen = by.rights.objects.get("shelf", {}).get("view", "all") == "all" or by.rights.everything
            return row.shelf.name == name and _is_own(row.shelf, by, "keeper_id", all_seen)

        return asks

    number = st.integers(-2, 4)
    return st.one_of(
        st.sampled_from(COLOURS).map(
            lambda colour: (
                {"field": "colour", "op": "is", "value": colour},
                lambda row, by: row.colour == colour,
            )
        ),
        number.map(lambda n: ({"field": "count", "op": "gte", "value": n}, lambda row, by: row.count >= n)),
        number.map(
            lambda n: (
                {"field": "price", "op": "gt", "value": str(n)},
                lambda row, by: row.price is not None and row.price > n,
            )
        ),
        st.just(({"field": "price", "op": "empty"}, lambda row, by: row.price is None)),
        st.just(({"field": "owner", "op": "is_me"}, lambda row, by: row.owner_id == by.membership_id)),
        st.sampled_from(NAMES).map(
            lambda name: ({"field": "shelf.name", "op": "is", "value": name}, seen_name(name))
        ),
    )


def trees() -> st.SearchStrategy[tuple[Tree, Asks]]:
    def combined(parts: st.SearchStrategy[tuple[Tree, Asks]]) -> st.SearchStrategy[tuple[Tree, Asks]]:
        several = st.lists(parts, min_size=1, max_size=3)
        return st.one_of(
            parts.map(lambda part: ({"not": part[0]}, lambda row, by: not part[1](row, by))),
            several.map(
                lambda all_of: (
                    {"and": [tree for tree, _asks in all_of]},
                    lambda row, by: all(asks(row, by) for _tree, asks in all_of),
                )
            ),
            several.map(
                lambda any_of: (
                    {"or": [tree for tree, _asks in any_of]},
                    lambda row, by: any(asks(row, by) for _tree, asks in any_of),
                )
            ),
        )

    return st.recursive(conditions(), combined, max_leaves=4)


GROUPS: dict[str, Callable[[Specimen], Any]] = {
    "colour": lambda row: row.colour,
    "count": lambda row: row.count,
    "owner": lambda row: str(row.owner_id) if row.owner_id else None,
    "living": lambda row: row.living,
    "tint": lambda row: row.tint or None,
    "": lambda row: None,
}


def _rounded(number: Decimal) -> Decimal:
    return number.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)


MEASURES: list[Tree] = [
    {"key": "all", "kind": "count"},
    {"key": "sum", "kind": "sum", "field": "price"},
    {"key": "average", "kind": "average", "field": "price"},
    {"key": "low", "kind": "min", "field": "price"},
    {"key": "high", "kind": "max", "field": "price"},
    {"key": "middle", "kind": "median", "field": "price"},
    {"key": "shelves", "kind": "distinct", "field": "shelf"},
]


def naive(rows: Sequence[Specimen], part: Asks, base: Asks, by: Actor) -> dict[str, Any]:
    """Each measure, counted one by one."""
    chosen = [row for row in rows if part(row, by)]
    of = [row for row in rows if base(row, by)]
    prices = [row.price for row in rows if row.price is not None]
    return {
        "all": len(rows),
        "sum": sum(prices, Decimal(0)),
        "average": _rounded(sum(prices) / len(prices)) if prices else None,
        "low": min(prices, default=None),
        "high": max(prices, default=None),
        "middle": _rounded(Decimal(median(prices))) if prices else None,
        "shelves": len({row.shelf_id for row in rows}),
        "part": len(chosen),
        "share": _rounded(Decimal(100 * len(chosen)) / len(rows)) if rows else None,
        "ratio": _rounded(Decimal(100 * len(chosen)) / len(of)) if of else None,
    }


def filled_shelves(cast: Cast) -> None:
    """Two dozen specimens of two people on three shelves, some values missing."""
    keepers = zip((cast.alice, cast.bob, cast.carol), NAMES, strict=True)
    shelves = [shelf(cast.alice, name, keeper) for keeper, name in keepers]
    for number in range(24):
        values: dict[str, Any] = {
            "colour": COLOURS[number % 3],
            "count": number % 4,
            "living": number % 5 == 0,
        }
        values |= {"price": f"{number}.{number:02}"} if number % 4 else {}
        values |= {"owner": None} if number % 7 == 0 else {}
        values |= {"tint": COLOURS[number % 2]} if number % 6 else {}
        specimen((cast.alice, cast.bob)[number % 2], shelves[number // 3 % 3], **values)


@dataclass(frozen=True)
class Naive:
    """Figures beside the rows that they should be of; `expected` counts rows one by one, a number a measure."""

    figures: Figures
    groups: list[str]
    expected: Callable[[Sequence[Specimen]], list[Any]]

    def same(self, line: Row, of: Sequence[Specimen]) -> None:
        """A line and its cells say what is counted of these rows."""
        assert [value.number for value in line.values] == self.expected(of)
        for number, heading in enumerate(self.figures.across):
            inside = [row for row in of if GROUPS[self.groups[-1]](row) == heading.key]
            assert [value.number for value in line.cells[number]] == self.expected(inside)

    def met(self, rows: Sequence[Specimen]) -> Iterator[int]:
        """Check each line, and give how many rows each of the first grouping has."""
        down = self.groups[:-1] if self.figures.across else self.groups
        tops = [one.key for one in self.figures.rows if one.depth == 0 and not one.is_rest]
        path: list[Row] = []
        for line in self.figures.rows:
            path = [*path[: line.depth], line]
            keys = [one.key for one in path if not one.is_rest]
            asked_of = list(zip(down, keys, strict=False))
            inside = [row for row in rows if all(GROUPS[name](row) == key for name, key in asked_of)]
            if path[0].is_rest:
                inside = [row for row in rows if GROUPS[down[0]](row) not in tops]
            self.same(line, inside)
            if line.depth == 0:
                yield len(inside)


@pytest.mark.parametrize("own", [(), ("specimen",), ("shelf",), ("specimen", "shelf")])
def test_figures_equal_a_naive_count(cast: Cast, own: tuple[str, ...]) -> None:
    filled_shelves(cast)
    if own:
        sees_own(cast, *own)
    by = cast.bob.actor()
    spec = get_object("specimen")
    everything = list(Specimen.objects.select_related("shelf"))
    seen = [row for row in everything if _is_own(row, by, "owner_id", "specimen" not in own)]

    @settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(
        where=trees(),
        part=trees(),
        base=trees(),
        groups=st.lists(st.sampled_from(sorted(filter(None, GROUPS))), max_size=3, unique=True),
        kind=st.sampled_from(["table", "pivot"]),
        top=st.sampled_from([None, 1, 2]),
        simple=st.booleans(),
    )
    def check(
        where: tuple[Tree, Asks], part: tuple[Tree, Asks], base: tuple[Tree, Asks], groups: list[str],
        kind: str, top: int | None, simple: bool,
    ) -> None:  # fmt: skip
        rows = [row for row in seen if where[1](row, by)]
        ratio = {"key": "ratio", "kind": "ratio", "part": part[0], "base": base[0]}
        parts = [
            {"key": "part", "kind": "count", "part": part[0]}, {"key": "share", "kind": "share", "part": part[0]}, ratio
        ]  # fmt: skip
        measures = [*(MEASURES[:5] if simple else MEASURES), *parts[: 1 if simple else 3]]
        asked = report(where=where[0], measures=measures, group_by=",".join(groups), kind=kind, top=top)
        found = compute(asked, by)

        told = [str(measure["key"]) for measure in measures]
        count = Naive(found, groups, lambda of: [naive(of, part[1], base[1], by)[key] for key in told])
        count.same(found.total, rows)
        met = list(count.met(rows))
        assert not groups or sum(met) == len(rows)
        assert not top or not groups or len(met) <= top + 1
        leads_to_its_records(found, spec, by)

    check()


def leads_to_its_records(found: Figures, spec: Spec, by: Actor) -> None:
    """Every figure's filter finds exactly the records counted in it."""
    for line in (found.total, *found.rows):
        for value in (*line.values, *(value for cell in line.cells for value in cell)):
            assert query.count(spec, by, query.Ask(filter=value.filter), exactly=True) == value.count
