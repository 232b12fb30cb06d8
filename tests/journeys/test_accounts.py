"""The way in: passwords, second steps, lost passwords, invitations, and moving between workspaces."""

from __future__ import annotations

import base64
import hmac
import re
import time
from email.message import EmailMessage

from playwright.sync_api import expect

from tests.journeys.conftest import Arrive
from tests.journeys.product import A_TUESDAY, Product

PASSWORD = "seven green windows"
FINGER = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
          "isUserVerified": True, "automaticPresenceSimulation": True}  # fmt: skip
LATER = "2026-03-12 10:20"  # more than the seven days of an invitation


def address_in(letter: EmailMessage) -> str:
    """The path of the first address that a letter names."""
    body = letter.get_body(("plain",))
    assert body is not None
    found = re.search(r"https?://[^/\s]+(/\S+)", body.get_content())
    assert found, body.get_content()
    return found[1]


def code_of(secret: str) -> str:
    """What an authenticator app shows now (RFC 6238)."""
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    digest = hmac.digest(key, int(time.time() // 30).to_bytes(8, "big"), "sha1")
    place = digest[-1] & 0xF
    number = int.from_bytes(digest[place : place + 4], "big") & 0x7FFFFFFF
    return f"{number % 1_000_000:06d}"


def test_a_wrong_password_is_refused_and_says_so(arrive: Arrive) -> None:
    stranger = arrive()
    stranger.sign_in("m1@door.example", "not the password")
    expect(stranger.page.get_by_role("alert")).to_contain_text("not right")
    expect(stranger.page.get_by_label("E-mail")).to_have_value("m1@door.example")
    stranger.go("/w/door/deals/")
    expect(stranger.page).to_have_url(re.compile(r"/accounts/login/\?next="))
    stranger.page.get_by_label("E-mail").fill("m1@door.example")
    stranger.page.get_by_label("Password").fill("windows-demo")
    stranger.page.get_by_role("button", name="Sign in", exact=True).click()
    expect(stranger.page).to_have_url(re.compile("/w/door/deals/$"))


def test_a_second_step_asks_for_the_code_of_an_app(arrive: Arrive) -> None:
    m2 = arrive()
    m2.sign_in("m2@door.example")
    expect(m2.page.locator("#nav")).to_be_attached()
    m2.go("/accounts/2fa/")
    m2.page.get_by_role("link", name="Set up").click()
    m2.page.get_by_label("Password").fill("windows-demo")
    m2.page.get_by_role("button", name="Go on").click()
    secret = m2.page.locator(".ak-secret code").inner_text()
    m2.page.get_by_label("Code", exact=True).fill("000000")
    m2.page.get_by_role("button", name="Turn on").click()
    expect(m2.page.get_by_text("This code is not right")).to_be_visible()
    m2.page.get_by_label("Code", exact=True).fill(code_of(secret))
    m2.page.get_by_role("button", name="Turn on").click()
    expect(m2.page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    again = arrive()
    again.sign_in("m2@door.example")
    expect(again.page.get_by_role("heading", name="The second step")).to_be_visible()
    wait_for_next_code()
    again.page.get_by_label("Code", exact=True).fill(code_of(secret))
    again.page.get_by_role("button", name="Sign in", exact=True).click()
    expect(again.page.locator("#nav")).to_be_attached()


def test_a_passkey_is_made_and_signs_in_without_a_password(arrive: Arrive, product: Product) -> None:
    i1 = arrive()
    here = product.address.replace("127.0.0.1", "localhost")  # a passkey belongs to a name
    device = i1.context.new_cdp_session(i1.page)
    device.send("WebAuthn.enable")
    device.send("WebAuthn.addVirtualAuthenticator", {"options": FINGER})
    i1.page.goto(f"{here}/accounts/login/")
    i1.page.get_by_label("E-mail").fill("i1@door.example")
    i1.page.get_by_label("Password").fill("windows-demo")
    i1.page.get_by_role("button", name="Sign in", exact=True).click()
    expect(i1.page.locator("#nav")).to_be_attached()
    i1.page.goto(f"{here}/accounts/2fa/webauthn/add/")
    i1.page.get_by_label("Password").fill("windows-demo")
    i1.page.get_by_role("button", name="Go on").click()
    i1.page.get_by_label("Name").fill("Work phone")
    i1.page.get_by_role("button", name="Make the passkey").click()
    expect(i1.page.get_by_text("The passkey was added.")).to_be_visible()
    i1.context.clear_cookies()
    i1.page.goto(f"{here}/accounts/login/")
    i1.page.get_by_role("button", name="Continue with a passkey").click()
    expect(i1.page).to_have_url(re.compile("/w/door/"))


def wait_for_next_code() -> None:
    """A code works once; the next one comes with the next half minute, and is already good a step early."""
    before = int(time.time() // 30)
    end = time.monotonic() + 31
    while int(time.time() // 30) == before and time.monotonic() < end:
        time.sleep(0.2)


def test_a_lost_password_is_replaced_by_mail(arrive: Arrive, product: Product) -> None:
    stranger = arrive()
    stranger.go("/accounts/login/")
    stranger.page.get_by_role("link", name="Forgotten?").click()
    stranger.page.get_by_label("E-mail").fill("s1@door.example")
    stranger.page.get_by_role("button", name="Send").click()
    expect(stranger.page.get_by_role("heading", name="Check your e-mail")).to_be_visible()
    way = address_in(product.post.wait_for("s1@door.example"))
    stranger.go(way)
    for field in stranger.page.locator("input[type=password]").all():
        field.fill(PASSWORD)
    stranger.page.get_by_role("button", name="Save").click()
    expect(stranger.page.get_by_role("heading", name="Your password was changed")).to_be_visible()
    old = arrive()
    old.sign_in("s1@door.example")
    expect(old.page.get_by_role("alert")).to_be_visible()
    old.sign_in("s1@door.example", PASSWORD)
    expect(old.page.locator("#nav")).to_be_attached()
    stranger.go(way)
    expect(stranger.page.get_by_role("heading", name="This address is no longer good")).to_be_visible()


def invite(arrive: Arrive, product: Product, email: str) -> str:
    """K invites somebody as a manager; the path that the mail names."""
    k = arrive("k@door.example")
    k.go("/w/door/settings/users")
    form = k.page.locator("#invite form")
    form.get_by_label("E-mail").fill(email)
    form.get_by_label("Role").select_option(label="Manager")
    form.get_by_role("button", name="Invite").click()
    expect(k.page.get_by_text(email).first).to_be_visible()
    return address_in(product.post.wait_for(email))


def test_an_invited_person_makes_an_account_and_is_in(arrive: Arrive, product: Product) -> None:
    product.at(A_TUESDAY)
    way = invite(arrive, product, "nina@new.example")
    nina = arrive()
    nina.go(way)
    nina.page.get_by_label("Your name").fill("Nina Cruz")
    nina.page.get_by_label("Password").fill(PASSWORD)
    nina.page.get_by_role("button", name="Join").click()
    expect(nina.page.locator("#nav")).to_be_attached()
    assert "/w/door/" in nina.page.url
    late = arrive()
    late.go(way)
    expect(late.page.get_by_role("heading", level=1)).to_contain_text("invitation")


def test_an_expired_invitation_says_what_to_do(arrive: Arrive, product: Product) -> None:
    product.at(A_TUESDAY)
    way = invite(arrive, product, "omar@new.example")
    product.at(LATER)
    omar = arrive()
    omar.go(way)
    expect(omar.page.locator("main")).to_contain_text(re.compile("expired|too old|over", re.IGNORECASE))
    expect(omar.page.get_by_label("Password")).to_have_count(0)
    product.at(A_TUESDAY)


def test_a_person_of_two_companies_moves_between_them(arrive: Arrive, product: Product) -> None:
    product.at(A_TUESDAY)
    way = invite(arrive, product, "k@hands.example")
    k = arrive("k@hands.example")
    k.go(way)
    k.page.get_by_role("button", name="Join").click()
    expect(k.page).to_have_url(re.compile("/w/door/"))
    k.page.locator(".ak-brand").click()
    k.page.locator("#workspaces").get_by_role("link").first.wait_for()
    expect(k.page.locator("#workspaces").get_by_role("link")).to_have_count(2)
    k.page.locator("#workspaces").get_by_role("link").and_(k.page.locator(":not([aria-current])")).click()
    expect(k.page).to_have_url(re.compile("/w/hands/"))
    k.go("/")
    expect(k.page.get_by_role("heading", name="Where do you want to work?")).to_be_visible()
