"""The dashboards a company gets besides its sales: activity, pipeline and time, losses, and what is late."""

from typing import Any

from django.utils import translation

from akrab.engine import events, write
from akrab.features.reports.models import Dashboard
from akrab.features.wording.objects import gettext as _
from akrab.features.wording.objects import pgettext
from akrab.identity.actor import Actor
from akrab.modules.sales.planned import LOST, OPEN, WON, Planned, amount, count, lay_out

LATE = {
    "and": [
        {"field": "status", "op": "is", "value": "open"},
        {"field": "due_at", "op": "before", "value": "now"},
    ]
}
MISSED = {
    "and": [
        {"field": "status", "op": "is", "value": "planned"},
        {"field": "starts_at", "op": "before", "value": "-30min"},
    ]
}


def install_delivered(by: Actor, installs: bool = True) -> list[Dashboard]:
    """Make the dashboards in the workspace's language; each call makes others.

    What is late is called as those say it who estimate and install, or as any other trade does.
    """
    with (
        translation.override(by.workspace.language),
        events.gesture(by, _("Set up the dashboards"), at_once=True) as by,
    ):
        return [
            _install(_("Sales activity"), "this_month", False, _activity(), by, 1),
            _install(_("Pipeline and time"), "this_quarter", False, _pipeline(), by, 2),
            _install(_("Sources and losses"), "this_quarter", False, _losses(), by, 3),
            _install(_("What is late"), "", True, _late(installs), by, 4),
        ]


def planned() -> list[Planned]:
    """Every report that is made here."""
    return [*_activity(), *_pipeline(), *_losses(), *_late(True), *_late(False)]


def _install(
    name: str, period: str, reserved: bool, reports: list[Planned], by: Actor, position: int
) -> Dashboard:
    about = {
        "name": name,
        "period": period,
        "reserved": reserved,
        "sharing": "everybody",
        "position": position,
    }
    dashboard = write.create(Dashboard, about, by)
    lay_out(dashboard, reports, by)
    return dashboard


def _activity() -> list[Planned]:
    calls = {"object": "call", "date_field": "started_at"}
    number = [count("calls", _("[Calls]"))]
    by_day = calls | {"kind": "area", "group_by": "started_at:day,direction"}
    done = {"field": "status", "op": "is", "value": "done"}
    return [
        Planned(
            _("[Calls]"), _("Logged [calls], in and out."), "third",
            calls | {"kind": "number", "compare": True, "measures": number},
        ),
        Planned(
            _("[Tasks] done"), _("[Tasks] by the moment they were done."), "third",
            {"object": "task", "where": done, "date_field": "done_at", "kind": "number", "compare": True,
             "measures": [count("tasks", _("[Tasks]"))]},
        ),
        Planned(
            _("[Visits] done"), _("[Visits] by the moment they were done."), "third",
            {"object": "visit", "where": done, "date_field": "done_at", "kind": "number", "compare": True,
             "measures": [count("visits", _("[Visits]"))]},
        ),
        Planned(
            _("[Calls] by person and result"), _("Who made or took [calls], and what came of them."), "full",
            calls | {"kind": "pivot", "group_by": "user,result", "rank": "-calls", "measures": number},
        ),
        Planned(
            _("[Calls] by day"), _("[Calls] in and out by the day."), "half",
            {**by_day, "measures": number},
        ),
        *_channels(done),
    ]  # fmt: skip


def _channels(done: dict[str, Any]) -> list[Planned]:
    return [
        Planned(
            _("Requests by channel"), _("Where [deals] came in, and how many of them were won."), "half",
            {"object": "deal", "date_field": "created_at", "kind": "bar", "group_by": "channel", "rank": "-deals",
             "measures": [count("deals", _("[Deals]")), count("won", _("Won"), WON)]},
        ),
        Planned(
            _("[Tasks] done by person"), _("[Tasks] done in the period, and how many of them by [a call]."), "half",
            {"object": "task", "where": done, "date_field": "done_at", "kind": "table", "group_by": "assignee",
             "rank": "-tasks", "measures": [
                 count("tasks", _("[Tasks]")),
                 {"key": "calls", "kind": "share", "label": _("by [a call]"),
                  "part": {"field": "done_by_call", "op": "is", "value": True}}]},
        ),
    ]  # fmt: skip


def _pipeline() -> list[Planned]:
    deals = {"key": "deals", "kind": "distinct", "label": _("[Deals]"), "field": "deal"}
    step = {**deals, "key": "step", "label": _("Of the step before"), "as": "of_before"}
    return [
        Planned(
            _("Revenue"), _("Value of the [deals] won, against the period before."), "third",
            {"object": "deal", "where": WON, "date_field": "closed_at", "kind": "number", "compare": True,
             "measures": [amount("sum", pgettext("money", "Value")), count("deals", _("[Deals] won"))]},
        ),
        Planned(
            _("Open [deals] by stage and owner"), _("[Deals] open now, whenever they came in."), "full",
            {"object": "deal", "where": OPEN, "kind": "pivot", "group_by": "owner,stage",
             "measures": [count("deals", _("[Deals]")), amount("sum", pgettext("money", "Value"))]},
        ),
        Planned(
            _("Stages ever reached"),
            _("Of the [deals] that came in during the period, how many ever reached each stage, from their history."),
            "half",
            {"object": "stay", "date_field": "deal.created_at", "kind": "funnel", "group_by": "stage",
             "measures": [deals, step]},
        ),
        Planned(
            _("Expected closing"), _("Open [deals] by the month they are expected to close."), "half",
            {"object": "deal", "where": OPEN, "kind": "bar", "group_by": "closes_on:month",
             "measures": [amount("sum", pgettext("money", "Value")), count("deals", _("[Deals]"))]},
        ),
        *_times(),
    ]  # fmt: skip


def _times() -> list[Planned]:
    """How long work takes, and what it brought."""
    spent = {"object": "stay", "where": {"field": "until", "op": "not_empty"}, "date_field": "until"}
    return [
        Planned(
            _("Time in each stage"),
            _("How long [deals] were in each stage, for those that left it in the period."), "full",
            spent | {"kind": "table", "group_by": "stage", "compare": True, "measures": [
                {"key": "average", "kind": "average", "label": _("Average"), "field": "spent"},
                {"key": "median", "kind": "median", "label": _("Median"), "field": "spent"},
                {"key": "longest", "kind": "max", "label": _("Longest"), "field": "spent"},
                count("stays", _("Times in the stage"))]},
        ),
        Planned(
            _("Time until won"), _("From the request to the end of the work, for [deals] won in the period."), "half",
            {"object": "deal", "where": WON, "date_field": "closed_at", "kind": "table", "group_by": "owner",
             "compare": True, "measures": [
                 {"key": "average", "kind": "average", "label": _("Average"), "field": "took"},
                 {"key": "median", "kind": "median", "label": _("Median"), "field": "took"},
                 count("deals", _("[Deals] won"))]},
        ),
        Planned(
            _("Revenue so far"), _("Value of the [deals] won, month by month added up."), "half",
            {"object": "deal", "where": WON, "date_field": "closed_at", "period": "this_year", "kind": "area",
             "group_by": "closed_at:month",
             "measures": [amount("sum", pgettext("money", "Value")) | {"as": "running"}]},
        ),
    ]  # fmt: skip


def _losses() -> list[Planned]:
    lost = {"object": "deal", "where": LOST, "date_field": "closed_at"}
    where = {"object": "deal", "date_field": "created_at", "kind": "map", "rank": "-deals",
             "measures": [count("deals", _("[Deals]"))]}  # fmt: skip
    return [
        Planned(
            _("Clients by source"), _("Sources by the [deals] that came from them, with what became of them."), "full",
            {"object": "deal", "date_field": "created_at", "kind": "table", "group_by": "source", "rank": "-won",
             "measures": [
                 count("requests", _("Requests")), count("won", _("Won"), WON),
                 {"key": "conversion", "kind": "share", "label": _("Conversion"), "part": WON},
                 amount("sum", _("Value won")) | {"part": WON}]},
        ),
        Planned(
            _("Lost by reason and owner"), _("[Deals] lost in the period, why, and whose they were."), "half",
            lost | {"kind": "pivot", "group_by": "lost_reason,owner", "rank": "-lost",
                    "measures": [count("lost", _("Lost"))]},
        ),
        Planned(
            _("Lost to competitors"), _("Who won the [deals] that were lost, and what they were worth."), "half",
            lost | {"kind": "bar", "group_by": "competitor", "rank": "-lost", "top": 10,
                    "where": {"and": [LOST, {"field": "competitor", "op": "not_empty"}]},
                    "measures": [count("lost", _("Lost")), amount("sum", pgettext("money", "Value"))]},
        ),
        Planned(
            _("Clients by country"), _("Where the clients of the [deals] live."), "half",
            {**where, "group_by": "contact.address:country"},
        ),
        Planned(
            _("Clients by province"), _("Where in the company's own country the clients of the [deals] live."), "half",
            {**where, "group_by": "contact.address:region"},
        ),
    ]  # fmt: skip


def _forgotten(call_due: dict[str, Any], missed: dict[str, Any], installs: bool) -> list[Planned]:
    """Who was not called, visited, sent an estimate or given what was paid for: stage, in whose hands, how long."""

    def named(name: str, description: str, since: str, label: str, *where: dict[str, Any]) -> Planned:
        measures = [
            count("deals", _("[Deals]")),
            {"key": "longest", "kind": "age", "label": label, "field": since},
        ]
        return Planned(name, description, "half", {
            "object": "deal", "where": {"and": [OPEN, *where]}, "kind": "table", "group_by": "stage,assignee",
            "rank": "-longest", "measures": measures,
        })  # fmt: skip

    first, later = ({"field": "stage.position", "op": op, "value": 0} for op in ("is", "gt"))
    paid = [
        {"field": "balance", "op": "lte", "value": "0"}, {"field": "paid", "op": "gt", "value": "0"},
        {"field": "delivery_on", "op": "before", "value": "today"},
    ]  # fmt: skip
    in_stage = _("Longest in the stage")
    offer = _("Estimate not sent") if installs else _("Not called about the offer")
    about = _("Open [deals] in a later stage whose [call] with the estimate is overdue.")
    if not installs:
        about = _("Open [deals] past the first stage whose [call] is overdue.")
    return [
        named(_("Not called back"), _("Open [deals] in the first stage whose [call] is overdue."), "stage_since",
              in_stage, first, call_due),
        named(_("Not visited"), _("Open [deals] with a planned [visit] that is past and has no outcome."),
              "stage_since", in_stage, missed),
        named(offer, about, "stage_since", in_stage, later, call_due),
        named(_("Paid, not installed") if installs else _("Paid, not delivered"),
              _("Open [deals] that are paid in full, past their delivery date."),
              "delivery_on", _("Longest past the date"), *paid),
    ]  # fmt: skip


def _alone() -> list[Planned]:
    """What is nobody's, or of somebody whom no team stands behind."""
    deals = {"or": [{"field": "owner", "op": "empty"}, {"field": "owner", "op": "in_no_team"}]}
    tasks = {"and": [
        {"field": "status", "op": "is", "value": "open"},
        {"or": [{"field": "assignee", "op": "empty"}, {"field": "assignee", "op": "in_no_team"}]}]}  # fmt: skip
    return [
        Planned(_("[Deals] without an owner or team"), _("Open [deals] that are nobody's, or of somebody in no team."),
                "third", {"object": "deal", "where": {"and": [OPEN, deals]}, "kind": "number",
                          "measures": [count("deals", _("[Deals]"))]}),
        Planned(_("[Tasks] without a person or team"), _("Open [tasks] that are nobody's, or of somebody in no team."),
                "third", {"object": "task", "where": tasks, "kind": "number",
                          "measures": [count("tasks", _("[Tasks]"))]}),
    ]  # fmt: skip


def _late(installs: bool) -> list[Planned]:
    """What nobody may forget, by who has it in hand: the supervisor's view, without opening a deal."""

    def with_(object: str, where: dict[str, Any]) -> dict[str, Any]:
        return {"count": object, "link": "about", "op": "gte", "value": 1, "where": where}

    call_due = with_("task", {"and": [*LATE["and"], {"field": "done_by_call", "op": "is", "value": True}]})
    late_work = {"and": [OPEN, with_("task", LATE)]}
    deals = [count("deals", _("[Deals]"))]
    return [
        *_forgotten(call_due, with_("visit", MISSED), installs),
        *_alone(),
        Planned(_("Overdue [tasks] by person"), _("Open [tasks] past their time, by priority."), "half",
                {"object": "task", "where": LATE, "kind": "pivot", "group_by": "assignee,priority",
                 "rank": "-tasks", "measures": [count("tasks", _("[Tasks]"))]}),
        Planned(_("Stuck [deals] by person"),
                _("Open [deals] with overdue work, by who has them in hand and the stage."),
                "half", {"object": "deal", "where": late_work, "kind": "pivot", "group_by": "assignee,stage",
                         "rank": "-deals", "measures": deals}),
        Planned(_("Missed [visits] by person"), _("Planned [visits] that are past and have no outcome."), "half",
                {"object": "visit", "where": MISSED, "kind": "bar", "group_by": "user", "rank": "-visits",
                 "measures": [count("visits", _("[Visits]"))]}),
        Planned(_("Open [deals] without a next step"), _("Open [deals] with nothing planned, by owner."), "half",
                {"object": "deal", "where": {"and": [OPEN, {"field": "next_due_at", "op": "empty"}]}, "kind": "bar",
                 "group_by": "owner", "rank": "-deals", "measures": deals}),
    ]  # fmt: skip
