"""The embedded server: shared by its users, gone with the last of them, started again over any leftover."""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from akrab.tenancy.embedded import LONGEST_SOCKET_FOLDER, DatabaseUnavailable, EmbeddedServer

pytestmark = pytest.mark.process


@pytest.fixture(scope="module")
def root() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="akrab-embedded-"))
    folder.chmod(0o711)
    yield folder / "database"
    shutil.rmtree(folder, ignore_errors=True)


def answer(server: EmbeddedServer, question: str) -> object:
    with psycopg.connect(server.url("postgres"), autocommit=True) as connection:
        cursor = connection.execute(question)
        row = cursor.fetchone() if cursor.description else None
    return row[0] if row else None


def wait_until_gone(server: EmbeddedServer) -> None:
    end = time.monotonic() + 20
    while server.is_listening():
        assert time.monotonic() < end, "the server is still there"
        time.sleep(0.05)


def test_it_runs_with_letters_of_every_language_and_no_port(root: Path) -> None:
    with EmbeddedServer(root, {"fsync": "off"}) as server:
        assert answer(server, "select current_setting('listen_addresses')") == ""
        assert answer(server, "select current_setting('fsync')") == "off"
        answer(server, "create extension if not exists pg_trgm")
        assert answer(server, "select show_trgm('王') <> '{}'")
        assert answer(server, "select lower('Ễ')") == "ễ"
    wait_until_gone(server)


def test_two_users_share_one_server_and_the_last_one_ends_it(root: Path) -> None:
    first, second = EmbeddedServer(root), EmbeddedServer(root)
    first.acquire()
    began = answer(first, "select pg_postmaster_start_time()")
    second.acquire()
    first.release()
    time.sleep(0.3)
    assert answer(second, "select pg_postmaster_start_time()") == began
    second.release()
    wait_until_gone(first)


def test_a_user_that_is_killed_lets_go(root: Path) -> None:
    program = (
        "import sys, time; from pathlib import Path; from akrab.tenancy.embedded import EmbeddedServer as S;"
        "s = S(Path(sys.argv[1])); s.acquire(); print('up', flush=True); time.sleep(60)"
    )
    user = subprocess.Popen([sys.executable, "-c", program, str(root)], stdout=subprocess.PIPE, text=True)
    assert user.stdout is not None
    assert user.stdout.readline().strip() == "up"
    user.kill()
    user.wait()
    wait_until_gone(EmbeddedServer(root))


@pytest.mark.parametrize("stranger", ["alive", "zombie", "nonsense"])
def test_a_pid_file_that_names_a_stranger_does_not_stop_it(root: Path, stranger: str) -> None:
    with EmbeddedServer(root) as server:
        lines = (server.data / "postmaster.pid").read_text().split("\n")
    wait_until_gone(server)
    other = subprocess.Popen(["sleep", "0" if stranger == "zombie" else "60"])  # not waited for: a zombie
    time.sleep(0.2)
    named = "nonsense" if stranger == "nonsense" else str(other.pid)
    (server.data / "postmaster.pid").write_text("\n".join([named, *lines[1:]]))
    try:
        with EmbeddedServer(root) as again:
            assert answer(again, "select 1") == 1
    finally:
        other.kill()
        other.wait()


def test_a_folder_of_another_major_release_is_refused_with_advice(root: Path) -> None:
    with EmbeddedServer(root) as server:
        pass
    wait_until_gone(server)
    version = server.data / "PG_VERSION"
    held = version.read_text()
    version.write_text("9\n")
    try:
        with pytest.raises(DatabaseUnavailable, match="written by PostgreSQL 9; this release brings"):
            EmbeddedServer(root).acquire()
    finally:
        version.write_text(held)


def test_a_half_made_folder_is_made_anew(root: Path) -> None:
    folder = root.parent / "half"
    (folder / "data.new").mkdir(parents=True)
    (folder / "data.new/PG_VERSION").write_text("18\n")
    with EmbeddedServer(folder) as server:
        assert answer(server, "select 1") == 1
    wait_until_gone(server)


def test_a_long_path_gets_a_short_socket(root: Path) -> None:
    server = EmbeddedServer(root.parent / ("long" * 30))
    assert len(str(server.sockets)) <= LONGEST_SOCKET_FOLDER


@pytest.mark.skipif(os.geteuid() != 0, reason="only root hands the server to another account")
def test_a_folder_that_the_account_cannot_enter_is_named(root: Path) -> None:
    closed = root.parent / "closed"
    closed.mkdir(mode=0o700)
    with pytest.raises(DatabaseUnavailable, match=r"cannot enter .*closed/database"):
        EmbeddedServer(closed / "database").acquire()
