"""Posting announcements, reading them, and seeing who has read: who may do what with which of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import cast
from uuid import UUID
from zoneinfo import ZoneInfo

from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from akrab.engine import access
from akrab.engine.errors import NotFound
from akrab.engine.record import Record
from akrab.engine.registry import find_object
from akrab.features.announcements import due
from akrab.features.announcements.models import Announcement, Receipt
from akrab.identity.actor import Actor
from akrab.identity.members import active_members
from akrab.identity.models import Membership, Role, Team
from akrab.lib import clock

ALL = "all"
LONGEST_TITLE, LONGEST_TEXT = 160, 20_000
MOST_EARLIER = 50
PAUSE = timedelta(hours=20)  # between two reminders of one person


@dataclass(frozen=True)
class Wanted:
    """What is to be said, to whom: `all`, `role:<id>`, `team:<id>` or `member:<id>`.

    `what` is a record to be learnt (`object:id`), `due` the day by which, as a browser writes days.
    """

    title: str
    text: str
    to: str
    kind: str = "news"
    what: str = ""
    due: str = ""


def led_teams(by: Actor) -> QuerySet[Team]:
    """The teams this person may address: every one for an administrator, those they lead for anybody else."""
    rows = Team.objects.order_by("name")
    return rows if by.rights.everything else rows.filter(leader=by.membership_id)


def may_post(by: Actor) -> bool:
    return by.is_person and (by.rights.everything or led_teams(by).exists())


def reachable(by: Actor) -> QuerySet[Membership]:
    """The single people this person may address."""
    return active_members() if by.rights.everything else active_members().filter(team__in=led_teams(by))


def post(wanted: Wanted, by: Actor) -> Announcement:
    """Say something to people; each gets a receipt to fill. Raises `ValidationError` by field, `PermissionDenied`."""
    if not may_post(by):
        raise PermissionDenied(_("Only administrators and leaders of teams post announcements."))
    title, text, due_on, errors = _written(wanted)
    if wanted.kind not in dict(Announcement.KINDS):
        errors["kind"] = [_("Choose from the list.")]
    if wanted.what and find_learnt(wanted.what, by) is None:
        errors["what"] = [_("There is no such record, or you may not see it.")]
    people, audience = _addressed(wanted.to, by)
    if not people:
        errors["to"] = [_("Choose to whom this goes: there is nobody.")]
    if errors:
        raise ValidationError(errors)
    made = Announcement.objects.create(
        title=title, text=text, kind=wanted.kind, audience=audience[:200], author=by.membership,
        what=wanted.what, due_on=due_on, remind_at=due.next_moment(due_on, by.workspace),
    )  # fmt: skip
    now = clock.now()
    Receipt.objects.bulk_create(
        [
            Receipt(
                workspace=by.workspace, announcement=made, member=one,
                read_at=now if one.pk == by.membership_id else None,
            )
            for one in people
        ]
    )  # fmt: skip
    return made


def _written(wanted: Wanted) -> tuple[str, str, date | None, dict[str, list[str]]]:
    """Title, text and day as they are kept, and what is wrong with them by field."""
    title, text = wanted.title.strip(), wanted.text.strip()
    errors: dict[str, list[str]] = {}
    for name, said, most in (("title", title, LONGEST_TITLE), ("text", text, LONGEST_TEXT)):
        if not said:
            errors[name] = [_("Fill this in.")]
        elif len(said) > most:
            errors[name] = [_("Use at most %(count)d characters.") % {"count": most}]
    due_on, wrong = _day(wanted.due)
    if wrong:
        errors["due"] = [wrong]
    return title, text, due_on, errors


def change(announcement: Announcement, wanted: Wanted, anew: bool, by: Actor) -> list[Membership]:
    """Say it otherwise; what it said before is kept. `anew` asks everybody to confirm it once more.

    While it is withdrawn nobody is asked: they could not open it.
    Returns those who have to confirm it (again). Raises `ValidationError` by field, `PermissionDenied`.
    """
    _require_care(announcement, by)
    title, text, due_on, errors = _written(wanted)
    if errors:
        raise ValidationError(errors)
    held = Announcement.objects.select_for_update(of=("self",)).get(pk=announcement.pk)
    before = {
        "title": held.title,
        "text": held.text,
        "due_on": held.due_on.isoformat() if held.due_on else "",
    }
    if (held.title, held.text, held.due_on) != (title, text, due_on):
        held.earlier = [*held.earlier, {"at": clock.now().isoformat(), "by": by.name, **before}][
            -MOST_EARLIER:
        ]
    held.title, held.text, held.due_on = title, text, due_on
    held.remind_at = due.next_moment(due_on, by.workspace) if held.withdrawn_at is None else None
    held.save(update_fields=["title", "text", "due_on", "remind_at", "earlier"])
    if not anew or held.withdrawn_at is not None:
        return []
    others = Receipt.objects.filter(announcement=held).exclude(member=by.membership_id)
    others.update(read_at=None, reminded_at=None)
    return [one.member for one in others.filter(member__is_active=True).select_related("member__user")]


def bring_back(announcement: Announcement, by: Actor) -> None:
    """Show one that was withdrawn again, to the same people; who had confirmed it has."""
    _require_care(announcement, by)
    later = due.next_moment(announcement.due_on, by.workspace)
    Announcement.objects.filter(pk=announcement.pk).update(withdrawn_at=None, remind_at=later)


def _require_care(announcement: Announcement, by: Actor) -> None:
    if not looks_after(announcement, by):
        raise PermissionDenied(_("Only the person who posted it, or an administrator, can change it."))


def _day(said: str) -> tuple[date | None, str]:
    """The day, and what is wrong with it."""
    try:
        return (date.fromisoformat(said) if said.strip() else None), ""
    except ValueError:
        return None, _("Write a date.")


def find_learnt(what: str, by: Actor) -> Record | None:
    """The record that is to be learnt, unless it is gone or closed to this person."""
    name, _colon, id = what.partition(":")
    spec = find_object(name)
    try:
        return access.get(cast(type[Record], spec.model), id, by) if spec is not None else None
    except NotFound:
        return None


def assigned(what: str, by: Actor) -> list[tuple[Announcement, int, int, int]]:
    """To whom a record was given to learn: how many have, of how many, and how many are late."""
    rows = posted_by(by).filter(what=what)
    today = clock.today(ZoneInfo(by.time_zone))
    return [(one, *counts(one, today)) for one in rows]


def counts(announcement: Announcement, today: date) -> tuple[int, int, int]:
    """How many have confirmed it, of how many, and how many of the others are late."""
    receipts = Receipt.objects.filter(announcement=announcement)
    done, total = receipts.filter(read_at__isnull=False).count(), receipts.count()
    return done, total, (total - done if announcement.is_late(today) else 0)


def _addressed(to: str, by: Actor) -> tuple[Sequence[Membership], str]:
    """Who is meant, and how that is said; nobody where it can't be read or is out of reach."""
    kind, _colon, id = to.partition(":")
    if kind == ALL and by.rights.everything:
        return list(active_members()), _("everybody")
    try:
        key = UUID(id)
    except ValueError:
        return [], ""
    if kind == "role" and by.rights.everything:
        role = Role.objects.filter(pk=key).first()
        return (list(active_members().filter(role=role)), role.name) if role else ([], "")
    if kind == "team":
        team = led_teams(by).filter(pk=key).first()
        return (list(active_members().filter(team=team)), team.name) if team else ([], "")
    member = reachable(by).filter(pk=key).first() if kind == "member" else None
    return ([member], str(member)) if member else ([], "")


def addressed_to(by: Actor) -> QuerySet[Receipt]:
    """One's own receipts: what is unread first, then the newest."""
    rows = Receipt.objects.filter(member=by.membership_id, announcement__withdrawn_at__isnull=True)
    return rows.select_related("announcement__author__user").order_by("read_at", "-announcement__at")


def find_next(by: Actor) -> Announcement | None:
    """The oldest announcement this person has not read."""
    rows = Receipt.objects.filter(member=by.membership_id, read_at__isnull=True)
    rows = rows.filter(announcement__withdrawn_at__isnull=True).select_related("announcement__author__user")
    first = rows.order_by("announcement__at").first() if by.is_person else None
    return first.announcement if first else None


def posted_by(by: Actor) -> QuerySet[Announcement]:
    """What this person may look after: their own, all of them for an administrator."""
    rows = Announcement.objects.filter(withdrawn_at__isnull=True).select_related("author__user")
    return (rows if by.rights.everything else rows.filter(author=by.membership_id)).order_by("-at")


def withdrawn_by(by: Actor) -> QuerySet[Announcement]:
    """What was withdrawn and can be brought back by this person, the newest first."""
    rows = Announcement.objects.filter(withdrawn_at__isnull=False).select_related("author__user")
    return (rows if by.rights.everything else rows.filter(author=by.membership_id)).order_by("-withdrawn_at")


def get(id: UUID, by: Actor) -> Announcement:
    """An announcement addressed to this person, or theirs to look after; raises `NotFound`.

    One that was withdrawn is there for whoever looks after it.
    """
    mine = Q(receipts__member=by.membership_id)
    if by.rights.everything:
        mine = Q()
    elif by.is_person:
        mine |= Q(author=by.membership_id)
    rows = Announcement.objects.filter(mine, pk=id).select_related("author__user")
    found = rows.first()
    if found is None or (found.withdrawn_at and not looks_after(found, by)):
        raise NotFound(str(id))
    return found


def looks_after(announcement: Announcement, by: Actor) -> bool:
    return by.rights.everything or (by.is_person and announcement.author_id == by.membership_id)


def read(announcement: Announcement, by: Actor) -> None:
    """Note that this person has read it; the first time counts."""
    rows = Receipt.objects.filter(announcement=announcement, member=by.membership_id, read_at__isnull=True)
    rows.update(read_at=clock.now())


def to_remind(announcement: Announcement, by: Actor) -> list[Membership]:
    """Those who have not read it and were not reminded lately; from now on they were. Nobody while it is withdrawn."""
    if not looks_after(announcement, by):
        raise PermissionDenied(_("Only the person who posted it, or an administrator, can send reminders."))
    now = clock.now()
    rows = Receipt.objects.filter(announcement=announcement, read_at__isnull=True, member__is_active=True)
    rows = rows.filter(announcement__withdrawn_at__isnull=True)
    rows = rows.filter(Q(reminded_at__isnull=True) | Q(reminded_at__lt=now - PAUSE))
    waiting = list(rows.select_related("member__user"))
    Receipt.objects.filter(pk__in=[one.pk for one in waiting]).update(reminded_at=now)
    return [one.member for one in waiting]


def withdraw(announcement: Announcement, by: Actor) -> None:
    """Show it to nobody any more; who had read it stays known."""
    if not looks_after(announcement, by):
        raise PermissionDenied(_("Only the person who posted it, or an administrator, can withdraw it."))
    Announcement.objects.filter(pk=announcement.pk).update(withdrawn_at=clock.now(), remind_at=None)


def said_of(number: int) -> str:
    return ngettext("%(count)d person was reminded.", "%(count)d people were reminded.", number) % {
        "count": number
    }
