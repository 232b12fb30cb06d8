"""The checklist of functions is honest: what is said to be built opens, and what is not has nowhere to lead."""

import pytest
from django.test import Client

from akrab.modules.start.functions import AREAS
from tests.cast import Cast

pytestmark = pytest.mark.django_db
FUNCTIONS = [one for area in AREAS for one in area.functions]


def test_every_function_that_is_built_opens(cast: Cast) -> None:
    tails = {one.tail for one in FUNCTIONS if one.status != "missing"} - {"."}
    wrong = {
        tail: status
        for tail in tails
        if (status := cast.alice.browser.get(f"/w/north/{tail}", follow=True).status_code) != 200
    }
    assert wrong == {}


def test_what_is_not_built_says_so_and_leads_nowhere(cast: Cast) -> None:
    page = cast.alice.browser.get("/w/north/functions?status=missing").content.decode()
    missing = [one for one in FUNCTIONS if not one.tail]
    assert page.count('<li class="is-missing">') == len(missing) > 10
    assert '<li class="is-built">' not in page
    for one in missing:
        assert str(one.text) in page


def test_what_is_built_in_part_says_what_lacks(cast: Cast) -> None:
    page = cast.alice.browser.get("/w/north/functions?status=partly").content.decode()
    partly = [one for one in FUNCTIONS if one.status == "partly"]
    assert page.count("Missing:") == page.count('<li class="is-partly">') == len(partly)


def test_no_function_is_named_twice() -> None:
    texts = [str(one.text) for one in FUNCTIONS]
    assert len(texts) == len(set(texts))


def test_a_buyer_reads_it_without_an_account_and_is_led_through_the_sign_in(cast: Cast) -> None:
    stranger = Client()
    page = stranger.get("/functions/").content.decode()
    assert 'href="/open/deals/?as=board"' in page
    assert "/w/" not in page
    assert stranger.get("/open/deals/?as=board").headers["Location"].startswith("/accounts/login/?next=")
    assert cast.bob.browser.get("/open/deals/?as=board").headers["Location"] == "/w/north/deals/?as=board"
    assert 'href="/functions/"' in stranger.get("/accounts/login/").content.decode()


def test_an_administrator_finds_it_among_the_settings_and_under_help(cast: Cast) -> None:
    assert 'href="/w/north/functions"' in cast.alice.browser.get("/w/north/settings/company").content.decode()
    help = cast.bob.browser.get("/w/north/help", headers={"HX-Request": "true"}).content.decode()
    assert 'href="/w/north/functions"' in help
    assert cast.bob.browser.get("/w/north/functions").status_code == 200
    assert cast.mallory.browser.get("/w/north/functions").status_code == 404
