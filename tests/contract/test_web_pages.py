"""Every object at the door for people: its pages answer, cost few queries whatever they show, keep strangers out."""

import json
import re
from collections.abc import Iterable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.html import escape

from akrab.engine import access
from akrab.engine.fields import Field
from akrab.engine.registry import objects
from akrab.engine.spec import Spec
from akrab.tenancy.current import workspace as inside
from akrab.web.addresses import word
from tests.cast import Cast
from tests.factory import NoneFits, make

MOST_QUERIES = 12
PART = {"HX-Request": "true"}
NAMES = list(objects())


def _some(spec: Spec, cast: Cast, number: int = 1) -> list[Any]:
    """A few records of any object, as many as can exist."""
    by = cast.alice.actor("web")
    found = []
    with inside(cast.north):
        for _number in range(number):
            try:
                found.append(make(spec, by))
            except NoneFits:
                break
    if not found:
        pytest.skip("none of these can be made by itself")
    return found


def _counted(client: Client, address: str, **headers: str) -> tuple[int, int, str]:
    """Status, statements beside those that only set the scene, and the page."""
    with CaptureQueriesContext(connection) as caught:
        response = client.get(address, headers=headers)
    told = [re.sub(r"^SET LOCAL [^;]*;", "", query["sql"]) for query in caught.captured_queries]
    real = [
        sql for sql in told if not sql.startswith(("SAVEPOINT", "RELEASE", "ROLLBACK", "BEGIN", "COMMIT"))
    ]
    body = response.content.decode() if not response.streaming else ""
    assert len(real) <= MOST_QUERIES or response.status_code != 200, "\n".join(real)
    return response.status_code, len(real), body


@pytest.mark.parametrize("name", NAMES)
def test_a_list_costs_the_same_few_queries_whatever_it_shows(cast: Cast, name: str) -> None:
    spec = objects()[name]
    first = _some(spec, cast, 3)[0]
    address = f"/w/north/{word(spec)}/"
    # The first request of a session is its own.
    cast.alice.browser.get("/w/north/help", headers={"HX-Request": "true"})
    status, few, body = _counted(cast.alice.browser, address)
    assert status == 200
    assert str(first.pk) in body
    if len(_some(spec, cast, 5)) < 5:
        return  # only so many of these can exist
    assert _counted(cast.alice.browser, address)[:2] == (200, few)


@pytest.mark.parametrize("name", NAMES)
def test_a_record_page_shows_its_fields_within_twelve_queries(cast: Cast, name: str) -> None:
    spec = objects()[name]
    record = _some(spec, cast)[0]
    status, _count, body = _counted(cast.alice.browser, f"/w/north/{word(spec)}/{record.pk}")
    assert status == 200
    for field in access.readable(cast.alice.actor(), spec).values():
        assert field.read_only or escape(field.label) in body
    status, _count, _body = _counted(cast.alice.browser, f"/w/north/{word(spec)}/{record.pk}/panels", **PART)
    assert status == 200


@pytest.mark.parametrize("name", [name for name in NAMES if objects()[name].board])
def test_a_board_costs_few_queries(cast: Cast, name: str) -> None:
    spec = objects()[name]
    _some(spec, cast, 3)
    status, _count, body = _counted(cast.alice.browser, f"/w/north/{word(spec)}/?as=board")
    assert status == 200
    assert 'id="board"' in body


@pytest.mark.parametrize("name", [name for name in NAMES if objects()[name].calendar])
def test_a_calendar_gives_its_entries_as_json(cast: Cast, name: str) -> None:
    spec = objects()[name]
    _some(spec, cast)
    span = "start=2020-01-01T00:00:00Z&end=2040-01-01T00:00:00Z"
    status, _count, body = _counted(cast.alice.browser, f"/w/north/{word(spec)}/?as=calendar&{span}")
    assert status == 200
    assert isinstance(json.loads(body), list)
    assert _counted(cast.alice.browser, f"/w/north/{word(spec)}/?as=calendar")[0] == 200


@pytest.mark.parametrize("name", NAMES)
def test_the_panels_and_forms_of_an_object_open(cast: Cast, name: str) -> None:
    spec = objects()[name]
    record = _some(spec, cast)[0]
    base = f"/w/north/{word(spec)}/"
    parts = [
        f"{base}filter",
        f"{base}filter/condition",
        f"{base}columns",
        f"{base}views/new",
        f"{base}?part=totals",
    ]
    if access.reach(cast.alice.actor(), spec, "create") != "none":
        parts.append(f"{base}new")
    parts.append(f"{base}{record.pk}/form")
    if access.reach(cast.alice.actor(), spec, "change") != "none":
        parts += [f"{base}bulk/change?ids={record.pk}"]
    for address in parts:
        assert _counted(cast.alice.browser, address, **PART)[0] == 200, address


@pytest.mark.parametrize("name", NAMES)
def test_every_condition_of_the_builder_draws_and_works(cast: Cast, name: str) -> None:
    spec = objects()[name]
    _some(spec, cast)
    for field, operator in _drawn_apart(access.readable(cast.alice.actor(), spec).values()):
        asked = f"c1.field={field}&c1.op={operator}"
        address = f"/w/north/{word(spec)}/filter/condition?{asked}"
        assert cast.alice.browser.get(address, headers=PART).status_code == 200, asked


def _drawn_apart(fields: Iterable[Field]) -> list[tuple[str, str]]:
    """Each field, and each comparison of each type with each field that offers values of its own to choose among.

    Two texts are drawn by the same lines for the same comparison: of such, one field stands for all.
    """
    found: dict[tuple[object, ...], tuple[str, str]] = {}
    for field in fields:
        own = field.related_model or tuple(field.flatchoices)
        for place, operator in enumerate(field.type.operators):
            key = (field.name, "") if place == 0 else (field.type.name, operator.name, own)
            found.setdefault(key, (field.name, operator.name))
    return list(found.values())


@pytest.mark.parametrize("name", NAMES)
def test_a_stranger_finds_no_page_of_another_company(cast: Cast, name: str) -> None:
    spec = objects()[name]
    record = _some(spec, cast)[0]
    base = f"/w/north/{word(spec)}/"
    for address in (
        base,
        f"{base}new",
        f"{base}{record.pk}",
        f"{base}{record.pk}/panels",
        f"{base}{record.pk}/form",
    ):
        assert cast.mallory.browser.get(address).status_code == 404, address
    own = f"/w/south/{word(spec)}/{record.pk}"
    for address in (own, f"{own}/panels", f"{own}/form", f"{own}/edit/{spec.title}"):
        assert cast.mallory.browser.get(address).status_code == 404, address
    assert cast.mallory.browser.post(f"{own}/delete").status_code == 404
    with inside(cast.north):
        assert access.get(type(record), record.pk, cast.alice.actor()).deleted_at is None


@pytest.mark.parametrize("name", NAMES)
def test_without_a_sign_in_there_is_only_the_way_to_it(cast: Cast, name: str) -> None:
    spec = objects()[name]
    response = Client().get(f"/w/north/{word(spec)}/")
    assert (response.status_code, response.headers["Location"][:17]) == (302, "/accounts/login/?")


def test_my_day_search_and_the_parts_of_the_shell_open(cast: Cast) -> None:
    for address in ("", "pulse", "help", "workspaces", "notices/", "notices/latest", "reports/"):
        assert _counted(cast.alice.browser, f"/w/north/{address}", **(PART if address else {}))[0] == 200, (
            address
        )
    for address in ("search?q=ana", "search?as=options&q=al"):
        assert cast.alice.browser.get(f"/w/north/{address}").status_code == 200, address
