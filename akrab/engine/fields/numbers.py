"""Whole and decimal numbers, money, per cent and yes/no.

Decimals are stored as whole numbers of their smallest part: comparisons of whole numbers can use an index under
row-level security, comparisons of `numeric` can't.
"""

import re
from decimal import Decimal, InvalidOperation
from typing import Any, ClassVar

from babel.numbers import format_decimal
from django.utils.translation import get_language, gettext, pgettext_lazy, to_locale
from django.utils.translation import gettext_lazy as _

from akrab.engine.fields.base import (
    ANY_OF,
    EMPTY,
    IS,
    IS_NOT,
    NOT_EMPTY,
    Asking,
    BadValue,
    Field,
    FieldType,
    Operator,
    Operators,
    operator,
)  # fmt: skip
from akrab.engine.fields.columns import BigIntegerColumn, BooleanColumn
from akrab.identity.actor import Actor
from akrab.lib import money

LARGEST = 2**63 - 1
PLAIN_NUMBER = re.compile(r"[+-]?[0-9]{1,40}(\.[0-9]{1,40})?")

GT = operator("gt", _("is more than"), "one", "gt")
GTE = operator("gte", _("is at least"), "one", "gte")
LT = operator("lt", _("is less than"), "one", "lt")
LTE = operator("lte", _("is at most"), "one", "lte")
BETWEEN = operator("between", _("is between"), "range", "range")
NUMBER_OPERATORS = (IS, IS_NOT, GT, GTE, LT, LTE, BETWEEN, ANY_OF, EMPTY, NOT_EMPTY)


def read_plain(plain: Any) -> Any:
    """A decimal text as programs write it, as its number: "1.125" is little more than one in every language."""
    return Decimal(plain) if isinstance(plain, str) and PLAIN_NUMBER.fullmatch(plain) else plain


def active_locale() -> str:
    """Babel's name of the active language."""
    language = get_language() or "en"
    return {"en": "en_GB", "zh-hans": "zh_Hans_CN"}.get(language) or to_locale(language)


class Integer(FieldType):
    name = "integer"
    label = _("whole number")
    operators: ClassVar[Operators] = NUMBER_OPERATORS
    sums = True

    def parse(self, field: Field, raw: Any, by: Actor) -> int | None:
        if isinstance(raw, bool):
            raise BadValue(gettext("Write a whole number, such as 12."))
        try:
            typed = money.parse(raw, "", by.language) if isinstance(raw, str) else raw
            number = int(typed)
        except (TypeError, ValueError, OverflowError) as error:
            raise BadValue(gettext("Write a whole number, such as 12.")) from error
        if typed != number:
            raise BadValue(gettext("Write a whole number, such as 12."))
        if abs(number) > LARGEST // 10:
            raise BadValue(gettext("This number is too large."))
        least, most = _limits(field)
        if (least is not None and number < least) or (most is not None and number > most):
            words = {"least": self.text(field, least), "most": self.text(field, most)}
            raise BadValue(gettext("Write a number from %(least)s to %(most)s.") % words)
        return number

    def from_plain(self, field: Field, plain: Any, by: Actor) -> int | None:
        return self.parse(field, read_plain(plain), by)

    def text(self, field: Field, value: Any, currency: str = "") -> str:
        return "" if value is None else format_decimal(value, locale=active_locale())

    def schema(self, field: Field) -> dict[str, Any]:
        least, most = _limits(field)
        return {"type": "integer"} | ({} if least is None else {"minimum": least, "maximum": most})

    def samples(self, field: Field) -> list[Any]:
        least, most = _limits(field)
        return [0, 12, -3] if least is None else [least, most]

    def bad_samples(self, field: Field) -> list[Any]:
        least, most = _limits(field)
        beyond = [] if least is None or most is None else [least - 1, most + 1]
        return ["abc", 1.5, [1], 10**30, *beyond]


def _limits(field: Field) -> tuple[int, int] | tuple[None, None]:
    return getattr(field, "within", None) or (None, None)


class DecimalNumber(FieldType):
    name = "decimal"
    label = pgettext_lazy("kind of field", "number")
    operators: ClassVar[Operators] = NUMBER_OPERATORS
    sums = True
    example: ClassVar[str] = "12.5"

    def parse(self, field: Field, raw: Any, by: Actor) -> Decimal | None:
        try:
            if isinstance(raw, bool) or not isinstance(raw, str | int | float | Decimal):
                raise TypeError(raw)
            number = money.parse(raw, "", by.language) if isinstance(raw, str) else Decimal(str(raw))
        except (InvalidOperation, money.InvalidAmount, TypeError, ValueError) as error:
            message = gettext("“%(value)s” is not a number. Write it like %(example)s.")
            raise BadValue(message % {"value": str(raw)[:40], "example": self.example}) from error
        if not number.is_finite() or abs(number) >= Decimal(10) ** 13:
            raise BadValue(gettext("This number is too large."))
        return round(number, getattr(field, "places", 4))

    def from_plain(self, field: Field, plain: Any, by: Actor) -> Decimal | None:
        return self.parse(field, read_plain(plain), by)

    def plain(self, field: Field, value: Any) -> Any:
        return None if value is None else format(Decimal(value).normalize(), "f")

    def text(self, field: Field, value: Any, currency: str = "") -> str:
        return "" if value is None else format_decimal(value, locale=active_locale())

    def schema(self, field: Field) -> dict[str, Any]:
        return {
            "type": "string",
            "pattern": r"^-?\d+(\.\d+)?$",
            "description": gettext("A decimal number as text."),
        }

    def samples(self, field: Field) -> list[Any]:
        return ["0", "12.5", "-3", "48000"]

    def bad_samples(self, field: Field) -> list[Any]:
        return ["abc", "1.2.3.4x", ["1"], "9" * 30]


class Money(DecimalNumber):
    name = "money"
    label = _("money")
    example = "1,200.00"

    def plain(self, field: Field, value: Any) -> Any:
        if value is None:
            return None
        whole = f"{Decimal(value):.4f}"
        return whole.removesuffix("00")

    def text(self, field: Field, value: Any, currency: str = "") -> str:
        return "" if value is None else money.display(value, currency, get_language() or "en")


class Percent(DecimalNumber):
    name = "percent"
    label = _("per cent")
    example = "42.5"

    def text(self, field: Field, value: Any, currency: str = "") -> str:
        return "" if value is None else f"{format_decimal(value, locale=active_locale())}%"


def _is_true(field: Field, path: str, value: Any, asking: Asking) -> Any:
    return IS.condition(field, path, bool(value), asking)


class Boolean(FieldType):
    name = "boolean"
    label = _("yes or no")
    operators: ClassVar[Operators] = (Operator("is", _("is"), "one", _is_true),)

    WORDS: ClassVar[dict[str, bool]] = {
        "true": True,
        "on": True,
        "1": True,
        "yes": True,
        "false": False,
        "off": False,
        "0": False,
        "no": False,
        "": False,
    }

    def parse(self, field: Field, raw: Any, by: Actor) -> bool:
        if isinstance(raw, bool):
            return raw
        if isinstance(raw, str) and raw.lower() in self.WORDS:
            return self.WORDS[raw.lower()]
        raise BadValue(gettext("Say yes or no."))

    def text(self, field: Field, value: Any, currency: str = "") -> str:
        return gettext("yes") if value else gettext("no")

    def schema(self, field: Field) -> dict[str, Any]:
        return {"type": "boolean"}

    def samples(self, field: Field) -> list[Any]:
        return [True, False]

    def bad_samples(self, field: Field) -> list[Any]:
        return ["maybe", 7]

    def search_text(self, field: Field, value: Any) -> str:
        return ""


class IntegerField(Field, BigIntegerColumn):
    """A whole number; `within` are the least and the most that it may be."""

    type = Integer()

    def __init__(self, *args: Any, within: tuple[int, int] | None = None, **options: Any) -> None:
        self.within = within
        super().__init__(*args, **options)


class ScaledField(Field, BigIntegerColumn):
    """A `Decimal` of fixed places, stored as the whole number of its smallest part."""

    places: ClassVar[int] = 4

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Decimal | None:
        return None if value is None else Decimal(value).scaleb(-self.places)

    def to_python(self, value: Any) -> Decimal | None:
        return None if value in (None, "") else Decimal(str(value))

    def get_prep_value(self, value: Any) -> int | None:
        if value is None or hasattr(value, "resolve_expression"):
            return value  # type: ignore[no-any-return]  # an expression passes through
        return int(round(Decimal(value), self.places).scaleb(self.places))


class DecimalField(ScaledField):
    """A number with up to four decimal places."""

    type = DecimalNumber()


class MoneyField(ScaledField):
    """An amount; its currency stands in the record's `currency` field, else it is the workspace's."""

    type = Money()
    currency_field = "currency"


class PercentField(ScaledField):
    """A share in hundredths: 42.5 means 42.5%."""

    type = Percent()


class BooleanField(Field, BooleanColumn):
    """Yes or no; no unless told."""

    type = Boolean()

    def __init__(self, *args: Any, **options: Any) -> None:
        options.setdefault("default", False)
        super().__init__(*args, **options)
