"""What the web server loads before it forks is safe to be shared, and how many processes it forks."""

import os
import subprocess
import sys

import pytest

from akrab.config import web

FORKS = """
import os, sys, threading
from akrab.config import web
web.load()
from django.db import connection
from akrab.tenancy.ids import new_id
assert threading.active_count() == 1 and connection.connection is None
new_id()
sys.stdout.flush()
for _process in range(3):
    if os.fork() == 0:
        os.write(1, "".join(f"{new_id()}\\n" for _id in range(20)).encode())
        os._exit(0)
    os.wait()
"""


def test_forked_processes_inherit_no_thread_and_no_connection_and_give_different_ids() -> None:
    done = subprocess.run([sys.executable, "-c", FORKS], capture_output=True, text=True, check=True)
    ids = done.stdout.split()
    assert len(ids) == len(set(ids)) == 60


def test_a_process_for_each_processor_unless_told_otherwise(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AKRAB_WEB_PROCESSES", raising=False)
    assert 1 <= web.process_count() <= web.MOST_PROCESSES
    monkeypatch.setattr(os, "sched_getaffinity", lambda _pid: set(range(64)))
    assert web.process_count() == web.MOST_PROCESSES
    monkeypatch.setattr(web, "LEAST_MEMORY", 2**60)
    assert web.process_count() == 1
    monkeypatch.setenv("AKRAB_WEB_PROCESSES", "7")
    assert web.process_count() == 7
