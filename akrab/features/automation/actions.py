"""What can be done with rules, with what they ask people, and with what they send to other programs."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Annotated, Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from akrab.engine import write
from akrab.engine.actions import action, actions_of, prepares
from akrab.engine.errors import Refused
from akrab.engine.fields import TextField
from akrab.engine.models import Event
from akrab.features.automation.calling import new_secret
from akrab.features.automation.checking import check
from akrab.features.automation.deliveries import new_closed_secret
from akrab.features.automation.jobs import deliver_call
from akrab.features.automation.models import Approval, Delivery, Endpoint, Rule, Run, Version
from akrab.features.automation.running import move
from akrab.identity.actor import Actor
from akrab.lib import clock


def version_of(rule: Rule) -> Version | None:
    """What is in force of a rule, or was last; None before it was switched on for the first time."""
    return Version.objects.filter(rule=rule, number=rule.in_force).first()


def is_changed(rule: Rule) -> bool:
    """Whether the draft says something else than what is in force."""
    version = version_of(rule)
    return version is not None and _said(rule) != _said(version)


def _said(one: Rule | Version) -> dict[str, Any]:
    return {"trigger": one.trigger, "condition": one.condition, "steps": one.steps}


@prepares("create", "update", "undo")
def check_rule(rule: Rule, *, by: Actor, before: Mapping[str, Any] | None = None) -> None:
    """A draft may only name what there is."""
    check(rule, by)
    if (rule.trigger or {}).get("on") == "call" and not rule.secret:
        rule.secret = new_secret()


@prepares("delete")
def switch_off_first(rule: Rule, *, by: Actor) -> None:
    rule.is_on = False


@action(
    label=_("Switch on"),
    past="switched_on",
    told=_("%(who)s switched on the rule %(what)s"),
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
    label=_("Put into force"),
    past="published",
    told=_("%(who)s put the changes of the rule %(what)s into force"),
    icon="cloud-upload",
    shown=lambda rule: rule.is_on and is_changed(rule),
)
def publish(rule: Rule, *, by: Actor) -> Rule:
    """Let the draft act from now on; runs under way keep the version they began with."""
    if not rule.steps:
        raise Refused(gettext("This rule has no steps yet. Add one, then put it in force."))
    check(rule, by)
    _put_in_force(rule)
    return rule


@action(
    label=_("Drop the changes"),
    past="reverted",
    told=_("%(who)s dropped the changes of the rule %(what)s"),
    icon="arrow-back-up",
    shown=is_changed,
)
def revert(rule: Rule, *, by: Actor) -> Rule:
    """Make the draft say again what is in force."""
    version = version_of(rule)
    if version is not None:
        rule.trigger, rule.condition, rule.steps = version.trigger, version.condition, version.steps
    return rule


@action(
    label=_("Switch off"),
    past="switched_off",
    told=_("%(who)s switched off the rule %(what)s"),
    icon="player-pause",
    shown=lambda rule: rule.is_on,
)
def switch_off(rule: Rule, *, by: Actor) -> Rule:
    """Let nothing set the rule off any more; runs under way go on to their end."""
    rule.is_on = False
    return rule


def _put_in_force(rule: Rule) -> None:
    """Have a version that says what the draft says; the newest one where it says the same."""
    newest = Version.objects.filter(rule=rule).order_by("-number").first()
    if newest is None or _said(newest) != _said(rule):
        newest = Version.objects.create(rule=rule, number=newest.number + 1 if newest else 1, **_said(rule))
    rule.in_force = newest.number


@action(
    label=_("New address"),
    past="readdressed",
    told=_("%(who)s gave a new address to the rule %(what)s"),
    icon="refresh",
    shown=lambda rule: bool(rule.secret),
)
def readdress(rule: Rule, *, by: Actor) -> Rule:
    """Let the old address set nothing off any more."""
    Rule.objects.filter(pk=rule.pk).update(secret=new_secret())  # no part of what undo may bring back
    return rule


@action(
    label=_("Move waiting runs to this version"),
    past="moved",
    told=_("%(who)s moved the waiting runs to the current version of the rule %(what)s"),
    icon="arrows-move",
    shown=lambda rule: rule.in_force > 1,
)
def move_waiting(rule: Rule, *, by: Actor) -> Rule:
    """Let runs that wait go on by the version in force, where it has the step they wait in; the others keep theirs."""
    version = version_of(rule)
    if version is not None:
        for run in Run.objects.select_for_update(of=("self",)).filter(rule=rule, state="waiting"):
            move(run, version)
    return rule


@prepares("create")
def ask_until(approval: Approval, *, by: Actor) -> None:
    """Who is asked gets a deadline, an hour from now at the least."""
    if approval.answer_by is None:
        approval.answer_by = clock.now() + timedelta(minutes=approval.minutes)


Comment = Annotated[str, TextField(_("comment"))]


@prepares("update")
def keep_question(approval: Approval, *, before: Mapping[str, Any], by: Actor) -> None:
    """An answer is to what was asked: the question stays as it is, save for a new deadline or another person."""
    now = {"text": approval.text, "about": approval.about}
    if any(before[name] != value for name, value in now.items()):
        raise Refused(
            gettext("What was asked stays as it was asked. Ask anew, and give up waiting for this one.")
        )


def _waits(approval: Approval) -> bool:
    return bool(approval.state == "waiting")


@action(
    label=_("Approve"), past="approved", told=_("%(who)s approved %(what)s"), icon="thumb-up", shown=_waits,
)  # fmt: skip
def approve(approval: Approval, *, by: Actor, comment: Comment = "") -> Approval:
    """Say yes."""
    return _answered(approval, "approved", comment, by)


@action(
    label=_("Refuse"), past="refused", told=_("%(who)s refused %(what)s"), icon="thumb-down", shown=_waits,
)  # fmt: skip
def refuse(approval: Approval, *, by: Actor, comment: Comment = "") -> Approval:
    """Say no, and why."""
    return _answered(approval, "refused", comment, by)


@action(
    label=_("Give up waiting"), past="expired", icon="clock-x",
    told=_("%(who)s gave up waiting for an answer %(what)s"),
    shown=_waits,
)  # fmt: skip
def expire(approval: Approval, *, by: Actor) -> Approval:
    """Go on as if it had been refused."""
    return _answered(approval, "expired", "", by)


def _answered(approval: Approval, state: str, comment: str, by: Actor) -> Approval:
    approval.state, approval.comment, approval.answered_by = state, comment, by.membership
    return approval


def ask_deputy(event: Event, by: Actor) -> None:
    """Where nobody answered in time the deputy is asked; where there is none (or no answer either), it is given up."""
    approval = Approval.objects.filter(pk=event.record, state="waiting", deleted_at__isnull=True).first()
    if approval is None:
        return
    if approval.deputy_id and approval.deputy_id != approval.asked_id:
        later = clock.now() + timedelta(minutes=approval.minutes)
        write.keep(approval, by, asked=approval.deputy, deputy=None, answer_by=later)
    else:
        write.perform(actions_of(Approval)["expire"], approval, {}, by)


@prepares("create")
def give_secret(endpoint: Endpoint, *, by: Actor) -> None:
    """Each endpoint has a secret of its own, by which it knows that a call is ours."""
    endpoint.secret = new_closed_secret()


@prepares("create")
def send_soon(delivery: Delivery, *, by: Actor) -> None:
    """The call is made as soon as this is committed."""
    deliver_call.defer(workspace_id=str(delivery.workspace_id), delivery_id=str(delivery.pk))


@prepares("update")
def keep_ledger(delivery: Delivery, *, before: Mapping[str, Any], by: Actor) -> None:
    raise Refused(gettext("What was sent to another program stays as it was written."))


@action(
    label=_("Send again"), past="queued", told=_("%(who)s sent the webhook %(what)s again"), icon="send",
    shown=lambda delivery: delivery.state in ("refused", "unknown"),
)  # fmt: skip
def resend(delivery: Delivery, *, by: Actor) -> Delivery:
    """Make the call once more, under the id by which the other program knows a double."""
    delivery.state, delivery.answer, delivery.attempts = "queued", "", 0
    deliver_call.defer(workspace_id=str(delivery.workspace_id), delivery_id=str(delivery.pk))
    return delivery
