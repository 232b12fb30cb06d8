"""Reshaping pipelines: making one like another, putting them in order, and emptying a stage before it goes."""

from typing import Any

from django.utils.translation import gettext as _

from akrab.engine import access, write
from akrab.engine.errors import Invalid
from akrab.engine.events import gesture
from akrab.engine.spec import spec_of
from akrab.identity.actor import Actor
from akrab.lib import clock
from akrab.modules.sales import following
from akrab.modules.sales.entering import came_back
from akrab.modules.sales.models import Deal, Pipeline, Stage

LONGEST_NAME = 80


def duplicate(pipeline: Pipeline, by: Actor) -> Pipeline:
    """One more pipeline with the same stages, and the same that follows on them; no deal goes along."""
    with gesture(by, _("Duplicate “%(name)s”") % {"name": pipeline}) as by:
        rows = access.visible(Pipeline, by)
        raw = {**_copied(pipeline), "name": _free_name(str(pipeline)), "position": rows.count()}
        made = write.create(Pipeline, raw, by)
        for stage in access.visible(Stage, by).filter(pipeline=pipeline).order_by("position", "id"):
            copy = write.create(Stage, {**_copied(stage), "pipeline": made}, by)
            for rule in following.rules_of([stage]):
                if rule.deleted_at is None:
                    following.copy(rule, stage, copy, by)
    return made


def _copied(record: Any) -> dict[str, Any]:
    """What a person may say of a record, as JSON has it."""
    fields = {field.name: field for field in spec_of(type(record)).editable()}
    return {name: field.type.plain(field, getattr(record, field.attname)) for name, field in fields.items()}


def _free_name(name: str) -> str:
    taken = set(Pipeline.objects.values_list("name", flat=True))
    numbered = (f"{name[: LONGEST_NAME - 5]} {number}" for number in range(2, 1000))
    return next(one for one in numbered if one not in taken)


def empty(stage: Stage, into: Stage, by: Actor) -> int:
    """Move all deals of a stage to another of its pipeline, whatever the stage requires; how many."""
    if into.pk == stage.pk or into.pipeline_id != stage.pipeline_id:
        raise Invalid({"to": [_("Choose another stage of this pipeline.")]})
    deals = Deal.objects.filter(stage=stage)
    is_open = deals.filter(state="open", deleted_at__isnull=True)
    opened = list(is_open.values_list("pk", flat=True))
    closed = list(deals.exclude(pk__in=opened).values_list("pk", flat=True))
    with gesture(by, _("Empty “%(name)s”") % {"name": stage}) as by:
        moved = {"stage": into, "stage_since": clock.now(), "probability": into.probability}
        back = came_back(opened, into, stage)
        for ids in (back, set(opened) - back):
            if ids:
                write.keep_many(Deal, ids, by, **moved, came_back=ids is back)
        if closed:
            write.keep_many(Deal, closed, by, stage=into)
    return len(opened) + len(closed)
