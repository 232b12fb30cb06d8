"""Custom fields where values are counted, printed and sent in by strangers; and any of them, with any values."""

import json
from decimal import Decimal
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from akrab.engine import undo, write
from akrab.engine.fields import Field
from akrab.engine.models import Operation
from akrab.engine.spec import spec_of
from akrab.features.customfields.kinds import KINDS
from akrab.features.forms.questions import askable
from akrab.features.reports.compute import compute
from akrab.features.reports.models import Report
from akrab.features.wording.paths import Reader, find_field
from akrab.modules.contacts.models import Contact
from akrab.tenancy.current import workspace as inside
from tests.cast import Cast
from tests.contract.asking import call
from tests.contract.objects.models import Shelf, Specimen
from tests.custom import define

STRANGE = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=60).map(str.strip)
TONES = st.sampled_from(["", "good", "late"])


def _specimen(cast: Cast, **values: Any) -> Specimen:
    with inside(cast.north):
        by = cast.alice.actor()
        shelf = Shelf._default_manager.first() or write.create(Shelf, {"name": "Here"}, by)
        return write.create(
            Specimen, {"name": "One", "count": 1, "colour": "red", "shelf": shelf.pk, **values}, by
        )


def test_a_report_groups_by_them_and_sums_them(cast: Cast) -> None:
    money, choice, day = (define(cast, f"Own {kind}", kind).name for kind in ("money", "choice", "date"))
    for amount, colour, date in (
        ("10.50", "red", "2026-03-09"),
        ("4.50", "red", "2026-03-10"),
        ("7", "green", None),
    ):
        _specimen(cast, **{money: amount, choice: colour, day: date})
    _specimen(cast)
    total = {"key": "sum", "kind": "sum", "field": money}
    where = {"field": choice, "op": "not_empty"}
    asked = Report(name="Drawn up", object="specimen", measures=[total], group_by=choice, where=where)
    with inside(cast.north):
        found = compute(asked, cast.alice.actor())
        told = {row.label: found.value("sum", row).number for row in found.rows}
    assert told == {"Red": Decimal("15.00"), "Green": Decimal("7.00")}


def test_a_document_says_them_by_their_name_also_behind_a_link(cast: Cast) -> None:
    number = define(cast, "Own integer", "integer").name
    link = define(cast, "Other shelf", "link").name
    room = define(cast, "Room", "text", "shelf").name
    with inside(cast.north):
        by = cast.alice.actor()
        other = write.create(Shelf, {"name": "There", room: "Cellar"}, by)
    record = _specimen(cast, **{number: 12, link: str(other.pk)})
    with inside(cast.north):
        spec = spec_of(Specimen)
        assert find_field(f"{link}.{room}", spec) is not None
        reader = Reader(record, cast.alice.actor())
        said = [reader.say(path) for path in (number, link, f"{link}.{room}")]
    assert said == ["12", "There", "Cellar"]


def test_a_public_form_can_ask_for_them(cast: Cast) -> None:
    names = {
        define(cast, f"Own {kind}", kind, "contact").name for kind in ("text", "choice", "date", "integer")
    }
    with inside(cast.north):
        groups = askable(spec_of(Contact))
        assert names <= {name for name, _field in groups[0][2]}


def _values(kind: str) -> st.SearchStrategy[Any]:
    """Plain values of a type, as a program sends them."""
    whole = st.integers(-(10**12), 10**12)
    by_kind: dict[str, st.SearchStrategy[Any]] = {
        "text": STRANGE,
        "long_text": STRANGE,
        "integer": whole,
        "decimal": whole.map(lambda n: format(Decimal(n).scaleb(-4).normalize(), "f")),
        "percent": whole.map(lambda n: format(Decimal(n).scaleb(-4).normalize(), "f")),
        "money": whole.map(lambda n: f"{Decimal(n).scaleb(-2):.2f}"),
        "date": st.dates().map(lambda one: one.isoformat()),
        "datetime": st.datetimes().map(lambda one: one.replace(microsecond=0).isoformat() + "Z"),
        "boolean": st.booleans(),
        "choice": st.sampled_from(["red", "green", "grey"]),
        "tags": st.lists(STRANGE.filter(bool).filter(lambda one: not set(one) & set(",;\n")), max_size=5, unique=True),
        "url": st.sampled_from(["https://example.com/a?b=c", "http://a.example"]),
        "emails": st.lists(st.emails(domains=st.just("mail.example")).map(str.lower), max_size=3, unique=True),
        "phones": st.lists(st.sampled_from(["+639175550142", "+84912345678"]), max_size=2, unique=True),
    }  # fmt: skip
    return by_kind[kind]


FIXED = [kind for kind in KINDS if kind not in ("user", "link")]
DEFINED = st.lists(st.sampled_from(FIXED), min_size=1, max_size=4).flatmap(
    lambda kinds: st.tuples(st.just(kinds), *[st.tuples(_values(kind), _values(kind)) for kind in kinds])
)


@given(drawn=DEFINED, labels=st.lists(STRANGE.filter(bool), min_size=4, max_size=4))
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
def test_whatever_is_written_is_what_is_read_found_and_undone(
    cast: Cast, drawn: Any, labels: list[str]
) -> None:
    kinds, *pairs = drawn
    names = [define(cast, label, kind).name for label, kind in zip(labels, kinds, strict=False)]
    assert len(set(names)) == len(names)
    first = {name: pair[0] for name, pair in zip(names, pairs, strict=True)}
    then = {name: pair[1] for name, pair in zip(names, pairs, strict=True)}
    id = str(_specimen(cast, **first).pk)
    start = _read(cast, id, names)
    assert start == _said(cast, first)
    changed = call(cast.alice, "PATCH", f"/specimens/{id}", then)
    assert changed.status_code == 200, changed.content
    assert _read(cast, id, names) == _said(cast, then)
    for name in names:
        assert id in _found(cast, name, _read(cast, id, names)[name])
    if changed.headers.get("Akrab-Operation"):
        with inside(cast.north):
            operation = Operation.objects.filter(pk=changed["Akrab-Operation"]).first()
            if operation is not None:
                undo.undo(operation, cast.alice.actor())
    assert _read(cast, id, names) == start


def _said(cast: Cast, sent: dict[str, Any]) -> dict[str, Any]:
    """What is answered for values that were sent: the same, cleaned by the type."""
    with inside(cast.north):
        fields = spec_of(Specimen).fields
        by = cast.alice.actor()

        def clean(field: Field, value: Any) -> Any:
            if value in ("", []):
                return field.type.plain(field, field.empty_value)
            return field.type.plain(field, field.type.from_plain(field, value, by))

        return {name: clean(fields[name], value) for name, value in sent.items()}


def _read(cast: Cast, id: str, names: list[str]) -> dict[str, Any]:
    said = call(cast.alice, "GET", f"/specimens/{id}?fields={','.join(names)}").json()
    return {name: said[name] for name in names}


def _found(cast: Cast, name: str, value: Any) -> list[str]:
    """The records that a filter for this very value finds."""
    if value in (None, "", []):
        tree: dict[str, Any] = {"field": name, "op": "empty"}
    elif isinstance(value, list):
        tree = {"and": [{"field": name, "op": "has", "value": one} for one in value]}
    else:
        with inside(cast.north):
            kind = spec_of(Specimen).fields[name].type
        op = "is" if kind.find_operator("is") else "contains" if kind.name == "long_text" else "between"
        given: Any = [value, value] if op == "between" else value
        tree = {"field": name, "op": op, "value": given}
    sent = {"filter": json.dumps(tree), "fields": name, "limit": "500"}
    answer = cast.alice.api.get("/api/v1/specimens", sent)
    assert answer.status_code == 200, answer.content
    return [row["id"] for row in answer.json()["items"]]
