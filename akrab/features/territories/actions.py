"""What saving a territory checks."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from akrab.engine.actions import prepares
from akrab.engine.errors import Invalid
from akrab.features.territories.matching import UnreadablePostcode, read_postcode
from akrab.features.territories.models import Territory
from akrab.identity.actor import Actor
from akrab.identity.models import Membership
from akrab.lib import places


@prepares("create", "restore")
def check_territory(territory: Territory, *, by: Actor) -> None:
    """A territory has a real country and readable postcodes, and people who are there."""
    errors: dict[str, list[str]] = {}
    territory.country = territory.country.upper()
    if territory.country and territory.country not in {code for code, _name in places.countries("en")}:
        errors["country"] = [_("Choose a country from the list.")]
    kept = []
    for said in territory.postcodes:
        try:
            kept.append(read_postcode(said))
        except UnreadablePostcode:
            message = _(
                "“%(code)s” is no postcode. Write one, a range such as 40111-40199, or a beginning: 40*."
            )
            errors.setdefault("postcodes", []).append(message % {"code": said[:40]})
    territory.postcodes = list(dict.fromkeys(kept)) if "postcodes" not in errors else territory.postcodes
    known = {str(id) for id in Membership.objects.values_list("pk", flat=True)}
    if set(territory.people) - known:
        errors["people"] = [_("Choose people from the list.")]
    if errors:
        raise Invalid(errors)


@prepares("update")
def recheck_territory(territory: Territory, *, before: Mapping[str, Any], by: Actor) -> None:
    check_territory(territory, by=by)
