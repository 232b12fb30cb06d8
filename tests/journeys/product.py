"""One running product for all stories: its process tree, the clock its processes share, and the mail server outside."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from aiosmtpd.controller import Controller

from akrab.config.place import DATABASE
from akrab.tenancy.embedded import EmbeddedServer
from tests.process.ports import free_port
from tests.process.tree import Tree

MANILA = ZoneInfo("Asia/Manila")
ROOT = Path(__file__).resolve().parents[2]
MOST_MEGABYTES = 2  # that a file may weigh
A_TUESDAY = "2026-03-03 10:20"  # when the demo company is looked at


class Postman:
    """The mail server of everybody who is written to."""

    def __init__(self) -> None:
        self.received: list[EmailMessage] = []
        self.controller = Controller(self, hostname="127.0.0.1", port=free_port())
        self.controller.start()

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802 (aiosmtpd's name)
        self.received.append(message_from_bytes(envelope.content, policy=policy.default))
        return "250 taken"

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.controller.port}"

    def letters_to(self, address: str) -> list[EmailMessage]:
        return [mail for mail in self.received if mail["To"] == address]

    def wait_for(self, address: str, count: int = 1, timeout: float = 30) -> EmailMessage:
        """The last letter to this address, once there are `count` of them."""
        end = time.monotonic() + timeout
        while len(self.letters_to(address)) < count:
            assert time.monotonic() < end, f"no letter came to {address}; there are {self.received}"
            time.sleep(0.05)
        return self.letters_to(address)[-1]


class Product(Tree):
    """`akrab serve --demo` in a folder of its own, and companies as they were set up."""

    def __init__(self) -> None:
        super().__init__()
        self.clock = self.data / "clock"
        self.post = Postman()
        self.given = {
            "AKRAB_CLOCK_FILE": str(self.clock),
            "AKRAB_SMTP_URL": self.post.url,
            "AKRAB_TRUSTED_NETWORKS": "127.0.0.0/8",  # where the programs listen that webhooks call
            "AKRAB_MAX_UPLOAD_MB": str(MOST_MEGABYTES),
            "DJANGO_SETTINGS_MODULE": "akrab.config.settings",  # not the test-suite's: it is the product itself
        }
        self.at(A_TUESDAY)

    def open(self) -> None:
        """Start everything, and wait until it answers."""
        before = dict(os.environ)
        os.environ.update(self.given)
        try:
            self.start("--demo")
        finally:
            os.environ.clear()
            os.environ.update(before)

    def close(self) -> None:
        self.post.controller.stop()
        self.remove()

    def at(self, moment: str) -> None:
        """Set the clock of all processes to a moment in Manila, such as `2026-03-02 09:00`."""
        fresh = self.clock.with_suffix(".new")
        fresh.write_text(moment_at(moment).isoformat())
        fresh.replace(self.clock)
        self.moment = moment_at(moment)

    def python(self, module: str, *words: str) -> Any:
        """Run a module of the tests inside the installation; what it printed as JSON."""
        environment = {
            **os.environ,
            **self.given,
            "AKRAB_DATA": str(self.data),
            "AKRAB_SECRET_KEY": (self.data / "secret_key").read_text().strip(),
            "DATABASE_URL": EmbeddedServer(self.data / "database").url(DATABASE, "akrab_app"),
            "AKRAB_PUBLIC_URL": self.address,
        }
        done = subprocess.run(
            [sys.executable, "-m", module, *words],
            env=environment, cwd=ROOT, capture_output=True, text=True, timeout=120,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)


def moment_at(moment: str) -> datetime:
    """An aware moment in Manila."""
    return datetime.fromisoformat(moment).replace(tzinfo=MANILA)
