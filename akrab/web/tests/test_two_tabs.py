"""Two tabs, or two people, with the same form: what each typed is kept, told, and never somebody else's."""

from typing import Any

from django.http import HttpResponse

from akrab.engine import write
from akrab.modules.contacts.models import Contact
from akrab.tenancy.current import workspace as inside
from tests.cast import Cast


def rosa(cast: Cast) -> Contact:
    with inside(cast.north):
        return write.create(Contact, {"name": "Rosa", "job_title": "as it was"}, cast.bob.actor())


def now(cast: Cast, contact: Contact) -> tuple[str, str]:
    with inside(cast.north):
        held = Contact.objects.get(pk=contact.pk)
        return held.name, held.job_title


def save(cast: Cast, contact: Contact, version: int, **typed: str) -> HttpResponse:
    """Send the whole form as it stands in a tab that was opened at this version."""
    sent: dict[str, Any] = {"name": "Rosa", "job_title": "as it was"} | typed
    asked = {"_fields": ",".join(sent), "version": version}
    answer = cast.alice.browser.post(
        f"/w/north/contacts/{contact.pk}/form", sent | asked, headers={"HX-Request": "true"}
    )
    assert isinstance(answer, HttpResponse)
    return answer


def test_what_only_the_other_tab_changed_stays(cast: Cast) -> None:
    contact = rosa(cast)
    assert save(cast, contact, 1, name="Rosa Reyes").status_code == 204
    assert save(cast, contact, 1, job_title="rings on Monday").status_code == 204
    assert now(cast, contact) == ("Rosa Reyes", "rings on Monday")


def test_what_both_changed_is_told_and_the_rest_is_shown_as_it_is_now(cast: Cast) -> None:
    contact = rosa(cast)
    save(cast, contact, 1, name="Rosa Reyes", job_title="theirs")
    told = save(cast, contact, 1, job_title="mine")
    page = told.content.decode()
    assert told.status_code == 409
    assert page.count("Meanwhile") == 1
    assert ('value="Rosa Reyes"' in page, "mine" in page, "theirs" in page) == (True, True, True)
    assert now(cast, contact) == ("Rosa Reyes", "theirs")
    assert save(cast, contact, 2, name="Rosa Reyes", job_title="mine").status_code == 204
    assert now(cast, contact) == ("Rosa Reyes", "mine")


def test_what_was_typed_by_one_is_not_taken_from_whoever_signed_in_since(cast: Cast) -> None:
    contact = rosa(cast)
    address, typed = f"/w/north/contacts/{contact.pk}/edit/name", {"name": "By alice", "version": 1}
    opened_by = str(cast.alice.user.pk)
    asked = {"HX-Request": "true", "Akrab-As": opened_by}
    refused = cast.bob.browser.post(address, typed, headers=asked)
    assert (refused.status_code, now(cast, contact)[0]) == (401, "Rosa")
    assert cast.bob.browser.head(address, headers={"Akrab-As": opened_by}).status_code == 302
    assert cast.alice.browser.post(address, typed, headers=asked).status_code == 200
    assert now(cast, contact)[0] == "By alice"
