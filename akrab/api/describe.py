"""What there is: every object with its fields, rights and actions, as this actor may use them."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Schema

from akrab.api.bearer import acting
from akrab.api.bodies import require_known
from akrab.api.records import answer
from akrab.api.shapes import field_schema, input_schema
from akrab.engine import access
from akrab.engine.actions import Action, actions_of
from akrab.engine.fields import Field
from akrab.engine.fields.choices import Choice
from akrab.engine.fields.links import target_of
from akrab.engine.registry import objects
from akrab.engine.spec import Spec
from akrab.identity.actor import VERBS, Actor
from akrab.identity.members import active_members


class OperatorTold(Schema):
    """A comparison that a filter can make with a field; `takes` says what its value is."""

    name: str
    label: str
    takes: str


class FieldTold(Schema):
    """A field, or a parameter of an action; `value` is the JSON schema of its value."""

    name: str
    label: str
    type: str
    required: bool
    right: str
    sortable: bool
    link: str | None
    choices: dict[str, str] | None
    operators: list[OperatorTold]
    value: dict[str, Any]


class ActionTold(Schema):
    """A verb of one object besides create, update, delete and restore."""

    name: str
    label: str
    needs: str
    right: str
    path: str
    params: list[FieldTold]


class ObjectTold(Schema):
    """An object; `rights` says for each verb which records it reaches: none, own, team or all."""

    name: str
    plural: str
    label: str
    label_plural: str
    path: str
    title: str
    sort: str
    rights: dict[str, str]
    fields: list[FieldTold]
    actions: list[ActionTold]


class ObjectsTold(Schema):
    """Every object that this actor may see."""

    objects: list[ObjectTold]


class MemberTold(Schema):
    """A member of the workspace; `id` is what user fields hold."""

    id: str
    name: str
    email: str
    role: str
    team: str | None
    is_me: bool


class MembersTold(Schema):
    """Everyone who can be given work."""

    items: list[MemberTold]
    next: str | None


def list_objects(request: HttpRequest) -> HttpResponse:
    with acting(request) as by:
        require_known(request, ())
        seen = [spec for spec in objects().values() if access.reach(by, spec, "view") != "none"]
        return answer({"objects": [_object(spec, by) for spec in seen]})


def list_members(request: HttpRequest) -> HttpResponse:
    with acting(request) as by:
        require_known(request, ())
        items = [
            {
                "id": str(member.pk), "name": str(member), "email": member.user.email,
                "role": member.role.name, "team": member.team.name if member.team else None,
                "is_me": member.pk == by.membership_id,
            }
            for member in active_members()
        ]  # fmt: skip
        return answer({"items": items, "next": None})


def _object(spec: Spec, by: Actor) -> dict[str, Any]:
    seen = access.readable(by, spec).values()
    return {
        "name": spec.name, "plural": spec.plural, "label": spec.label, "label_plural": spec.label_plural,
        "path": f"/api/v1/{spec.plural}", "title": spec.title, "sort": spec.sort,
        "rights": {verb: access.reach(by, spec, verb) for verb in VERBS},
        "fields": [_field(field, access.field_right(by, spec, field), spec) for field in seen],
        "actions": [_action(action, spec, by) for action in actions_of(spec.model).values()],
    }  # fmt: skip


def _field(field: Field, right: str, spec: Spec | None = None) -> dict[str, Any]:
    kind = field.type
    is_link = kind.name in ("link", "user")
    asked = [{"name": one.name, "label": str(one.label), "takes": one.takes} for one in kind.operators]
    return {
        "name": field.name, "label": field.label, "type": kind.name,
        "required": field.is_required, "right": right,
        "sortable": spec is not None and (kind.sortable or field.name == spec.title),
        "link": str(target_of(field)._meta.model_name) if is_link else None,
        "choices": kind.options(field) if isinstance(kind, Choice) else None,
        "operators": asked,
        "value": field_schema(field) if spec else input_schema(field),
    }  # fmt: skip


def _action(action: Action, spec: Spec, by: Actor) -> dict[str, Any]:
    return {
        "name": action.name, "label": str(action.label), "needs": action.needs,
        "right": access.reach(by, spec, action.needs), "path": f"/api/v1/{spec.plural}/{{id}}/{action.name}",
        "params": [_field(param, "write") for param in action.params.values()],
    }  # fmt: skip
