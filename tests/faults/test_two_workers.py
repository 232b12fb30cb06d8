"""Two workers at once: they share the work, keep the order and double nothing."""

import threading
from concurrent.futures import ThreadPoolExecutor

from django.db import connection

from akrab.config import follower
from akrab.config.reactions import REACTIONS
from akrab.engine import follow
from akrab.engine.follow import Reaction
from akrab.engine.models import Unfollowed
from akrab.features.forms.models import Form
from akrab.features.forms.taking import take
from akrab.lib import clock
from akrab.modules.activities.models import Task
from tests.scenario.conftest import ANA, Firm


def at_once(firm: Firm, requests: int) -> None:
    """Clients come while two workers follow and fire, until nothing waits."""
    stop = threading.Event()

    def work(_worker: int) -> None:
        try:
            while not stop.is_set():
                follower.tick()
            follower.drain()
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as workers:
        running = [workers.submit(work, number) for number in range(2)]
        for number in range(requests):
            with firm.inside():
                firm_request(firm, number)
        stop.set()
        for one in running:
            one.result()


def firm_request(firm: Firm, number: int) -> None:
    said = {**ANA, "phone": f"0917 555 {1000 + number}", "email": f"c{number}@mail.example"}
    take(Form.objects.select_related("workspace").get(), said, key=f"k{number}")


def test_two_workers_make_one_task_for_each_request_and_tell_once_of_each(open_firm: Firm) -> None:
    at_once(open_firm, 8)
    with open_firm.inside():
        assert Task.objects.count() == 8
        assert not Unfollowed.objects.exists()
        told = [*open_firm.notices("m1", "assigned"), *open_firm.notices("m2", "assigned")]
        assert len(told) == 8
        clock.set(clock.now().replace(hour=5))
    at_once(open_firm, 0)
    follower.tick()
    with open_firm.inside():
        assert len(open_firm.notices("k", "overdue")) == 8


def test_a_second_worker_stands_back_while_the_first_is_at_a_company(open_firm: Firm) -> None:
    with open_firm.inside():
        firm_request(open_firm, 1)
    seen: list[int] = []

    def second() -> None:
        try:
            seen.append(follow.follow(open_firm.installed.workspace, REACTIONS))
        finally:
            connection.close()

    def let_another_try(event: object, by: object) -> None:
        if not seen:
            thread = threading.Thread(target=second)
            thread.start()
            thread.join()

    first = follow.follow(
        open_firm.installed.workspace, [Reaction("x", follow.everything, let_another_try), *REACTIONS]
    )
    assert seen == [0]
    assert first > 0
    follower.drain()
    with open_firm.inside():
        assert Task.objects.count() == 1
