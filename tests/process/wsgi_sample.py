"""A WSGI application with every kind of answer, behind the bridge, to try the bridge with a real server."""

import hashlib
import io
import time
from collections.abc import Iterable, Iterator
from typing import Any

from akrab.config.bridge import Bridge, FileInPieces, Threads

LARGE = 60 * 1024 * 1024
SLOW = 1.0
THREADS = 2
closed: list[str] = []


class Stream:
    """Twenty pieces, computed one by one; says when it was closed."""

    streaming = True

    def __iter__(self) -> Iterator[bytes]:
        for number in range(200):
            time.sleep(0.02)
            yield f"{number}\n".encode() * 2000

    def close(self) -> None:
        closed.append("stream")


class Large(io.RawIOBase):
    """A file of LARGE zero bytes."""

    def __init__(self) -> None:
        self.left = LARGE

    def read(self, size: int = -1) -> bytes:
        piece = bytes(min(size, self.left))
        self.left -= len(piece)
        return piece

    def close(self) -> None:
        closed.append("file")


def sample(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    path = environ["PATH_INFO"]
    if path == "/fault":
        raise ValueError("a fault in the application")
    start_response("200 OK", [("Content-Type", "text/plain"), ("X-Seen", environ.get("HTTP_X_SEEN", ""))])
    if path == "/slow":
        time.sleep(SLOW)
        return [b"slow"]
    if path == "/digest":
        return [hashlib.sha256(environ["wsgi.input"].read()).hexdigest().encode()]
    if path == "/file":
        return FileInPieces(Large())  # type: ignore[arg-type]
    if path == "/stream":
        return Stream()
    if path == "/closed":
        return [" ".join(closed).encode()]
    if path == "/cookies":
        return [environ.get("HTTP_COOKIE", "").encode()]
    return [path.encode("latin-1"), b"?", environ["QUERY_STRING"].encode()]


application = Bridge(sample, Threads(THREADS), max_body=8 * 1024 * 1024)
