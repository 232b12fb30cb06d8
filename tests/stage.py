"""Companies of tests are made once for a row of tests, in a transaction around theirs; each finds them as made.

A test that uses the database without them, or really commits, finds the stage cleared away.
"""

from __future__ import annotations

import pickle
from collections.abc import Callable, Collection
from typing import Any, cast

import pytest
from django.core.cache import caches
from django.db import connection, transaction

from akrab.engine import shape


class Stage:
    """What stands on the stage of this worker: the play's name, and what was made for it."""

    def __init__(self) -> None:
        self.has_database = False
        self._plays: dict[str, Callable[[], Any]] = {}
        self._play = ""
        self._around: transaction.Atomic | None = None
        self._connection: Any = None
        self._made = b""

    def offer(self, name: str, make: Callable[[], Any]) -> None:
        """Let tests that ask for the fixture `name` play on what `make` makes."""
        self._plays[name] = make

    def give(self, name: str) -> Any:
        """What a play needs, the test's own, as it was made."""
        return pickle.loads(self._made) if self._is_set() and self._play == name else self._plays[name]()

    def prepare(self, test: pytest.Item) -> None:
        """Set the stage for a test that plays on it, clear it for one that uses the database otherwise."""
        names = cast(Collection[str], getattr(test, "fixturenames", ()))
        marker = test.get_closest_marker("django_db")
        commits = "transactional_db" in names or (marker is not None and marker.kwargs.get("transaction"))
        play = "" if commits else next((name for name in self._plays if name in names), "")
        if play:
            self._set(play)
        elif marker is not None or "db" in names or commits:
            self.clear()

    def clear(self) -> None:
        """Take back everything."""
        if self._around is not None and self._is_set():
            transaction.set_rollback(True)
            self._around.__exit__(None, None, None)
        self._around = None

    def _set(self, play: str) -> None:
        """Make what the play needs unless it stands; what the process remembers of it is of the last test."""
        shape._known.clear()
        shape._superseded.clear()
        caches["near"].clear()
        if not self.has_database or (self._play == play and self._is_set()):
            return
        self.clear()
        self._around, self._play = transaction.atomic(), play
        self._around.__enter__()
        self._connection, self._made = connection.connection, pickle.dumps(self._plays[play]())

    def _is_set(self) -> bool:
        is_ours = connection.connection is self._connection and connection.in_atomic_block
        return self._around is not None and is_ours and not connection.needs_rollback


STAGE = Stage()
