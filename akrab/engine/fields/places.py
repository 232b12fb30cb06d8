"""Postal addresses, in parts."""

from collections.abc import Callable
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from akrab.engine.fields.base import EMPTY, NOT_EMPTY, Asking, BadValue, Field, FieldType, Operator, Operators
from akrab.engine.fields.texts import clean_text
from akrab.identity.actor import Actor
from akrab.lib import places

PARTS = ("line1", "line2", "city", "region", "postcode", "country")


def _anywhere(field: Field, path: str, value: Any, asking: Asking) -> Q:
    test = Q()
    for part in PARTS:
        test |= Q(**{f"{path}__has_key": part}) & Q(**{f"{path}__{part}__icontains": value})
    return test


def _in_city(field: Field, path: str, value: Any, asking: Asking) -> Q:
    return Q(**{f"{path}__has_key": "city"}) & Q(**{f"{path}__city__iexact": value})


def _part_is(name: str) -> Callable[[Field, str, Any, Asking], Q]:
    """The condition that one part of an address is exactly this text."""
    return lambda _field, path, value, _asking: Q(**{f"{path}__has_key": name, f"{path}__{name}": value})


def _in_country(field: Field, path: str, value: Any, asking: Asking) -> Q:
    said = places.find_country(str(value).strip()) or value
    return Q(**{f"{path}__has_key": "country", f"{path}__country": said})


def _lacks(name: str) -> Callable[[Field, str, Any, Asking], Q]:
    """The condition that an address does not say this part."""
    return lambda _field, path, _value, _asking: Q(**{f"{path}__{name}__isnull": True})


class Address(FieldType):
    """A mapping of `line1`, `line2`, `city`, `region`, `postcode`, `country`; absent ones left out.

    A country is kept as its code, and may be written as that or by its name in a language of the product.
    """

    name = "address"
    label = _("address")
    operators: ClassVar[Operators] = (
        Operator("contains", _("contains"), "text", _anywhere),
        Operator("city", _("is in the city"), "text", _in_city),
        Operator("country", _("is in the country"), "text", _in_country),
        Operator("region", _("is in the province"), "text", _part_is("region")),
        Operator("no_country", _("names no country"), "none", _lacks("country")),
        Operator("no_region", _("names no province"), "none", _lacks("region")),
        EMPTY,
        NOT_EMPTY,
    )
    sortable = False

    def parse(self, field: Field, raw: Any, by: Actor) -> dict[str, str]:
        if isinstance(raw, str):  # one line, as a public form or a spreadsheet has it
            raw = {"line1": raw}
        if not isinstance(raw, dict) or not set(raw) <= set(PARTS):
            raise BadValue(
                gettext("Write an address with the parts %(parts)s.") % {"parts": ", ".join(PARTS)}
            )
        parts = {name: clean_text(text, 200) for name, text in raw.items() if text not in (None, "")}
        if said := parts.get("country", ""):
            country = places.find_country(said)
            if country is None:
                raise BadValue(gettext("“%(name)s” is no country that is known.") % {"name": said})
            parts["country"] = country
        return {name: text for name, text in parts.items() if text}

    def text(self, field: Field, value: Any, currency: str = "") -> str:
        value = value or {}
        town = " ".join(filter(None, [value.get("city"), value.get("postcode")]))
        shown = [value.get("line1"), value.get("line2"), town, value.get("region")]
        return ", ".join(filter(None, shown))

    def schema(self, field: Field) -> dict[str, Any]:
        texts = {name: {"type": "string", "maxLength": 200} for name in PARTS}
        return {"type": "object", "properties": texts, "additionalProperties": False}

    def samples(self, field: Field) -> list[Any]:
        return [
            {},
            {"line1": "27 Scout Limbaga St", "city": "Quezon City", "postcode": "1103", "country": "PH"},
        ]

    def bad_samples(self, field: Field) -> list[Any]:
        return [5, {"street": "x"}, {"country": "Atlantis"}, {"line1": "x" * 201}]

    def empty(self, path: str) -> Q:
        return Q(**{path: {}})

    def search_text(self, field: Field, value: Any) -> str:
        return " ".join(part for name, part in (value or {}).items() if name != "country")


class AddressField(Field, models.JSONField):
    """One postal address; an empty mapping when there is none."""

    type = Address()

    def __init__(self, *args: Any, **options: Any) -> None:
        options.setdefault("default", dict)
        options.setdefault("blank", True)
        super().__init__(*args, **options)
