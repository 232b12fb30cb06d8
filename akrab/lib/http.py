"""Fetching from addresses that people typed, without letting them reach into our own network."""

from __future__ import annotations

import contextlib
import http.client
import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import SplitResult, urljoin, urlsplit

Network = ipaddress.IPv4Network | ipaddress.IPv6Network

_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
_REDIRECTS = (301, 302, 303, 307, 308)
_PRIVATE_HEADERS = frozenset({"authorization", "cookie", "proxy-authorization"})
_CHUNK = 65536


class FetchFailed(Exception):
    """Nothing was fetched; the text says why."""


class Forbidden(FetchFailed):
    """The address leads into a private network, or is none that may be fetched; nothing was sent there."""


class Unreachable(FetchFailed):
    """No answer came in time; `nothing_sent` says that the question surely did not arrive either."""

    def __init__(self, text: str, nothing_sent: bool = False) -> None:
        super().__init__(text)
        self.nothing_sent = nothing_sent


class TooLarge(FetchFailed):
    """The answer has more bytes than allowed."""


@dataclass(frozen=True)
class Response:
    """What came back, whatever its status; url is the last one asked, header names are lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    url: str


@dataclass(frozen=True)
class _Question:
    method: str
    headers: Mapping[str, str]
    body: bytes | None


def fetch(
    url: str,
    *,
    method: str = "GET",
    headers: Mapping[str, str] | None = None,
    body: bytes | None = None,
    timeout: float = 10.0,
    limit: int = 1_000_000,
    redirects: int = 3,
    trusted: Sequence[str] = (),
) -> Response:
    """Ask an http or https address, within limit bytes of answer and timeout seconds after its host is known.

    The host is resolved once, every address it has must be a public one, and the connection goes to that
    very address. Redirects of GET and HEAD are followed under the same rules, never from https to http, and
    without credentials to another host; other redirects are returned. trusted names private networks
    ("10.1.0.0/16") that this installation wants to reach. Raises Forbidden, Unreachable or TooLarge.
    """
    networks = [ipaddress.ip_network(each) for each in trusted]
    deadline = time.monotonic() + timeout
    sent = dict(headers or {})
    for _hop in range(redirects + 1):
        target = _checked(url)
        addresses = _resolved(target, networks)
        response = _exchange(target, _Question(method, sent, body), addresses, deadline, limit)
        location = response.headers.get("location")
        if response.status not in _REDIRECTS or not location or method not in ("GET", "HEAD"):
            return response
        url = urljoin(url, location)
        sent = _headers_for(url, target, sent)
    raise Unreachable(f"More than {redirects} redirects.")


def is_public(address: str, trusted: Sequence[Network] = ()) -> bool:
    """Whether an IP address belongs to the world at large, or to a trusted network.

    IPv6 addresses that wrap an IPv4 address are judged by both.
    """
    ip = ipaddress.ip_address(address.partition("%")[0])
    if any(ip.version == network.version and ip in network for network in trusted):
        return True
    if not ip.is_global or ip.is_multicast or ip.is_reserved:
        return (
            isinstance(ip, ipaddress.IPv6Address) and ip in _NAT64 and is_public(str(_wrapped(ip)), trusted)
        )
    if isinstance(ip, ipaddress.IPv6Address):
        inner = _wrapped(ip)
        return inner is None or is_public(str(inner), trusted)
    return True


def _wrapped(ip: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    if ip in _NAT64:
        return ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
    return ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)


def _checked(url: str) -> SplitResult:
    """The parts of an address that may be fetched at all. Raises Forbidden."""
    try:
        target = urlsplit(url)
        port = target.port
    except ValueError as error:
        raise Forbidden(f"Not an address: {url[:200]!r}") from error
    if target.scheme not in ("http", "https") or not target.hostname or port == 0:
        raise Forbidden("Only http and https addresses can be fetched.")
    if target.username or target.password:
        raise Forbidden("An address must not carry a password.")
    if not url.isprintable() or " " in url:
        raise Forbidden("An address has no blanks or control characters.")
    return target


def _resolved(target: SplitResult, trusted: Sequence[Network]) -> list[str]:
    """The addresses of the host, after all were found to be public. Raises Forbidden and Unreachable."""
    try:
        found = socket.getaddrinfo(target.hostname, _port(target), type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise Unreachable(f"{target.hostname} is not known.", nothing_sent=True) from error
    addresses = list(dict.fromkeys(str(each[4][0]) for each in found))
    if not addresses or not all(is_public(each, trusted) for each in addresses):
        raise Forbidden(f"{target.hostname} is not a public address.")
    return addresses


def _exchange(
    target: SplitResult, asked: _Question, addresses: list[str], deadline: float, limit: int
) -> Response:
    """One request and its answer over a connection to one of these very addresses."""
    nothing_sent = True
    try:
        with _connected(target, addresses, deadline) as sock, _cut_at(deadline, sock):
            if isinstance(sock, ssl.SSLSocket):
                sock.do_handshake()
            nothing_sent = False
            connection = http.client.HTTPConnection(_host(target), _port(target))
            connection.sock = sock
            path = (target.path or "/") + (f"?{target.query}" if target.query else "")
            fixed = {"Host": _authority(target), "Accept-Encoding": "identity", "Connection": "close"}
            connection.request(asked.method, path, asked.body, {**asked.headers, **fixed})
            answer = connection.getresponse()
            content = _read(answer, limit)
        if time.monotonic() >= deadline:
            raise TimeoutError("The answer took too long.")
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise Unreachable(str(error) or type(error).__name__, nothing_sent) from error
    named = {name.lower(): value for name, value in answer.getheaders()}
    return Response(answer.status, named, content, target.geturl())


def _read(answer: http.client.HTTPResponse, limit: int) -> bytes:
    """The whole body, counted while it comes, because a promised length cannot be believed."""
    content = bytearray()
    while chunk := answer.read(_CHUNK):
        content += chunk
        if len(content) > limit:
            raise TooLarge(f"The answer has more than {limit} bytes.")
    if answer.length:
        raise http.client.IncompleteRead(bytes(content), answer.length)
    return bytes(content)


def _connected(target: SplitResult, addresses: list[str], deadline: float) -> socket.socket:
    """A socket to the first of the addresses that answers; with TLS, its handshake is still to be done."""
    for address in addresses:
        try:
            sock = socket.create_connection((address, _port(target)), _left(deadline))
        except OSError:
            if address == addresses[-1]:
                raise
            continue
        if target.scheme == "http":
            return sock
        return ssl.create_default_context().wrap_socket(
            sock, server_hostname=_host(target), do_handshake_on_connect=False
        )
    raise Unreachable("There was no address.")


@contextlib.contextmanager
def _cut_at(deadline: float, sock: socket.socket) -> Iterator[None]:
    """End a connection that is still open at the deadline, however slowly it drips."""

    def cut() -> None:
        with contextlib.suppress(OSError):
            socket.socket.shutdown(sock, socket.SHUT_RDWR)

    watch = threading.Timer(_left(deadline), cut)
    watch.daemon = True
    watch.start()
    try:
        yield
    finally:
        watch.cancel()


def _left(deadline: float) -> float:
    """The seconds that are left, never none, because a socket takes 0 for "do not wait"."""
    return max(deadline - time.monotonic(), 0.001)


def _headers_for(url: str, before: SplitResult, headers: Mapping[str, str]) -> dict[str, str]:
    """The headers that may go along to where a redirect leads. Raises Forbidden."""
    target = _checked(url)
    if before.scheme == "https" and target.scheme == "http":
        raise Forbidden("A redirect led from https to http.")
    if (target.hostname, _port(target)) == (before.hostname, _port(before)):
        return dict(headers)
    return {name: value for name, value in headers.items() if name.lower() not in _PRIVATE_HEADERS}


def _port(target: SplitResult) -> int:
    return target.port or (443 if target.scheme == "https" else 80)


def _host(target: SplitResult) -> str:
    """The host in ASCII, as certificates name it."""
    host = str(target.hostname)
    return host if host.isascii() else host.encode("idna").decode()


def _authority(target: SplitResult) -> str:
    """Host and port as they are written in the Host header."""
    host = f"[{target.hostname}]" if ":" in str(target.hostname) else _host(target)
    return f"{host}:{target.port}" if target.port else host
