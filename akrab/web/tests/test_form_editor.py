"""The editor of public forms: what an administrator sets is what visitors meet; mistakes cost nothing typed."""

from typing import Any

import pytest
from django.test import Client

from akrab.engine import contents, write
from akrab.features.documents.models import CompanyDetails
from akrab.features.forms.models import Form
from akrab.modules.contacts.models import Channel, Source
from akrab.tenancy.current import workspace as inside
from tests.cast import Cast

FORMS = "/w/north/settings/forms"
QUESTIONS = [
    {"name": "name", "label": "Your name", "path": "name", "required": True},
    {"name": "phone", "label": "Phone", "path": "phones", "required": True},
]


@pytest.fixture
def form(cast: Cast) -> Form:
    raw = {
        "name": "Write to us",
        "key": "north-contact",
        "object": "contact",
        "definition": {"questions": QUESTIONS},
    }
    with inside(cast.north):
        return write.create(Form, raw, cast.alice.actor("web"))


def sent(*cards: dict[str, Any], **more: Any) -> dict[str, Any]:
    """What the editor's page sends for these questions."""
    data: dict[str, Any] = {"name": "Write to us", "intro": "", "thanks": "", "q": []}
    for place, one in enumerate(cards):
        data["q"].append(f"q{place}")
        data |= {f"q{place}.{name}": value for name, value in {"kind": "field", **one}.items()}
    return data | more


NAME = {"name": "name", "label": "Your name", "path": "name", "required": "1"}
REPAIR = {"name": "remark", "label": "What broke?", "path": "notes", "required": "1"}


def kept(cast: Cast) -> Form:
    with inside(cast.north):
        return Form.objects.get()


def test_a_new_form_asks_from_the_start_who_somebody_is(cast: Cast) -> None:
    answer = cast.alice.browser.post(f"{FORMS}/new", {"name": "Talk to us", "object": "contact", "key": ""})
    assert answer.status_code == 303
    made = kept(cast)
    assert made.key == "talk-to-us"
    assert [one.path for one in made.shape.questions] == ["name", "phones", "emails"]
    assert Client().get("/f/talk-to-us").status_code == 200


def test_each_page_of_a_form_opens_for_administrators_alone(cast: Cast, form: Form) -> None:
    for tail in ("", "/share", "/sent", "/figures"):
        assert cast.alice.browser.get(f"{FORMS}/{form.pk}{tail}").status_code == 200
        assert cast.bob.browser.get(f"{FORMS}/{form.pk}{tail}").status_code == 403
        assert cast.mallory.browser.get(f"{FORMS}/{form.pk}{tail}").status_code == 404
        assert cast.mallory.browser.get(f"/w/south/settings/forms/{form.pk}{tail}").status_code == 404


def test_what_is_saved_is_what_visitors_meet(cast: Cast, form: Form) -> None:
    mail = {
        "name": "mail",
        "label": "Where to write?",
        "path": "emails",
        "help": "We write once.",
        "placeholder": "you@x.example",
    }
    answer = cast.alice.browser.post(
        f"{FORMS}/{form.pk}", sent(mail, NAME, own_accent="1", accent="#0055aa", theme="dark")
    )
    assert answer.status_code == 303
    page = Client().get("/f/north-contact").content.decode()
    assert page.index("Where to write?") < page.index("Your name")
    assert "We write once." in page
    assert 'placeholder="you@x.example"' in page
    assert 'data-bs-theme="dark"' in page
    assert "#0055aa" in Client().get("/f/north-contact/look.css").content.decode()


@pytest.mark.parametrize(
    ("card", "said"),
    [
        ({"name": "name", "label": "", "path": "name"}, "Write what is asked."),
        ({"name": "Name!", "label": "A", "path": "name"}, "pattern"),
        ({"name": "submission_key", "label": "A", "path": "name"}, "forms use themselves"),
        ({"name": "agree", "kind": "consent", "label": "A"}, "Write the exact text"),
        (
            {"name": "a", "label": "A", "path": "name", "show.field": "later", "show.op": "is", "show.value": "x"},
            "not asked before it",
        ),
    ],
)  # fmt: skip
def test_a_mistake_is_named_at_its_question_and_nothing_is_kept(
    cast: Cast, form: Form, card: dict[str, Any], said: str
) -> None:
    before = kept(cast).definition
    answer = cast.alice.browser.post(
        f"{FORMS}/{form.pk}", sent({"name": "kept_word", "label": "Typed before", "path": "notes"}, card)
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    assert said in page
    assert "Typed before" in page
    assert kept(cast).definition == before


def test_a_question_for_no_field_and_a_redirect_to_a_foreign_website_are_refused(
    cast: Cast, form: Form
) -> None:
    before = kept(cast).definition
    nowhere = sent({"name": "a", "label": "A", "path": "nonsense"})
    assert cast.alice.browser.post(f"{FORMS}/{form.pk}", nowhere).status_code == 422
    onward = sent(NAME, redirect="https://evil.example/")
    assert "https://evil.example" in cast.alice.browser.post(f"{FORMS}/{form.pk}", onward).content.decode()
    assert kept(cast).definition == before
    allowed = sent(NAME, redirect="https://www.north.example/thanks", origins="https://www.north.example")
    assert cast.alice.browser.post(f"{FORMS}/{form.pk}", allowed).status_code == 303


def test_a_preset_is_chosen_by_its_name_and_kept_as_its_row(cast: Cast, form: Form) -> None:
    with inside(cast.north):
        source = write.create(Source, {"name": "Our website"}, cast.alice.actor("web"))
    data = sent(NAME, **{"preset.field": "source", "preset.value": "our website"})
    assert cast.alice.browser.post(f"{FORMS}/{form.pk}", data).status_code == 303
    assert kept(cast).shape.presets == {"source": str(source.pk)}
    assert 'value="Our website"' in cast.alice.browser.get(f"{FORMS}/{form.pk}").content.decode()


def test_what_comes_by_a_new_form_is_known_to_come_by_the_website(cast: Cast) -> None:
    with inside(cast.north):
        entries = [{"name": "Telephone"}, {"name": "Trang web"}, {"name": "website"}]
        channels = write.create_many(Channel, entries, cast.alice.actor("web"))
    cast.alice.browser.post(f"{FORMS}/new", {"name": "Talk to us", "object": "deal", "key": ""})
    assert kept(cast).shape.presets["channel"] in {str(one.pk) for one in channels[1:]}
    with inside(cast.north):
        write.create(Channel, {"name": "Fax"}, cast.alice.actor("web"))
    data = {"name": "Be our client", "object": "contact", "key": ""}
    cast.alice.browser.post(f"{FORMS}/new", data)
    with inside(cast.north):
        assert Form.objects.get(key="be-our-client").shape.presets == {}


def test_what_was_retired_from_a_list_is_offered_to_no_visitor(cast: Cast, form: Form) -> None:
    with inside(cast.north):
        by = cast.alice.actor("web")
        write.create(Source, {"name": "A friend"}, by)
        old = write.create(Source, {"name": "The yellow pages"}, by)
        write.update(old, {"retired": True}, by)
    data = sent(NAME, {"name": "heard", "label": "How did you hear of us?", "path": "source"})
    assert cast.alice.browser.post(f"{FORMS}/{form.pk}", data).status_code == 303
    page = Client().get("/f/north-contact").content.decode()
    assert "A friend" in page
    assert "The yellow pages" not in page


def test_a_preset_no_record_could_be_made_with_is_refused(cast: Cast, form: Form) -> None:
    before = kept(cast).definition
    data = sent(NAME, **{"preset.field": "source", "preset.value": "Nowhere at all"})
    answer = cast.alice.browser.post(f"{FORMS}/{form.pk}", data)
    assert answer.status_code == 422
    assert 'value="Nowhere at all"' in answer.content.decode()
    assert kept(cast).definition == before


def test_a_condition_on_a_choice_says_it_by_its_name_and_asks_for_what_is_offered(
    cast: Cast, form: Form
) -> None:
    with inside(cast.north):
        by = cast.alice.actor("web")
        friend = write.create(Source, {"name": "A friend"}, by)
    heard = {"name": "heard", "label": "How did you hear of us?", "path": "source"}
    who = {"name": "who", "label": "Of whom?", "path": "job_title", "show.field": "heard", "show.op": "is"}
    answer = cast.alice.browser.post(
        f"{FORMS}/{form.pk}", sent(NAME, heard, {**who, "show.value": "a Friend"})
    )
    assert answer.status_code == 303
    assert kept(cast).shape.questions[2].show == {"field": "heard", "op": "is", "value": str(friend.pk)}
    page = cast.alice.browser.get(f"{FORMS}/{form.pk}").content.decode()
    assert 'value="A friend" maxlength="300" list="offered-heard"' in page.replace("  ", " ")
    assert '<datalist id="offered-heard"><option value="A friend">' in page
    before = kept(cast).definition
    answer = cast.alice.browser.post(f"{FORMS}/{form.pk}", sent(NAME, heard, {**who, "show.value": "A foe"}))
    assert answer.status_code == 422
    assert (
        "“A foe” is no choice of “How did you hear of us?”; there are: A friend." in answer.content.decode()
    )
    assert kept(cast).definition == before


def test_the_companys_logo_stands_on_its_form_and_nothing_else_is_served_there(
    cast: Cast, form: Form
) -> None:
    assert Client().get("/f/north-contact/logo").status_code == 404
    with inside(cast.north):
        details = write.create(CompanyDetails, {"name": "North"}, cast.alice.actor("web"))
        details.logo = contents.keep("logo.png", [b"\x89PNG\r\n\x1a\n" + b"0" * 50])
        details.save()
    assert "/f/north-contact/logo?" in Client().get("/f/north-contact").content.decode()
    answer = Client().get("/f/north-contact/logo")
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/png")
    with inside(cast.north):
        details.logo = contents.keep("logo.svg", [b"<svg xmlns='http://www.w3.org/2000/svg'/>"])
        details.save()
    assert Client().get("/f/north-contact/logo").status_code == 404


def test_the_preview_shows_what_is_not_saved_yet(cast: Cast, form: Form) -> None:
    answer = cast.alice.browser.post(f"{FORMS}/{form.pk}/preview", sent({**NAME, "label": "Who are you?"}))
    assert "Who are you?" in answer.content.decode()
    assert kept(cast).shape.questions[0].label == "Your name"
    wrong = cast.alice.browser.post(f"{FORMS}/{form.pk}/preview", sent({**NAME, "label": ""}))
    assert "Write what is asked." in wrong.content.decode()


def test_one_more_question_is_called_as_no_other_is(cast: Cast, form: Form) -> None:
    answer = cast.alice.browser.get(f"{FORMS}/{form.pk}/question?add=field:phones&taken=phones,phones_2")
    assert 'value="phones_3"' in answer.content.decode()


def test_two_who_edit_at_once_do_not_overwrite_each_other(cast: Cast, form: Form) -> None:
    version = kept(cast).version
    first = sent({**NAME, "label": "Who?"}, version=version)
    assert cast.alice.browser.post(f"{FORMS}/{form.pk}", first).status_code == 303
    answer = cast.alice.browser.post(f"{FORMS}/{form.pk}", sent({**NAME, "label": "Whom?"}, version=version))
    assert answer.status_code == 422
    assert "Alice" in answer.content.decode()
    assert kept(cast).shape.questions[0].label == "Who?"


def test_texts_in_a_second_language_are_read_by_who_speaks_it(cast: Cast, form: Form) -> None:
    address = f"{FORMS}/{form.pk}"
    assert cast.alice.browser.post(address, sent(NAME, add_language="vi")).status_code == 303
    words = {**NAME, "label.vi": "Tên của bạn"}
    cast.alice.browser.post(address, sent(words, **{"page.name.vi": "Liên hệ"}))
    page = Client().get("/f/north-contact", headers={"Accept-Language": "vi"}).content.decode()
    assert "Liên hệ" in page
    assert "Tên của bạn" in page
    assert "Your name" in Client().get("/f/north-contact", headers={"Accept-Language": "ms"}).content.decode()
    assert "Tên của bạn" in Client().get("/f/north-contact?lang=vi").content.decode()
