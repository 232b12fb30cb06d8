"""Custom fields of every type on one object pass every door as the product's own fields do."""

import json
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from akrab.engine import access, events, query, undo, values, write
from akrab.engine.errors import Invalid
from akrab.engine.fields import Field
from akrab.engine.models import Operation
from akrab.engine.query import Ask
from akrab.engine.registry import get_object
from akrab.engine.spec import spec_of
from akrab.features.customfields.kinds import KINDS
from akrab.features.customfields.models import CustomField
from akrab.identity.models import Team
from akrab.tenancy.current import workspace as inside
from akrab.web import inputs
from tests.cast import Cast
from tests.contract.asking import call, is_same, problem
from tests.contract.objects.models import Shelf, Specimen
from tests.custom import define, of_every_kind
from tests.factory import candidates, make

BASE = "/w/north/specimens"
every_kind = pytest.mark.parametrize("kind", list(KINDS))


def _field(cast: Cast, kind: str, **more: Any) -> str:
    return str(define(cast, f"Own {kind}", kind, **more).name)


def _described(cast: Cast, name: str) -> Field:
    with inside(cast.north):
        return spec_of(Specimen).fields[name]


def _samples(cast: Cast, name: str) -> list[Any]:
    with inside(cast.north):
        field = spec_of(Specimen).fields[name]
        return list(candidates(field, cast.alice.actor()))[:4]


def _specimen(cast: Cast, **more: Any) -> Specimen:
    with inside(cast.north):
        made: Specimen = make(get_object("specimen"), cast.alice.actor(), **more)
        return made


def _now(cast: Cast, id: Any, name: str) -> Any:
    with inside(cast.north):
        record = access.get(Specimen, id, cast.alice.actor())
        field = spec_of(Specimen).fields[name]
        return field.type.plain(field, getattr(record, field.attname))


@every_kind
def test_what_a_program_writes_it_reads_again_and_finds(cast: Cast, kind: str) -> None:
    name = _field(cast, kind)
    field = _described(cast, name)
    for sample in _samples(cast, name):
        raw = {**_raw(cast), name: sample}
        made = call(cast.alice, "POST", "/specimens", raw)
        assert made.status_code == 201, made.content
        said = made.json()
        assert is_same(field, said[name], sample, cast)
        read = call(cast.alice, "GET", f"/specimens/{said['id']}?fields={name}").json()
        assert read[name] == said[name]
        if field.type.find_operator("is") and sample not in ("", None):
            tree = json.dumps({"field": name, "op": "is", "value": said[name]})
            found = call(cast.alice, "GET", f"/specimens?filter={tree}&fields={name}").json()["items"]
            assert said["id"] in [row["id"] for row in found]
            assert all(row[name] == said[name] for row in found)


@every_kind
def test_what_a_person_types_comes_back_from_its_own_input(cast: Cast, kind: str) -> None:
    name = _field(cast, kind)
    record, by = _specimen(cast), cast.alice.actor("web")
    for sample in _samples(cast, name):
        with inside(cast.north):
            field = spec_of(Specimen).fields[name]
            record = write.update(record, {name: sample}, by)
            before = getattr(record, field.attname)
            typed = inputs.as_typed(field, record, by)
        sent = ({name: "1"} if typed else {}) if kind == "boolean" else {name: typed}
        answer = cast.alice.browser.post(
            f"{BASE}/{record.pk}/edit/{name}", {"_fields": name, "version": record.version, **sent}
        )
        assert answer.status_code == 200, answer.content.decode()
        with inside(cast.north):
            record = access.get(Specimen, record.pk, by)
            assert getattr(record, field.attname) == before or kind == "datetime"


@every_kind
def test_what_cannot_be_used_is_refused_and_nothing_changes(cast: Cast, kind: str) -> None:
    name = _field(cast, kind)
    record = _specimen(cast)
    before = _now(cast, record.pk, name)
    for bad in _described(cast, name).type.bad_samples(_described(cast, name)):
        said = problem(call(cast.alice, "PATCH", f"/specimens/{record.pk}", {name: bad}), 422)
        assert name in said["errors"]
        assert _now(cast, record.pk, name) == before


@every_kind
def test_a_change_is_told_and_taken_back(cast: Cast, kind: str) -> None:
    name = _field(cast, kind)
    first, *others = [*_samples(cast, name), None]
    record = _specimen(cast, **{name: first})
    start = _now(cast, record.pk, name)
    changed = call(cast.alice, "PATCH", f"/specimens/{record.pk}", {name: others[0]})
    assert changed.status_code == 200, changed.content
    now = _now(cast, record.pk, name)
    with inside(cast.north):
        told = events.timeline(record, cast.alice.actor())[0]
        if now != start:
            assert told.changes[name] == [start, now]
        undo.undo(Operation.objects.get(pk=changed["Akrab-Operation"]), cast.alice.actor())
    assert _now(cast, record.pk, name) == start


@every_kind
def test_rows_sort_by_it_page_by_page(cast: Cast, kind: str) -> None:
    name = _field(cast, kind)
    if not _described(cast, name).type.sortable:
        problem(call(cast.alice, "GET", f"/specimens?sort={name}"), 422)
        return
    for sample in [*_samples(cast, name), None]:
        _specimen(cast, **({name: sample} if sample is not None else {}))
    for sort in (name, f"-{name}"):
        seen, cursor = [], ""
        while True:
            page = call(
                cast.alice, "GET", f"/specimens?sort={sort}&fields={name}&limit=2&cursor={cursor}"
            ).json()
            seen += [row["id"] for row in page["items"]]
            cursor = page["next"]
            if not cursor:
                break
        whole = call(cast.alice, "GET", f"/specimens?sort={sort}&fields={name}").json()["items"]
        assert seen == [row["id"] for row in whole]
        assert len(seen) == len(set(seen))


@every_kind
def test_every_comparison_answers_for_it_and_its_opposite(cast: Cast, kind: str) -> None:
    """Each row is on one side of a condition, empty ones too."""
    name = _field(cast, kind)
    for sample in [*_samples(cast, name), None]:
        _specimen(cast, **({name: sample} if sample is not None else {}))
    by = cast.alice.actor()
    with inside(cast.north):
        field = spec_of(Specimen).fields[name]
        total = query.count(spec_of(Specimen), by, Ask(), exactly=True)
        for operator in field.type.operators:
            tree = {"field": name, "op": operator.name, "value": _value(cast, field, operator.takes)}
            here = query.count(spec_of(Specimen), by, Ask(tree), exactly=True)
            there = query.count(spec_of(Specimen), by, Ask({"not": tree}), exactly=True)
            assert here + there == total, operator.name


def _value(cast: Cast, field: Field, takes: str) -> Any:
    one = next(iter(candidates(field, cast.alice.actor())))
    one = next(many[0] for many in field.type.samples(field) if many) if isinstance(one, list) else one
    if takes == "team":
        return str(Team.objects.values_list("pk", flat=True)[0])
    return {"list": [one], "range": [one, one], "word": "this_month", "text": "a", "none": None}.get(
        takes, one
    )


def _raw(cast: Cast) -> dict[str, Any]:
    with inside(cast.north):
        shelf = Shelf._default_manager.first() or make(get_object("shelf"), cast.alice.actor())
    return {"name": f"Specimen {uuid4().hex[:6]}", "count": 1, "colour": "red", "shelf": str(shelf.pk)}


def test_all_of_them_stand_on_every_page(cast: Cast) -> None:
    made = of_every_kind(cast)
    record = _specimen(cast, **{name: _samples(cast, name)[-1] for name in made})
    for address in (
        f"{BASE}/",
        f"{BASE}/{record.pk}",
        f"{BASE}/new",
        f"{BASE}/columns",
        f"{BASE}/{record.pk}/form",
    ):
        answer = cast.alice.browser.get(address)
        assert answer.status_code == 200, address
        body = answer.content.decode()
        for field in made.values():
            assert field.label in body, (address, field.label)


def test_they_are_described_to_programs(cast: Cast) -> None:
    made = of_every_kind(cast)
    told = {one["name"]: one for one in call(cast.alice, "GET", "/objects").json()["objects"]}
    fields = {one["name"]: one for one in told["specimen"]["fields"]}
    assert {name: fields[name]["type"] for name in made} == {name: one.kind for name, one in made.items()}
    assert fields["x_own_choice"]["choices"] == {"red": "Red", "green": "Green", "grey": "Grey"}
    own = cast.alice.api.get("/api/v1/openapi.json").json()["components"]["schemas"]["Specimen"]["properties"]
    assert made.keys() <= own.keys()
    theirs = cast.mallory.api.get("/api/v1/openapi.json").json()["components"]["schemas"]["Specimen"]
    assert not made.keys() & theirs["properties"].keys()


def test_another_company_knows_nothing_of_them(cast: Cast) -> None:
    name = _field(cast, "text")
    told = {one["name"]: one for one in call(cast.mallory, "GET", "/objects").json()["objects"]}
    assert name not in [one["name"] for one in told["specimen"]["fields"]]
    problem(call(cast.mallory, "GET", f"/specimens?sort={name}"), 422)


def test_they_cost_no_statement_more(cast: Cast) -> None:
    record = _specimen(cast)

    def cost(address: str) -> int:
        cast.alice.browser.get(address)
        with CaptureQueriesContext(connection) as caught:
            assert cast.alice.browser.get(address).status_code == 200
        return len(caught)

    addresses = [f"{BASE}/", f"{BASE}/{record.pk}"]
    before = [cost(one) for one in addresses]
    for kind in ("text", "money", "date", "choice", "tags", "boolean"):
        define(cast, f"Own {kind}", kind, in_columns=True)
    assert [cost(one) for one in addresses] == before


def test_a_link_leads_on_in_filters_and_is_a_panel_there(cast: Cast) -> None:
    name = define(cast, "Second shelf", "link").name
    with inside(cast.north):
        by = cast.alice.actor()
        high, low = (write.create(Shelf, {"name": text}, by) for text in ("High", "Low"))
    one, other = _specimen(cast, **{name: str(high.pk)}), _specimen(cast, **{name: str(low.pk)})
    bare = _specimen(cast)

    def found(tree: dict[str, Any]) -> set[Any]:
        with inside(cast.north):
            spec = spec_of(Specimen)
            rows = query.rows_of(spec, cast.alice.actor(), Ask(tree))
            return set(rows.values_list("pk", flat=True)) & {one.pk, other.pk, bare.pk}

    assert found({"field": f"{name}.name", "op": "is", "value": "High"}) == {one.pk}
    assert found({"field": f"{name}.name", "op": "is_not", "value": "High"}) == {other.pk, bare.pk}
    assert found({"not": {"field": f"{name}.name", "op": "is", "value": "High"}}) == {other.pk, bare.pk}
    assert found({"count": "specimen", "link": "twin", "op": "is", "value": 0}) == {one.pk, other.pk, bare.pk}
    with inside(cast.north):
        tree = {"count": "specimen", "link": name, "op": "gte", "value": 1}
        rows = query.rows_of(spec_of(Shelf), cast.alice.actor(), Ask(tree))
        assert {high.pk, low.pk} <= set(rows.values_list("pk", flat=True))
    panels = cast.alice.browser.get(f"/w/north/shelves/{high.pk}/panels", headers={"HX-Request": "true"})
    assert str(one.name) in panels.content.decode()


def test_it_is_found_by_search(cast: Cast) -> None:
    name = _field(cast, "text")
    record = _specimen(cast, **{name: "Zanzibar"})
    found = call(cast.alice, "GET", "/specimens?q=zanzi").json()["items"]
    assert [row["id"] for row in found] == [str(record.pk)]


def test_numbers_sum_and_group(cast: Cast) -> None:
    number, choice = _field(cast, "money"), _field(cast, "choice")
    for amount, colour in (("10.50", "red"), ("4.50", "red"), ("7", "green")):
        _specimen(cast, **{number: amount, choice: colour})
    with inside(cast.north):
        spec, by = spec_of(Specimen), cast.alice.actor()
        groups = query.groups(spec, by, Ask(), choice)
        assert {value: group.count for value, group in groups.items() if value} == {"red": 2, "green": 1}


def test_what_must_be_filled_is_asked_of_people_and_programs_but_not_of_rules(cast: Cast) -> None:
    name = define(cast, "Own text", "text", is_demanded=True).name
    said = problem(call(cast.alice, "POST", "/specimens", _raw(cast)), 422)
    assert name in said["errors"]
    raw = _raw(cast)
    with inside(cast.north):
        assert values.asked(spec_of(Specimen), cast.alice.actor("web"))[-1] is not None
        write.create(Specimen, raw, cast.alice.actor("form"))
        with pytest.raises(Invalid):
            write.create(Specimen, _raw(cast), cast.alice.actor("web"))


def test_a_filter_over_a_field_that_is_gone_says_so(cast: Cast) -> None:
    name = _field(cast, "text")
    with inside(cast.north):
        by = cast.alice.actor()
        write.delete(access.visible(CustomField, by).get(name=name), by)
    tree = json.dumps({"field": name, "op": "is", "value": "a"})
    problem(call(cast.alice, "GET", f"/specimens?filter={tree}"), 422)
    assert cast.alice.browser.get(f"{BASE}/?sort={name}").status_code == 400
