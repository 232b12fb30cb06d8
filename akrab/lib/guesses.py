"""What a browser gives away of where it stands: from the time zone to country, currency and languages."""

from functools import lru_cache
from zoneinfo import available_timezones

from babel.core import get_global
from babel.languages import get_official_languages
from babel.numbers import get_territory_currencies

NOWHERE = "ZZ"
CODES = {"zh": "zh-hans", "tl": "fil"}


def zone_named(said: str) -> str:
    """The time zone as this machine knows it, also by an older name (Asia/Saigon); empty for none."""
    name = str(get_global("zone_aliases").get(said, said))
    return name if name in available_timezones() else ""


def country_of(zone: str) -> str:
    """The country a time zone lies in; empty where that can't be said."""
    found = str(get_global("zone_territories").get(zone_named(zone), ""))
    return found if len(found) == 2 and found != NOWHERE else ""


@lru_cache(maxsize=256)
def zones_of(country: str) -> tuple[str, ...]:
    """The time zones of a country, by name."""
    return tuple(sorted(zone for zone, where in get_global("zone_territories").items() if where == country))


def currency_of(country: str) -> str:
    """What is paid with in a country today; empty where that can't be said."""
    try:
        found = get_territory_currencies(country)
    except (KeyError, TypeError):
        return ""
    return str(found[0]) if found else ""


def languages_of(country: str) -> list[str]:
    """The official languages of a country, as the product calls them, the first spoken most."""
    return [CODES.get(code, code) for code in get_official_languages(country, de_facto=True)]
