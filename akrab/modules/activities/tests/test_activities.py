"""Tasks, calls, visits and notes as a program makes them, and what follows each."""

import html
import re
from datetime import timedelta
from typing import Any

import pytest

from akrab.config import follower
from akrab.lib import clock
from tests.cast import Cast, Player


def ask(player: Player, address: str, /, **said: Any) -> Any:
    return player.api.post(f"/api/v1/{address}", said, content_type="application/json")


def make(player: Player, address: str, /, **said: Any) -> dict[str, Any]:
    """The record as the API tells it, and everything that follows done."""
    answer = ask(player, address, **said)
    assert answer.status_code in (200, 201), answer.content
    follower.drain()
    found: dict[str, Any] = player.api.get(f"/api/v1/{address}/{answer.json()['id']}").json()
    return found


def now(player: Player, address: str, id: str) -> dict[str, Any]:
    found: dict[str, Any] = player.api.get(f"/api/v1/{address}/{id}").json()
    return found


def told(player: Player) -> list[str]:
    return [one["text"] for one in player.api.get("/api/v1/notices?limit=50").json()["items"]]


@pytest.fixture
def ana(cast: Cast) -> dict[str, Any]:
    return make(
        cast.bob, "contacts", name="Ana Reyes", address={"line1": "27 Scout St", "city": "Quezon City"}
    )


def test_an_activity_about_a_deal_is_with_its_contact_and_on_both_timelines(
    cast: Cast, ana: dict[str, Any]
) -> None:
    pipeline = make(cast.alice, "pipelines", name="Sales")
    make(cast.alice, "stages", name="Call", pipeline=pipeline["id"])
    deal = make(cast.bob, "deals", name="Windows", contact=ana["id"])
    note = make(cast.bob, "notes", text="Wants two colours", about=f"deal:{deal['id']}")
    assert note["contact"] == ana["id"]
    for address in (f"deals/{deal['id']}", f"contacts/{ana['id']}"):
        items = cast.bob.api.get(f"/api/v1/{address}/timeline").json()["items"]
        assert "note.created" in [one["kind"] for one in items]


def test_a_task_is_ones_own_unless_given_away_and_who_gets_one_is_told(cast: Cast) -> None:
    assert make(cast.bob, "tasks", name="Mine")["assignee"] == cast.bob.id
    assert told(cast.bob) == []
    given = make(cast.alice, "tasks", name="Yours", assignee=cast.bob.id)
    assert given["assignee"] == cast.bob.id
    assert told(cast.bob) == ["New task: Yours · –"]


@pytest.mark.parametrize(
    ("result", "status"),
    [("reached", "done"), ("no_answer", "open"), ("busy", "open"), ("voicemail", "open")],
)
def test_only_a_call_that_reached_the_client_completes_its_task(
    cast: Cast, ana: dict[str, Any], result: str, status: str
) -> None:
    about = f"contact:{ana['id']}"
    waits = make(cast.bob, "tasks", name="Call back", about=about, done_by_call=True)
    other = make(cast.bob, "tasks", name="Send a catalogue", about=about)
    make(cast.bob, "calls", outcome="talked", result=result, about=about)
    assert now(cast.bob, "tasks", waits["id"])["status"] == status
    assert now(cast.bob, "tasks", other["id"])["status"] == "open"


def test_a_task_is_completed_and_reopened_with_its_moment(cast: Cast) -> None:
    task = make(cast.bob, "tasks", name="Call")
    ask(cast.bob, f"tasks/{task['id']}/complete")
    done = now(cast.bob, "tasks", task["id"])
    assert (done["status"], done["done_at"] is not None) == ("done", True)
    assert ask(cast.bob, f"tasks/{task['id']}/complete").status_code == 403
    assert now(cast.bob, "tasks", task["id"])["version"] == done["version"]
    ask(cast.bob, f"tasks/{task['id']}/reopen")
    again = now(cast.bob, "tasks", task["id"])
    assert (again["status"], again["done_at"]) == ("open", None)


def test_a_reminder_comes_once_at_its_moment_and_not_for_finished_tasks(cast: Cast) -> None:
    at = clock.now()
    clock.set(at)
    soon = (at + timedelta(hours=1)).isoformat()
    make(cast.bob, "tasks", name="Ring", remind_at=soon)
    finished = make(cast.bob, "tasks", name="Done before", remind_at=soon)
    ask(cast.bob, f"tasks/{finished['id']}/complete")
    follower.tick()
    clock.set(at + timedelta(minutes=59))
    follower.tick()
    assert told(cast.bob) == []
    clock.set(at + timedelta(hours=1))
    follower.tick()
    follower.tick()
    assert told(cast.bob) == ["Reminder: Ring · –"]


def test_a_visit_goes_to_the_contacts_address_and_ends_with_an_outcome(
    cast: Cast, ana: dict[str, Any]
) -> None:
    visit = make(cast.bob, "visits", name="Measure", contact=ana["id"], starts_at="2026-03-03T02:00:00Z")
    assert (visit["address"]["city"], visit["user"]) == ("Quezon City", cast.bob.id)
    ask(cast.bob, f"visits/{visit['id']}/finish", outcome="Four windows")
    done = now(cast.bob, "visits", visit["id"])
    assert (done["status"], done["outcome"]) == ("done", "Four windows")


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("calls", {"outcome": "talked"}),
        ("notes", {"text": "of nobody"}),
        ("visits", {"name": "Measure", "starts_at": "2026-03-03T02:00:00Z"}),
    ],
)
def test_what_was_with_nobody_is_refused(cast: Cast, address: str, said: dict[str, Any]) -> None:
    answer = ask(cast.bob, address, **said)
    assert (answer.status_code, "choose a contact" in answer.content.decode()) == (422, True)
    assert cast.bob.api.get(f"/api/v1/{address}").json()["items"] == []


def test_a_stranger_completes_nothing(cast: Cast) -> None:
    task = make(cast.bob, "tasks", name="Call")
    assert ask(cast.mallory, f"tasks/{task['id']}/complete").status_code == 404
    assert now(cast.bob, "tasks", task["id"]) == task


def test_what_is_still_to_be_done_has_a_tab_of_its_own(cast: Cast) -> None:
    """An overdue task is not looked for among the completed ones."""
    make(cast.bob, "tasks", name="Call back", due_at="2026-03-02T09:00:00Z")
    make(cast.bob, "tasks", name="Order glass", due_at="2026-03-01T09:00:00Z", status="done")
    body = cast.bob.browser.get("/w/north/tasks/").content.decode()
    tab = re.search(r'href="([^"]+)"[^>]*>Open</a>', body)
    assert tab
    assert "Planned</a>" in cast.bob.browser.get("/w/north/visits/").content.decode()
    shown = cast.bob.browser.get(html.unescape(tab[1])).content.decode()
    assert re.search(r'aria-current="[^"]+"[^>]*>Open</a>', shown)
    assert ("Call back" in shown, "Order glass" in shown) == (True, False)


def test_what_was_cancelled_or_done_is_not_late_any_more(cast: Cast) -> None:
    task = make(cast.bob, "tasks", name="Call back", due_at="2020-03-02T09:00:00Z")
    listed = "/w/north/tasks/"
    assert "ak-due is-late" in cast.bob.browser.get(listed).content.decode()
    for status in ("cancelled", "done"):
        said = {"status": status}
        answer = cast.bob.api.patch(f"/api/v1/tasks/{task['id']}", said, content_type="application/json")
        assert answer.status_code == 200
        assert "ak-due is-late" not in cast.bob.browser.get(listed).content.decode()
