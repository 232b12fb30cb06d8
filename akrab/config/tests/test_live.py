"""The live stream reaches those concerned, and nobody else."""

import asyncio
import contextlib
import json
from typing import Any

import pytest
from django.conf import settings

from akrab.config.live import RELOAD, WAITING, Hub, Listener, asked_ago, find_listener
from tests.cast import Cast, Player, assemble

A, B = "workspace-a", "workspace-b"


@pytest.fixture
def cast() -> Cast:
    return assemble()


def scope(slug: str, cookie: str | None) -> dict[str, Any]:
    headers = [] if cookie is None else [(b"cookie", f"{settings.SESSION_COOKIE_NAME}={cookie}".encode())]
    return {"query_string": f"w={slug}".encode(), "headers": headers, "method": "GET"}


def session_of(player: Player) -> str:
    return player.browser.cookies[settings.SESSION_COOKIE_NAME].value


def heard(hub: Hub, listeners: list[Listener], *told: dict[str, Any]) -> list[list[str]]:
    """What each listener is sent when the hub is told something."""

    async def listen() -> list[list[str]]:
        hub._task = asyncio.create_task(asyncio.sleep(60))  # in place of the database's feed
        with contextlib.ExitStack() as stack:
            stack.callback(hub._task.cancel)
            streams = [stack.enter_context(hub.opened(listener)) for listener in listeners]
            for each in told:
                hub.deliver(json.dumps(each))
            return [
                [stream.waiting.get_nowait() for _ in range(stream.waiting.qsize())] for stream in streams
            ]

    return asyncio.run(listen())


def test_a_change_reaches_its_workspace_and_no_other() -> None:
    change = {"w": A, "to": None, "k": "deal.won", "o": "deal", "r": "1"}
    here, there = heard(Hub(), [Listener(A, "alice"), Listener(B, "mallory")], change)
    assert here == ['event: live\ndata: {"k":"deal.won","o":"deal","r":"1"}\n\n']
    assert there == []


def test_a_notice_reaches_whom_it_is_for() -> None:
    notice = {"w": A, "to": ["bob"], "k": "notice", "o": "notice", "r": "1"}
    alice, bob = heard(Hub(), [Listener(A, "alice"), Listener(A, "bob")], notice)
    assert alice == []
    assert len(bob) == 1


def test_a_reader_who_falls_behind_is_told_to_reload() -> None:
    change = {"w": A, "to": None, "k": "deal.changed", "o": "deal", "r": "1"}
    (slow,) = heard(Hub(), [Listener(A, "alice")], *[change] * (WAITING + 1))
    assert slow == [RELOAD]


def test_a_page_hears_what_was_told_while_it_was_on_its_way() -> None:
    async def listen() -> list[int]:
        hub = Hub()
        hub._task = asyncio.create_task(asyncio.sleep(60))
        hub.deliver(json.dumps({"w": A, "to": ["alice"], "k": "notice", "o": "notice", "r": "1"}))
        found = []
        for listener, ago in (
            (Listener(A, "alice"), 5.0),
            (Listener(A, "alice"), 0.0),
            (Listener(A, "bob"), 5.0),
            (Listener(B, "alice"), 5.0),
        ):
            with hub.opened(listener, ago) as stream:
                found.append(stream.waiting.qsize())
        hub._task.cancel()
        return found

    assert asyncio.run(listen()) == [1, 0, 0, 0]


@pytest.mark.parametrize(
    ("said", "seconds"), [("1500", 2.5), ("", 0.0), ("-3", 0.0), ("soon", 0.0), ("9" * 99, 0.0)]
)
def test_how_long_ago_a_page_was_asked_for_is_a_number_or_nothing(said: str, seconds: float) -> None:
    assert (
        asked_ago({"query_string": f"w=north&ago={said}".encode(), "headers": [], "method": "GET"}) == seconds
    )


@pytest.mark.parametrize("payload", ["", "[]", "{}", '{"w": 1}', "null"])
def test_a_notification_that_makes_no_sense_is_passed_over(payload: str) -> None:
    Hub().deliver(payload)


@pytest.mark.django_db
def test_a_member_may_listen_in_their_workspace(cast: Cast) -> None:
    assert find_listener(scope("north", session_of(cast.alice))) == Listener(
        str(cast.north.pk), cast.alice.id
    )


@pytest.mark.django_db
def test_nobody_else_may(cast: Cast) -> None:
    assert find_listener(scope("north", None)) is None
    assert find_listener(scope("north", "not-a-session")) is None
    assert find_listener(scope("north", session_of(cast.mallory))) is None
    assert find_listener(scope("nowhere", session_of(cast.alice))) is None
    assert find_listener(scope("", session_of(cast.alice))) is None


@pytest.mark.django_db
def test_a_session_that_ended_opens_nothing(cast: Cast) -> None:
    session = session_of(cast.alice)
    cast.alice.browser.logout()
    assert find_listener(scope("north", session)) is None


@pytest.mark.django_db
def test_a_person_who_was_let_go_hears_nothing(cast: Cast) -> None:
    session = session_of(cast.bob)
    cast.bob.user.is_active = False
    cast.bob.user.save()
    assert find_listener(scope("north", session)) is None
