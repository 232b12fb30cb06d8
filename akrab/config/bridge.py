"""The bridge from the event loop to Django's WSGI handler, which runs in threads.

Django's own ASGI handler measured four to six times slower. Here a thread is held only while Django computes:
the body of a request is read before, and a file is sent after, piece by piece, however slow the client.
"""

import asyncio
import contextlib
import queue
import sys
import tempfile
import threading
from collections.abc import Awaitable, Callable, Iterable, Iterator
from typing import IO, Any, TypeVar
from wsgiref.types import WSGIApplication

Scope = dict[str, Any]
Message = dict[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Headers = list[tuple[bytes, bytes]]
T = TypeVar("T")

IN_MEMORY = 1024 * 1024  # a larger request body goes to a temporary file
STALLED = 60.0  # seconds a client may take to read one piece of a download
NOTHING = b""
TOO_LARGE = [(b"content-type", b"text/plain"), (b"hx-reswap", b"none")]  # a page says it and keeps its form


class ClientGone(Exception):
    """The client closed the connection, or has not read for a minute."""


class Threads:
    """A few daemon threads that compute for the event loop, and never keep the process from ending."""

    def __init__(self, count: int) -> None:
        self._work: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
        for number in range(count):
            threading.Thread(target=self._run, name=f"django-{number}", daemon=True).start()

    def _run(self) -> None:
        while True:
            self._work.get()()

    async def call(self, function: Callable[..., T], *arguments: Any) -> T:
        """Call `function` in one of the threads and return what it returns, or raise what it raises."""
        loop = asyncio.get_running_loop()
        future: asyncio.Future[T] = loop.create_future()

        def settle(result: T | None, problem: BaseException | None) -> None:
            if future.done():  # cancelled meanwhile
                return
            if problem is not None:
                future.set_exception(problem)
            else:
                future.set_result(result)  # type: ignore[arg-type]

        def work() -> None:
            result, problem = None, None
            try:
                result = function(*arguments)
            except BaseException as error:  # noqa: BLE001 (it is raised where the result is awaited)
                problem = error
            with contextlib.suppress(RuntimeError):  # the loop has ended
                loop.call_soon_threadsafe(settle, result, problem)

        self._work.put(work)
        return await future


class FileInPieces:
    """What Django returns for a file: read by the bridge between two sends, holding no thread meanwhile."""

    def __init__(self, file: IO[bytes], size: int = 0) -> None:
        self.file = file
        self.close = file.close  # Django has put the response's own close() there

    def __iter__(self) -> Iterator[bytes]:
        return iter(lambda: self.file.read(256 * 1024), NOTHING)


class Bridge:
    """Serves ASGI requests with a WSGI application."""

    def __init__(self, application: WSGIApplication, threads: Threads, max_body: int) -> None:
        self.application = application
        self.threads = threads
        self.max_body = max_body

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        with tempfile.SpooledTemporaryFile(max_size=IN_MEMORY) as body:
            try:
                size = await self._read_body(receive, body)
            except ClientGone:
                return
            if size > self.max_body:
                await send_whole(send, 413, TOO_LARGE, b"This is too large.\n")
                return
            answer = _Answer()
            result = await self.threads.call(self._compute, environ_of(scope, body, size), answer)
            await self._send(receive, send, answer, result)

    def _compute(self, environ: dict[str, Any], answer: "_Answer") -> "bytes | Iterable[bytes]":
        """In a thread: let Django answer; a finished page comes back whole."""
        result = self.application(environ, answer.start)
        if isinstance(result, FileInPieces) or getattr(result, "streaming", False):
            return result
        try:
            return b"".join(result)
        finally:
            _close(result)

    async def _send(
        self, receive: Receive, send: Send, answer: "_Answer", result: "bytes | Iterable[bytes]"
    ) -> None:
        if isinstance(result, bytes):
            await send_whole(send, answer.status, answer.headers, result)
            return
        gone = asyncio.ensure_future(_disconnected(receive))
        try:
            await send({"type": "http.response.start", "status": answer.status, "headers": answer.headers})
            if isinstance(result, FileInPieces):
                await self._send_file(send, result, gone)
            else:
                loop = asyncio.get_running_loop()
                await self.threads.call(_push, result, send, loop, gone)
            await send({"type": "http.response.body", "body": NOTHING, "more_body": False})
        except ClientGone:
            pass
        finally:
            gone.cancel()
            await self.threads.call(_close, result)

    async def _send_file(self, send: Send, pieces: FileInPieces, gone: "asyncio.Future[None]") -> None:
        read = iter(pieces)
        while piece := await self.threads.call(next, read, NOTHING):
            await _send_piece(send, piece, gone)

    async def _read_body(self, receive: Receive, body: IO[bytes]) -> int:
        """Fill `body` and return its size; past `max_body` the rest is read but not kept."""
        size = 0
        while True:
            message = await receive()
            if message["type"] == "http.disconnect":
                raise ClientGone
            piece = message.get("body", NOTHING)
            size += len(piece)
            if size <= self.max_body:
                body.write(piece)
            if not message.get("more_body"):
                body.seek(0)
                return size


class _Answer:
    """Holds what the application says in `start_response`."""

    status = 500
    headers: Headers

    def start(
        self, status: str, headers: list[tuple[str, str]], _problem: Any = None
    ) -> Callable[[bytes], object]:
        self.status = int(status.split(" ", 1)[0])
        self.headers = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers]
        return lambda _data: None


async def send_whole(send: Send, status: int, headers: Headers, body: bytes) -> None:
    """Send a finished answer, with its length."""
    if (
        status >= 200
        and status not in (204, 304)
        and not any(name == b"content-length" for name, _ in headers)
    ):
        headers = [*headers, (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body, "more_body": False})


def environ_of(scope: Scope, body: IO[bytes], size: int) -> dict[str, Any]:
    """The WSGI environment of an ASGI request. A header with an underscore in its name is dropped: it could
    pass for another header."""
    client, server = scope.get("client") or ("", 0), scope.get("server") or ("localhost", 80)
    environ: dict[str, Any] = {
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": scope.get("root_path", "").encode().decode("latin-1"),
        "PATH_INFO": scope["path"].encode().decode("latin-1"),
        "QUERY_STRING": scope["query_string"].decode("latin-1"),
        "SERVER_PROTOCOL": f"HTTP/{scope['http_version']}",
        "SERVER_NAME": server[0],
        "SERVER_PORT": str(server[1] or 0),
        "REMOTE_ADDR": client[0],
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.get("scheme", "http"),
        "wsgi.input": body,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
        "wsgi.file_wrapper": FileInPieces,
    }
    for raw_name, raw_value in scope["headers"]:
        name, value = raw_name.decode("latin-1"), raw_value.decode("latin-1")
        if "_" in name:
            continue
        key = name.upper().replace("-", "_")
        key = key if key in ("CONTENT_TYPE", "CONTENT_LENGTH") else f"HTTP_{key}"
        joint = "; " if key == "HTTP_COOKIE" else ","
        environ[key] = f"{environ[key]}{joint}{value}" if key in environ else value
    environ["CONTENT_LENGTH"] = str(size)
    return environ


async def _disconnected(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _send_piece(send: Send, piece: bytes, gone: "asyncio.Future[None]") -> None:
    """Send one piece; raise ClientGone when nobody reads."""
    if gone.done():
        raise ClientGone
    try:
        await asyncio.wait_for(
            send({"type": "http.response.body", "body": piece, "more_body": True}), STALLED
        )
    except (OSError, RuntimeError, TimeoutError) as problem:
        raise ClientGone from problem


def _push(
    pieces: Iterable[bytes], send: Send, loop: asyncio.AbstractEventLoop, gone: "asyncio.Future[None]"
) -> None:
    """In a thread: send pieces as they are computed, no faster than the client reads."""
    for piece in pieces:
        if piece:
            asyncio.run_coroutine_threadsafe(_send_piece(send, piece, gone), loop).result(STALLED + 5)


def _close(result: Any) -> None:
    close = getattr(result, "close", None)
    if close is not None:
        close()
