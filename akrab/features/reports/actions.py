"""What is asked of reports, dashboards and goals before they are kept, and whose they are."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from akrab.engine import access, values
from akrab.engine.actions import prepares
from akrab.engine.errors import Forbidden, Invalid
from akrab.features.reports.compute import sees_reserved
from akrab.features.reports.models import Dashboard, Goal, Report, Snapshot, Subscription, Tile
from akrab.features.reports.question import read_question
from akrab.features.reports.rhythm import next_moment
from akrab.identity.actor import Actor


@prepares("create", "update")
def check_question(report: Report, *, by: Actor, before: Mapping[str, Any] | None = None) -> None:
    """Raise `Invalid` by field, or `Forbidden`, unless whoever keeps the report could see its answer."""
    if before is None or not _is_reworded(report, before):
        read_question(report, by)
    _keep_owner(report, by, before)
    _check_reserved(report, by, before)
    if before is not None and not sees_reserved(by):
        _require_same_question(report, before)


def _is_reworded(report: Report, before: Mapping[str, Any]) -> bool:
    """Whether the same is asked as before in other words."""
    now = values.snapshot(report)
    differs = set(values.difference(before, now)) - {"name", "description"}
    return differs <= {"measures"} and _unworded(before["measures"]) == _unworded(now["measures"])


def _unworded(measures: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{key: value for key, value in one.items() if key != "label"} for one in measures]


def _require_same_question(report: Report, before: Mapping[str, Any]) -> None:
    """Raise `Forbidden` where a question is changed whose figures of the whole company are shown to everybody."""
    differs = set(values.difference(before, values.snapshot(report))) - {"name", "description"}
    if differs and Goal.objects.filter(report=report, for_all=True, deleted_at__isnull=True).exists():
        raise Forbidden(_("Only who sees the company's reports may show a goal to everybody."))


@prepares("create", "update")
def check_dashboard(dashboard: Dashboard, *, by: Actor, before: Mapping[str, Any] | None = None) -> None:
    """A dashboard belongs to whoever made it; only who sees reserved ones may reserve it."""
    _keep_owner(dashboard, by, before)
    _check_reserved(dashboard, by, before)


@prepares("create", "update")
def check_tile(tile: Tile, *, by: Actor, before: Mapping[str, Any] | None = None) -> None:
    """A tile is put where its dashboard may be changed, and shows a report or a text."""
    access.require(by, tile.dashboard, "change")
    if tile.report_id is None and not tile.text:
        raise Invalid({"text": [_("Choose a report, or write a text.")]})


@prepares("create", "update")
def check_goal(goal: Goal, *, by: Actor, before: Mapping[str, Any] | None = None) -> None:
    """A goal is a number above nothing for a measure that its report has, and for whom its setter may set goals."""
    access.require(by, goal.report, "change")
    keys = [one.measure.key for one in read_question(goal.report, by).measures]
    goal.measure = goal.measure or keys[0]
    errors: dict[str, list[str]] = {}
    if goal.measure not in keys:
        errors["measure"] = [
            _("This report has no such measure; it has: %(known)s.") % {"known": ", ".join(keys)}
        ]
    if goal.value <= 0:
        errors["value"] = [_("A goal is a number above nothing.")]
    if goal.person_id and goal.team_id:
        errors["team"] = [_("A goal is for a person or for a team, not for both.")]
    if goal.for_all and (goal.person_id or goal.team_id):
        errors["for_all"] = [_("Only a goal of the whole company is shown to everybody.")]
    if goal.for_all and not sees_reserved(by):
        errors["for_all"] = [_("Only who sees the company's reports may show a goal to everybody.")]
    if errors:
        raise Invalid(errors)


@prepares("create", "update")
def check_snapshot(snapshot: Snapshot, *, by: Actor, before: Mapping[str, Any] | None = None) -> None:
    """Figures that were kept belong to whoever kept them."""
    _keep_owner(snapshot, by, before)


@prepares("create", "update")
def check_subscription(sub: Subscription, *, by: Actor, before: Mapping[str, Any] | None = None) -> None:
    """A report or a dashboard goes out, never neither and never both; when the next is due follows."""
    _keep_owner(sub, by, before)
    if (sub.report_id is None) == (sub.dashboard_id is None):
        raise Invalid({"report": [_("Choose a report or a dashboard.")]})
    sub.next_at = next_moment(sub, by.workspace)


def _keep_owner(record: Report | Dashboard | Snapshot | Subscription, by: Actor, before: Any) -> None:
    """A new record is its maker's; one that the product itself makes is everybody's to see."""
    if before is None and record.owner_id is None:
        record.owner = by.membership
        if by.membership is None and record.sharing == "private":
            record.sharing = "everybody"


def _check_reserved(record: Report | Dashboard, by: Actor, before: Mapping[str, Any] | None) -> None:
    was = bool(before and before["reserved"])
    if record.reserved != was and not sees_reserved(by):
        raise Forbidden(_("Only who sees the company's reports may reserve one for them, or open one."))
