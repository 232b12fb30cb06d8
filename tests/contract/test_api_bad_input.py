"""Whatever is sent, the answer is a problem document that says what is wrong, and nothing has changed."""

import json
from typing import Any

import pytest

from akrab.engine.registry import get_object
from tests.cast import Cast
from tests.contract.asking import address, call, made, problem, unchanged

SPEC = get_object("specimen")
BOTTOMLESS = b'{"name":' + b"[" * 100_000 + b"]" * 100_000 + b"}"

UNREADABLE = [
    b"", b"{", b"nonsense", b'{"name": NaN}', b'{"name": Infinity}', b'{"name": "\xff\xfe"}', b"\x00", BOTTOMLESS,
    b'{"name": "a\\u0000b"}', b'{"name": "\\ud800"}', b'{"n\\u0000me": 1}', b'{"count": ' + b"9" * 5000 + b"}",
    '{"name": "a"}'.encode("utf-16"), b'{"name": "a"} {"name": "b"}',
]  # fmt: skip


@pytest.mark.parametrize("body", UNREADABLE, ids=range(len(UNREADABLE)))
def test_a_body_that_is_not_json_is_refused(cast: Cast, body: bytes) -> None:
    record = made(cast, SPEC)
    with unchanged(cast, SPEC):
        for method, path in (
            ("POST", "/specimens"),
            ("PATCH", address(SPEC, record)),
            ("POST", "/specimens/bulk"),
        ):
            reply = cast.alice.api.generic(method, f"/api/v1{path}", body, content_type="application/json")
            problem(reply, 400)


@pytest.mark.parametrize("body", [[], "text", 5, None, True, [{}]], ids=str)
def test_a_body_that_is_not_an_object_is_refused(cast: Cast, body: Any) -> None:
    with unchanged(cast, SPEC):
        reply = cast.alice.api.post("/api/v1/specimens", json.dumps(body), content_type="application/json")
        problem(reply, 422)


@pytest.mark.parametrize(
    "kind", ["", "text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "\x00"]
)
def test_another_content_type_is_refused(cast: Cast, kind: str) -> None:
    record = made(cast, SPEC)
    with unchanged(cast, SPEC):
        for method, path in (("POST", "/specimens"), ("PATCH", address(SPEC, record))):
            problem(
                cast.alice.api.generic(method, f"/api/v1{path}", b'{"name": "a"}', content_type=kind), 415
            )


def test_a_huge_body_is_refused(cast: Cast) -> None:
    with unchanged(cast, SPEC):
        body = json.dumps({"story": "x" * 6_000_000})
        problem(cast.alice.api.post("/api/v1/specimens", body, content_type="application/json"), 413)


@pytest.mark.parametrize(
    "values",
    [
        {"count": 10**30}, {"count": 1e308}, {"count": "1e5"}, {"weight": "9" * 40}, {"weight": 1e300},
        {"price": "abc"},
        {"price": "1e400"}, {"length": 10**12}, {"seen_at": "9999-12-31T23:59:59-14:00"}, {"found_on": "0000-00-00"},
        {"seen_at": "0001-01-01T00:00:00+14:00"}, {"name": ""}, {"name": " \t"}, {"name": "x" * 201},
        {"tags": {"a": 1}},
        {"tags": ["x" * 81]}, {"place": {"line1": 5}}, {"scan": {"hash": "../x"}}, {"colour": []},
        {"colour": {}}, {"shelf": {}}, {"shelf": ["x"]}, {"shelf": "urn:uuid:x"}, {"about": "specimen:x"},
        {"living": 2},
        {"about": "nothing:018f0000-0000-7000-8000-000000000000"}, {"owner": "me too"}, {"": 1}, {"name__in": "x"},
    ],
    ids=str,
)  # fmt: skip
def test_a_value_that_cannot_be_is_refused_by_its_field(cast: Cast, values: dict[str, Any]) -> None:
    record = made(cast, SPEC)
    with unchanged(cast, SPEC):
        reply = call(cast.alice, "PATCH", address(SPEC, record), values)
        assert list(problem(reply, 422)["errors"]) == list(values)


DEEP: dict[str, Any] = {"field": "name", "op": "is", "value": "a"}
for _step in range(500):
    DEEP = {"not": DEEP}
WIDE = {"or": [{"field": "name", "op": "is", "value": "a"}] * 101}


@pytest.mark.parametrize(
    "tree",
    [
        DEEP, WIDE, [], 5, "x", {"and": {}}, {"or": 1}, {"not": 5}, {"not": []}, {"field": "nonsense"},
        {"field": 5}, {},
        {"field": "name", "op": "explodes"}, {"field": "name", "op": []}, {"field": "name"},
        {"field": "name", "value": {}},
        {"field": "shelf.nonsense", "op": "empty"}, {"field": "shelf.name.more", "op": "empty"},
        {"field": "name.more"},
        {"field": "password"}, {"field": "owner.user.password"}, {"field": "workspace"}, {"field": "shelf__name"},
        {"field": "count", "op": "is", "value": 10**40}, {"field": "count", "op": "any_of", "value": 5},
        {"field": "count", "op": "between", "value": [1]}, {"field": "count", "op": "between", "value": ["a", "b"]},
        {"field": "count", "op": "any_of", "value": list(range(501))}, {"field": "id", "value": "x"}, {"field": "id"},
        {"field": "seen_at", "op": "in", "value": "some_day"},
        {"field": "seen_at", "op": "in", "value": "-99999999999d"},
        {"count": "nonsense"}, {"count": "specimen", "link": "name"}, {"count": "specimen"}, {"count": []},
        {"count": "specimen", "link": "twin", "value": "x"}, {"count": "specimen", "link": "twin", "op": "like"},
        {"count": "specimen", "link": "twin", "where": 5},
    ],
    ids=lambda tree: str(tree)[:60],
)  # fmt: skip
def test_a_filter_that_means_nothing_is_refused(cast: Cast, tree: Any) -> None:
    reply = cast.alice.api.get("/api/v1/specimens", {"filter": json.dumps(tree)})
    if tree == {}:
        assert reply.status_code == 200
    else:
        assert problem(reply, 422)["errors"]["filter"]


@pytest.mark.parametrize(
    "query",
    [
        "limit=0", "limit=501", "limit=abc", "limit=-1", "limit=1.5", "limit=" + "9" * 5000, "limit=", "bin=perhaps",
        "cursor=x", "cursor=%00", "cursor=W10", "cursor=WzEsMl0", "cursor=bnVsbA", "sort=nonsense",
        "sort=--name", "sort=-",
        "sort=story", "sort=password", "fields=password", "fields=name,,x", "q=%00", "q=" + "x" * 201, "filters=1",
        "filter=%00", "filter={", "filter=%5B%5D", "filter=" + "[" * 2000, "name=Ana", "page=2",
        "filter=%22%5Cud800%22",
        "cursor=" + "A" * 300, "sort=" + "x" * 90,
    ],
    ids=lambda query: query[:40],
)  # fmt: skip
def test_a_parameter_that_means_nothing_is_refused(cast: Cast, query: str) -> None:
    reply = cast.alice.api.get(f"/api/v1/specimens?{query}")
    problem(reply, 422)


@pytest.mark.parametrize(
    "query", ["q=%ff%fe", "q=%F0%9F%92%A9", "q='%22;--", "q=%25_%5C", "q=%ed%a0%80", "q=~!@%23"]
)
def test_any_words_can_be_searched_for(cast: Cast, query: str) -> None:
    assert cast.alice.api.get(f"/api/v1/specimens?{query}").json() == {"items": [], "next": None}


@pytest.mark.parametrize(
    "path",
    [
        "/nonsense", "/specimens/", "/specimens/x", "/specimens/%00", "/specimens/%ff", "/specimens/x/timeline", "/",
        "/specimens/018f0000-0000-7000-8000-000000000000", "/specimens/018f0000-0000-7000-8000-000000000000/explode",
        "/specimens/{id}", "/../admin", "/specimens//x", "/specimens/" + "x" * 3000, "/undo", "/objects/specimen",
    ],
    ids=lambda path: path[:40],
)  # fmt: skip
def test_an_unknown_address_is_not_found(cast: Cast, path: str) -> None:
    problem(cast.alice.api.get(f"/api/v1{path}"), 404)
    reply = cast.alice.api.post(f"/api/v1{path}", "{}", content_type="application/json")
    problem(reply, 404 if reply.status_code == 404 else 405)


@pytest.mark.parametrize(
    ("method", "path"),
    [("PUT", "/specimens"), ("DELETE", "/specimens"), ("POST", "/objects"), ("GET", "/specimens/bulk"),
     ("TRACE", "/specimens"),
     ("PUT", "/specimens/018f0000-0000-7000-8000-000000000000"), ("GET", "/undo/018f0000-0000-7000-8000-000000000000")],
)  # fmt: skip
def test_an_unknown_method_is_named_with_those_there_are(cast: Cast, method: str, path: str) -> None:
    reply = cast.alice.api.generic(method, f"/api/v1{path}")
    problem(reply, 405)
    assert reply["Allow"]


@pytest.mark.parametrize("tag", ['"x"', "nonsense", '"1", "2"', '"-1"', '"99999999999"', '"²"'])
def test_a_condition_that_is_no_version_is_refused(cast: Cast, tag: str) -> None:
    record = made(cast, SPEC)
    with unchanged(cast, SPEC):
        problem(call(cast.alice, "PATCH", address(SPEC, record), {"name": "b"}, If_Match=tag), 400)


@pytest.mark.parametrize("key", ["x" * 201, "a\tb", "\x00"])
def test_an_idempotency_key_that_cannot_be_kept_is_refused(cast: Cast, key: str) -> None:
    with unchanged(cast, SPEC):
        problem(call(cast.alice, "POST", "/specimens", {}, Idempotency_Key=key), 400)


@pytest.mark.parametrize(
    ("operation", "body", "status"),
    [
        ("x", {}, 404),
        ("018f0000-0000-7000-8000-000000000000", {}, 404),
        ("x", {"force": "yes"}, 422),
        ("x", [], 422),
    ],
)
def test_an_operation_that_is_none_cannot_be_undone(
    cast: Cast, operation: str, body: Any, status: int
) -> None:
    problem(call(cast.alice, "POST", f"/undo/{operation}", body), status)


@pytest.mark.parametrize(
    "body",
    [
        {}, {"action": 5, "ids": []}, {"action": "update", "ids": "all"}, {"action": "update", "ids": [5]},
        {"action": "update", "ids": ["x"]}, {"action": "update", "ids": [None]}, {"action": [], "ids": ["x"]},
        {"action": "update", "ids": ["018f0000-0000-7000-8000-000000000000"], "values": 5},
        {"action": "delete", "ids": ["018f0000-0000-7000-8000-000000000000"], "values": {"name": "x"}},
        {"action": "update", "ids": ["018f0000-0000-7000-8000-000000000000"] * 501},
        {"action": "create", "ids": ["x"]},
        {"action": "update", "ids": ["018f0000-0000-7000-8000-000000000000"], "more": 1},
    ],
    ids=lambda body: str(body)[:60],
)  # fmt: skip
def test_a_bulk_request_that_means_nothing_is_refused(cast: Cast, body: Any) -> None:
    with unchanged(cast, SPEC):
        problem(call(cast.alice, "POST", "/specimens/bulk", body), 422)
