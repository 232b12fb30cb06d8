"""What two sources say differently of a field is kept and shown there; one is chosen, and nothing is lost unseen."""

from typing import Any

import pytest

from akrab.config.reactions import REACTIONS
from akrab.engine import follow, undo, write
from akrab.engine.actions import actions_of
from akrab.engine.models import Event
from akrab.features.claims import keeping
from akrab.features.claims.models import Claim
from akrab.identity.actor import system
from akrab.modules.contacts.models import Contact
from akrab.tenancy.current import workspace
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def ann(cast: Cast, **more: Any) -> Contact:
    """A contact that alice typed in."""
    said = {"name": "Ann", "job_title": "Buyer", "emails": ["ann@example.com"], **more}
    return write.create(Contact, said, cast.alice.actor("web"))


def follow_all(cast: Cast) -> None:
    while follow.follow(cast.north, REACTIONS):
        pass


def test_what_a_program_overwrites_stays_beside_the_new_value(cast: Cast) -> None:
    with workspace(cast.north):
        record = ann(cast)
        write.update(record, {"job_title": "Architect"}, cast.alice.actor())
        follow_all(cast)
        claim = Claim.objects.get()
        assert (claim.field, claim.value, claim.source, claim.told) == ("job_title", "Buyer", "web", "Alice")
    page = cast.alice.browser.get(f"/w/north/contacts/{record.pk}").content.decode()
    assert "<b>Buyer</b>" in page
    assert "typed in, Alice" in page


def test_a_program_that_repeats_itself_or_fills_what_was_empty_makes_nothing(cast: Cast) -> None:
    with workspace(cast.north):
        record = ann(cast, job_title="")
        write.update(record, {"job_title": "Architect"}, cast.alice.actor())
        write.update(record, {"job_title": "Baker"}, cast.alice.actor())  # its own earlier word
        write.update(record, {"name": "ANN"}, cast.alice.actor())  # means the same
        follow_all(cast)
        assert not Claim.objects.exists()


def test_the_chosen_value_is_the_record_s_and_undo_asks_again(cast: Cast) -> None:
    with workspace(cast.north):
        record = ann(cast)
        write.update(record, {"job_title": "Architect"}, cast.alice.actor())
        follow_all(cast)
        claim = Claim.objects.get()
    answer = cast.alice.browser.post(f"/w/north/claims/{claim.pk}/actions/use")
    assert answer.status_code in (204, 303)
    with workspace(cast.north):
        record.refresh_from_db()
        claim.refresh_from_db()
        assert (record.job_title, claim.state, claim.settled_by) == ("Buyer", "used", cast.alice.member)
        follow_all(cast)
        assert Claim.objects.count() == 1  # choosing is no overwriting
        chosen = Event.objects.get(record=claim.pk, kind="claim.used")
        undo.undo(chosen.operation, cast.alice.actor("web"))
        record.refresh_from_db()
        claim.refresh_from_db()
        assert (record.job_title, claim.state) == ("Architect", "waiting")


def test_what_was_left_out_is_not_asked_again(cast: Cast) -> None:
    with workspace(cast.north):
        record = ann(cast)
        form = system(cast.north, "form", agent="Website")
        [claim] = keeping.keep(record, {"job_title": "Cook"}, form)
        assert (claim.source, claim.told) == ("form", "Website")
        write.perform(actions_of(Claim)["leave"], claim, {}, cast.alice.actor("web"))
        assert keeping.keep(record, {"job_title": "Cook"}, form) == []
        assert keeping.open_claims(record, cast.alice.actor()) == {}


def test_who_may_not_change_the_record_settles_nothing(cast: Cast) -> None:
    with workspace(cast.north):
        record = ann(cast)
        [claim] = keeping.keep(record, {"job_title": "Cook"}, system(cast.north, "form"))
    page = cast.carol.browser.get(f"/w/north/contacts/{record.pk}").content.decode()
    assert "<b>Cook</b>" in page
    assert "Use this" not in page
    assert cast.carol.browser.post(f"/w/north/claims/{claim.pk}/actions/use").status_code == 403
    assert cast.mallory.browser.post(f"/w/south/claims/{claim.pk}/actions/use").status_code == 404
    with workspace(cast.north):
        record.refresh_from_db()
        assert record.job_title == "Buyer"


def test_a_value_of_a_field_that_is_hidden_is_nowhere_said(cast: Cast) -> None:
    with workspace(cast.north):
        record = ann(cast)
        write.update(record, {"job_title": "Architect"}, cast.alice.actor())
        follow_all(cast)
        role = cast.roles["seller"]
        role.fields = {"contact": {"job_title": "hidden"}}
        role.save()
    pages = (f"/w/north/contacts/{record.pk}", "/w/north/claims/", "/w/north/search?q=Buyer")
    said = [cast.bob.browser.get(page).content.decode() for page in pages]
    said.append(cast.bob.api.get("/api/v1/claims").content.decode())
    assert not any("Buyer" in one for one in said[:2] + said[3:])
