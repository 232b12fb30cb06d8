"""What is to be learnt is given to people with a day, confirmed by each, seen by the head; scripts stand by calls."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from akrab.engine import write
from akrab.engine.errors import Refused
from akrab.features.announcements.models import Announcement, Receipt
from akrab.features.letters.models import MessageTemplate
from akrab.features.playbooks import guidance
from akrab.features.playbooks.models import CheckItem, Playbook
from akrab.identity.models import Role
from akrab.lib import clock
from akrab.modules.contacts.models import Channel
from akrab.modules.sales.models import Deal, Stage
from tests.scenario.conftest import Firm

HOME = "/w/windows/"


def browser(firm: Firm, who: str) -> Client:
    client = Client()
    client.force_login(firm.installed.people[who].user)
    return client


def course(firm: Firm) -> Playbook:
    raw = {"name": "How we talk", "kind": "course", "text": "Listen first.\n\n- then ask"}
    return write.create(Playbook, raw, firm.by("k"))


def give(firm: Firm, what: str, **more: str) -> Any:
    said = {
        "title": "How we talk",
        "text": "Please learn this.",
        "kind": "training",
        "to": "all",
        "what": what,
    }
    return browser(firm, "k").post(f"{HOME}announcements/new", said | more)


def test_a_course_is_given_to_a_role_with_a_day_confirmed_and_seen_by_the_head(firm: Firm) -> None:
    held = course(firm)
    managers = Role.objects.get(name="Manager")
    due = (clock.now() + timedelta(days=2)).date().isoformat()
    assert give(firm, f"playbook:{held.pk}", to=f"role:{managers.pk}", due=due).status_code == 303
    one = Announcement.objects.get()
    assert {receipt.member.role_id for receipt in one.receipts.all()} == {managers.pk}
    page = browser(firm, "m1").get(f"{HOME}announcements/{one.pk}").content.decode()
    assert "<li>then ask</li>" in page
    assert "I have learnt this" in page
    browser(firm, "m1").post(f"{HOME}announcements/{one.pk}/read")
    page = browser(firm, "k").get(f"{HOME}settings/playbooks/{held.pk}").content.decode()
    assert "1 of 2" in page
    assert "1 late" not in page
    clock.advance(timedelta(days=4))
    assert "1 late" in browser(firm, "k").get(f"{HOME}settings/playbooks/{held.pk}").content.decode()
    assert browser(firm, "s1").get(f"{HOME}announcements/{one.pk}").status_code == 404


def test_a_message_template_is_learnt_as_a_course_is(firm: Firm) -> None:
    template = MessageTemplate.objects.order_by("id").first()
    assert template is not None
    assert give(firm, f"messagetemplate:{template.pk}").status_code == 303
    one = Announcement.objects.get()
    page = browser(firm, "m1").get(f"{HOME}announcements/{one.pk}").content.decode()
    assert "{company.name}" in page
    assert "of 5" in browser(firm, "k").get(f"{HOME}settings/messages/{template.pk}").content.decode()


@pytest.mark.parametrize(
    "more", [{"what": "playbook:nonsense"}, {"what": "x"}, {"due": "soon"}, {"to": "role:x"}]
)
def test_what_can_not_be_given_is_refused_and_nobody_is_told(firm: Firm, more: dict[str, str]) -> None:
    said = {"what": f"playbook:{course(firm).pk}"} | more
    assert give(firm, **said).status_code == 422
    assert not Announcement.objects.exists()
    assert not Receipt.objects.exists()


def test_a_course_needs_no_place_and_everything_else_does(firm: Firm) -> None:
    said = {"name": "X", "text": "Y", "where": ""}
    head = browser(firm, "k")
    assert head.post(f"{HOME}settings/playbooks/new", said | {"kind": "course"}).status_code == 303
    assert head.post(f"{HOME}settings/playbooks/new", said | {"kind": "script"}).status_code == 422
    assert Playbook.objects.count() == 1


def test_a_script_stands_in_the_form_of_a_call_where_the_deal_stands(firm: Firm) -> None:
    deal = write.create(Deal, {"name": "Ana"}, firm.by("m1"))
    text = "Say who you are."
    raw = {"name": "First call", "kind": "script", "object": "deal", "place": deal.stage, "text": text}
    write.create(Playbook, raw, firm.by("k"))
    seller = browser(firm, "m1")
    for way in ("", "&as=compose"):
        form = seller.get(f"{HOME}calls/new?about=deal:{deal.pk}{way}", headers={"HX-Request": "true"})
        assert text in form.content.decode(), way
    write.keep(deal, firm.by("k"), stage=Stage.objects.get(name="Approval"))
    form = seller.get(f"{HOME}calls/new?about=deal:{deal.pk}", headers={"HX-Request": "true"})
    assert text not in form.content.decode()


def test_what_a_channel_requires_holds_a_deal_that_came_by_it_until_it_is_ticked(firm: Firm) -> None:
    phone = Channel.objects.get(name="Telephone")
    head = browser(firm, "k")
    page = f"{HOME}settings/playbooks/checks/channel:{phone.pk}"
    assert head.post(page, {"required": "The number was read back", "optional": ""}).status_code == 303
    assert browser(firm, "m1").get(page).status_code == 403
    assert head.get(f"{HOME}settings/playbooks/checks/channel:nonsense").status_code == 404
    by = firm.by("m1")
    raw = {"name": "Ana", "channel": phone, "visit_at": clock.now() + timedelta(days=1)}
    deal, other = write.create(Deal, raw, by), write.create(Deal, raw | {"channel": None}, by)
    to = Stage.objects.get(name="Measurements")
    with pytest.raises(Refused) as refused:
        write.update(deal, {"stage": to}, by)
    assert [one.text for one in refused.value.missing] == ["The number was read back"]
    assert write.update(other, {"stage": to}, by).stage_id == to.pk
    guided = browser(firm, "m1").get(f"{HOME}deals/{deal.pk}/guidance").content.decode()
    assert "The number was read back" in guided
    guidance.tick(deal, CheckItem.objects.get(), by)
    assert write.update(deal, {"stage": to}, by).stage_id == to.pk
