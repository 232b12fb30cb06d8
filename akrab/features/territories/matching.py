"""Whether an address lies in a territory, and how closely the territory names it; pure, without a database."""

import re
from collections.abc import Iterable, Mapping

from akrab.features.territories.models import Territory
from akrab.lib import text

CODE = re.compile(r"[0-9A-Z]+")
PREFIX = re.compile(r"([0-9A-Z]+)\*")
RANGE = re.compile(r"([0-9]+)[-–]([0-9]+)")


class UnreadablePostcode(ValueError):
    """What was written is no postcode, no range of them and no beginning; its text is what was written."""


def read_postcode(said: str) -> str:
    """A postcode, a range or a beginning as it is kept; raises `UnreadablePostcode`."""
    plain = re.sub(r"\s+", "", said).upper()
    found = RANGE.fullmatch(plain)
    if found is not None:
        if len(found[1]) != len(found[2]) or found[1] > found[2]:
            raise UnreadablePostcode(said)
        return f"{found[1]}-{found[2]}"
    if not (PREFIX.fullmatch(plain) or CODE.fullmatch(plain.replace("-", ""))):
        raise UnreadablePostcode(said)
    return plain


def closeness(territory: Territory, address: Mapping[str, str], home: str) -> int | None:
    """How closely a territory names an address, from 0 (the rest of the world) to 4 (its postcode); None: not at all.

    An address that says no country lies in the country `home`.
    """
    if territory.country and territory.country != (address.get("country") or home):
        return None
    if not (territory.postcodes or territory.cities or territory.regions):
        return 1 if territory.country else 0
    if any(_has_postcode(one, address.get("postcode", "")) for one in territory.postcodes):
        return 4
    if _is_among(address.get("city", ""), territory.cities):
        return 3
    return 2 if _is_among(address.get("region", ""), territory.regions) else None


def closest(territories: Iterable[Territory], address: Mapping[str, str], home: str) -> Territory | None:
    """The territory that names an address most closely; of two the one that comes first."""
    best, best_close = None, -1
    for one in territories:
        close = closeness(one, address, home)
        if close is not None and close > best_close:
            best, best_close = one, close
    return best


def _is_among(said: str, names: Iterable[str]) -> bool:
    return bool(said) and text.normalise(said).strip() in {text.normalise(name).strip() for name in names}


def _has_postcode(entry: str, postcode: str) -> bool:
    plain = re.sub(r"\s+", "", postcode).upper()
    if not plain:
        return False
    if entry.endswith("*"):
        return plain.startswith(entry[:-1])
    bounds = RANGE.fullmatch(entry)
    if bounds is not None:
        return len(plain) == len(bounds[1]) and bounds[1] <= plain <= bounds[2]
    return plain == entry
