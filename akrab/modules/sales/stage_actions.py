"""What can be done with pipelines and their stages: what follows on entering one, and what may go."""

from collections.abc import Mapping
from difflib import get_close_matches
from typing import Annotated, Any

from akrab.engine import write
from akrab.engine.actions import action, prepares
from akrab.engine.errors import Invalid, Refused
from akrab.engine.fields import (
    BooleanField,
    ChoiceField,
    IntegerField,
    LinkField,
    TextField,
    UserField,
)
from akrab.engine.spec import spec_of
from akrab.features.automation.models import Rule
from akrab.features.documents.models import Template
from akrab.features.wording.objects import gettext, ngettext
from akrab.features.wording.objects import gettext_lazy as _
from akrab.identity.actor import Actor
from akrab.identity.models import Membership, Role
from akrab.modules.activities.models import YEAR
from akrab.modules.sales import following, rules, sentences
from akrab.modules.sales.following import KINDS, PRIORITIES, Following
from akrab.modules.sales.models import Deal, Pipeline, Stage

Text = Annotated[str, TextField(_("text"), max_length=200)]
Minutes = Annotated[int | None, IntegerField(_("due after minutes"), null=True, within=(0, YEAR))]


@action(
    label=_("Change what follows"),
    past="followed_by",
    told=_("%(who)s changed what follows on entering %(what)s"),
    icon="bolt",
)
def follow(
    stage: Stage, *, by: Actor, kind: Annotated[str, ChoiceField(_("what"), choices=KINDS)] = "task", text: Text = "",
    role: Annotated[Role | None, LinkField(Role, _("for the role"))] = None,
    person: Annotated[Membership | None, UserField(_("always this person"))] = None,
    due_minutes: Minutes = None,
    working_time: Annotated[bool, BooleanField(_("counted in working time"))] = False,
    due_field: Annotated[str, TextField(_("due at the field"), max_length=60)] = "",
    priority: Annotated[str, ChoiceField(_("priority"), choices=PRIORITIES)] = "normal",
    done_by_call: Annotated[bool, BooleanField(_("a connected [call] completes it"))] = False,
    closes_deal: Annotated[bool, BooleanField(_("its completion wins the [deal]"))] = False,
    template: Annotated[Template | None, LinkField(Template, _("document template"))] = None,
    rule: Annotated[Rule | None, LinkField(Rule, _("rule"))] = None,
) -> Stage:  # fmt: skip
    """Let a task, visit, document or notice follow on entering the stage; with a `rule` of the stage, instead of it."""
    said = Following(
        kind=kind, text=text.strip(), role=_id(role), person=_id(person), due_minutes=due_minutes,
        working_time=working_time, due_field=due_field, priority=priority, done_by_call=done_by_call,
        closes_deal=closes_deal, template=_id(template),
    )  # fmt: skip
    _check(said)
    if rule is not None and rule.pk not in {one.pk for one in following.rules_of([stage])}:
        raise Invalid({"rule": [gettext("This rule belongs to another stage.")]})
    try:
        if rule is None:
            following.add(stage, said, by)
        else:
            following.change(rule, stage, said, by)
    except Invalid as invalid:  # what is wrong with a step is wrong with its text
        raise Invalid({"text": [text for texts in invalid.errors.values() for text in texts]}) from invalid
    return stage


def _id(record: Any) -> str:
    return str(record.pk) if record is not None else ""


def _check(said: Following) -> None:
    """Raise `Invalid` for what is said by halves, or names no field; a slip is told with the nearest name."""
    known = list(sentences.nameable())
    wrong = [name for name in rules.placeholders(said.text) if name not in known]
    errors = {"text": [_unknown(name, known) for name in wrong]} if wrong else {}
    dated = [field.name for field in spec_of(Deal).of_type("date", "datetime")]
    if not said.text:
        errors["text"] = [gettext("Fill this in.")]
    if said.due_field and said.due_field not in dated:
        errors["due_field"] = [_unknown(said.due_field, dated)]
    if said.kind == "document" and not said.template:
        errors["template"] = [gettext("Choose the template to make the document from.")]
    if said.kind == "visit" and not said.due_field:
        errors["due_field"] = [gettext("Choose the field that says when the [visit] is.")]
    if errors:
        raise Invalid(errors)


@prepares("create")
def check_stage(stage: Stage, *, by: Actor) -> None:
    """Required fields must be fields of deals."""
    known = [field.name for field in spec_of(Deal).editable()]
    wrong = [name for name in stage.required_fields if name not in known]
    if wrong:
        raise Invalid({"required_fields": [_unknown(name, known) for name in wrong]})


@prepares("update")
def recheck_stage(stage: Stage, *, before: Mapping[str, Any], by: Actor) -> None:
    check_stage(stage, by=by)
    if before["name"] != stage.name:
        following.rename(stage, before["name"], by)


@prepares("delete")
def keep_used_stage(stage: Stage, *, by: Actor) -> None:
    """A stage that holds deals stays; those after one that goes move up."""
    _require_unused(Deal.objects.filter(stage=stage))
    left = Stage.objects.filter(pipeline=stage.pipeline_id, deleted_at__isnull=True).exclude(pk=stage.pk)
    for place, one in enumerate(left.order_by("position", "id")):
        if one.position != place:
            write.update(one, {"position": place}, by)
    for rule in following.rules_of([stage]):
        if rule.deleted_at is None:
            write.delete(rule, by)


@prepares("delete")
def keep_used_pipeline(pipeline: Pipeline, *, by: Actor) -> None:
    """A pipeline that holds deals stays."""
    _require_unused(Deal.objects.filter(pipeline=pipeline))


def _require_unused(deals: Any) -> None:
    number = deals.filter(deleted_at__isnull=True).count()
    if number:
        words = {"count": number}
        raise Refused(
            ngettext(
                "%(count)d [deal] is here. Move it first.",
                "%(count)d [deals] are here. Move them first.",
                number,
            )
            % words
        )


def _unknown(name: str, known: list[str]) -> str:
    near = get_close_matches(name, known, n=1)
    if near:
        return gettext("There is no field “%(name)s”. Did you mean “%(near)s”?") % {
            "name": name,
            "near": near[0],
        }
    return gettext("There is no field “%(name)s”.") % {"name": name}
