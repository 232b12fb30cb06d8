"""A database beside the one that tests run on, migrated step by step by Django in a process of its own."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from django.db import connection
from psycopg import sql
from psycopg.conninfo import make_conninfo

from akrab.tenancy import roles

UNTIL = """
import sys, django
django.setup()
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
MigrationExecutor(connection).migrate([tuple(one.split(".")) for one in sys.argv[1:]])
"""


def url_of(database: str) -> str:
    """A database of the server that tests run on, as who may make others."""
    known = connection.settings_dict
    parts = {
        "host": known["HOST"],
        "port": known["PORT"],
        "user": known["USER"],
        "password": known["PASSWORD"],
    }
    return make_conninfo("", dbname=database, **{name: value for name, value in parts.items() if value})


@contextmanager
def empty_database(purpose: str) -> Iterator[str]:
    """The name of an empty database, there as long as the block lasts."""
    name = f"akrab_test_{os.getpid()}_{purpose}"
    roles.bootstrap(url_of("postgres"), name)
    try:
        yield name
    finally:
        with psycopg.connect(url_of("postgres"), autocommit=True) as admin:
            admin.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def migrate(database: str, *to: str) -> None:
    """Run the migrations of a database: all of them, or as far as these (`app.migration`) and what they need."""
    whole = ("manage.py", "migrate", "--run-syncdb", "--verbosity", "0")
    subprocess.run(
        [sys.executable, *(("-c", UNTIL, *to) if to else whole)],
        env={
            **os.environ,
            "DATABASE_URL": url_of(database),
            "AKRAB_DB_ROLE": roles.OWNER,
            "DJANGO_SETTINGS_MODULE": "akrab.config.settings_test",
        },
        check=True,
    )
