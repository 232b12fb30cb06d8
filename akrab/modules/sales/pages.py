"""The settings page of a pipeline: its stages in order, what each asks for, and what happens on entering it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar
from uuid import UUID

from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext
from django.views.decorators.http import require_POST

from akrab.engine import access, write
from akrab.engine.actions import actions_of
from akrab.engine.errors import Invalid, NotFound, Refused
from akrab.engine.events import gesture
from akrab.engine.record import Record
from akrab.engine.spec import spec_of
from akrab.features.automation.models import Rule
from akrab.features.playbooks import guidance
from akrab.identity.actor import Actor
from akrab.modules.sales import following, reshaping, sentences
from akrab.modules.sales.following import Following
from akrab.modules.sales.models import Deal, Pipeline, Stage
from akrab.modules.sales.stage_forms import following_inputs, in_full, pipeline_inputs, stage_form
from akrab.web import show
from akrab.web.pages.settings.door import address, administrators, draw
from akrab.web.rules.sentences import duration
from akrab.web.rules.values import WORKING

Errors = Mapping[str, Sequence[str]]
NEW = "new"
S = TypeVar("S", Stage, Pipeline)


@administrators
def pipelines(request: HttpRequest, by: Actor) -> HttpResponse:
    """Every pipeline; making one more."""
    if request.method != "POST":
        return _draw_list(request, by, {}, {})
    raw = {**_said(request.POST, ("name", "assign_role")), "position": access.visible(Pipeline, by).count()}
    try:
        with gesture(by, _("New pipeline")) as within:
            made = write.create(Pipeline, raw, within)
            with override(by.workspace.language):  # whoever reads another one: the company will read it
                first = {"name": pgettext("stage", "New"), "pipeline": made.pk, "probability": 10}
            write.create(Stage, first, within)
    except Invalid as invalid:
        return _draw_list(request, by, raw, invalid.errors)
    return show.go(request, _at(by, made), within, _("The pipeline “%(name)s” was made.") % {"name": made})


def _draw_list(request: HttpRequest, by: Actor, raw: Mapping[str, Any], wrong: Errors) -> HttpResponse:
    stages = access.visible(Stage, by).order_by("position", "id")
    found = [
        (one, _at(by, one), [stage.name for stage in stages if stage.pipeline_id == one.pk])
        for one in access.visible(Pipeline, by).select_related("assign_role").order_by("position", "id")
    ]
    context = {
        "pipelines": found,
        "inputs": pipeline_inputs(raw, wrong),
        "whole_errors": _rest(wrong, ("name", "assign_role")),
    }
    return draw(request, by, "sales/pipelines.html", context, 422 if wrong else 200)


@administrators
def pipeline(request: HttpRequest, by: Actor, id: UUID) -> HttpResponse:
    """One pipeline; `stage` opens a stage's form, `rule` one of its rules (`new` for a new one)."""
    held = access.get(Pipeline, id, by)
    if request.method != "POST":
        return _draw(request, by, held, Open(request.GET.get("stage", ""), request.GET.get("rule", "")))
    raw = _said(request.POST, ("name", "assign_role"))
    try:
        with gesture(by, _("Change pipeline")) as within:
            write.update(held, raw, within)
    except Invalid as invalid:
        return _draw(request, by, held, Open(raw=raw, wrong=invalid.errors))
    return show.go(request, _at(by, held), within, _("The pipeline was changed."))


@require_POST
@administrators
def order(request: HttpRequest, by: Actor, id: UUID) -> HttpResponse:
    """Put the stages into the order sent, or move one a step up or down."""
    held = access.get(Pipeline, id, by)
    stages = _stages(held, by)
    wanted = request.POST.getlist("stage")
    known = {str(one.pk): one for one in stages}
    if set(wanted) == set(known):
        stages = [known[one] for one in dict.fromkeys(wanted)]
    elif request.POST.get("up") in known or request.POST.get("down") in known:
        _step(stages, known, request.POST)
    moved = request.POST.get("up") or request.POST.get("down") or ""
    with gesture(by, _("Order the stages")) as within:
        for place, stage in enumerate(stages):
            if stage.position != place:
                write.update(stage, {"position": place}, within)
    return show.go(
        request, _at(by, held, f"#stage-{moved}" if moved else ""), within, _("The stages were ordered.")
    )


def _step(stages: list[S], known: Mapping[str, S], data: QueryDict) -> None:
    """Swap a stage, or a pipeline, with its neighbour."""
    up = data.get("up", "")
    at = stages.index(known[up or data.get("down", "")])
    to = at - 1 if up else at + 1
    if 0 <= to < len(stages):
        stages[at], stages[to] = stages[to], stages[at]


@require_POST
@administrators
def stage(request: HttpRequest, by: Actor, id: UUID, stage_id: UUID | None = None) -> HttpResponse:
    """Save a stage of the pipeline, or make one more."""
    held = access.get(Pipeline, id, by)
    plain = (
        "name",
        "probability",
        "responsible_role",
        "required_file",
        "limit_minutes",
        "limit_minutes_unit",
    )
    raw: dict[str, Any] = _said(request.POST, plain)
    raw["required_fields"] = request.POST.getlist("required_fields")
    try:
        with gesture(by, _("Change the stages")) as within:
            if stage_id is None:
                raw |= {"pipeline": held.pk, "position": len(_stages(held, by))}
                saved = write.create(Stage, in_full(raw, "limit_minutes"), within)
            else:
                said = in_full(raw, "limit_minutes")
                saved = write.update(_stage_of(held, stage_id, by), said, within)
            if "checks" in request.POST:
                guidance.set_items(
                    saved, _lines(request.POST, "checks"), _lines(request.POST, "may_checks"), within
                )
    except Invalid as invalid:
        raw |= {name: request.POST.get(name, "") for name in ("checks", "may_checks")}
        return _draw(request, by, held, Open(str(stage_id or NEW), raw=raw, wrong=invalid.errors))
    text = _("The stage “%(name)s” was saved.") % {"name": saved}
    return show.go(request, _at(by, held, f"#stage-{saved.pk}"), within, text)


@require_POST
@administrators
def rule(
    request: HttpRequest, by: Actor, id: UUID, stage_id: UUID, rule_id: UUID | None = None
) -> HttpResponse:
    """Save what happens on entering a stage, or add something."""
    held = access.get(Pipeline, id, by)
    entered = _stage_of(held, stage_id, by)
    plain = (
        "kind",
        "text",
        "role",
        "person",
        "due_minutes",
        "due_minutes_unit",
        "due_field",
        "priority",
        "template",
    )
    raw: dict[str, Any] = _said(request.POST, plain)
    raw |= {name: request.POST.get(name) == "1" for name in ("done_by_call", "closes_deal")}
    raw["working_time"] = request.POST.get("due_minutes_unit", "").startswith(WORKING)
    try:
        with gesture(by, _("Change what follows")) as within:
            changed = {"rule": _rule_of(entered, rule_id, by).pk} if rule_id else {}
            said = {**in_full(raw, "due_minutes"), **changed}
            write.perform(actions_of(Stage)["follow"], entered, said, within)
    except Invalid as invalid:
        return _draw(request, by, held, Open(str(stage_id), str(rule_id or NEW), raw, invalid.errors))
    text = _("From now on this happens on entering “%(stage)s”.") % {"stage": entered}
    return show.go(request, _at(by, held, f"#stage-{entered.pk}"), within, text)


@require_POST
@administrators
def delete(
    request: HttpRequest, by: Actor, id: UUID, stage_id: UUID | None = None, rule_id: UUID | None = None
) -> HttpResponse:
    """Put a rule, a stage or the whole pipeline into the bin; undo brings it back."""
    held = access.get(Pipeline, id, by)
    record: Record = held
    if stage_id is not None:
        entered = _stage_of(held, stage_id, by)
        record = _rule_of(entered, rule_id, by) if rule_id else entered
    try:
        with gesture(by, _("Delete")) as within:
            if isinstance(record, Stage) and request.POST.get("to"):
                reshaping.empty(record, _stage_of(held, _id(request.POST["to"]), by), within)
            write.delete(record, within)
    except Invalid as invalid:
        return _draw(request, by, held, Open(str(stage_id), wrong=invalid.errors))
    except Refused as refused:
        return _draw(request, by, held, Open(wrong={"": [str(refused)]}), 409)
    back = address(by, "pipelines") if record is held else _at(by, held)
    return show.go(request, back, within, _("“%(name)s” was deleted.") % {"name": record})


def _lines(data: QueryDict, name: str) -> list[str]:
    """One item a line, each once."""
    return list(dict.fromkeys(line.strip()[:200] for line in data.get(name, "").splitlines() if line.strip()))


def _id(said: str) -> UUID:
    try:
        return UUID(said)
    except ValueError as error:
        raise NotFound(said) from error


@require_POST
@administrators
def duplicate(request: HttpRequest, by: Actor, id: UUID) -> HttpResponse:
    """Make one more pipeline like this one."""
    held = access.get(Pipeline, id, by)
    with gesture(by, _("Duplicate “%(name)s”") % {"name": held}) as within:
        made = reshaping.duplicate(held, within)
    return show.go(request, _at(by, made), within, _("The pipeline “%(name)s” was made.") % {"name": made})


@require_POST
@administrators
def order_pipelines(request: HttpRequest, by: Actor) -> HttpResponse:
    """Put the pipelines into the order sent, or move one a step up or down; the first takes what names none."""
    rows = list(access.visible(Pipeline, by).order_by("position", "id"))
    known = {str(one.pk): one for one in rows}
    wanted = request.POST.getlist("pipeline")
    if set(wanted) == set(known):
        rows = [known[one] for one in dict.fromkeys(wanted)]
    elif request.POST.get("up") in known or request.POST.get("down") in known:
        _step(rows, known, request.POST)
    with gesture(by, _("Order the pipelines")) as within:
        for place, one in enumerate(rows):
            if one.position != place:
                write.update(one, {"position": place}, within)
    return show.go(request, address(by, "pipelines"), within, _("The pipelines were ordered."))


def _stage_of(held: Pipeline, id: UUID, by: Actor) -> Stage:
    """A stage of this pipeline; raises `NotFound`."""
    found = access.get(Stage, id, by)
    if found.pipeline_id != held.pk:
        raise NotFound(str(id))
    return found


def _rule_of(entered: Stage, id: UUID, by: Actor) -> Rule:
    """A rule of this stage; raises `NotFound`."""
    found = access.get(Rule, id, by)
    if found.pk not in {one.pk for one in following.rules_of([entered])}:
        raise NotFound(str(id))
    return found


def _stages(held: Pipeline, by: Actor) -> list[Stage]:
    rows = access.visible(Stage, by).filter(pipeline=held).select_related("responsible_role", "required_file")
    return list(rows.order_by("position", "id"))


def _at(by: Actor, held: Pipeline, tail: str = "") -> str:
    return address(by, f"pipelines/{held.pk}{tail}")


def _said(data: QueryDict, names: Iterable[str]) -> dict[str, Any]:
    """What a form says of these fields, nothing as None."""
    return {name: data.get(name, "").strip() or None for name in names if name in data}


def _rest(wrong: Errors, shown: Iterable[str]) -> list[str]:
    """The complaints that no shown field carries."""
    return [text for name, texts in wrong.items() if name not in shown for text in texts]


@dataclass(frozen=True)
class Open:
    """The one form that is open (of a stage, of one of its rules), with what was typed and what is wrong with it."""

    stage: str = ""
    rule: str = ""
    raw: Mapping[str, Any] | None = None
    wrong: Errors = field(default_factory=dict)

    @property
    def typed(self) -> dict[str, Any]:
        return {"raw": self.raw, "wrong": self.wrong}


def _draw(request: HttpRequest, by: Actor, held: Pipeline, open_: Open, status: int = 200) -> HttpResponse:
    """The page, with at most one form open: of a stage, of a rule, or of a new one."""
    stages = _stages(held, by)
    found = [(rule, following.read(rule)) for rule in following.rules_of(stages) if rule.deleted_at is None]
    titles = sentences.titles_of([said for _rule, said in found if said is not None], by)
    is_pipeline = open_.raw is not None and not open_.stage
    shown = {one.name for model in (Pipeline, Stage) for one in spec_of(model).fields.values()}
    shown |= set(actions_of(Stage)["follow"].params)
    context = {
        "pipeline": held,
        "here": _at(by, held),
        "cards": [
            _card(
                one, [each for each in found if following.stage_of(each[0]) == str(one.pk)], titles, by, open_
            )
            for one in stages
        ],
        "new_stage": stage_form(None, by, **open_.typed) if open_.stage == NEW else None,
        "inputs": pipeline_inputs(
            open_.raw if is_pipeline else None, open_.wrong if is_pipeline else {}, held
        ),
        "placeholders": sentences.placeholders(),
        "whole_errors": _rest(open_.wrong, shown),
    }
    return draw(request, by, "sales/pipeline.html", context, 422 if open_.wrong and status == 200 else status)


def _card(
    one: Stage,
    follows: Sequence[tuple[Rule, Following | None]],
    titles: Mapping[str, str],
    by: Actor,
    open_: Open,
) -> dict[str, Any]:
    """One stage: what it asks for, what follows on entering it, and the form that is open in it."""
    is_open = str(one.pk) == open_.stage
    deals = Deal.objects.filter(stage=one).count() if is_open else 0
    rows = [
        {
            "rule": rule,
            "said": found,
            "does": dict(following.KINDS)[found.kind],
            "says": sentences.of_following(found, titles),
            "icon": sentences.ICONS[found.kind],
            "inputs": following_inputs(found, by, **open_.typed)
            if is_open and open_.rule == str(rule.pk)
            else None,
        }
        for rule, found in follows
        if found is not None and rule.is_on
    ]
    return {
        "deals": deals,
        "stage": one,
        "stay": duration(one.limit_minutes) if one.limit_minutes else "",
        "asks": sentences.requirements(one),
        "form": stage_form(one, by, **open_.typed) if is_open and not open_.rule else None,
        "rules": rows,
        "further": [
            (rule, address(by, f"rules/{rule.pk}"))
            for rule, found in follows
            if found is None or not rule.is_on
        ],
        "new_rule": following_inputs(None, by, **open_.typed) if is_open and open_.rule == NEW else None,
    }
