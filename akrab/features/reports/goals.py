"""Goals: what was to be reached in this week, month, quarter or year, and how far it is."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from akrab.engine import access
from akrab.engine.errors import Forbidden, Invalid, NotFound, Refused
from akrab.engine.registry import find_object
from akrab.engine.spec import Spec
from akrab.features.reports.compute import compute
from akrab.features.reports.figures import rounded
from akrab.features.reports.models import Goal
from akrab.features.reports.patience import Patience
from akrab.features.reports.period import Period
from akrab.features.reports.question import read_question
from akrab.features.reports.tally import Tally, text_of
from akrab.identity.actor import Actor, system

Tree = Mapping[str, Any]


@dataclass(frozen=True)
class Reached:
    """A goal with what is reached of it in its present span."""

    goal: Goal
    label: str
    number: Decimal
    text: str
    value: str
    remaining: str

    @property
    def percent(self) -> Decimal:
        return rounded(self.number * 100 / self.goal.value)

    @property
    def is_reached(self) -> bool:
        return self.number >= Decimal(self.goal.value)


def person_field(spec: Spec) -> str:
    """The field by which a record counts for a person."""
    return spec.owners[0] if spec.owners else "created_by"


def of_person(spec: Spec, person: str) -> Tree:
    """The records that count for one person."""
    return {"field": person_field(spec), "op": "is", "value": person}


def of_team(spec: Spec, team: str) -> Tree:
    """The records that count for the people of one team."""
    return {"field": person_field(spec), "op": "in_team", "value": team}


def in_force(goals: Iterable[Goal], by: Actor) -> list[Goal]:
    """Of the goals for the same, the one that applies now: the latest that has begun."""
    found: dict[Any, Goal] = {}
    begun = Period.read("today", by).first
    for goal in sorted(
        goals, key=lambda one: (one.since is not None, one.since, one.pk) if one.since else (False,)
    ):
        if goal.since is None or (begun and goal.since <= begun):
            found[(goal.report_id, goal.measure, goal.span, goal.person_id, goal.team_id)] = goal
    return list(found.values())


def for_me(goals: QuerySet[Goal], by: Actor) -> QuerySet[Goal]:
    """The goals of the company, and those of the actor and their team."""
    mine = Q(person=None, team=None) | Q(person=by.membership_id)
    if by.membership and by.membership.team_id:
        mine |= Q(team=by.membership.team_id)
    return goals.filter(mine)


def reached(goals: Iterable[Goal], by: Actor, patience: Patience | None = None) -> list[Reached]:
    """How far each goal is, counted by the actor's rights; one that can't be counted for them is left out."""
    found = []
    for goal in in_force(goals, by):
        try:
            found.append(_reached(goal, by, patience))
        except (Forbidden, Invalid, NotFound, Refused):
            continue
    return found


def _reached(goal: Goal, by: Actor, patience: Patience | None) -> Reached:
    report = goal.report
    spec = find_object(report.object)
    if spec is None:
        raise NotFound(report.object)
    within: Tree = {}
    if goal.person_id:
        within = of_person(spec, str(goal.person_id))
    elif goal.team_id:
        within = of_team(spec, str(goal.team_id))
    period = Period.read(goal.span, by)
    value = compute(report, by, period, within=within, patience=patience).value(goal.measure)
    asked = next(one for one in read_question(report, by).measures if one.measure.key == goal.measure)
    tally = Tally(currencies=value.currencies or frozenset({by.workspace.currency}))
    number = value.number or Decimal(0)
    left = max(goal.value - number, Decimal(0))
    whose = goal.person or goal.team
    words = {"who": whose, "report": report.name, "period": period.text}
    label = _("%(who)s: %(report)s, %(period)s") if whose else _("%(report)s, %(period)s")
    return Reached(
        goal, label % words, number, value.text, text_of(asked, goal.value, tally, by.workspace.currency),
        text_of(asked, left, tally, by.workspace.currency),
    )  # fmt: skip


def for_everybody(by: Actor) -> list[Reached]:
    """The goals that the company shows to everybody, with the figures of the whole company."""
    company = system(by.workspace)
    now = in_force(goals_of(company).filter(person=None, team=None), company)
    return reached([goal for goal in now if goal.for_all], company, Patience())


def goals_of(by: Actor) -> QuerySet[Goal]:
    """The goals whose report the actor sees, with all that showing them needs."""
    return access.visible(Goal, by).select_related("report", "person__user", "team").defer("search")
