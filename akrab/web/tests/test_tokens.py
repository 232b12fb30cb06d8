"""API tokens: everybody makes their own, sees it once, and it opens what they may open, for as long as it is good."""

from datetime import timedelta

import pytest
from django.test import Client

from akrab.identity.models import Role, Token
from akrab.lib import clock
from akrab.tenancy.current import workspace as inside
from tests.cast import Cast, Player

BASE = "/w/north/settings/"
CONTACTS = "/api/v1/contacts"


@pytest.fixture(autouse=True)
def _own_clock() -> object:
    yield
    clock.set(None)


def made(player: Player, name: str = "Website", days: str = "90") -> str:
    """The token that a person is shown when they make one."""
    page = player.browser.post(f"{BASE}me/tokens", {"name": name, "days": days}).content.decode()
    return page[page.index("akrab_") :].split("<")[0]


def answer(token: str) -> int:
    return Client(headers={"Authorization": f"Bearer {token}"}).get(CONTACTS).status_code


def held(cast: Cast, name: str = "Website") -> Token:
    with inside(cast.north):
        return Token.objects.get(name=name)


def test_a_token_is_shown_once_and_opens_nothing_when_revoked(cast: Cast) -> None:
    token = made(cast.bob)
    assert answer(token) == 200
    page = cast.bob.browser.get(f"{BASE}me").content.decode()
    assert token not in page
    assert f"ends in {token[-4:]}" in page
    gone = cast.bob.browser.post(f"{BASE}tokens/{held(cast).pk}/drop", {"back": "me"})
    assert gone.headers["Location"] == f"{BASE}me#tokens"
    assert answer(token) == 401


def test_a_token_acts_as_the_person_who_made_it(cast: Cast) -> None:
    client = Client(headers={"Authorization": f"Bearer {made(cast.bob)}"})
    client.post(CONTACTS, {"name": "Ana"}, content_type="application/json")
    mine = client.get(CONTACTS).json()["items"][0]
    assert mine["created_by"] == cast.bob.id


def test_a_token_expires_on_its_day(cast: Cast) -> None:
    token = made(cast.bob, days="30")
    clock.set(clock.now() + timedelta(days=29, hours=23))
    assert answer(token) == 200
    clock.set(clock.now() + timedelta(hours=1))
    assert answer(token) == 401
    assert "expired: " in cast.bob.browser.get(f"{BASE}me").content.decode()


def test_a_token_without_end_is_asked_for_in_words(cast: Cast) -> None:
    made(cast.bob, days="never")
    assert held(cast).expires_at is None


def test_the_last_use_of_a_token_is_noted_at_most_every_five_minutes(cast: Cast) -> None:
    token = made(cast.bob)
    assert "never used" in cast.bob.browser.get(f"{BASE}me").content.decode()
    begin = clock.now()
    clock.set(begin)
    seen = []
    for minutes in (0, 4, 6):
        clock.set(begin + timedelta(minutes=minutes))
        answer(token)
        seen.append(held(cast).last_used_at)
    assert seen == [begin, begin, begin + timedelta(minutes=6)]


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ({"name": " ", "days": "90"}, "Give it a name"),
        ({"name": "x" * 81, "days": "90"}, "at most 80"),
        ({"name": "tests", "days": "90"}, "You have a token of this name"),
        ({"name": "Website", "days": "31"}, "Choose from the list"),
        ({"name": "Website", "days": ""}, "Choose from the list"),
        ({"name": "Website"}, "Choose from the list"),
    ],
)
def test_a_token_that_can_not_be_is_explained_and_not_made(
    cast: Cast, said: dict[str, str], message: str
) -> None:
    refused = cast.bob.browser.post(f"{BASE}me/tokens", said)
    assert refused.status_code == 422
    assert message in refused.content.decode()
    with inside(cast.north):
        assert Token.objects.filter(membership=cast.bob.member).count() == 1


def test_nobody_revokes_the_token_of_another_save_administrators(cast: Cast) -> None:
    token = made(cast.bob)
    drop = f"{BASE}tokens/{held(cast).pk}/drop"
    assert cast.carol.browser.post(drop).status_code == 404
    assert cast.mallory.browser.post(drop.replace("north", "south")).status_code == 404
    assert answer(token) == 200
    page = cast.alice.browser.get(f"{BASE}tokens").content.decode()
    assert "Website" in page
    assert "acts as Bob" in page
    cast.alice.browser.post(drop)
    assert answer(token) == 401


def test_a_role_without_the_api_makes_no_tokens_and_its_old_ones_sleep(cast: Cast) -> None:
    token = made(cast.bob)
    with inside(cast.north):
        Role.objects.filter(name="Seller").update(uses_api=False)
    assert "API tokens" not in cast.bob.browser.get(f"{BASE}me").content.decode()
    refused = cast.bob.browser.post(f"{BASE}me/tokens", {"name": "Other", "days": "90"})
    assert (refused.status_code, answer(token)) == (403, 401)
    with inside(cast.north):
        assert not Token.objects.filter(name="Other").exists()
        Role.objects.filter(name="Seller").update(uses_api=True)
    assert answer(token) == 200
