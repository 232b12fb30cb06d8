"""Who gets a deal, a task or a visit: the next in turn, or whoever of a role has it already or the least to do."""

from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Count

from akrab.engine.spec import named
from akrab.identity.actor import Actor
from akrab.identity.members import active_members
from akrab.identity.models import Membership
from akrab.modules.activities.models import Task
from akrab.modules.sales import rules
from akrab.modules.sales.models import Deal, Pipeline


def zone_of(by: Actor) -> ZoneInfo:
    """The company's time zone: what a calendar day means for its records."""
    return ZoneInfo(by.workspace.time_zone)


def takes_turn(by: Actor) -> bool:
    """Whether a new deal goes to the next in its pipeline's round, because nobody makes it by hand."""
    return by.membership is None or by.origin not in ("web", "api")


def next_owner(pipeline: Pipeline, by: Actor, is_locked: bool = False) -> Membership | None:
    """The owner of a new deal: whoever makes it by hand, else the next in the pipeline's round.

    Taking a turn locks the pipeline until the transaction ends, so that no two requests get the same turn; one that
    is locked already was read then.
    """
    if not takes_turn(by):
        return by.membership
    if not is_locked:
        pipeline = Pipeline.objects.select_for_update(of=("self",)).get(pk=pipeline.pk)
    round_ = active_members().filter(role=pipeline.assign_role_id).order_by("created_at", "id")
    people = list(round_.select_related(None))  # many, of whom one is chosen
    if not people:
        return active_members().filter(role__is_administrator=True).first()
    last = next((one for one in people if one.pk == pipeline.last_owner_id), None)
    chosen = rules.next_in_turn(people, last)
    Pipeline.objects.filter(pk=pipeline.pk).update(last_owner=chosen)
    return chosen


def for_role(role: UUID, deal: Deal, owner: Membership | None = None) -> Membership | None:
    """Who does a role's part on this deal: its owner or whoever did it before, else who has the fewest open tasks.

    An `owner` who is known to be there is not asked for again.
    """
    if owner is not None and owner.role_id == role:
        return owner
    people = active_members().filter(role=role)
    if owner is None and deal.owner_id and (own := people.filter(pk=deal.owner_id).first()):
        return own
    earlier = Task.objects.filter(about=named(deal), assignee__role=role).order_by("-id").first()
    if earlier and earlier.assignee_id and (same := people.filter(pk=earlier.assignee_id).first()):
        return same
    open_tasks = Task.objects.filter(status="open", deleted_at__isnull=True, assignee__role=role).values(
        "assignee"
    )
    load = {row["assignee"]: row["n"] for row in open_tasks.annotate(n=Count("pk"))}
    return min(people.order_by("created_at", "id"), key=lambda member: load.get(member.pk, 0), default=None)
