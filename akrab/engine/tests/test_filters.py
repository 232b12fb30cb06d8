"""The filter language answers what a reader of the rows would: every operator of every type, in Python and in SQL."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from akrab.engine import filters, query, write
from akrab.engine.errors import Invalid
from akrab.engine.fields import Field, Operator, is_absent
from akrab.engine.query import Ask
from akrab.engine.tests.specimens import SHELF, SPECIMEN, allow, shelf, specimen
from akrab.identity.actor import system
from akrab.lib import clock
from tests.cast import Cast
from tests.contract.objects.models import Specimen

MANILA = ZoneInfo("Asia/Manila")
NOW = datetime(2026, 3, 4, 1, 0, tzinfo=UTC)  # Wednesday, nine in Manila

ROWS: list[dict[str, Any]] = [
    {"name": "Ana Reyes", "remark": "100% _sure_", "count": -3, "weight": "1.125", "price": "10", "living": True,
     "found_on": "2026-03-04", "seen_at": "2026-03-03T16:00:00Z", "length": 0, "colour": "red", "tint": "red",
     "tags": ["vip"], "emails": ["a@b.example"], "place": {"line1": "27 Scout St", "city": "Cebu"}},
    {"name": "ana", "count": 0, "spare": 0, "weight": "0", "share": "42.5", "found_on": "2026-02-28",
     "seen_at": "2026-03-03T15:59:59Z", "length": 900, "colour": "green", "tags": ["vip", "北京"],
     "phones": ["+639175550142"], "place": {"city": "cebu city", "line1": "5%"}, "site": "https://a.example/x%y",
     "story": "Long\\story"},
    {"name": "王小明", "remark": "100", "count": 12, "spare": 5, "price": "-0.5", "share": "100", "colour": "blue",
     "tint": "green", "found_on": "2026-03-01", "seen_at": "2026-03-04T01:00:00Z", "length": 5400,
     "scan": {"hash": "0" * 64, "name": "a.pdf", "size": 1, "type": "x"}, "currency": "PHP"},
]  # fmt: skip


def contains(held: Any, asked: Any) -> bool:
    return asked.casefold() in held.casefold()


def in_period(held: Any, word: str) -> bool:
    day = held.astimezone(MANILA).date() if isinstance(held, datetime) else held
    first, last = PERIODS[word]
    return bool(first <= day <= last)


PERIODS = {
    "today": (date(2026, 3, 4), date(2026, 3, 4)),
    "yesterday": (date(2026, 3, 3), date(2026, 3, 3)),
    "this_week": (date(2026, 3, 2), date(2026, 3, 8)),
    "last_month": (date(2026, 2, 1), date(2026, 2, 28)),
    "next_week": (date(2026, 3, 9), date(2026, 3, 15)),
}

NAIVE: dict[str, Callable[[Any, Any], bool]] = {
    "is": lambda held, asked: held == asked,
    "is_not": lambda held, asked: held != asked,
    "any_of": lambda held, asked: held in asked,
    "none_of": lambda held, asked: held not in asked,
    "gt": lambda held, asked: held is not None and held > asked,
    "after": lambda held, asked: held is not None and held > asked,
    "gte": lambda held, asked: held is not None and held >= asked,
    "lt": lambda held, asked: held is not None and held < asked,
    "before": lambda held, asked: held is not None and held < asked,
    "lte": lambda held, asked: held is not None and held <= asked,
    "between": lambda held, asked: held is not None and asked[0] <= held <= asked[1],
    "contains": contains,
    "not_contains": lambda held, asked: not contains(held, asked),
    "starts": lambda held, asked: held.casefold().startswith(asked.casefold()),
    "empty": lambda held, asked: is_absent(held),
    "not_empty": lambda held, asked: not is_absent(held),
    "has": lambda held, asked: asked in held,
    "has_not": lambda held, asked: asked not in held,
    "has_any": lambda held, asked: bool(set(held) & set(asked)),
    "in": lambda held, asked: held is not None and in_period(held, asked),
}
OF_ADDRESSES: dict[str, Callable[[Any, Any], bool]] = {
    "empty": lambda held, asked: not held,
    "not_empty": lambda held, asked: bool(held),
    "contains": lambda held, asked: any(contains(part, asked) for part in held.values()),
    "city": lambda held, asked: held.get("city", "").casefold() == asked.casefold(),
    "country": lambda held, asked: held.get("country") == asked,
    "region": lambda held, asked: held.get("region") == asked,
    "no_country": lambda held, asked: not held.get("country"),
    "no_region": lambda held, asked: not held.get("region"),
}
# Asked of who asks, and of teams: below.
OF_PEOPLE = frozenset({"is_me", "in_my_team", "in_team", "in_no_team"})
TEXTS = {
    "address": ["cebu", "27", "%", "_"],
    "text": ["an", "ANA", "100%", "_", "小", "\\"],
    "url": ["x%y", "https"],
}
TEXTS |= {"long_text": ["\\s", "long"]}


@pytest.fixture
def rows(cast: Cast) -> list[Specimen]:
    """Three rows that differ in everything; the first is alice's, the second bob's, the third nobody's."""
    clock.set(NOW)
    on, other = shelf(cast.alice, "Upper"), shelf(cast.alice, "Lower")
    first = specimen(cast.alice, on, **ROWS[0])
    second = specimen(
        cast.alice, other, owner=cast.bob.id, twin=first.pk, about=f"specimen:{first.pk}", **ROWS[1]
    )
    third = specimen(cast.alice, on, owner=None, about=f"shelf:{on.pk}", **ROWS[2])
    return [Specimen.objects.get(pk=one.pk) for one in (first, second, third)]


def found(cast: Cast, tree: dict[str, Any]) -> set[str]:
    listing = query.listing(SPECIMEN, cast.alice.actor(), Ask(filter=tree, limit=500))
    return {str(row.pk) for row in listing.rows}


def operands(field: Field, operator: Operator, rows: list[Specimen]) -> list[Any]:
    """Plain values to ask with: those the rows hold."""
    kind = field.type
    if operator.takes == "none":
        return [None]
    if operator.takes == "word":
        return list(PERIODS)
    if operator.name in ("contains", "not_contains", "starts", "city"):
        return TEXTS[kind.name]
    if operator.name in ("country", "region"):
        return ["PH", "ph", "MY", "Cebu", "Selangor"]
    held = [kind.plain(field, getattr(row, field.attname)) for row in rows]
    single = [one for value in held for one in (value if isinstance(value, list) else [value])]
    there = [value for value in single if not is_absent(value)]
    if operator.takes == "list":
        return [[], there[:1], there]
    if operator.takes == "range":
        return [[low, high] for low in there for high in there]
    return there


def asked(field: Field, operator: Operator, plain: Any, cast: Cast) -> Any:
    """What the plain operand means to a reader in Python."""
    if operator.takes in ("none", "word", "text"):
        return plain

    def one(value: Any) -> Any:
        if field.type.name in ("tags", "emails", "phones"):
            return value
        return field.type.from_plain(field, value, cast.alice.actor())

    return [one(value) for value in plain] if isinstance(plain, list) else one(plain)


@pytest.mark.parametrize(
    "name", [name for name in SPECIMEN.fields if name not in ("created_at", "updated_at")]
)
def test_every_operator_finds_the_rows_that_python_finds(cast: Cast, rows: list[Specimen], name: str) -> None:
    field = SPECIMEN.fields[name]
    asked_at_all = 0
    for operator in field.type.operators:
        if operator.name in OF_PEOPLE:
            continue
        naive = (OF_ADDRESSES if field.type.name == "address" else NAIVE)[operator.name]
        for plain in operands(field, operator, rows):
            tree = {"field": name, "op": operator.name, "value": plain}
            value = asked(field, operator, plain, cast)
            wanted = {str(row.pk) for row in rows if naive(getattr(row, field.attname), value)}
            assert found(cast, tree) == wanted, tree
            assert found(cast, {"not": tree}) == {str(row.pk) for row in rows} - wanted, tree
            asked_at_all += 1
    assert asked_at_all > 0


def test_and_or_and_not_join_as_they_say(cast: Cast, rows: list[Specimen]) -> None:
    first, second, third = (str(row.pk) for row in rows)
    low = {"field": "count", "op": "lt", "value": 5}
    red = {"field": "colour", "op": "is", "value": "red"}
    assert found(cast, {"and": [low, red]}) == {first}
    assert found(cast, {"or": [low, red]}) == {first, second}
    assert found(cast, {"not": {"or": [low, red]}}) == {third}
    assert found(
        cast, {"and": [{"not": red}, {"or": [low, {"field": "spare", "op": "is", "value": 5}]}]}
    ) == {second, third}
    assert found(cast, {}) == found(cast, {"and": []}) == {first, second, third}


def test_me_is_whoever_asks_and_nobody_where_no_person_does(cast: Cast, rows: list[Specimen]) -> None:
    for tree in ({"field": "owner", "op": "is", "value": "me"}, {"field": "owner", "op": "is_me"}):
        for player, row in ((cast.alice, rows[0]), (cast.bob, rows[1])):
            [one] = query.listing(SPECIMEN, player.actor(), Ask(filter=tree)).rows
            assert one == row
    assert query.count(SPECIMEN, system(cast.north), Ask(filter={"field": "owner", "op": "is_me"})) == 0
    with pytest.raises(Invalid):
        filters.compile({"field": "owner", "op": "is", "value": "me"}, SPECIMEN, system(cast.north))


def test_teams_are_asked_of_the_people_in_them(cast: Cast, rows: list[Specimen]) -> None:
    team = str(cast.bob.member.team_id)
    first, second, third = (str(row.pk) for row in rows)
    assert found(cast, {"field": "owner", "op": "in_team", "value": team}) == {second}
    assert found(cast, {"not": {"field": "owner", "op": "in_team", "value": team}}) == {first, third}
    assert found(cast, {"field": "owner", "op": "in_no_team"}) == {first, third}
    mine = query.listing(SPECIMEN, cast.bob.actor(), Ask(filter={"field": "owner", "op": "in_my_team"}))
    assert [str(row.pk) for row in mine.rows] == [second]
    assert found(cast, {"field": "owner", "op": "in_my_team"}) == set()


def test_a_path_goes_through_links_and_empty_means_no_link_too(cast: Cast, rows: list[Specimen]) -> None:
    first, second, third = (str(row.pk) for row in rows)
    assert found(cast, {"field": "shelf.name", "op": "is", "value": "Upper"}) == {first, third}
    assert found(cast, {"field": "twin.shelf.keeper", "op": "is", "value": "me"}) == {second}
    assert found(cast, {"field": "twin.remark", "op": "not_empty"}) == {second}
    assert found(cast, {"field": "twin.remark", "op": "empty"}) == {first, third}
    assert found(cast, {"field": "twin.twin.name", "op": "empty"}) == {first, second, third}
    with pytest.raises(Invalid):
        filters.compile(
            {"field": "twin.twin.twin.twin.twin.name", "op": "empty"}, SPECIMEN, cast.alice.actor()
        )


@pytest.mark.parametrize(
    ("op", "number", "wanted"),
    [("is", 0, "Lower Third"), ("is", 2, "Upper"), ("gte", 1, "Upper Lower"), ("gt", 1, "Upper"),
     ("lt", 2, "Lower Third"), ("lte", 0, "Third"), ("is", 10**9, "")],
)  # fmt: skip
def test_related_rows_are_counted(
    cast: Cast, rows: list[Specimen], op: str, number: int, wanted: str
) -> None:
    shelf(cast.alice, "Third")
    tree = {"count": "specimen", "link": "shelf", "op": op, "value": number}
    listing = query.listing(SHELF, cast.alice.actor(), Ask(filter=tree))
    expected = {"Third"} if (op, number) == ("is", 0) else set(wanted.split())
    assert {row.name for row in listing.rows} == expected  # type: ignore[attr-defined]


def test_only_related_rows_that_fit_and_are_seen_are_counted(cast: Cast, rows: list[Specimen]) -> None:
    blue = {"field": "colour", "op": "is", "value": "blue"}
    tree = {"count": "specimen", "link": "shelf", "where": blue, "op": "is", "value": 1}
    assert query.count(SHELF, cast.alice.actor(), Ask(filter=tree)) == 1
    about = {"count": "specimen", "link": "about", "op": "gte", "value": 1}
    assert found(cast, about) == {str(rows[0].pk)}
    write.delete(rows[2], cast.alice.actor())
    assert query.count(SHELF, cast.alice.actor(), Ask(filter=tree)) == 0
    allow(cast.roles["seller"], {"shelf": {"view": "all"}, "specimen": {"view": "own"}})
    every = {"count": "specimen", "link": "shelf", "op": "gte", "value": 1}
    assert query.count(SHELF, cast.bob.actor(), Ask(filter=every)) == 1


@pytest.mark.parametrize("number", [2**31, 10**10, -(10**30), True, "1", 1.0, None])
def test_a_count_is_compared_with_a_sound_whole_number(cast: Cast, number: Any) -> None:
    tree = {"count": "specimen", "link": "shelf", "op": "gte", "value": number}
    with pytest.raises(Invalid):
        filters.compile(tree, SHELF, cast.alice.actor())


def nested(depth: int) -> dict[str, Any]:
    tree: dict[str, Any] = {"field": "living", "op": "is", "value": True}
    for _step in range(depth):
        tree = {"not": tree}
    return tree


def test_a_filter_may_be_so_deep_and_so_large_and_no_more(cast: Cast, rows: list[Specimen]) -> None:
    by, leaf = cast.alice.actor(), nested(0)
    assert found(cast, nested(8)) == found(cast, leaf)
    assert found(cast, {"or": [leaf] * 99}) == found(cast, leaf)
    for tree in (nested(9), {"or": [leaf] * 100}):
        with pytest.raises(Invalid) as refused:
            filters.compile(tree, SPECIMEN, by)
        assert "at most 100 conditions, 8 deep" in refused.value.errors["filter"][0]
    ids = [str(row.pk) for row in rows]
    assert found(cast, {"field": "id", "op": "any_of", "value": ids * 100}) == set(ids)
    with pytest.raises(Invalid):
        filters.compile({"field": "id", "op": "any_of", "value": ids * 167}, SPECIMEN, by)
    with pytest.raises(Invalid):
        filters.compile({"field": "id", "op": "is_not", "value": ids}, SPECIMEN, by)


def test_relative_days_are_those_of_whoever_asks(cast: Cast, rows: list[Specimen]) -> None:
    today = {"field": "seen_at", "op": "in", "value": "today"}
    assert found(cast, today) == {str(rows[0].pk), str(rows[2].pk)}
    cast.alice.user.time_zone = "America/New_York"  # still Tuesday evening there
    cast.alice.user.save()
    assert found(cast, today) == {str(row.pk) for row in rows}
    clock.advance(timedelta(days=1))
    assert found(cast, today) == set()


@pytest.mark.parametrize("language", ["en", "vi", "id"])
def test_a_stored_filter_means_the_same_in_every_language(
    cast: Cast, rows: list[Specimen], language: str
) -> None:
    cast.alice.user.language = language
    cast.alice.user.save()
    for value in ("1.125", 1.125, Decimal("1.125")):
        assert found(cast, {"field": "weight", "op": "is", "value": value}) == {str(rows[0].pk)}


@pytest.mark.parametrize("value", ["\x00", "a\x00b", "\ud800", "%", "\\", "'", '"'])
def test_any_text_can_be_asked_for(cast: Cast, rows: list[Specimen], value: str) -> None:
    for tree in (
        {"field": "name", "op": "contains", "value": value},
        {"field": "place", "op": "contains", "value": value},
        {"field": "tags", "op": "has", "value": value},
        {"field": "about", "op": "is", "value": f"{value}:{rows[0].pk}"},
    ):
        try:
            found(cast, tree)
        except Invalid as refused:
            assert list(refused.errors) == ["filter"]  # noqa: PT017
