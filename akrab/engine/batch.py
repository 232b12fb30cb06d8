"""What reactions share while a batch of events is followed: what was looked up, what changed, what its end does.

Outside a batch each of these does its work at once, so that whoever uses them need not know.
"""

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any, TypeVar, cast
from uuid import UUID

from akrab.engine.models import Event

T = TypeVar("T")


@dataclass
class Batch:
    """The events of a batch, the records that were written to since it began, and what is remembered until it ends."""

    events: Sequence[Event]
    changed: set[UUID] = field(default_factory=set)
    held: dict[Hashable, Any] = field(default_factory=dict)
    at_end: dict[Callable[[list[Any]], None], list[Any]] = field(default_factory=dict)


_open: ContextVar[Batch | None] = ContextVar("batch", default=None)


@contextmanager
def opened(events: Sequence[Event]) -> Iterator[None]:
    """Follow these events as one batch; what was put off is done before it closes."""
    batch = Batch(events)
    token = _open.set(batch)
    try:
        yield
        for done, items in batch.at_end.items():
            done(items)
    finally:
        _open.reset(token)


def current() -> Batch | None:
    return _open.get()


def once(key: Hashable, make: Callable[[], T]) -> T:
    """What `make` gives, worked out once in a batch; of things that reactions of the batch do not change."""
    batch = _open.get()
    if batch is None:
        return make()
    if key not in batch.held:
        batch.held[key] = make()
    return cast(T, batch.held[key])


def together(done: Callable[[list[Any]], None], item: Any) -> None:
    """Let `done` have this item with the others of the batch, at its end."""
    batch = _open.get()
    if batch is None:
        done([item])
    else:
        batch.at_end.setdefault(done, []).append(item)


def wrote(records: Iterable[UUID]) -> None:
    """These records are not any more as they were when the batch began."""
    batch = _open.get()
    if batch is not None:
        batch.changed.update(records)
