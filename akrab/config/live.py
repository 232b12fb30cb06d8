"""The live stream: what changed, told to the open pages of those concerned, as server-sent events.

A change is announced by `NOTIFY akrab_live` in its own transaction, so it is heard when it is true, with the
payload `{"w": workspace, "to": [memberships] or null, "k": kind, "o": object, "r": record}`. Each web process
listens on one connection and hands on `event: live` with `{"k", "o", "r"}`: names only. The page then fetches
what it shows, and permissions are asked where they always are. `event: reload`: something may be missing.

    GET /events?w=<workspace's address>&ago=<ms>     with the session's cookie, read once, when the stream opens

`ago` is how long ago the page was asked for: what was told since then comes first, so that nothing is missed between
a page's making and its stream.
"""

import asyncio
import contextlib
import json
import logging
import os
import time
from collections import defaultdict, deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.cookies import CookieError, SimpleCookie
from typing import Any
from urllib.parse import parse_qs

import psycopg
from django.conf import settings
from django.contrib.auth import get_user
from django.contrib.sessions.backends.db import SessionStore
from django.db import close_old_connections, connection, transaction
from django.http import HttpRequest
from psycopg.conninfo import make_conninfo

from akrab.config.bridge import Receive, Scope, Send, Threads, send_whole
from akrab.identity.members import find_membership
from akrab.identity.models import User, Workspace
from akrab.tenancy.current import workspace as inside

CHANNEL = "akrab_live"
KEEP_ALIVE = 15.0  # seconds between comment lines, which tell proxies that the stream lives
LONGEST = 600.0  # seconds until the stream ends and the browser signs in anew: rights taken away stop here
REMEMBERED = 15.0  # seconds a change is kept for pages that are still on their way
UNDER_WAY = 1.0  # seconds that asking for a stream may take on a slow line
MOST_REMEMBERED = 1000
WAITING = 100  # events kept for one slow reader; past that it is told to reload
RELOAD = "event: reload\ndata: {}\n\n"
END = ""  # after which a stream has nothing more to say
HEADERS = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),
]

logger = logging.getLogger("akrab.live")


@dataclass(frozen=True)
class Listener:
    """Who listens, in which workspace."""

    workspace: str  # ids, as notifications write them
    membership: str


@dataclass(frozen=True)
class Told:
    """One change as it was told, and when on this process's own clock."""

    at: float
    workspace: str
    to: list[str] | None
    event: str

    def is_for(self, listener: Listener) -> bool:
        return self.workspace == listener.workspace and (self.to is None or listener.membership in self.to)


@dataclass(eq=False)
class Stream:
    """What is on its way to one open page."""

    listener: Listener
    waiting: asyncio.Queue[str] = field(default_factory=lambda: asyncio.Queue(WAITING))

    def put(self, event: str) -> None:
        """Queue an event; a full queue is emptied for one that says to reload, unless this is the end."""
        if self.waiting.full():
            while not self.waiting.empty():
                self.waiting.get_nowait()
            event = event and RELOAD
        self.waiting.put_nowait(event)


class Hub:
    """The open streams of this process, and the one database connection that feeds them."""

    def __init__(self) -> None:
        self.streams: dict[str, set[Stream]] = defaultdict(set)
        self.recent: deque[Told] = deque(maxlen=MOST_REMEMBERED)
        self.is_listening = asyncio.Event()
        self.is_closed = False
        self._task: asyncio.Task[None] | None = None

    @contextlib.contextmanager
    def opened(self, listener: Listener, ago: float = 0) -> Iterator[Stream]:
        """A stream of what is for this listener, as long as the block lasts, and of the last `ago` seconds before."""
        stream = Stream(listener)
        since = time.monotonic() - min(ago, REMEMBERED)
        for told in self.recent:
            if told.at >= since and told.is_for(listener):
                stream.put(told.event)
        if self.is_closed:
            stream.put(END)
        self.streams[listener.workspace].add(stream)
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._listen())
        try:
            yield stream
        finally:
            self.streams[listener.workspace].discard(stream)
            if not self.streams[listener.workspace]:
                del self.streams[listener.workspace]

    def close(self) -> None:
        """End every stream, and each that is still asked for; browsers come back to the server that starts next."""
        self.is_closed = True
        self.is_listening.set()  # nobody waits for the database any more
        for stream in self._every():
            stream.put(END)

    def deliver(self, payload: str) -> None:
        """Hand one notification to the streams that it is for."""
        try:
            said = json.loads(payload)
            body = json.dumps({key: said[key] for key in ("k", "o", "r")}, separators=(",", ":"))
            told = Told(time.monotonic(), said["w"], said["to"], f"event: live\ndata: {body}\n\n")
        except (ValueError, KeyError, TypeError):
            logger.warning("A notification on %s is not understood: %.200s", CHANNEL, payload)
            return
        self.recent.append(told)
        for stream in self.streams.get(told.workspace, ()):
            if told.is_for(stream.listener):
                stream.put(told.event)

    async def _listen(self) -> None:
        """Feed the streams from the database; come back after it has been away.

        What was told before the first stream of this process was not heard: its pages look once more.
        """
        has_missed = True
        while True:
            try:
                async with await psycopg.AsyncConnection.connect(_address(), autocommit=True) as feed:
                    await feed.execute(f"LISTEN {CHANNEL}")
                    self.is_listening.set()
                    if has_missed:
                        self._tell_all_to_reload()
                    async for notification in feed.notifies():
                        self.deliver(notification.payload)
            except psycopg.OperationalError as problem:
                logger.warning("The live stream waits for the database: %s", str(problem).strip())
            has_missed = True
            self.is_listening.clear()
            await asyncio.sleep(1)

    def _tell_all_to_reload(self) -> None:
        for stream in self._every():
            stream.put(RELOAD)

    def _every(self) -> list[Stream]:
        return [stream for streams in self.streams.values() for stream in streams]


def _address() -> str:
    """Of a connection that may LISTEN: AKRAB_LISTEN_URL where there is a pooler to pass by."""
    if direct := os.environ.get("AKRAB_LISTEN_URL"):
        return direct
    held = connection.settings_dict
    names = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}
    parts = {name: str(held[key]) for name, key in names.items() if held[key]}
    return make_conninfo("application_name=akrab-live", **parts)


def find_listener(scope: Scope) -> Listener | None:
    """Who asks for a stream, by the session's cookie and the workspace in the query; or None.

    One look at the session, the user, the workspace and the membership.
    """
    slug = parse_qs(scope["query_string"].decode("latin-1")).get("w", [""])[0]
    cookies = SimpleCookie()
    with contextlib.suppress(CookieError):
        cookies.load(
            b"; ".join(value for name, value in scope["headers"] if name == b"cookie").decode("latin-1")
        )
    cookie = cookies.get(settings.SESSION_COOKIE_NAME)
    if cookie is None or not slug:
        return None
    request = HttpRequest()
    request.session = SessionStore(cookie.value)
    user = get_user(request)
    company = Workspace.objects.filter(slug=slug).first()
    if not isinstance(user, User) or not user.is_active or company is None:
        return None
    with transaction.atomic(), inside(company):
        member = find_membership(user.pk)
    return Listener(str(company.pk), str(member.pk)) if member else None


def asked_ago(scope: Scope) -> float:
    """How many seconds ago, at most, the page was asked for that asks for a stream."""
    said = parse_qs(scope["query_string"].decode("latin-1")).get("ago", [""])[0]
    return UNDER_WAY + int(said) / 1000 if said.isdecimal() and len(said) < 10 else 0.0


def _look_up(scope: Scope) -> Listener | None:
    """In a thread: `find_listener`, and the thread's connection given back."""
    try:
        return find_listener(scope)
    finally:
        close_old_connections()


async def respond(hub: Hub, threads: Threads, scope: Scope, receive: Receive, send: Send) -> None:
    """Answer GET /events: a stream until the client goes, ten minutes pass, or the server stops."""
    listener = await threads.call(_look_up, scope) if scope["method"] == "GET" else None
    if listener is None:
        await send_whole(send, 403, [(b"content-type", b"text/plain")], b"Sign in first.\n")
        return
    await send({"type": "http.response.start", "status": 200, "headers": HEADERS})
    gone = asyncio.ensure_future(_gone(receive))
    with hub.opened(listener, asked_ago(scope)) as stream, contextlib.suppress(OSError, RuntimeError):
        try:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(hub.is_listening.wait(), 5)
            await _relay(stream, send, gone)
        finally:
            gone.cancel()


async def _relay(stream: Stream, send: Send, gone: "asyncio.Future[None]") -> None:
    loop = asyncio.get_running_loop()
    end = loop.time() + LONGEST
    text = "retry: 2000\n\n"
    while text != END and not gone.done() and loop.time() < end:
        await send({"type": "http.response.body", "body": text.encode(), "more_body": True})
        waiting = asyncio.ensure_future(stream.waiting.get())
        either: set[asyncio.Future[Any]] = {waiting, gone}
        await asyncio.wait(either, timeout=KEEP_ALIVE, return_when=asyncio.FIRST_COMPLETED)
        text = waiting.result() if waiting.done() else ": still here\n\n"
        waiting.cancel()
    if not gone.done():
        await send({"type": "http.response.body", "body": b"", "more_body": False})


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
