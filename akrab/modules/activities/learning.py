"""Reminders of what is to be confirmed by a day: to the reader before and on it, to whoever posted it afterwards."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from akrab.features.announcements import due
from akrab.features.notify.notices import send
from akrab.identity import people
from akrab.identity.actor import Actor, system
from akrab.identity.models import Membership, Workspace

READER = {
    "before": _("To be confirmed by tomorrow: %(title)s"),
    "day": _("To be confirmed today: %(title)s"),
}
AUTHOR = _("Not confirmed by its day: %(title)s. Still missing: %(people)s")
MOST_NAMED = 5


def remind(workspace: Workspace) -> int:
    """Tell everybody whom a day concerns now, each once; returns how many. Runs inside the workspace."""
    by = system(workspace)
    return sum(_tell(one, by) for one in due.take(workspace))


def _tell(one: due.Due, by: Actor) -> int:
    is_over = one.stage == "after"
    readers = _looking_after(one) if is_over else one.waiting
    words = {"title": one.announcement.title, "people": _names(one.waiting)}
    key = f"announcement:{one.announcement.pk}:{one.stage}:{one.announcement.due_on}"
    text = AUTHOR if is_over else READER[one.stage]
    return sum(send(reader, text, by, words, kind="news", key=key) is not None for reader in readers)


def _looking_after(one: due.Due) -> Iterable[Membership]:
    """Whoever posted it; the administrators where that person has left."""
    author = one.announcement.author
    return [author] if author is not None and author.is_active else people.administrators()


def _names(waiting: Iterable[Membership]) -> str:
    names = [str(one) for one in waiting]
    more = f" +{len(names) - MOST_NAMED}" if len(names) > MOST_NAMED else ""
    return ", ".join(names[:MOST_NAMED]) + more
