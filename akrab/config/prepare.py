"""Bringing a database up to this release: roles, database, tables, and a look at what the server can do.

Runs as a process of its own, as the owner of the tables, before anything else works there. With --demo it then
makes the demo company, in the application's role.
"""

import gc
import importlib
import os
import sys

import django
import psycopg
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.db import connection
from psycopg.conninfo import make_conninfo

from akrab.config.place import DATABASE
from akrab.config.settings import database
from akrab.lib.migrated import is_migrated

OLDEST_SERVER = 150000
SELDOM = 50_000  # objects between two collections of garbage: this process is short and makes many


class UnfitServer(Exception):
    """The server lacks something that cannot be done without; the message says what."""


def prepare(admin_url: str) -> None:
    """Make what is missing: roles, database, and tables, or what is new about them; what is there stays as it is."""
    # Needs Django to be set up.
    from akrab.config import fresh  # noqa: PLC0415
    from akrab.tenancy import policies, roles  # noqa: PLC0415

    if os.environ["AKRAB_DB_ROLE"] != "none":
        roles.bootstrap(_existing(admin_url), connection.settings_dict["NAME"] or DATABASE)
    check_server()
    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit = off")  # a migration lost with the machine is only run again
    if fresh.is_fresh():
        fresh.lay_tables()
    elif is_migrated(connection):  # then Django's command would only take its time
        policies.lay_after_migrate(connection.alias)
    else:
        call_command("migrate", verbosity=0, interactive=False)
    if not settings.DEMO and not get_user_model().objects.exists():
        sys.stderr.write(
            f"Nobody can sign in yet: akrab user add EMAIL --workspace NAME --data {settings.DATA_DIR}\n"
        )


def _existing(url: str) -> str:
    """The same address, or that of the database every server has, while ours is not there yet."""
    try:
        psycopg.connect(url, connect_timeout=10).close()
    except psycopg.OperationalError as problem:
        if "does not exist" not in str(problem):
            raise
        return make_conninfo(url, dbname="postgres")
    return url


def check_server() -> None:
    """Refuse a server that is too old, or whose locale gives Chinese no trigrams."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('server_version_num')::int, current_setting('server_version')")
        number, version = cursor.fetchone()
        if number < OLDEST_SERVER:
            raise UnfitServer(f"PostgreSQL 15 or later is needed; this server is {version}.")
        cursor.execute("SELECT show_trgm('王') <> '{}'")
        if not cursor.fetchone()[0]:
            raise UnfitServer(
                "This database's LC_CTYPE knows no letters beyond ASCII: Chinese would not be found. "
                "Make it with: CREATE DATABASE … TEMPLATE template0 ENCODING 'UTF8' LC_CTYPE 'C.UTF-8'."
            )


def make_demo() -> None:
    """Make the demo company as the application would, behind the wall."""
    connection.close()
    connection.close_pool()  # type: ignore[attr-defined]
    connection.settings_dict.update(database(os.environ["AKRAB_APP_URL"], os.environ["AKRAB_APP_ROLE"]))
    importlib.import_module("akrab.config.demo.command").main()


def main() -> int:
    """The process: 0, or 1 with a sentence on standard error."""
    gc.set_threshold(SELDOM, 20, 100)
    django.setup()
    try:
        prepare(os.environ["AKRAB_ADMIN_URL"])
        if "--demo" in sys.argv:
            make_demo()
    except Exception as problem:
        if os.environ.get("AKRAB_DEBUG"):
            raise
        sys.stderr.write(f"{type(problem).__name__}: {problem}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
