"""Telephone numbers: read as people of a country type them, kept as E.164, shown as they are used to."""

from __future__ import annotations

import re
from functools import lru_cache

import phonenumbers
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from phonenumbers import NumberParseException, PhoneNumber, PhoneNumberFormat


class InvalidPhone(ValueError):
    """What was typed is no telephone number; its text is for the person, in their language."""


def parse(raw: str, country: str) -> str:
    """The number in E.164 ("+639171234567"), read as people in a country ("PH", or "" if unknown) type it.

    Raises InvalidPhone if no such number can exist, and for an extension: E.164 has no place for it.
    """
    try:
        number = phonenumbers.parse(raw, country.upper() or None)
    except NumberParseException as error:
        if error.error_type == NumberParseException.INVALID_COUNTRY_CODE:
            raise InvalidPhone(_without_country(raw)) from error
        raise InvalidPhone(_no_number(raw)) from error
    if number.extension:
        raise InvalidPhone(
            format_lazy(
                _("“{raw}” has an extension. Write the number alone, and the extension as a note."), raw=raw
            )
        )
    if not phonenumbers.is_valid_number(number):
        raise InvalidPhone(_no_number(raw) if country else _without_country(raw))
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)


@lru_cache(maxsize=8192)
def display(e164: str, country: str = "") -> str:
    """The number as people in a country write it: the national way for their own, else with its + prefix.

    What is no number is shown as it is.
    """
    number = _find(e164)
    if number is None:
        return e164
    is_own = number.country_code == phonenumbers.country_code_for_region(country.upper())
    return phonenumbers.format_number(
        number, PhoneNumberFormat.NATIONAL if is_own else PhoneNumberFormat.INTERNATIONAL
    )


def country_of(e164: str) -> str:
    """The country ("PH") to which a number belongs, or "" if that cannot be said."""
    number = _find(e164)
    return (number and phonenumbers.region_code_for_number(number)) or ""


def digits(value: str) -> str:
    """The digits of a number alone, as they are searched."""
    return re.sub(r"[^0-9]", "", value)


def _find(e164: str) -> PhoneNumber | None:
    try:
        return phonenumbers.parse(e164, None)
    except NumberParseException:
        return None


def _no_number(raw: str) -> Promise:
    return format_lazy(_("“{raw}” is not a telephone number."), raw=raw)


def _without_country(raw: str) -> Promise:
    return format_lazy(_("“{raw}” needs its country: write it with + and the country code."), raw=raw)
