"""When people are not at work, as their calendar shows it: shade over closed hours, and days called by their names."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from akrab.features.calendars import finding
from akrab.features.calendars.models import WorkingCalendar
from akrab.identity.actor import Actor
from akrab.identity.members import active_members
from akrab.identity.models import Membership
from akrab.lib import working
from akrab.web import marks

LONGEST = timedelta(days=14)  # in a longer span days are too small for hours: only their names are told
DAY = timedelta(days=1)


def of_span(by: Actor, start: datetime, end: datetime, wanted: Iterable[UUID]) -> list[dict[str, Any]]:
    """What a calendar draws behind its entries: each person's own on a single day, else those of one person.

    That is the only one whose time is shown, or who looks.
    """
    members = list(active_members().filter(pk__in=list(wanted)))
    is_day = end - start <= DAY + timedelta(hours=2)  # a day on which the clock is put back is longer
    if not is_day and len(members) != 1:
        members = [by.membership] if by.membership else []
    kept = finding.kept_by(members)
    found: list[dict[str, Any]] = []
    for row in {row.pk: row for row in kept.values()}.values():
        held = [member for member in members if member.pk in kept and kept[member.pk].pk == row.pk]
        found += _names(by, row, start, end, held)
        if end - start <= LONGEST:
            found += _shades(by, row, start, end, held)
    return found


def language() -> str:
    """The reader's language as the lists of holidays call it."""
    return {"en": "en_US", "zh": "zh_CN"}.get(marks.locale().partition("_")[0], marks.locale())


def _shades(
    by: Actor, row: WorkingCalendar, start: datetime, end: datetime, held: Sequence[Membership]
) -> list[dict[str, Any]]:
    spans = working.closed(finding.calendar_of(row, by.workspace), start, end)
    zone = ZoneInfo(by.time_zone)
    return [
        {
            "id": f"closed-{row.pk}-{place}", "display": "background", "className": "ak-closed",
            "start": opens.astimezone(zone).isoformat(), "end": closes.astimezone(zone).isoformat(),
            "extendedProps": {"holders": [str(one.pk) for one in held], "is_closed": True},
        }
        for place, (opens, closes) in enumerate(spans)
    ]  # fmt: skip


def _names(
    by: Actor, row: WorkingCalendar, start: datetime, end: datetime, held: Sequence[Membership]
) -> list[dict[str, Any]]:
    zone = ZoneInfo(by.time_zone)
    first, last = start.astimezone(zone).date(), (end - timedelta(seconds=1)).astimezone(zone).date()
    return [
        {
            "id": f"day-{row.pk}-{day}-{place}", "title": name, "allDay": True, "editable": False, "interactive": False,
            "start": day.isoformat(), "end": _after(day),
            "className": "ak-named-day is-closed" if closes else "ak-named-day",
            "extendedProps": {"holders": [str(one.pk) for one in held], "is_named_day": True},
        }
        for day, names in sorted(finding.named_days(row, first, last, language()).items())
        for place, (name, closes) in enumerate(names)
    ]  # fmt: skip


def _after(day: date) -> str:
    return (day + DAY).isoformat()
