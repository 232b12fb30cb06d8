"""A time zone tells the country, and the country what is paid and spoken there."""

import pytest

from akrab.lib import guesses


@pytest.mark.parametrize(
    ("zone", "country", "currency", "language"),
    [
        ("Asia/Manila", "PH", "PHP", "fil"),
        ("Asia/Jakarta", "ID", "IDR", "id"),
        ("Asia/Saigon", "VN", "VND", "vi"),
        ("Asia/Kuala_Lumpur", "MY", "MYR", "ms"),
        ("Asia/Shanghai", "CN", "CNY", "zh-hans"),
    ],
)
def test_a_time_zone_tells_country_currency_and_language(
    zone: str, country: str, currency: str, language: str
) -> None:
    found = guesses.country_of(zone)
    assert (found, guesses.currency_of(found)) == (country, currency)
    assert language in guesses.languages_of(found)


def test_an_older_name_of_a_zone_is_understood() -> None:
    assert guesses.zone_named("Asia/Saigon") == "Asia/Ho_Chi_Minh"


@pytest.mark.parametrize("zone", ["", "Etc/UTC", "Mars/Base", "../../etc/passwd"])
def test_what_tells_nothing_guesses_nothing(zone: str) -> None:
    assert guesses.country_of(zone) == ""
    assert guesses.currency_of("") == ""


def test_a_country_has_its_zones() -> None:
    assert guesses.zones_of("ID") == ("Asia/Jakarta", "Asia/Jayapura", "Asia/Makassar", "Asia/Pontianak")
