"""Where one installation lives: its data folder, its secret key and its database.

Imports no Django, so that the process tree's parent stays small and `akrab --help` quick.
"""

import os
import secrets
import signal
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from akrab.config.process import end_with_parent
from akrab.tenancy.embedded import EmbeddedServer

DATABASE = "akrab"
OWNER, APP = "akrab_owner", "akrab_app"  # as in tenancy.roles, which needs Django


def default_data_folder() -> Path:
    """AKRAB_DATA, or /var/lib/akrab for root, or the folder for data of this person's programs."""
    if chosen := os.environ.get("AKRAB_DATA"):
        return Path(chosen)
    if os.geteuid() == 0:
        return Path("/var/lib/akrab")
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local/share", "akrab")


class NotPrepared(Exception):
    """The database could not be brought up to this release."""


@dataclass
class Place:
    """An installation; when it is open, its database runs as long as this process holds it."""

    data: Path
    server: EmbeddedServer | None
    secret_key: str

    def database_url(self, role: str = APP) -> str:
        """The address that a process of this role logs in at; the embedded server lets each in as itself alone."""
        if self.server:
            return self.server.url(DATABASE, role)
        owner_url = os.environ.get("AKRAB_OWNER_URL") if role == OWNER else None
        return owner_url or os.environ["DATABASE_URL"]

    @property
    def admin_url(self) -> str:
        """The address of a login that may make roles and the database."""
        return self.server.url("postgres") if self.server else self.database_url(OWNER)

    @property
    def environment(self) -> dict[str, str]:
        """What tells a child process, and Django in this one, to work here."""
        return {
            "AKRAB_DATA": str(self.data),
            "AKRAB_SECRET_KEY": self.secret_key,
            "DATABASE_URL": self.database_url(),
            "DJANGO_SETTINGS_MODULE": os.environ.get("DJANGO_SETTINGS_MODULE", "akrab.config.settings"),
        }

    def open(self) -> None:
        """Start the embedded server where needed. Raises `DatabaseUnavailable` when it cannot run there."""
        if self.server:
            self.server.acquire()

    def close(self) -> None:
        """Let go of the database; the embedded server stops when nobody else uses it."""
        if self.server:
            self.server.release()
            self.server.wait_stopped()


def open_place(data: Path | None = None) -> Place:
    """The installation in `data`, open. Raises `DatabaseUnavailable` when that cannot be."""
    place = find_place(data)
    place.open()
    return place


def find_place(data: Path | None = None) -> Place:
    """The installation in `data`, not open yet; its folder is made where it is missing."""
    folder = (data or default_data_folder()).resolve()
    if not folder.exists():
        folder.mkdir(parents=True)
        folder.chmod(0o711)  # the database's account passes through; what lies below closes itself
    server = None if os.environ.get("DATABASE_URL") else EmbeddedServer(folder / "database")
    return Place(folder, server, _secret_key(folder))


def bring_up_to_date(
    place: Place, environment: Mapping[str, str] = os.environ, *, demo: bool = False
) -> None:
    """Prepare the place's database in a process of the owner, and make the demo company there if asked to.

    Raises `NotPrepared` when that fails.
    """
    role = environment.get("AKRAB_DB_ROLE")
    environment = {
        **environment,
        **place.environment,
        "DATABASE_URL": place.database_url(OWNER),
        "AKRAB_DB_ROLE": role or OWNER,
        "AKRAB_ADMIN_URL": place.admin_url,
        "AKRAB_APP_URL": place.database_url(),
        "AKRAB_APP_ROLE": role or APP,
    }
    command = [sys.executable, "-m", "akrab.config.prepare", *(["--demo"] if demo else [])]
    parent = os.getpid()
    done = subprocess.run(
        command,
        env=environment,
        check=False,
        preexec_fn=lambda: end_with_parent(signal.SIGTERM, parent),
    )
    if done.returncode:
        raise NotPrepared("The database could not be brought up to this release; the lines above say why.")


def _secret_key(folder: Path) -> str:
    """AKRAB_SECRET_KEY, or the key made for this installation on its first start."""
    if given := os.environ.get("AKRAB_SECRET_KEY"):
        return given
    path = folder / "secret_key"
    try:
        handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    except FileExistsError:
        return path.read_text().strip()
    with os.fdopen(handle, "w") as file:
        file.write(key := secrets.token_urlsafe(50))
    return key
