"""Pipelines are duplicated and ordered, and a stage that goes gives its deals to another."""

from typing import Any

import pytest

from akrab.config.reactions import REACTIONS
from akrab.engine import follow, write
from akrab.engine.actions import actions_of
from akrab.features.automation.models import Rule
from akrab.modules.sales import following, reshaping
from akrab.modules.sales.following import Following
from akrab.modules.sales.models import Deal, Pipeline, Stage
from akrab.tenancy.current import workspace
from tests.cast import Cast
from tests.conftest import cast

__all__ = ["cast"]
pytestmark = pytest.mark.django_db
SETTINGS = "/w/north/settings/pipelines"


@pytest.fixture
def pipeline(cast: Cast) -> Pipeline:
    by = cast.alice.actor()
    with workspace(cast.north):
        made = write.create(Pipeline, {"name": "Sales"}, by)
        for place, name in enumerate(("New", "Offer", "Won nearly")):
            raw = {"name": name, "pipeline": made, "position": place, "required_fields": ["amount"]}
            stage = write.create(Stage, raw, by)
        following.add(stage, Following(text="Call {contact.name}", due_minutes=5), by)
    return made


def stages(cast: Cast, pipeline: Pipeline) -> list[Any]:
    with workspace(cast.north):
        return list(Stage.objects.filter(pipeline=pipeline, deleted_at__isnull=True).order_by("position"))


def test_a_duplicate_has_the_same_stages_and_what_follows(cast: Cast, pipeline: Pipeline) -> None:
    assert cast.alice.browser.post(f"{SETTINGS}/{pipeline.pk}/duplicate").status_code == 303
    with workspace(cast.north):
        copy = Pipeline.objects.exclude(pk=pipeline.pk).get()
        [rule] = following.rules_of(Stage.objects.filter(pipeline=copy))
        said = following.read(rule)
        assert (copy.name, rule.is_on) == ("Sales 2", True)
        assert said == Following(text="Call {contact.name}", due_minutes=5)
    assert [(one.name, one.required_fields) for one in stages(cast, copy)] == [
        (one.name, one.required_fields) for one in stages(cast, pipeline)
    ]


def test_a_stage_that_goes_gives_its_deals_to_another(cast: Cast, pipeline: Pipeline) -> None:
    first, second, _third = stages(cast, pipeline)
    with workspace(cast.north):
        deal = write.create(Deal, {"name": "Ana"}, cast.alice.actor())
    page = f"{SETTINGS}/{pipeline.pk}/stages/{first.pk}/delete"
    assert cast.alice.browser.post(page).status_code == 409
    assert cast.alice.browser.post(page, {"to": str(first.pk)}).status_code == 422
    assert len(stages(cast, pipeline)) == 3
    assert cast.alice.browser.post(page, {"to": str(second.pk)}).status_code == 303
    assert [one.name for one in stages(cast, pipeline)] == ["Offer", "Won nearly"]
    with workspace(cast.north):
        deal.refresh_from_db()
        assert deal.stage_id == second.pk


def test_the_first_pipeline_takes_what_names_none(cast: Cast, pipeline: Pipeline) -> None:
    cast.alice.browser.post(f"{SETTINGS}/{pipeline.pk}/duplicate")
    with workspace(cast.north):
        copy = Pipeline.objects.exclude(pk=pipeline.pk).get()
    cast.alice.browser.post(f"{SETTINGS}/order", {"up": str(copy.pk)})
    with workspace(cast.north):
        assert write.create(Deal, {"name": "Ana"}, cast.alice.actor()).pipeline_id == copy.pk


def test_others_reshape_nothing(cast: Cast, pipeline: Pipeline) -> None:
    assert cast.bob.browser.post(f"{SETTINGS}/{pipeline.pk}/duplicate").status_code == 403
    assert (
        cast.mallory.browser.post(f"/w/south/settings/pipelines/{pipeline.pk}/duplicate").status_code == 404
    )
    with workspace(cast.north):
        assert Pipeline.objects.count() == 1


def test_a_duplicate_keeps_what_was_added_to_a_rule_and_what_is_off(cast: Cast, pipeline: Pipeline) -> None:
    last = stages(cast, pipeline)[-1]
    with workspace(cast.north):
        by = cast.alice.actor()
        [rule] = following.rules_of([last])
        further = {"id": "more", "do": "change", "of": "record", "values": {"next_step": "Call"}}
        write.update(rule, {"steps": [*rule.steps, further]}, by)
        write.perform(actions_of(Rule)["switch_off"], rule, {}, by)
    cast.alice.browser.post(f"{SETTINGS}/{pipeline.pk}/duplicate")
    with workspace(cast.north):
        copy = Pipeline.objects.exclude(pk=pipeline.pk).get()
        [copied] = following.rules_of(Stage.objects.filter(pipeline=copy))
        assert ([step["id"] for step in copied.steps], copied.is_on) == (["task1", "more"], False)
        assert str(last.pk) not in str([copied.trigger, copied.condition, copied.steps])


def test_a_stage_is_called_as_one_of_another_pipeline_is(cast: Cast, pipeline: Pipeline) -> None:
    cast.alice.browser.post(f"{SETTINGS}/{pipeline.pk}/duplicate")
    with workspace(cast.north):
        by = cast.alice.actor()
        copy = Pipeline.objects.exclude(pk=pipeline.pk).get()
        other = Stage.objects.get(pipeline=copy, name="Offer")
        following.add(other, Following(text="Write"), by)
        following.add(Stage.objects.get(pipeline=pipeline, name="New"), Following(text="Write"), by)
        Stage.objects.filter(pipeline=copy, name="New").update(name="Old")
        write.update(other, {"name": "New"}, by)
        names = sorted(Rule.objects.filter(name__startswith="New").values_list("name", flat=True))
    assert names == ["New: make a task", "New: make a task 2"]


def test_a_deal_moved_to_an_earlier_stage_that_it_was_in_starts_no_clock_again(
    cast: Cast, pipeline: Pipeline
) -> None:
    first, second, third = stages(cast, pipeline)

    def empty(stage: Stage, into: Stage) -> list[bool]:
        follow.follow(cast.north, REACTIONS)
        with workspace(cast.north):
            reshaping.empty(stage, into, cast.alice.actor())
            return list(Deal.objects.order_by("name").values_list("came_back", flat=True))

    with workspace(cast.north):
        for name, stage in (("Ana", second), ("Ben", third)):
            write.create(Deal, {"name": name, "amount": 1, "stage": stage}, cast.alice.actor())
    assert empty(third, second) == [False, False], "Ben was never there"
    assert empty(second, third) == [False, False]
    assert empty(third, second) == [True, True]
    assert empty(second, third) == [False, False]
    assert empty(third, first) == [False, False]
