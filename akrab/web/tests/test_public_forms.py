"""Public forms: a visitor or a program sends once and is understood; a mistake costs nothing that was typed."""

from typing import Any

import pytest
from django.test import Client

from akrab.engine import write
from akrab.engine.registry import get_object
from akrab.features.forms.guard import HONEYPOT
from akrab.features.forms.models import Form, Submission
from akrab.tenancy.current import workspace as inside
from tests.cast import Cast

ADDRESS = "/f/north-contact"
QUESTIONS = [
    {"name": "name", "label": "Your name", "path": "name", "required": True},
    {"name": "phone", "label": "Phone", "path": "phones", "required": True},
    {"name": "email", "label": "E-mail", "path": "emails", "required": False},
]
ANA = {"name": "Ana Reyes", "phone": "0917 555 0142", "submission_key": "one"}


@pytest.fixture(autouse=True)
def form(cast: Cast) -> Form:
    """North's form that makes contacts."""
    raw = {
        "name": "Write to us", "key": "north-contact", "object": "contact", "thanks": "We call you back.",
        "definition": {"questions": QUESTIONS, "guard": {"origins": ["*"]}},
    }  # fmt: skip
    with inside(cast.north):
        return write.create(Form, raw, cast.alice.actor("web"))


def _contacts(cast: Cast) -> list[str]:
    model: Any = get_object("contact").model
    with inside(cast.north):
        return list(model.objects.values_list("name", flat=True))


def test_the_page_asks_without_a_cookie_and_hides_the_trap(cast: Cast) -> None:
    answer = Client().get(ADDRESS)
    page = answer.content.decode()
    assert answer.cookies == {}
    assert "Write to us" in page
    assert f'name="{HONEYPOT}" tabindex="-1"' in page
    assert "csrfmiddlewaretoken" not in page


def test_each_page_has_a_key_of_its_own(cast: Cast) -> None:
    keys = {
        Client().get(ADDRESS).content.decode().split('name="submission_key" value="')[1][:36]
        for _page in range(2)
    }
    assert len(keys) == 2


def test_what_must_be_filled_in_is_marked_and_nobodys_address_is_shown(cast: Cast) -> None:
    page = Client().get(ADDRESS).content.decode()
    assert "must be filled in" in page
    for name, is_required in (("name", True), ("phone", True), ("email", False)):
        field = page.split(f'name="{name}"')[1].partition(">")[0]
        assert ("required" in field) is is_required
    thanks = Client().post(ADDRESS, {**ANA, "email": "ana@client.example"})
    assert thanks.status_code == 200
    for shown in (thanks, Client().get(ADDRESS), Client().get(f"{ADDRESS}/schema")):
        assert "ana@client.example" not in shown.content.decode()


def test_a_form_that_is_sent_makes_one_contact_and_thanks(cast: Cast) -> None:
    answer = Client(enforce_csrf_checks=True).post(ADDRESS, ANA)
    assert answer.status_code == 200
    assert "We call you back." in answer.content.decode()
    assert _contacts(cast) == ["Ana Reyes"]


def test_a_double_click_is_thanked_twice_and_makes_one(cast: Cast) -> None:
    assert [Client().post(ADDRESS, ANA).status_code for _click in range(2)] == [200, 200]
    assert _contacts(cast) == ["Ana Reyes"]


def test_a_program_sends_json_and_gets_json(cast: Cast) -> None:
    answer = Client().post(ADDRESS, ANA, content_type="application/json")
    assert (answer.status_code, answer.json()) == (200, {"ok": True})
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert _contacts(cast) == ["Ana Reyes"]


def test_another_page_may_ask_whether_it_may_send(cast: Cast) -> None:
    answer = Client().options(ADDRESS)
    assert (answer.status_code, answer["Access-Control-Allow-Methods"]) == (204, "GET, POST")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({**ANA, "name": ""}, "Fill this in."),
        ({**ANA, "phone": "12"}, "phone"),
        ({**ANA, "name": "A" * 5000}, "character"),
    ],
)
def test_a_mistake_is_explained_and_what_was_typed_stays(
    cast: Cast, typed: dict[str, str], said: str
) -> None:
    answer = Client().post(ADDRESS, typed)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert said in page
    assert 'aria-invalid="true"' in page
    assert typed["phone"] in page
    assert 'value="one"' in page, "the same sending, once mended"
    assert _contacts(cast) == []


def test_all_mistakes_are_named_at_once_each_beside_its_question(cast: Cast) -> None:
    typed = {**ANA, "name": "A" * 5000, "phone": "12", "email": "nobody"}
    answer = Client().post(ADDRESS, typed)
    page = answer.content.decode()
    assert answer.status_code == 422
    for question in ("name", "phone", "email"):
        said = page.partition(f'<div id="q-{question}-said">')[2].partition("</div>")[0]
        assert "is-late" in said, question
        assert f'<a class="ak-link" href="#q-{question}">' in page
    assert page.count('aria-invalid="true"') == 3
    assert _contacts(cast) == []


def test_the_browser_may_remember_what_was_typed_when_one_comes_back(cast: Cast) -> None:
    page = Client().get(ADDRESS).content.decode()
    switched_off = [part for part in page.split("<") if 'autocomplete="off"' in part and 'id="q-' in part]
    assert [part for part in switched_off if HONEYPOT not in part] == []


def test_a_program_gets_its_mistakes_as_a_problem_document(cast: Cast) -> None:
    answer = Client().post(ADDRESS, {"phone": "12"}, content_type="application/json")
    assert (answer.status_code, answer["Content-Type"]) == (422, "application/problem+json")
    assert set(answer.json()["errors"]) == {"name", "phone"}
    assert _contacts(cast) == []


@pytest.mark.parametrize("body", ["{", "[]", '"text"', "\xff", '{"name":' + "[" * 100_000], ids=range(5))
def test_what_is_no_json_object_is_refused(cast: Cast, body: str) -> None:
    answer = Client().post(ADDRESS, body.encode("latin-1"), content_type="application/json")
    assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json")
    assert _contacts(cast) == []


def test_values_that_are_no_texts_are_no_failure(cast: Cast) -> None:
    answer = Client().post(
        ADDRESS, {"name": 5, "phone": {"a": []}, "email": None}, content_type="application/json"
    )
    assert answer.status_code == 422
    assert _contacts(cast) == []


def test_what_falls_into_the_trap_makes_nothing_and_is_kept(cast: Cast) -> None:
    assert Client().post(ADDRESS, {**ANA, HONEYPOT: "555"}).status_code == 200
    assert _contacts(cast) == []
    with inside(cast.north):
        assert Submission.objects.get().state == "spam"


def test_an_unknown_form_is_said_to_people_and_to_programs(cast: Cast) -> None:
    page = Client().get("/f/none")
    assert (page.status_code, page["Content-Type"]) == (404, "text/html; charset=utf-8")
    program = Client().post("/f/none", {}, content_type="application/json")
    assert (program.status_code, program["Content-Type"]) == (404, "application/problem+json")


def test_the_language_is_the_browsers_or_the_one_in_the_address(cast: Cast) -> None:
    assert Client().get(ADDRESS, headers={"Accept-Language": "vi"})["Content-Language"] == "vi"
    assert Client().get(f"{ADDRESS}?lang=ms", headers={"Accept-Language": "vi"})["Content-Language"] == "ms"
    assert Client().get(f"{ADDRESS}?lang=none")["Content-Language"] == "en"
