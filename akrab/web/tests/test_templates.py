"""The editor of document templates: presses draw it anew, publishing names what is wrong, strangers find nothing."""

import io
import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from docx import Document as WordDocument

from akrab.engine import contents, write
from akrab.engine.registry import get_object
from akrab.features.documents.models import Document, Edition, Series, Template
from akrab.tenancy.current import workspace as inside
from tests.cast import Cast

BASE = "/w/north/settings/templates"
PART = {"HX-Request": "true"}


@pytest.fixture
def template(cast: Cast) -> Template:
    with inside(cast.north):
        return write.create(Template, {"name": "Offer", "object": "contact"}, cast.alice.actor())


@pytest.fixture
def ana(cast: Cast) -> Any:
    with inside(cast.north):
        model: Any = get_object("contact").model
        return write.create(model, {"name": "Ana Reyes", "emails": ["ana@example.com"]}, cast.alice.actor())


def _now(cast: Cast) -> Template:
    with inside(cast.north):
        return Template.objects.get()


def _form(template: Template, **more: Any) -> dict[str, Any]:
    """The form as the page has it, with a block of text instead of its own."""
    return {
        "design": json.dumps(template.draft), "language": "", "v.title": "Offer", "v.header": "", "v.footer": "",
        "b": ["one"], "b.one.kind": "text", "b.one.in": "", "b.one.text": "Dear {name},", "b.one.only": "",
        "page.size": "a4",
    } | more  # fmt: skip


def test_a_template_is_made_written_and_published(cast: Cast, ana: Any) -> None:
    browser = cast.alice.browser
    answer = browser.post(BASE, {"name": "Offer", "object": "contact"})
    assert answer.status_code == 303
    here = answer["Location"]
    assert "Add a block" in browser.get(here).content.decode()
    template = _now(cast)
    # What it makes is called so, until told otherwise.
    assert template.draft["variants"][""]["title"] == "Offer"
    assert browser.post(here, _form(template, do="save")).status_code == 303
    assert _now(cast).draft["variants"][""]["blocks"][0]["text"] == "Dear {name},"
    with inside(cast.north):
        assert not Edition.objects.exists()
    assert browser.post(here, _form(_now(cast), do="publish")).status_code == 303
    with inside(cast.north):
        assert Edition.objects.get().number == 1
        document = write.create(Document, {"about": ana, "template": template}, cast.alice.actor())
    assert (document.state, document.name) == ("ready", "Offer")
    page = browser.get(BASE).content.decode()
    assert "1 document" in page
    assert "Needs attention" not in page


def test_what_is_wrong_is_named_at_its_block_and_what_was_typed_stays(cast: Cast, template: Template) -> None:
    answer = cast.alice.browser.post(
        f"{BASE}/{template.pk}", _form(template, do="publish", **{"b.one.text": "Dear {nmae},"})
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "There is no field “nmae”. Did you mean “name”?" in page
    assert "Dear {nmae}," in page
    assert 'class="ak-blk is-wrong"' in page
    with inside(cast.north):
        assert not Edition.objects.exists()


@pytest.mark.parametrize(
    ("op", "held"),
    [
        ("add:table:", ["text", "table"]),
        ("add:video:", ["text"]),
        ("copy:one", ["text", "text"]),
        ("drop:one", []),
        ("drop:nobody", ["text"]),
        ("less:one:99", ["text"]),
        ("", ["text"]),
    ],
)
def test_a_press_draws_the_blocks_anew_and_keeps_nothing(
    cast: Cast, template: Template, op: str, held: list[str]
) -> None:
    answer = cast.alice.browser.post(f"{BASE}/{template.pk}/edit", _form(template, op=op), headers=PART)
    assert answer.status_code == 200
    page = answer.content.decode()
    assert [page.count(f'.kind" value="{kind}"') for kind in ("text", "table")] == [
        held.count("text"), held.count("table")
    ]  # fmt: skip
    assert _now(cast).draft == template.draft


def test_blocks_are_put_into_others_and_a_language_begins_as_a_copy(cast: Cast, template: Template) -> None:
    form = _form(
        template, **{"b": ["one", "two"], "b.two.kind": "group", "b.two.in": "", "op": "add:heading:two"}
    )
    page = cast.alice.browser.post(f"{BASE}/{template.pk}/edit", form, headers=PART).content.decode()
    assert 'value="heading"' in page
    assert '.in" value="two"' in page
    page = cast.alice.browser.post(
        f"{BASE}/{template.pk}/edit", _form(template, op="speak:vi"), headers=PART
    ).content.decode()
    assert 'name="language" value="vi"' in page
    assert "Dear {name}," in page


def test_the_preview_shows_pages_and_what_the_record_lacks(cast: Cast, template: Template, ana: Any) -> None:
    form = _form(template, sample=str(ana.pk), **{"b.one.text": "Dear {name} of {company.name}, {job_title}"})
    page = cast.alice.browser.post(f"{BASE}/{template.pk}/preview", form, headers=PART).content.decode()
    assert "data:image/png;base64," in page
    assert "Job title of Ana Reyes" in page
    answer = cast.alice.browser.post(f"{BASE}/{template.pk}/preview", form | {"as": "pdf"})
    assert answer.content.startswith(b"%PDF")
    answer = cast.alice.browser.post(f"{BASE}/{template.pk}/preview", form | {"as": "docx"})
    assert "Dear Ana Reyes of North, " in [
        one.text for one in WordDocument(io.BytesIO(answer.content)).paragraphs
    ]


def test_a_word_file_is_checked_as_it_is_brought(cast: Cast, template: Template, ana: Any) -> None:
    def upload(text: str) -> Any:
        made: Any = WordDocument()
        made.add_paragraph(text)
        held = io.BytesIO()
        made.save(held)
        file = SimpleUploadedFile("offer.docx", held.getvalue())
        design = json.dumps(template.draft | {"made_in": "word"})
        form = {"design": design, "language": "", "v.title": "Offer", "op": "file:", "upload.": file}
        return cast.alice.browser.post(f"{BASE}/{template.pk}/edit", form, headers=PART)

    answer = upload("Dear {{ nmae }}")
    assert answer.status_code == 422
    assert "There is no field “nmae”. Did you mean “name”?" in answer.content.decode()
    answer = upload("{% for a in range(9) %}{% endfor %}")
    assert "It may not hold “call”" in answer.content.decode()
    answer = upload("Dear {{ name }}")
    assert answer.status_code == 200
    assert "offer.docx" in answer.content.decode()


def test_a_word_file_is_looked_at_as_pages_unless_customers_get_it_alone(
    cast: Cast, template: Template, ana: Any
) -> None:
    made: Any = WordDocument()
    made.add_paragraph("Dear {{ name }}")
    held = io.BytesIO()
    made.save(held)
    with inside(cast.north):
        word = contents.keep("offer.docx", [held.getvalue()])
    here = f"{BASE}/{template.pk}/preview"
    for word_as, has_pages in (("pdf", True), ("word", False)):
        variants = {"": {"title": "Offer", "word": word}}
        design = json.dumps({"made_in": "word", "word_as": word_as, "variants": variants})
        form = {"design": design, "language": "", "v.title": "Offer", "sample": str(ana.pk)}
        page = cast.alice.browser.post(here, form, headers=PART).content.decode()
        assert ("data:image/png;base64," in page) is has_pages
        answer = cast.alice.browser.post(here, form | {"as": "pdf"})
        assert answer.status_code == (200 if has_pages else 422)
        assert answer.content.startswith(b"%PDF") is has_pages
        answer = cast.alice.browser.post(here, form | {"as": "docx"})
        assert "Dear Ana Reyes" in [one.text for one in WordDocument(io.BytesIO(answer.content)).paragraphs]


def test_a_condition_is_asked_in_a_dialog_and_comes_back_in_words(cast: Cast, template: Template) -> None:
    here = f"{BASE}/{template.pk}/condition"
    page = cast.alice.browser.get(
        here, {"name": "b.one.only", "of": "contact"}, headers=PART
    ).content.decode()
    assert "Only where" in page
    form = {
        "name": "b.one.only",
        "of": "contact",
        "c000001.field": "name",
        "c000001.op": "contains",
        "c000001.value": "Ana",
        "do": "keep",
    }
    answer = cast.alice.browser.post(here, form, headers=PART)
    assert answer["HX-Retarget"] == "#slot-b-one-only"
    assert "Name contains Ana" in answer.content.decode()


def test_an_older_version_is_brought_back(cast: Cast, template: Template) -> None:
    here = f"{BASE}/{template.pk}"
    cast.alice.browser.post(here, _form(template, do="publish"))
    cast.alice.browser.post(here, _form(_now(cast), do="publish", **{"b.one.text": "Hello"}))
    with inside(cast.north):
        first = Edition.objects.get(number=1)
    answer = cast.alice.browser.post(f"{here}/recall/{first.pk}")
    assert answer.status_code == 303
    assert _now(cast).draft["variants"][""]["blocks"][0]["text"] == "Dear {name},"


def test_numbers_are_shown_before_they_are_given_and_wrong_ones_refused(cast: Cast) -> None:
    base = "/w/north/settings/numbers"
    page = cast.alice.browser.get(f"{base}/next", {"pattern": "Q-{number:4}", "first": "7"}, headers=PART)
    assert "Q-0007" in page.content.decode()
    answer = cast.alice.browser.post(
        base, {"name": "Quotes", "pattern": "Q-{year}", "resets": "never", "first": "1"}
    )
    assert answer.status_code == 422
    assert "Write {number} once" in answer.content.decode()
    with inside(cast.north):
        assert not Series.objects.exists()
    answer = cast.alice.browser.post(
        base, {"name": "Quotes", "pattern": "Q-{number:4}", "resets": "never", "first": "7"}
    )
    assert answer.status_code == 303
    assert "Q-0007" in cast.alice.browser.get(base).content.decode()


@pytest.mark.parametrize("tail", ["", "/edit", "/preview", "/condition", "/about", "/delete", "/samples"])
def test_only_administrators_open_the_editor(cast: Cast, template: Template, tail: str) -> None:
    for method in ("get", "post"):
        for player, status in ((cast.bob, 403), (cast.mallory, 404)):
            answer = getattr(player.browser, method)(
                f"{BASE}/{template.pk}{tail}", {"do": "publish"}, headers=PART
            )
            assert answer.status_code in (status, 405)
    assert _now(cast).version == template.version


def test_a_document_is_made_from_the_business_not_from_what_surrounds_it(cast: Cast) -> None:
    page = cast.alice.browser.get(BASE).content.decode()
    assert '<option value="deal"' in page
    for name in ("report", "tile", "snapshot", "mail", "file", "document", "consent"):
        assert f'<option value="{name}"' not in page
