"""The settings page of a pipeline: stages in order, what they ask for, and what follows on entering them."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from django.utils.translation import pgettext

from akrab.engine import undo, write
from akrab.engine.models import Operation
from akrab.features.automation.models import Rule
from akrab.modules.sales import following
from akrab.modules.sales.following import Following
from akrab.modules.sales.models import Deal, Pipeline, Stage
from akrab.tenancy.current import workspace as inside
from tests.cast import Cast, assemble
from tests.custom import define

BASE = "/w/north/settings/pipelines"
LOW = {"priority": "low"}


@pytest.fixture
def cast(db: None) -> Cast:
    """Two companies with their people, in a transaction that is taken back."""
    return assemble()


@pytest.fixture
def pipeline(cast: Cast) -> Pipeline:
    """Three stages in north: Call, Visit and Pay."""
    with inside(cast.north):
        by = cast.alice.actor("web")
        made = write.create(Pipeline, {"name": "Sales"}, by)
        for place, name in enumerate(("Call", "Visit", "Pay")):
            write.create(Stage, {"name": name, "pipeline": made.pk, "position": place}, by)
    return made


def _names(cast: Cast) -> list[str]:
    with inside(cast.north):
        rows = Stage.objects.filter(deleted_at__isnull=True).order_by("position", "id")
        return list(rows.values_list("name", flat=True))


def _stage(cast: Cast, name: str) -> Stage:
    with inside(cast.north):
        return Stage.objects.get(name=name)


def _follow(cast: Cast, stage: Stage) -> list[Rule]:
    """The rules that entering a stage sets off."""
    with inside(cast.north):
        return [rule for rule in following.rules_of([stage]) if rule.deleted_at is None]


def _read(cast: Cast, rule: Rule) -> Following | None:
    with inside(cast.north):
        return following.read(rule)


def _post(cast: Cast, address: str, **said: Any) -> Any:
    return cast.alice.browser.post(f"{BASE}/{address}", said)


def test_the_page_shows_the_stages_and_opens_one_form(cast: Cast, pipeline: Pipeline) -> None:
    page = cast.alice.browser.get(f"{BASE}/{pipeline.pk}?stage={_stage(cast, 'Visit').pk}").content.decode()
    assert [name for name in ("Call", "Visit", "Pay") if f"Move {name} up" in page] == [
        "Call",
        "Visit",
        "Pay",
    ]
    assert page.count('name="required_fields"') > 5


def test_a_stage_is_moved_by_its_arrows_and_the_move_is_undone(cast: Cast, pipeline: Pipeline) -> None:
    _post(cast, f"{pipeline.pk}/order", up=_stage(cast, "Pay").pk)
    assert _names(cast) == ["Call", "Pay", "Visit"]
    with inside(cast.north):
        undo.undo(Operation.objects.latest("id"), cast.alice.actor("web"))
    assert _names(cast) == ["Call", "Visit", "Pay"]


def test_stages_dragged_into_another_order_stay_there(cast: Cast, pipeline: Pipeline) -> None:
    ids = [_stage(cast, name).pk for name in ("Pay", "Call", "Visit")]
    assert _post(cast, f"{pipeline.pk}/order", stage=ids).status_code == 303
    assert _names(cast) == ["Pay", "Call", "Visit"]


def test_an_order_of_other_stages_changes_nothing(cast: Cast, pipeline: Pipeline) -> None:
    _post(cast, f"{pipeline.pk}/order", stage=[_stage(cast, "Pay").pk])
    _post(cast, f"{pipeline.pk}/order", up="018f0000-0000-7000-8000-000000000000")
    assert _names(cast) == ["Call", "Visit", "Pay"]


def test_a_stage_asks_for_what_was_ticked(cast: Cast, pipeline: Pipeline) -> None:
    stage = _stage(cast, "Visit")
    role, asked = cast.roles["seller"], ["amount", "visit_at"]
    said = {
        "name": "Visit",
        "probability": "40",
        "responsible_role": role.pk,
        "required_fields": asked,
    }
    assert _post(cast, f"{pipeline.pk}/stages/{stage.pk}", **said).status_code == 303
    saved = _stage(cast, "Visit")
    assert (saved.probability, saved.responsible_role_id, saved.required_fields) == (40, role.pk, asked)


WRONG = [
    {"name": ""}, {"probability": "abc"}, {"name": "Call"}, {"required_fields": ["colour"]},
    {"limit_minutes": "9" * 5000}, {"limit_minutes": "9" * 4000}, {"limit_minutes": "1.5"}, {"limit_minutes": "-1"},
]  # fmt: skip


@pytest.mark.parametrize("wrong", WRONG)
def test_a_stage_that_can_not_be_keeps_what_was_typed(
    cast: Cast, pipeline: Pipeline, wrong: dict[str, Any]
) -> None:
    stage = _stage(cast, "Visit")
    answer = _post(cast, f"{pipeline.pk}/stages/{stage.pk}", **{"name": "Visit", "probability": "7", **wrong})
    assert answer.status_code == 422
    assert f'value="{wrong.get("probability", "7")}"' in answer.content.decode()
    assert _stage(cast, "Visit").probability == 0


def test_what_follows_is_added_changed_and_removed(cast: Cast, pipeline: Pipeline) -> None:
    stage = _stage(cast, "Call")
    rules = f"{pipeline.pk}/stages/{stage.pk}/rules"
    said = {
        "kind": "task",
        "text": "Call {contact.name} back",
        "due_minutes": "15",
        "priority": "high",
        "done_by_call": "1",
    }
    assert _post(cast, rules, **said).status_code == 303
    [rule] = _follow(cast, stage)
    expected = Following(text="Call {contact.name} back", due_minutes=15, priority="high", done_by_call=True)
    assert (_read(cast, rule), rule.is_on, rule.name) == (expected, True, "Call: make a task")
    page = cast.alice.browser.get(f"{BASE}/{pipeline.pk}").content.decode()
    assert "due 15 minutes after entry" in page
    _post(cast, f"{rules}/{rule.pk}", kind="task", text="Call back", due_minutes="120", priority="normal")
    [changed] = _follow(cast, stage)
    assert (_read(cast, changed), changed.in_force) == (Following(text="Call back", due_minutes=120), 2)
    _post(cast, f"{rules}/{rule.pk}/delete")
    assert _follow(cast, stage) == []


def test_a_rule_that_names_an_unknown_field_is_told_the_nearest(cast: Cast, pipeline: Pipeline) -> None:
    stage = _stage(cast, "Call")
    answer = _post(
        cast, f"{pipeline.pk}/stages/{stage.pk}/rules", kind="task", text="Call {contact.nam}", priority="low"
    )
    assert answer.status_code == 422
    assert "Did you mean “contact.name”?" in answer.content.decode()
    with inside(cast.north):
        assert not Rule.objects.exists()


@pytest.mark.parametrize("minutes", ["-1", "9999999999", "soon"])
def test_a_rule_with_minutes_that_can_not_be_is_refused(cast: Cast, pipeline: Pipeline, minutes: str) -> None:
    rules = f"{pipeline.pk}/stages/{_stage(cast, 'Call').pk}/rules"
    answer = _post(cast, rules, kind="task", text="Call back", due_minutes=minutes, priority="low")
    page = answer.content.decode()
    assert (answer.status_code, "Write a " in page, f'value="{minutes}"' in page) == (422, True, True)
    with inside(cast.north):
        assert not Rule.objects.exists()


def test_a_stage_with_deals_stays(cast: Cast, pipeline: Pipeline) -> None:
    with inside(cast.north):
        write.create(Deal, {"name": "Ana", "pipeline": pipeline.pk}, cast.bob.actor("web"))
    answer = _post(cast, f"{pipeline.pk}/stages/{_stage(cast, 'Call').pk}/delete")
    assert answer.status_code == 409
    assert "1 deal is here" in answer.content.decode()
    assert _post(cast, f"{pipeline.pk}/delete").status_code == 409
    assert _names(cast) == ["Call", "Visit", "Pay"]
    assert _post(cast, f"{pipeline.pk}/stages/{_stage(cast, 'Pay').pk}/delete").status_code == 303
    assert _names(cast) == ["Call", "Visit"]


def test_a_new_pipeline_begins_with_one_stage(cast: Cast) -> None:
    assert cast.alice.browser.post(BASE, {"name": "Service"}).status_code == 303
    assert _names(cast) == ["New"]


def _addresses(cast: Cast, pipeline: Pipeline) -> list[str]:
    stage = _stage(cast, "Call")
    with inside(cast.north):
        rule = following.add(stage, Following(text="Call"), cast.alice.actor("web"))
    one = f"{BASE}/{pipeline.pk}"
    of_stage = f"{one}/stages/{stage.pk}"
    return [
        BASE, one, f"{one}/order", f"{one}/delete", f"{one}/stages", of_stage, f"{of_stage}/delete",
        f"{of_stage}/rules", f"{of_stage}/rules/{rule.pk}", f"{of_stage}/rules/{rule.pk}/delete",
    ]  # fmt: skip


def _post_all(browser: Client, addresses: list[str]) -> set[int]:
    said = {"name": "Taken over", "text": "x", "kind": "task"}
    return {browser.post(address, said).status_code for address in addresses}


def test_nobody_but_administrators_of_this_workspace_changes_anything(cast: Cast, pipeline: Pipeline) -> None:
    addresses = _addresses(cast, pipeline)
    assert _post_all(cast.bob.browser, addresses) == {403}
    assert _post_all(cast.mallory.browser, addresses) == {404}
    elsewhere = [one.replace("/w/north/", "/w/south/") for one in addresses[1:]]
    assert _post_all(cast.mallory.browser, elsewhere) == {404}
    assert _names(cast) == ["Call", "Visit", "Pay"]
    [rule] = _follow(cast, _stage(cast, "Call"))
    assert _read(cast, rule) == Following(text="Call")


def test_the_page_asks_no_more_for_more_rules(cast: Cast, pipeline: Pipeline) -> None:
    stage, counted = _stage(cast, "Call"), []
    role = str(cast.roles["seller"].pk)
    for number in (1, 4):
        with inside(cast.north):
            for _place in range(number):
                following.add(stage, Following(text="Call", role=role), cast.alice.actor("web"))
        cast.alice.browser.get(f"{BASE}/{pipeline.pk}")
        with CaptureQueriesContext(connection) as asked:
            cast.alice.browser.get(f"{BASE}/{pipeline.pk}")
        counted.append(len(asked))
    assert counted[0] == counted[1]


def test_the_page_stands_whatever_a_program_wrote_into_a_rule(cast: Cast, pipeline: Pipeline) -> None:
    stage = _stage(cast, "Call")
    with inside(cast.north):
        rule = following.add(stage, Following(text="Call"), cast.alice.actor("web"))
        values = {**rule.steps[0]["values"], "assignee": "whoever"}
        write.update(rule, {"steps": [{**rule.steps[0], "values": values}]}, cast.alice.actor("api"))
    assert _read(cast, _follow(cast, stage)[0]) is None
    page = cast.alice.browser.get(f"{BASE}/{pipeline.pk}")
    assert (page.status_code, rule.name in page.content.decode()) == (200, True)


def test_a_text_names_the_companys_own_fields_and_says_something_instead_of_nothing(
    cast: Cast, pipeline: Pipeline
) -> None:
    define(cast, "Glass", "text", object="deal")
    define(cast, "Dog", "text", object="contact")
    stage = _stage(cast, "Call")
    page = cast.alice.browser.get(f"{BASE}/{pipeline.pk}?stage={stage.pk}&rule=new").content.decode()
    assert "<code>{x_glass}</code> Glass" in page
    assert "<code>{contact.x_dog}</code> Contact · Dog" in page
    text = "Ask about {x_glass|the glass}[ and {contact.x_dog}] of {company.name}"
    rules = f"{pipeline.pk}/stages/{stage.pk}/rules"
    assert _post(cast, rules, kind="task", text=text, priority="low").status_code == 303
    [rule] = _follow(cast, stage)
    assert _read(cast, rule) == Following(text=text, priority="low")
    shown = cast.alice.browser.get(f"/w/north/settings/rules/{rule.pk}").content.decode()
    assert "Glass, or “the glass”" in shown


def test_the_first_stage_of_a_pipeline_is_called_in_the_companys_language(cast: Cast) -> None:
    cast.north.language = "vi"
    cast.north.save()
    cast.alice.member.user.language = "en"
    cast.alice.member.user.save()
    cast.alice.browser.post(BASE, {"name": "Service"})
    with translation.override("vi"):
        expected = pgettext("stage", "New")
    assert expected != "New"
    assert _names(cast) == [expected]


def test_lengths_of_time_are_numbers_of_a_unit(cast: Cast, pipeline: Pipeline) -> None:
    stage = _stage(cast, "Call")
    address = f"{pipeline.pk}/stages/{stage.pk}"
    said = {"name": "Call", "limit_minutes": "30", "limit_minutes_unit": "days"}
    assert _post(cast, address, **said).status_code == 303
    assert _stage(cast, "Call").limit_minutes == 30 * 24 * 60
    page = cast.alice.browser.get(f"{BASE}/{pipeline.pk}?stage={stage.pk}").content.decode()
    field = page.partition('name="limit_minutes"')[2].partition("</select>")[0]
    assert 'value="30"' in field
    assert '<option value="days" selected>' in field
    late = {"due_minutes": "2", "due_minutes_unit": "working_hours"}
    assert (
        _post(cast, f"{address}/rules", kind="task", text="Call", priority="low", **late).status_code == 303
    )
    [rule] = _follow(cast, stage)
    assert _read(cast, rule) == Following(text="Call", priority="low", due_minutes=120, working_time=True)
    shown = cast.alice.browser.get(f"{BASE}/{pipeline.pk}?stage={stage.pk}&rule={rule.pk}").content.decode()
    assert '<option value="working_hours" selected>' in shown
    wrong = _post(cast, f"{address}/rules/{rule.pk}", kind="task", text="Call", priority="low", due_minutes="x",
                  due_minutes_unit="days")  # fmt: skip
    assert wrong.status_code == 422
    assert '<option value="days" selected>' in wrong.content.decode()
    assert _read(cast, _follow(cast, stage)[0]) == Following(
        text="Call", priority="low", due_minutes=120, working_time=True
    )
