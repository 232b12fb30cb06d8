"""What stands around a page is drawn once for all who see the same, and is never another person's or yesterday's."""

import re

from django.test import Client

from akrab.features.customfields import shaping
from akrab.identity.models import Role, Workspace
from akrab.tenancy.current import workspace as inside
from akrab.web import chrome
from tests.cast import Cast, Player

TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="(\w+)"')


def frame(player: Player, path: str = "/w/north/contacts/") -> str:
    """The navigation and the bar of a page."""
    before, main, _after = player.browser.get(path).content.decode().partition('<main class="ak-main"')
    assert main
    return before.partition('<nav class="ak-nav"')[2]


def test_a_page_that_looks_the_same_around_is_not_drawn_again(cast: Cast) -> None:
    frame(cast.alice)
    drawn = chrome._drawn.cache_info().misses
    frame(cast.alice)
    assert chrome._drawn.cache_info().misses == drawn


def test_each_person_sees_their_own_frame(cast: Cast) -> None:
    alice, bob, alice_again = frame(cast.alice), frame(cast.bob), frame(cast.alice)
    assert "Alice · Administrator" in alice
    assert '/w/north/settings/"' in alice
    assert "Bob · Seller" in bob
    assert "Alice" not in bob
    assert '/w/north/settings/"' not in bob
    assert TOKEN.sub("", alice) == TOKEN.sub("", alice_again)


def test_what_a_role_may_no_longer_see_leaves_the_navigation(cast: Cast) -> None:
    assert 'href="/w/north/deals/"' in frame(cast.bob)
    nothing = dict.fromkeys(("view", "create", "change", "delete"), "none")
    with inside(cast.north):
        role = Role.objects.get(name="Seller")
        Role.objects.filter(pk=role.pk).update(rights={**role.rights, "deal": nothing})
    after = frame(cast.bob)
    assert 'href="/w/north/deals/"' not in after
    assert "/w/north/deals/new" not in after
    assert 'href="/w/north/deals/"' in frame(cast.alice)


def test_another_language_is_spoken_at_once_and_by_its_speaker_alone(cast: Cast) -> None:
    assert ">Calendar<" in frame(cast.alice)
    cast.alice.browser.post("/w/north/language", {"language": "id"})
    assert ">Kalender<" in frame(cast.alice)
    assert ">Calendar<" in frame(cast.bob)


def test_another_word_for_an_object_is_said_at_once(cast: Cast) -> None:
    assert ">Contacts<" in frame(cast.bob)
    with inside(cast.north):
        shaping.say("contact", cast.alice.actor("web"), label={"en": "Pupil"}, label_plural={"en": "Pupils"})
    after = frame(cast.bob)
    assert ">Pupils<" in after
    assert ">Contacts<" not in after


def test_a_switched_off_object_leaves_the_navigation(cast: Cast) -> None:
    assert 'href="/w/north/deals/"' in frame(cast.bob)
    with inside(cast.north):
        shaping.say("deal", cast.alice.actor("web"), is_off=True)
    assert 'href="/w/north/deals/"' not in frame(cast.bob)


def test_another_name_of_the_company_is_shown_as_text(cast: Cast) -> None:
    frame(cast.alice)
    Workspace.objects.filter(pk=cast.north.pk).update(name="<b>Nord</b>")
    assert "&lt;b&gt;Nord&lt;/b&gt;" in frame(cast.alice)


def test_the_page_one_is_on_is_marked(cast: Cast) -> None:
    here = re.compile(r'href="([^"]+)"[^>]* aria-current="page"')
    for path in ("/w/north/contacts/", "/w/north/deals/", "/w/north/contacts/"):
        assert here.findall(frame(cast.bob, path)) == [path]


def test_the_forms_of_the_frame_carry_a_token_of_their_own_session(cast: Cast) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(cast.bob.user)
    frame(cast.bob)
    tokens = TOKEN.findall(strict.get("/w/north/contacts/").content.decode())
    assert chrome.TOKEN_HERE not in tokens
    said = {"language": "vi", "csrfmiddlewaretoken": tokens[0]}
    assert strict.post("/w/north/language", said).status_code == 303
    refused = strict.post("/w/north/language", {**said, "csrfmiddlewaretoken": chrome.TOKEN_HERE})
    assert refused.status_code == 403
