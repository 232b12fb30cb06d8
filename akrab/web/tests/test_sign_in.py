"""Signing in, choosing where to work, and getting back in: nobody learns who has an account."""

from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from allauth.mfa.totp.internal.auth import yield_hotp_counters_from_time as counters
from django.core import mail
from django.test import Client

from akrab.identity.members import add_member
from akrab.identity.models import Membership, Role, User
from akrab.tenancy.current import workspace as inside
from tests.cast import PASSWORD, Cast

LOGIN = "/accounts/login/"


@pytest.fixture(autouse=True)
def _kept_mail(settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"


def sign_in(client: Client, email: str, password: str = PASSWORD, **more: str) -> Any:
    return client.post(LOGIN, {"login": email, "password": password, **more})


def is_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def test_a_member_signs_in_and_lands_in_the_only_workspace(cast: Cast) -> None:
    client = Client()
    assert sign_in(client, "Alice@Example.com")["Location"] == "/"
    assert client.get("/")["Location"] == "/w/north/"


def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(cast: Cast) -> None:
    client = Client()
    wrong = sign_in(client, "alice@example.com", "not this one at all")
    unknown = sign_in(client, "nobody@example.com", "not this one at all")
    said = "The e-mail address or password is not right"
    assert said in wrong.content.decode()
    assert said in unknown.content.decode()
    assert not is_in(client)


def test_guessing_is_stopped_even_when_the_last_guess_is_right(cast: Cast) -> None:
    client = Client()
    for _try in range(6):
        sign_in(client, "alice@example.com", "not this one at all")
    answer = sign_in(client, "alice@example.com")
    assert "Too many attempts" in answer.content.decode()
    assert not is_in(client)


def test_after_signing_in_one_goes_on_where_one_wanted_but_never_to_another_site(cast: Cast) -> None:
    assert (
        sign_in(Client(), "alice@example.com", next="/w/north/settings/users")["Location"]
        == "/w/north/settings/users"
    )
    assert sign_in(Client(), "alice@example.com", next="https://evil.example/")["Location"] == "/"


def test_who_is_not_signed_in_is_led_to_the_sign_in_page_and_back(cast: Cast) -> None:
    answer = Client().get("/w/north/settings/users")
    assert answer["Location"] == f"{LOGIN}?next=%2Fw%2Fnorth%2Fsettings%2Fusers"


def test_who_works_in_several_workspaces_chooses(cast: Cast) -> None:
    with inside(cast.south):
        add_member(cast.alice.user, Role.objects.get(is_administrator=True))
    page = cast.alice.browser.get("/").content.decode()
    assert 'href="/w/north/"' in page
    assert 'href="/w/south/"' in page


def test_who_was_let_go_is_told_what_to_do_and_sees_no_workspace(cast: Cast) -> None:
    with inside(cast.north):
        Membership.objects.filter(pk=cast.bob.member.pk).update(is_active=False)
    page = cast.bob.browser.get("/").content.decode()
    assert "You are in no workspace yet" in page
    assert "/w/north/" not in page
    assert cast.bob.browser.get("/w/north/").status_code == 404


def test_nobody_signs_up_without_an_invitation(cast: Cast) -> None:
    client = Client()
    answer = client.post("/accounts/signup/", {"email": "new@example.com", "password1": PASSWORD})
    assert "Accounts come by invitation" in answer.content.decode()
    assert not User.objects.filter(email="new@example.com").exists()


def test_a_forgotten_password_is_chosen_anew_by_mail(cast: Cast, settings: Any) -> None:
    settings.PUBLIC_URL = "https://crm.example"
    client = Client()
    answer = client.post(
        "/accounts/password/reset/", {"email": "bob@example.com"}, headers={"host": "evil.example"}
    )
    assert answer["Location"] == "/accounts/password/reset/done/"
    body = str(mail.outbox[0].body)
    assert "evil.example" not in body
    address = next(line for line in body.splitlines() if line.startswith("https://crm.example/accounts/"))
    form = client.get(address.removeprefix("https://crm.example"), follow=True)
    done = client.post(
        form.request["PATH_INFO"], {"password1": "six green windows", "password2": "six green windows"}
    )
    assert done["Location"] == "/accounts/password/reset/key/done/"
    assert is_in(client) is False
    sign_in(client, "bob@example.com", "six green windows")
    assert is_in(client)


def test_asking_for_a_new_password_gives_no_address_away(cast: Cast) -> None:
    known = Client().post("/accounts/password/reset/", {"email": "bob@example.com"})
    unknown = Client().post("/accounts/password/reset/", {"email": "nobody@example.com"})
    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])
    assert [letter.to for letter in mail.outbox] == [["bob@example.com"], ["nobody@example.com"]]
    assert "There is no account" in str(mail.outbox[1].body)


def test_an_address_that_was_used_says_how_to_get_a_new_one(cast: Cast) -> None:
    page = Client().get("/accounts/password/reset/key/1-none/").content.decode()
    assert "no longer good" in page
    assert 'href="/accounts/password/reset/"' in page


def test_with_an_authenticator_app_the_password_alone_does_not_open(cast: Cast) -> None:
    secret = generate_totp_secret()
    kept = TOTP.activate(cast.bob.user, secret).instance
    assert secret not in str(kept.data)
    client = Client()
    assert sign_in(client, "bob@example.com")["Location"].startswith("/accounts/2fa/authenticate/")
    assert not is_in(client)
    refused = client.post("/accounts/2fa/authenticate/", {"code": "000000"})
    assert "This code is not right" in refused.content.decode()
    assert not is_in(client)
    code = format_hotp_value(hotp_value(secret, next(iter(counters()))))
    client.post("/accounts/2fa/authenticate/", {"code": code})
    assert is_in(client)


def test_setting_up_a_second_step_asks_for_the_password_again(cast: Cast) -> None:
    answer = cast.bob.browser.get("/accounts/2fa/totp/activate/")
    assert answer["Location"].startswith("/accounts/reauthenticate/")


@pytest.mark.parametrize(
    "address", ["/accounts/2fa/", "/accounts/2fa/webauthn/", "/accounts/password/change/"]
)
def test_the_pages_of_ones_own_security_open(cast: Cast, address: str) -> None:
    assert cast.bob.browser.get(address).status_code == 200


def test_the_language_of_the_browser_can_be_chosen_before_signing_in(cast: Cast) -> None:
    client = Client()
    answer = client.post("/language/", {"language": "vi", "next": LOGIN})
    assert answer["Location"] == LOGIN
    assert client.get(LOGIN)["Content-Language"] == "vi"
    assert client.post("/language/", {"language": "vi", "next": "//evil.example"})["Location"] == "/"


def test_only_a_demo_names_its_people_on_the_sign_in_page(cast: Cast, settings: Any) -> None:
    User.objects.create_user("m1@windows.example", PASSWORD, name="Maya Santos")
    assert "Maya Santos" not in Client().get(LOGIN).content.decode()
    settings.DEMO = True
    page = Client().get(LOGIN).content.decode()
    assert "Maya Santos" in page
    assert "alice@example.com" not in page
