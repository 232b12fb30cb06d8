"""Limits on attempts hold for all web processes together, and cost other pages nothing."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import caches
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from akrab.identity.attempts import SharedAttempts, prune
from akrab.identity.models import Attempt
from akrab.lib import clock
from tests.cast import PASSWORD, assemble
from tests.faults.dying import FINISHED, in_a_process

LOGIN = "/accounts/login/"


def guess_thrice() -> None:
    """Try wrong passwords, as one of several web processes."""
    for _try in range(3):
        Client().post(LOGIN, {"login": "alice@example.com", "password": "not this one at all"})


@pytest.mark.django_db(transaction=True)
def test_guesses_in_one_process_count_in_another() -> None:
    assemble()
    assert [in_a_process(guess_thrice), in_a_process(guess_thrice)] == [FINISHED, FINISHED]
    client = Client()
    answer = client.post(LOGIN, {"login": "alice@example.com", "password": PASSWORD})
    assert "Too many attempts" in answer.content.decode()
    assert "_auth_user_id" not in client.session
    other = client.post(LOGIN, {"login": "bob@example.com", "password": PASSWORD})
    assert other.status_code == 302


@pytest.fixture
def two(db: None) -> tuple[SharedAttempts, SharedAttempts]:
    """The memories of two processes."""
    return SharedAttempts("", {}), SharedAttempts("", {})


def test_a_key_is_given_to_one_of_two_until_it_is_over(two: Any) -> None:
    here, there = two
    begin = clock.now()
    clock.set(begin)
    assert [here.add("code", "y", 30), there.add("code", "y", 30), there.get("code")] == [True, False, "y"]
    clock.set(begin + timedelta(seconds=31))
    assert (there.get("code", "none"), there.add("code", "z", 30), here.get("code")) == ("none", True, "z")
    clock.set(None)


def test_what_one_writes_the_other_reads_counts_and_deletes(two: Any) -> None:
    here, there = two
    here.set("tries", [1.5], 60)
    there.set("tries", [*there.get("tries"), 2.5], 60)
    assert here.get_many(["tries", "none"]) == {"tries": [1.5, 2.5]}
    assert (here.touch("tries", 90), here.touch("none", 90)) == (True, False)
    assert (there.delete("tries"), there.delete("tries"), here.get("tries")) == (True, False, None)


def test_what_no_longer_counts_is_forgotten(two: Any) -> None:
    here, _there = two
    begin = clock.now()
    clock.set(begin)
    for seconds in (10, 20, 40):
        here.set(f"tries {seconds}", [], seconds)
    clock.set(begin + timedelta(seconds=30))
    assert (prune(), Attempt.objects.count()) == (2, 1)
    here.clear()
    assert not Attempt.objects.exists()
    clock.set(None)


def test_pages_ask_nothing_of_it(db: None) -> None:
    cast = assemble()
    caches["near"].clear()
    with CaptureQueriesContext(connection) as asked:
        for page in ("/w/north/", "/w/north/contacts/", "/w/north/pulse", "/w/north/settings/users"):
            assert cast.alice.browser.get(page).status_code == 200
        assert cast.alice.api.get("/api/v1/contacts").status_code == 200
    assert not [one for one in asked.captured_queries if Attempt._meta.db_table in one["sql"]]


def test_a_crash_may_forget_attempts_so_they_write_no_log(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT relpersistence FROM pg_class WHERE relname = %s", [Attempt._meta.db_table])
        assert cursor.fetchone() == ("u",)
