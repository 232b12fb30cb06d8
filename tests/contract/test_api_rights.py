"""Who may not: the stranger from another workspace, the reader, the seller, hidden fields; over every object."""

import json
from typing import Any
from urllib.parse import quote

from django.test import Client

from akrab.engine.actions import actions_of
from akrab.engine.fields.links import target_of
from akrab.engine.spec import Spec, spec_of
from akrab.identity.models import Role
from akrab.tenancy.current import workspace
from tests.cast import Cast, play
from tests.contract.asking import address, call, every_object, made, problem, sendable, unchanged


def _attempts(spec: Spec, record: Any) -> list[tuple[str, str, Any]]:
    """Every address that leads to one record."""
    name = str(record.pk)
    return [
        ("GET", address(spec, record), None),
        ("PATCH", address(spec, record), {spec.title: "taken over"}),
        ("DELETE", address(spec, record), None),
        ("GET", address(spec, record, "/timeline"), None),
        ("POST", address(spec, record, "/restore"), None),
        *[("POST", address(spec, record, f"/{action}"), {}) for action in actions_of(spec.model)],
        ("POST", f"/{spec.plural}/bulk", {"action": "delete", "ids": [name]}),
        ("POST", f"/{spec.plural}/bulk", {"action": "update", "ids": [name], "values": {}}),
        *[
            ("POST", f"/{spec.plural}/bulk", {"action": action, "ids": [name]})
            for action in actions_of(spec.model)
        ],
    ]


@every_object
def test_a_stranger_finds_nothing_and_changes_nothing(cast: Cast, spec: Spec) -> None:
    record = made(cast, spec)
    with unchanged(cast, spec):
        for method, path, body in _attempts(spec, record):
            problem(call(cast.mallory, method, path, body), 404)
        for query in (
            "",
            "?bin=true",
            f"?q={record}"[:60],
            _filter({"field": "id", "value": str(record.pk)}),
        ):
            assert call(cast.mallory, "GET", f"/{spec.plural}{query}").json()["items"] == []


@every_object
def test_a_stranger_cannot_link_to_our_records(cast: Cast, spec: Spec) -> None:
    raw = sendable(cast, spec)
    if raw is None:
        return
    with workspace(cast.north):
        links = {field.name: raw.get(field.name) for field in spec.of_type("link", "user", "any_link")}
    links = {name: value for name, value in links.items() if value}
    reply = call(cast.mallory, "POST", f"/{spec.plural}", raw)
    if links:
        assert set(links) <= set(problem(reply, 422)["errors"])
    for name, value in links.items():
        if spec.fields[name].type.name != "any_link":
            found = call(
                cast.mallory, "GET", f"/{spec.plural}{_filter({'field': name, 'op': 'is', 'value': value})}"
            )
            assert found.json()["items"] == []


@every_object
def test_without_a_valid_token_nothing_opens(cast: Cast, spec: Spec) -> None:
    record = made(cast, spec)
    good = cast.alice.token
    tokens = ["", "Bearer", "Bearer x", f"Basic {good}", f"Bearer {good}x", f"Bearer {good[:-1]}", "Bearer akrab__",
              f"Bearer akrab_{cast.south.pk.hex}_{good.split('_', 2)[2]}", "Bearer \x00", "Bearer \xff"]  # fmt: skip
    with unchanged(cast, spec):
        for token in tokens:
            _refused(token, "GET", f"/{spec.plural}", None)
        for method, path, body in _attempts(spec, record):
            _refused(f"Bearer {good}x", method, path, body)


def _refused(token: str, method: str, path: str, body: Any) -> None:
    content: Any = {} if body is None else {"data": json.dumps(body), "content_type": "application/json"}
    reply = Client(headers={"Authorization": token}).generic(method, f"/api/v1{path}", **content)
    problem(reply, 401)
    assert reply["WWW-Authenticate"].startswith("Bearer")


@every_object
def test_a_reader_changes_nothing(cast: Cast, spec: Spec) -> None:
    record = made(cast, spec)
    seen = 404 if spec.private or spec.shared else 403
    with unchanged(cast, spec):
        problem(call(cast.carol, "POST", f"/{spec.plural}", {}), 403)
        problem(call(cast.carol, "PATCH", address(spec, record), {}), seen)
        problem(call(cast.carol, "DELETE", address(spec, record)), seen)
        for action in actions_of(spec.model):
            problem(call(cast.carol, "POST", address(spec, record, f"/{action}"), {}), seen)
        for verb in ("update", "delete"):
            ids = [str(record.pk)]
            problem(call(cast.carol, "POST", f"/{spec.plural}/bulk", {"action": verb, "ids": ids}), seen)


@every_object
def test_who_may_not_see_an_object_is_told_so(cast: Cast, spec: Spec) -> None:
    record = made(cast, spec)
    if spec.private or spec.settings:
        return
    with workspace(cast.north):
        nobody = play("nobody", Role.objects.create(name="Nobody"))
    with unchanged(cast, spec):
        assert "Nobody" in problem(call(nobody, "GET", f"/{spec.plural}"), 403)["detail"]
        for method, path, body in _attempts(spec, record):
            problem(call(nobody, method, path, body), 404)
    objects = call(nobody, "GET", "/objects").json()["objects"]
    assert spec.name not in [one["name"] for one in objects]


@every_object
def test_hidden_fields_are_nowhere(cast: Cast, spec: Spec) -> None:
    if spec.private or spec.settings or is_shared_by_owners(spec):
        return
    hidden = [name for name in spec.fields if name != spec.title]
    with workspace(cast.north):
        rights = {"*": {"view": "all", "create": "all", "change": "all", "delete": "all"}}
        fields = {spec.name: dict.fromkeys(hidden, "hidden") | {spec.title: "read"}}
        dave = play("dave", Role.objects.create(name="Blinkered", rights=rights, fields=fields))
    record = made(cast, spec)
    path = address(spec, record)
    assert set(call(dave, "GET", path).json()) == {"id", "version", spec.title}
    listed = call(dave, "GET", f"/{spec.plural}?sort={spec.title}").json()["items"]
    assert all(set(item) == {"id", "version", spec.title} for item in listed)
    [told] = [one for one in call(dave, "GET", "/objects").json()["objects"] if one["name"] == spec.name]
    assert [(field["name"], field["right"]) for field in told["fields"]] == [(spec.title, "read")]
    with unchanged(cast, spec):
        for name in hidden:
            problem(call(dave, "GET", f"{path}?fields={name}"), 422)
            problem(call(dave, "GET", f"/{spec.plural}?sort={name}"), 422)
            problem(call(dave, "GET", f"/{spec.plural}{_filter({'field': name, 'op': 'not_empty'})}"), 422)
            problem(call(dave, "PATCH", path, {name: None}), 422)
        problem(call(dave, "PATCH", path, {spec.title: "mine"}), 422)
    for event in call(dave, "GET", f"{path}/timeline").json()["items"]:
        if event["record"] == str(record.pk):
            assert not set(event["changes"]) & set(hidden)


@every_object
def test_a_seller_changes_only_their_own(cast: Cast, spec: Spec) -> None:
    if spec.private or spec.settings or is_shared_by_owners(spec):
        return
    record = made(cast, spec)
    owners = spec.owners or ("created_by",)
    if any(getattr(record, f"{name}_id") == cast.bob.member.pk for name in owners):
        return
    with unchanged(cast, spec):
        document = problem(call(cast.bob, "PATCH", address(spec, record), {}), 403)
        assert "Seller" in document["detail"]
        problem(call(cast.bob, "DELETE", address(spec, record)), 403)


def is_shared_by_owners(spec: Spec) -> bool:
    """Whether owners say who sees a record, or the record it is within, so that alice's is nobody else's."""
    whole = spec.fields.get(spec.within)
    target = target_of(whole) if whole is not None and whole.type.name == "link" else None
    within = spec_of(target).shared if target is not None else ""
    return bool(spec.shared or within)


def _filter(tree: dict[str, Any]) -> str:
    return f"?filter={quote(json.dumps(tree))}"
