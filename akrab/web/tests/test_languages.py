"""Every page that the menus lead to opens in a language whose code and locale are written differently."""

import re

import pytest

from tests.cast import Cast

FURTHER = (
    "settings/calendars/new", "settings/territories/new", "settings/teams/new", "settings/roles/new",
    "settings/rules/new", "settings/forms/new", "settings/objects/contact", "settings/objects/contact/fields/new",
    "start/company", "start/trade", "start/people", "start/records", "announcements/new", "contacts/new",
    "deals/?part=totals",
)  # fmt: skip


@pytest.mark.parametrize("language", ["zh-hans", "fil"])
def test_every_page_of_the_menus_opens_in_the_readers_language(cast: Cast, language: str) -> None:
    user = cast.alice.member.user
    user.language = language
    user.save(update_fields=["language"])
    menus = cast.alice.browser.get("/w/north/settings/users").content.decode()
    found = {*re.findall(r'href="(/w/north/[^"#]*)"', menus), *(f"/w/north/{one}" for one in FURTHER)}
    assert len(found) > 40
    answers = {page: cast.alice.browser.get(page, follow=True).status_code for page in sorted(found)}
    assert {page: code for page, code in answers.items() if code != 200} == {}
