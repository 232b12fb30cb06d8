"""Contacts and companies: matched by what reaches them, open lists without doubles."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import pytest

from akrab.engine import write
from akrab.engine.errors import Invalid
from akrab.engine.matching import find_match
from akrab.engine.registry import get_object
from akrab.modules.contacts.models import Contact, Source
from akrab.tenancy.current import workspace as inside
from tests.cast import Cast, assemble


@pytest.fixture
def cast(db: None) -> Iterator[Cast]:
    cast = assemble()
    with inside(cast.north):
        yield cast


def test_what_the_database_refuses_is_said_in_words(cast: Cast) -> None:
    by = cast.alice.actor()
    write.create(Source, {"name": "Fair"}, by)
    other = write.create(Source, {"name": "Web"}, by)
    attempts: list[Callable[[], Any]] = [
        partial(write.create, Source, {"name": "Fair"}, by),
        partial(write.update, other, {"name": "Fair"}, by),
        partial(write.update_many, Source, [other.pk], {"name": "Fair"}, by),
    ]
    for attempt in attempts:
        with pytest.raises(Invalid) as refused:
            attempt()
        assert refused.value.errors == {"": ["There is already one with the same Name."]}
    assert sorted(Source.objects.values_list("name", flat=True)) == ["Fair", "Web"]


@pytest.mark.parametrize(
    ("values", "is_known"),
    [
        ({"emails": ["a_b%c@d.example"]}, True),
        ({"emails": ["axb%c@d.example"]}, False),
        ({"phones": ["+639175550142"]}, True),
        ({"phones": ["+639175550143"]}, False),
        ({"emails": ["other@d.example"], "phones": ["+639175550142"]}, True),
        ({}, False),
    ],
)
def test_the_oldest_record_that_shares_an_address_or_phone_is_matched(
    cast: Cast, values: dict[str, list[str]], is_known: bool
) -> None:
    by = cast.alice.actor()
    first = write.create(
        Contact, {"name": "First", "emails": ["a_b%c@d.example"], "phones": ["0917 555 0142"]}, by
    )
    write.create(Contact, {"name": "Second", "emails": ["a_b%c@d.example"], "phones": ["0917 555 0142"]}, by)
    assert find_match(get_object("contact"), values, by) == (first if is_known else None)
    write.delete(first, by)
    again = find_match(get_object("contact"), values, by)
    assert (str(again) == "Second") == is_known


def test_what_another_company_knows_is_not_matched(cast: Cast) -> None:
    with inside(cast.south):
        write.create(Contact, {"name": "Ana", "emails": ["ana@d.example"]}, cast.mallory.actor())
    assert find_match(get_object("contact"), {"emails": ["ana@d.example"]}, cast.alice.actor()) is None


@pytest.mark.parametrize("own", ["ana", "anastasia.reyes"])
def test_people_whose_addresses_begin_alike_are_kept_apart(cast: Cast, own: str) -> None:
    by = cast.alice.actor()
    for address in (
        f"hi.{own}@a.example",
        f"{own}@a.example.org",
        f"{own}.reyes@a.example",
        f"{own}@b.example",
    ):
        write.create(Contact, {"name": address, "emails": [address]}, by)
    sought = {"emails": [f"{own}@a.example"]}
    assert find_match(get_object("contact"), sought, by) is None
    ana = write.create(Contact, {"name": "Ana", "emails": ["other@a.example", f"{own}@a.example"]}, by)
    assert find_match(get_object("contact"), sought, by) == ana
