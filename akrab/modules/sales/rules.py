"""Decisions of selling, without a database: what a stage asks for, when a rule's task is due, what a text says."""

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import TypeVar
from zoneinfo import ZoneInfo

T = TypeVar("T")
TOO_MUCH = Decimal(10) ** 13  # more than an amount can hold
PLACEHOLDER = re.compile(r"\{([a-z0-9_.]+)(?:\|[^{}]*)?\}")


def is_forward(old_position: int | None, new_position: int) -> bool:
    """Whether a move goes on; only then is the left stage asked for what it requires."""
    return old_position is not None and new_position > old_position


def line_total(quantity: Decimal, price: Decimal) -> Decimal:
    """Quantity times price, to the fourth place: the currency rounds when it is shown."""
    return round(quantity * price, 4)


def balance(amount: Decimal | None, paid: Decimal) -> Decimal | None:
    """What is still to be paid; nothing can be said without an amount."""
    return None if amount is None else amount - paid


def moment(value: date | datetime, zone: ZoneInfo) -> datetime:
    """The instant a date or moment field stands for: a date begins at its midnight in the company's time zone."""
    if isinstance(value, datetime):
        return value
    return datetime.combine(value, time.min, zone)


def due_at(
    entered: datetime, field_value: date | datetime | None, minutes: int | None, zone: ZoneInfo
) -> datetime | None:
    """When a rule's task is due: at the field's moment, or so many minutes after entry; None for neither.

    A date without a time means the end of that day.
    """
    if field_value is not None:
        start = moment(field_value, zone)
        return start if isinstance(field_value, datetime) else start + timedelta(days=1, seconds=-1)
    return entered + timedelta(minutes=minutes) if minutes is not None else None


def fill(text: str, values: Mapping[str, str]) -> str:
    """The text with each `{field}` replaced by its value; a field without a value leaves nothing behind."""
    filled = PLACEHOLDER.sub(lambda match: values.get(match[1], ""), text)
    return re.sub(r"\s+", " ", filled).strip()


def placeholders(text: str) -> list[str]:
    """The fields a text names, in order."""
    return PLACEHOLDER.findall(text)


def next_in_turn(people: Sequence[T], last: T | None) -> T | None:
    """Whoever comes after `last` in the round; the first where `last` is not among them, None for an empty round."""
    if not people:
        return None
    if last in people:
        return people[(people.index(last) + 1) % len(people)]
    return people[0]
