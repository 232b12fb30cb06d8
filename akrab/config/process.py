"""How a process of the tree ends when its parent does."""

import ctypes
import os
import signal
import sys

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
