"""Measuring the served company: times, queries, throughput, weight of a page, and how soon consequences come."""

import gzip
import re
import time
from collections.abc import Callable, Iterable
from contextlib import closing
from pathlib import Path
from statistics import median
from typing import Any

from django.db import connection, transaction
from django.test import Client

from akrab.config.bench.asking import Asker, Request, WrongAnswer, together
from akrab.config.bench.company import asker, known, page, program
from akrab.config.bench.filling import SLUG
from akrab.config.bench.flood import flood
from akrab.config.bench.measures import Measure, creation, measures
from akrab.config.bench.reports import report_measures
from akrab.config.bench.results import Line, timed
from akrab.config.bench.serving import free_port, served
from akrab.identity.models import Workspace
from akrab.modules.activities.models import Task
from akrab.tenancy.current import workspace as inside

WARMING = 4
CONNECTIONS, SECONDS = 8, 5.0
ASSETS = re.compile(rb'(?:href|src)="(/static/[^"#?]+)')
TRANSACTIONS = ("SAVEPOINT", "RELEASE", "ROLLBACK", "SET LOCAL", "BEGIN", "COMMIT")
CONSEQUENCES = 12
ALONE = 6  # times each variant of a reading is asked in this process
REPORTS = ("report ", "dashboard ")  # how the lines of reports begin
UNSENT = 2  # at the end of what is sent: not sent over the network before


def everything(folder: Path, say: Callable[[str], None]) -> list[Line]:
    """All lines that depend on the company's size."""
    port = free_port()
    who, asked = asker(port), known()
    with served(folder, port):
        found = _in_turn(who, [*measures(asked), *report_measures()], say)
        say("many at once")
        found += [
            _together(
                who, "API at 8 connections: list of 100", 600, lambda number: program("contacts", limit=100)
            ),
            _together(who, "API at 8 connections: create", 300, creation),
        ]
        found += _weight(who)
        found.append(_consequence(who))
        say("a thousand changes a second under fifty rules")
        found += flood()
    return found


def some(folder: Path, only: str, say: Callable[[str], None]) -> list[Line]:
    """The lines of single requests whose names begin like this."""
    port = free_port()
    is_of_reports = any(one.startswith(only) or only.startswith(one) for one in REPORTS)
    who, every = asker(port), [*measures(known()), *(report_measures() if is_of_reports else [])]
    with served(folder, port):
        return _in_turn(who, [one for one in every if one.what.startswith(only)], say)


def _in_turn(who: Asker, wanted: Iterable[Measure], say: Callable[[str], None]) -> list[Line]:
    found = []
    for measure in wanted:
        say(measure.what)
        found.append(_timed(who, measure))
    return found


def _timed(who: Asker, measure: Measure) -> Line:
    """One request after the other on one connection, each variant in turn."""
    line = who.connect()
    with closing(line.http):
        try:
            for number in range(WARMING):
                line.ask(measure.requests[number % len(measure.requests)])
            taken = [
                line.time(measure.requests[(WARMING + number) % len(measure.requests)])
                for number in range(measure.rounds)
            ]
        except WrongAnswer as error:
            return Line(f"{measure.what} ({error})"[:90])
    queries, cpu = alone(who, measure)
    return timed(measure.what, taken, queries, measure.budget, cpu)


def alone(who: Asker, measure: Measure) -> tuple[int, float]:
    """Statements of one request, those that open and close transactions apart, and the processor time of this process.

    Asked without the network, so that only the database's work is missing; in milliseconds, the median of what each
    variant took at least, because other work on the machine only ever adds to it. A change is sent twice, and the first
    time warms up.
    """
    counted: list[str] = []

    def count(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if not sql.lstrip().upper().startswith(TRANSACTIONS):
            counted.append(sql)
        return execute(sql, params, many, context)

    is_sent_once = measure.requests[0].method == "POST"
    requests = measure.requests[-UNSENT:] if is_sent_once else measure.requests
    least = []
    with connection.execute_wrapper(count):
        for request in requests:
            taken = []
            for _round in range(1 if is_sent_once else ALONE):
                counted.clear()
                taken.append(_ask_alone(who, request))
            least.append(min(taken))
    return len(counted), round(min(least) if is_sent_once else median(least), 2)


def _ask_alone(who: Asker, request: Request) -> float:
    """How many milliseconds of the processor one request takes in this process."""
    client = Client()
    client.cookies["sessionid"] = who.session(request)
    headers: Any = {
        "HTTP_HOST": "127.0.0.1",
        **({"HTTP_AUTHORIZATION": f"Bearer {who.token}"} if request.kind == "api" else {}),
    }
    began = time.thread_time()
    if request.method == "GET":
        client.get(request.path, **headers)
    else:
        client.post(request.path, request.body, "application/json", HTTP_ACCEPT="application/json", **headers)
    return (time.thread_time() - began) * 1000


def _together(who: Asker, what: str, budget: float, make: Callable[[int], Request]) -> Line:
    rate, taken = together(who, CONNECTIONS, SECONDS, make)
    assert taken
    return Line(what, value=round(rate), unit="/s", budget=budget)


def _weight(who: Asker) -> list[Line]:
    """What a browser loads for a list: the page and all it names, compressed; later the page alone."""
    line = who.connect()
    html = line.ask(page("contacts/"))
    assert line.answer is not None
    is_packed = line.answer.getheader("Content-Encoding") == "gzip"
    plain = gzip.decompress(html) if is_packed else html
    assets = sorted(set(ASSETS.findall(plain)))
    try:
        weights = [len(line.ask(Request(address.decode(), kind="public"))) for address in assets]
    except WrongAnswer as error:  # the bundle was built anew while it was served
        return [Line(f"weight of a list ({error})"[:160])]
    return [
        Line(
            "weight of a list, first visit",
            value=round((len(html) + sum(weights)) / 1000, 1),
            unit="kB",
            budget=100,
        ),
        Line("weight of a list, later visits", value=round(len(html) / 1000, 1), unit="kB", budget=25),
        Line("requests of a first visit", value=1 + len(assets), unit="requests", budget=12),
    ]


def _consequence(who: Asker) -> Line:
    """From the answer to a new deal until the task that a rule makes of it is there."""
    line, taken = who.connect(), []
    for number in range(CONSEQUENCES):
        request = Request("/api/v1/deals", "POST", {"name": f"Consequence {number}"}, "api")
        answer = line.ask(request)
        about = "deal:" + re.findall(rb'"id": ?"([0-9a-f-]{36})"', answer)[0].decode()
        taken.append(_wait_for_task(about))
    return timed("from a new deal to its first task", taken, None, 1000)


def _wait_for_task(about: str) -> float:
    began = time.perf_counter()
    company = Workspace.objects.get(slug=SLUG)
    while time.perf_counter() - began < 30:
        with transaction.atomic(), inside(company):
            if Task.objects.filter(about=about).exists():
                break
        time.sleep(0.005)
    return (time.perf_counter() - began) * 1000
