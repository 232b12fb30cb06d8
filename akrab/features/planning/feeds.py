"""The feed of one person: made, renewed and withdrawn by them, and written as iCalendar (RFC 5545) for its readers.

It holds what the person themselves has planned and may see, by the rule of every page. Moments are in UTC, which every
program shows in its owner's zone; whole days are days. An entry keeps its UID as long as it lives, counts its versions
in SEQUENCE, and says for a month that it was cancelled.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, cast
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from akrab.engine import access, values
from akrab.engine.fields import is_absent
from akrab.engine.record import Record
from akrab.features.planning import slots
from akrab.features.planning.models import Feed
from akrab.features.planning.slots import Slot
from akrab.identity.actor import Actor, person
from akrab.identity.members import find_membership
from akrab.identity.models import Workspace
from akrab.lib import clock, secrets
from akrab.tenancy.current import workspace as inside

if TYPE_CHECKING:
    from icalendar import Event  # large, and most processes never need it: imported where a feed is written

BACK, AHEAD = timedelta(days=60), timedelta(days=400)
GONE = timedelta(days=30)  # so long a cancelled entry is told, then programs have forgotten it
CLOSE = timedelta(minutes=5)  # readings that follow one another so closely are noted once
TOLD = ("address", "long_text", "text", "url")


@dataclass(frozen=True)
class Reading:
    """What a feed says at this moment, and the mark by which a program knows that nothing changed."""

    text: bytes
    mark: str


def find_feed(by: Actor) -> Feed | None:
    return Feed.objects.filter(membership=by.membership_id).first()


def renew(by: Actor, is_full: bool) -> str:
    """Give the person a feed with a fresh secret, returned this once; an earlier one opens nothing any more."""
    secret = secrets.new_secret()
    values = {
        "digest": secrets.digest(secret),
        "is_full": is_full,
        "created_at": clock.now(),
        "read_at": None,
    }
    Feed.objects.update_or_create(membership=by.membership, defaults=values)
    return secret


def tell(by: Actor, is_full: bool) -> None:
    """Say more or less at the same address."""
    Feed.objects.filter(membership=by.membership_id).update(is_full=is_full)


def withdraw(by: Actor) -> None:
    """Let the person's feed open nothing any more."""
    Feed.objects.filter(membership=by.membership_id).delete()


def read(slug: str, secret: str) -> Reading | None:
    """What stands at a secret address; None where nothing does, or its person was let go."""
    company = Workspace.objects.filter(slug=slug).first()
    if company is None:
        return None
    with transaction.atomic(), inside(company):
        feed = Feed.objects.select_related("membership").filter(digest=secrets.digest(secret)).first()
        member = find_membership(feed.membership.user_id) if feed else None
        if feed is None or member is None:
            return None
        now = clock.now()
        if feed.read_at is None or not now - CLOSE < feed.read_at <= now:
            Feed.objects.filter(pk=feed.pk).update(read_at=now)
        by = person(member)
        with translation.override(by.language), timezone.override(by.time_zone):
            return written(feed, by)


def written(feed: Feed, by: Actor) -> Reading:
    """The person's calendar as text."""
    now = clock.now()
    assert by.membership_id is not None
    held = [by.membership_id]
    # Each as full as it may be: a busy past leaves room for the future.
    spans = ((now, now + AHEAD), (now - BACK, now))
    read = {one.record.pk: one for start, end in spans for one in slots.slots(by, start, end, held)}
    found = [one for one in read.values() if by.membership_id in one.people]
    found += [one for one in _binned(by, now) if by.membership_id in one.people]
    from icalendar import Calendar, vText  # noqa: PLC0415 (see above)

    calendar = Calendar()
    calendar.add("prodid", "-//Akrab//Akrab//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", f"{by.workspace.name} · {by.name}")
    calendar.add("x-wr-timezone", by.time_zone)
    calendar.add("refresh-interval", vText("PT15M"), parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", vText("PT15M"))
    marks = [str(feed.digest), str(feed.is_full), by.language, by.time_zone]
    for one in found:
        if not slots.is_off(one.record) or one.record.updated_at > now - GONE:
            calendar.add_component(_event(one, feed.is_full, by))
            marks.append(f"{one.record.pk}:{one.record.version}")
    return Reading(calendar.to_ical(), secrets.digest(" ".join(marks))[:32])


def _binned(by: Actor, now: datetime) -> Iterable[Slot]:
    """What was put into the bin of late: programs that know it must be told that it is gone."""
    for spec in slots.planned():
        if access.reach(by, spec, "view") == "none":
            continue
        model = cast(type[Record], spec.model)
        rows = access.visible(model, by, bin=True).filter(deleted_at__gt=now - GONE)
        gone = list(rows.order_by("-deleted_at")[: slots.MOST])
        guests = slots.guests_of(gone)
        for record in gone:
            one = slots.slot_of(record, by.time_zone, guests.get(record.pk, ()))
            if one is not None:
                yield one


def _event(one: Slot, is_full: bool, by: Actor) -> "Event":
    record = one.record
    from icalendar import Event  # noqa: PLC0415 (see above)

    event = Event()
    host = urlsplit(settings.PUBLIC_URL).hostname or "akrab"
    event.add("uid", f"{record.pk}@{host}")
    event.add("sequence", record.version)
    event.add("dtstamp", record.updated_at.astimezone(UTC))
    event.add("last-modified", record.updated_at.astimezone(UTC))
    event.add("created", record.created_at.astimezone(UTC))
    event.add("dtstart", one.start.date() if one.is_all_day else one.start.astimezone(UTC))
    event.add("dtend", one.end.date() if one.is_all_day else one.end.astimezone(UTC))
    off = slots.is_off(record)
    event.add("status", "CANCELLED" if off else "CONFIRMED")
    event.add("transp", "OPAQUE" if one.spec.booked and not off else "TRANSPARENT")
    event.add("class", "PUBLIC" if is_full else "PRIVATE")
    if not is_full:
        event.add("summary", _("Busy") if one.spec.booked else one.spec.label)
        return event
    event.add("summary", str(record))
    event.add("categories", [one.spec.label])
    event.add("url", f"{settings.PUBLIC_URL}/w/{by.workspace.slug}/{one.spec.plural}/{record.pk}")
    _describe(event, one, by)
    return event


def _describe(event: "Event", one: Slot, by: Actor) -> None:
    """The place, and in words what else the record says that this person may see."""
    lines = []
    for name, field in access.readable(by, one.spec).items():
        value = getattr(one.record, field.attname)
        if name == one.spec.title or field.type.name not in TOLD or is_absent(value):
            continue
        text = values.written(one.record, field)
        if field.type.name == "address":
            event.add("location", ", ".join(text.splitlines()))
        else:
            lines.append(f"{field.label}: {text}")
    if lines:
        event.add("description", "\n".join(lines))
