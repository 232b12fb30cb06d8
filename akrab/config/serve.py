"""`akrab serve`: the process tree. Database, web, and worker with its scheduler; what dies is started again.

    akrab serve ── keeper ── postgres      stops when the last process that holds its lock is gone
       ├── web ── web processes            SIGTERM when the parent dies; its processes are killed with it
       └── worker                          SIGKILL when the parent dies: jobs resume from what is committed

This process imports no Django and holds nothing that could be lost: killing it, or any other, or all of them,
leaves no orphan and no port taken, and the next start goes on where this one ended.
"""

import contextlib
import errno
import fcntl
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path

import click

from akrab.config.place import Place, bring_up_to_date, find_place
from akrab.config.process import end_with_parent, tell_to_go

FIRST_PAUSE, LONGEST_PAUSE = 0.5, 30.0  # seconds before a part that died is started again
STEADY = 30.0  # a part that ran this long has recovered
PATIENCE = 12.0  # seconds for parts to finish what they do when told to stop
PORT_PATIENCE = 8.0  # seconds for a port to become free: children of a killed parent need up to five
LOCAL = {"0.0.0.0": "127.0.0.1", "": "127.0.0.1", "::": "[::1]"}  # where to find what listens everywhere
KEPT_FREE = (
    "1048576"  # bytes not given back: a page of 144 kB was else taken from the kernel anew, a thousand faults
)
LOOK = 0.25  # seconds between looks at the parts


@dataclass
class Part:
    """One child process and how it is faring."""

    name: str
    command: list[str]
    environment: dict[str, str]
    on_parent_death: signal.Signals
    waits_for_word: bool = False
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    start_at: float = 0.0
    failures: int = 0

    def start(self) -> None:
        """Start it, in a process group of its own; one that waits for the word has yet to get it."""
        parent = os.getpid()
        self.started = time.monotonic()
        self.process = subprocess.Popen(
            self.command,
            env=self.environment,
            stdin=subprocess.PIPE if self.waits_for_word else subprocess.DEVNULL,
            start_new_session=True,
            preexec_fn=lambda: end_with_parent(self.on_parent_death, parent),  # noqa: PLW1509 (one thread)
        )

    def go(self) -> None:
        """Give it the word, if it runs and waits for it."""
        if self.process is not None and self.process.stdin is not None and not self.process.stdin.closed:
            tell_to_go(self.process.stdin)

    def look_after(self) -> None:
        """Start it if it is due; if it has died, clear away what it left and set a later start."""
        now = time.monotonic()
        if self.process is None:
            if now >= self.start_at:
                self.start()
        elif self.process.poll() is not None:
            self.kill_group()
            self.failures = 0 if now - self.started > STEADY else self.failures + 1
            pause = min(LONGEST_PAUSE, FIRST_PAUSE * 2**self.failures)
            say(f"{self.name} ended ({self.process.returncode}), starts again in {pause:.0f} s")
            self.process, self.start_at = None, now + pause

    def ask_to_stop(self) -> None:
        """SIGTERM: it finishes what it does."""
        if self.process is not None:
            self.process.terminate()

    def wait_stopped(self, end: float) -> None:
        """Until `end` by the monotonic clock; then it is killed with all its children."""
        if self.process is not None:
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(max(0.1, end - time.monotonic()))
            self.kill_group()
            self.process.wait()

    def kill_group(self) -> None:
        """Kill whatever is left of its process group."""
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self.process.pid, signal.SIGKILL)


def say(line: str) -> None:
    """Tell the person at the terminal."""
    click.echo(line, err=True)


def serve(data: Path | None, host: str, port: int, *, demo: bool) -> int:
    """Run everything until SIGTERM or SIGINT; return the exit code."""
    stopping = Stopping()
    place = find_place(data)
    lock = _only_one(place.data)
    if lock is None:
        say(f"Akrab already runs on {place.data}. Stop it first, or name another folder with --data.")
        return 1
    unclean = place.data / "serve.running"  # stays behind when this process is killed
    patience = PORT_PATIENCE if unclean.exists() else 0.0
    unclean.touch()
    if not _wait_for_port(host, port, time.monotonic() + patience, stopping):
        say(f"Port {port} is taken by another program. Name another one with --port.")
        return 1
    address = f"http://{LOCAL.get(host, host)}:{port}"
    environment = _environment(place, address, demo)
    web, worker = _parts(host, port, environment)
    with contextlib.closing(place), _stopped_at_the_end(web, worker):
        web.start()  # it loads while the database is made ready, and listens when told to
        place.open()
        bring_up_to_date(place, environment, demo=demo)
        _supervise(place, (web, worker), stopping, address)
    unclean.unlink(missing_ok=True)
    return 0


class Stopping:
    """Becomes true at the first SIGTERM, SIGINT or SIGHUP."""

    def __init__(self) -> None:
        self._asked = False
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, self._ask)

    def _ask(self, *_: object) -> None:
        self._asked = True

    def __bool__(self) -> bool:
        return self._asked


def _environment(place: Place, address: str, demo: bool) -> dict[str, str]:
    """What the parts are told: not how the owner logs in.

    A person's own AKRAB_PUBLIC_URL counts more than the address we listen on.
    """
    ours = {"AKRAB_SUPERVISED": "1", **({"AKRAB_DEMO": "1"} if demo else {})}
    if place.server:  # it is in this folder, which we have locked
        ours["AKRAB_ONLY_WORKER"] = "1"
    thrifty = {
        "MALLOC_ARENA_MAX": "2",  # glibc else keeps an arena a thread
        "MALLOC_TRIM_THRESHOLD_": KEPT_FREE,
        "MALLOC_MMAP_THRESHOLD_": KEPT_FREE,
    }
    inherited = {name: value for name, value in os.environ.items() if name != "AKRAB_OWNER_URL"}
    return {"AKRAB_PUBLIC_URL": address, **thrifty, **inherited, **place.environment, **ours}


def _parts(host: str, port: int, environment: dict[str, str]) -> tuple[Part, Part]:
    web = [sys.executable, "-m", "akrab.config.web", host, str(port)]
    worker = [sys.executable, "-c", "from akrab.config.worker import main; main()"]
    return (
        Part("web", web, environment, signal.SIGTERM, waits_for_word=True),
        Part("worker", worker, environment, signal.SIGKILL),
    )


@contextlib.contextmanager
def _stopped_at_the_end(*parts: Part) -> Iterator[None]:
    """However the block ends, the parts end too: first asked, then killed."""
    try:
        yield
    finally:
        for part in parts:
            part.ask_to_stop()
        end = time.monotonic() + PATIENCE
        for part in parts:
            part.wait_stopped(end)


def _supervise(place: Place, parts: Sequence[Part], stopping: Stopping, address: str) -> None:
    """Have the parts run, start them again as they die, and the database too, until told to stop."""
    is_announced = False
    while not stopping:
        for part in parts:
            part.look_after()
            part.go()
        if place.server and not place.server.is_listening():
            say("the database ended, starts again")
            place.server.ensure()
        if not is_announced and _answers(address):
            is_announced = True
            say(f"Akrab is at {address}")
        time.sleep(LOOK if is_announced else LOOK / 5)


def _only_one(folder: Path) -> int | None:
    """A lock on the folder, held as long as this process lives; None when another one has it."""
    lock = os.open(folder / "serve.lock", os.O_CREAT | os.O_RDWR, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(lock)
        return None
    return lock


def _wait_for_port(host: str, port: int, end: float, stopping: Stopping) -> bool:
    """Whether the port is free, after waiting until `end` for what a killed predecessor may have left."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    while not stopping:
        with socket.socket(family) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except OSError as problem:
                if problem.errno != errno.EADDRINUSE or time.monotonic() > end:
                    return False
            else:
                return True
        time.sleep(LOOK)
    return False


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(f"{address}/healthz", timeout=1) as answer:
            return bool(answer.status == HTTPStatus.OK)
    except OSError:
        return False
