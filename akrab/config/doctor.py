"""`akrab doctor`: how this installation is, in facts that a person can act on and a program can read.

Each finding has a state: `ok`; `note`, which is good to know; `bad`, which is to be mended and makes the exit
code 1.
"""

import json
import os
import shutil
import smtplib
import socket
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from typing import Literal
from urllib.parse import urlsplit

from django.conf import settings
from django.core import checks
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from psycopg_pool import PoolTimeout

from akrab.config.web import THREADS, process_count
from akrab.tenancy import roles

LEAST_DISK = 2 * 1024**3
LATE_JOBS = 300  # seconds
TIMEOUT = 5.0

JOBS_DUE = """
    SELECT count(*), coalesce(extract(epoch FROM now() - min(due)), 0)::int
    FROM (SELECT coalesce(scheduled_at, (
              SELECT max(at) FROM procrastinate_events WHERE job_id = job.id AND type = 'deferred')) AS due
          FROM procrastinate_jobs job WHERE status = 'todo') AS waiting
    WHERE due <= now()
"""
WORKERS_ALIVE = (
    "SELECT count(*) FROM procrastinate_workers WHERE last_heartbeat > now() - interval '1 minute'"
)

State = Literal["ok", "note", "bad"]


@dataclass(frozen=True)
class Finding:
    """One fact about the installation."""

    what: str
    state: State
    value: str
    advice: str = ""


def doctor(*, as_json: bool) -> int:
    """Print all findings: as JSON on standard output, or as lines on standard error; the exit code."""
    findings = list(examine())
    if as_json:
        is_well = not any(finding.state == "bad" for finding in findings)
        report = {"ok": is_well, "findings": {finding.what: asdict(finding) for finding in findings}}
        sys.stdout.write(json.dumps(report, indent=1, ensure_ascii=False) + "\n")
    else:
        signs = {"ok": "  ok", "note": "note", "bad": " BAD"}
        for finding in findings:
            sys.stderr.write(f"{signs[finding.state]}  {finding.what}: {finding.value}\n")
            if finding.advice:
                sys.stderr.write(f"      {finding.advice}\n")
    return 1 if any(finding.state == "bad" for finding in findings) else 0


def examine() -> Iterator[Finding]:
    """Look at everything; a look that fails is itself a finding."""
    for look in LOOKS:
        try:
            yield from look()
        except (DatabaseError, PoolTimeout, OSError) as problem:
            yield Finding(look.__name__.removeprefix("_"), "bad", str(problem).strip())


def _one(query: str) -> tuple[object, ...]:
    with connection.cursor() as cursor:
        cursor.execute(query)
        row: tuple[object, ...] = cursor.fetchone()
        return row


def _database() -> Iterator[Finding]:
    (version,) = _one("SELECT current_setting('server_version')")
    where = (
        "embedded"
        if str(settings.DATA_DIR) in (connection.settings_dict["HOST"] or "")
        else "server of its own"
    )
    yield Finding("database version", "ok", f"PostgreSQL {version} ({where})")
    (has_chinese,) = _one("SELECT show_trgm('王') <> '{}'")
    advice = (
        ""
        if has_chinese
        else "Make the database with LC_CTYPE 'C.UTF-8': search finds no Chinese in this one."
    )
    yield Finding(
        "trigrams for Chinese", "ok" if has_chinese else "bad", "yes" if has_chinese else "no", advice
    )
    plan = MigrationExecutor(connection).migration_plan(
        MigrationExecutor(connection).loader.graph.leaf_nodes()
    )
    advice = "Run `akrab serve` once: it migrates." if plan else ""
    yield Finding("migrations", "bad" if plan else "ok", f"{len(plan)} to run" if plan else "all run", advice)


def _wall() -> Iterator[Finding]:
    standing = roles.standing(connection)
    yield Finding("database role", "ok", f"{standing.role}, signed in as {standing.login}")
    if standing.is_bound:
        yield Finding("database login", "ok", f"{standing.login} can take no other role")
    else:
        yield Finding(
            "database login", "note", f"{standing.login} could leave the role by RESET ROLE",
            "Name a login of akrab_app alone in DATABASE_URL, and the owner's in AKRAB_OWNER_URL.",
        )  # fmt: skip
    if standing.is_wall_up:
        yield Finding("row-level security", "ok", "in force")
    else:
        why = "connected as a superuser" if standing.is_superuser else "connected as the owner of the tables"
        why = f"missing on {', '.join(standing.unprotected_tables)}" if standing.unprotected_tables else why
        yield Finding(
            "row-level security", "bad", f"not in force: {why}",
            "Connect as akrab_app (AKRAB_DB_ROLE) and let `akrab serve` migrate as akrab_owner.",
        )  # fmt: skip


def _mail() -> Iterator[Finding]:
    if not settings.SMTP_URL:
        yield Finding("mail", "note", "no server named: mail waits", "Name one in AKRAB_SMTP_URL.")
        return
    address = urlsplit(settings.SMTP_URL)
    is_secure = address.scheme == "smtps"
    kind = smtplib.SMTP_SSL if is_secure else smtplib.SMTP
    try:
        with kind(
            address.hostname or "localhost", address.port or (465 if is_secure else 25), timeout=TIMEOUT
        ) as server:
            server.noop()
    except (OSError, smtplib.SMTPException) as problem:
        yield Finding(
            "mail", "bad", f"{address.hostname} does not answer: {problem}", "Check AKRAB_SMTP_URL."
        )
    else:
        yield Finding("mail", "ok", f"{address.hostname} answers")


def _jobs() -> Iterator[Finding]:
    waiting, oldest = _one(JOBS_DUE)
    is_late = isinstance(oldest, int) and oldest > LATE_JOBS
    text = f"{waiting} waiting" + (f", the oldest for {oldest} s" if oldest else "")
    yield Finding("jobs", "bad" if is_late else "ok", text, "Is the worker running?" if is_late else "")
    (failed,) = _one("SELECT count(*) FROM procrastinate_jobs WHERE status = 'failed'")
    if failed:
        yield Finding("failed jobs", "note", str(failed), "An administrator sees them under Settings.")
    (workers,) = _one(WORKERS_ALIVE)
    advice = "" if workers else "`akrab serve` runs one."
    yield Finding("workers", "ok" if workers else "note", f"{workers} at work", advice)


def _disk() -> Iterator[Finding]:
    free = shutil.disk_usage(settings.DATA_DIR).free
    state: State = "bad" if free < LEAST_DISK else "ok"
    advice = "The database stops when the disk is full: make room." if state == "bad" else ""
    yield Finding("disk", state, f"{free / 1024**3:.1f} GiB free at {settings.DATA_DIR}", advice)


def _settings() -> Iterator[Finding]:
    named = sorted(name for name in os.environ if name.startswith("AKRAB_") or name == "DATABASE_URL")
    yield Finding("set by the environment", "ok", ", ".join(named) or "nothing")  # values may be secret
    threads = os.environ.get("AKRAB_WEB_THREADS", THREADS)
    yield Finding("web", "ok", f"{process_count()} processes of {threads} threads")
    faults = [found.msg for found in checks.run_checks() if found.level >= checks.ERROR]
    yield Finding("settings", "bad" if faults else "ok", "; ".join(faults) or "no contradiction found")
    host = urlsplit(settings.PUBLIC_URL).hostname or ""
    is_local = host in ("localhost", socket.gethostname()) or host.startswith("127.")
    if not settings.PUBLIC_URL.startswith("https://"):
        advice = (
            ""
            if is_local
            else "Put a proxy with TLS in front, and name the https address in AKRAB_PUBLIC_URL."
        )
        yield Finding("address", "note" if is_local else "bad", settings.PUBLIC_URL, advice)
    else:
        yield Finding("address", "ok", settings.PUBLIC_URL)
    if settings.DEBUG:
        yield Finding("debug", "bad", "on", "Unset AKRAB_DEBUG: pages of errors show what nobody should see.")


LOOKS: tuple[Callable[[], Iterator[Finding]], ...] = (_database, _wall, _mail, _jobs, _disk, _settings)
