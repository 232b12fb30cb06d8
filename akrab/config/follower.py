"""The loop that draws the consequences of events and fires deadlines, beside the job worker
in the same process; it also takes up what a dead worker left."""

import logging
import select
import threading
import time
from collections.abc import Iterable
from uuid import UUID

import psycopg
from django.db import connection

from akrab.config.reactions import REACTIONS
from akrab.config.rescue import rescue
from akrab.engine import follow
from akrab.engine.events import FOLLOW_CHANNEL
from akrab.features.automation import moments, running
from akrab.features.deadlines import timers
from akrab.identity.models import Workspace

logger = logging.getLogger(__name__)

TICK_SECONDS = 1.0
RESCUE_SECONDS = 5.0


def drain() -> int:
    """Follow every waiting event of every workspace until none is left; returns how many there were."""
    total = 0
    while waiting := follow.waiting():
        followed = sum(follow.follow(workspace, REACTIONS) for workspace in _workspaces(waiting))
        total += followed
        if not followed:
            break
    return total


def tick() -> int:
    """Fire what is due, retry what failed, and follow what came of it; returns how many deadlines fired."""
    fired = 0
    while now := sum(timers.fire(workspace, moments.deadlines_of) for workspace in _workspaces(timers.due())):
        fired += now
    for workspace in _workspaces(running.waiting()):
        running.wake(workspace)
    for workspace in _workspaces(follow.failing()):
        follow.retry(workspace, REACTIONS)
    drain()
    return fired


def _workspaces(ids: Iterable[UUID]) -> list[Workspace]:
    return list(Workspace.objects.filter(pk__in=list(ids)))


class Follower(threading.Thread):
    """Follows at once when told by the database, and looks every second for what is due.

    It survives a restart of the server: a lost connection is opened anew, and what was waiting is found again.
    """

    def __init__(self, conninfo: str) -> None:
        super().__init__(name="follower", daemon=True)
        self.conninfo = conninfo
        self.stopping = threading.Event()

    def run(self) -> None:
        while not self.stopping.is_set():
            try:
                with psycopg.connect(
                    self.conninfo, autocommit=True, application_name="akrab-follower"
                ) as listening:
                    listening.execute(f"LISTEN {FOLLOW_CHANNEL}")
                    self._follow(listening)
            except Exception:  # whatever broke, following goes on; the cause is in the log
                logger.exception("the follower starts again")
                self.stopping.wait(TICK_SECONDS)
            finally:
                connection.close()

    def _follow(self, listening: psycopg.Connection) -> None:
        drain()
        rescued = 0.0
        while not self.stopping.is_set():
            select.select([listening.fileno()], [], [], TICK_SECONDS)
            told = [note.payload for note in listening.notifies(timeout=0)]
            if told:
                drain()
            tick()
            if time.monotonic() - rescued > RESCUE_SECONDS:
                rescue()
                rescued = time.monotonic()

    def stop(self) -> None:
        """Finish the batch under way, then end."""
        self.stopping.set()
