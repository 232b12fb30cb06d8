"""Amounts: decimals, showing, and reading what people of six countries type."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from akrab.lib import money

CURRENCIES = ["VND", "IDR", "PHP", "MYR", "CNY", "SGD", "USD", "EUR", "JPY", "KWD"]
LOCALES = ["en", "ms", "id", "zh-hans", "vi", "fil"]


@pytest.mark.parametrize(
    ("currency", "decimals"), [("VND", 0), ("JPY", 0), ("PHP", 2), ("MYR", 2), ("KWD", 3), ("???", 2)]
)
def test_a_currency_knows_its_decimals(currency: str, decimals: int) -> None:
    assert money.decimals(currency) == decimals


@pytest.mark.parametrize(
    ("amount", "currency", "rounded"),
    [("2.345", "PHP", "2.35"), ("-2.345", "PHP", "-2.35"), ("1200.5", "VND", "1201"), ("7", "PHP", "7.00")],
)
def test_amounts_are_rounded_to_the_decimals_of_their_currency(
    amount: str, currency: str, rounded: str
) -> None:
    assert str(money.quantise(Decimal(amount), currency)) == rounded


@pytest.mark.parametrize(
    ("amount", "currency", "locale", "shown"),
    [
        ("48000", "PHP", "en", "₱48,000.00"),
        ("48000", "PHP", "fil", "₱48,000.00"),
        ("1200000", "VND", "vi", "1.200.000\xa0₫"),
        ("1200000", "VND", "en", "₫1,200,000"),
        ("1234.5", "MYR", "ms", "RM1,234.50"),
        ("1234.5", "IDR", "id", "Rp1.234,50"),
        ("36000000", "IDR", "id", "Rp36.000.000"),
        ("36000000", "IDR", "en", "IDR36,000,000"),
        ("-36000000", "IDR", "vi", "-36.000.000\xa0IDR"),
        ("1234.5", "CNY", "zh-hans", "¥1,234.50"),
        ("-5", "USD", "en", "-$5.00"),
    ],
)
def test_amounts_are_shown_as_the_reader_is_used_to(
    amount: str, currency: str, locale: str, shown: str
) -> None:
    assert money.display(Decimal(amount), currency, locale) == shown


@pytest.mark.parametrize(
    ("raw", "currency", "locale", "amount"),
    [
        ("1,234.50", "PHP", "en", "1234.50"),
        ("1.234,50", "PHP", "en", "1234.50"),
        ("1.234,50", "IDR", "id", "1234.50"),
        ("1,234.50", "IDR", "id", "1234.50"),
        ("₫1.200.000", "VND", "en", "1200000"),
        ("1.200.000 ₫", "VND", "vi", "1200000"),
        ("1.200.000đ", "VND", "vi", "1200000"),
        ("1 200 000 VND", "VND", "vi", "1200000"),
        ("1.200", "VND", "en", "1200"),
        ("1,200", "VND", "vi", "1200"),
        ("1.200.000,00", "VND", "vi", "1200000"),
        ("Rp 1.200.000,-", "IDR", "id", "1200000.00"),
        ("Rp1.200.000", "IDR", "en", "1200000.00"),
        ("RM1,234.5", "MYR", "ms", "1234.50"),
        ("S$ 12", "SGD", "en", "12.00"),
        ("$12", "SGD", "zh-hans", "12.00"),
        ("￥１，２３４．５０", "CNY", "zh-hans", "1234.50"),
        ("48000元", "CNY", "zh-hans", "48000.00"),
        ("1'234.50", "PHP", "en", "1234.50"),
        ("1,5", "PHP", "en", "1.50"),
        (".5", "PHP", "en", "0.50"),
        ("1,200", "PHP", "en", "1200.00"),
        ("1.200", "PHP", "vi", "1200.00"),
        ("1.200.000", "PHP", "en", "1200000.00"),
        ("0.120", "PHP", "en", "0.12"),
        ("1.250", "KWD", "en", "1.250"),
        ("-5", "PHP", "en", "-5.00"),
        ("−5", "PHP", "en", "-5.00"),
        ("-₱5", "PHP", "en", "-5.00"),
        ("₱-5", "PHP", "en", "-5.00"),
        ("(1,000.00)", "PHP", "en", "-1000.00"),
        ("-0", "PHP", "en", "0.00"),
        ("  7 ", "PHP", "en", "7.00"),
    ],
)
def test_amounts_are_read_as_people_type_them(raw: str, currency: str, locale: str, amount: str) -> None:
    assert str(money.parse(raw, currency, locale)) == amount


@pytest.mark.parametrize(
    ("raw", "currency", "locale", "why"),
    [
        ("abc", "PHP", "en", "“abc” is not an amount."),
        ("", "PHP", "en", "“” is not an amount."),
        ("₱", "PHP", "en", "“₱” is not an amount."),
        ("$5", "VND", "en", "“$5” is not an amount."),
        ("1e5", "PHP", "en", "“1e5” is not an amount."),
        ("NaN", "PHP", "en", "“NaN” is not an amount."),
        ("1,23,4.50", "PHP", "en", "“1,23,4.50” is not an amount."),
        ("1.234,50.00", "PHP", "en", "“1.234,50.00” is not an amount."),
        ("12 34", "PHP", "en", "“12 34” is not an amount."),
        ("5.", "PHP", "en", "“5.” is not an amount."),
        ("--5", "PHP", "en", "“--5” is not an amount."),
        ("٥", "PHP", "en", "“٥” is not an amount."),
        ("1200.5", "VND", "en", "VND has 0 decimals: “1200.5” has more."),
        ("0.125", "PHP", "en", "PHP has 2 decimals: “0.125” has more."),
        (
            "1.250",
            "PHP",
            "en",
            "“1.250” can be read in two ways. Write it without separators or with decimals.",
        ),
    ],
)
def test_what_is_no_amount_is_refused_with_a_reason(raw: str, currency: str, locale: str, why: str) -> None:
    with pytest.raises(money.InvalidAmount) as refusal:
        money.parse(raw, currency, locale)
    assert str(refusal.value) == why


@pytest.mark.parametrize(
    ("raw", "locale", "number"),
    [
        ("12.5", "en", "12.5"),
        ("1.125", "en", "1.125"),
        ("1.125", "vi", "1125"),
        ("1,125", "vi", "1.125"),
        ("500.000", "vi", "500000"),
        ("48000.00", "vi", "48000.00"),
        ("0.1234", "vi", "0.1234"),
        ("-3", "en", "-3"),
    ],
)
def test_without_a_currency_a_plain_number_is_read(raw: str, locale: str, number: str) -> None:
    assert str(money.parse(raw, "", locale)) == number


def test_without_a_currency_no_sign_of_one_is_known() -> None:
    with pytest.raises(money.InvalidAmount):
        money.parse("₱5", "", "en")


def test_an_endless_input_is_refused_and_not_repeated() -> None:
    with pytest.raises(money.InvalidAmount) as refusal:
        money.parse("9" * 100_000, "PHP", "en")
    assert len(str(refusal.value)) < 100


@given(
    st.decimals(min_value=-(10**12), max_value=10**12, places=3),
    st.sampled_from(CURRENCIES),
    st.sampled_from(LOCALES),
)
def test_what_is_shown_can_be_typed_back(amount: Decimal, currency: str, locale: str) -> None:
    shown = money.display(amount, currency, locale)
    assert money.parse(shown, currency, locale) == money.quantise(amount, currency)


@given(st.text(max_size=30), st.sampled_from(CURRENCIES), st.sampled_from(LOCALES))
@example(raw="1" + "0" * 28, currency="VND", locale="en")
@example(raw="9" * 64, currency="PHP", locale="en")
def test_any_text_is_either_an_amount_or_refused(raw: str, currency: str, locale: str) -> None:
    try:
        amount = money.parse(raw, currency, locale)
    except money.InvalidAmount:
        return
    assert amount == money.quantise(amount, currency)


def test_a_currency_has_a_name_in_each_language() -> None:
    assert money.name("VND", "en") == "Vietnamese Dong"
    assert money.name("VND", "vi") == "Đồng Việt Nam"
    assert money.is_currency("VND")
    assert not money.is_currency("vnd")
