"""The databases of the test-suite: one migrated template per state of the schema, one copy per worker.

The server is the embedded one, without fsync, below the temporary folder; or, where DATABASE_URL names a
login that may create roles and databases, an ordinary one.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psutil
import psycopg
from django.db import connection
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from akrab.config import fresh
from akrab.tenancy import roles
from akrab.tenancy.embedded import EmbeddedServer

ROOT = Path(__file__).resolve().parent.parent
SCHEMA_SOURCES = (
    "akrab/**/migrations/*.py",
    "akrab/**/models.py",
    "akrab/**/models/*.py",
    "akrab/tenancy/**/*.py",
    "akrab/engine/**/*.py",
    "akrab/config/settings*.py",
    "akrab/config/fresh.py",
    "tests/contract/objects/**/*.py",
    "requirements.txt",
)
UNSAFE_BUT_QUICK = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
}
ONE_AT_A_TIME = 7_241_633  # the advisory lock under which templates are made and copied


class TestDatabase:
    """The database of one test process."""

    __test__ = False

    def __init__(self) -> None:
        self.name = f"akrab_test_{os.getpid()}"
        self.template = f"akrab_template_{_schema_hash()}"
        self.server: EmbeddedServer | None = None
        self.admin_url = os.environ.get("DATABASE_URL", "")
        self._holding: psycopg.Connection | None = None

    def open(self) -> None:
        """Have a fresh, migrated, empty database, and connect Django to it as the application's role."""
        if not self.admin_url:
            self.server = EmbeddedServer(_server_folder(), UNSAFE_BUT_QUICK)
            self.server.acquire()
            self.admin_url = self.server.url("postgres")
        with self._alone() as admin:
            self._sweep(admin)
            if not _exists(admin, self.template):
                self._make_template(admin)
            self._hold_template()
            self._copy(admin)
        self._connect(self.name, roles.APP)

    def renew(self) -> None:
        """Throw away whatever was written."""
        connection.close()
        with self._alone() as admin:
            self._copy(admin)

    def close(self) -> None:
        """Remove the database, and let go of the server."""
        connection.close()
        with self._alone() as admin:
            _drop(admin, self.name)
        if self._holding:
            self._holding.close()
        if self.server:
            self.server.release()

    @contextlib.contextmanager
    def _alone(self) -> Iterator[psycopg.Connection]:
        with psycopg.connect(self.admin_url, autocommit=True) as admin:
            admin.execute("select pg_advisory_lock(%s)", [ONE_AT_A_TIME])
            yield admin

    def _copy(self, admin: psycopg.Connection) -> None:
        _drop(admin, self.name)
        names = sql.Identifier(self.name), sql.Identifier(self.template), sql.Identifier(roles.OWNER)
        admin.execute(sql.SQL("create database {} template {} owner {}").format(*names))

    def _make_template(self, admin: psycopg.Connection) -> None:
        making = f"{self.template}_making"
        _drop(admin, making)
        roles.bootstrap(make_conninfo(self.admin_url, dbname="postgres"), making)
        self._connect(making, roles.OWNER)
        fresh.lay_tables()
        connection.close()
        rename = sql.SQL("alter database {} rename to {}")
        admin.execute(rename.format(sql.Identifier(making), sql.Identifier(self.template)))

    def _hold_template(self) -> None:
        """Keep others, who may be at work on another schema, from sweeping the template while it is used here."""
        self._holding = psycopg.connect(self.admin_url, autocommit=True)
        self._holding.execute("select pg_advisory_lock_shared(hashtext(%s))", [self.template])

    def _sweep(self, admin: psycopg.Connection) -> None:
        """Remove templates that nobody uses any more and databases of processes that died."""
        found = admin.execute("select datname from pg_database where datname like 'akrab\\_te%'").fetchall()
        for (name,) in found:
            _, kind, rest = name.split("_", 2)
            pid = rest.partition("_")[0]
            is_orphan = kind == "test" and pid.isdigit() and not psutil.pid_exists(int(pid))
            if is_orphan or (
                kind == "template" and not name.startswith(self.template) and _is_unused(admin, name)
            ):
                _drop(admin, name)

    def _connect(self, name: str, role: str) -> None:
        parts = conninfo_to_dict(self.admin_url)
        connection.close()
        connection.settings_dict.update(
            NAME=name,
            USER=parts.get("user") or "",
            PASSWORD=parts.get("password") or "",
            HOST=parts.get("host") or "",
            PORT=str(parts.get("port") or ""),
            OPTIONS={"options": f"-c role={role}"},
        )


def _schema_hash() -> str:
    digest = hashlib.sha256()
    found = {path for pattern in SCHEMA_SOURCES for path in ROOT.glob(pattern)}
    files = {path for path in found if not path.name.startswith("test_")}
    for path in sorted(files):
        digest.update(str(path.relative_to(ROOT)).encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:12]


def _server_folder() -> Path:
    """Below the temporary folder, where the account of the server can reach; one per checkout."""
    checkout = hashlib.sha256(str(ROOT).encode()).hexdigest()[:8]
    return Path(tempfile.gettempdir(), f"akrab-tests-{os.getuid()}-{checkout}")


def _exists(admin: psycopg.Connection, name: str) -> bool:
    return admin.execute("select 1 from pg_database where datname = %s", [name]).fetchone() is not None


def _is_unused(admin: psycopg.Connection, template: str) -> bool:
    row = admin.execute(
        "select pg_try_advisory_lock(hashtext(%s)) and pg_advisory_unlock(hashtext(%s))", [template, template]
    ).fetchone()
    return bool(row and row[0])


def _drop(admin: psycopg.Connection, name: str) -> None:
    admin.execute(sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(name)))
