"""Public forms: each sending once, the sender matched or made, and whatever a stranger types refused or kept."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection

from akrab.config import follower
from akrab.engine import write
from akrab.engine.errors import Invalid
from akrab.engine.models import Event
from akrab.features.claims.models import Claim
from akrab.features.forms import guard
from akrab.features.forms.models import Form, PublicAddress, Submission
from akrab.features.forms.questions import questions_of
from akrab.features.forms.taking import find_form, take
from akrab.identity.models import Workspace
from akrab.modules.activities.models import Task
from akrab.modules.contacts.models import Contact
from akrab.modules.sales.models import Deal
from tests.scenario.conftest import ANA, Firm


def form() -> Form:
    return Form.objects.select_related("workspace").get()


def counts() -> tuple[int, ...]:
    return tuple(model.objects.count() for model in (Deal, Contact, Submission, Event))


def test_the_same_key_is_the_same_sending_whatever_it_says(firm: Firm) -> None:
    first = take(form(), ANA, key="k")
    before = counts()
    again = take(form(), {**ANA, "name": "Somebody else"}, key="k")
    assert (again, counts()) == (first, before)
    assert (before[0], before[1]) == (1, 1)


def test_without_a_key_each_sending_is_its_own(firm: Firm) -> None:
    assert take(form(), ANA) != take(form(), ANA)
    assert (Deal.objects.count(), Contact.objects.count()) == (2, 1)


@pytest.mark.parametrize("key", ["x" * 500, "\x00k", "k\ud800", "'; --"])
def test_any_key_is_kept_apart_from_others(firm: Firm, key: str) -> None:
    first = take(form(), ANA, key=key)
    assert take(form(), ANA, key=key) == first
    assert take(form(), ANA, key=f"{key}-other") != first


@pytest.mark.parametrize(
    ("said", "is_known"),
    [
        ({"phone": "0917-555-0142", "email": ""}, True),
        ({"phone": "+63 917 555 0142", "email": "new@mail.example"}, True),
        ({"phone": "0918 555 7777", "email": "ANA.Reyes@mail.example"}, True),
        ({"phone": "0918 555 7777", "email": "other@mail.example"}, False),
        ({"phone": "0917 555 0143", "email": ""}, False),
    ],
)
def test_a_sender_is_known_by_phone_or_address(firm: Firm, said: dict[str, str], is_known: bool) -> None:
    take(form(), ANA)
    take(form(), {**ANA, **said})
    assert Contact.objects.count() == (1 if is_known else 2)
    assert Deal.objects.count() == 2


def test_a_known_contact_is_completed_and_nothing_of_it_overwritten(firm: Firm) -> None:
    known = write.create(Contact, {"name": "Anna R.", "phones": ["0917 555 0142"]}, firm.by("k"))
    take(form(), {**ANA, "phone": "0917 555 0142"})
    contact = Contact.objects.get()
    assert (contact.pk, contact.name) == (known.pk, "Anna R.")
    assert (contact.phones, contact.emails) == (["+639175550142"], ["ana.reyes@mail.example"])
    assert contact.address == {"line1": "27 Scout Limbaga St, Quezon City"}
    take(form(), {**ANA, "phone": "0918 555 7777", "address": "Elsewhere 1"})
    contact.refresh_from_db()
    assert contact.phones == ["+639175550142", "+639185557777"]
    assert contact.address == {"line1": "27 Scout Limbaga St, Quezon City"}


def test_a_contact_with_as_many_phones_as_can_be_kept_still_gets_its_deal(firm: Firm) -> None:
    many = [f"0917 555 {1000 + number}" for number in range(20)]
    write.create(Contact, {"name": "Ana", "emails": [ANA["email"]], "phones": many}, firm.by("k"))
    take(form(), ANA)
    assert (Deal.objects.count(), len(Contact.objects.get().phones)) == (1, 20)


@pytest.mark.parametrize(
    ("said", "wrong"),
    [
        ({"name": ""}, "name"), ({"name": " \t\x00"}, "name"), ({"phone": "abc"}, "phone"), ({"phone": "12"}, "phone"),
        ({"email": "no-at-sign"}, "email"), ({"name": "x" * 201}, "name"), ({"service": "x" * 201}, "service"),
        ({"address": "x" * 201}, "address"), ({"email": "a" * 300 + "@b.example"}, "email"),
    ],
)  # fmt: skip
def test_what_can_not_be_used_is_said_by_its_question_and_nothing_is_made(
    firm: Firm, said: dict[str, Any], wrong: str
) -> None:
    before = counts()
    with pytest.raises(Invalid) as refused:
        take(form(), {**ANA, **said}, key="k")
    assert (list(refused.value.errors), counts()) == ([wrong], before)
    take(form(), ANA, key="k")
    assert Deal.objects.count() == 1


def test_the_longest_answers_are_taken(firm: Firm) -> None:
    take(form(), {**ANA, "name": "N" * 200, "service": "S" * 200})
    deal = Deal.objects.get()
    assert (len(deal.name), deal.contact.name, deal.service) == (200, "N" * 200, "S" * 200)


def test_what_no_database_keeps_is_left_out_of_what_is_kept_of_a_sending(firm: Firm) -> None:
    said = {**ANA, "name": "A\x00na", "no\x00te\ud800": "x\x00y" * 5000}
    kept = take(form(), said, page="https://a.example/\x00" + "x" * 900, sender="203.0.113.9")
    kept.refresh_from_db()
    assert kept.answers["name"] == "Ana"
    assert len(kept.answers["note"]) == 5000
    assert len(kept.page) == 500
    assert "203" not in kept.sender


def test_a_machine_that_fills_the_hidden_question_is_thanked_and_makes_nothing(firm: Firm) -> None:
    before = (Deal.objects.count(), Contact.objects.count())
    kept = take(form(), {**ANA, guard.HONEYPOT: "https://spam.example"})
    assert (kept.state, kept.record) == ("spam", "")
    assert (Deal.objects.count(), Contact.objects.count()) == before


@pytest.mark.parametrize(
    "path",
    [
        "nonsense",
        "contact.nonsense",
        "name.more",
        "contact.company.name",
        ".",
        "nonsense.name",
        "contact",
        "paid",
    ],
)
def test_a_question_for_a_field_that_is_gone_is_named_and_the_rest_is_asked(firm: Firm, path: str) -> None:
    asked = form()
    asked.definition["questions"].append({"name": "a", "label": "A", "path": path})
    found = questions_of(asked)
    assert [f"“{path}”" in one.why for one in found.broken] == [True]
    assert [one.name for one in found.asked] == ["name", "phone", "email", "address", "service"]


@pytest.mark.parametrize("key", ["", "With Space", "a/b", "ä", "-a", "A"])
def test_an_address_that_no_browser_can_ask_for_is_refused(firm: Firm, key: str) -> None:
    with pytest.raises(Invalid) as refused:
        write.create(Form, {"name": "F", "key": key, "object": "deal"}, firm.by("k"))
    assert list(refused.value.errors) == ["key"]
    assert not PublicAddress.objects.filter(pk=key).exists()


def test_an_address_of_another_company_is_taken(firm: Firm) -> None:
    south = Workspace.objects.create(slug="south", name="South")
    PublicAddress.objects.create(key="theirs", workspace=south)
    with pytest.raises(Invalid) as refused:
        write.create(Form, {"name": "F", "key": "theirs", "object": "deal"}, firm.by("k"))
    assert refused.value.errors == {"key": ["This address is taken. Choose another."]}
    assert find_form("theirs") is None
    assert find_form("nonsense\x00"[:8]) is None


def test_thirty_three_clients_who_each_send_twice_at_once_are_thirty_three_deals(open_firm: Firm) -> None:
    said = [
        {**ANA, "name": f"Client {n}", "phone": f"0917 555 {1000 + n}", "email": f"c{n}@mail.example"}
        for n in range(33)
    ]

    def send(number: int) -> str:
        try:
            with open_firm.inside():
                return take(form(), said[number], key=f"key-{number}").record
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as threads:
        records = list(threads.map(send, [*range(33), *range(33)]))
    follower.drain()
    assert records[:33] == records[33:]
    with open_firm.inside():
        owners = [deal.owner_id for deal in Deal.objects.all()]
        shares = sorted(owners.count(open_firm.installed.people[short].pk) for short in ("m1", "m2"))
        assert (len(set(records)), len(owners), shares) == (33, 33, [16, 17])
        assert (Contact.objects.count(), Task.objects.count(), Submission.objects.count()) == (33, 33, 33)


def test_what_the_sender_says_differently_is_kept_beside_what_is_known(firm: Firm) -> None:
    take(form(), {**ANA, "name": "Ana Reyes"})
    take(form(), {**ANA, "name": "Ana Maria Reyes"})
    [contact] = Contact.objects.all()
    assert contact.name == "Ana Reyes"
    claim = Claim.objects.get()
    assert (claim.field, claim.value, claim.source, claim.told) == (
        "name", "Ana Maria Reyes", "form", form().name,
    )  # fmt: skip
