"""What each kind of step does."""

import json
from collections.abc import Callable, Mapping
from typing import Any, cast
from uuid import UUID

from django.utils.translation import gettext as _

from akrab.engine import access, filters, write
from akrab.engine.actions import actions_of
from akrab.engine.record import Record
from akrab.engine.registry import get_object
from akrab.engine.spec import Spec, named, spec_of
from akrab.features.automation import choosing, making
from akrab.features.automation.definition import Act, Ask, Assign, Call, Change, Create, Each
from akrab.features.automation.models import Approval, Deed, Delivery, Endpoint
from akrab.features.automation.scope import Broken, Scope
from akrab.features.calendars import finding as calendars
from akrab.features.territories import finding as territories
from akrab.identity.actor import Actor
from akrab.identity.members import active_members
from akrab.identity.models import Membership, Team
from akrab.lib import clock

MOST_ITEMS = 500
Outcome = tuple[Record | None, str]
Kind = Callable[[Any, Scope, Actor], Outcome]


def create(step: Create, scope: Scope, by: Actor) -> Outcome:
    spec = get_object(step.object)
    values = making.values_of(step, scope)
    there = making.still_open(step, values, scope.rule) if step.once else None
    if there is not None:
        return making.whole(there, by), _("was there already")
    if any(one.is_required and not values.get(one.name) for one in spec.of_type("user")):
        return None, _("nobody to give it to")
    rows = _one_each(values, spec)
    made_by = [{spec.made_by: f"rule:{scope.rule}"} for _row in rows] if spec.made_by and scope.rule else []
    made = write.create_many(cast(type[Record], spec.model), rows, by, made_by)
    return (
        (made[0], "" if len(made) == 1 else f"× {len(made)}") if made else (None, _("nobody to give it to"))
    )


def _one_each(values: dict[str, Any], spec: Spec) -> list[dict[str, Any]]:
    """The values for each person of a group, where one is named for a person."""
    group = next((one.name for one in spec.of_type("user") if isinstance(values.get(one.name), list)), None)
    return [{**values, group: one} for one in values[group]] if group else [values]


def change(step: Change, scope: Scope, by: Actor) -> Outcome:
    record = scope.record(step.of)
    return write.update(record, making.filled(step.values, scope, spec_of(type(record)).fields), by), ""


def act(step: Act, scope: Scope, by: Actor) -> Outcome:
    record = scope.record(step.of)
    action = actions_of(type(record)).get(step.action)
    if action is None:
        raise Broken(_("There is no action “%(name)s” any more.") % {"name": step.action})
    if not action.shown(record):
        return record, _("not possible as things stood")
    return write.perform(action, record, making.filled(step.values, scope, action.params), by), ""


def assign(step: Assign, scope: Scope, by: Actor) -> Outcome:
    record = scope.record(step.of)
    field = spec_of(type(record)).fields.get(step.field)
    if field is None or field.type.name != "user":
        raise Broken(_("There is no field “%(name)s” any more.") % {"name": step.field})
    chosen = _chosen(step, _people(step, record, by), record, field.name)
    if chosen is None:
        return record, _("nobody to give it to")
    return write.update(record, {step.field: chosen.pk}, by), str(chosen)


def _people(step: Assign, record: Record, by: Actor) -> list[Membership]:
    """Who may get it, in the order they joined; a wish that nobody meets is left out, so that somebody gets it."""
    rows = active_members().order_by("created_at", "id")
    if step.role:
        rows = rows.filter(role=UUID(step.role))
    if step.team:
        rows = rows.filter(team=UUID(step.team))
    people = list(rows)
    if step.territory:
        near = {one.pk for one in territories.people_for(record, by.workspace)}
        people = [one for one in people if one.pk in near] or people
    if step.present:
        people = calendars.at_work(people, by.workspace, clock.now()) or people
    return people


def _chosen(step: Assign, people: list[Membership], record: Record, field: str) -> Membership | None:
    """By turns after whom this step chose last; by load after how many records of the object each has."""
    if step.how == "leader":
        team = Team.objects.select_related("leader__user").filter(pk=step.team).first() if step.team else None
        return team.leader if team else None
    if not people:
        return None
    if step.how == "least":
        return choosing.least(people, spec_of(type(record)), field)
    return choosing.next_of(people, record, field)


def ask(step: Ask, scope: Scope, by: Actor) -> Outcome:
    """Ask for the approval, unless nobody needs to be asked."""
    about = scope.record(step.of) if step.of in scope.memory else None
    if about is not None and step.alone and meets(step.alone, about, by):
        return None, _("no approval is needed")
    asked = scope.value(step.to) or scope.value(step.deputy)
    if not asked:
        raise Broken(_("There is nobody to ask for approval."))
    raw = {
        "text": scope.text(step.text) or by.agent, "about": named(about) if about else "", "asked": asked,
        "deputy": scope.value(step.deputy), "minutes": step.minutes,
        "answer_by": scope.later(clock.now(), step.minutes, step.working),
    }  # fmt: skip
    return write.create(Approval, raw, by), ""


def call(step: Call, scope: Scope, by: Actor) -> Outcome:
    """Write the call down, to be made once this is committed."""
    endpoint = Endpoint.objects.filter(pk=UUID(step.endpoint), deleted_at__isnull=True).first()
    if endpoint is None:
        raise Broken(_("The endpoint that this step calls is there no more."))
    body = {name: scope.value(raw) for name, raw in step.values.items()}
    about = scope.memory.get("record") or ""
    raw = {"endpoint": endpoint.pk, "about": about, "body": json.dumps(body, ensure_ascii=False, default=str)}
    return write.create(Delivery, raw, by, name=by.agent), ""


KINDS: Mapping[str, Kind] = {
    "create": create, "change": change, "act": act, "assign": assign, "ask": ask, "call": call,
}  # fmt: skip


def items_of(step: Each, scope: Scope, by: Actor) -> list[str]:
    """The records a loop goes through, as memory names them, at most 500."""
    spec = get_object(step.object)
    field = spec.fields.get(step.link)
    if field is None:
        raise Broken(_("There is no field “%(name)s” any more.") % {"name": step.link})
    here = scope.record("record")
    points: Any = named(here) if field.type.name == "any_link" else here.pk
    rows = access.visible(cast(type[Record], spec.model), by).filter(**{field.attname: points})
    found = rows.filter(filters.compile(step.condition, spec, by)).order_by("created_at", "id")
    return [named(record) for record in found[:MOST_ITEMS]]


def meets(condition: Mapping[str, Any], record: Record, by: Actor) -> bool:
    """Whether a record is among those that a filter tree means."""
    spec = spec_of(type(record))
    rows = access.visible(type(record), by).filter(pk=record.pk)
    return rows.filter(filters.compile(condition, spec, by)).exists()


def deed(run_id: UUID, step: Any, outcome: Outcome, by: Actor) -> Deed:
    """The line of the ledger for a step that was taken inside the gesture of `by`."""
    record, told = outcome
    assert by.operation is not None, "steps are taken inside a gesture"
    return Deed(
        run_id=run_id, step=step.id, kind=step.do, record=named(record) if record else "", told=told[:300],
        operation_id=by.operation,
    )  # fmt: skip
