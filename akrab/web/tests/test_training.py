"""`?` says what the page is about and what there is to learn, and doing it counts."""

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from akrab.engine.registry import objects
from akrab.tenancy.current import workspace as inside
from akrab.web.addresses import word
from akrab.web.chrome import is_place
from akrab.web.help import finding
from akrab.web.pages.settings import door
from akrab.web.tests.not_pages import is_no_page
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def help_on(cast: Cast, path: str, **asked: str) -> str:
    headers = {"HX-Request": "true", "HX-Current-URL": f"http://testserver{path}"}
    return str(cast.bob.browser.get("/w/north/help", asked, headers=headers).content.decode())


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/w/north/", "What waits for you"),
        ("/w/north/deals/", "Add filter"),
        ("/w/north/deals/?as=board", "Space lifts it"),
        ("/w/north/deals/?as=calendar", "Drag the entry"),
        ("/w/north/deals/018f0000-0000-7000-8000-000000000000", "Enter keeps it"),
        ("/w/north/deals/new", "New deal"),
        ("/w/north/notices/", "once each"),
        ("/w/north/settings/pipelines", "stages in order"),
        ("", "Keys"),
        ("/w/north/nothing/", "Keys"),
    ],
)
def test_help_is_about_the_page_it_is_opened_on(cast: Cast, path: str, said: str) -> None:
    assert said in help_on(cast, path)


def test_help_can_be_about_a_function_that_nobody_uses(cast: Cast) -> None:
    assert "Journeys to a customer" in help_on(cast, "/w/north/reports/adoption", about="visit")
    assert 'href="/w/north/visits/"' in help_on(cast, "/w/north/reports/adoption", about="visit")


def test_a_board_by_a_saved_view_has_the_help_of_a_board(cast: Cast) -> None:
    assert "Space lifts it" in help_on(cast, "/w/north/deals/?view=mine", **{"as": "board"})


def names_below(patterns: list[URLPattern | URLResolver], before: str = "") -> dict[str, str]:
    """The names of all addresses inside a workspace."""
    found: dict[str, str] = {}
    for one in patterns:
        where = f"{before}{one.pattern}"
        if isinstance(one, URLResolver):
            found |= names_below(one.url_patterns, where)
        elif where.startswith("w/") and one.name:
            found[one.name] = where
    return found


def test_no_page_lacks_help() -> None:
    """An address inside a workspace has a topic, or is known to answer no page of the shell."""
    generic = {"list", "record", "new", "edit-all"}
    pages = {name for name in names_below(get_resolver().url_patterns) if not is_no_page(name)} - generic
    assert pages - set(finding.topics()) == set()
    assert [name for name in finding.topics() if is_no_page(name)] == []


def test_every_topic_says_how_two_to_four_things_are_done() -> None:
    wrong = [name for name, topic in finding.topics().items() if not 2 <= len(topic.ways) <= 4]
    assert wrong == []


def test_no_topic_is_about_an_address_that_is_gone() -> None:
    assert set(finding.topics()) <= set(names_below(get_resolver().url_patterns))


def test_every_object_with_a_page_says_what_it_is_for(cast: Cast) -> None:
    with inside(cast.north):
        shown = [
            spec
            for spec in objects().values()
            if (is_place(spec) or spec.beside or (door.is_subject(spec) and door.is_used(spec)))
            and not spec.model.__module__.startswith("tests.")
        ]
        silent = [
            spec.name
            for spec in shown
            if not finding.purpose(spec) and f"settings-{spec.name}" not in finding.topics()
        ]
    assert silent == []


def test_the_pages_of_the_settings_have_help_that_is_not_that_of_a_list(cast: Cast) -> None:
    page = cast.alice.browser.get("/w/north/settings/me")
    for label, group in page.context["subjects"]:
        for one in group:
            topic = finding.of_address(one.address)
            assert topic is not None, (label, one.label)
            assert str(topic.text), one.label


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


def test_unused_functions_open_their_help(cast: Cast) -> None:
    page = cast.alice.browser.get("/w/north/reports/adoption").content.decode()
    unused = objects()["visit"]
    assert f'data-help="{unused.name}"' in page
    assert word(unused) in page
