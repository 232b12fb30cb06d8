"""Lists sorted and narrowed by a custom field have the very rows, in the very order, of a naive look at all of them."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from akrab.engine import access, query, ranks, undo, write
from akrab.engine.fields import Field
from akrab.engine.models import Operation, Rank, RankedField
from akrab.engine.query import Ask
from akrab.engine.registry import get_object
from akrab.engine.spec import spec_of
from akrab.features.customfields.kinds import KINDS
from akrab.identity.actor import Actor
from akrab.lib import clock
from akrab.lib.text import bare_letters, fold
from akrab.tenancy.current import workspace as inside
from tests.cast import Cast
from tests.contract.asking import call
from tests.contract.objects.models import Specimen
from tests.custom import define
from tests.factory import make

FEW: dict[str, list[Any]] = {
    "text": ["", "Ana", "Ánh", "ana", "王小明", "x" * 200, "Z", "đ", "Écluse", "Ωμέγα", "Яна", "~", "="],
    "url": ["", "https://a.example", "https://b.example/Z"],
    "choice": ["", "red", "green", "grey"],
    "integer": [None, 0, 5, -5, -(10**17), 10**17, 12],
    "decimal": [None, "0", "1.125", "-0.0001", "9999999999999"],
    "money": [None, "-3", "0.5", "1000000"],
    "percent": [None, "42.5", "0", "-1"],
    "date": [None, "2026-03-09", "0999-12-31", "2024-02-29"],
    "datetime": [None, "2026-03-09T02:00:00.000001Z", "2026-03-09T02:00:00Z", "2026-03-09T02:00:00.5Z"],
    "boolean": [False, True],
}
every_sortable = pytest.mark.parametrize("kind", list(FEW))


def ranked(cast: Cast, kind: str) -> str:
    """The name of a custom field of specimens whose ranks are complete."""
    name = str(define(cast, f"Ranked {kind}", kind).name)
    with inside(cast.north):
        assert ranks.fill(RankedField.objects.get(name=name))
    return name


def described(name: str) -> Field:
    return spec_of(Specimen).fields[name]


def sortable(record: Specimen, field: Field) -> Any:
    value = getattr(record, field.attname)
    return value[: ranks.LONGEST] if isinstance(value, str) else value


def naive(rows: list[Specimen], field: Field, descending: bool) -> list[Specimen]:
    by_id = sorted(rows, key=lambda row: row.pk, reverse=descending)
    there = [row for row in by_id if sortable(row, field) is not None]
    gone = [row for row in by_id if sortable(row, field) is None]
    return sorted(there, key=lambda row: listed(sortable(row, field)), reverse=descending) + gone


def listed(value: Any) -> Any:
    """Where people look for a value: "apple" stands before "Zebra"."""
    return (fold(value), value) if isinstance(value, str) else value


def walk(by: Actor, sort: str, size: int, tree: dict[str, Any] | None = None) -> Iterator[Any]:
    cursor = ""
    while True:
        ask = Ask(sort=sort, limit=size, cursor=cursor, filter=tree)
        page = query.listing(spec_of(Specimen), by, ask)
        yield from page.rows
        if not (cursor := page.next):
            return


def test_every_type_that_can_be_sorted_by_is_ranked() -> None:
    assert set(FEW) == {name for name, kind in KINDS.items() if kind.make.type.sortable}


@every_sortable
@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_rows_come_as_a_naive_sort_has_them_after_every_way_of_writing(
    cast: Cast, kind: str, data: st.DataObject
) -> None:
    by = cast.alice.actor()
    with inside(cast.north):
        found = RankedField.objects.filter(kind=kind, fill_at=None).first()
    name = found.name if found else ranked(cast, kind)
    few = st.sampled_from(FEW[kind])
    with inside(cast.north):
        Specimen.objects.all().delete()
        raw = {"shelf": make(get_object("shelf"), by).pk, "name": "one", "count": 1, "colour": "red"}
        values = data.draw(st.lists(few, min_size=1, max_size=7))
        made = write.create_many(Specimen, [{**raw, name: value} for value in values], by)
        for record in data.draw(st.lists(st.sampled_from(made), max_size=3)):
            write.update(record, {name: data.draw(few)}, by)
        ids = [one.pk for one in data.draw(st.lists(st.sampled_from(made), min_size=1, max_size=4))]
        write.update_many(Specimen, ids, {name: data.draw(few)}, by)
        if data.draw(st.booleans()):
            undo.undo(Operation.objects.latest("id"), by)
        write.delete(made[0], by)
        if data.draw(st.booleans()):
            write.restore(made[0], by)
        field, size = described(name), data.draw(st.integers(1, 4))
        there = list(access.visible(Specimen, by))
        assert Rank.objects.filter(ranks.filled(field)).count() + Rank.objects.filter(
            key=ranks.key_of(field, None)
        ).count() == len(made)
        for sign in ("", "-"):
            wanted = naive(there, field, bool(sign))
            assert [row.pk for row in walk(by, f"{sign}{name}", size)] == [row.pk for row in wanted]


@every_sortable
def test_a_condition_means_the_same_rows_with_ranks_and_without(cast: Cast, kind: str) -> None:
    name = str(define(cast, f"Ranked {kind}", kind).name)
    by = cast.alice.actor()
    with inside(cast.north):
        raw = {"shelf": make(get_object("shelf"), by).pk, "name": "one", "count": 1, "colour": "red"}
        write.create_many(Specimen, [{**raw, name: value} for value in FEW[kind]], by)
        trees = list(conditions(described(name), FEW[kind]))
        before = [{row.pk for row in walk(by, "-created_at", 50, tree)} for tree in trees]
        assert not described(name).rank
        assert ranks.fill(RankedField.objects.get(name=name))
        assert described(name).rank
        for tree, wanted in zip(trees, before, strict=True):
            for sort in ("-created_at", "name", name, f"-{name}"):
                found = [row.pk for row in walk(by, sort, 3, tree)]
                assert sorted(found) == sorted(wanted), (tree, sort)


def conditions(field: Field, few: list[Any]) -> Iterator[dict[str, Any]]:
    """Every comparison of a type, with every pair of these values."""
    values = [value for value in few if value not in (None, "")]
    for operator in field.type.operators:
        said: list[Any] = [None]
        if operator.takes == "one":
            said = values
        elif operator.takes in ("list", "range"):
            said = [[one, other] for one in values for other in values]
        elif operator.takes == "text":
            said = ["a", "A"]
        elif operator.takes == "word":
            said = ["this_year", "-3d"]
        for value in said:
            one = {"field": field.name, "op": operator.name, "value": value}
            yield one
            yield (
                {"and": [one, {"not": {"field": field.name, "op": "is", "value": values[0]}}]}
                if (field.type.find_operator("is"))
                else {"or": [one]}
            )


def test_records_of_before_the_field_are_filled_in_by_passes(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ranks, "BATCH", 2)
    by = cast.alice.actor()
    with inside(cast.north):
        made = [make(get_object("specimen"), by) for _number in range(5)]
    name = str(define(cast, "Ranked", "integer").name)
    with inside(cast.north):
        write.update(made[3], {name: 7}, by)
        assert Rank.objects.count() == 1
        assert ranks.fill(RankedField.objects.get(name=name))
        keys = dict(Rank.objects.values_list("record", "key"))
        field = described(name)
        assert keys == {one.pk: ranks.key_of(field, 7 if one is made[3] else None) for one in made}
        access.visible(Specimen, by).filter(pk=made[0].pk).delete()
        assert set(Rank.objects.values_list("record", flat=True)) == {one.pk for one in made[1:]}


def test_a_list_sorted_by_a_custom_field_asks_one_statement_for_its_rows(cast: Cast) -> None:
    name = ranked(cast, "money")
    by = cast.alice.actor()
    with inside(cast.north):
        for number in range(4):
            make(get_object("specimen"), by, **{name: str(number)})
        with CaptureQueriesContext(
            connection,
        ) as asked:
            page = query.listing(spec_of(Specimen), by, Ask(sort=f"-{name}", limit=3))
        assert len(page.rows) == 3
        assert len(asked) == 1
        assert "engine_rank" in asked[0]["sql"]


def test_the_database_makes_the_same_key_of_every_letter(cast: Cast) -> None:
    field = described_text(cast)
    letters = [chr(one) for one in (*range(1, 0xD800), *range(0xE000, 0x11000), 0x1F600, 0x20000)]
    texts = ["".join(part) for part in batched(letters, 100)] + [
        one for one in letters if ord(one) in bare_letters()
    ]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT akrab_rank_key(%s, 'text', one) FROM unnest(%s::text[]) WITH ORDINALITY t (one, n) ORDER BY n",
            [field.rank, texts],
        )
        assert [row[0] for row in cursor.fetchall()] == [ranks.key_of(field, one) for one in texts]


def test_ranks_of_before_an_update_are_made_anew_when_their_field_waits_again(cast: Cast) -> None:
    name, by = ranked(cast, "text"), cast.alice.actor()
    with inside(cast.north):
        made = make(get_object("specimen"), by, **{name: "Écluse"})
        Rank.objects.update(key="0001=Écluse")
        RankedField.objects.update(fill_at=clock.now())
        assert ranks.fill(RankedField.objects.get(name=name))
        assert [(one.record, one.key) for one in Rank.objects.all()] == [(made.pk, "0001=ecluse\x01Écluse")]


def described_text(cast: Cast) -> Field:
    name = ranked(cast, "text")
    with inside(cast.north):
        return described(name)


def batched(many: list[str], size: int) -> Iterator[list[str]]:
    for start in range(0, len(many), size):
        yield many[start : start + size]


def test_who_sees_a_part_sees_that_part_in_order(cast: Cast) -> None:
    name = ranked(cast, "integer")
    for number in (3, 1, 2):
        with inside(cast.north):
            make(get_object("specimen"), cast.alice.actor(), **{name: number})
    tree = json.dumps({"field": name, "op": "gte", "value": 2})
    rows = call(cast.alice, "GET", f"/specimens?sort={name}&fields={name}&filter={tree}").json()["items"]
    assert [row[name] for row in rows] == [2, 3]
    strange = call(cast.mallory, "GET", f"/specimens?sort={name}")
    assert strange.status_code == 422
    with inside(cast.south):
        assert not Rank.objects.exists()
