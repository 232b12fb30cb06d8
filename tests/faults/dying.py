"""A worker process that dies at a chosen point: no clean-up, no rollback of its own, as when it is killed."""

import multiprocessing
import os
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any, NoReturn

from django.conf import settings
from django.db import connection

from akrab.config import follower
from akrab.engine import follow
from akrab.engine.follow import Reaction
from akrab.engine.models import Event
from akrab.identity.actor import Actor
from akrab.lib import clock

CLEAN = multiprocessing.get_context("forkserver")
CLEAN.set_forkserver_preload(["tests.faults.warm"])
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


@dataclass(frozen=True)
class World:
    """What a process of its own must share with the test: database, files, clock, mail server."""

    database: dict[str, Any]
    data: Path
    now: datetime
    smtp: str

    @classmethod
    def of_this_test(cls) -> "World":
        shared = ("NAME", "USER", "PASSWORD", "HOST", "PORT", "OPTIONS")
        database = {name: connection.settings_dict[name] for name in shared}
        return cls(database, settings.DATA_DIR, clock.now(), settings.SMTP_URL)

    def enter(self) -> None:
        connection.settings_dict.update(self.database)
        settings.DATA_DIR, settings.SMTP_URL = self.data, self.smtp
        clock.set(self.now)


def in_a_process(work: Callable[[], object]) -> int:
    """Run the work, which must be importable, in a process of its own, and return how that ended."""
    process = CLEAN.Process(target=_work_and_exit, args=(World.of_this_test(), work))
    process.start()
    process.join(60)
    if process.is_alive():
        process.kill()
        raise TimeoutError("The process neither finished nor died.")
    assert process.exitcode is not None
    return process.exitcode


def _work_and_exit(world: World, work: Callable[[], object]) -> NoReturn:
    world.enter()
    try:
        work()
    except BaseException:  # noqa: BLE001 (told on standard error; it must not go on as a second test run)
        traceback.print_exc()
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

    return Reaction(reaction.name, reaction.wants, run, reaction.writes)


def drain_and_die(last: int | None) -> int:
    """Let another worker follow, killed before step `last`; returns how it ended."""
    return in_a_process(partial(drain, last))


def tick_and_die(statement: int) -> int:
    """Let another worker do all that is due, killed before its so-manieth statement; returns how it ended."""
    return in_a_process(partial(_tick, statement))


def _tick(last: int) -> None:
    steps = Steps(last)

    def stepping(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        steps.step()
        return execute(sql, params, many, context)

    with connection.execute_wrapper(stepping):
        follower.tick()
