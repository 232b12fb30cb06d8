"""When the steps of one sale happened: working hours, Monday to Saturday, with some things done too late."""

import random
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

OPENS, CLOSES = time(8, 30), time(18, 0)
SUNDAY = 6


@dataclass(frozen=True)
class Times:
    """The moments of a sale, from the request to the windows in their place."""

    requested: datetime
    called: datetime
    visit: datetime
    measured: datetime
    calculated: datetime
    agreed: datetime
    paid: datetime
    delivery: date
    installed: datetime


def times(requested: datetime, chance: random.Random, zone: ZoneInfo, quick: bool = False) -> Times:
    """How a sale that began then might have gone; a quick one is over within a few days."""
    is_late = chance.random() < 0.1
    wait = chance.randint(60, 240) if is_late else chance.randint(3, 14)
    called = at_work(requested, zone) + timedelta(minutes=wait)
    visit = _hour_of(
        called, 1 if quick else chance.randint(1, 3), chance.choice((9, 10, 11, 13, 14, 15, 16)), zone
    )
    measured = visit + timedelta(
        minutes=chance.randint(-12, -2) if chance.random() < 0.8 else chance.randint(40, 90)
    )
    wait = chance.randint(150, 600) if chance.random() < 0.12 else chance.randint(25, 110)
    calculated = at_work(measured + timedelta(minutes=wait), zone)
    agreed = calculated + timedelta(minutes=chance.randint(10, 40))
    if chance.random() < 0.4 and not quick:  # they slept on it
        agreed = _hour_of(calculated, chance.randint(1, 3), chance.randint(9, 16), zone)
    agreed += timedelta(minutes=chance.randint(1, 25))
    paid = _hour_of(agreed, 1 if quick else chance.randint(1, 5), chance.randint(9, 16), zone) + timedelta(
        minutes=chance.randint(0, 50)
    )
    delivery = _hour_of(paid, 1 if quick else chance.randint(3, 11), 12, zone).astimezone(zone).date()
    done = datetime.combine(delivery, time(chance.randint(12, 17), chance.randint(0, 59)), zone)
    return Times(requested, called, visit, measured, calculated, agreed, paid, delivery, done)


def at_work(moment: datetime, zone: ZoneInfo) -> datetime:
    """The moment itself, or the next one at which somebody is at work."""
    local = moment.astimezone(zone)
    if local.time() > CLOSES:
        local = datetime.combine(local.date() + timedelta(days=1), OPENS, zone)
    elif local.time() < OPENS:
        local = datetime.combine(local.date(), OPENS, zone)
    return local + timedelta(days=1) if local.weekday() == SUNDAY else local


def _hour_of(moment: datetime, later: int, hour: int, zone: ZoneInfo) -> datetime:
    """Some days later, never on a Sunday, at an hour."""
    day = moment.astimezone(zone).date() + timedelta(days=later)
    if day.weekday() == SUNDAY:
        day += timedelta(days=1)
    return datetime.combine(day, time(hour), zone)
