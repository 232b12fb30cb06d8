"""Documents from templates: everything named is in them, or what is missing is named and there is no file."""

import io
import re
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection, transaction
from docx import Document as WordDocument
from pypdf import PdfReader

from akrab.engine import contents, write
from akrab.engine.actions import actions_of
from akrab.engine.errors import Forbidden, Invalid, Missing, Refused
from akrab.engine.events import gesture
from akrab.engine.record import Record
from akrab.engine.registry import get_object
from akrab.features.documents.checking import faults
from akrab.features.documents.design import read_design
from akrab.features.documents.making import make, missing, note_sent, renew, require_ready
from akrab.features.documents.models import CompanyDetails, Document, Edition, Series, Template
from akrab.identity.actor import Actor, system
from akrab.lib import clock
from akrab.tenancy.current import workspace as inside
from tests.cast import Cast, assemble

NUMBERS = {"name": "Payment documents", "pattern": "PD-{number:4}"}
TEMPLATE = {"name": "Payment document", "object": "deal"}
BLOCKS: list[dict[str, Any]] = [
    {"id": "head", "kind": "letterhead"},
    {"id": "opening", "kind": "opening", "recipient": "{contact.name}\n{contact.address}"},
    {"id": "body", "kind": "text", "text": "Dear {contact.name},\n\nthank you for your order of {today}."},
    {
        "id": "facts",
        "kind": "facts",
        "rows": [
            {"label": "Service", "value": "{service}"},
            {"label": "Amount", "value": "{amount}"},
            {"label": "Next", "value": "{next_step?}"},
            {"label": "Payment details", "value": "{company.payment_details}"},
        ],
    },
    {"id": "lines", "kind": "table", "object": "line"},
    {"id": "closing", "kind": "text", "text": "{company.name}"},
]


def design(blocks: list[dict[str, Any]] | None = None, **more: Any) -> dict[str, Any]:
    return {
        "variants": {"": {"title": "Payment document", "blocks": BLOCKS if blocks is None else blocks}} | more
    }


def published(by: Actor, draft: dict[str, Any] | None = None, **more: Any) -> Template:
    """A template with numbers of its own, its draft published."""
    series = Series.objects.first() or write.create(Series, NUMBERS, by)
    template = write.create(Template, TEMPLATE | {"series": series} | more, by)
    return again(template, draft or design(), by)


def again(template: Template, draft: dict[str, Any], by: Actor) -> Template:
    verbs = actions_of(Template)
    template = write.perform(verbs["redraft"], template, {"draft": draft}, by)
    return write.perform(verbs["publish"], template, {}, by)


COMPANY = {
    "name": "Windows Installation Co.",
    "address": {"line1": "118 Kamuning Road", "city": "Quezon City", "postcode": "1103", "country": "PH"},
    "payment_details": "Bank of Luzon\nAccount 0042-1180-77",
    "tax_id": "009-118-330-000",
}
ADDRESS = {"line1": "27 Scout Limbaga St", "city": "Quezon City", "postcode": "1103", "country": "PH"}


@pytest.fixture
def cast(db: None) -> Iterator[Cast]:
    cast = assemble(time_zone="Asia/Manila")
    clock.set(datetime(2026, 3, 3, 5, 5, tzinfo=UTC))
    with inside(cast.north):
        pipeline = _made("pipeline", {"name": "Windows"}, cast.alice.actor())
        _made("stage", {"name": "First call", "pipeline": pipeline}, cast.alice.actor())
        yield cast
    clock.set(None)


@pytest.fixture
def by(cast: Cast) -> Actor:
    return cast.alice.actor()


@pytest.fixture
def template(by: Actor) -> Template:
    write.create(CompanyDetails, COMPANY, by)
    return published(by)


def _made(name: str, raw: dict[str, Any], by: Actor) -> Any:
    model: Any = get_object(name).model
    return write.create(model, raw, by)


@pytest.fixture
def deal(by: Actor) -> Record:
    return _deal(by, "Ana Reyes", "Window installation", ADDRESS)


def _deal(by: Actor, client: str, service: str, address: Any = None) -> Record:
    contact = _made("contact", {"name": client, "address": address or {}}, by)
    deal: Record = _made("deal", {"name": service, "contact": contact, "service": service}, by)
    _made("line", {"deal": deal, "name": "Window", "quantity": "4", "price": "10000"}, by)
    _made("line", {"deal": deal, "name": "Installation", "quantity": "1", "price": "8000"}, by)
    deal.refresh_from_db()
    return deal


def _pages(document: Document) -> str:
    with contents.open_contents(document.file) as file:
        return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(file.read())).pages)


def test_a_document_says_everything_its_template_names(template: Template, deal: Record, by: Actor) -> None:
    document = make(template, deal, by)
    assert (document.state, document.number, document.missing) == ("ready", "PD-0001", [])
    assert document.file["name"] == "Payment document PD-0001.pdf"
    assert document.file["type"] == "application/pdf"
    said = _pages(document)
    for words in (
        "Windows Installation Co.", "118 Kamuning Road, Quezon City 1103", "Tax number: 009-118-330-000",
        "Payment document", "PD-0001", "3 March 2026", "Ana Reyes", "27 Scout Limbaga St, Quezon City 1103",
        "thank you for your order of 3 March 2026.", "Window installation", "₱48,000.00", "₱10,000.00",
        "Payment details", "Bank of Luzon", "Account 0042-1180-77", "Page 1 of 1",
    ):  # fmt: skip
        assert words in said, said
    assert "Next" not in said


def test_a_missing_value_is_named_and_there_is_no_file(template: Template, by: Actor) -> None:
    deal = _deal(by, "Ana Reyes", "Window installation")
    assert missing(template, deal, by) == [Missing("Address of Ana Reyes", "contact.address")]
    document = make(template, deal, by)
    assert (document.state, document.number, document.file) == ("incomplete", "", {})
    assert document.missing == ["Address of Ana Reyes"]
    with pytest.raises(Refused) as refusal:
        require_ready(document, by)
    assert refusal.value.text == "Payment document can't be sent yet. Missing: Address of Ana Reyes"
    assert refusal.value.missing == (Missing("Address of Ana Reyes"),)
    contact: Any = deal.contact  # type: ignore[attr-defined]
    write.update(contact, {"address": ADDRESS}, by)
    ready = require_ready(Document.objects.get(pk=document.pk), by)
    assert (ready.state, ready.number) == ("ready", "PD-0001")
    assert "27 Scout Limbaga St" in _pages(ready)


def test_missing_links_lines_and_company_details_are_named(by: Actor) -> None:
    template = published(by)
    deal: Record = _made("deal", {"name": "Windows"}, by)
    assert [lack.text for lack in missing(template, deal, by)] == [
        "Contact of Windows", "Product or service of Windows", "Amount of Windows",
        "Payment details of the company", "At least one of: Lines",
    ]  # fmt: skip


def test_making_twice_is_one_document_and_renewing_is_asked_for(
    template: Template, deal: Record, by: Actor
) -> None:
    first = make(template, deal, by)
    assert make(template, deal, by).version == first.version
    write.update(deal, {"service": "Door installation"}, by)
    assert "Door installation" in _pages(make(template, deal, by, again=True))
    assert [(one.pk, one.number) for one in Document.objects.all()] == [(first.pk, "PD-0001")]


def test_numbers_go_on_by_prefix_without_a_gap(template: Template, deal: Record, by: Actor) -> None:
    other = _deal(by, "王小明", "安装窗户", ADDRESS)
    incomplete = _deal(by, "Nobody", "Doors")
    assert [make(template, one, by).number for one in (deal, incomplete, other)] == ["PD-0001", "", "PD-0002"]


def test_what_was_sent_stays_as_it_went_out(template: Template, deal: Record, by: Actor) -> None:
    document = note_sent(make(template, deal, by), by)
    assert document.state == "sent"
    assert note_sent(document, by).version == document.version
    assert make(template, deal, by, again=True).file == document.file
    with pytest.raises(Forbidden):
        renew(document, by)


def test_what_the_fonts_cannot_show_is_said(template: Template, by: Actor) -> None:
    document = make(template, _deal(by, "Ana 🙂", "Window", ADDRESS), by)
    assert (document.state, document.file) == ("incomplete", {})
    assert document.missing == ["The document cannot show: 🙂"]


@pytest.mark.parametrize(
    ("block", "said"),
    [
        (
            {"kind": "text", "text": "{contact.adress}"},
            "There is no field “contact.adress”. Did you mean “contact.address”?",
        ),
        (
            {"kind": "facts", "rows": [{"label": "Amount", "value": "{amont}"}]},
            "There is no field “amont”. Did you mean “amount”?",
        ),
        ({"kind": "heading", "text": "{name.first}"}, "“name.first” leads nowhere: “name” is no link to a record."),
        ({"kind": "text", "text": "{company.iban}"}, "There is no field “company.iban”"),
        ({"kind": "table", "object": "contact"}, "Contact has no link “deal” to these records"),
        ({"kind": "table", "object": ""}, "Choose which records are listed here."),
        ({"kind": "table", "object": "line", "columns": [{"field": "cost"}]}, "Line has no field “cost”"),
        ({"kind": "rule", "only": {"field": "colour", "op": "is", "value": "red"}}, "Deal has no field “colour”"),
        ({"kind": "image", "source": "file"}, "Choose a picture."),
        (
            {"kind": "each", "object": "line", "blocks": [{"id": "in", "kind": "text", "text": "{price} {prise}"}]},
            "There is no field “prise”. Did you mean “price”?",
        ),
    ],
)  # fmt: skip
def test_what_does_not_exist_is_named_at_its_block_and_not_published(
    by: Actor, block: dict[str, Any], said: str
) -> None:
    template = write.create(Template, TEMPLATE, by)
    verbs = actions_of(Template)
    template = write.perform(verbs["redraft"], template, {"draft": design([{"id": "b1"} | block])}, by)
    [fault] = faults(read_design(template.draft), "deal", by)
    assert fault.block == ("in" if block["kind"] == "each" else "b1")
    assert said in fault.text
    with pytest.raises(Invalid, match=re.escape(said)):
        write.perform(verbs["publish"], template, {}, by)
    assert not Edition.objects.exists()


@pytest.mark.parametrize(
    "draft",
    [
        5, "{", {"pages": 1}, {"variants": {}}, {"variants": {"": {"blocks": [{"kind": "video"}]}}},
        {"variants": {"": {"blocks": [{"kind": "rule", "id": "a"}, {"kind": "rule", "id": "a"}]}}},
        {"variants": {"": {"blocks": [{"kind": "rule"}] * 201}}}, {"page": {"top": 900}},
    ],
)  # fmt: skip
def test_what_is_no_design_is_refused(template: Template, by: Actor, draft: Any) -> None:
    before = template.draft
    with pytest.raises(Invalid):
        write.perform(actions_of(Template)["redraft"], template, {"draft": draft}, by)
    assert Template.objects.get().draft == before


def test_a_draft_does_not_disturb_and_a_document_knows_its_version(
    template: Template, deal: Record, by: Actor
) -> None:
    verbs = actions_of(Template)
    write.perform(
        verbs["redraft"], template, {"draft": design([{"id": "b", "kind": "text", "text": "New"}])}, by
    )
    document = make(template, deal, by)
    assert "thank you" in _pages(document)
    assert document.edition is not None
    assert document.edition.number == 1
    write.perform(verbs["publish"], template, {"note": "Shorter"}, by)
    document = make(template, deal, by, again=True)
    assert (document.edition.number, document.number) == (2, "PD-0001")
    assert "New" in _pages(document)
    write.perform(actions_of(Edition)["recall"], Edition.objects.get(number=1), {}, by)
    assert "thank you" in str(Template.objects.get().draft)
    assert "New" in _pages(make(template, deal, by, again=True))


def test_a_template_that_was_never_published_makes_nothing_and_says_so(deal: Record, by: Actor) -> None:
    template = write.create(Template, TEMPLATE, by)
    document = make(template, deal, by)
    assert (document.state, document.file) == ("incomplete", {})
    assert document.missing == ["The template “Payment document” is not published yet."]


def test_a_field_that_is_gone_is_named_to_whoever_makes_a_document(
    template: Template, deal: Record, by: Actor
) -> None:
    edition = Edition.objects.get()
    edition.design["variants"][""]["blocks"][2]["text"] = "Dear {contact.nickname?}"
    edition.save(update_fields=["design"])
    document = make(template, deal, by)
    assert (document.state, document.number, document.file) == ("incomplete", "", {})
    assert "There is no field “contact.nickname”" in document.missing[0]


def test_blocks_stand_under_conditions_and_once_for_each_row(by: Actor, deal: Record) -> None:
    write.create(CompanyDetails, COMPANY, by)
    blocks: list[dict[str, Any]] = [
        {"id": "a", "kind": "heading", "text": "For {contact.job_title|our customer}", "level": 2},
        {"id": "b", "kind": "text", "text": "Dear", "only": {"field": "amount", "op": "gt", "value": "1000000"}},
        {"id": "c", "kind": "text", "text": "A *large* **order**:\n- first\n- second\n1. one",
         "only": {"field": "amount", "op": "gt", "value": "1000"}},
        {"id": "d", "kind": "each", "object": "line", "where": {"field": "quantity", "op": "gt", "value": "1"},
         "blocks": [{"id": "e", "kind": "text", "text": "{name} for {deal.service}: {price}"}]},
        {"id": "f", "kind": "table", "object": "line",
         "columns": [{"field": "name", "title": "What"}, {"field": "total", "total": True}]},
        {"id": "g", "kind": "signature", "parties": ["{company.name}", "{contact.name}"]},
        {"id": "h", "kind": "break"}, {"id": "i", "kind": "space"}, {"id": "j", "kind": "rule"},
        {"id": "k", "kind": "group", "blocks": [{"id": "l", "kind": "text", "text": "On the next page"}]},
    ]  # fmt: skip
    document = make(published(by, design(blocks)), deal, by)
    assert document.missing == []
    said = _pages(document)
    for words in (
        "For our customer", "large", "order", "first", "Window for Window installation: ₱10,000.00", "What",
        "₱48,000.00", "On the next page", "Page 2 of 2",
    ):  # fmt: skip
        assert words in said, said
    assert "Dear" not in said
    assert "Installation for" not in said
    with contents.open_contents(document.word) as file:
        word = WordDocument(io.BytesIO(file.read()))
    texts = [one.text for one in word.paragraphs]
    assert {"For our customer", "A large order:", "Window for Window installation: ₱10,000.00"} <= set(texts)
    assert [cell.text for cell in word.tables[0].rows[0].cells] == ["What", "Total"]


def test_a_template_may_name_the_company_of_a_deal_by_the_objects_name(by: Actor) -> None:
    text = {"id": "a", "kind": "text", "text": "Firm {deal.company.name}, owner {owner.name?}"}
    with pytest.raises(Invalid, match="owner"):
        published(by, design([text]))
    text["text"] = "Firm {deal.company.name}, owner {owner?}, us {company.name}"
    template = again(Template.objects.get(), design([text]), by)
    company = _made("company", {"name": "Santos Builders"}, by)
    contact = _made("contact", {"name": "Ana", "address": ADDRESS}, by)
    deal = _made(
        "deal", {"name": "Windows", "company": company, "contact": contact, "owner": by.membership_id}, by
    )
    said = _pages(make(template, deal, by))
    assert "Santos Builders" in said
    assert "Alice" in said
    assert "North" in said


def test_only_one_who_may_creates_documents_and_sees_only_their_fields(
    cast: Cast, template: Template, deal: Record
) -> None:
    with pytest.raises(Forbidden):
        make(template, deal, cast.carol.actor())
    role = cast.roles["seller"]
    role.fields = {"contact": {"address": "hidden"}}
    role.save(update_fields=["fields"])
    bob = cast.bob.actor()
    assert make(template, deal, bob).missing == ["Address of Ana Reyes"]
    assert make(template, deal, system(cast.north)).state == "ready"


def test_the_company_details_are_one_and_stay(template: Template, by: Actor) -> None:
    with pytest.raises(Invalid, match="there already"):
        write.create(CompanyDetails, COMPANY, by)
    with pytest.raises(Refused):
        write.delete(CompanyDetails.objects.get(), by)
    assert CompanyDetails.objects.get().deleted_at is None


def test_a_template_for_other_records_makes_nothing(template: Template, by: Actor) -> None:
    contact = _made("contact", {"name": "Ana"}, by)
    with pytest.raises(Invalid, match="is a template for deal"):
        make(template, contact, by)
    assert not Document.objects.exists()


def test_a_document_is_made_by_the_generic_verb_too(template: Template, deal: Record, by: Actor) -> None:
    document = write.create(Document, {"about": f"deal:{deal.pk}", "template": str(template.pk)}, by)
    assert document.state == "ready"
    with pytest.raises(Refused):
        write.update(document, {"about": make(template, _deal(by, "B", "C", ADDRESS), by).about}, by)
    again = write.perform(actions_of(Document)["renew"], document, {}, by)
    assert again.number == document.number


@pytest.mark.django_db(transaction=True)
def test_two_workers_make_one_document_and_lose_no_number() -> None:
    cast = assemble()
    with inside(cast.north), transaction.atomic():
        by = cast.alice.actor()
        pipeline = _made("pipeline", {"name": "Windows"}, by)
        _made("stage", {"name": "First call", "pipeline": pipeline}, by)
        write.create(CompanyDetails, COMPANY, by)
        template = published(by)
        deals = [_deal(by, "Ana Reyes", "Windows", ADDRESS), _deal(by, "Ben Cruz", "Doors", ADDRESS)]
    start = threading.Barrier(3)

    def work(_number: int) -> str:
        try:
            with inside(cast.north), transaction.atomic(), gesture(by, "Make") as within:
                start.wait(timeout=10)
                return str(make(template, deals[0], within).number)
        finally:
            connection.close()

    with ThreadPoolExecutor(3) as threads:
        assert set(threads.map(work, range(3))) == {"PD-0001"}
    with inside(cast.north), transaction.atomic():
        assert Document.objects.count() == 1
        assert make(template, deals[1], by).number == "PD-0002"
