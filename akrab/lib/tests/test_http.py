"""Fetching: what is private stays private, however it is named, and nobody keeps us waiting."""

from __future__ import annotations

import contextlib
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from akrab.lib.http import Forbidden, Response, TooLarge, Unreachable, fetch, is_public

FRIEND = "127.0.0.2"
TRUSTED = (f"{FRIEND}/32",)


class Site(BaseHTTPRequestHandler):
    """Answers by the path that it is asked."""

    asked: list[tuple[str, str, dict[str, str], bytes]]

    def do_GET(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.asked.append((self.command, self.path, {k.lower(): v for k, v in self.headers.items()}, body))
        name, _question, rest = self.path[1:].partition("?")
        getattr(self, f"page_{name}", self.page_plain)(rest)

    do_POST = do_HEAD = do_GET  # noqa: N815

    def page_plain(self, _rest: str) -> None:
        self._answer(200, b"hello")

    def page_missing(self, _rest: str) -> None:
        self._answer(404, b"no such page")

    def page_to(self, where: str) -> None:
        self._answer(302, b"", Location=where)

    def page_round(self, _rest: str) -> None:
        self._answer(302, b"", Location="/round")

    def page_large(self, _rest: str) -> None:
        self.send_response(200)
        self.end_headers()
        while True:
            self.wfile.write(b"x" * 10_000)

    def page_cut(self, _rest: str) -> None:
        self.send_response(200)
        self.send_header("Content-Length", "100")
        self.end_headers()
        self.wfile.write(b"only this")

    def page_drip(self, _rest: str) -> None:
        self.send_response(200)
        self.end_headers()
        while True:
            self.wfile.write(b"x")
            time.sleep(0.05)

    def page_drip_headers(self, _rest: str) -> None:
        self.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
        while True:
            self.wfile.write(b"x")
            time.sleep(0.05)

    def _answer(self, status: int, body: bytes, **headers: str) -> None:
        self.send_response(status)
        for name, value in ({"Content-Length": str(len(body))} | headers).items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        pass

    def handle(self) -> None:
        with contextlib.suppress(OSError):  # the client has gone, as it should
            super().handle()


Asked = list[tuple[str, str, dict[str, str], bytes]]


@pytest.fixture
def site() -> Iterator[tuple[str, Asked]]:
    """A site at an address of the loop-back network, beside 127.0.0.1, and what it was asked."""
    asked: Asked = []
    server = ThreadingHTTPServer((FRIEND, 0), type("Listening", (Site,), {"asked": asked}))
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    yield f"http://{FRIEND}:{server.server_address[1]}", asked
    server.shutdown()
    server.server_close()


def test_an_answer_comes_back_with_its_headers(site: tuple[str, Asked]) -> None:
    address, asked = site
    answer = fetch(f"{address}/plain?q=1", headers={"X-Key": "7"}, trusted=TRUSTED)
    assert (answer.status, answer.body, answer.url) == (200, b"hello", f"{address}/plain?q=1")
    assert answer.headers["content-length"] == "5"
    command, path, headers, body = asked[0]
    assert (command, path, body) == ("GET", "/plain?q=1", b"")
    assert headers["x-key"] == "7"
    assert headers["host"] == address.removeprefix("http://")


def test_a_body_is_posted(site: tuple[str, Asked]) -> None:
    fetch(site[0], method="POST", body=b"{}", trusted=TRUSTED)
    assert site[1][0][0] == "POST"
    assert site[1][0][3] == b"{}"


def test_a_status_of_failure_is_an_answer_too(site: tuple[str, Asked]) -> None:
    assert fetch(f"{site[0]}/missing", trusted=TRUSTED).status == 404


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "0.0.0.0",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "224.0.0.1",
        "255.255.255.255",
        "192.0.2.1",
        "198.18.0.1",
        "240.0.0.1",
        "::",
        "::1",
        "fe80::1",
        "fe80::1%eth0",
        "fc00::1",
        "ff02::1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "64:ff9b::7f00:1",
        "64:ff9b::a9fe:a9fe",
        "2002:7f00:1::",
        "2001:db8::1",
    ],
)
def test_an_address_of_no_public_network_is_private(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["1.1.1.1", "113.160.92.202", "2606:4700::1111", "64:ff9b::101:101"])
def test_an_address_of_the_world_is_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/",
        "http://localhost/",
        "http://127.1/",
        "http://2130706433/",
        "http://0x7f000001/",
        "http://[::1]/",
        "http://[::ffff:127.0.0.1]/",
        "http://0/",
        "http://169.254.169.254/latest/meta-data/",
        "file:///etc/passwd",
        "ftp://example.com/",
        "gopher://example.com/",
        "//example.com/",
        "http://",
        "",
        "http://user:pw@example.com/",
        "http://example.com:99999/",
        "http://example.com/a b",
        "http://example.com/\r\nX: y",
        "http://[::1/",
    ],
)
def test_what_leads_inside_or_nowhere_is_forbidden(url: str) -> None:
    with pytest.raises(Forbidden):
        fetch(url, timeout=1)


def test_without_trust_the_site_is_never_asked(site: tuple[str, Asked]) -> None:
    with pytest.raises(Forbidden):
        fetch(site[0])
    with pytest.raises(Forbidden):
        fetch(site[0], trusted=["127.0.0.3/32"])
    assert site[1] == []


def test_a_redirect_is_followed_to_its_end(site: tuple[str, Asked]) -> None:
    answer = fetch(f"{site[0]}/to?/plain", trusted=TRUSTED)
    assert (answer.status, answer.url) == (200, f"{site[0]}/plain")


def test_a_redirect_into_a_private_network_is_forbidden(site: tuple[str, Asked]) -> None:
    for where in ("http://127.0.0.1:1/", "http://localhost/", "file:///etc/passwd"):
        with pytest.raises(Forbidden):
            fetch(f"{site[0]}/to?{where}", trusted=TRUSTED)


def test_a_redirect_of_a_post_is_returned_and_not_followed(site: tuple[str, Asked]) -> None:
    assert fetch(f"{site[0]}/to?/plain", method="POST", trusted=TRUSTED).status == 302
    assert len(site[1]) == 1


def test_redirects_in_a_circle_end(site: tuple[str, Asked]) -> None:
    with pytest.raises(Unreachable, match="More than 3 redirects"):
        fetch(f"{site[0]}/round", trusted=TRUSTED, redirects=3)
    assert len(site[1]) == 4


def test_credentials_do_not_follow_a_redirect_to_another_host(site: tuple[str, Asked]) -> None:
    address, asked = site
    elsewhere = ThreadingHTTPServer(("127.0.0.3", 0), type("Other", (Site,), {"asked": asked}))
    threading.Thread(target=elsewhere.serve_forever, args=(0.01,), daemon=True).start()
    sent = {"Authorization": "Bearer x", "X-Key": "7"}
    fetch(
        f"{address}/to?http://127.0.0.3:{elsewhere.server_address[1]}/plain",
        headers=sent,
        trusted=(*TRUSTED, "127.0.0.3/32"),
    )
    elsewhere.shutdown()
    elsewhere.server_close()
    assert asked[0][2]["authorization"] == "Bearer x"
    assert "authorization" not in asked[1][2]
    assert asked[1][2]["x-key"] == "7"


def test_a_name_is_resolved_once_so_that_it_cannot_change_its_mind(
    site: tuple[str, Asked], monkeypatch: pytest.MonkeyPatch
) -> None:
    port = int(site[0].rpartition(":")[2])
    answers = [FRIEND, "127.0.0.1"]
    monkeypatch.setattr(socket, "getaddrinfo", _resolving(lambda name: [answers.pop(0)]))
    assert fetch(f"http://rebinding.example:{port}/", trusted=TRUSTED).body == b"hello"
    assert site[1][0][2]["host"] == f"rebinding.example:{port}"
    assert answers == ["127.0.0.1"]


def test_one_private_address_among_others_is_enough_to_forbid(
    site: tuple[str, Asked], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", _resolving(lambda name: [FRIEND, "10.0.0.1"]))
    with pytest.raises(Forbidden):
        fetch(f"http://both.example:{site[0].rpartition(':')[2]}/", trusted=TRUSTED)
    assert site[1] == []


def test_the_next_address_is_tried_where_one_is_dead(
    site: tuple[str, Asked], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", _resolving(lambda name: ["127.0.0.4", FRIEND]))
    port = site[0].rpartition(":")[2]
    assert fetch(f"http://two.example:{port}/", trusted=("127.0.0.4/32", *TRUSTED)).status == 200


def test_a_name_that_nobody_knows_is_unreachable() -> None:
    with pytest.raises(Unreachable, match=r"nobody\.invalid is not known"):
        fetch("http://nobody.invalid/")


def test_too_large_an_answer_is_broken_off(site: tuple[str, Asked]) -> None:
    with pytest.raises(TooLarge):
        fetch(f"{site[0]}/large", trusted=TRUSTED, limit=100_000)
    assert fetch(f"{site[0]}/plain", trusted=TRUSTED, limit=5).body == b"hello"
    with pytest.raises(TooLarge):
        fetch(f"{site[0]}/plain", trusted=TRUSTED, limit=4)


@pytest.mark.parametrize("page", ["drip", "drip_headers"])
def test_an_answer_that_drips_is_cut_at_the_deadline(site: tuple[str, Asked], page: str) -> None:
    start = time.monotonic()
    with pytest.raises(Unreachable):
        fetch(f"{site[0]}/{page}", trusted=TRUSTED, timeout=0.3)
    assert time.monotonic() - start < 1


def test_half_an_answer_is_none(site: tuple[str, Asked]) -> None:
    with pytest.raises(Unreachable):
        fetch(f"{site[0]}/cut", trusted=TRUSTED)


def test_a_silent_server_is_unreachable_also_while_encryption_is_agreed() -> None:
    with socket.create_server((FRIEND, 0)) as listener:
        for scheme in ("http", "https"):
            with pytest.raises(Unreachable):
                fetch(f"{scheme}://{FRIEND}:{listener.getsockname()[1]}/", trusted=TRUSTED, timeout=0.2)


def test_an_answer_without_encryption_is_none_for_https(site: tuple[str, Asked]) -> None:
    with pytest.raises(Unreachable):
        fetch(site[0].replace("http:", "https:"), trusted=TRUSTED, timeout=1)


@pytest.mark.parametrize(("name", "is_certified"), [("tls.example", True), ("other.example", False)])
def test_https_is_spoken_only_with_whom_the_certificate_names(
    site: tuple[str, Asked], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, is_certified: bool
) -> None:
    certificate = _certificate(tmp_path / "site.pem", "tls.example")
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    monkeypatch.setattr(socket, "getaddrinfo", _resolving(lambda name: [FRIEND]))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    server = ThreadingHTTPServer((FRIEND, 0), type("Secure", (Site,), {"asked": site[1]}))
    server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    url = f"https://{name}:{server.server_address[1]}/"
    try:
        if is_certified:
            assert fetch(url, trusted=TRUSTED).body == b"hello"
        else:
            with pytest.raises(Unreachable, match="certificate"):
                fetch(url, trusted=TRUSTED)
    finally:
        server.shutdown()
        server.server_close()
    assert len(site[1]) == is_certified


def test_a_head_has_no_body(site: tuple[str, Asked]) -> None:
    answer = fetch(f"{site[0]}/plain", method="HEAD", trusted=TRUSTED)
    assert isinstance(answer, Response)
    assert answer.body == b""


def _certificate(path: Path, name: str) -> Path:
    """A key and a certificate signed by itself, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder(subject, subject, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    text = Encoding.PEM
    path.write_bytes(key.private_bytes(text, PrivateFormat.PKCS8, NoEncryption()) + made.public_bytes(text))
    return path


def _resolving(find: Callable[[str], list[str]]) -> Callable[..., list[tuple[object, ...]]]:
    """A getaddrinfo that knows one name; connecting to an address goes the usual way."""
    usual = socket.getaddrinfo

    def getaddrinfo(host: str, port: int, *args: object, **options: object) -> list[tuple[object, ...]]:
        if not host.endswith(".example"):
            return list(usual(host, port, *args, **options))  # type: ignore[arg-type]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (each, port)) for each in find(host)]

    return getaddrinfo
