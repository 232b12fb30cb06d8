"""Amounts of money: decimals by currency, how they are shown, and reading what people type."""

from __future__ import annotations

import re
import unicodedata
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import lru_cache

from babel import Locale
from babel.core import get_global
from babel.numbers import (
    format_compact_currency,
    format_compact_decimal,
    format_currency,
    format_decimal,
    get_currency_name,
    get_currency_precision,
    get_currency_symbol,
    get_decimal_symbol,
    list_currencies,
)
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

_HABITS = {
    "CNY": ("元", "rmb", "人民币", "块"),
    "IDR": ("rp.", "rp"),
    "MYR": ("rm",),
    "PHP": ("p",),
    "SGD": ("s$", "$"),
    "VND": ("đ", "đồng", "dong", "vnđ"),
}
_LOCALES_WITH_OWN_SYMBOLS = ("en", "fil", "id", "ms", "vi", "zh-hans", "zh-hans-sg", "ms-sg", "ms-my")
_GROUPED = {sign: re.compile(rf"\d{{1,3}}(?:{re.escape(sign)}\d{{3}})+", re.ASCII) for sign in ",. '"}
_LONGEST_INPUT = 64
_EXACT = Context(prec=2 * _LONGEST_INPUT)  # as many digits as can be typed, and decimals
BRIEF_FROM = 100_000


WHOLE = frozenset({"IDR"})
"""Currencies whose cents are there in theory alone: nobody writes them after a whole amount."""


class InvalidAmount(ValueError):
    """What was typed is no amount of this currency; its text is for the person, in their language."""


def decimals(currency: str) -> int:
    """How many decimals amounts of a currency have: 0 for VND, 2 for PHP and for what is not known."""
    return get_currency_precision(currency)


def quantise(amount: Decimal, currency: str) -> Decimal:
    """The amount with exactly the decimals of its currency, halves rounded away from zero."""
    return amount.quantize(Decimal(1).scaleb(-decimals(currency)), rounding=ROUND_HALF_UP, context=_EXACT)


@lru_cache(maxsize=8192)
def display(amount: Decimal, currency: str, locale: str) -> str:
    """The amount as people of a locale ("vi", "zh-hans") read it, with its currency sign."""
    exact, read_by = quantise(amount, currency), _locale(locale)
    if currency in WHOLE and exact == exact.to_integral_value():
        pattern = read_by.currency_formats["standard"].pattern.replace(".00", "")
        return format_currency(exact, currency, pattern, locale=read_by, currency_digits=False)
    return format_currency(exact, currency, locale=read_by)


@lru_cache(maxsize=2048)
def brief(amount: Decimal, currency: str, locale: str) -> str:
    """A large amount in short, such as ₱1.08M, for where there is little room; without a currency the number alone."""
    if abs(amount) < BRIEF_FROM:
        return (
            display(amount, currency, locale) if currency else format_decimal(amount, locale=_locale(locale))
        )
    if not currency:
        return format_compact_decimal(amount, locale=_locale(locale), fraction_digits=1)
    return format_compact_currency(amount, currency, locale=_locale(locale), fraction_digits=2)


def is_currency(code: str) -> bool:
    """Whether this is the three-letter code of a currency."""
    return code in list_currencies()


@lru_cache(maxsize=8)
def in_use(further: str = "") -> tuple[str, ...]:
    """The codes of the currencies that are legal tender somewhere today, and one more that is held already."""
    codes = {
        code
        for periods in get_global("territory_currencies").values()
        for code, _since, until, is_tender in periods
        if is_tender and not until
    }
    return tuple(sorted(codes | {further} if further else codes))


def name(currency: str, locale: str) -> str:
    """What people of a locale call the currency."""
    return get_currency_name(currency, locale=_locale(locale))


def parse(raw: str, currency: str, locale: str) -> Decimal:
    """The amount that a person of a locale typed, with the decimals of its currency.

    "1,234.50" and "1.234,50" are read alike, because two kinds of signs leave no doubt; the locale only
    decides about "1.250". Signs and names of this currency may stand on either side. Raises InvalidAmount
    for everything else, for too many decimals, and where guessing could be wrong a thousandfold.
    With currency "" it reads a plain number of any decimals, and "1.250" as its locale does.
    """
    text = " ".join(unicodedata.normalize("NFKC", raw).replace("−", "-").replace("’", "'").split())
    if len(text) > _LONGEST_INPUT:
        raise _not_an_amount(raw[:_LONGEST_INPUT])
    is_negative, text = _take_sign(_without_markers(text, currency, locale))
    amount = _number(text, raw, currency, locale)
    exact = quantise(amount, currency) if currency else amount
    if exact != amount:
        raise InvalidAmount(
            format_lazy(
                _("{currency} has {decimals} decimals: “{raw}” has more."),
                currency=currency,
                decimals=decimals(currency),
                raw=raw,
            )
        )
    return -exact if is_negative and exact else exact


def _number(text: str, raw: str, currency: str, locale: str) -> Decimal:
    """Digits with grouping and decimal signs, made a number; the heart of the guess about signs."""
    used = {sign for sign in text if not sign.isdigit()}
    if not used <= set(",. '") or not text.isascii() or not any(map(str.isdigit, text)):
        raise _not_an_amount(raw)
    mark = _decimal_mark(text, raw, currency, locale)
    whole, _mark, fraction = text.rpartition(mark) if mark else (text, "", "")
    grouping = {sign for sign in whole if not sign.isdigit()}
    if grouping and (len(grouping) > 1 or not _GROUPED[grouping.pop()].fullmatch(whole)):
        raise _not_an_amount(raw)
    if not fraction.isdigit() and mark:
        raise _not_an_amount(raw)
    digits = re.sub(r"[^0-9]", "", whole) or "0"
    return Decimal(f"{digits}.{fraction}" if fraction else digits)


def _decimal_mark(text: str, raw: str, currency: str, locale: str) -> str:
    """Which of the two signs separates decimals here, or "" if none does."""
    last = max(",.", key=text.rfind)
    if last not in text:
        return ""
    other = "." if last == "," else ","
    if other in text or " " in text or "'" in text:
        return last if text.count(last) == 1 else ""
    if not _GROUPED[last].fullmatch(text) or text.startswith("0"):
        return last
    if text.count(last) > 1 or (currency and decimals(currency) == 0):
        return ""
    if last != get_decimal_symbol(_locale(locale)):
        return ""
    if not currency or decimals(currency) > 2:
        return last
    raise InvalidAmount(
        format_lazy(
            _("“{raw}” can be read in two ways. Write it without separators or with decimals."), raw=raw
        )
    )


def _without_markers(text: str, currency: str, locale: str) -> str:
    for marker in _markers(currency, locale):
        bare = re.sub(rf"^([-+(]?) ?{re.escape(marker)} ?(?=[-\d])", r"\1", text, flags=re.IGNORECASE)
        bare = re.sub(rf"(?<=[\d-]) ?{re.escape(marker)}(\)?)$", r"\1", bare, flags=re.IGNORECASE)
        if bare != text:
            return _without_empty_decimals(bare)
    return _without_empty_decimals(text)


def _without_empty_decimals(text: str) -> str:
    """Without the dash that stands for no cents, as in "Rp 1.200.000,-"."""
    return re.sub(r"[.,]-{1,2}$", "", text)


def _take_sign(text: str) -> tuple[bool, str]:
    """Whether the amount is negative ("-5", "(5)"), and the amount without its sign."""
    if text.startswith("(") and text.endswith(")"):
        return True, text[1:-1].strip()
    return text.startswith("-"), text[text.startswith(("-", "+")) :].strip()


@lru_cache(maxsize=256)
def _markers(currency: str, locale: str) -> tuple[str, ...]:
    """The signs and names of a currency, the longest first."""
    if not currency:
        return ()
    symbols = {get_currency_symbol(currency, _locale(each)) for each in (locale, *_LOCALES_WITH_OWN_SYMBOLS)}
    plain = {unicodedata.normalize("NFKC", each) for each in {currency, *symbols, *_HABITS.get(currency, ())}}
    return tuple(sorted(plain, key=lambda each: (-len(each), each)))


@lru_cache(maxsize=64)
def _locale(code: str) -> Locale:
    return Locale.parse(code.replace("-", "_"))


def _not_an_amount(raw: str) -> InvalidAmount:
    return InvalidAmount(format_lazy(_("“{raw}” is not an amount."), raw=raw))
