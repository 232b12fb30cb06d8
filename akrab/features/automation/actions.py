"""What can be done with rules: keep one that can do what it says, and switch it on and off."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from akrab.engine.actions import action, prepares
from akrab.engine.errors import Refused
from akrab.features.automation.checking import check
from akrab.features.automation.models import Rule, Version
from akrab.identity.actor import Actor


@prepares("create", "update", "undo")
def check_rule(rule: Rule, *, by: Actor, before: Mapping[str, Any] | None = None) -> None:
    """A rule may only name what there is; one that is on and changes goes on with a new version."""
    check(rule, by)
    if rule.is_on:
        _put_in_force(rule)


@prepares("delete")
def switch_off_first(rule: Rule, *, by: Actor) -> None:
    rule.is_on = False


@action(
    label=_("Switch on"),
    past="switched_on",
    told=_("switched on the rule"),
    icon="player-play",
    shown=lambda rule: not rule.is_on,
)
def switch_on(rule: Rule, *, by: Actor) -> Rule:
    """Let the rule act on what happens from now on; raises `Refused` while it has no steps."""
    if not rule.steps:
        raise Refused(gettext("This rule has no steps yet. Add one, then switch it on."))
    check(rule, by)
    rule.is_on = True
    _put_in_force(rule)
    return rule


@action(
    label=_("Switch off"),
    past="switched_off",
    told=_("switched off the rule"),
    icon="player-pause",
    shown=lambda rule: rule.is_on,
)
def switch_off(rule: Rule, *, by: Actor) -> Rule:
    """Let nothing set the rule off any more; runs under way go on to their end."""
    rule.is_on = False
    return rule


def _put_in_force(rule: Rule) -> None:
    """Have a version that says what the rule says now; the newest one where it says the same."""
    newest = Version.objects.filter(rule=rule).order_by("-number").first()
    said = {"trigger": rule.trigger, "condition": rule.condition, "steps": rule.steps}
    if newest is None or any(getattr(newest, name) != value for name, value in said.items()):
        Version.objects.create(rule=rule, number=newest.number + 1 if newest else 1, **said)
