"""Ready rules about deals, contacts and visits."""

from typing import Any

from akrab.features.automation.recipes import Recipe
from akrab.features.wording.objects import gettext as _
from akrab.features.wording.objects import gettext_lazy
from akrab.identity.models import Workspace
from akrab.tenancy.current import current_workspace

Steps = list[dict[str, Any]]
# What is much for a small firm, in round sums of its currency; elsewhere `MUCH`. Whoever takes the rule changes it.
LARGE = {"CNY": 5_000, "IDR": 15_000_000, "INR": 80_000, "JPY": 150_000, "KRW": 1_000_000, "MYR": 5_000, "PHP": 50_000,
         "THB": 50_000, "VND": 20_000_000}  # fmt: skip
MUCH = 1_000


def _task(id: str, name: str, minutes: int, to: str = "{record.owner}") -> dict[str, Any]:
    values = {
        "name": name,
        "about": "{record}",
        "assignee": to,
        "due_at": {"after": "now", "minutes": minutes},
    }
    return {"id": id, "do": "create", "object": "task", "values": values}


def _notice(id: str, text: str, to: Any = "{record.owner}") -> dict[str, Any]:
    return {
        "id": id,
        "do": "create",
        "object": "notice",
        "values": {"to": to, "text": text, "about": "{record}"},
    }


def _happens(object: str, verb: str, steps: Steps, **more: Any) -> dict[str, Any]:
    return {"object": object, "trigger": {"on": "event", "verb": verb}, "steps": steps, **more}


def _review() -> dict[str, Any]:
    wait = {"id": "wait1", "do": "wait", "minutes": 7 * 24 * 60}
    return _happens(
        "deal", "won", [wait, _task("task1", _("Ask {record.contact.name} for a review"), 24 * 60)]
    )


def _large() -> dict[str, Any]:
    condition = {"field": "amount", "op": "gte", "value": _limit()}
    text = _("Large [deal]: {record.name}, {record.amount}")
    return _happens(
        "deal", "created", [_notice("notice1", text, {"leader_of": "{record.owner}"})], condition=condition
    )


def _limit() -> str:
    """The amount from which a deal is large, in the company's currency."""
    currency = Workspace.objects.values_list("currency", flat=True).get(pk=current_workspace())
    return str(LARGE.get(currency, MUCH))


def _silent() -> dict[str, Any]:
    condition = {
        "and": [{"field": "state", "op": "is", "value": "open"}, {"field": "next_due_at", "op": "empty"}]
    }
    trigger = {"on": "schedule", "every": "week", "at": "09:00", "days": [1], "each": True}
    steps = [_task("task1", _("Plan the next step of {record.name}"), 8 * 60)]
    return {"object": "deal", "trigger": trigger, "condition": condition, "steps": steps}


def _share() -> dict[str, Any]:
    step = {
        "id": "assign1",
        "do": "assign",
        "of": "record",
        "field": "owner",
        "how": "turn",
        "role": "",
        "team": "",
    }
    return _happens("contact", "created", [step], condition={"field": "owner", "op": "empty"})


def _lost() -> dict[str, Any]:
    wait = {"id": "wait1", "do": "wait", "minutes": 90 * 24 * 60}
    return _happens("deal", "lost", [wait, _task("task1", _("Call {record.contact.name} again"), 24 * 60)])


def _remind() -> dict[str, Any]:
    trigger = {"on": "moment", "field": "starts_at", "minutes": -24 * 60}
    mail = {
        "id": "mail1", "do": "create", "object": "mail",
        "values": {
            "to": "{record.contact.emails}", "subject": _("Tomorrow: {record.name}"), "about": "{record}",
            "body": _("Dear {record.contact.name},\n\nwe are looking forward to seeing you on {record.starts_at}."),
        },
    }  # fmt: skip
    condition = {
        "and": [{"field": "status", "op": "is", "value": "planned"}, {"field": "contact", "op": "not_empty"}]
    }
    return {"object": "visit", "trigger": trigger, "condition": condition, "steps": [mail]}


def _approve() -> dict[str, Any]:
    ask = {
        "id": "ask1", "do": "ask", "of": "record", "to": {"leader_of": "{record.owner}"}, "minutes": 24 * 60,
        "text": _("{record.name}: is {record.amount} all right?"),
        "alone": {"field": "amount", "op": "lt", "value": _limit()},
        "then": [_notice("notice1", _("Approved: {record.name}"))],
        "else": [_notice("notice2", _("Not approved: {record.name}. {ask1.comment}"))],
    }  # fmt: skip
    trigger = {"on": "event", "verb": "settled", "field": "amount"}
    return {"object": "deal", "trigger": trigger, "steps": [ask]}


RECIPES = (
    Recipe(
        "review", gettext_lazy("Ask for a review"),
        gettext_lazy("A week after [a deal] was won."), "star", _review,
    ),
    Recipe(
        "large", gettext_lazy("Tell the leader of large [deals]"),
        gettext_lazy("At once, when [a deal] above a limit is made."), "bell", _large,
    ),
    Recipe(
        "silent", gettext_lazy("Nothing is forgotten"),
        gettext_lazy("Each Monday, [a task] for every open [deal] without a next step."), "checklist", _silent,
    ),
    Recipe(
        "share", gettext_lazy("Share out new [contacts]"),
        gettext_lazy("In turn among everybody, where nobody is the owner yet."), "users", _share,
    ),
    Recipe(
        "again", gettext_lazy("Win them back"),
        gettext_lazy("Call again three months after [a deal] was lost."), "phone", _lost,
    ),
    Recipe(
        "remind", gettext_lazy("Remind of [a visit]"),
        gettext_lazy("By mail, a day before."), "mail", _remind,
    ),
    Recipe(
        "approve", gettext_lazy("Approve large amounts"),
        gettext_lazy("Below the limit no approval is needed."), "thumb-up", _approve,
    ),
)  # fmt: skip
