"""Writing to customers from a record and from a list: looked at first, and sent once."""

from typing import Any

import pytest

from akrab.engine import write
from akrab.engine.registry import get_object
from akrab.features.letters.models import Mailing, MessageTemplate, MessageWording
from akrab.features.mail.models import Mail
from akrab.tenancy.current import workspace as inside
from akrab.tenancy.ids import new_id
from tests.cast import Cast

PART = {"HX-Request": "true"}
BASE = "/w/north/contacts/"
SETTINGS = "/w/north/settings/messages"


@pytest.fixture
def hello(cast: Cast) -> MessageTemplate:
    raw = {
        "name": "Hello",
        "object": "contact",
        "subject": "Hello {name}",
        "body": "Dear {name}, {job_title}\n{sender}",
    }
    with inside(cast.north):
        return write.create(MessageTemplate, raw, cast.alice.actor())


def _contact(cast: Cast, name: str, **more: Any) -> Any:
    with inside(cast.north):
        model: Any = get_object("contact").model
        raw = {"name": name, "emails": [f"{name.lower()}@example.com"], "job_title": "Buyer"} | more
        return write.create(model, raw, cast.alice.actor())


def _mails(cast: Cast) -> list[Mail]:
    with inside(cast.north):
        return list(Mail.objects.order_by("id"))


def test_a_template_fills_the_letter_which_is_edited_and_sent_once(
    cast: Cast, hello: MessageTemplate
) -> None:
    ana = _contact(cast, "Ana")
    asked = {"about": f"contact:{ana.pk}", "template": str(hello.pk)}
    page = cast.bob.browser.get(f"{BASE}message", asked, headers=PART).content.decode()
    assert 'value="Hello Ana"' in page
    assert "Dear Ana, Buyer\nBob</textarea>" in page
    assert "From Bob, who gets the answer" in page
    form = asked | {
        "to": "ana@example.com",
        "subject": "Hello Ana",
        "body": "Dear Ana, see you",
        "new_id": str(new_id()),
    }
    for _twice in range(2):
        assert cast.bob.browser.post(f"{BASE}message", form, headers=PART).status_code == 200
    [mail] = _mails(cast)
    assert (mail.body, mail.sender_id) == ("Dear Ana, see you", cast.bob.member.pk)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"body": "Dear {job_title}"}, "Write something in place of {job_title}."),
        ({"subject": ""}, "Fill this in."),
        ({"to": "other@example.com"}, "Choose one of the addresses."),
    ],
)
def test_a_letter_that_is_not_finished_is_not_sent(cast: Cast, changed: dict[str, str], said: str) -> None:
    ana = _contact(cast, "Ana")
    form = {
        "about": f"contact:{ana.pk}",
        "to": "ana@example.com",
        "subject": "Hi",
        "body": "Dear",
        "new_id": str(new_id()),
    }
    answer = cast.bob.browser.post(f"{BASE}message", form | changed, headers=PART)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert _mails(cast) == []


def test_a_message_to_many_is_checked_and_what_is_wrong_listed(cast: Cast, hello: MessageTemplate) -> None:
    people = [_contact(cast, "Ana"), _contact(cast, "Ben", emails=[]), _contact(cast, "Cora", job_title="")]
    asked = {"ids": ",".join(str(one.pk) for one in people), "template": str(hello.pk)}
    page = cast.bob.browser.get(f"{BASE}mailing", asked, headers=PART).content.decode()
    assert "1 message is ready to send." in page
    assert "Ben has no e-mail address." in page
    assert "Job title of Cora" in page
    assert f'href="{BASE}{people[1].pk}"' in page
    answer = cast.bob.browser.post(f"{BASE}mailing", asked, headers=PART)
    assert answer.status_code == 422
    assert _mails(cast) == []
    form = asked | {"leave_out": "1", "new_id": str(new_id())}
    for _twice in range(2):
        assert cast.bob.browser.post(f"{BASE}mailing", form, headers=PART).status_code == 204
    [mail] = _mails(cast)
    assert mail.to == ["ana@example.com"]
    with inside(cast.north):
        mailing = Mailing.objects.get()
    assert (mailing.sent, mailing.left_out, mailing.state) == (1, 2, "sent")


def test_readers_and_strangers_write_to_nobody(cast: Cast, hello: MessageTemplate) -> None:
    ana = _contact(cast, "Ana")
    form = {
        "about": f"contact:{ana.pk}",
        "ids": str(ana.pk),
        "to": "ana@example.com",
        "subject": "Hi",
        "new_id": str(new_id()),
    }
    for player, status in ((cast.carol, 403), (cast.mallory, 404)):
        for tail in ("message", "mailing"):
            assert player.browser.post(BASE + tail, form, headers=PART).status_code == status
    assert _mails(cast) == []


def test_a_message_template_is_written_in_two_languages(cast: Cast) -> None:
    ana = _contact(cast, "Ana")
    browser = cast.alice.browser
    here = browser.post(SETTINGS, {"name": "Hello", "object": "contact", "category": "First"})["Location"]
    assert "Vietnamese" not in browser.get(here).content.decode()  # languages are called by their own names
    form = {
        "name": "Hello", "object": "contact", "category": "First", "subject": "Hello {name}", "body": "Dear {name}",
        "vi.subject": "Chào {name}", "vi.body": "Kính gửi {name}",
    }  # fmt: skip
    answer = browser.post(here, form | {"vi.body": "Kính gửi {nmae}"})
    assert answer.status_code == 422
    assert "There is no field “nmae”" in answer.content.decode()
    with inside(cast.north):
        assert not MessageWording.objects.exists()
    assert browser.post(here, form).status_code == 303
    page = browser.post(
        f"{here}/preview", form | {"shown": "vi", "sample": str(ana.pk)}, headers=PART
    ).content.decode()
    assert "Kính gửi Ana" in page
    assert browser.post(here, form | {"vi.subject": "", "vi.body": ""}).status_code == 303
    with inside(cast.north):
        assert not MessageWording.objects.filter(deleted_at__isnull=True).exists()
    assert cast.bob.browser.get(here).status_code == 403
    assert cast.mallory.browser.get(here).status_code == 404
