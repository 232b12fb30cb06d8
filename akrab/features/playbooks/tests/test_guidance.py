"""What is written of how things are done stands where it applies, and checklists are kept to."""

from typing import Any

import pytest

from akrab.engine import write
from akrab.engine.errors import Refused
from akrab.engine.models import Event
from akrab.features.playbooks import guidance
from akrab.features.playbooks.models import CheckItem, Playbook, Tick
from akrab.modules.sales.models import Deal, Pipeline, Stage
from akrab.tenancy.current import workspace
from tests.cast import Cast

pytestmark = pytest.mark.django_db
SETTINGS = "/w/north/settings/"


@pytest.fixture
def deal(cast: Cast) -> Deal:
    by = cast.alice.actor()
    with workspace(cast.north):
        pipeline = write.create(Pipeline, {"name": "Sales"}, by)
        for place, name in enumerate(("New", "Offer")):
            write.create(Stage, {"name": name, "pipeline": pipeline, "position": place}, by)
        return write.create(Deal, {"name": "Ana", "owner": cast.bob.member}, by)


def set_checks(cast: Cast, deal: Deal, checks: str, may: str = "") -> Any:
    page = f"{SETTINGS}pipelines/{deal.pipeline_id}/stages/{deal.stage_id}"
    return cast.alice.browser.post(
        page, {"name": "New", "probability": "10", "checks": checks, "may_checks": may}
    )


def offer(cast: Cast) -> Stage:
    with workspace(cast.north):
        return Stage.objects.get(name="Offer")


def test_a_required_item_holds_a_deal_back_until_somebody_ticks_it(cast: Cast, deal: Deal) -> None:
    assert (
        set_checks(cast, deal, "Who decides is known\nThe budget is known", "A photo is there").status_code
        == 303
    )
    by, to = cast.bob.actor(), offer(cast)
    with workspace(cast.north):
        with pytest.raises(Refused) as refused:
            write.update(deal, {"stage": to}, by)
        assert [one.text for one in refused.value.missing] == ["Who decides is known", "The budget is known"]
        deal.refresh_from_db()
        assert deal.stage_id != to.pk
        items = list(CheckItem.objects.filter(required=True))
    for item in items:
        part = cast.bob.browser.post(f"/w/north/deals/{deal.pk}/guidance/{item.pk}", {"done": "1"})
        assert "Bob" in part.content.decode()
    with workspace(cast.north):
        assert write.update(deal, {"stage": to}, by).stage_id == to.pk
        assert Tick.objects.filter(member=cast.bob.member).count() == 2
        assert Event.objects.filter(record=deal.pk, kind="deal.checked").count() == 2


def test_a_tick_can_be_taken_back(cast: Cast, deal: Deal) -> None:
    set_checks(cast, deal, "Who decides is known")
    with workspace(cast.north):
        item = CheckItem.objects.get()
    page = f"/w/north/deals/{deal.pk}/guidance/{item.pk}"
    cast.bob.browser.post(page, {"done": "1"})
    cast.bob.browser.post(page, {"done": "0"})
    with workspace(cast.north):
        assert [one.name for one in guidance.lacking(deal, deal.stage)] == ["Who decides is known"]


def test_who_may_not_change_the_deal_ticks_nothing(cast: Cast, deal: Deal) -> None:
    set_checks(cast, deal, "Who decides is known")
    with workspace(cast.north):
        item = CheckItem.objects.get()
    page = f"/w/north/deals/{deal.pk}/guidance/{item.pk}"
    assert cast.carol.browser.post(page, {"done": "1"}).status_code == 403
    elsewhere = f"/w/south/deals/{deal.pk}/guidance/{item.pk}"
    assert cast.mallory.browser.post(elsewhere, {"done": "1"}).status_code == 404
    assert (
        cast.bob.browser.post(f"/w/north/deals/{deal.pk}/guidance/{deal.pk}", {"done": "1"}).status_code
        == 404
    )
    with workspace(cast.north):
        assert not Tick.objects.exists()


def test_changing_the_list_keeps_the_ticks_of_what_stays(cast: Cast, deal: Deal) -> None:
    set_checks(cast, deal, "One\nTwo")
    with workspace(cast.north):
        guidance.tick(deal, CheckItem.objects.get(name="One"), cast.bob.actor())
    set_checks(cast, deal, "Three\nOne")
    with workspace(cast.north):
        checks = {one.item.name: one.is_done for one in guidance.checklist(deal)}
    assert checks == {"Three": False, "One": True}


def write_playbook(cast: Cast, where: str, **more: str) -> Any:
    said = {"name": "First call", "kind": "script", "text": "Say:\n- your name", "where": where, **more}
    return cast.alice.browser.post(f"{SETTINGS}playbooks/new", said)


def test_a_playbook_stands_only_where_it_applies(cast: Cast, deal: Deal) -> None:
    page = f"/w/north/deals/{deal.pk}/guidance"
    assert write_playbook(cast, f"deal|stage:{offer(cast).pk}").status_code == 303
    assert "First call" not in cast.bob.browser.get(page).content.decode()
    with workspace(cast.north):
        write.update(deal, {"stage": offer(cast)}, cast.alice.actor())
    assert "<li>your name</li>" in cast.bob.browser.get(page).content.decode()


def test_a_playbook_stands_in_the_dialog_it_is_for(cast: Cast, deal: Deal) -> None:
    write_playbook(cast, "deal|lose", name="Before you give up")
    write_playbook(cast, "deal|create", name="A new deal")
    headers = {"HX-Request": "true"}
    losing = cast.bob.browser.get(f"/w/north/deals/{deal.pk}/actions/lose", headers=headers)
    making = cast.bob.browser.get("/w/north/deals/new", headers=headers)
    assert "Before you give up" in losing.content.decode()
    assert "A new deal" in making.content.decode()
    assert "Before" not in cast.bob.browser.get(f"/w/north/deals/{deal.pk}/guidance").content.decode()


@pytest.mark.parametrize(
    "said", [{"where": ""}, {"name": ""}, {"text": ""}, {"where": "nothing|"}, {"kind": "x"}]
)
def test_what_is_not_whole_is_refused(cast: Cast, deal: Deal, said: dict[str, str]) -> None:
    assert write_playbook(cast, **({"where": "deal|"} | said)).status_code == 422
    with workspace(cast.north):
        assert not Playbook.objects.exists()


def test_playbooks_are_the_administrators(cast: Cast, deal: Deal) -> None:
    assert cast.bob.browser.get(f"{SETTINGS}playbooks").status_code == 403
    assert cast.bob.browser.post(f"{SETTINGS}playbooks/new", {"name": "X"}).status_code == 403
    assert "On each: Deal" in cast.alice.browser.get(f"{SETTINGS}playbooks/new").content.decode()
