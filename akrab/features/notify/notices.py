"""Sending notices and counting those unread."""

from collections.abc import Mapping
from uuid import UUID

from django.utils import translation
from django.utils.functional import Promise

from akrab.engine import write
from akrab.engine.record import Record
from akrab.engine.spec import spec_of
from akrab.features.notify.models import KINDS, MAILED_TOO, Notice, NoticeChoice
from akrab.identity.actor import Actor
from akrab.identity.models import Membership
from akrab.lib import clock


def send(
    to: Membership, text: str | Promise, by: Actor, words: Mapping[str, object] | None = None, *, kind: str = "rule",
    about: Record | None = None, key: str = "",
) -> Notice | None:  # fmt: skip
    """Tell one person something, in their language; `words` fill the text's `%(…)s`.

    With a `key` the same person is told once only: None when they were told before. What they do not want on their
    bell is among their notices as one that was read.
    """
    if key and Notice.objects.filter(to=to, key=key).exists():
        return None
    with translation.override(to.user.language or by.workspace.language):
        told = (str(text) % words if words else str(text))[:500]
    link = f"{spec_of(type(about)).name}:{about.pk}" if about else ""
    raw = {"to": to.pk, "text": told, "kind": kind, "about": link}
    return write.create(Notice, raw, by, key=key)


def unread(membership_id: UUID) -> int:
    """How many notices wait for a member, counted up to 100."""
    rows = Notice.objects.filter(to=membership_id, read_at__isnull=True, deleted_at__isnull=True)
    return rows[:100].count()


def read_all(membership_id: UUID) -> int:
    """Take every notice of a member off the count; each keeps its place in the list."""
    rows = Notice.objects.filter(to=membership_id, read_at__isnull=True)
    return rows.update(read_at=clock.now())


def choices_of(membership_id: UUID) -> dict[str, tuple[bool, bool]]:
    """By kind, whether a member wants notices on the bell and by mail; on the bell unless they said."""
    said = {one.kind: (one.on_bell, one.by_mail) for one in NoticeChoice.objects.filter(member=membership_id)}
    return {kind: said.get(kind, (True, kind in MAILED_TOO)) for kind, _label in KINDS}


def choose(member: Membership, kind: str, on_bell: bool, by_mail: bool) -> None:
    """Say how a member wants notices of a kind."""
    NoticeChoice.objects.update_or_create(
        member=member, kind=kind, defaults={"on_bell": on_bell, "by_mail": by_mail}
    )


def is_wanted_by_mail(notice: Notice) -> bool:
    """Whether its reader wants this notice by mail too."""
    said = NoticeChoice.objects.filter(member=notice.to_id, kind=notice.kind).values_list(
        "by_mail", flat=True
    )
    return bool(next(iter(said), notice.kind in MAILED_TOO))
