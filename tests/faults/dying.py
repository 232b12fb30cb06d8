"""A worker process that dies at a chosen point: no clean-up, no rollback of its own, as when it is killed."""

import os
from collections.abc import Callable
from typing import Any, NoReturn

from django.db import connection

from akrab.config import follower
from akrab.engine import follow
from akrab.engine.follow import Reaction
from akrab.engine.models import Event
from akrab.identity.actor import Actor

KILLED, FINISHED, BROKE = 9, 0, 1


def die() -> NoReturn:
    """End this process as if it was killed."""
    os._exit(KILLED)


class Steps:
    """Counts what a worker does, and ends its process before the chosen step."""

    def __init__(self, last: int | None) -> None:
        self.last, self.done = last, 0

    def step(self) -> None:
        if self.done == self.last:
            die()
        self.done += 1


def in_a_process(work: Callable[[], object]) -> int:
    """Run the work in a process of its own, with a connection of its own, and return how it ended."""
    connection.close()
    child = os.fork()
    if child == 0:
        _work_and_exit(work)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def _work_and_exit(work: Callable[[], object]) -> NoReturn:
    try:
        work()
    except BaseException:  # noqa: BLE001 (a forked test must not go on as a second test run)
        os._exit(BROKE)
    os._exit(FINISHED)


def drain(last: int | None = None) -> int:
    """Follow everything, as a worker does, and die before step `last`; returns how many steps were gone."""
    steps = Steps(last)
    plain = follow.follow

    def stepping(workspace: Any, reactions: Any) -> int:
        steps.step()  # before the batch
        found = plain(workspace, [_stepping(one, steps) for one in reactions])
        steps.step()  # after the commit
        return found

    follow.follow = stepping
    try:
        follower.drain()
    finally:
        follow.follow = plain
    return steps.done


def _stepping(reaction: Reaction, steps: Steps) -> Reaction:
    """The reaction with a step before it, and one between its effects and all that comes after."""

    def run(event: Event, by: Actor) -> None:
        steps.step()
        reaction.run(event, by)
        steps.step()

    return Reaction(reaction.name, reaction.wants, run)


def drain_and_die(last: int | None) -> int:
    """Let another worker follow, killed before step `last`; returns how it ended."""
    return in_a_process(lambda: drain(last))
