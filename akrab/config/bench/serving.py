"""The product as it is served: started on the bench's company, and once more on an empty folder for its own figures."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import psutil
from django.conf import settings

PATIENCE = 120.0
SCREEN = "/accounts/login/"
SETTLED = 8.0  # seconds after which a fresh tree is idle


class NotServed(Exception):
    """`akrab serve` did not come up."""


@dataclass(frozen=True)
class Fresh:
    """Figures of a tree of its own: seconds to the first screen, at first and again, and bytes when idle."""

    first: float
    again: float
    memory: int


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def served(folder: Path, port: int, *options: str) -> Iterator[psutil.Process]:
    """`akrab serve` on a folder, answering; stopped afterwards."""
    command = [sys.executable, "-c", "from akrab.config.cli import main; main()", "serve"]
    environment = {
        name: value for name, value in os.environ.items() if name not in ("AKRAB_DATA", "AKRAB_SECRET_KEY")
    }
    if (folder / "database").exists() or folder != settings.DATA_DIR:
        environment.pop("DATABASE_URL", None)
    log = (folder.parent / f"{folder.name}.log").open("wb")
    tree = subprocess.Popen(
        [*command, "--data", str(folder), "--port", str(port), *options],
        env=environment,
        stdout=log,
        stderr=log,
    )
    try:
        _wait(tree, f"http://127.0.0.1:{port}{SCREEN}")
        yield psutil.Process(tree.pid)
    finally:
        tree.terminate()
        tree.wait(60)
        log.close()


def _wait(tree: "subprocess.Popen[bytes]", address: str) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if tree.poll() is not None:
            raise NotServed(f"akrab serve ended with {tree.returncode}")
        with suppress(OSError), urllib.request.urlopen(address, timeout=5) as answer:
            if answer.status == 200:
                return
        time.sleep(0.02)
    raise NotServed("akrab serve did not answer")


def fresh_figures(near: Path) -> Fresh:
    """Start the product with its demo company on an empty folder, stop it, and start it again."""
    folder = near / "fresh"
    shutil.rmtree(folder, ignore_errors=True)
    port = free_port()
    try:
        began = time.monotonic()
        with served(folder, port, "--demo"):
            first = time.monotonic() - began
        began = time.monotonic()
        with served(folder, port, "--demo") as tree:
            again = time.monotonic() - began
            time.sleep(SETTLED)
            return Fresh(first, again, memory_of(tree))
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def memory_of(tree: psutil.Process) -> int:
    """What the tree keeps in memory, pages that several processes share counted once (PSS), in bytes."""
    total = 0
    for process in [tree, *tree.children(recursive=True)]:
        with suppress(psutil.NoSuchProcess, psutil.AccessDenied):
            total += process.memory_full_info().pss
    return total
