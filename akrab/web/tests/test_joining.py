"""Coming in by invitation: who may, who may not, and what a closed door says."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client

from akrab.features.mail.models import Mail
from akrab.identity.members import Invited, invite
from akrab.identity.models import Invitation, Membership, User
from akrab.lib import clock
from akrab.tenancy.current import workspace as inside
from tests.cast import PASSWORD, Cast

NEW = {"name": "Dora Diaz", "password": "six green windows"}


@pytest.fixture
def invited(cast: Cast) -> Invited:
    """Dora, who has no account yet, is invited as a seller."""
    return _invite(cast, "dora@example.com")


def _invite(cast: Cast, email: str) -> Invited:
    with inside(cast.north):
        return invite(email, cast.roles["seller"], None, cast.alice.actor("web"))


def _members(cast: Cast) -> list[str]:
    with inside(cast.north):
        rows = Membership.objects.filter(is_active=True).order_by("user__email")
        return list(rows.values_list("user__email", flat=True))


FIRST = ["alice@example.com", "bob@example.com", "carol@example.com"]


def test_a_new_person_chooses_a_name_and_a_password_and_is_in(cast: Cast, invited: Invited) -> None:
    client = Client()
    page = client.get(invited.path).content.decode()
    assert "Join North" in page
    assert "Alice invited dora@example.com as Seller" in page
    assert client.post(invited.path, NEW)["Location"] == "/w/north/"
    assert client.get("/w/north/").status_code == 200
    assert _members(cast) == [*FIRST, "dora@example.com"]
    with inside(cast.north):
        assert Membership.objects.get(user__email="dora@example.com").role == cast.roles["seller"]


@pytest.mark.parametrize(
    ("read", "kept"), [("zh-CN,zh;q=0.9", "zh-hans"), ("en", "")], ids=["another language", "the company's"]
)
def test_who_read_the_invitation_in_another_language_goes_on_in_it(
    cast: Cast, invited: Invited, read: str, kept: str
) -> None:
    client = Client(headers={"Accept-Language": read})
    assert client.post(invited.path, NEW)["Location"] == "/w/north/"
    assert User.objects.get(email="dora@example.com").language == kept


def test_who_turned_the_invitation_to_the_companys_language_goes_on_in_that(cast: Cast) -> None:
    with inside(cast.north):
        by = cast.alice.actor("web")
        invited = invite("dora@example.com", cast.roles["seller"], None, by, language="vi")
    client = Client()
    assert 'lang="vi"' in client.get(invited.path).content.decode()
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    assert client.post(invited.path, NEW)["Location"] == "/w/north/"
    assert User.objects.get(email="dora@example.com").language == ""


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"name": "", "password": NEW["password"]}, "Write your name"),
        ({"name": "Dora", "password": "short"}, "at least 10 characters"),
        ({"name": "Dora", "password": "dora@example"}, "too similar"),
        ({"name": "D" * 121, "password": NEW["password"]}, "at most 120"),
    ],
)
def test_what_can_not_be_used_is_said_and_nobody_is_made(
    cast: Cast, invited: Invited, typed: dict[str, str], said: str
) -> None:
    answer = Client().post(invited.path, typed)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert f'value="{typed["password"]}"' not in answer.content.decode()
    assert not User.objects.filter(email="dora@example.com").exists()
    assert _members(cast) == FIRST


def test_a_known_person_signs_in_and_joins(cast: Cast) -> None:
    invited = _invite(cast, "mallory@example.com")
    assert "You already have an account" in Client().get(invited.path).content.decode()
    assert Client().post(invited.path, NEW).status_code == 200
    assert _members(cast) == FIRST
    assert cast.mallory.browser.post(invited.path)["Location"] == "/w/north/"
    assert _members(cast) == [*FIRST, "mallory@example.com"]


def test_who_is_signed_in_with_another_address_is_told_to_sign_out(cast: Cast, invited: Invited) -> None:
    answer = cast.mallory.browser.post(invited.path)
    assert answer.status_code == 409
    assert "this invitation was sent to dora@example.com" in answer.content.decode()
    assert _members(cast) == FIRST


def test_an_expired_invitation_says_whom_to_ask(cast: Cast, invited: Invited) -> None:
    with inside(cast.north):
        Invitation.objects.update(expires_at=clock.now() - timedelta(minutes=1))
    answer = Client().post(invited.path, NEW)
    assert answer.status_code == 410
    assert "This invitation has expired" in answer.content.decode()
    assert "Ask Alice for a new one" in answer.content.decode()
    assert _members(cast) == FIRST


def test_an_invitation_opens_once(cast: Cast, invited: Invited) -> None:
    Client().post(invited.path, NEW)
    answer = Client().post(invited.path, {**NEW, "name": "Somebody else"})
    assert answer.status_code == 410
    assert "has been used" in answer.content.decode()
    assert User.objects.get(email="dora@example.com").name == "Dora Diaz"


@pytest.mark.parametrize("path", ["/join/north/none/", "/join/nowhere/none/"])
def test_an_unknown_invitation_says_what_to_do(cast: Cast, path: str) -> None:
    answer = Client().get(path)
    assert answer.status_code == 404
    assert "ask whoever invited you" in answer.content.decode()


def test_an_invitation_opens_no_other_workspace(cast: Cast, invited: Invited) -> None:
    assert Client().post(f"/join/south/{invited.secret}/", NEW).status_code == 404
    assert not User.objects.filter(email="dora@example.com").exists()


def test_an_administrator_invites_by_mail_and_the_ledger_keeps_no_secret(
    cast: Cast, settings: object
) -> None:
    asked = {"email": "dora@example.com", "role": str(cast.roles["seller"].pk), "team": ""}
    answer = cast.alice.browser.post("/w/north/settings/users", asked)
    with inside(cast.north):
        letter = Mail.objects.get()
    assert letter.to == ["dora@example.com"]
    path = letter.sealed[letter.sealed.index("/join/north/") :]
    secret = path.split("/")[3]
    assert secret not in letter.body
    assert path in answer.content.decode(), "without a mail server the address is shown once"
    shown = cast.alice.browser.get(f"/w/north/mails/{letter.pk}").content.decode()
    assert secret not in shown
    assert secret not in cast.bob.api.get(f"/api/v1/mails/{letter.pk}").content.decode()
    assert Client().post(path, NEW)["Location"] == "/w/north/"
    assert PASSWORD not in letter.body


def test_a_held_invitation_can_not_be_turned_to_another_address(cast: Cast) -> None:
    asked = {"email": "dora@example.com", "role": str(cast.roles["administrator"].pk), "team": ""}
    cast.alice.browser.post("/w/north/settings/users", asked)
    with inside(cast.north):
        letter = Mail.objects.get()
    changed = {"to": ["bob@example.com"]}
    answer = cast.alice.api.patch(f"/api/v1/mails/{letter.pk}", changed, content_type="application/json")
    assert answer.status_code == 409
    with inside(cast.north):
        assert Mail.objects.get().to == ["dora@example.com"]
