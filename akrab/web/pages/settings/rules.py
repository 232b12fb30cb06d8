"""The settings page of rules: all of them, and one with what sets it off, its condition and its steps."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from akrab.engine import access, batch, write
from akrab.engine.errors import Invalid, Refused
from akrab.engine.events import gesture
from akrab.engine.registry import find_object, get_action
from akrab.engine.spec import spec_of
from akrab.features.automation import editing, recipes
from akrab.features.automation.actions import is_changed, version_of
from akrab.features.automation.checking import check
from akrab.features.automation.models import Rule, Run
from akrab.identity.actor import Actor
from akrab.lib import clock
from akrab.web import inputs, show
from akrab.web.pages.settings.door import address, administrators, draw, text
from akrab.web.rules import calls, drawing, forms, kinds, sentences, triggers, values
from akrab.web.rules.builder import builder, read_builder
from akrab.web.rules.drawing import Open

ABOUT = ("name", "description", "most_an_hour", "minutes_saved")
RECENT = timedelta(days=7)


@administrators
def rules(request: HttpRequest, by: Actor) -> HttpResponse:
    """Every rule with how it did in the last seven days, and ready ones to begin with."""
    return draw(request, by, "settings/rules/list.html", _listed(by))


def _listed(by: Actor) -> dict[str, Any]:
    since = clock.now() - RECENT
    counts = {
        row["rule"]: row
        for row in Run.objects.filter(started_at__gt=since)
        .values("rule")
        .annotate(runs=Count("pk"), failed=Count("pk", filter=Q(state__in=("failed", "stopped"))))
        .order_by()
    }
    found = []
    rows = list(access.visible(Rule, by).order_by("-is_on", "sort_key", "id"))
    with batch.opened([]):  # what all rules name is looked up once
        broken = {rule.pk for rule in rows if _complaints(rule, by)}
    titles = sentences.titles_of(rows, by)
    for rule in rows:
        said = counts.get(rule.pk, {"runs": 0, "failed": 0})
        trigger = sentences.of_trigger(rule.trigger, find_object(rule.object), by, titles)
        found.append({
            "rule": rule, "address": at(by, rule), "trigger": trigger, "broken": rule.pk in broken,
            "runs": said["runs"], "failed": said["failed"], "saved": said["runs"] * rule.minutes_saved,
        })  # fmt: skip
    saved = sum(one["saved"] for one in found)
    return {
        "rules": found,
        "recipes": recipes.offered(),
        "saved": sentences.duration(saved) if saved else "",
    }


def _complaints(rule: Rule, by: Actor) -> list[str]:
    """What a rule names that is not there any more, such as a field that was deleted since."""
    try:
        check(rule, by)
    except Invalid as invalid:
        return [said for all_said in invalid.errors.values() for said in all_said]
    return []


@administrators
def new(request: HttpRequest, by: Actor) -> HttpResponse:
    """A new rule: its name and what sets it off, or a ready one."""
    if request.method == "POST" and (key := request.POST.get("recipe", "")):
        return _from_recipe(request, by, key)
    data = request.POST if request.method == "POST" else request.GET
    object, trigger, wrong = triggers.read(data, None, by)
    name = data.get("s-name", "").strip()
    if request.method == "POST" and not wrong:
        try:
            with gesture(by, _("New rule")) as within:
                raw = {"name": name, "object": object, "trigger": trigger}
                made = write.create(Rule, raw, within)
            return show.go(
                request,
                at(by, made),
                within,
                _("The rule “%(name)s” was made. Add its steps.") % {"name": made},
            )
        except Invalid as invalid:
            wrong = {**invalid.errors}
    context = {
        "trigger": triggers.ask(object, trigger, by, address(by, "rules/new")),
        "units": values.UNIT_WORDS,
        "clock_units": values.CLOCK_WORDS,
        "name_input": text("s-name", _("Name"), name, errors=wrong.pop("name", ()), required=True, most=120),
        "here": address(by, "rules/new"),
        "whole_errors": triggers.complaints(wrong),
    }
    return draw(request, by, "settings/rules/new.html", context, 422 if request.method == "POST" else 200)


def _from_recipe(request: HttpRequest, by: Actor, key: str) -> HttpResponse:
    with gesture(by, _("New rule")) as within:
        made = recipes.make(key, within)
    said = _("The rule “%(name)s” was made. Look at its steps, then switch it on.")
    return show.go(request, at(by, made), within, said % {"name": made})


@administrators
def rule(request: HttpRequest, by: Actor, id: UUID) -> HttpResponse:
    """One rule; `open` names the one form that is open, and what stands in the address fills it."""
    held = access.get(Rule, id, by)
    return page(request, by, held, _asked(request, by, held))


def _asked(request: HttpRequest, by: Actor, held: Rule) -> Open:
    data = request.GET
    part, at_ = data.get("open", ""), data.get("at", "")
    if part == "trigger" and "s-on" in data:
        object, trigger, _wrong = triggers.read(data, held, by)
        return Open(part, at_, said={"object": object, "trigger": trigger})
    kind = data.get("do", "")
    if part in ("step", "add") and kind in sentences.KINDS:
        said: dict[str, Any] = {"object": data["object"]} if "object" in data else {}
        if any(name.startswith("s-") for name in data):
            said, _wrong = forms.read(kind, data, drawing.bench_at(held, place_at(held, part, at_), by))
        return Open(part, at_, kind, said)
    return Open(part, at_)


def place_at(held: Rule, part: str, at_: str) -> str:
    """The place that a form is about: that of a step, or one between steps."""
    return editing.place_of(held.steps, at_) if part == "step" else at_


def page(request: HttpRequest, by: Actor, held: Rule, open_: Open, status: int = 200) -> HttpResponse:
    """The page of a rule, with at most one form open."""
    spec = find_object(held.object)
    version = version_of(held)
    context = {
        "rule": held,
        "here": at(by, held),
        "units": values.UNIT_WORDS,
        "clock_units": values.CLOCK_WORDS,
        "trigger": sentences.of_trigger(held.trigger, spec, by),
        "trigger_form": _trigger_form(held, open_, by) if open_.part == "trigger" else None,
        "has_condition": spec is not None and held.trigger.get("on") != "call",
        "condition": sentences.of_condition(held.condition, spec, by),
        "builder": builder(spec, open_.said.get("condition", held.condition), by)
        if open_.part == "condition" and spec
        else None,
        "about": _about(held, open_, by) if open_.part == "about" else None,
        "way": drawing.way_of(held, by, open_, at(by, held)),
        "kinds": _kinds(held, open_, by) if open_.part == "add" and not open_.kind else None,
        "changed": held.is_on and is_changed(held),
        "version": version,
        "complaints": _complaints(held, by),
        "call_address": calls.address_of(held, by) if held.trigger.get("on") == "call" else "",
        "whole_errors": triggers.complaints(
            {
                name: said
                for name, said in open_.wrong.items()
                if name in ("", "steps", "trigger", "condition")
            }
        ),
        **_waiting(held),
    }
    return draw(
        request, by, "settings/rules/rule.html", context, 422 if open_.wrong and status == 200 else status
    )


def _waiting(held: Rule) -> dict[str, Any]:
    waiting = Run.objects.filter(rule=held, state="waiting")
    older = waiting.exclude(version__number=held.in_force).count() if held.in_force else 0
    return {"waiting_older": older}


def _trigger_form(held: Rule, open_: Open, by: Actor) -> triggers.Asked:
    said = open_.said or {"object": held.object, "trigger": held.trigger}
    return triggers.ask(said["object"], said["trigger"], by, at(by, held, "?open=trigger"))


def _about(held: Rule, open_: Open, by: Actor) -> list[inputs.Input]:
    fields = spec_of(Rule).fields
    return [
        inputs.ask(
            fields[name], by, open_.said.get(name, inputs.as_typed(fields[name], held, by)),
            errors=open_.wrong.get(name, ()), prefix="s",
        )
        for name in ABOUT
    ]  # fmt: skip


def _kinds(held: Rule, open_: Open, by: Actor) -> list[dict[str, str]]:
    """What can be added at a place."""
    bench = drawing.bench_at(held, open_.at, by)
    return kinds.kinds(bench, f"{at(by, held)}?open=add&at={open_.at}")


@require_POST
@administrators
def save(request: HttpRequest, by: Actor, id: UUID, part: str) -> HttpResponse:
    """Save the trigger, the condition, or what a rule is called."""
    held = access.get(Rule, id, by)
    raw: Mapping[str, Any]
    said: dict[str, Any] = {}
    wrong: Mapping[str, Sequence[str]] = {}
    spec = find_object(held.object)
    if part == "trigger":
        object, trigger, wrong = triggers.read(request.POST, held, by)
        raw = said = {"object": object, "trigger": trigger}
    elif part == "condition":
        raw = said = {"condition": read_builder(request.POST, spec, by) if spec else {}}
    else:
        raw = said = {name: request.POST.get(name, "").strip() for name in ABOUT}
    if wrong:
        return page(request, by, held, Open(part, said=said, wrong=wrong))
    try:
        with gesture(by, _("Change the rule")) as within:
            write.update(held, raw, within)
    except Invalid as invalid:
        held = access.get(Rule, id, by)
        return page(request, by, held, Open(part, said=said, wrong=invalid.errors))
    return show.go(request, at(by, held), within, _("The rule was changed."))


@require_POST
@administrators
def act(request: HttpRequest, by: Actor, id: UUID, action: str) -> HttpResponse:
    """Switch a rule on or off, put its changes in force, drop them, or put the rule into the bin."""
    held = access.get(Rule, id, by)
    try:
        with gesture(by, _("Change the rule")) as within:
            if action == "delete":
                write.delete(held, within)
            else:
                held = write.perform(get_action(spec_of(Rule), action), held, {}, within)
    except (Refused, Invalid) as refused:
        said = refused.errors if isinstance(refused, Invalid) else {"": [str(refused)]}
        return page(request, by, access.get(Rule, id, by), Open(wrong=said), 409)
    told = {
        "switch_on": _("The rule is on. It acts on what happens from now on."),
        "switch_off": _("The rule is off. Runs under way go on to their end."),
        "publish": _("The changes are in force."),
        "revert": _("The changes were dropped."),
        "delete": _("“%(name)s” was deleted.") % {"name": held},
    }
    return show.go(
        request, address(by, "rules") if action == "delete" else at(by, held), within, told.get(action, "")
    )


def at(by: Actor, held: Rule, tail: str = "") -> str:
    """The address of a rule's page."""
    return address(by, f"rules/{held.pk}{tail}")
