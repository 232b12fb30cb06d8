"""`?` says what the page is about and what there is to learn, and doing it counts."""

import pytest

from tests.cast import Cast

pytestmark = pytest.mark.django_db


def help_on(cast: Cast, path: str) -> str:
    headers = {"HX-Request": "true", "HX-Current-URL": f"http://testserver{path}"}
    return str(cast.bob.browser.get("/w/north/help", headers=headers).content.decode())


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/w/north/", "What waits for you"),
        ("/w/north/deals/", "Add filter"),
        ("/w/north/deals/?as=board", "Each column is a step"),
        ("/w/north/deals/018f0000-0000-7000-8000-000000000000", "Click a value"),
        ("/w/north/notices/", "once each"),
        ("", "Keys"),
        ("/w/north/nothing/", "Keys"),
    ],
)
def test_help_is_about_the_page_it_is_opened_on(cast: Cast, path: str, said: str) -> None:
    assert said in help_on(cast, path)


def test_a_task_counts_once_it_was_really_done(cast: Cast) -> None:
    assert "Make your first contact" in help_on(cast, "/w/north/")
    before = cast.alice.browser.get("/w/north/settings/training").content.decode()
    cast.bob.browser.post("/w/north/contacts/new", {"name": "Ana"})
    after = cast.alice.browser.get("/w/north/settings/training").content.decode()
    assert before.count("Make your first contact") == after.count("Make your first contact") + 1
    assert ", done" in help_on(cast, "/w/north/")


def test_only_administrators_see_how_far_all_are(cast: Cast) -> None:
    assert cast.bob.browser.get("/w/north/settings/training").status_code == 403
    assert cast.mallory.browser.get("/w/north/settings/training").status_code == 404
