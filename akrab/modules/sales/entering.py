"""How a deal comes into its pipeline and its stages: with an owner, a likelihood, and somebody who has it in hand."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.utils.translation import gettext

from akrab.engine.actions import prepares
from akrab.engine.errors import Invalid, Refused
from akrab.identity.actor import Actor
from akrab.identity.models import Membership
from akrab.lib import clock
from akrab.modules.sales import people, rules
from akrab.modules.sales.models import Deal, Pipeline, Stage, Stay


@prepares("create")
def begin(deal: Deal, *, by: Actor) -> None:
    """A new deal has a pipeline, a stage, an owner and a name, whoever made it."""
    if deal.stage is not None and deal.pipeline_id is None:
        deal.pipeline = deal.stage.pipeline
    if deal.stage is not None and deal.stage.pipeline_id != deal.pipeline_id:
        raise Invalid({"pipeline": [gettext("The stage belongs to another pipeline. Leave this out.")]})
    takes_turn = deal.owner_id is None and people.takes_turn(by)
    has_come = deal.stage_id is None and _come_in(deal, takes_turn)
    if deal.pipeline is None:
        raise Refused(gettext("There is no pipeline yet. Ask an administrator to set one up."))
    if deal.stage is None:
        raise Refused(gettext("The pipeline “%(name)s” has no stages yet.") % {"name": deal.pipeline.name})
    owner = None
    if deal.owner_id is None:
        owner = deal.owner = people.next_owner(deal.pipeline, by, is_locked=has_come and takes_turn)
    deal.currency = deal.currency or by.workspace.currency
    deal.balance = rules.balance(deal.amount, deal.paid)
    enter(deal, deal.stage, owner)


def _come_in(deal: Deal, takes_turn: bool) -> bool:
    """Put a deal into the first stage of its pipeline, or of the first one; both are read at once.

    For who takes a turn the pipeline is locked.
    """
    stages = stages_of(deal.pipeline_id).select_related("pipeline") if deal.pipeline_id else _all_stages()
    first = (stages.select_for_update(of=("pipeline",), no_key=True) if takes_turn else stages).first()
    if first is not None:
        deal.stage, deal.pipeline = first, first.pipeline
    elif deal.pipeline_id is None:  # to say what is missing
        deal.pipeline = Pipeline.objects.filter(deleted_at__isnull=True).order_by("position", "id").first()
    return first is not None


def stages_of(pipeline: UUID | None) -> Any:
    """The stages of a pipeline in use, in order."""
    return Stage.objects.filter(pipeline=pipeline, deleted_at__isnull=True).order_by("position", "id")


def _all_stages() -> Any:
    """The stages of the pipelines in use, those of the first one first."""
    rows = Stage.objects.filter(deleted_at__isnull=True, pipeline__deleted_at__isnull=True)
    return rows.select_related("pipeline").order_by("pipeline__position", "pipeline_id", "position", "id")


def enter(deal: Deal, stage: Stage, owner: Membership | None = None, left: Stage | None = None) -> None:
    """What every entry into a stage sets: since when, how likely, and who has it in hand.

    `owner` is the deal's, where it was just given one; `left` is the stage it comes from.
    """
    deal.came_back = left is not None and bool(came_back([deal.pk], stage, left))
    deal.stage = stage
    deal.stage_since = clock.now()
    deal.probability = stage.probability
    role = stage.responsible_role_id
    deal.assignee = people.for_role(role, deal, owner) if role else deal.owner


def came_back(deals: Collection[UUID], stage: Stage, left: Stage) -> set[UUID]:
    """Which of the deals, coming from the stage they `left`, were in this earlier one before."""
    if not rules.is_forward(stage.position, left.position):
        return set()
    there = Stay.objects.filter(deal__in=deals, stage=stage, deleted_at__isnull=True)
    return set(there.values_list("deal_id", flat=True))
