"""Drawing the consequences of events: each reaction once, in order per record, whatever dies when.

A batch is one transaction: the effects of its reactions in the database and the note that they happened commit
together, so a killed worker leaves all or nothing. What leaves the house (mail, webhooks) is only written down here,
in ledgers of its own.
"""

import logging
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone, translation

from akrab.engine import batch
from akrab.engine.models import Event, FailedReaction, Unfollowed
from akrab.identity.actor import Actor, system
from akrab.identity.models import Workspace
from akrab.lib import clock
from akrab.tenancy import discovery, turns
from akrab.tenancy.current import workspace as inside

logger = logging.getLogger(__name__)

BATCH = 300
MOST_SECONDS = 2.0  # after so long a batch is closed, so that what it did becomes visible
FIRST_PAUSE = timedelta(seconds=10)
MOST_ATTEMPTS = 8


@dataclass(frozen=True)
class Reaction:
    """One thing that follows some events. `run` must be harmless when run again: retries may repeat it.

    `wants` is asked of every event: it reads the event, and of the database only what `batch.once` remembers.
    One that `writes` nothing itself needs no savepoint, by which the effects of one that fails are taken back.
    """

    name: str
    wants: Callable[[Event], bool]
    run: Callable[[Event, Actor], None]
    writes: bool = True


def on(*kinds: str) -> Callable[[Event], bool]:
    """Wants the events of these kinds; `*.created` means any object's."""

    def wants(event: Event) -> bool:
        return event.kind in kinds or f"*.{event.verb}" in kinds

    return wants


def everything(event: Event) -> bool:
    return True


def waiting() -> list[UUID]:
    """The workspaces that have events to follow."""
    with transaction.atomic():
        return discovery.workspaces_waiting(Unfollowed)


def follow(workspace: Workspace, reactions: Sequence[Reaction]) -> int:
    """Follow the next batch of a workspace's events and return how many; 0 also while another worker is at it."""
    with transaction.atomic(), inside(workspace):
        if not _mine(workspace):
            return 0
        rows = list(Unfollowed.objects.select_related("event__operation").order_by("event_id")[:BATCH])
        done = []
        with batch.opened([row.event for row in rows]):
            end = time.monotonic() + MOST_SECONDS
            for row in rows:
                for reaction in reactions:
                    if reaction.wants(row.event):
                        _react(reaction, row.event, workspace)
                done.append(row.pk)
                if time.monotonic() > end:
                    break
        Unfollowed.objects.filter(pk__in=done).delete()
        return len(done)


def _mine(workspace: Workspace) -> bool:
    """Take the turn for this workspace until the transaction ends; one worker at a time keeps the order."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 0))", [f"follow:{workspace.pk}"]
        )
        row = cursor.fetchone()
        return bool(row and row[0])


def hold(workspace: Workspace) -> None:
    """Keep following back until this transaction ends: for a change of so many records that the two would meet."""
    turns.wait(f"follow:{workspace.pk}")


@contextmanager
def speaking_for(workspace: Workspace) -> Iterator[None]:
    """Texts made meanwhile are in the company's language and time zone."""
    with translation.override(workspace.language), timezone.override(workspace.time_zone):
        yield


def _react(reaction: Reaction, event: Event, workspace: Workspace) -> None:
    try:
        with transaction.atomic() if reaction.writes else nullcontext(), speaking_for(workspace):
            reaction.run(event, system(workspace, "rule", because=event.pk))
    except Exception as error:  # a reaction may fail in any way; it is listed, and must not stop the others
        logger.exception("reaction %s failed after %s", reaction.name, event.kind)
        pause = FIRST_PAUSE
        failure, made = FailedReaction.objects.get_or_create(
            event=event,
            reaction=reaction.name,
            defaults={"error": _told(error), "next_at": clock.now() + pause},
        )
        if not made:
            failure.attempts += 1
            failure.error = _told(error)
            tired = failure.attempts >= MOST_ATTEMPTS
            failure.next_at = None if tired else clock.now() + pause * 2**failure.attempts
            failure.save(update_fields=["attempts", "error", "next_at"])


def _told(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"[:2000]


def failing() -> list[UUID]:
    """The workspaces that have failed reactions whose next attempt is due."""
    with transaction.atomic():
        return discovery.workspaces_due(FailedReaction, clock.now(), "next_at")


def retry(workspace: Workspace, reactions: Sequence[Reaction]) -> int:
    """Try the failed reactions again whose time has come; those that succeed leave the list."""
    known = {reaction.name: reaction for reaction in reactions}
    done = 0
    with transaction.atomic(), inside(workspace):
        due = FailedReaction.objects.select_for_update(skip_locked=True, of=("self",)).select_related(
            "event__operation"
        )
        for failure in due.filter(next_at__lte=clock.now()).order_by("next_at", "id")[:BATCH]:
            reaction = known.get(failure.reaction)
            attempts = failure.attempts
            if reaction is not None:
                _react(reaction, failure.event, workspace)
                failure.refresh_from_db(fields=["attempts"])
            if failure.attempts == attempts:
                failure.delete()
                done += 1
    return done
