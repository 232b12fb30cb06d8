"""Tallies: the parts of a measure as the database counts them, and how they become figures."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from babel.numbers import format_decimal
from django.db.models import Aggregate, CharField, Count, F, Max, Min, Q, Sum, Value
from django.db.models.functions import Coalesce, NullIf
from django.utils.translation import gettext as _

from akrab.engine.fields.numbers import active_locale
from akrab.engine.fields.times import Duration
from akrab.engine.record import Record
from akrab.engine.spec import spec_of
from akrab.features.reports.figures import rounded
from akrab.features.reports.measures import OF_PARTS
from akrab.features.reports.question import Asked
from akrab.identity.actor import Actor
from akrab.lib import clock, dates, money

NOTHING = "–"
MINUTE = timedelta(minutes=1)
ALONE = ("median", "distinct")  # what can't be put together from the figures of parts


@dataclass(frozen=True)
class Tally:
    """How many records, the sum of their numbers (or the figure that can't be added up), what it is part of, the
    smallest and the largest, and the first and last of the currencies by name."""

    count: int = 0
    sum: Decimal = Decimal(0)
    base: Decimal = Decimal(0)
    low: Decimal | None = None
    high: Decimal | None = None
    currencies: frozenset[str] = frozenset()

    def __add__(self, other: "Tally") -> "Tally":
        lows = [one for one in (self.low, other.low) if one is not None]
        highs = [one for one in (self.high, other.high) if one is not None]
        return Tally(
            self.count + other.count, self.sum + other.sum, self.base + other.base, min(lows, default=None),
            max(highs, default=None), self.currencies | other.currencies,
        )  # fmt: skip


class Middle(Aggregate):
    """The middle number of a group, exactly: the lower of the two middle ones, or the `upper`.

    The upper one is the first beyond the middle: a hair past the half finds it in any group of less than a thousand
    million. Both are read from one sorting, as they ask for the same order.
    """

    template = "percentile_disc(%(part)s) WITHIN GROUP (ORDER BY %(expressions)s)%(filter)s"
    allow_distinct = False

    def __init__(self, path: str, upper: bool = False, **more: Any) -> None:
        super().__init__(path, part="0.500000001" if upper else "0.5", **more)

    def as_sql(self, compiler: Any, connection: Any, **more: Any) -> Any:  # type: ignore[override]
        """SQL with the condition behind the group, as an ordered-set aggregate has it."""
        if self.filter is None:
            return super().as_sql(compiler, connection, filter="", **more)
        condition, values = self.filter.as_sql(compiler, connection)
        bare = self.copy()
        bare.filter = None
        text, params = Aggregate.as_sql(bare, compiler, connection, filter="", **more)
        return f"{text} FILTER (WHERE {condition})", (*params, *values)


def aggregates(side: str, within: Q, asked: tuple[Asked, ...], by: Actor) -> dict[str, Any]:
    """What the database counts for one period: all records, and for each measure what it needs."""
    found: dict[str, Any] = {f"{side}_all": Count("pk", filter=within or None)}
    for place, one in enumerate(asked):
        name = f"{side}_{place}"
        part = within & one.part
        if one.field is None:
            found[f"{name}_count"] = Count("pk", filter=part or None)
            if one.measure.kind == "ratio":
                found[f"{name}_base"] = Count("pk", filter=within & one.base or None)
            continue
        present = one.seen & Q(**{f"{one.path}__isnull": False})
        filled = part & present
        needs_value = one.measure.kind not in ("sum", "ratio")
        found[f"{name}_count"] = Count("pk", filter=(filled if needs_value else part) or None)
        found |= _numbers(name, one, filled, within & one.base & present)
        if currency := _currency_path(one):
            held = Coalesce(NullIf(F(currency), Value("")), Value(by.workspace.currency))
            found[f"{name}_first"] = Min(held, filter=filled)
            found[f"{name}_last"] = Max(held, filter=filled)
    return found


def _numbers(name: str, one: Asked, filled: Q, base: Q) -> dict[str, Any]:
    """The aggregates over the numbers of a measure's field."""
    kind, path = one.measure.kind, one.path
    if kind == "distinct":
        written = one.field is not None and one.field.type.name in ("text", "choice")
        value: Any = NullIf(F(path), Value(""), output_field=CharField()) if written else path
        return {f"{name}_sum": Count(value, filter=filled, distinct=True)}
    if kind == "age":
        return {f"{name}_since": Min(path, filter=filled)}
    if kind in ("min", "max"):
        return {f"{name}_{kind}": (Min if kind == "min" else Max)(path, filter=filled)}
    if kind == "median":
        field = one.field
        assert field is not None
        return {
            f"{name}_{half}": Middle(path, half == "max", filter=filled, output_field=field.clone())
            for half in ("min", "max")
        }
    found: dict[str, Any] = {f"{name}_sum": Sum(path, filter=filled)}
    return found | ({f"{name}_base": Sum(path, filter=base)} if kind == "ratio" else {})


def _currency_path(one: Asked) -> str:
    """The path of the currency beside a money field; "" where its amounts are all in the workspace's."""
    field = one.field
    if field is None or one.measure.kind == "distinct":
        return ""
    if not field.currency_field or not issubclass(field.model, Record):
        return ""
    if field.currency_field not in spec_of(field.model).fields:
        return ""
    return f"{one.path.removesuffix(field.attname)}{field.currency_field}"


def tallies(side: str, row: Mapping[str, Any], asked: tuple[Asked, ...], by: Actor) -> tuple[Tally, ...]:
    """The tally of all records, then one a measure, from one row of the database's answer."""
    found = [Tally(row[f"{side}_all"])]
    for place in range(len(asked)):
        name = f"{side}_{place}"
        currencies = filter(None, (row.get(f"{name}_first"), row.get(f"{name}_last")))
        low, high = row.get(f"{name}_min"), row.get(f"{name}_max")
        if since := row.get(f"{name}_since"):
            high = _ago(since, by)
        found.append(
            Tally(
                row[f"{name}_count"], _decimal(row.get(f"{name}_sum")), _decimal(row.get(f"{name}_base")),
                None if low is None else _decimal(low), None if high is None else _decimal(high),
                frozenset(currencies),
            )
        )  # fmt: skip
    return tuple(found)


def _ago(since: date, by: Actor) -> timedelta:
    """How long a moment, or the beginning of a day of the actor's, is ago, in whole minutes."""
    moment = since if isinstance(since, datetime) else dates.start_of(since, ZoneInfo(by.time_zone))
    return (clock.now() - moment) // MINUTE * MINUTE


def _decimal(number: Any) -> Decimal:
    if isinstance(number, timedelta):
        return Decimal(number // timedelta(seconds=1))
    return Decimal(number or 0)


def number_of(one: Asked, tally: Tally, whole: Tally, currency: str) -> Decimal | None:
    """The figure of a measure; None where nothing can be said."""
    kind = one.measure.kind
    if kind == "count":
        return Decimal(tally.count)
    if kind == "distinct":
        return tally.sum
    if kind in OF_PARTS:
        return _per_cent(one, tally, whole)
    exact = _exact(kind, tally)
    if len(tally.currencies) > 1 or exact is None:
        return None
    if one.field is not None and one.field.type.name == "money":
        return money.quantise(exact, _one_of(tally.currencies, currency))
    is_worked_out = kind in ("average", "median")
    return rounded(exact) if is_worked_out or exact != exact.to_integral_value() else exact


def _per_cent(one: Asked, tally: Tally, whole: Tally) -> Decimal | None:
    if one.measure.kind == "share":
        return rounded(Decimal(tally.count) * 100 / whole.count) if whole.count else None
    if len(tally.currencies) > 1 or not tally.base:
        return None
    part = tally.sum if one.field is not None else Decimal(tally.count)
    return rounded(part * 100 / tally.base)


def _exact(kind: str, tally: Tally) -> Decimal | None:
    """The figure before rounding."""
    if kind == "sum":
        return tally.sum
    if kind == "average":
        return tally.sum / tally.count if tally.count else None
    if kind == "median":
        return None if tally.low is None or tally.high is None else (tally.low + tally.high) / 2
    return tally.low if kind == "min" else tally.high


def text_of(one: Asked, number: Decimal | None, tally: Tally, currency: str) -> str:
    """The figure as a person reads it, in the active language."""
    if number is None:
        return _("several currencies") if len(tally.currencies) > 1 else NOTHING
    if one.measure.kind in OF_PARTS:
        return percent_text(number)
    if one.field is not None and one.measure.kind != "distinct":
        if one.field.type.name == "money":
            return one.field.type.text(one.field, number, _one_of(tally.currencies, currency))
        if one.measure.kind == "age":
            return Duration().text(one.field, timedelta(seconds=int(number)))
        if one.field.type.name == "duration":
            return one.field.type.text(one.field, timedelta(seconds=int(number)))
    return format_decimal(number, locale=active_locale())


def unit_of(one: Asked) -> str:
    """What the numbers of a measure are: `money`, `time`, `percent`, or nothing."""
    if one.measure.kind in OF_PARTS:
        return "percent"
    if one.field is None or one.measure.kind == "distinct":
        return ""
    if one.measure.kind == "age" or one.field.type.name == "duration":
        return "time"
    return {"money": "money", "percent": "percent"}.get(one.field.type.name, "")


def percent_text(number: Decimal) -> str:
    """A share in per cent as a person reads it."""
    return f"{format_decimal(number, format='#,##0.00', locale=active_locale())}%"


def _one_of(currencies: frozenset[str], otherwise: str) -> str:
    return next(iter(currencies), otherwise)
