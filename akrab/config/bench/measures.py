"""What is measured: one line each, with its budget and the requests that are sent for it in turn."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import uuid4

from akrab.config.bench.asking import Request
from akrab.config.bench.company import Known, page, program
from akrab.config.bench.filling import SLUG
from akrab.lib import clock

TYPED = (
    "nguyen thi",
    "小明",
    "王",
    "kowalsk",
    "siti binti",
    "dimaculangan",
    "đặng",
    "4567890",
    "walker1234",
    "qu",
)
MISTYPED = ("kowalsky", "ngyuen van anh", "dimaculanggan", "muhamad ismial", "whitfeild")


@dataclass(frozen=True)
class Measure:
    """One line of the result: what, its budget in milliseconds, and the requests."""

    what: str
    budget: float | None
    requests: tuple[Request, ...]
    rounds: int = 40


def measures(known: Known) -> list[Measure]:
    """Everything that is timed one request after the other."""
    return [*_lists(known), *_searches(), *_boards(known), *_records(known), *_programs(known)]


def _lists(known: Known) -> list[Measure]:
    two = {"and": [_is("standing", "customer"), _is("source", str(known.source))]}
    deals = {"and": [_is("state", "open"), {"field": "amount", "op": "gte", "value": "150000"}]}
    rare = {"and": [_is("state", "lost"), {"field": "amount", "op": "lte", "value": "2100"}]}
    mine = {"and": [_is("state", "open"), {"field": "owner", "op": "is_me"}]}
    return [
        Measure("list of contacts, first page", 12, (page("contacts/"),)),
        Measure("list of contacts, very deep", 12, (page("contacts/", cursor=known.deep),)),
        Measure("list of contacts, by name", 12, (page("contacts/", sort="name"),)),
        Measure("list of contacts, by name, very deep", 12, (page("contacts/", sort="name", cursor=known.deep_name),)),
        Measure("list of deals, first page", 12, (page("deals/"),)),
        Measure("list of deals, by amount", 12, (page("deals/", sort="-amount"),)),
        Measure("list of deals, by amount, very deep", 12, (page("deals/", sort="-amount", cursor=known.deep_amount),)),
        Measure("list of tasks, by due date", 12, (page("tasks/"),)),
        Measure("contacts filtered by status and source", 20, (page("contacts/", filter=two),)),
        Measure("deals filtered by state and amount", 20, (page("deals/", filter=deals),)),
        Measure("deals filtered by state and a rare amount", 20, (page("deals/", filter=rare),)),
        Measure("my open deals", 20, (page("deals/", filter=mine),)),
        Measure("totals of a list of contacts", 20, (page("contacts/", part="totals"),)),
    ]  # fmt: skip


def _searches() -> list[Measure]:
    return [
        Measure("search in contacts, any script", 20, tuple(page("contacts/", q=word) for word in TYPED)),
        Measure(
            "search in contacts, with typing errors",
            20,
            tuple(page("contacts/", q=word) for word in MISTYPED),
        ),
        Measure(
            "palette over all objects", 20, tuple(page("search", q=word, as_="options") for word in TYPED)
        ),
        Measure(
            "palette, with typing errors",
            20,
            tuple(page("search", q=word, as_="options") for word in MISTYPED),
        ),
    ]


def _boards(known: Known) -> list[Measure]:
    now = clock.now()
    span = {"start": (now - timedelta(days=20)).isoformat(), "end": (now + timedelta(days=15)).isoformat()}
    mine = _is("user", str(known.owner))
    return [
        Measure("board of open deals with counts and sums", 35, (page("deals/", as_="board"),)),
        Measure("calendar of visits, page", 35, (page("visits/", as_="calendar"),)),
        Measure(
            "calendar of visits, a month of one person",
            35,
            (page("visits/", as_="calendar", filter=mine, **span),),
        ),
        Measure("my day", 35, (page(""),)),
    ]


def _records(known: Known) -> list[Measure]:
    return [
        Measure("deal with timeline", 15, tuple(page(f"deals/{id}") for id in known.deals)),
        Measure("panels beside a deal", 15, tuple(page(f"deals/{id}/panels") for id in known.deals)),
        Measure("contact with timeline", 15, tuple(page(f"contacts/{id}") for id in known.contacts)),
    ]


def _programs(known: Known) -> list[Measure]:
    return [
        Measure("API: read one", 3, tuple(program(f"contacts/{id}") for id in known.contacts), 100),
        Measure("API: list of 100", 5, (program("contacts", limit=100),), 60),
        Measure("API: list of 100 deals", 5, (program("deals", limit=100),), 60),
        Measure("API: create", 8, tuple(creation(number) for number in range(66)), 60),
        Measure(
            "form: create with duplicate check", 15, tuple(request_for(number) for number in range(46)), 40
        ),
    ]


def creation(number: int) -> Request:
    """A contact made by a program."""
    body = {"name": f"Bench Walker {number}", "emails": [f"bench{number}.{uuid4().hex[:8]}@mail.example"]}
    return Request("/api/v1/contacts", "POST", body, "api")


def request_for(number: int) -> Request:
    """A request by the public form: the contact is looked for by phone and mail address, then a deal is made."""
    body = {
        "name": f"Bench Client {number}", "phone": f"+63917{uuid4().int % 10**6:06d}5",
        "email": f"c{uuid4().hex}@mail.example", "address": "27 Scout Limbaga St",
        "service": "Window installation", "submission_key": uuid4().hex,
    }  # fmt: skip
    return Request(f"/f/{SLUG}-measurement", "POST", body, "public")


def _is(name: str, value: str) -> dict[str, Any]:
    return {"field": name, "op": "is", "value": value}
