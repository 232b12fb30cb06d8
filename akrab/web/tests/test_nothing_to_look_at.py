"""Editors of templates in a company without a record: they say so, and show what can be shown."""

from akrab.engine import write
from akrab.features.documents.models import Template
from akrab.features.letters.models import MessageTemplate
from akrab.tenancy.current import workspace as inside
from tests.cast import Cast

PART = {"HX-Request": "true"}
NOTHING = "There is no record to look at yet."


def test_a_document_without_a_record_says_what_is_missing_and_where(cast: Cast) -> None:
    with inside(cast.north):
        made = write.create(Template, {"name": "Offer", "object": "deal"}, cast.alice.actor())
    shown = cast.alice.browser.post(f"/w/north/settings/templates/{made.pk}/preview", {}, headers=PART)
    page = shown.content.decode()
    assert (shown.status_code, NOTHING in page, "/w/north/deals/" in page) == (200, True, True)
    assert 'role="alert"' not in page


def test_a_message_without_a_record_shows_its_words_as_they_stand(cast: Cast) -> None:
    with inside(cast.north):
        said = {"name": "Thanks", "object": "deal", "subject": "Hello", "body": "Hello"}
        made = write.create(MessageTemplate, said, cast.alice.actor())
    shown = cast.alice.browser.post(
        f"/w/north/settings/messages/{made.pk}/preview",
        {"subject": "Thank you", "body": "Dear {contact.name}"},
        headers=PART,
    )
    page = shown.content.decode()
    assert (NOTHING in page, "Thank you" in page, "Dear {contact.name}" in page) == (True, True, True)


def test_a_template_is_not_offered_the_language_that_it_is_in(cast: Cast) -> None:
    with inside(cast.north):
        made = write.create(Template, {"name": "Offer", "object": "deal"}, cast.alice.actor())
    page = cast.alice.browser.get(f"/w/north/settings/templates/{made.pk}").content.decode()
    offered = page.partition("Add a language</option>")[2].partition("</select>")[0]
    assert ("Bahasa Melayu" in offered, "English" in offered) == (True, False)
