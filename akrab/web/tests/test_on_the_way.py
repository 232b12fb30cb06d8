"""Away from the desk: the way to an address, the next step after a call, and help that has an address of its own."""

from datetime import timedelta

import pytest
from django.test import override_settings

from akrab.engine import write
from akrab.lib import clock
from akrab.modules.activities.models import Visit
from akrab.modules.contacts.models import Contact
from akrab.tenancy.current import workspace as inside
from akrab.web import directions
from tests.cast import Cast

PART = {"HX-Request": "true"}
HOME = {"line1": "27 Scout Limbaga St", "city": "Quezon City", "postcode": "1103", "country": "PH"}
WANTED = "27%20Scout%20Limbaga%20St%2C%201103%20Quezon%20City%2C%20Philippines"


def test_an_address_leads_to_a_map() -> None:
    assert directions.to(HOME).endswith(f"query={WANTED}")
    assert directions.to({"country": "PH"}) == ""
    with override_settings(MAP_ADDRESS=""):
        assert directions.to(HOME) == ""


def test_a_visit_shows_the_way_on_its_page_and_in_the_day(cast: Cast) -> None:
    with inside(cast.north):
        contact = write.create(Contact, {"name": "Rosa Quick"}, cast.bob.actor())
        raw = {
            "name": "Look at the balcony",
            "contact": str(contact.pk),
            "starts_at": (clock.now() + timedelta(minutes=5)).isoformat(),
            "address": HOME,
            "user": str(cast.bob.member.pk),
        }
        visit = write.create(Visit, raw, cast.bob.actor())
    page = cast.bob.browser.get(f"/w/north/visits/{visit.pk}").content.decode()
    day = cast.bob.browser.get("/w/north/").content.decode()
    assert WANTED in page
    assert WANTED in day
    assert 'aria-label="The way to Rosa Quick"' in day


def test_a_noted_call_offers_to_plan_what_follows_about_the_same_record(cast: Cast) -> None:
    with inside(cast.north):
        contact = write.create(
            Contact, {"name": "Rosa Quick", "phones": ["+63 917 555 0111"]}, cast.bob.actor()
        )
    about = f"contact:{contact.pk}"
    form = cast.bob.browser.get(f"/w/north/calls/new?about={about}", headers=PART).content.decode()
    assert '<span class="ak-dim ak-cut">Rosa Quick</span>' in form
    answer = cast.bob.browser.post(
        "/w/north/calls/new", {"outcome": "Wants two windows", "about": about}, headers=PART
    )
    assert answer.status_code == 204
    told = answer.headers["HX-Trigger"]
    assert f'"link": "/w/north/tasks/new?about={about}"' in told
    assert '"asks": true' in told
    step = cast.bob.browser.get(f"/w/north/tasks/new?about={about}", headers=PART).content.decode()
    assert "Rosa Quick" in step


def test_help_has_a_page_of_its_own_in_the_shell(cast: Cast) -> None:
    page = cast.alice.browser.get("/w/north/help").content.decode()
    assert 'id="main"' in page
    assert "<h1>Help</h1>" in page
    assert "Guided tours" in page
    assert "Finish a task" in page
    beside = cast.alice.browser.get("/w/north/help", headers=PART).content.decode()
    assert 'id="main"' not in beside


def test_help_on_its_own_page_leaves_out_the_settings_for_those_who_have_none(cast: Cast) -> None:
    topic = "Numbers of documents"
    assert topic in cast.alice.browser.get("/w/north/help").content.decode()
    assert topic not in cast.bob.browser.get("/w/north/help").content.decode()


@pytest.mark.parametrize("step", ["company", "trade", "people", "records"])
def test_every_step_of_the_first_run_has_help_beside_it(cast: Cast, step: str) -> None:
    address = f"/w/north/start/{step}"
    page = cast.alice.browser.get(address).content.decode()
    assert "data-help" in page
    assert 'id="help"' in page
    headers = {**PART, "HX-Current-URL": f"http://testserver{address}"}
    said = cast.alice.browser.get("/w/north/help", headers=headers).content.decode()
    assert "Leave it for later" in said
    assert "Guided tours" not in said
