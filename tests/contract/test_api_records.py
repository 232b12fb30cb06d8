"""Every object × every verb of the REST door, made from the registry: no line names an object."""

import json
from collections.abc import Iterator, Sequence
from typing import Any

from akrab.engine import access
from akrab.engine.actions import actions_of
from akrab.engine.errors import Refused
from akrab.engine.fields import Field, Operator
from akrab.engine.models import Operation
from akrab.engine.spec import Spec
from akrab.tenancy.current import workspace
from tests.cast import Cast
from tests.contract.asking import (
    address,
    another,
    call,
    every_object,
    is_same,
    made,
    model_of,
    problem,
    sendable,
    unchanged,
)
from tests.factory import NoneFits, candidates, make


@every_object
def test_what_is_created_can_be_read(cast: Cast, spec: Spec) -> None:
    raw = sendable(cast, spec)
    reply = call(cast.alice, "POST", f"/{spec.plural}", raw or {})
    if raw is None:
        assert reply.status_code in (403, 422), reply.content
        return
    assert reply.status_code == 201, reply.content
    made = reply.json()
    assert reply["Location"] == f"/api/v1/{spec.plural}/{made['id']}"
    assert reply["ETag"] == f'"{made["version"]}"'
    for name, value in raw.items():
        assert is_same(spec.fields[name], made[name], value, cast), name
    read = call(cast.alice, "GET", address(spec, made["id"]))
    assert read.status_code == 200
    assert read.json() == made
    assert read["ETag"] == reply["ETag"]
    listed = call(cast.alice, "GET", f"/{spec.plural}?limit=500").json()
    assert made in listed["items"]
    with workspace(cast.north):
        events = Operation.objects.get(pk=reply["Akrab-Operation"]).events.all()
        assert f"{spec.name}.created" in [event.kind for event in events if str(event.record) == made["id"]]


@every_object
def test_all_fields_are_answered_and_the_chosen_ones_alone_when_asked(cast: Cast, spec: Spec) -> None:
    record = made(cast, spec)
    whole = call(cast.alice, "GET", address(spec, record)).json()
    assert list(whole) == ["id", "version", *spec.fields]
    for path in (address(spec, record), f"/{spec.plural}"):
        reply = call(cast.alice, "GET", f"{path}?fields={spec.title},created_at").json()
        assert list(reply.get("items", [reply])[0]) == ["id", "version", spec.title, "created_at"]
        assert "fields" in problem(call(cast.alice, "GET", f"{path}?fields=nonsense"), 422)["errors"]


@every_object
def test_sorted_pages_lose_and_double_no_row(cast: Cast, spec: Spec) -> None:
    by = cast.alice.actor()
    with workspace(cast.north):
        first = make(spec, by)
        rows = [first, *(_variant(spec, number, cast) for number in range(4))]
        wanted = {str(row.pk) for row in rows if row is not None}
        others = {str(pk) for pk in access.visible(model_of(spec), by).values_list("pk", flat=True)}
    for field in spec.fields.values():
        if not (field.type.sortable or field.name == spec.title):
            problem(call(cast.alice, "GET", f"/{spec.plural}?sort={field.name}"), 422)
            continue
        for sign in ("", "-"):
            seen = _walk(cast, spec, f"{sign}{field.name}")
            assert len(seen) == len(set(seen)), field.name
            assert wanted <= set(seen), field.name
            assert set(seen) == others, field.name


def _variant(spec: Spec, number: int, cast: Cast) -> Any:
    """Another record, with the sortable fields set to other samples where its module lets them; None if it can't be."""
    values: dict[str, Any] = {}
    for field in access.writable(cast.alice.actor(), spec).values():
        samples = list(field.type.samples(field)) if field.type.sortable else []
        if samples and not field.is_required:
            values[field.name] = samples[number % len(samples)]
    try:
        return make(spec, cast.alice.actor(), **values)
    except (NoneFits, Refused):
        return another(cast, spec)


def _walk(cast: Cast, spec: Spec, sort: str) -> list[str]:
    """The ids of all pages of two rows."""
    seen: list[str] = []
    cursor = ""
    while True:
        reply = call(cast.alice, "GET", f"/{spec.plural}?sort={sort}&limit=2&cursor={cursor}")
        assert reply.status_code == 200, reply.content
        page = reply.json()
        assert len(page["items"]) <= 2
        seen += [item["id"] for item in page["items"]]
        cursor = page["next"]
        if not cursor:
            return seen
        assert len(seen) < 200


@every_object
def test_every_operator_of_every_field_answers(cast: Cast, spec: Spec) -> None:
    record = made(cast, spec)
    another(cast, spec)
    everything = set(_found(cast, spec, {}))
    shape = call(cast.alice, "GET", address(spec, record)).json()
    for field, operators in _asked(spec):
        for operator in operators:
            value = _operand(field, operator, shape, f"{spec.name}:{record.pk}", cast)
            tree = {"field": field.name, "op": operator.name} | value
            found, rest = _found(cast, spec, tree), _found(cast, spec, {"not": tree})
            assert set(found).isdisjoint(rest), tree
            assert set(found) | set(rest) == everything, tree
            if operator.name == "is" and shape[field.name] not in (None, "", [], {}):
                assert str(record.pk) in found, tree


def _asked(spec: Spec) -> Iterator[tuple[Field, Sequence[Operator]]]:
    """Each field with every operator; with the two commonest where another one of the object is stored alike."""
    seen = set()
    for field in spec.fields.values():
        alike = (field.type.name, field.null, field.is_custom)
        usual = [one for one in field.type.operators if one.name in ("is", "empty")]
        yield field, (usual or field.type.operators[:1]) if alike in seen else field.type.operators
        seen.add(alike)


def _operand(
    field: Field, operator: Operator, shape: dict[str, Any], about: str, cast: Cast
) -> dict[str, Any]:
    """A value that the operator can be asked with, the record's own where it has one."""
    value = shape[field.name]
    if value in (None, "", [], {}):
        samples = [one for one in field.type.samples(field) if one not in (None, "", [], {})]
        value = samples[0] if samples else about if field.type.name == "any_link" else cast.alice.id
    single = value[0] if isinstance(value, list) else value
    match operator.takes:
        case "none":
            return {}
        case "word":
            return {"value": "this_week"}
        case "text":
            return {"value": "a"}
        case "list":
            return {"value": [single]}
        case "range":
            return {"value": [single, single]}
    return {"value": single}


def _found(cast: Cast, spec: Spec, tree: dict[str, Any]) -> list[str]:
    reply = cast.alice.api.get(f"/api/v1/{spec.plural}", {"filter": json.dumps(tree), "limit": "500"})
    assert reply.status_code == 200, (tree, reply.content)
    return [item["id"] for item in reply.json()["items"]]


@every_object
def test_every_sample_can_be_written_and_every_bad_one_is_refused(cast: Cast, spec: Spec) -> None:
    record, can_be_sent = made(cast, spec), sendable(cast, spec) is not None if not spec.settings else True
    for field in access.writable(cast.alice.actor(), spec).values():
        for sample in field.type.samples(field):
            reply = call(cast.alice, "PATCH", address(spec, record), {field.name: sample})
            if reply.status_code == 200 and sample not in (None, ""):
                assert is_same(field, reply.json()[field.name], sample, cast), (field.name, sample)
            elif reply.status_code != 200:  # the object's module may ask for more than the field's type
                assert reply.status_code in (409, 422), (field.name, sample, reply.content)
        for sample in field.type.bad_samples(field):
            with unchanged(cast, spec):
                reply = call(cast.alice, "PATCH", address(spec, record), {field.name: sample})
                assert problem(reply, 422)["errors"][field.name], (field.name, sample)
                if can_be_sent:
                    reply = call(cast.alice, "POST", f"/{spec.plural}", {field.name: sample})
                    assert problem(reply, 422)["errors"][field.name], (field.name, sample)


@every_object
def test_required_fields_cannot_be_left_out_or_emptied(cast: Cast, spec: Spec) -> None:
    record = made(cast, spec)
    required = [field.name for field in spec.editable() if field.is_required]
    with unchanged(cast, spec):
        reply = call(cast.alice, "POST", f"/{spec.plural}", {})
        if required:
            assert reply.status_code in (403, 409, 422), reply.content
            assert problem(reply, reply.status_code).get("errors", True)
        for name in required:
            reply = call(cast.alice, "PATCH", address(spec, record), {name: None})
            assert name in problem(reply, 422)["errors"]


@every_object
def test_read_only_and_unknown_fields_are_refused(cast: Cast, spec: Spec) -> None:
    record = made(cast, spec)
    closed = [field.name for field in spec.fields.values() if field.read_only]
    with unchanged(cast, spec):
        for name in (*closed, "nonsense", "id", "workspace", "deleted_at", "version"):
            reply = call(cast.alice, "PATCH", address(spec, record), {name: None})
            assert list(problem(reply, 422)["errors"]) == [name]


@every_object
def test_deleting_and_restoring(cast: Cast, spec: Spec) -> None:
    record = made(cast, spec)
    gone = call(cast.alice, "DELETE", address(spec, record))
    if gone.status_code == 409:
        return  # the object's module keeps it
    assert gone.status_code == 204
    assert gone["Akrab-Operation"]
    problem(call(cast.alice, "GET", address(spec, record)), 404)
    problem(call(cast.alice, "PATCH", address(spec, record), {}), 404)
    assert str(record.pk) not in _found(cast, spec, {})
    binned = call(cast.alice, "GET", f"/{spec.plural}?bin=true&limit=500").json()["items"]
    assert str(record.pk) in [item["id"] for item in binned]
    back = call(cast.alice, "POST", address(spec, record, "/restore"))
    assert back.status_code == 200, back.content
    assert str(record.pk) in _found(cast, spec, {})
    problem(call(cast.alice, "POST", address(spec, record, "/restore")), 404)


@every_object
def test_the_timeline_tells_of_each_change(cast: Cast, spec: Spec) -> None:
    record = made(cast, spec)
    gone = call(cast.alice, "DELETE", address(spec, record)).status_code == 204
    call(cast.alice, "POST", address(spec, record, "/restore"))
    reply = call(cast.alice, "GET", address(spec, record, "/timeline"))
    assert reply.status_code == 200, reply.content
    own = [event for event in reply.json()["items"] if event["record"] == str(record.pk)]
    kinds = [event["kind"].removeprefix(f"{spec.name}.") for event in own]
    assert kinds[:2] == (["restored", "deleted"] if gone else kinds[:2])
    assert kinds[-1] == "created"
    walked: list[str] = []
    cursor: str | None = ""
    while cursor is not None:
        page = call(cast.alice, "GET", address(spec, record, f"/timeline?limit=1&cursor={cursor}")).json()
        walked += [event["id"] for event in page["items"]]
        cursor = page["next"]
    assert walked == [event["id"] for event in reply.json()["items"]]


@every_object
def test_a_repeated_request_is_done_once(cast: Cast, spec: Spec) -> None:
    raw = sendable(cast, spec)
    if raw is None:
        return
    first = call(cast.alice, "POST", f"/{spec.plural}", raw, Idempotency_Key="one")
    assert first.status_code == 201, first.content
    with unchanged(cast, spec):
        again = call(cast.alice, "POST", f"/{spec.plural}", raw, Idempotency_Key="one")
        assert (again.status_code, again.content) == (201, first.content)
        for header in ("ETag", "Location", "Akrab-Operation"):
            assert again[header] == first[header]
        other = raw | {"more": 1}
        problem(call(cast.alice, "POST", f"/{spec.plural}", other, Idempotency_Key="one"), 422)


@every_object
def test_changes_of_the_same_field_clash_and_of_others_do_not(cast: Cast, spec: Spec) -> None:
    record = made(cast, spec)
    field = spec.fields[spec.title]
    if field.read_only or field.type.name != "text":
        return
    path = address(spec, record)
    seen = call(cast.alice, "GET", path)["ETag"]
    reply = call(cast.alice, "PATCH", path, {spec.title: "Theirs"}, If_Match=seen)
    if reply.status_code != 200:
        return  # the object's module decides its title
    with unchanged(cast, spec):
        document = problem(call(cast.alice, "PATCH", path, {spec.title: "Mine"}, If_Match=seen), 409)
    [clash] = document["clashes"]
    assert (clash["field"], clash["theirs"], clash["yours"], clash["who"]) == (
        spec.title,
        "Theirs",
        "Mine",
        "Alice",
    )
    assert call(cast.alice, "PATCH", path, {spec.title: "Theirs"}, If_Match=seen).status_code == 200
    assert call(cast.alice, "PATCH", path, {}, If_Match=seen).status_code == 200


@every_object
def test_many_records_change_in_one_operation(cast: Cast, spec: Spec) -> None:
    records = [record for record in (made(cast, spec), another(cast, spec)) if record is not None]
    ids = [str(record.pk) for record in records]
    gone = call(cast.alice, "POST", f"/{spec.plural}/bulk", {"action": "delete", "ids": ids})
    if gone.status_code == 409:
        return  # the object's module keeps it
    assert gone.status_code == 200, gone.content
    assert gone.json() == {"action": "delete", "ids": ids, "operation": gone["Akrab-Operation"]}
    assert not set(ids) & set(_found(cast, spec, {}))
    back = call(cast.alice, "POST", f"/{spec.plural}/bulk", {"action": "restore", "ids": ids})
    assert back.status_code == 200, back.content
    assert set(ids) <= set(_found(cast, spec, {}))
    with unchanged(cast, spec):
        missing = [*ids, "018f0000-0000-7000-8000-000000000000"]
        problem(call(cast.alice, "POST", f"/{spec.plural}/bulk", {"action": "delete", "ids": missing}), 404)
        for bad in ({"action": "explode", "ids": ids}, {"action": "delete", "ids": []}, {"action": "delete"}):
            problem(call(cast.alice, "POST", f"/{spec.plural}/bulk", bad), 422)


@every_object
def test_what_was_created_can_be_undone_once(cast: Cast, spec: Spec) -> None:
    raw = sendable(cast, spec)
    if raw is None or spec.logged:
        return
    reply = call(cast.alice, "POST", f"/{spec.plural}", raw)
    undone = call(cast.alice, "POST", f"/undo/{reply['Akrab-Operation']}")
    if undone.status_code == 409:
        return  # the object's module keeps it
    assert undone.status_code == 200, undone.content
    problem(call(cast.alice, "GET", address(spec, reply.json()["id"])), 404)
    problem(call(cast.alice, "POST", f"/undo/{reply['Akrab-Operation']}"), 403)


@every_object
def test_every_action_answers_its_signature(cast: Cast, spec: Spec) -> None:
    for action in actions_of(spec.model).values():
        record = made(cast, spec)
        path = address(spec, record, f"/{action.name}")
        with unchanged(cast, spec):
            reply = call(cast.alice, "POST", path, {"nonsense": 1})
            assert reply.status_code in (403, 422), reply.content
        with workspace(cast.north):
            needed = [param for param in action.params.values() if param.is_required]
            raw = {param.name: next(candidates(param, cast.alice.actor())) for param in needed}
        if needed:
            with unchanged(cast, spec):
                reply = call(cast.alice, "POST", path, {})
                assert reply.status_code in (403, 422), reply.content
        reply = call(cast.alice, "POST", path, raw)
        if reply.status_code == 200:
            assert reply.json()["version"] > record.version
        else:
            assert reply.status_code in (403, 409, 422), reply.content
            problem(reply, reply.status_code)
