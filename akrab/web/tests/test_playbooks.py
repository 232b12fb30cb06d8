"""The form of a playbook offers where it is shown by object, and nothing that nobody works on."""

import re

import pytest

from akrab.engine import write
from akrab.features.playbooks.models import Playbook
from akrab.tenancy.current import workspace as inside
from tests.cast import Cast

pytestmark = pytest.mark.django_db
NEW = "/w/north/settings/playbooks/new"


def heads(page: str) -> list[str]:
    return re.findall(r'<optgroup label="([^"]*)">', page)


def test_places_stand_below_their_objects_the_ones_known_by_heart_first(cast: Cast) -> None:
    page = cast.alice.browser.get(NEW).content.decode()
    assert heads(page)[:3] == ["Deals", "Contacts", "Companies"]
    assert "Nowhere: given to people to learn" in page
    assert not {"Tiles", "Snapshots", "Other values", "Consents", "Reports"} & set(heads(page))


def test_a_playbook_keeps_a_place_that_is_offered_no_more(cast: Cast) -> None:
    with inside(cast.north):
        said = {"name": "Mail", "text": "Kindly.", "object": "snapshot"}
        held = write.create(Playbook, said, cast.alice.actor())
    page = cast.alice.browser.get(f"/w/north/settings/playbooks/{held.pk}").content.decode()
    assert '<option value="snapshot|" selected>' in page
    form = {"name": "Mail", "kind": "guide", "text": "Kindly, always.", "where": "snapshot|"}
    assert cast.alice.browser.post(f"/w/north/settings/playbooks/{held.pk}", form).status_code == 303
    with inside(cast.north):
        assert Playbook.objects.get().object == "snapshot"
