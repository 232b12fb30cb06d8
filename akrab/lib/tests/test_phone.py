"""Telephone numbers as they are typed in six countries."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from akrab.lib import phone

COUNTRIES = ["PH", "MY", "ID", "VN", "CN", "SG"]


@pytest.mark.parametrize(
    ("raw", "country", "e164"),
    [
        ("0917 123 4567", "PH", "+639171234567"),
        ("917-123-4567", "PH", "+639171234567"),
        ("(02) 8123 4567", "PH", "+63281234567"),
        ("63 917 123 4567", "PH", "+639171234567"),
        ("012-345 6789", "MY", "+60123456789"),
        ("03-2161 1234", "MY", "+60321611234"),
        ("+60 (0)12-345 6789", "SG", "+60123456789"),
        ("0812-3456-7890", "ID", "+6281234567890"),
        ("62812 3456 7890", "ID", "+6281234567890"),
        ("(021) 3456789", "ID", "+62213456789"),
        ("0912.345.678", "VN", "+84912345678"),
        ("024 3825 5599", "VN", "+842438255599"),
        ("84912345678", "VN", "+84912345678"),
        ("138 0013 8000", "CN", "+8613800138000"),
        ("010-6552 9988", "CN", "+861065529988"),
        ("１３８００１３８０００", "CN", "+8613800138000"),
        ("8123 4567", "SG", "+6581234567"),
        ("6512 3456", "SG", "+6565123456"),
        ("00 84 912 345 678", "PH", "+84912345678"),
        ("+84 912 345 678", "", "+84912345678"),
        ("0917 123 4567", "ph", "+639171234567"),
    ],
)
def test_a_number_is_read_as_it_is_typed_at_home(raw: str, country: str, e164: str) -> None:
    assert phone.parse(raw, country) == e164


@pytest.mark.parametrize(
    ("raw", "country", "why"),
    [
        ("abc", "PH", "“abc” is not a telephone number."),
        ("", "PH", "“” is not a telephone number."),
        ("12345", "PH", "“12345” is not a telephone number."),
        ("0917 123 45678", "PH", "“0917 123 45678” is not a telephone number."),
        ("+999 123 4567", "PH", "“+999 123 4567” needs its country: write it with + and the country code."),
        ("0917 123 4567", "", "“0917 123 4567” needs its country: write it with + and the country code."),
        ("0917 123 4567", "XX", "“0917 123 4567” needs its country: write it with + and the country code."),
        (
            "(02) 8123 4567 ext. 12",
            "PH",
            "“(02) 8123 4567 ext. 12” has an extension. Write the number alone, and the extension as a note.",
        ),
    ],
)
def test_what_is_no_number_is_refused_with_a_reason(raw: str, country: str, why: str) -> None:
    with pytest.raises(phone.InvalidPhone) as refusal:
        phone.parse(raw, country)
    assert str(refusal.value) == why


@pytest.mark.parametrize(
    ("e164", "country", "shown"),
    [
        ("+639171234567", "PH", "0917 123 4567"),
        ("+639171234567", "VN", "+63 917 123 4567"),
        ("+84912345678", "VN", "0912 345 678"),
        ("+6581234567", "SG", "8123 4567"),
        ("+6581234567", "", "+65 8123 4567"),
        ("ask Ana", "PH", "ask Ana"),
        ("", "PH", ""),
    ],
)
def test_a_number_is_shown_as_its_reader_writes_it(e164: str, country: str, shown: str) -> None:
    assert phone.display(e164, country) == shown


@given(st.text(max_size=30) | st.text(alphabet="0123456789+-() ", max_size=20), st.sampled_from(COUNTRIES))
def test_any_text_is_either_a_number_that_is_kept_when_shown_or_refused(raw: str, country: str) -> None:
    try:
        e164 = phone.parse(raw, country)
    except phone.InvalidPhone:
        return
    for reader in COUNTRIES:
        assert phone.parse(phone.display(e164, reader), reader) == e164


def test_a_number_tells_its_country_and_its_digits() -> None:
    assert phone.country_of("+84912345678") == "VN"
    assert phone.country_of("ask Ana") == ""
    assert phone.digits("+84 912-345 678") == "84912345678"
