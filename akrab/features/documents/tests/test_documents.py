"""Documents from templates: everything named is in them, or what is missing is named and there is no file."""

import io
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection, transaction
from pypdf import PdfReader

from akrab.engine import contents, write
from akrab.engine.actions import actions_of
from akrab.engine.errors import Forbidden, Invalid, Missing, Refused
from akrab.engine.events import gesture
from akrab.engine.record import Record
from akrab.engine.registry import get_object
from akrab.features.documents.making import make, missing, note_sent, renew, require_ready
from akrab.features.documents.models import CompanyDetails, Document, Template
from akrab.identity.actor import Actor, system
from akrab.lib import clock
from akrab.tenancy.current import workspace as inside
from tests.cast import Cast, assemble

TEMPLATE = {
    "name": "Payment document",
    "object": "deal",
    "heading": "Payment document",
    "recipient": "{contact.name}\n{contact.address}",
    "body": "Dear {contact.name},\n\nthank you for your order of {today}.",
    "facts": "Service = service\nAmount = amount\nNext = next_step?\nPayment details = company.payment_details",
    "shows_lines": True,
    "lines_object": "line",
    "closing": "{company.name}",
    "number_prefix": "PD-",
}
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
    return write.create(Template, TEMPLATE, by)


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
    template = write.create(Template, TEMPLATE, by)
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


@pytest.mark.parametrize(
    ("language", "client", "words"),
    [
        ("vi", "Nguyễn Thị Ngọc Ánh", "Số 12 phố Huế, Hà Nội"),
        ("zh-hans", "王小明", "北京市朝阳区建国路88号"),
        ("fil", "Mañalac", "Lungsod Quezon"),
        ("ms", "Siti Nurhaliza", "Jalan Ampang, Kuala Lumpur"),
        ("id", "Budi Santoso", "Jalan Sudirman, Jakarta"),
    ],
)
def test_documents_speak_six_languages(
    template: Template, by: Actor, language: str, client: str, words: str
) -> None:
    template = write.update(template, {"language": language}, by)
    document = make(template, _deal(by, client, "Window", {"line1": words}), by)
    assert document.missing == []
    assert client in _pages(document)
    assert words in _pages(document).replace(" 88 ", "88")  # set apart from Chinese by typst


def test_what_the_fonts_cannot_show_is_said(template: Template, by: Actor) -> None:
    document = make(template, _deal(by, "Ana 🙂", "Window", ADDRESS), by)
    assert (document.state, document.file) == ("incomplete", {})
    assert document.missing == ["The document cannot show: 🙂"]


@pytest.mark.parametrize(
    ("raw", "errors"),
    [
        (
            {"body": "{contact.adress}"},
            {"body": ["There is no field “contact.adress”. Did you mean “contact.address”?"]},
        ),
        ({"facts": "Amount = amont"}, {"facts": ["There is no field “amont”. Did you mean “amount”?"]}),
        ({"facts": "Amount"}, {"facts": ["Write each fact as “Label = field”, not “Amount”."]}),
        ({"heading": "{name.first}"}, {"heading": ["“name.first” leads nowhere: “name” is no link to a record."]}),
        ({"closing": "{company.iban}"}, None),
        ({"object": "deel"}, None),
        ({"lines_object": "contact"}, None),
        ({"lines_object": ""}, {"lines_object": ["There is no object “”."]}),
        ({"lines_columns": "name, cost"}, None),
    ],
)  # fmt: skip
def test_a_template_naming_what_does_not_exist_is_refused(
    by: Actor, raw: dict[str, Any], errors: Any
) -> None:
    with pytest.raises(Invalid) as refusal:
        write.create(Template, TEMPLATE | raw, by)
    if errors:
        assert refusal.value.errors == errors
    assert not Template.objects.exists()
    kept = write.create(Template, TEMPLATE, by)
    with pytest.raises(Invalid):
        write.update(kept, raw, by)


def test_a_template_may_name_the_company_of_a_deal_by_the_objects_name(by: Actor) -> None:
    raw = TEMPLATE | {"facts": "Firm = deal.company.name\nOwner = owner.name?", "shows_lines": False}
    with pytest.raises(Invalid, match="owner"):
        write.create(Template, raw, by)
    raw["facts"] = "Firm = deal.company.name\nOwner = owner?\nUs = company.name"
    template = write.create(Template, raw, by)
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
        template = write.create(Template, TEMPLATE, by)
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
