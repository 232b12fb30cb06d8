"""The bridge to Django behind a real server: slow, leaving and greedy clients, and stopping."""

import hashlib
import http.client
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.process.ports import free_port, wait_for_port
from tests.process.wsgi_sample import LARGE, SLOW, THREADS

pytestmark = pytest.mark.process
ROOT = Path(__file__).resolve().parents[2]


class Server:
    """The sample application behind granian."""

    def __init__(self) -> None:
        self.port = free_port()
        command = [
            sys.executable,
            "-m",
            "granian",
            "--interface",
            "asginl",
            "--port",
            str(self.port),
            "--no-ws",
        ]
        command += [
            "--workers-kill-timeout",
            "5",
            "--log-level",
            "error",
            "tests.process.wsgi_sample:application",
        ]
        self.process = subprocess.Popen(command, cwd=ROOT, start_new_session=True)
        wait_for_port(self.port)

    def get(self, path: str, timeout: float = 10, **headers: str) -> tuple[int, bytes]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        connection.request("GET", path, headers=headers)
        answer = connection.getresponse()
        return answer.status, answer.read()

    def open(self, request: bytes) -> socket.socket:
        client = socket.create_connection(("127.0.0.1", self.port), timeout=10)
        client.sendall(request)
        return client

    def stop(self) -> float:
        started = time.monotonic()
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(15)
        return time.monotonic() - started


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    running = Server()
    yield running
    if running.process.poll() is None:
        os.killpg(running.process.pid, signal.SIGKILL)
        running.process.wait()


def wait_for_closed(server: Server, kind: str) -> None:
    end = time.monotonic() + 5
    while kind not in server.get("/closed")[1].decode():
        assert time.monotonic() < end, f"the {kind} was never closed"
        time.sleep(0.05)


def test_path_query_and_cookies_arrive_as_sent(server: Server) -> None:
    assert server.get("/Ng%E1%BB%8Dc?q=1%20a") == (200, "/Ngọc?q=1%20a".encode())
    request = b"GET /cookies HTTP/1.1\r\nHost: x\r\nCookie: a=1\r\nCookie: b=2\r\nConnection: close\r\n\r\n"
    with server.open(request) as client:
        assert b"a=1; b=2" in b"".join(iter(lambda: client.recv(65536), b""))


def test_a_header_with_an_underscore_cannot_pass_for_another(server: Server) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=5)
    connection.request("GET", "/", headers={"X_Seen": "forged"})
    assert connection.getresponse().headers["x-seen"] == ""


def test_a_fault_is_an_answer_and_the_server_goes_on(server: Server) -> None:
    assert server.get("/fault")[0] == 500
    assert server.get("/")[0] == 200


def test_slow_uploads_hold_no_thread(server: Server) -> None:
    head = b"POST /digest HTTP/1.1\r\nHost: x\r\nContent-Length: 200000\r\nConnection: close\r\n\r\n"
    body = os.urandom(200_000)
    clients = [server.open(head + body[:1000]) for _ in range(THREADS * 3)]
    try:
        assert server.get("/quick", timeout=2)[0] == 200
        for client in clients:
            client.sendall(body[1000:])
        digest = hashlib.sha256(body).hexdigest().encode()
        assert all(digest in b"".join(iter(lambda c=client: c.recv(65536), b"")) for client in clients)  # type: ignore[misc]
    finally:
        for client in clients:
            client.close()


def test_an_upload_that_is_broken_off_reaches_no_thread(server: Server) -> None:
    head = b"POST /digest HTTP/1.1\r\nHost: x\r\nContent-Length: 200000\r\n\r\n"
    for _ in range(THREADS * 3):
        server.open(head + b"x" * 1000).close()
    assert server.get("/quick", timeout=2)[0] == 200


def test_a_body_beyond_the_limit_is_refused(server: Server) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)
    connection.request("POST", "/digest", body=bytes(9 * 1024 * 1024))
    assert connection.getresponse().status == 413


def test_large_downloads_to_slow_clients_hold_no_thread(server: Server) -> None:
    clients = [
        server.open(b"GET /file HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n") for _ in range(THREADS * 3)
    ]
    try:
        for client in clients:
            assert client.recv(100)
        assert server.get("/quick", timeout=2)[0] == 200
    finally:
        for client in clients:
            client.close()
    wait_for_closed(server, "file")
    assert len(server.get("/file")[1]) == LARGE


def test_a_stream_ends_when_its_client_leaves(server: Server) -> None:
    client = server.open(b"GET /stream HTTP/1.1\r\nHost: x\r\n\r\n")
    assert client.recv(100)
    client.close()
    wait_for_closed(server, "stream")


def test_it_stops_in_time_under_load() -> None:
    server = Server()
    answers: list[int] = []

    def ask() -> None:
        try:
            answers.append(server.get("/slow")[0])
        except (OSError, http.client.HTTPException):
            answers.append(0)

    clients = [threading.Thread(target=ask) for _ in range(THREADS * 4)]
    for client in clients:
        client.start()
    time.sleep(SLOW / 3)
    assert server.stop() < 8
    for client in clients:
        client.join(10)
    assert answers.count(200) >= THREADS
    with pytest.raises(OSError, match="refused"):
        socket.create_connection(("127.0.0.1", server.port), timeout=1)
