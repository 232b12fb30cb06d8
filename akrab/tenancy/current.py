"""The current workspace: which company's rows the code that runs now may touch."""

import enum
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Final
from uuid import UUID

from django.db.models import Model

logger = logging.getLogger("akrab.tenancy")


class NoWorkspace(RuntimeError):
    """Rows of a workspace were asked for where no workspace, or another one, is current."""


class Everywhere(enum.Enum):
    """The scope of an operator's command that looks at all workspaces at once."""

    ALL = "all"


ALL: Final = Everywhere.ALL
_scope: ContextVar[UUID | Everywhere | None] = ContextVar("akrab_workspace", default=None)
_notes: ContextVar[dict[str, Any] | None] = ContextVar("akrab_workspace_notes", default=None)


@contextmanager
def workspace(which: Model | UUID) -> Iterator[UUID]:
    """Make `which` (a Workspace or its id) current inside the block, in this thread or task alone.

    Do not hold it open in a suspended generator: the caller would run in its scope.
    """
    key = which.pk if isinstance(which, Model) else which
    if not isinstance(key, UUID):
        raise TypeError(f"A workspace or its UUID is expected, not {which!r}.")
    token, noted = _scope.set(key), _notes.set({"row": which} if isinstance(which, Model) else {})
    try:
        yield key
    finally:
        _scope.reset(token)
        _notes.reset(noted)


@contextmanager
def all_workspaces(*, reason: str) -> Iterator[None]:
    """Lift the guard inside the block, for operators' commands only; `reason` is logged.

    Row-level security still stands: a connection with the role akrab_app sees no workspace's row here.
    """
    logger.info("All workspaces opened: %s", reason)
    token, noted = _scope.set(ALL), _notes.set(None)
    try:
        yield
    finally:
        _scope.reset(token)
        _notes.reset(noted)


def current_workspace() -> UUID:
    """Return the id of the current workspace, or raise NoWorkspace."""
    scope = _scope.get()
    if isinstance(scope, UUID):
        return scope
    raise NoWorkspace("No workspace is current: open one with `with workspace(...)`.")


def find_workspace() -> UUID | None:
    """Return the id of the current workspace, or None where there is none or all are open."""
    scope = _scope.get()
    return scope if isinstance(scope, UUID) else None


def find_notes() -> dict[str, Any] | None:
    """What is kept as long as the current workspace is open, `row` its row where it was opened by it; None outside."""
    return _notes.get()


def current_scope() -> UUID | Everywhere | None:
    """Return what is open now: one workspace, ALL, or None. For the guard; others ask `find_workspace`."""
    return _scope.get()
