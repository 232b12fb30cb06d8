"""Asking the running product over HTTP as a browser and a program do: one kept connection each."""

import http.client
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Thread
from time import perf_counter
from typing import Any

Answer = http.client.HTTPResponse
PATIENCE = 60


@dataclass(frozen=True)
class Request:
    """What is asked: an address, and what is sent to it."""

    path: str
    method: str = "GET"
    body: Any = None
    kind: str = "page"  # or "head", "api", "public"


@dataclass(frozen=True)
class Asker:
    """Somebody signed in, their program, and the head of the company."""

    port: int
    cookie: str
    token: str
    head: str

    def headers(self, request: Request) -> dict[str, str]:
        said = {"Host": f"127.0.0.1:{self.port}", "Accept-Encoding": "gzip"}
        if session := self.session(request):
            said |= {"Cookie": f"sessionid={session}", "Accept": "text/html"}
        elif request.kind == "api":
            said |= {"Authorization": f"Bearer {self.token}"}
        if request.body is not None:
            said |= {"Content-Type": "application/json", "Accept": "application/json"}
        return said

    def session(self, request: Request) -> str:
        """The session that a page is asked with; "" for what is no page of somebody signed in."""
        return {"page": self.cookie, "head": self.head}.get(request.kind, "")

    def connect(self) -> "Line":
        return Line(self, http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE))


class WrongAnswer(Exception):
    """The product did not answer as expected; nothing would be measured by going on."""


@dataclass
class Line:
    """One kept connection."""

    asker: Asker
    http: http.client.HTTPConnection
    answer: Answer | None = field(default=None, repr=False)

    def ask(self, request: Request) -> bytes:
        """The body of a good answer; raises `WrongAnswer` for any other."""
        body = None if request.body is None else json.dumps(request.body)
        self.http.request(request.method, request.path, body, self.asker.headers(request))
        answer = self.http.getresponse()
        said = answer.read()
        if answer.status >= 300:
            raise WrongAnswer(f"{request.method} {request.path}: {answer.status} {said[:300]!r}")
        self.answer = answer
        return said

    def time(self, request: Request) -> float:
        """How many milliseconds the whole answer took."""
        began = perf_counter()
        self.ask(request)
        return (perf_counter() - began) * 1000


def together(
    asker: Asker, connections: int, seconds: float, make: Callable[[int], Request]
) -> tuple[float, list[float]]:
    """Answers a second at so many connections, and how long each took in milliseconds."""
    taken: list[list[float]] = [[] for _each in range(connections)]
    end = perf_counter() + seconds

    def run(number: int) -> None:
        line, count = asker.connect(), 0
        while perf_counter() < end:
            taken[number].append(line.time(make(number * 1_000_000 + count)))
            count += 1

    threads = [Thread(target=run, args=(number,)) for number in range(connections)]
    began = perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    every = [one for some in taken for one in some]
    return len(every) / (perf_counter() - began), every
