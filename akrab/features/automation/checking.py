"""Whether a rule can do what it says: each name it uses is looked up before it is kept, with the nearest one told."""

from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from akrab.engine import batch, filters
from akrab.engine.actions import actions_of
from akrab.engine.errors import Invalid
from akrab.engine.fields.links import target_of
from akrab.engine.registry import find_object, objects
from akrab.engine.spec import Spec, spec_of
from akrab.features.automation.definition import (
    Act,
    Ask,
    Assign,
    Branch,
    Call,
    Change,
    Create,
    Each,
    OnCall,
    OnEvent,
    OnMoment,
    OnSchedule,
    Wait,
    read_steps,
    read_trigger,
    walk,
)
from akrab.features.automation.models import Endpoint, Rule
from akrab.features.automation.scope import paths_in
from akrab.features.automation.triggers import BECAME
from akrab.identity.actor import Actor

GENERIC = ("created", "updated", BECAME, "deleted", "restored", "settled")


def check(rule: Rule, by: Actor) -> None:
    """Raise `Invalid` by field with everything that is wrong with a rule."""
    spec = find_object(rule.object)
    if spec is None or not rule.trigger:
        return  # required fields are asked for by their own
    errors: dict[str, list[str]] = {}
    if wrong := list(_of_trigger(rule.trigger, spec)):
        errors["trigger"] = wrong
    try:
        filters.compile(rule.condition, spec, by)
    except Invalid as invalid:
        errors["condition"] = invalid.errors["filter"]
    if wrong := list(_of_steps(rule.steps, roots_of(rule.trigger, spec), by)):
        errors["steps"] = wrong[:20]
    if errors:
        raise Invalid(errors)


def _of_trigger(raw: Mapping[str, Any], spec: Spec) -> Iterator[str]:
    trigger = read_trigger(raw)
    if isinstance(trigger, OnMoment):
        dated = [field.name for field in spec.of_type("date", "datetime")]
        if trigger.field not in dated:
            yield _unknown(_("date"), trigger.field, dated)
        return
    if not isinstance(trigger, OnEvent):
        return
    verbs = verbs_of(spec)
    if trigger.verb not in verbs:
        yield _unknown(_("event"), trigger.verb, verbs)
    if trigger.verb == BECAME and not trigger.field:
        yield _("Choose the field that gets a value.")
    if trigger.field and trigger.field not in spec.fields:
        yield _unknown(_("field"), trigger.field, list(spec.fields))
        return
    leads = bool(trigger.field) and spec.fields[trigger.field].type.name in ("link", "user")
    if leads and not all(map(_is_id, (trigger.was, trigger.now))):
        yield _("Choose from the list.")


def _is_id(said: Any) -> bool:
    """Whether a plain value is the id of a record, or nothing."""
    try:
        return said is None or bool(UUID(str(said)))
    except ValueError:
        return False


def verbs_of(spec: Spec) -> list[str]:
    """The words of all that can happen to an object's records."""
    pasts = [action.past for action in actions_of(spec.model).values()]
    return list(dict.fromkeys([*GENERIC, *pasts, *(deadline.name for deadline in spec.deadlines)]))


def roots_of(raw: Mapping[str, Any], spec: Spec) -> dict[str, Spec | None]:
    """The names that steps can begin with, before any step was taken; None stands for what is no record."""
    trigger = read_trigger(raw)
    if isinstance(trigger, OnCall):
        return {"payload": None}
    if isinstance(trigger, OnSchedule):
        return {"record": spec} if trigger.each else {}
    return {"record": spec, "who": None}


def made_by(step: Any) -> dict[str, Spec]:
    """The names that a step adds for those after it."""
    made = find_object("approval" if isinstance(step, Ask) else getattr(step, "object", ""))
    if made is None:
        return {}
    return {step.id: made, "item": made} if isinstance(step, Each) else {step.id: made}


def _of_steps(raw: Any, roots: dict[str, Spec | None], by: Actor) -> Iterator[str]:
    """What is wrong with the steps; roots are known from the step on that makes them."""
    for step in walk(read_steps(raw)):
        for wrong in (*_of_step(step, roots, by), *_of_braces(step, roots)):
            yield f"{step.id}: {wrong}"
        roots |= made_by(step)


def _of_step(step: Any, roots: Mapping[str, Spec | None], by: Actor) -> Iterator[str]:
    if isinstance(step, Create | Each) and find_object(step.object) is None:
        yield _unknown(_("object"), step.object, list(objects()))
        return
    if isinstance(step, Create):
        yield from _of_fields(step.values, objects()[step.object])
        return
    if isinstance(step, Call):
        yield from _of_endpoint(step.endpoint)
        return
    if isinstance(step, Wait) and step.of == "record":
        return  # a schedule's rule may wait too
    here = roots.get("record" if isinstance(step, Each) else getattr(step, "of", ""))
    if here is not None:
        yield from _of_record(step, here, by)
    elif isinstance(step, Each) or (
        hasattr(step, "of") and not (isinstance(step, Ask) and step.of == "record")
    ):
        yield _unknown(
            _("record"), getattr(step, "of", "record"), [name for name, one in roots.items() if one]
        )


def _of_record(step: Any, here: Spec, by: Actor) -> Iterator[str]:
    """What is wrong with a step that does something to, or asks something of, a record of this object."""
    if isinstance(step, Change):
        yield from _of_fields(step.values, here)
    elif isinstance(step, Act):
        yield from _of_action(step, here)
    elif isinstance(step, Assign) and step.field not in (one.name for one in here.of_type("user")):
        yield _unknown(_("field"), step.field, [one.name for one in here.of_type("user")])
    elif isinstance(step, Branch | Ask):
        yield from _of_condition(step.alone if isinstance(step, Ask) else step.condition, here, by)
    elif isinstance(step, Each):
        yield from _of_condition(step.condition, objects()[step.object], by)


def _of_endpoint(id: str) -> Iterator[str]:
    if id not in batch.once("endpoints", _endpoints):
        yield _("Choose the endpoint to call.")


def _endpoints() -> set[str]:
    rows = Endpoint.objects.filter(deleted_at__isnull=True)
    return {str(id) for id in rows.values_list("pk", flat=True)}


def _of_fields(values: Mapping[str, Any], spec: Spec) -> Iterator[str]:
    known = [field.name for field in spec.editable()]
    yield from (_unknown(_("field"), name, known) for name in values if name not in known)


def _of_action(step: Act, spec: Spec) -> Iterator[str]:
    action = actions_of(spec.model).get(step.action)
    if action is None:
        yield _unknown(_("action"), step.action, list(actions_of(spec.model)))
        return
    yield from (
        _unknown(_("field"), name, list(action.params)) for name in step.values if name not in action.params
    )


def _of_condition(tree: Mapping[str, Any], spec: Spec, by: Actor) -> Iterator[str]:
    try:
        filters.compile(tree, spec, by)
    except Invalid as invalid:
        yield from invalid.errors["filter"]


def _of_braces(step: Any, roots: Mapping[str, Spec | None]) -> Iterator[str]:
    for path in paths_in(step.model_dump(exclude={"then", "otherwise", "steps", "condition", "alone"})):
        root, _dot, rest = path.partition(".")
        if root not in roots:
            yield _unknown(_("name"), root, list(roots))
        elif rest and (spec := roots[root]) is not None:
            yield from _of_path(rest.split("."), spec)


def _of_path(names: list[str], spec: Spec) -> Iterator[str]:
    *links, last = names
    for link in links:
        field = spec.fields.get(link)
        if field is None or field.type.name != "link" or "Spec" not in vars(target_of(field)):
            yield _unknown(_("link"), link, [one.name for one in spec.links()])
            return
        spec = spec_of(target_of(field))
    if last not in spec.fields:
        yield _unknown(_("field"), last, list(spec.fields))


def _unknown(what: str, name: str, known: list[str]) -> str:
    near = get_close_matches(name, known, 1)
    words = {"what": what, "name": name, "near": near[0] if near else ""}
    if near:
        return _("There is no %(what)s “%(name)s”. Did you mean “%(near)s”?") % words
    return _("There is no %(what)s “%(name)s”.") % words
