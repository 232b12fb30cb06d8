"""The way to an address: the link that a telephone opens in its own maps, ready to lead there."""

from collections.abc import Mapping
from urllib.parse import quote

from django.conf import settings

from akrab.engine import access
from akrab.engine.record import Record
from akrab.engine.spec import Spec
from akrab.identity.actor import Actor
from akrab.lib import places


def to(parts: Mapping[str, str]) -> str:
    """The link for an address in its parts; empty where there is no street or city to look for, or no map is wanted."""
    if not settings.MAP_ADDRESS or not any(parts.get(name) for name in ("line1", "city", "postcode")):
        return ""
    town = " ".join(filter(None, [parts.get("postcode"), parts.get("city")]))
    country = places.country_name(parts["country"], "en") if parts.get("country") else ""
    wanted = [parts.get("line1"), parts.get("line2"), town, parts.get("region"), country]
    return settings.MAP_ADDRESS.replace("{address}", quote(", ".join(filter(None, wanted)), safe=""))


def to_record(spec: Spec, record: Record, by: Actor) -> str:
    """The link for the first address of a record that this person may see."""
    readable = access.readable(by, spec)
    found = (getattr(record, one.attname) for one in spec.of_type("address") if one.name in readable)
    return next((link for parts in found if parts and (link := to(parts))), "")
