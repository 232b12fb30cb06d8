"""What follows when a deal enters a stage, as the stage's page says it: each is a rule of the automation engine.

There is one truth, the rule: what the page shows is read from its steps, and a rule that says more than the page can
(somebody added steps in its editor) is shown by its name and opened there.
"""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, ClassVar
from uuid import UUID

from django.db.models import F, Model
from django.utils.functional import Promise

from akrab.engine import write
from akrab.engine.actions import actions_of
from akrab.engine.spec import spec_of
from akrab.features.automation.definition import MOST_MINUTES, Create, read_steps, walk
from akrab.features.automation.models import Rule, Version
from akrab.features.automation.triggers import BECAME
from akrab.features.wording.objects import gettext_lazy as _
from akrab.identity.actor import Actor
from akrab.modules.sales.models import Deal, Stage

KINDS: list[tuple[str, str | Promise]] = [
    ("task", _("make [a task]")), ("visit", _("plan [a visit]")), ("document", _("make [a document]")),
    ("notice", _("send [a notice]")),
]  # fmt: skip
PRIORITIES: list[tuple[str, str | Promise]] = [
    ("high", _("high")),
    ("normal", _("normal")),
    ("low", _("low")),
]
MOST_AN_HOUR = 1_000_000  # an import may bring as many; what loops is stopped by its chain
LONGEST_NAME = 112  # of a rule, with room for a number
END_OF_DAY = 24 * 60 - 1
HOUR, DAY = 3600, 24 * 3600
HERE = re.compile(r"\{(?!record\b)([a-z0-9_.]+(?:\|[^{}]*)?)\}")
THERE = re.compile(r"\{record\.([a-z0-9_.]+(?:\|[^{}]*)?)\}")


@dataclass(frozen=True)
class Following:
    """One thing that follows: a task, a visit, a document or a notice; ids are texts, empty for none.

    `text` may name fields of the deal in braces. A moment is the deal's field `due_field`, or else so many minutes
    after entry. The one who gets it is `person`, else one of `role`, else the deal's owner.
    """

    kind: str = "task"
    text: str = ""
    role: str = ""
    person: str = ""
    due_minutes: int | None = None
    working_time: bool = False
    due_field: str = ""
    priority: str = "normal"
    done_by_call: bool = False
    closes_deal: bool = False
    template: str = ""

    WHO: ClassVar[Mapping[str, str]] = {"task": "assignee", "visit": "user", "notice": "to"}

    def condition(self, stage: str) -> dict[str, Any]:
        """The deal is open and still there; a visit needs its day, and going back starts no clock again."""
        parts = _is_there(stage)["and"]
        if self.kind == "visit":
            parts.append({"field": self.due_field, "op": "not_empty"})
        if self.kind == "task" and not self.due_field:
            parts.append({"field": "came_back", "op": "is", "value": False})
        return {"and": parts}

    def steps(self, stage: str) -> list[dict[str, Any]]:
        """The rule's steps: make it, and where its completion wins the deal, wait for that."""
        is_work = self.kind in ("task", "visit")
        made: dict[str, Any] = {
            "id": f"{self.kind}1",
            "do": "create",
            "object": self.kind,
            "values": self._values(),
        }
        made |= {"once": True} if self.kind != "notice" else {}
        made |= {"passing": True} if is_work else {}
        made |= {"keep": True} if is_work and self.due_field else {}
        return [made, *_closing(self.kind, stage)] if self.closes_deal and is_work else [made]

    def _values(self) -> dict[str, Any]:
        if self.kind == "document":
            return {"template": self.template, "about": "{record}"}
        who = self.person or ({"role": self.role, "one": True} if self.role else "{record.owner}")
        text = HERE.sub(r"{record.\1}", self.text)
        said = {self.WHO[self.kind]: who, "about": "{record}"}
        if self.kind == "notice":
            return {**said, "text": text}
        said |= {"name": text, "contact": "{record.contact}"}
        return {**said, **(self._of_task() if self.kind == "task" else self._of_visit())}

    def _of_task(self) -> dict[str, Any]:
        said: dict[str, Any] = {"priority": self.priority, "done_by_call": self.done_by_call}
        if self.due_field:
            minutes = END_OF_DAY if _is_day(self.due_field) else 0
            said["due_at"] = {"after": f"{{record.{self.due_field}}}", "minutes": minutes}
        elif self.due_minutes is not None:
            said["due_at"] = {"after": "{record.stage_since}", "minutes": self.due_minutes}
            said["due_at"] |= {"working": True} if self.working_time else {}
        return said

    def _of_visit(self) -> dict[str, Any]:
        all_day = _is_day(self.due_field)
        return {
            "starts_at": {"after": f"{{record.{self.due_field}}}", "minutes": 0}, "all_day": all_day,
            "duration": DAY if all_day else HOUR, "grace_minutes": 24 * 60 if all_day else 30,
        }  # fmt: skip


def _is_day(name: str) -> bool:
    field = spec_of(Deal).fields.get(name)
    return field is not None and field.type.name == "date"


def _is_there(stage: str) -> dict[str, Any]:
    return {
        "and": [
            {"field": "state", "op": "is", "value": "open"},
            {"field": "stage", "op": "is", "value": stage},
        ]
    }


def _closing(kind: str, stage: str) -> list[dict[str, Any]]:
    """Wait for the end of what was made; if the deal is still there, it is won."""
    win = {"id": "win1", "do": "act", "of": "record", "action": "win", "values": {}}
    still = {"id": "still1", "do": "branch", "of": "record", "if": _is_there(stage), "then": [win]}
    return [
        {
            "id": "wait1",
            "do": "wait",
            "of": f"{kind}1",
            "event": f"{kind}.completed",
            "minutes": MOST_MINUTES,
        },
        {"id": "came1", "do": "branch", "came": "wait1", "then": [still]},
    ]


def trigger_of(stage: str) -> dict[str, Any]:
    """Entering a stage, from another one or with a new deal."""
    return {"on": "event", "verb": BECAME, "field": "stage", "now": stage}


def rules_of(stages: Iterable[Any]) -> list[Rule]:
    """The rules that entering these stages (or their ids) sets off, those in the bin too, in order."""
    ids = [str(getattr(one, "pk", one)) for one in stages]
    entering = {"trigger__verb": BECAME, "trigger__field": "stage", "trigger__now__in": ids}
    return list(Rule.objects.filter(object="deal", **entering).order_by("created_at", "id"))


def stage_of(rule: Rule) -> str:
    """The id of the stage whose entering sets a rule off."""
    return str(rule.trigger["now"])


def planning(stages: Iterable[Any], is_won: bool = False) -> list[Rule]:
    """The rules, as they are in force, whose work is over when a deal leaves these stages.

    Of a deal that `is_won` only those whose work stands for the winning.
    """
    ids = [str(getattr(one, "pk", one)) for one in stages]
    entering = {"trigger__verb": BECAME, "trigger__field": "stage", "trigger__now__in": ids}
    rows = Version.objects.filter(rule__object="deal", number=F("rule__in_force"), **entering)
    found = rows.select_related("rule").order_by("rule__created_at", "rule_id")
    return [one.rule for one in found if _is_passing(one) and (_wins(one) or not is_won)]


def _is_passing(version: Version) -> bool:
    return any(step.passing for step in walk(read_steps(version.steps)) if isinstance(step, Create))


def _wins(version: Version) -> bool:
    """Whether a version waits for something and then wins the deal."""
    steps = list(walk(read_steps(version.steps)))
    return any(getattr(step, "action", "") == "win" for step in steps) and any(
        step.do == "wait" for step in steps
    )


def read(rule: Rule) -> Following | None:
    """What a rule says as the stage's page can show it; None where it says more or something else."""
    steps = rule.steps or [{}]
    kind, said = str(steps[0].get("object", "")), steps[0].get("values", {})
    if kind not in dict(KINDS):
        return None
    due = said.get("due_at") or said.get("starts_at") or {}
    after = str(due.get("after", "")).removeprefix("{record.").rstrip("}") if isinstance(due, Mapping) else ""
    by_clock = after == "stage_since"
    who = said.get(Following.WHO.get(kind, ""), "")
    found = Following(
        kind=kind, text=THERE.sub(r"{\1}", str(said.get("name", said.get("text", "")))),
        role=str(who["role"]) if isinstance(who, Mapping) and "role" in who else "",
        person=who if isinstance(who, str) and not who.startswith("{") else "",
        due_minutes=due.get("minutes") if by_clock else None, working_time=by_clock and bool(due.get("working")),
        due_field="" if by_clock else after, priority=str(said.get("priority", "normal")),
        done_by_call=bool(said.get("done_by_call")), closes_deal=len(steps) > 1,
        template=str(said.get("template", "")),
    )  # fmt: skip
    if kind == "document":
        found = replace(found, text=rule.description)
    stage = stage_of(rule)
    is_whole = found.steps(stage) == rule.steps and found.condition(stage) == rule.condition
    return found if is_whole and all(map(_is_id, (found.person, found.role, found.template))) else None


def _is_id(said: str) -> bool:
    """Whether this is an id, or nothing."""
    try:
        return not said or bool(UUID(said))
    except ValueError:
        return False


def add(stage: Stage, said: Following, by: Actor) -> Rule:
    """Let something follow from now on; raises `Invalid` where the rule can't be as it is said."""
    raw = {"name": _free_name(stage, said.kind), "object": "deal", "trigger": trigger_of(str(stage.pk))}
    rule = write.create(Rule, {**raw, "most_an_hour": MOST_AN_HOUR, **_said(stage, said)}, by)
    return write.perform(actions_of(Rule)["switch_on"], rule, {}, by)


def change(rule: Rule, stage: Stage, said: Following, by: Actor) -> Rule:
    """Say anew what follows, in force at once where the rule is on."""
    rule = write.update(rule, _said(stage, said), by)
    publish = actions_of(Rule)["publish"]
    return write.perform(publish, rule, {}, by) if publish.shown(rule) else rule


def copy(rule: Rule, stage: Stage, into: Stage, by: Actor) -> Rule:
    """Let the same follow on another stage, on or off as it is here."""
    fields = {"trigger": rule.trigger, "condition": rule.condition, "steps": rule.steps}
    raw = json.loads(json.dumps(fields).replace(str(stage.pk), str(into.pk)))
    raw |= {
        "name": _free(rule.name),
        "object": "deal",
        "description": rule.description,
        "most_an_hour": rule.most_an_hour,
    }
    made = write.create(Rule, raw, by)
    return write.perform(actions_of(Rule)["switch_on"], made, {}, by) if rule.is_on else made


def _said(stage: Stage, said: Following) -> dict[str, Any]:
    here = str(stage.pk)
    about = {"description": said.text if said.kind == "document" else ""}
    return {"condition": said.condition(here), "steps": said.steps(here), **about}


def _free_name(stage: Model, kind: str) -> str:
    """What timelines call the rule: the stage and what is done there, numbered where another is called so."""
    return _free(f"{stage}: {dict(KINDS)[kind]}")


def _free(name: str) -> str:
    """This name for a rule, numbered where it is taken; rules in the bin keep theirs."""
    name = name[:LONGEST_NAME]
    taken = set(Rule.objects.filter(name__startswith=name).values_list("name", flat=True))
    numbered = (f"{name} {number}" for number in range(2, len(taken) + 3))
    return name if name not in taken else next(one for one in numbered if one not in taken)


def rename(stage: Stage, old: str, by: Actor) -> None:
    """Rules that are called after their stage go on being called after it."""
    for rule in rules_of([stage]):
        if rule.deleted_at is None and rule.name.startswith(f"{old}: "):
            write.update(rule, {"name": _free(f"{stage.name}: {rule.name.removeprefix(f'{old}: ')}")}, by)
