"""Territories are kept on a page, and say who looks after the place a record comes from."""

from typing import Any

import pytest

from akrab.engine import write
from akrab.features.territories import finding, matching
from akrab.features.territories.models import Territory
from akrab.modules.activities.models import Task
from akrab.modules.contacts.models import Contact
from akrab.modules.sales.models import Deal, Pipeline, Stage
from akrab.tenancy.current import workspace
from tests.cast import Cast

pytestmark = pytest.mark.django_db
PAGE = "/w/north/settings/territories"


def made(cast: Cast, name: str, **more: Any) -> Territory:
    answer = cast.alice.browser.post(f"{PAGE}/new", {"name": name, "country": "PH"} | more)
    assert answer.status_code == 303, answer.content
    with workspace(cast.north):
        return Territory.objects.get(name=name)


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ({"city": "Quezon City", "postcode": "1103"}, "Code"),
        ({"city": "quezon city"}, "City"),
        ({"city": "Pasig", "region": "Metro Manila"}, "Province"),
        ({"city": "Cebu", "country": "PH"}, "Country"),
        ({"city": "Bandung", "country": "ID"}, "Rest"),
        ({"postcode": "4 0 1 5 0", "country": "ID"}, "Range"),
        ({"postcode": "4015", "country": "ID"}, "Rest"),
    ],
)
def test_an_address_lies_where_it_is_named_most_closely(address: dict[str, str], expected: str) -> None:
    rows = [
        Territory(name="Rest"), Territory(name="Country", country="PH"),
        Territory(name="Province", country="PH", regions=["Metro Manila"]),
        Territory(name="City", country="PH", cities=["Quezon City"]),
        Territory(name="Code", country="PH", postcodes=["11*"]),
        Territory(name="Range", country="ID", postcodes=["40111-40199"]),
    ]  # fmt: skip
    found = matching.closest(rows, address, "PH")
    assert found is not None
    assert found.name == expected


def test_a_record_lies_where_whom_it_is_about_lives(cast: Cast) -> None:
    made(cast, "South", cities="Davao")
    north = made(cast, "North", cities="Baguio, Vigan", people=[cast.bob.id])
    with workspace(cast.north):
        by = cast.alice.actor()
        pipeline = write.create(Pipeline, {"name": "Sales"}, by)
        write.create(Stage, {"name": "First", "pipeline": pipeline}, by)
        ann = write.create(Contact, {"name": "Ann", "address": {"city": "Baguio"}}, by)
        deal = write.create(Deal, {"name": "Windows", "contact": ann}, by)
        task = write.create(Task, {"name": "Call", "about": deal}, by)
        nowhere = write.create(Contact, {"name": "Ben"}, by)
        assert finding.for_record(task, cast.north) == north
        assert finding.people_for(deal, cast.north) == [cast.bob.member]
        assert finding.for_record(nowhere, cast.north) is None


def test_a_territory_without_people_is_looked_after_by_its_team(cast: Cast) -> None:
    assert cast.bob.member.team is not None
    all_of_it = made(cast, "All", team=str(cast.bob.member.team.pk))
    with workspace(cast.north):
        assert finding.people_of(all_of_it) == [cast.bob.member]


def test_the_page_says_where_an_address_would_go(cast: Cast) -> None:
    made(cast, "North", cities="Baguio", people=[cast.bob.id])
    page = cast.alice.browser.get(f"{PAGE}?city=BAGUIO").content.decode()
    assert "It lies in <b>North</b>." in page
    assert "Looked after by Bob." in page


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("name", "", "Fill this in."),
        ("country", "XX", "Choose a country from the list."),
        ("postcodes", "40111-4", "is no postcode"),
        ("postcodes", "4?", "is no postcode"),
        ("people", "nobody", "Choose people from the list."),
    ],
)
def test_what_can_t_be_is_refused_at_its_field(cast: Cast, name: str, value: str, said: str) -> None:
    answer = cast.alice.browser.post(f"{PAGE}/new", {"name": "North", "cities": "Vigan", name: value})
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert "Vigan" in answer.content.decode()
    with workspace(cast.north):
        assert not Territory.objects.exists()


def test_only_administrators_keep_territories_and_strangers_find_none(cast: Cast) -> None:
    held = made(cast, "North")
    assert cast.bob.browser.get(PAGE).status_code == 403
    assert cast.mallory.browser.get(f"/w/south/settings/territories/{held.pk}").status_code == 404
    assert cast.bob.browser.post(f"{PAGE}/{held.pk}/delete").status_code == 403
    with workspace(cast.north):
        assert Territory.objects.filter(deleted_at=None).exists()
