"""Jobs in the hands of a dead worker are taken up again; those of a living one are left alone."""

import pytest
from django.db import connection

from akrab.config.rescue import forget_workers, rescue

pytestmark = pytest.mark.django_db


def worker(seconds_silent: int) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat)"
            " VALUES (now() - make_interval(secs => %s)) RETURNING id",
            [seconds_silent],
        )
        return int(cursor.fetchone()[0])


def job(status: str, of: int | None = None, only_one_waits: str | None = None) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_jobs (queue_name, task_name, status, worker_id, queueing_lock)"
            " VALUES ('default', 'some.task', %s, %s, %s) RETURNING id",
            [status, of, only_one_waits],
        )
        return int(cursor.fetchone()[0])


def states() -> dict[int, tuple[str, int]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, status, attempts FROM procrastinate_jobs")
        return {number: (status, attempts) for number, status, attempts in cursor.fetchall()}


def test_a_job_of_a_silent_or_vanished_worker_is_to_do_again() -> None:
    silent, orphan = job("doing", worker(60)), job("doing")
    assert rescue() == 2
    assert states() == {silent: ("todo", 1), orphan: ("todo", 1)}


def test_a_job_of_a_living_worker_and_finished_ones_are_left_alone() -> None:
    busy, done = job("doing", worker(2)), job("succeeded", worker(60))
    before = states()
    assert rescue() == 0
    assert states() == before
    assert set(before) == {busy, done}


def test_a_job_that_waits_already_is_not_doubled() -> None:
    job("doing", worker(60), "sweep")
    waiting = job("todo", None, "sweep")
    other = job("doing", worker(60))
    assert rescue() == 2
    assert states() == {waiting: ("todo", 0), other: ("todo", 1)}


def test_the_only_worker_takes_up_at_once_what_its_predecessor_left() -> None:
    left = job("doing", worker(0))
    assert rescue() == 0
    forget_workers()
    assert rescue() == 1
    assert states() == {left: ("todo", 1)}
