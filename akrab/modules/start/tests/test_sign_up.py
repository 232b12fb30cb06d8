"""Where it is open, a stranger makes a company: only once the address is confirmed."""

import re

import pytest
from django.core import mail
from django.test import Client, override_settings

from akrab.identity.models import Membership, User, Workspace
from akrab.tenancy.current import workspace
from tests.cast import Cast

pytestmark = pytest.mark.django_db
open_here = override_settings(
    SIGN_UP=True,
    EMAIL_BACKEND="django.core.mail.backends.locmem.EmailBackend",
    PUBLIC_URL="http://crm.example",
)
SAID = {"company": "Toko Maju", "email": "Eka@maju.example"}
ACCOUNT = {"name": "Eka", "password": "a good long password"}


def way_in() -> str:
    found = re.search(r"http://crm.example(/sign-up/\S+/)", str(mail.outbox[-1].body))
    assert found
    return found[1]


def test_it_is_closed_unless_opened(cast: Cast) -> None:
    assert Client().get("/sign-up/").status_code == 404
    assert Client().post("/sign-up/", SAID).status_code == 404
    assert "/sign-up/" not in Client().get("/accounts/login/").content.decode()


@open_here
def test_a_confirmed_address_founds_the_company(cast: Cast) -> None:
    browser = Client()
    assert browser.post("/sign-up/", SAID).status_code == 200
    assert not Workspace.objects.filter(name="Toko Maju").exists()
    answer = browser.post(way_in(), ACCOUNT)
    assert answer["Location"] == "/w/toko-maju/"
    with workspace(Workspace.objects.get(slug="toko-maju")):
        member = Membership.objects.select_related("user", "role").get()
        assert (member.user.email, member.role.is_administrator) == ("eka@maju.example", True)
    assert browser.get("/w/toko-maju/")["Location"] == "/w/toko-maju/start/"


@open_here
def test_a_way_in_that_was_tampered_with_is_closed(cast: Cast) -> None:
    Client().post("/sign-up/", SAID)
    bad = way_in()[:-4] + "xxx/"
    assert Client().post(bad, ACCOUNT).status_code == 410
    assert not User.objects.filter(email="eka@maju.example").exists()


@open_here
def test_a_way_in_works_once(cast: Cast) -> None:
    Client().post("/sign-up/", SAID)
    Client().post(way_in(), ACCOUNT)
    assert "has an account already" in Client().post(way_in(), ACCOUNT).content.decode()
    assert Workspace.objects.filter(name="Toko Maju").count() == 1


@open_here
def test_a_weak_password_is_refused_with_what_was_typed_kept(cast: Cast) -> None:
    Client().post("/sign-up/", SAID)
    answer = Client().post(way_in(), {"name": "Eka", "password": "short"})
    assert answer.status_code == 422
    assert 'value="Eka"' in answer.content.decode()
    assert not Workspace.objects.filter(name="Toko Maju").exists()


@open_here
def test_who_is_signed_in_gets_one_more_company_at_once(cast: Cast) -> None:
    answer = cast.bob.browser.post("/sign-up/", {"company": "North"})
    assert answer["Location"] == "/w/north-2/"
    assert mail.outbox == []


@open_here
@pytest.mark.parametrize("said", [{"company": "", "email": "a@b.example"}, {"company": "A", "email": "no"}])
def test_what_is_missing_is_asked_again(cast: Cast, said: dict[str, str]) -> None:
    assert Client().post("/sign-up/", said).status_code == 422
    assert mail.outbox == []
