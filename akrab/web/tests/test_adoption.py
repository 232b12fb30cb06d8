"""The adoption page: weeks by their first day, and what nobody uses: not what works unseen every day."""

import re

import pytest

from akrab.engine import write
from akrab.features.playbooks.models import Playbook
from akrab.identity.actor import system
from akrab.modules.contacts.models import Contact, Source
from akrab.tenancy.current import workspace as inside
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def idle(cast: Cast) -> list[str]:
    """The names of what the page says nobody used."""
    page = cast.alice.browser.get("/w/north/reports/adoption").content.decode()
    return re.findall(r'data-help="(\w+)"', page)


def test_the_weeks_are_called_by_their_first_day_alone(cast: Cast) -> None:
    page = cast.alice.browser.get("/w/north/reports/adoption").content.decode()
    weeks = re.findall(r"week of ([^<]+)<", page)
    assert len(weeks) == 6
    assert all(re.fullmatch(r"\d+ [A-Z][a-z]{2}", week) for week in weeks)


def test_a_source_is_used_by_the_contacts_that_have_it(cast: Cast) -> None:
    with inside(cast.north):
        by = system(cast.north, "system")
        source = write.create(Source, {"name": "Fair"}, by)
        contact = write.create(Contact, {"name": "Ana"}, by)
    assert "source" in idle(cast)
    with inside(cast.north):
        write.update(contact, {"source": source}, by)
    assert "source" not in idle(cast)


def test_what_works_by_being_there_is_used_once_there_is_one(cast: Cast) -> None:
    assert "playbook" in idle(cast)
    with inside(cast.north):
        write.create(
            Playbook,
            {"name": "How we call", "text": "Kindly.", "object": "contact"},
            system(cast.north, "system"),
        )
    assert "playbook" not in idle(cast)


def test_parts_of_settings_are_not_told_apart(cast: Cast) -> None:
    found = set(idle(cast))
    assert "source" in found, "what nobody uses is told at all"
    assert not {"stage", "edition", "messagewording", "specialday"} & found
