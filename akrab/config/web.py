"""The web server: it loads the product once, and forks the processes that answer requests from itself.

    python -m akrab.config.web HOST PORT     begins to listen when told to go on its standard input

What was loaded before the fork is shared by all of them, so a further process costs little memory, and one that
died is there again at once.
"""

import contextlib
import gc
import importlib
import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Callable
from functools import partial
from types import FrameType

import django
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from akrab.config.process import STREAMS_END, is_told_to_go

LEAST_MEMORY = 1536 * 1024**2  # bytes a machine has before a second process is worth its memory
MOST_PROCESSES = 4  # by default: each may hold eight connections to the database
# New objects before a look for garbage: a page makes thousands, nearly all short-lived.
COLLECTED = (10_000, 20, 20)
THREADS = "4"  # by default, in each process


def process_count() -> int:
    """AKRAB_WEB_PROCESSES, or as many as there are processors, up to four; one on a small machine."""
    if chosen := os.environ.get("AKRAB_WEB_PROCESSES"):
        return int(chosen)
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    processors = len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1
    return min(processors, MOST_PROCESSES) if memory >= LEAST_MEMORY else 1


def load() -> None:
    """Import all that requests need. Opens no connection and starts no thread, which no fork would survive."""
    django.setup()
    importlib.import_module("akrab.config.urls")
    gc.collect()
    gc.freeze()  # what is there stays: collections need neither look at it nor write to its pages
    gc.set_threshold(*COLLECTED)


def main() -> None:
    """Load, wait for the word, and serve until SIGTERM."""
    host, port = sys.argv[1:]
    load()
    assert threading.active_count() == 1, threading.enumerate()
    if not is_told_to_go():
        return
    server = Granian(
        "akrab.config.asgi:application",
        address=host,
        port=int(port),
        interface=Interfaces.ASGI,
        workers=process_count(),
        websockets=False,
        respawn_failed_workers=True,
        workers_kill_timeout=5,
        log_level=LogLevels.warning,
    )
    server.on_startup(_end_streams_first)
    server.serve()


def _end_streams_first() -> None:
    """When told to stop, have the live streams end before: the server waits for every answer under way."""
    for number in (signal.SIGTERM, signal.SIGINT):
        stop = signal.getsignal(number)
        assert callable(stop)
        signal.signal(number, partial(_end_streams, stop))


def _end_streams(
    stop: Callable[[int, FrameType | None], object], number: int, frame: FrameType | None
) -> None:
    for child in multiprocessing.active_children():
        if child.pid is not None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(child.pid, STREAMS_END)
    stop(number, frame)


if __name__ == "__main__":
    main()
