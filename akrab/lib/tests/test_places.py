"""Addresses of six countries: on the envelope, in one line, and what is wrong with them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from akrab.lib import places
from akrab.lib.places import Address

MANILA = Address(
    line1="12 Mabini St",
    line2="Unit 3",
    city="Quezon City",
    region="Metro Manila",
    postcode="1100",
    country="PH",
)


@pytest.mark.parametrize(
    ("address", "lines"),
    [
        (MANILA, ["12 Mabini St", "Unit 3", "Quezon City", "1100 Metro Manila", "Philippines"]),
        (Address(line1="12 Mabini St", city="Quezon City"), ["12 Mabini St", "Quezon City"]),
        (
            Address(line1="1 Jalan Ampang", city="Kuala Lumpur", postcode="50450", region="WP", country="MY"),
            ["1 Jalan Ampang", "50450 Kuala Lumpur", "WP", "Malaysia"],
        ),
        (
            Address(
                line1="Jl. Sudirman 1", city="Jakarta", region="DKI Jakarta", postcode="10220", country="ID"
            ),
            ["Jl. Sudirman 1", "Jakarta", "DKI Jakarta 10220", "Indonesia"],
        ),
        (Address(line1="1 Tràng Tiền", city="Hà Nội", country="VN"), ["1 Tràng Tiền", "Hà Nội", "Vietnam"]),
        (
            Address(line1="建国路1号", city="朝阳区", region="北京市", postcode="100022", country="CN"),
            ["100022", "北京市朝阳区", "建国路1号", "China"],
        ),
        (
            Address(line1="1 Jianguo Rd", city="Chaoyang", region="Beijing", postcode="100022", country="CN"),
            ["1 Jianguo Rd", "Chaoyang", "Beijing, 100022", "China"],
        ),
        (
            Address(line1="1 Orchard Rd", city="Singapore", postcode="238823", country="SG"),
            ["1 Orchard Rd", "SINGAPORE 238823", "Singapore"],
        ),
        (
            Address(line1="1 Orchard Rd", region="Central", country="SG"),
            ["1 Orchard Rd", "Central", "Singapore"],
        ),
        (Address(country="PH"), ["Philippines"]),
        (Address(), []),
    ],
)
def test_an_envelope_is_written_as_the_country_does(address: Address, lines: list[str]) -> None:
    assert places.lines(address) == lines


def test_the_country_is_left_out_at_home_and_named_in_the_language_of_the_reader() -> None:
    home = places.display(MANILA, home="PH")
    assert home == "12 Mabini St, Unit 3, Quezon City, 1100 Metro Manila"
    assert places.display(MANILA, home="VN", locale="zh-hans") == f"{home}, 菲律宾"


@given(
    st.fixed_dictionaries(
        {},
        optional={key: st.sampled_from(["Nguyễn Huệ 7", "王府井", "12345"]) for key in places.KEYS[:5]}
        | {"country": st.sampled_from(["PH", "MY", "ID", "VN", "CN", "SG", "JP", "GB", "US", "XX"])},
    )
)
def test_no_part_of_an_address_is_lost(parts: dict[str, str]) -> None:
    address = places.clean(parts)
    shown = places.display(address)
    for key in places.KEYS[:5]:
        assert parts.get(key, "") in shown
    assert ", ," not in shown
    assert not shown.startswith(",")


def test_a_cleaned_address_holds_what_was_said_and_nothing_else() -> None:
    assert places.clean(
        {"line1": "  12  Mabini\nSt ", "city": "", "region": None, "country": "Pilipinas", "planet": "Earth"}
    ) == {"line1": "12 Mabini St", "country": "PH"}
    assert places.clean({"country": "Atlantis"}) == {"country": "Atlantis"}


@pytest.mark.parametrize(
    ("name", "code"),
    [("ph", "PH"), ("Việt Nam", "VN"), ("viet nam", "VN"), ("中国", "CN"), ("Atlantis", None), ("", None)],
)
def test_a_country_is_known_by_its_code_and_its_names(name: str, code: str | None) -> None:
    assert places.find_country(name) == code


@pytest.mark.parametrize(
    ("address", "wrong"),
    [
        (MANILA, {}),
        (Address(), {}),
        (Address(country="ph", postcode="1100"), {}),
        (Address(country="XX"), {"country": "“XX” is not a country."}),
        (
            Address(country="PH", postcode="110"),
            {"postcode": "“110” is no postcode there; one looks like 1008."},
        ),
        (
            Address(country="SG", postcode="23882"),
            {"postcode": "“23882” is no postcode there; one looks like 546080."},
        ),
    ],
)
def test_what_is_wrong_is_said_by_part(address: Address, wrong: dict[str, str]) -> None:
    assert {key: str(text) for key, text in places.problems(address).items()} == wrong


def test_only_an_address_to_post_a_letter_to_must_be_complete() -> None:
    def missing(address: Address) -> dict[str, str]:
        return {key: str(text) for key, text in places.problems(address, is_complete=True).items()}

    assert missing(MANILA) == {}
    assert missing(Address(line1="12 Mabini St", country="PH")) == {"city": "City is missing."}
    assert missing(Address(line1="x")) == {"country": "Country is missing."}
    assert missing(Address(country="SG")) == {
        "line1": "Street address is missing.",
        "postcode": "Postcode is missing.",
    }


def test_countries_and_regions_can_be_chosen() -> None:
    names = dict(places.countries("vi"))
    assert names["VN"] == "Việt Nam"
    assert len(names) > 200
    assert next(iter(names)) == "SA"
    assert "Metro Manila" in places.regions("PH")
    assert places.regions("SG") == places.regions("XX") == []
    assert str(places.label("postcode")) == "Postcode"
