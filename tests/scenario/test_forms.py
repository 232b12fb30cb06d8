"""What follows the sending of a public form: nothing is lost, nothing happens twice, and who should know is told."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import caches
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import translation

from akrab.config import follower
from akrab.engine import access, undo, write
from akrab.engine.errors import Refused
from akrab.engine.models import Event
from akrab.features.files.models import File
from akrab.features.forms import guard, taking
from akrab.features.forms.counting import figures
from akrab.features.forms.jobs import clear_sendings
from akrab.features.forms.models import Consent, Form, Submission
from akrab.features.forms.taking import take
from akrab.features.mail.models import Mail
from akrab.features.notify.models import Notice
from akrab.lib import clock
from akrab.modules.contacts.models import Contact, Source
from akrab.modules.sales.models import Deal
from tests.scenario.conftest import ANA, Firm

ADDRESS = "/f/windows-measurement"


@pytest.fixture(autouse=True)
def calm(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a process remembers of floods is forgotten between tests."""
    caches["near"].clear()


def form() -> Form:
    return Form.objects.select_related("workspace").get()


def shape(firm: Firm, *more: dict[str, Any], **settings: Any) -> Form:
    """The window company's form with further questions and settings."""
    held = form()
    definition = held.definition | settings
    definition["questions"] = [*definition["questions"], *more]
    write.update(held, {"definition": definition}, firm.by("k"))
    return form()


AGREE = {
    "name": "agree", "kind": "consent", "label": "Newsletter", "text": "I want to hear of offers.", "required": True,
    "translations": {"vi": {"label": "Bản tin", "text": "Tôi muốn nhận ưu đãi."}},
}  # fmt: skip


def test_a_consent_keeps_its_words_language_and_moment_and_stands_on_the_contact(firm: Firm) -> None:
    asked = shape(firm, AGREE)
    take(asked, {**ANA, "agree": "1"}, key="one", language="vi")
    consent = Consent.objects.get()
    contact = Contact.objects.get()
    assert (consent.about, consent.text, consent.language) == (
        f"contact:{contact.pk}", "Tôi muốn nhận ưu đãi.", "vi",
    )  # fmt: skip
    assert (consent.wording, consent.form_id, consent.given_at) == (1, asked.pk, clock.now())
    changed = form()
    changed.definition["questions"][-1]["text"] = "I want to hear of offers and news."
    write.update(changed, {"definition": changed.definition}, firm.by("k"))
    take(form(), {**ANA, "agree": "on"}, key="two")
    assert list(Consent.objects.order_by("id").values_list("wording", "text")) == [
        (1, "Tôi muốn nhận ưu đãi."), (2, "I want to hear of offers and news."),
    ]  # fmt: skip


def test_without_the_tick_that_is_asked_for_nothing_is_made(firm: Firm) -> None:
    shape(firm, AGREE)
    answer = Client().post(ADDRESS, ANA)
    assert answer.status_code == 422
    assert "Tick this." in answer.content.decode()
    assert (Deal.objects.count(), Consent.objects.count(), Submission.objects.count()) == (0, 0, 0)


COLOUR = {
    "name": "colour", "label": "Which colour?", "path": "contact.tags", "required": True,
    "show": {"field": "service", "op": "contains", "value": "paint"},
}  # fmt: skip


def test_a_question_that_is_not_shown_is_neither_required_nor_kept(firm: Firm) -> None:
    shape(firm, COLOUR)
    sent = take(form(), {**ANA, "colour": "red"}, key="one")
    assert "colour" not in sent.answers
    assert Contact.objects.get().tags == []
    assert Client().post(ADDRESS, {**ANA, "service": "Painting"}).status_code == 422
    assert Client().post(ADDRESS, {**ANA, "service": "Painting", "colour": "red"}).status_code == 200
    assert Contact.objects.get().tags == ["red"]


def test_a_hidden_question_takes_where_the_visitor_came_from(firm: Firm) -> None:
    source = Source.objects.get(name="Advertisement")
    hidden = {"name": "heard", "kind": "hidden", "path": "contact.source", "param": "utm_source"}
    shape(firm, hidden)
    page = Client().get(f"{ADDRESS}?utm_source=advertisement&utm_campaign=spring").content.decode()
    assert 'name="heard" value="advertisement"' in page
    said = {**ANA, "heard": "advertisement", "akrab_source": "advertisement", "akrab_campaign": "spring"}
    Client().post(ADDRESS, said)
    sent = Submission.objects.get()
    assert (sent.source, sent.campaign) == ("advertisement", "spring")
    assert Contact.objects.get().source_id == source.pk
    assert Deal.objects.get().origin == "form"


def test_files_come_with_the_sending_and_hang_on_its_record_once(firm: Firm) -> None:
    photos = {"name": "photos", "kind": "file", "label": "Photos", "accept": ["picture"], "most_mb": 1}
    shape(firm, photos)
    picture = SimpleUploadedFile("front.png", b"\x89PNG\r\n\x1a\n" + b"0" * 100)
    page = SimpleUploadedFile("front.png", b"<html><script>alert(1)</script></html>")
    assert Client().post(ADDRESS, {**ANA, "photos": page}).status_code == 422
    assert Deal.objects.count() == 0
    assert Client().post(ADDRESS, {**ANA, "photos": picture}).status_code == 200
    follower.drain()
    follower.drain()
    deal = Deal.objects.get()
    assert list(File.objects.values_list("about", "name")) == [(f"deal:{deal.pk}", "front.png")]
    large = SimpleUploadedFile("large.png", b"\x89PNG\r\n\x1a\n" + b"0" * 1024 * 1024)
    assert "larger than 1 MB" in Client().post(ADDRESS, {**ANA, "photos": large}).content.decode()


def test_a_sending_stands_on_the_timelines_of_its_record_and_its_sender_without_the_answers(
    firm: Firm,
) -> None:
    sent = take(form(), ANA, page="https://www.windows.example/offer")
    event = Event.objects.get(kind="form.sent")
    assert event.new("submission") == str(sent.pk)
    assert {link.record for link in event.links.all()} == {
        form().pk,
        Deal.objects.get().pk,
        Contact.objects.get().pk,
    }
    assert ANA["phone"] not in str(event.changes)


def test_a_sending_keeps_the_questions_as_they_were_read(firm: Firm) -> None:
    sent = take(form(), ANA)
    held = form()
    held.definition["questions"][0]["label"] = "What is your name?"
    write.update(held, {"definition": held.definition}, firm.by("k"))
    sent.refresh_from_db()
    assert sent.asked[0] == {"name": "name", "label": "Your name", "said": "Ana Reyes"}
    assert sent.version == form().version - 1


def test_the_sender_and_the_team_are_told_once_each_in_their_languages(firm: Firm) -> None:
    letters = {"confirms": True, "subject": "Hello {name}", "body": "We call.", "tells_owner": True}
    letters["tells"] = [firm.by("k").membership_id and str(firm.by("k").membership_id)]
    shape(firm, letters=letters, translations={"vi": {"subject": "Chào {name}", "body": "Chúng tôi sẽ gọi."}})
    sent = take(form(), ANA, key="one", language="vi")
    follower.drain()
    mail = Mail.objects.get()
    assert (mail.to, mail.subject, mail.key) == ([ANA["email"]], "Chào Ana Reyes", f"form:{sent.pk}")
    assert mail.body.startswith("Chúng tôi sẽ gọi.\n\nYour name: Ana Reyes")
    told = Notice.objects.filter(key=f"form:{sent.pk}")
    assert {one.to_id for one in told} == {firm.by("k").membership_id, Deal.objects.get().owner_id}


def test_nobody_can_be_flooded_with_confirmations(firm: Firm) -> None:
    shape(firm, letters={"confirms": True})
    for number in range(6):
        take(form(), ANA, key=str(number))
    follower.drain()
    assert Mail.objects.count() == 3


@pytest.mark.parametrize("name", ["phone", "service"])
def test_a_form_whose_field_is_gone_works_for_the_rest_and_loses_nothing(firm: Firm, name: str) -> None:
    held = form()
    for one in held.definition["questions"]:
        if one["name"] == name:
            one["path"] = "gone"
    Form.objects.update(definition=held.definition)
    page = Client().get(ADDRESS)
    assert page.status_code == 200
    assert f'name="{name}"' not in page.content.decode()
    assert Client().post(ADDRESS, ANA).status_code == 200
    sent = Submission.objects.get()
    assert sent.answers[name] == ANA[name]
    assert (sent.state, Deal.objects.count()) == ("taken", 1)
    browser = Client()
    browser.force_login(firm.installed.people["k"].user)
    for address in ("/w/windows/settings/forms", f"/w/windows/settings/forms/{held.pk}"):
        assert "The form asks for “gone”, which does not exist." in browser.get(address).content.decode()


def test_what_no_record_can_be_made_of_waits_and_is_accepted_once_it_can(firm: Firm) -> None:
    held = form()
    held.definition["presets"] = {}  # nothing gives the deal its name any more
    Form.objects.update(definition=held.definition)
    assert Client().post(ADDRESS, ANA).status_code == 200
    sent = Submission.objects.get()
    assert (sent.state, sent.reason, Deal.objects.count(), Contact.objects.count()) == (
        "held",
        "broken",
        0,
        0,
    )
    held.definition["presets"] = {"name": "{name}"}
    Form.objects.update(definition=held.definition)
    taking.accept(sent.pk, firm.by("k"))
    follower.drain()
    deal = Deal.objects.get()
    assert (deal.name, deal.origin, deal.contact.name) == ("Ana Reyes", "form", "Ana Reyes")
    assert deal.owner_id is not None


def test_to_accept_is_the_same_as_to_arrive(firm: Firm) -> None:
    take(form(), {**ANA, guard.HONEYPOT: "x"}, key="trapped")
    spam = Submission.objects.get()
    browser = Client()
    browser.force_login(firm.installed.people["k"].user)
    page = browser.get(f"/w/windows/settings/forms/{form().pk}/sent").content.decode()
    assert "Ana Reyes" in page
    assert "It filled in the field that people don&#x27;t see." in page
    answer = browser.post(
        f"/w/windows/settings/forms/{form().pk}/sent/judge", {"sending": str(spam.pk), "verdict": "accept"}
    )
    assert answer.status_code == 303
    follower.drain()
    take(form(), {**ANA, "phone": "0918 555 0000", "email": "o@mail.example"}, key="arrived")
    follower.drain()
    accepted, arrived = Deal.objects.order_by("id")
    for deal in (accepted, arrived):
        told = Event.objects.filter(links__record=deal.pk).order_by("id").values_list("kind", "origin")
        assert ("form.sent", "form") in list(told)
    assert (accepted.origin, accepted.stage_id, accepted.channel_id) == (
        arrived.origin,
        arrived.stage_id,
        arrived.channel_id,
    )
    spam.refresh_from_db()
    assert (spam.state, spam.record) == ("taken", f"deal:{accepted.pk}")
    assert spam.judged_by
    with pytest.raises(Refused):
        taking.accept(spam.pk, firm.by("k"))
    assert Deal.objects.count() == 2


def test_what_is_deleted_makes_nothing_and_can_be_put_back(firm: Firm) -> None:
    take(form(), {**ANA, guard.HONEYPOT: "x"}, key="trapped")
    spam = Submission.objects.get()
    taking.discard(spam.pk, firm.by("k"))
    assert (Submission.objects.get().state, Deal.objects.count()) == ("deleted", 0)
    taking.put_back(spam.pk, firm.by("k"))
    assert Submission.objects.get().state == "held"


def test_what_was_deleted_a_month_ago_is_forgotten(firm: Firm) -> None:
    take(form(), {**ANA, guard.HONEYPOT: "x"}, key="trapped")
    kept = take(form(), {**ANA, guard.HONEYPOT: "x"}, key="waits")
    taking.discard(Submission.objects.get(key="trapped").pk, firm.by("k"))
    clear_sendings(0)
    assert Submission.objects.count() == 2
    clock.advance(timedelta(days=31))
    clear_sendings(0)
    assert list(Submission.objects.all()) == [kept]


def test_undoing_a_sending_takes_back_its_record_and_keeps_what_came(firm: Firm) -> None:
    take(form(), ANA)
    event = Event.objects.get(kind="form.sent")
    undo.undo(event.operation, firm.by("k"))
    assert not access.visible(Deal, firm.by("k")).exists()
    assert Submission.objects.get().answers["name"] == "Ana Reyes"


def test_the_figures_count_without_a_trace(firm: Firm) -> None:
    person = {"User-Agent": "Mozilla/5.0 (Windows NT 10.0) Firefox/128.0"}
    for kind, name in (
        ("view", ""),
        ("view", ""),
        ("start", ""),
        ("left", "phone"),
        ("left", "nonsense"),
        ("hack", ""),
    ):
        answer = Client().post(
            f"{ADDRESS}/seen", {"kind": kind, "name": name, "source": "mail"}, headers=person
        )
        assert (answer.status_code, answer.cookies) == (204, {})
    Client().post(f"{ADDRESS}/seen", {"kind": "view"}, headers={"User-Agent": "Googlebot/2.1"})
    take(form(), ANA, source="mail")
    browser = Client()
    browser.force_login(firm.installed.people["k"].user)
    page = browser.get(f"/w/windows/settings/forms/{form().pk}/figures").content.decode()
    assert "50.0%" in page
    found = figures(form(), 7)
    assert (found.total.views, found.total.starts, found.total.sent) == (2, 1, 1)
    assert [(row.name, row.views, row.sent) for row in found.sources] == [("mail", 2, 1)]
    assert [(step.label, step.left) for step in found.steps if step.left] == [("Phone", 1)]


def test_programs_learn_the_schema_and_scripts_send_only_from_allowed_websites(firm: Firm) -> None:
    document = Client().get(f"{ADDRESS}/schema").json()
    assert set(document["required"]) == {"name", "phone", "service"}
    assert "submission_key" in document["properties"]
    shape(firm, guard={"origins": ["https://www.windows.example"]})
    allowed = Client().options(ADDRESS, headers={"Origin": "https://www.windows.example"})
    assert allowed["Access-Control-Allow-Origin"] == "https://www.windows.example"
    assert (
        "frame-ancestors 'self' https://www.windows.example;"
        in f"{Client().get(ADDRESS)['Content-Security-Policy']};"
    )
    foreign = Client().options(ADDRESS, headers={"Origin": "https://evil.example"})
    assert "Access-Control-Allow-Origin" not in foreign


def test_a_closed_form_says_so_and_takes_nothing(firm: Firm) -> None:
    shape(firm, closed=True)
    assert (Client().get(ADDRESS).status_code, Client().post(ADDRESS, ANA).status_code) == (410, 410)
    assert Submission.objects.count() == 0


def test_a_name_made_of_answers_says_them_as_the_company_writes_them(firm: Firm) -> None:
    on = {"name": "on", "label": "On which day?", "path": "delivery_on"}
    presets = {**form().definition["presets"], "name": "{name} · {on} · {nothing}"}
    held = shape(firm, on, presets=presets)
    with translation.override("vi"):
        take(held, {**ANA, "on": "2026-03-18"})
    assert Deal.objects.get().name == "Ana Reyes · 18 Mar 2026"
