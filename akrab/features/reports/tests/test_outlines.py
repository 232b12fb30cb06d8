"""Places are found on the map whatever they are called, and what no map knows is left to the list."""

from decimal import Decimal

import pytest

from akrab.features.reports.compute import compute
from akrab.features.reports.outlines import COUNTRIES, WORLD, find, outlines
from akrab.features.reports.picture import SHADES, svg_of
from akrab.features.reports.tests.conftest import report, shelf, specimen
from tests.cast import Cast

ONE = Decimal(1)


@pytest.mark.parametrize(
    ("names", "name", "found"),
    [
        (["MY", "PH", "SG", "XX", None], WORLD, [True, True, True, False, False]),
        (["Selangor", "Wilayah Persekutuan Kuala Lumpur", "Penang"], "MY", [True, True, True]),
        (["Jawa Barat", "DKI Jakarta", "Provinsi Bali", "Bandung"], "ID", [True, True, True, False]),
        (["广东省", "北京市", "广西壮族自治区", "Shanghai"], "CN", [True, True, True, True]),
        (["TP. Hồ Chí Minh", "Thành phố Hà Nội", "Tỉnh Bình Dương", "Da Nang"], "VN", [True] * 4),
        (["Metro Manila", "NCR", "Province of Cebu", "Lalawigan ng Laguna"], "PH", [True] * 4),
    ],
)
def test_places_are_found_by_any_of_their_names(names: list[str], name: str, found: list[bool]) -> None:
    shown = find(names, [ONE] * len(names))
    assert shown is not None
    assert shown.map.name == name
    assert [place is not None for place in shown.places] == found


def test_the_map_is_that_of_most_of_what_was_counted_and_at_home_where_names_are_the_same() -> None:
    mixed = find(["Cebu", "Selangor"], [Decimal(2), Decimal(9)])
    assert mixed is not None
    assert mixed.map.name == "MY"
    assert find(["Nowhere", None], [ONE, ONE]) is None


def test_every_place_has_an_outline_within_its_map() -> None:
    for name in (WORLD, *COUNTRIES):
        shown = outlines(name)
        for place in shown.places:
            left, top, right, bottom = place.box
            assert left >= -1, (name, place.id)
            assert top >= -1, (name, place.id)
            assert right <= shown.wide + 1, (name, place.id)
            assert bottom <= shown.high + 1, (name, place.id)


def test_the_world_is_cut_to_where_something_is() -> None:
    near, far = find(["MY", "ID"], [ONE, ONE]), find(["MY", "BR"], [ONE, ONE])
    assert near is not None
    assert far is not None
    assert near.view[2] < far.view[2] <= near.map.wide


def test_a_picture_of_a_map_stands_alone_with_its_outlines(cast: Cast) -> None:
    on = shelf(cast.bob, "A")
    for country in ("MY", "MY", "ID"):
        specimen(cast.bob, on, place={"country": country})
    drawn = report(group_by="place:country", kind="map")
    picture = svg_of("Places", "map", compute(drawn, cast.alice.actor()))
    shades = [picture.count(f'fill="{shade}"') for shade in (SHADES[4], SHADES[2])]
    assert shades == [2, 2], "each place once on the map and once in the list"
    assert "href" not in picture
