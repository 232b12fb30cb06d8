"""Letters from templates: in the customer's language, from somebody who answers, checked before anything is sent."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest

from akrab.engine import write
from akrab.engine.actions import actions_of
from akrab.engine.errors import Invalid, Refused
from akrab.engine.record import Record
from akrab.engine.registry import get_object
from akrab.features.documents.models import CompanyDetails, Template
from akrab.features.documents.starting import starting_point
from akrab.features.files.attaching import attach
from akrab.features.files.models import FileType
from akrab.features.letters.models import Mailing, MessageTemplate, MessageWording
from akrab.features.letters.sending import checked, send_by_hand
from akrab.features.letters.writing import faults
from akrab.features.mail.models import Mail
from akrab.identity.actor import Actor, system
from akrab.tenancy.current import workspace as inside
from tests.cast import Cast, assemble

THANKS = {
    "name": "Thanks", "object": "deal", "subject": "Your {service}",
    "body": "Dear {contact.name},\n\n{next_step|we will call you}. It costs {amount}.\n\n{sender}, {company.name}",
}  # fmt: skip


@pytest.fixture
def cast(db: None) -> Iterator[Cast]:
    cast = assemble()
    with inside(cast.north):
        pipeline = _made("pipeline", {"name": "Windows"}, cast.alice.actor())
        _made("stage", {"name": "First call", "pipeline": pipeline}, cast.alice.actor())
        yield cast


@pytest.fixture
def by(cast: Cast) -> Actor:
    return cast.alice.actor()


def _made(name: str, raw: dict[str, Any], by: Actor) -> Any:
    model: Any = get_object(name).model
    return write.create(model, raw, by)


def _deal(by: Actor, client: str, **more: Any) -> Any:
    who = {"name": client, "emails": [f"{client.lower()}@clients.example"]} | more.pop("who", {})
    raw = {
        "name": f"Windows for {client}",
        "contact": _made("contact", who, by),
        "service": "windows",
        "amount": "48000",
    }
    return _made("deal", raw | more, by)


@pytest.fixture
def thanks(by: Actor) -> MessageTemplate:
    return write.create(MessageTemplate, THANKS, by)


def test_a_message_is_filled_in_and_comes_from_somebody(thanks: MessageTemplate, by: Actor) -> None:
    deal = _deal(by, "Ana")
    mailing = write.create(Mailing, {"template": thanks, "about": deal}, by)
    [mail] = Mail.objects.all()
    assert (mail.to, mail.subject, mail.about) == (["ana@clients.example"], "Your windows", f"deal:{deal.pk}")
    assert mail.body == "Dear Ana,\n\nwe will call you. It costs ₱48,000.00.\n\nAlice, North"
    assert (mail.sender_id, mailing.sender_id, mailing.sent) == (by.membership_id, by.membership_id, 1)


def test_each_is_written_to_in_their_own_language(thanks: MessageTemplate, by: Actor) -> None:
    vietnamese = {
        "template": thanks,
        "language": "vi",
        "subject": "{service} của bạn",
        "body": "Giá: {amount}",
    }
    write.create(MessageWording, vietnamese, by)
    [letter] = checked(thanks, [_deal(by, "Minh", who={"language": "vi"})], by)
    assert (letter.subject, letter.language) == ("windows của bạn", "vi")
    assert letter.body.startswith("Giá: 48.000,00")
    [letter] = checked(thanks, [_deal(by, "Ali", who={"language": "ms"})], by)
    assert letter.subject == "Your windows"


def test_all_receivers_are_checked_before_anything_is_sent(thanks: MessageTemplate, by: Actor) -> None:
    deals: list[Record] = [
        _deal(by, "Ana"),
        _deal(by, "Ben", who={"emails": []}),
        _deal(by, "Cora", service=""),
        _deal(by, "Dan", who={"emails": ["ana@clients.example"]}),
    ]
    found = checked(thanks, deals, by)
    assert [[(one.kind, one.text) for one in letter.problems] for letter in found] == [
        [],
        [("address", "Ben has no e-mail address.")],
        [("field", "Product or service of Windows for Cora")],
        [("repeated", "ana@clients.example gets it already, about Windows for Ana.")],
    ]
    held = write.create(Mailing, {"template": thanks}, by, records=[str(one.pk) for one in deals])
    assert (held.state, held.sent, len(held.problems)) == ("held", 0, 3)
    assert not Mail.objects.exists()
    mailing = write.create(Mailing, {"template": thanks}, by, records=[str(deals[0].pk)])
    assert (mailing.sent, Mail.objects.count()) == (1, 1)


def test_a_rule_writes_in_the_name_of_the_owner_and_of_nobody_else(
    cast: Cast, thanks: MessageTemplate
) -> None:
    rule = system(cast.north)
    owned = _deal(cast.alice.actor(), "Ana", owner=cast.bob.id)
    write.create(Mailing, {"template": thanks, "about": owned}, rule)
    assert str(Mail.objects.get().sender) == "Bob"
    owned.owner = None
    owned.save(update_fields=["owner"])
    held = write.create(Mailing, {"template": thanks, "about": owned}, rule)
    assert held.problems == ["Nobody is responsible for it: give it an owner.", "The responsible employee"]
    assert Mail.objects.count() == 1
    owned.owner = cast.alice.member
    owned.save(update_fields=["owner"])
    sent = write.perform(actions_of(Mailing)["release"], held, {}, rule)
    assert (sent.state, sent.problems, Mail.objects.count()) == ("sent", [], 2)


@pytest.mark.parametrize(
    ("raw", "field"),
    [
        ({"body": "{amont}"}, "body"),
        ({"subject": "{contact.nme}"}, "subject"),
        ({"object": "deel"}, "object"),
    ],
)
def test_a_template_that_names_what_does_not_exist_is_not_kept(
    by: Actor, raw: dict[str, Any], field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        write.create(MessageTemplate, THANKS | raw, by)
    assert field in refused.value.errors
    assert not MessageTemplate.objects.exists()


def test_a_field_that_is_gone_is_said_at_the_template_and_nothing_is_sent(
    thanks: MessageTemplate, by: Actor
) -> None:
    thanks.body = "Dear {contact.nickname|friend}"
    thanks.save(update_fields=["body"])
    assert "There is no field “contact.nickname”" in faults(thanks)[0]
    held = write.create(Mailing, {"template": thanks, "about": _deal(by, "Ana")}, by)
    assert (held.state, len(held.problems)) == ("held", 1)
    assert "contact.nickname" in held.problems[0]
    assert not Mail.objects.exists()


def test_what_is_left_in_braces_is_not_sent(by: Actor) -> None:
    deal = _deal(by, "Ana")
    with pytest.raises(Invalid) as refused:
        send_by_hand(deal, ["ana@clients.example"], "Hello", "Dear {contact.name},", [], "one", by)
    assert refused.value.errors == {"body": ["Write something in place of {contact.name}."]}
    assert not Mail.objects.exists()
    for _twice in range(2):
        send_by_hand(deal, ["ana@clients.example"], "Hello", "Dear Ana,", [], "one", by)
    assert Mail.objects.count() == 1


def test_a_mailing_about_something_else_or_nothing_is_refused(thanks: MessageTemplate, by: Actor) -> None:
    contact = _made("contact", {"name": "Ana", "emails": ["ana@clients.example"]}, by)
    for raw in ({"about": contact}, {}):
        with pytest.raises(Invalid):
            write.create(Mailing, {"template": thanks} | raw, by)
    assert not Mail.objects.exists()


def _document_template(by: Actor, name: str) -> Template:
    made = write.create(Template, {"name": name, "object": "deal"}, by)
    draft = {"draft": starting_point(name).plain()}
    made = write.perform(actions_of(Template)["redraft"], made, draft, by)
    return write.perform(actions_of(Template)["publish"], made, {}, by)


def test_documents_and_files_of_the_record_go_with_it_to_whom_nothing_is_missing_for(
    thanks: MessageTemplate, by: Actor
) -> None:
    write.create(CompanyDetails, {"name": "North"}, by)
    offers = [_document_template(by, name) for name in ("Offer", "Terms")]
    plan = write.create(FileType, {"name": "Plan"}, by)
    said = [*(f"document:{one.pk}" for one in offers), f"files:{plan.pk}"]
    template = write.update(thanks, {"attachments": said}, by)
    ana, ben = _deal(by, "Ana"), _deal(by, "Ben")
    attach(ana, "plan.txt", [b"four windows"], by, plan)
    attach(ana, "other.txt", [b"something else"], by)
    found = checked(template, [ana, ben], by)
    assert [[one.text for one in letter.problems] for letter in found] == [
        [], ["A file of the type “Plan”"],
    ]  # fmt: skip
    held = write.create(Mailing, {"template": template}, by, records=[str(ana.pk), str(ben.pk)])
    assert (held.state, Mail.objects.count()) == ("held", 0), "all or nobody"
    write.create(Mailing, {"template": template, "about": ana}, by)
    names = [one["name"] for one in Mail.objects.get().attachments]
    assert names == ["Offer.pdf", "Terms.pdf", "plan.txt"]


NOWHERE = UUID(int=7)


@pytest.mark.parametrize(
    "said", ["document:nonsense", f"document:{NOWHERE}", f"files:{NOWHERE}", "x", "file:"]
)
def test_what_can_not_be_attached_is_refused_and_nothing_is_kept(
    thanks: MessageTemplate, by: Actor, said: str
) -> None:
    with pytest.raises(Invalid) as refused:
        write.update(thanks, {"attachments": [said]}, by)
    assert list(refused.value.errors) == ["attachments"]
    thanks.refresh_from_db()
    assert thanks.attachments == []


def test_a_file_of_another_record_does_not_go_along(by: Actor) -> None:
    ana, ben = _deal(by, "Ana"), _deal(by, "Ben")
    theirs = attach(ben, "secret.txt", [b"of Ben"], by)
    with pytest.raises(Refused):
        send_by_hand(ana, ["ana@clients.example"], "Hello", "Dear Ana,", [f"file:{theirs.pk}"], "one", by)
    assert not Mail.objects.exists()
