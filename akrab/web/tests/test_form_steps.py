"""Public forms of several pages, and choices as buttons, ticks or a list: on the page, for programs, in the figures."""

import json
from time import perf_counter
from typing import Any

import pytest
from django.core.cache import caches
from django.test import Client

from akrab.engine import write
from akrab.engine.registry import get_object
from akrab.features.forms import guard
from akrab.features.forms.models import Form, Submission
from akrab.tenancy.current import workspace as inside
from tests.cast import Cast

ADDRESS = "/f/north-plan"
ROOMS = ["Kitchen", "Bath", "Room, with balcony"]
QUESTIONS: list[dict[str, Any]] = [
    {"name": "name", "label": "Your name", "path": "name", "required": True},
    {"name": "phone", "label": "Phone", "path": "phones", "required": True},
    {"name": "home", "kind": "step", "label": "Your home"},
    {"name": "kind", "label": "What is it?", "path": "job_title", "options": ["House", "Flat"], "required": True},
    {
        "name": "rooms", "label": "Which rooms?", "path": "tags", "options": ROOMS, "choose": "several",
        "required": True,
    },
    {
        "name": "garden", "kind": "step", "label": "Your garden",
        "show": {"field": "rooms", "op": "any_of", "value": ["Kitchen"]},
    },
    {"name": "note", "label": "What grows there?", "path": "description", "required": True},
]  # fmt: skip
ANA = {"name": "Ana Reyes", "phone": "0917 555 0142", "kind": "Flat", "rooms": ["Bath", "Room, with balcony"]}
PATIENCE = 5  # seconds for what once took thirty
PERSON = {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64) Chrome/130.0 Safari/537.36"}


@pytest.fixture(autouse=True)
def form(cast: Cast) -> Form:
    """North's form of three pages, the last of which only who has a kitchen comes to."""
    raw = {"name": "Plan", "key": "north-plan", "object": "contact", "definition": {"questions": QUESTIONS}}
    with inside(cast.north):
        return write.create(Form, raw, cast.alice.actor("web"))


def _redefine(cast: Cast, questions: list[dict[str, Any]], **more: Any) -> None:
    with inside(cast.north):
        definition = {"questions": questions, **more}
        write.update(Form.objects.get(), {"definition": definition}, cast.alice.actor("web"))


def _contacts(cast: Cast) -> list[Any]:
    model: Any = get_object("contact").model
    with inside(cast.north):
        return list(model.objects.all())


def test_without_a_script_the_pages_are_one_long_form_with_one_button(cast: Cast) -> None:
    page = Client().get(ADDRESS).content.decode()
    assert page.count('data-head="step"') == 3
    assert page.index("Your home") < page.index("Which rooms?") < page.index("Your garden")
    assert page.partition("data-public")[2].count('type="submit"') == 1
    for button in ("data-next", "data-back", "data-progress"):
        assert f"{button} hidden" in page


def test_few_choices_are_buttons_many_a_list_and_the_editor_may_decide(cast: Cast) -> None:
    page = Client().get(ADDRESS).content.decode()
    assert page.count('type="radio"') == 2
    assert page.count('type="checkbox"') == 3
    many = {**QUESTIONS[3], "options": [f"Kind {number}" for number in range(6)]}
    _redefine(cast, [many])
    assert 'type="radio"' not in Client().get(ADDRESS).content.decode()
    _redefine(cast, [{**many, "choose": "one"}])
    assert Client().get(ADDRESS).content.decode().count('type="radio"') == 6
    _redefine(cast, [{**QUESTIONS[3], "choose": "list"}])
    assert '<select class="form-select" id="q-kind"' in Client().get(ADDRESS).content.decode()


def test_all_that_was_ticked_is_kept_each_by_itself(cast: Cast) -> None:
    assert Client().post(ADDRESS, ANA).status_code == 200
    assert _contacts(cast)[0].tags == ["Bath", "Room, with balcony"]
    with inside(cast.north):
        sent = Submission.objects.get()
    assert sent.answers["rooms"] == ["Bath", "Room, with balcony"]
    assert [one["said"] for one in sent.asked if one["name"] == "rooms"] == ["Bath, Room, with balcony"]


def test_what_was_ticked_makes_one_text_where_the_field_keeps_a_text(cast: Cast) -> None:
    _redefine(cast, [QUESTIONS[0], {**QUESTIONS[4], "path": "job_title"}])
    assert Client().post(ADDRESS, {"name": "Ana", "rooms": ["Bath", "Kitchen"]}).status_code == 200
    assert _contacts(cast)[0].job_title == "Kitchen, Bath"


@pytest.mark.parametrize("rooms", [["Cellar"], ["Bath", "Cellar"], []])
def test_what_is_not_offered_or_missing_is_refused_and_what_was_ticked_stays(
    cast: Cast, rooms: list[str]
) -> None:
    answer = Client().post(ADDRESS, {**ANA, "rooms": rooms})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert ('value="Bath" checked' in page) is ("Bath" in rooms)
    assert 'value="Flat" checked' in page
    assert "is-late" in page.partition('<div id="q-rooms-said">')[2].partition("</div>")[0]
    assert _contacts(cast) == []


def test_a_page_opens_by_what_was_ticked_and_what_it_asks_is_required_then_alone(cast: Cast) -> None:
    with_kitchen = {**ANA, "rooms": ["Kitchen", "Bath"]}
    assert Client().post(ADDRESS, with_kitchen).status_code == 422
    assert _contacts(cast) == []
    assert Client().post(ADDRESS, {**with_kitchen, "note": "Mint"}).status_code == 200
    assert _contacts(cast)[0].description == "Mint"


def test_a_program_sends_a_list_and_reads_which_page_asks_what(cast: Cast) -> None:
    schema = Client().get(f"{ADDRESS}/schema").json()
    assert schema["properties"]["rooms"]["type"] == "array"
    assert [one["const"] for one in schema["properties"]["rooms"]["items"]["oneOf"]] == ROOMS
    assert [one["title"] for one in schema["x-steps"]] == ["", "Your home", "Your garden"]
    assert schema["x-steps"][1]["properties"] == ["kind", "rooms"]
    assert "home" not in schema["properties"]
    sent = Client().post(ADDRESS, ANA, content_type="application/json")
    assert (sent.status_code, _contacts(cast)[0].tags) == (200, ANA["rooms"])


def test_a_page_is_looked_at_before_the_next_opens_and_nothing_is_kept(cast: Cast) -> None:
    check = f"{ADDRESS}/check"
    wrong = Client().post(check, {"name": "Ana", "phone": "12", "akrab_step": ""})
    page = wrong.content.decode()
    assert wrong.status_code == 422
    assert "is-late" in page.partition('<div id="q-phone-said">')[2].partition("</div>")[0]
    assert "is-late" not in page.partition('<div id="q-rooms-said">')[2].partition("</div>")[0], (
        "not there yet"
    )
    assert Client().post(check, {**ANA, "akrab_step": ""}).status_code == 200
    assert Client().post(check, {**ANA, "rooms": [], "akrab_step": "home"}).status_code == 422
    assert Client().post("/f/none/check", {}).status_code == 204
    assert _contacts(cast) == []
    with inside(cast.north):
        assert not Submission.objects.exists()


@pytest.mark.parametrize("rooms", [[1] * 900_000, ["Bath"] * 250_000, "Bath\n" * 300_000])
@pytest.mark.parametrize("where", ["", "/check"])
def test_more_choices_than_any_question_offers_are_refused_at_once(
    cast: Cast, rooms: Any, where: str
) -> None:
    body = json.dumps({**ANA, "rooms": rooms}, separators=(",", ":"))
    before = perf_counter()
    answer = Client().post(f"{ADDRESS}{where}", body, content_type="application/json")
    assert perf_counter() - before < PATIENCE
    assert answer.status_code == (422 if not where else 200)
    assert _contacts(cast) == []
    with inside(cast.north):
        assert not Submission.objects.exists()


def test_a_list_for_what_takes_one_answer_is_not_compared_without_end(cast: Cast) -> None:
    asks = {"field": "kind", "value": "House"}
    notes = [{"name": f"n{n}", "label": "Note", "path": "description", "show": asks} for n in range(40)]
    _redefine(cast, [*QUESTIONS[:2], QUESTIONS[3], *notes])
    body = json.dumps({**ANA, "kind": [1] * 900_000}, separators=(",", ":"))
    before = perf_counter()
    answer = Client().post(ADDRESS, body, content_type="application/json")
    assert perf_counter() - before < PATIENCE
    assert (answer.status_code, _contacts(cast)) == (422, [])


def test_who_is_kept_out_of_sending_is_not_looked_at_either(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guard, "MOST_OF_ONE", 1)
    wrong = {"name": "Ana", "phone": "12", "akrab_step": ""}
    assert [Client().post(ADDRESS, wrong).status_code for _time in range(2)] == [422, 429]
    assert Client().post(f"{ADDRESS}/check", wrong).status_code == 204
    caches["near"].clear()
    assert Client().post(f"{ADDRESS}/check", wrong).status_code == 422
    assert _contacts(cast) == []


def test_the_figures_say_how_many_came_to_each_page_and_left_there(cast: Cast, form: Form) -> None:
    browser = Client(headers=PERSON)
    for kind, name in (
        [("start", "")] * 4 + [("reached", "home")] * 3 + [("left", "phone"), ("left", "home"), ("left", "kind")]
        + [("reached", "garden"), ("reached", "nowhere")]
    ):  # fmt: skip
        assert browser.post(f"{ADDRESS}/seen", {"kind": kind, "name": name}).status_code == 204
    page = cast.alice.browser.get(f"/w/north/settings/forms/{form.pk}/figures").content.decode()
    table = page.partition("Came to it")[2].partition("</table>")[0]
    cells = [part.partition("</td>")[0].rpartition(">")[2] for part in table.split("<td")[1:]]
    assert cells == [
        "1 · Step 1",
        "4",
        "1",
        "25%",
        "2 · Your home",
        "3",
        "2",
        "67%",
        "3 · Your garden",
        "1",
        "0",
        "0%",
    ]


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ({**QUESTIONS[4], "path": "source", "options": []}, "keeps one choice"),
        ({**QUESTIONS[4], "options": []}, "one choice per line"),
    ],
)
def test_several_choices_for_what_keeps_one_are_refused_in_the_editor(
    cast: Cast, form: Form, question: dict[str, Any], said: str
) -> None:
    data = {"name": "Plan", "q": ["q0"], "q0.kind": "field", "q0.choose": "several"}
    data |= {f"q0.{name}": question[name] for name in ("name", "label", "path")}
    answer = cast.alice.browser.post(f"/w/north/settings/forms/{form.pk}", data)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    with inside(cast.north):
        assert [one["name"] for one in Form.objects.get().definition["questions"]][:1] == ["name"]


def test_the_editor_keeps_pages_and_how_choices_are_offered(cast: Cast, form: Form) -> None:
    address = f"/w/north/settings/forms/{form.pk}"
    made = cast.alice.browser.get(f"{address}/question?add=step&taken=page_2").content.decode()
    assert 'value="page_2_2"' in made
    data = {
        "name": "Plan", "q": ["q0", "q1"], "q0.kind": "step", "q0.name": "page_2", "q0.label": "",
        "q1.kind": "field", "q1.name": "rooms", "q1.label": "Rooms", "q1.path": "tags", "q1.choose": "several",
        "q1.options": "A\r\nB",
    }  # fmt: skip
    assert cast.alice.browser.post(address, data).status_code == 303
    page = cast.alice.browser.get(address).content.decode()
    assert '<option value="several" selected>' in page
