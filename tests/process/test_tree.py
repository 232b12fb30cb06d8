"""The process tree: whatever is killed, it comes back, leaves nothing behind, loses no acknowledged row."""

import http.client
import json
import socket
import threading
import time
from collections.abc import Iterator

import psycopg
import pytest

from akrab.config.place import DATABASE
from akrab.tenancy.embedded import EmbeddedServer
from tests.process.tree import WEB_PROCESSES, Tree

PASSWORD = "a good long password"
STOPS = 3.0  # seconds within which all has stopped, with nothing under way but open pages
LOGINS = """
    SELECT application_name, usename FROM pg_stat_activity
    WHERE datname = 'akrab' AND backend_type = 'client backend' AND pid <> pg_backend_pid()
"""
pytestmark = pytest.mark.process


@pytest.fixture(scope="module")
def tree() -> Iterator[Tree]:
    running = Tree()
    running.start()
    with running.database() as database:
        database.execute("create table acknowledged (number int)")
    yield running
    running.remove()


class Writer(threading.Thread):
    """Commits numbers until the database goes away, and remembers the last one that was acknowledged."""

    def __init__(self, tree: Tree) -> None:
        super().__init__(daemon=True)
        self.tree = tree
        self.first = self.last = tree_maximum(tree)

    def run(self) -> None:
        try:
            with self.tree.database() as database:
                while True:
                    database.execute("insert into acknowledged values (%s)", [self.last + 1])
                    self.last += 1
        except psycopg.OperationalError:
            return


def tree_maximum(tree: Tree) -> int:
    with tree.database() as database:
        row = database.execute("select coalesce(max(number), 0) from acknowledged").fetchone()
    assert row is not None
    return int(row[0])


def is_port_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def test_it_announces_where_it_is_and_answers(tree: Tree) -> None:
    assert tree.answers()
    assert tree.address in tree.said()


class Page:
    """An open page: the stream of events it listens to."""

    def __init__(self, tree: Tree, slug: str, cookies: str) -> None:
        self.client = http.client.HTTPConnection("127.0.0.1", tree.port, timeout=10)
        self.client.request("GET", f"/events?w={slug}", headers={"Cookie": cookies})
        self.answer = self.client.getresponse()

    def next_event(self) -> tuple[str, dict[str, str]]:
        name = ""
        while line := self.answer.readline().decode():
            word, _, rest = line.strip().partition(": ")
            if word == "event":
                name = rest
            elif word == "data":
                return name, json.loads(rest)
        raise EOFError

    def server(self, tree: Tree) -> int:
        """The web process at the other end."""
        here = self.client.sock.getsockname()[1]
        for process in tree.web_processes():
            if any(line.raddr and line.raddr.port == here for line in process.net_connections("tcp")):
                return process.pid
        raise LookupError(here)


def pages_at_every_web_process(tree: Tree, slug: str, cookies: str) -> list[Page]:
    """Open pages until each web process has one; the kernel shares connections out by chance."""
    pages: list[Page] = []
    while len({page.server(tree) for page in pages}) < WEB_PROCESSES:
        assert len(pages) < 40
        pages.append(Page(tree, slug, cookies))
        assert pages[-1].answer.status == 200
    return pages


def test_an_open_page_hears_of_a_change_within_a_second_and_of_a_lost_connection(tree: Tree) -> None:
    tree.run("user", "add", "ana@example.com", "--workspace", "acme", AKRAB_PASSWORD=PASSWORD)
    cookies, _said = tree.sign_in("ana@example.com", PASSWORD)
    first = {page.server(tree): page for page in reversed(pages_at_every_web_process(tree, "acme", cookies))}
    for page in first.values():  # what was told before this process listened is not known there
        assert page.next_event() == ("reload", {})
    pages = pages_at_every_web_process(tree, "acme", cookies)
    assert Page(tree, "acme", "").answer.status == 403
    with tree.database() as database:
        row = database.execute("select id from identity_workspace where slug = 'acme'").fetchone()
        assert row is not None
        told = {"w": str(row[0]), "to": None, "k": "deal.won", "o": "deal", "r": "1"}
        started = time.monotonic()
        database.execute("select pg_notify('akrab_live', %s)", [json.dumps(told)])
        for page in pages:
            assert page.next_event() == ("live", {"k": "deal.won", "o": "deal", "r": "1"})
        assert time.monotonic() - started < 1
    tree.kill("/postgres -D")
    for page in pages:
        assert page.next_event() == ("reload", {})
        page.client.close()


def test_attempts_to_sign_in_are_limited_over_all_web_processes(tree: Tree) -> None:
    tree.run("user", "add", "ben@example.com", "--workspace", "acme", AKRAB_PASSWORD=PASSWORD)
    said = [tree.sign_in("ben@example.com", "guessed")[1] for _attempt in range(8)]
    assert ["Too many attempts" in page for page in said] == [False] * 5 + [True] * 3
    cookies, page = tree.sign_in("ben@example.com", PASSWORD)
    assert "Too many attempts" in page
    assert "sessionid" not in cookies


def test_it_becomes_ready_and_the_doctor_finds_nothing_to_mend(tree: Tree) -> None:
    tree.wait_until(lambda: tree.answers("/readyz"))
    found: dict[str, str] = {}

    def finds_the_worker() -> bool:
        """A worker says that it is there a moment after the pages answer."""
        report = json.loads(tree.run("doctor", "--json"))
        assert report["ok"] is True
        found.update({name: finding["value"] for name, finding in report["findings"].items()})
        return found["workers"] == "1 at work"

    tree.wait_until(finds_the_worker)
    assert found["database role"] == "akrab_app, signed in as akrab_app"
    assert found["database login"] == "akrab_app can take no other role"
    assert (found["row-level security"], found["trigrams for Chinese"]) == ("in force", "yes")


def test_web_and_worker_log_in_as_a_role_that_can_become_no_other(tree: Tree) -> None:
    def logins() -> list[tuple[str, str]]:
        superuser = EmbeddedServer(tree.data / "database").url(DATABASE)
        with psycopg.connect(superuser) as database:
            return database.execute(LOGINS).fetchall()

    tree.wait_until(lambda: "akrab-follower" in dict(logins()))  # the worker is there
    assert tree.answers("/accounts/login/")  # and the web process
    assert {login for _name, login in logins()} == {"akrab_app"}


def test_a_second_one_on_the_same_folder_is_refused(tree: Tree) -> None:
    assert tree.start(wait=False).wait(20) == 1
    assert "already runs" in tree.said()
    assert tree.answers()


@pytest.mark.parametrize("part", ["akrab.config.worker", "akrab.config.web"])
def test_a_killed_part_comes_back(tree: Tree, part: str) -> None:
    killed = tree.kill(part)
    assert killed
    tree.wait_until(
        lambda: any(process.pid not in killed for process in tree.processes(part)) and tree.answers()
    )
    assert not [process for process in tree.processes() if process.pid in killed]


def test_one_web_process_that_is_killed_is_replaced_and_the_others_answer_meanwhile(tree: Tree) -> None:
    first, second = tree.web_processes()
    first.kill()
    tree.wait_until(tree.answers, 2)
    tree.wait_until(lambda: len(tree.web_processes()) == WEB_PROCESSES)
    assert second in tree.web_processes()
    assert first not in tree.web_processes()


def test_a_job_half_done_when_its_worker_is_killed_is_taken_up_again(tree: Tree) -> None:
    def state() -> tuple[str, int]:
        found = database.execute("select status, attempts from procrastinate_jobs where id = %s", job)
        return found.fetchone() or ("gone", 0)

    with tree.database() as database, tree.database() as blocking:
        blocking.execute("begin")
        blocking.execute("lock table mail_mail in access exclusive mode")
        making = """insert into procrastinate_jobs (queue_name, task_name, args)
                    values ('default', 'akrab.features.mail.jobs.rescue_mail', '{"timestamp": 0}') returning id"""
        job = database.execute(making).fetchone()
        tree.wait_until(lambda: state() == ("doing", 0))
        assert tree.kill("akrab.config.worker")
        blocking.execute("rollback")
        assert state() == ("doing", 0)
        tree.wait_until(lambda: state() == ("succeeded", 2))


def test_a_killed_web_process_leaves_no_stale_one_on_the_port(tree: Tree) -> None:
    server = min(tree.processes("akrab.config.web"), key=lambda process: process.create_time())
    children = server.children(recursive=True)
    server.kill()
    tree.wait_until(lambda: not any(child.is_running() and child.status() != "zombie" for child in children))
    tree.wait_until(tree.answers)


@pytest.mark.parametrize("part", ["/postgres -D", "embedded.py"])
def test_a_killed_database_comes_back_with_every_acknowledged_row(tree: Tree, part: str) -> None:
    writer = Writer(tree)
    writer.start()
    tree.wait_until(lambda: writer.last > writer.first + 20)
    assert tree.kill(part)
    writer.join(20)
    tree.wait_until(lambda: tree.processes("/postgres -D") and tree.processes("embedded.py"))
    tree.wait_until(lambda: can_connect(tree))
    assert tree_maximum(tree) >= writer.last
    tree.wait_until(tree.answers)


def can_connect(tree: Tree) -> bool:
    try:
        tree.database().close()
    except psycopg.OperationalError:
        return False
    return True


def test_when_its_parent_is_killed_all_end_and_the_port_is_free(tree: Tree) -> None:
    assert tree.serving is not None
    tree.serving.kill()
    tree.serving.wait()
    tree.wait_until(lambda: not tree.processes())
    assert is_port_free(tree.port)
    tree.start()
    assert tree.answers()


def test_when_all_are_killed_at_once_the_next_start_goes_on(tree: Tree) -> None:
    writer = Writer(tree)
    writer.start()
    tree.wait_until(lambda: writer.last > writer.first + 20)
    tree.kill()
    writer.join(20)
    tree.start()
    assert tree.answers()
    assert tree_maximum(tree) >= writer.last


def test_it_stops_cleanly_and_at_once_when_asked_while_pages_are_open(tree: Tree) -> None:
    tree.wait_until(tree.answers)
    cookies, _said = tree.sign_in("ana@example.com", PASSWORD)
    pages = pages_at_every_web_process(tree, "acme", cookies)
    started = time.monotonic()
    assert tree.stop() == 0
    assert time.monotonic() - started < STOPS
    for page in pages:  # each stream came to its end; one that was cut off would raise
        assert page.answer.read().endswith(b"\n\n")
    assert tree.processes() == []
    assert is_port_free(tree.port)


def test_a_first_start_that_is_killed_half_way_leaves_nothing_and_the_next_one_goes_on() -> None:
    tree = Tree()
    tree.serving = tree.start(wait=False)
    tree.wait_until(lambda: tree.processes("akrab.config.prepare"))
    tree.serving.kill()
    tree.serving.wait()
    tree.wait_until(lambda: not tree.processes())
    tree.start()
    assert tree.answers()
    tree.remove()


def test_a_port_in_use_is_named() -> None:
    tree = Tree()
    with socket.socket() as other:
        other.bind(("127.0.0.1", tree.port))
        other.listen()
        assert tree.start(wait=False).wait(30) == 1
    assert f"Port {tree.port} is taken" in tree.said()
    assert tree.processes() == []
    tree.remove()
