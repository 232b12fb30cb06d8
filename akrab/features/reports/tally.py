"""Tallies: the parts of a measure that can be added up, counted by the database and made figures here."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any

from babel.numbers import format_decimal
from django.db.models import Count, F, Max, Min, Q, Sum, Value
from django.db.models.functions import Coalesce, NullIf
from django.utils.translation import gettext as _

from akrab.engine.fields.numbers import active_locale
from akrab.engine.record import Record
from akrab.engine.spec import spec_of
from akrab.features.reports.figures import rounded
from akrab.features.reports.question import Asked
from akrab.identity.actor import Actor
from akrab.lib import money

NOTHING = "–"


@dataclass(frozen=True)
class Tally:
    """How many records, the sum of their numbers, and the first and last of the currencies by name."""

    count: int = 0
    sum: Decimal = Decimal(0)
    currencies: frozenset[str] = frozenset()

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(self.count + other.count, self.sum + other.sum, self.currencies | other.currencies)


def aggregates(side: str, within: Q, asked: tuple[Asked, ...], by: Actor) -> dict[str, Any]:
    """What the database counts for one period: all records, and per measure its part and their sum."""
    found: dict[str, Any] = {f"{side}_all": Count("pk", filter=within or None)}
    for place, one in enumerate(asked):
        name = f"{side}_{place}"
        part = within & one.part
        if one.field is None:
            found[f"{name}_count"] = Count("pk", filter=part or None)
            continue
        filled = part & one.seen & Q(**{f"{one.path}__isnull": False})
        counted = filled if one.measure.kind == "average" else part
        found[f"{name}_count"] = Count("pk", filter=counted or None)
        found[f"{name}_sum"] = Sum(one.path, filter=filled)
        if currency := _currency_path(one):
            held = Coalesce(NullIf(F(currency), Value("")), Value(by.workspace.currency))
            found[f"{name}_first"] = Min(held, filter=filled)
            found[f"{name}_last"] = Max(held, filter=filled)
    return found


def _currency_path(one: Asked) -> str:
    """The path of the currency beside a money field; "" where its amounts are all in the workspace's."""
    field = one.field
    if field is None or not field.currency_field or not issubclass(field.model, Record):
        return ""
    if field.currency_field not in spec_of(field.model).fields:
        return ""
    before, mark, _name = one.path.rpartition("__")
    return f"{before}{mark}{field.currency_field}"


def tallies(side: str, row: Mapping[str, Any], asked: tuple[Asked, ...]) -> tuple[Tally, ...]:
    """The tally of all records, then one a measure, from one row of the database's answer."""
    found = [Tally(row[f"{side}_all"])]
    for place in range(len(asked)):
        name = f"{side}_{place}"
        currencies = filter(None, (row.get(f"{name}_first"), row.get(f"{name}_last")))
        found.append(Tally(row[f"{name}_count"], _decimal(row.get(f"{name}_sum")), frozenset(currencies)))
    return tuple(found)


def _decimal(number: Any) -> Decimal:
    if isinstance(number, timedelta):
        return Decimal(number // timedelta(seconds=1))
    return Decimal(number or 0)


def number_of(one: Asked, tally: Tally, whole: Tally, currency: str) -> Decimal | None:
    """The figure of a measure; None where nothing can be said."""
    kind = one.measure.kind
    if kind == "count":
        return Decimal(tally.count)
    if kind == "share":
        return rounded(Decimal(tally.count) * 100 / whole.count) if whole.count else None
    if len(tally.currencies) > 1 or (kind == "average" and not tally.count):
        return None
    is_money = one.field is not None and one.field.type.name == "money"
    exact = tally.sum / tally.count if kind == "average" else tally.sum
    if is_money:
        return money.quantise(exact, _one_of(tally.currencies, currency))
    return rounded(exact) if kind == "average" or exact != exact.to_integral_value() else exact


def text_of(one: Asked, number: Decimal | None, tally: Tally, currency: str) -> str:
    """The figure as a person reads it, in the active language."""
    if number is None:
        return _("several currencies") if len(tally.currencies) > 1 else NOTHING
    if one.measure.kind == "share":
        return f"{format_decimal(number, format='#,##0.00', locale=active_locale())} %"
    if one.field is not None and one.field.type.name == "money":
        return one.field.type.text(one.field, number, _one_of(tally.currencies, currency))
    if one.field is not None and one.field.type.name == "duration":
        return one.field.type.text(one.field, timedelta(seconds=int(number)))
    return format_decimal(number, locale=active_locale())


def _one_of(currencies: frozenset[str], otherwise: str) -> str:
    return next(iter(currencies), otherwise)
