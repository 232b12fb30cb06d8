"""Who the processes are on the database server: web and worker log in as a role that can become no other."""

import json
import urllib.request
from collections.abc import Iterator

import psycopg
import pytest

from akrab.config.place import DATABASE
from akrab.tenancy.embedded import EmbeddedServer
from tests.process.tree import Tree

pytestmark = pytest.mark.process
LOGINS = """
    SELECT application_name, usename FROM pg_stat_activity
    WHERE datname = 'akrab' AND backend_type = 'client backend' AND pid <> pg_backend_pid()
"""


@pytest.fixture(scope="module")
def tree() -> Iterator[Tree]:
    running = Tree()
    running.start()
    yield running
    running.remove()


def logins(tree: Tree) -> list[tuple[str, str]]:
    """Who is connected: the name of the connection and its login."""
    superuser = EmbeddedServer(tree.data / "database").url(DATABASE)
    with psycopg.connect(superuser) as database:
        return database.execute(LOGINS).fetchall()


def test_web_and_worker_are_the_app_itself_and_the_doctor_says_so(tree: Tree) -> None:
    tree.wait_until(lambda: "akrab-follower" in dict(logins(tree)))  # the worker is there
    urllib.request.urlopen(f"{tree.address}/accounts/login/", timeout=10).close()  # and the web process
    assert {login for _name, login in logins(tree)} == {"akrab_app"}
    findings = json.loads(tree.run("doctor", "--json"))["findings"]
    assert findings["database login"]["value"] == "akrab_app can take no other role"
