"""What the verbs of the REST door promise beyond any one object: undo, bulk, actions, clashes, operations."""

from typing import Any

from django.test import Client

from akrab.api.models import Answer
from akrab.engine.registry import get_object
from akrab.lib import clock
from akrab.tenancy.current import workspace
from tests.cast import Cast
from tests.contract.asking import address, call, made, problem, unchanged

SPEC = get_object("specimen")


def test_an_action_takes_every_kind_of_parameter(cast: Cast) -> None:
    record, shelf = made(cast, SPEC), made(cast, get_object("shelf"))
    raw = {
        "count": 7, "weight": "2.5", "remark": "heavy", "living": True, "found_on": "2026-03-09",
        "seen_at": "2026-03-09T02:00:00Z", "length": 900, "shelf": str(shelf.pk), "owner": "me",
    }  # fmt: skip
    reply = call(cast.alice, "POST", address(SPEC, record, "/measure"), raw)
    assert reply.status_code == 200, reply.content
    shape = reply.json()
    assert {name: shape[name] for name in raw} == raw | {"owner": cast.alice.id}
    newest = call(cast.alice, "GET", address(SPEC, record, "/timeline")).json()["items"][0]
    assert (newest["kind"], newest["changes"]["count"][1]) == ("specimen.measured", 7)
    assert newest["operation"] == reply["Akrab-Operation"]


def test_an_action_cannot_take_a_strangers_record(cast: Cast) -> None:
    record = made(cast, SPEC)
    theirs = call(cast.mallory, "POST", "/shelves", {"name": "South"}).json()["id"]
    with unchanged(cast, SPEC):
        raw = {"count": 1, "shelf": theirs, "owner": cast.mallory.id}
        document = problem(call(cast.alice, "POST", address(SPEC, record, "/measure"), raw), 422)
    assert set(document["errors"]) == {"shelf", "owner"}


def test_a_refusal_says_what_is_missing(cast: Cast) -> None:
    record = made(cast, SPEC)
    with unchanged(cast, SPEC):
        document = problem(call(cast.alice, "POST", address(SPEC, record, "/ship"), {}), 409)
    assert document["detail"] == "It has no place to go to."
    assert document["missing"] == [{"text": "Place", "field": "place", "file_type": ""}]


def test_a_bulk_action_is_done_for_all_or_for_none(cast: Cast) -> None:
    ready = made(cast, SPEC, place={"city": "Cebu"})
    unready = made(cast, SPEC)
    both = [str(ready.pk), str(unready.pk)]
    with unchanged(cast, SPEC):
        problem(call(cast.alice, "POST", "/specimens/bulk", {"action": "ship", "ids": both}), 409)
    reply = call(cast.alice, "POST", "/specimens/bulk", {"action": "ship", "ids": both[:1]})
    assert reply.status_code == 200
    assert call(cast.alice, "GET", address(SPEC, ready)).json()["remark"] == "shipped"


def test_a_bulk_change_is_undone_as_a_whole(cast: Cast) -> None:
    records = [made(cast, SPEC, remark="old") for _number in range(3)]
    ids = [str(record.pk) for record in records]
    body = {"action": "update", "ids": ids, "values": {"remark": "new"}}
    operation = call(cast.alice, "POST", "/specimens/bulk", body)["Akrab-Operation"]
    assert _remarks(cast, records) == ["new"] * 3
    undone = call(cast.alice, "POST", f"/undo/{operation}")
    assert undone.json()["undoes"] == operation
    assert _remarks(cast, records) == ["old"] * 3
    assert call(cast.alice, "POST", f"/undo/{undone.json()['operation']}").status_code == 200
    assert _remarks(cast, records) == ["new"] * 3


def _remarks(cast: Cast, records: list[Any]) -> list[str]:
    return [call(cast.alice, "GET", address(SPEC, record)).json()["remark"] for record in records]


def test_undo_stops_at_a_later_change_unless_forced(cast: Cast) -> None:
    record = made(cast, SPEC, remark="first")
    operation = call(cast.alice, "PATCH", address(SPEC, record), {"remark": "second"})["Akrab-Operation"]
    call(cast.alice, "PATCH", address(SPEC, record), {"remark": "third"})
    with unchanged(cast, SPEC):
        document = problem(call(cast.alice, "POST", f"/undo/{operation}"), 409)
    [standing] = document["standing"]
    assert (standing["field"], standing["now"], standing["back"], standing["who"]) == (
        "remark",
        "third",
        "first",
        "Alice",
    )
    assert call(cast.alice, "POST", f"/undo/{operation}", {"force": True}).status_code == 200
    assert _remarks(cast, [record]) == ["first"]


def test_only_its_author_or_an_administrator_undoes_an_operation(cast: Cast) -> None:
    record = made(cast, SPEC)
    operation = call(cast.alice, "PATCH", address(SPEC, record), {"remark": "new"})["Akrab-Operation"]
    with unchanged(cast, SPEC):
        for player in (cast.bob, cast.carol, cast.mallory):
            problem(call(player, "POST", f"/undo/{operation}"), 404)


def test_the_same_key_of_two_people_is_two_keys(cast: Cast) -> None:
    raw = {"name": "North"}
    mine = call(cast.alice, "POST", "/shelves", raw, Idempotency_Key="k")
    theirs = call(cast.bob, "POST", "/shelves", raw, Idempotency_Key="k")
    strangers = call(cast.mallory, "POST", "/shelves", raw, Idempotency_Key="k")
    assert len({mine.json()["id"], theirs.json()["id"], strangers.json()["id"]}) == 3


def test_a_refused_request_leaves_its_key_free(cast: Cast) -> None:
    problem(call(cast.alice, "POST", "/shelves", {}, Idempotency_Key="k"), 422)
    assert call(cast.alice, "POST", "/shelves", {"name": "Now"}, Idempotency_Key="k").status_code == 201


def test_answers_are_forgotten_after_some_days(cast: Cast) -> None:
    call(cast.alice, "POST", "/shelves", {"name": "Old"}, Idempotency_Key="old")
    with workspace(cast.north):
        Answer.objects.update(created_at=clock.now().replace(year=2020))
    call(cast.alice, "POST", "/shelves", {"name": "New"}, Idempotency_Key="new")
    with workspace(cast.north):
        assert list(Answer.objects.values_list("key", flat=True)) == ["new"]


def test_refusals_come_in_the_language_of_the_token(cast: Cast) -> None:
    cast.alice.user.language = "vi"
    cast.alice.user.save(update_fields=["language"])
    english = problem(call(cast.mallory, "POST", "/shelves", {}), 422)
    assert english["errors"] == {"name": ["Fill this in."]}
    assert call(cast.alice, "POST", "/shelves", {}).json()["type"] == english["type"] == "/docs#invalid"


def test_the_description_tells_what_this_actor_may_do(cast: Cast) -> None:
    told = {one["name"]: one for one in call(cast.bob, "GET", "/objects").json()["objects"]}
    specimen = told["specimen"]
    assert specimen["rights"] == {"view": "all", "create": "all", "change": "own", "delete": "own"}
    fields = {field["name"]: field for field in specimen["fields"]}
    assert fields["colour"]["choices"] == {"red": "red", "green": "green", "blue": "blue"}
    assert (fields["shelf"]["type"], fields["shelf"]["link"], fields["shelf"]["required"]) == (
        "link",
        "shelf",
        True,
    )
    assert (fields["number"]["right"], fields["count"]["right"]) == ("read", "write")
    assert [action["name"] for action in specimen["actions"]] == ["measure", "ship"]
    assert [param["name"] for param in specimen["actions"][0]["params"] if param["required"]] == ["count"]


def test_members_are_those_of_the_workspace(cast: Cast) -> None:
    members = call(cast.alice, "GET", "/members").json()["items"]
    assert [(one["name"], one["is_me"]) for one in members] == [
        ("Alice", True),
        ("Bob", False),
        ("Carol", False),
    ]


def test_a_browser_session_opens_nothing(cast: Cast) -> None:
    problem(cast.alice.browser.get("/api/v1/specimens"), 401)
    problem(cast.alice.browser.post("/api/v1/specimens", "{}", content_type="application/json"), 401)


def test_watchers_are_answered(cast: Cast, client: Client) -> None:
    assert client.get("/healthz").json() == {"status": "ok"}
    reply = client.get("/readyz")
    assert reply.status_code == 503
    assert reply.json() == {"status": "not ready", "database": True, "migrations": True, "worker": False}
