"""How a process of the tree begins when its parent says so, and ends when its parent does."""

import contextlib
import ctypes
import os
import signal
import sys
from typing import IO

GO = b"go\n"
STREAMS_END = signal.SIGUSR1  # tells a process that answers requests to end its live streams
PR_SET_PDEATHSIG = 1


def end_with_parent(how: signal.Signals, parent: int | None = None) -> None:
    """Have the kernel send `how` to this process when the thread that started it ends (Linux only).

    `parent` is the process id that the parent had; where it is not given, the parent is never process 1.
    """
    if sys.platform != "linux":
        return
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, how)
    now = os.getppid()
    if now != parent if parent else now == 1:  # it ended before we asked
        os.kill(os.getpid(), how)


def tell_to_go(stream: IO[bytes]) -> None:
    """Let a child go on that waits for it at the other end of `stream`."""
    with contextlib.suppress(BrokenPipeError), stream:
        stream.write(GO)


def is_told_to_go() -> bool:
    """Wait for the parent's word on standard input; False when it has gone without a word."""
    return sys.stdin.buffer.readline() == GO
