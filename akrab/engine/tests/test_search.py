"""Finding: with and without tone marks, Chinese by two characters, phones by digits, and with a typing error."""

import pytest

from akrab.engine import follow, options, query, search, write
from akrab.engine.follow import Reaction
from akrab.engine.query import Ask
from akrab.engine.tests.specimens import SPECIMEN, allow, shelf, specimen
from tests.cast import Cast

PEOPLE = [
    "Nguyễn Thị Hồng",
    "Nguyen Van Duc",
    "Đặng Văn Đức",
    "王小明",
    "李明王",
    "Ana Reyes",
    "Anastasia_100%",
]


def found(cast: Cast, q: str) -> list[str]:
    listing = query.listing(SPECIMEN, cast.alice.actor(), Ask(q=q, sort="created_at"))
    return [row.name for row in listing.rows]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("q", "names"),
    [
        ("nguyen", ["Nguyễn Thị Hồng", "Nguyen Van Duc"]),
        ("Nguyễn", ["Nguyễn Thị Hồng", "Nguyen Van Duc"]),
        ("duc", ["Nguyen Van Duc", "Đặng Văn Đức"]),
        ("dang van", ["Đặng Văn Đức"]),
        ("hồng thị", ["Nguyễn Thị Hồng"]),
        ("guye", ["Nguyễn Thị Hồng", "Nguyen Van Duc"]),
        ("小明", ["王小明"]),
        ("王小", ["王小明"]),
        ("明王", ["李明王"]),
        ("明", ["王小明", "李明王"]),
        ("an", ["Ana Reyes", "Anastasia_100%"]),
        ("na", []),
        ("_100%", ["Anastasia_100%"]),
        ("ana reyes", ["Ana Reyes"]),
        ("Ana Reyas", ["Ana Reyes"]),
        ("nguyem", ["Nguyễn Thị Hồng", "Nguyen Van Duc"]),
        ("\x00", []),
        ("'; drop table specimen; --", []),
    ],
)
def test_names_are_found_as_people_type_them(cast: Cast, q: str, names: list[str]) -> None:
    on = shelf(cast.alice, "Board")
    for name in PEOPLE:
        specimen(cast.alice, on, name=name)
    if q in ("\x00", ""):
        return
    assert [name for name in found(cast, q) if name in names] == names
    if len(q) < 5 or "drop" in q:
        assert found(cast, q) == names


@pytest.mark.parametrize(
    "q", ["0917 555 0142", "+63 917 555 0142", "9175550142", "5550142", "0142", "0917-555-0142"]
)
def test_a_phone_is_found_by_its_digits_however_written(cast: Cast, q: str) -> None:
    specimen(cast.alice, name="other", phones=["0918 555 9999"])
    specimen(cast.alice, name="wanted", phones=["0917 555 0142"])
    assert found(cast, q) == ["wanted"]


def test_an_address_is_found_by_any_part(cast: Cast) -> None:
    specimen(cast.alice, name="wanted", emails=["ana.reyes@mail.example"])
    for q in ("ana.reyes@mail.example", "reyes@mail", "mail.example"):
        assert found(cast, q) == ["wanted"]


def test_what_is_in_the_bin_is_not_found_until_it_is_back(cast: Cast) -> None:
    record = specimen(cast.alice, name="Findable")
    write.delete(record, cast.alice.actor())
    assert (found(cast, "findable"), search.find("findable", cast.alice.actor())) == ([], [])
    write.restore(record, cast.alice.actor())
    assert found(cast, "findable") == ["Findable"]


def test_one_s_own_is_found_behind_many_newer_ones_of_others(cast: Cast) -> None:
    on = shelf(cast.alice, "Rack")
    mine = specimen(cast.bob, on, name="Common name")
    rows = [{"name": "Common name", "count": 1, "colour": "red", "shelf": on.pk, "owner": cast.alice.id}] * 60
    write.create_many(type(mine), rows, cast.alice.actor())
    allow(cast.roles["seller"], {"specimen": {"view": "own"}})
    assert [hit.record for hit in search.find("common", cast.bob.actor())] == [mine]
    assert len(search.find("common", cast.alice.actor())) == 8


def test_what_is_found_through_a_link_follows_its_new_name(cast: Cast) -> None:
    on, reactions = (
        shelf(cast.alice, "Old rack"),
        [Reaction("refresh", search.is_found_through, search.refresh)],
    )
    specimen(cast.alice, on, name="Ana")
    write.update(on, {"name": "New board"}, cast.alice.actor())
    follow.follow(cast.north, reactions)
    assert (found(cast, "new board"), found(cast, "old rack")) == (["Ana"], [])


def test_options_are_those_one_may_see_by_what_is_typed(cast: Cast) -> None:
    upper, _lower = shelf(cast.alice, "Upper shelf"), shelf(cast.alice, "Lower shelf")
    field = SPECIMEN.fields["shelf"]
    assert options.options(field, "upper", cast.alice.actor()) == [(upper.pk, "Upper shelf")]
    assert [title for _id, title in options.options(field, "", cast.alice.actor())] == [
        "Lower shelf",
        "Upper shelf",
    ]
    allow(cast.roles["reader"], {"specimen": {"view": "all"}})
    assert options.options(field, "", cast.carol.actor()) == []
    owners = options.options(SPECIMEN.fields["owner"], "bo", cast.alice.actor())
    assert owners == [(cast.bob.member.pk, "Bob")]


def test_a_page_of_finds_is_full_and_goes_on_although_the_newest_are_in_the_bin(cast: Cast) -> None:
    by = cast.alice.actor()
    made = [specimen(cast.alice, name=f"common {number}") for number in range(12)]
    for record in made[-6:]:
        write.delete(record, by)
    expected = [record.pk for record in reversed(made[:-6])]
    walked, cursor = [], ""
    for _page in range(3):
        page = query.listing(SPECIMEN, by, Ask(q="common", limit=2, cursor=cursor))
        walked += [row.pk for row in page.rows]
        cursor = page.next
    assert (walked, cursor) == (expected, "")
