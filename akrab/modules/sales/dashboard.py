"""The dashboard of a company that sells: deals closed, by whom, for how much, and where from."""

from typing import Any

from django.utils import translation

from akrab.engine import events, write
from akrab.features.reports.models import Dashboard, Report
from akrab.features.wording.objects import gettext as _
from akrab.features.wording.objects import pgettext
from akrab.identity.actor import Actor
from akrab.modules.sales.planned import LOST, OPEN, WON, Planned, amount, count, lay_out


def install_dashboard(by: Actor) -> Dashboard:
    """Make the reserved dashboard with its reports, in the workspace's language; each call makes another."""
    with (
        translation.override(by.workspace.language),
        events.gesture(by, _("Set up the dashboard"), at_once=True) as by,
    ):
        about = {"name": _("Sales"), "period": "this_month", "reserved": True, "sharing": "everybody"}
        dashboard = write.create(Dashboard, about, by)
        lay_out(dashboard, [*_outcomes(), *_people(), *_sources(), *_work()], by)
    return dashboard


def install_personal_reports(by: Actor) -> None:
    """Make the figures that everybody finds in their own day; `by` is a member, for whom `me` means something."""
    with (
        translation.override(by.workspace.language),
        events.gesture(by, _("Set up personal figures"), at_once=True) as by,
    ):
        write.create_many(Report, [planned.raw() for planned in _personal()], by)


def planned() -> list[Planned]:
    """Every report that is made here."""
    return [*_personal(), *_outcomes(), *_people(), *_sources(), *_work()]


def _personal() -> list[Planned]:
    mine = {"field": "owner", "op": "is", "value": "me"}
    return [
        Planned(
            _("My [deals]"), _("[Deals] that I won in the period, by the day they were closed."), "third",
            {"object": "deal", "where": {"and": [WON, mine]}, "date_field": "closed_at", "kind": "number",
             "measures": [count("deals", _("[Deals] won")), amount("sum", _("Value won"))]},
        ),
        Planned(
            _("My [calls]"), _("[Calls] that I made or took in the period."), "third",
            {"object": "call", "where": {"field": "user", "op": "is", "value": "me"}, "date_field": "started_at",
             "kind": "number", "measures": [count("calls", _("[Calls]"))]},
        ),
    ]  # fmt: skip


def _conversion() -> list[dict[str, Any]]:
    """Requests, what became of them, and how many of them were won."""
    return [
        count("requests", _("Requests")),
        count("won", _("Won"), WON),
        count("lost", _("Lost"), LOST),
        count("open", pgettext("deals", "Open"), OPEN),
        {"key": "conversion", "kind": "share", "label": _("Conversion"), "part": WON},
    ]


def _outcomes() -> list[Planned]:
    conversion = _conversion()
    received = {"object": "deal", "date_field": "created_at", "kind": "number"}
    return [
        Planned(
            _("Closed [deals]"), _("[Deals] won in the period, by the day they were closed."), "third",
            {"object": "deal", "where": WON, "date_field": "closed_at", "kind": "number",
             "measures": [count("deals", _("[Deals] won"))]},
        ),
        Planned(
            _("Conversion of requests"), _("Won of all requests received in the period."), "third",
            received | {"measures": [conversion[-1], *conversion[:2]]},
        ),
        Planned(
            _("All [deals]"), _("Requests received in the period, and what became of them."), "third",
            received | {"measures": conversion[:-1]},
        ),
        Planned(
            _("Requests by week"),
            _("Requests by the week in which they came in, and how many of them were won."), "half",
            received | {"kind": "line", "group_by": "created_at:week", "measures": conversion[:2]},
        ),
        Planned(
            _("Open [deals] by stage"),
            _("[Deals] open now, in the order of the stages, whenever they came in."), "half",
            {"object": "deal", "where": OPEN, "group_by": "stage", "kind": "funnel",
             "measures": [count("deals", _("[Deals]")), amount("sum", pgettext("money", "Value"))]},
        ),
    ]  # fmt: skip


def _people() -> list[Planned]:
    return [
        Planned(
            _("Value of [deals] by owner"),
            _("Sum, number and average of the [deals] won in the period, by the day they were closed."),
            "half",
            {"object": "deal", "where": WON, "date_field": "closed_at", "group_by": "owner",
             "rank": "-sum", "kind": "table", "measures": [
                 amount("sum", pgettext("money", "Value")), count("deals", _("[Deals] won")),
                 amount("average", _("Average"))]},
        ),
        Planned(
            _("[Calls] by person"), _("Logged [calls], in and out, by who made or took them."), "half",
            {"object": "call", "date_field": "started_at", "group_by": "user", "rank": "-calls",
             "kind": "bar", "measures": [count("calls", _("[Calls]"))]},
        ),
    ]  # fmt: skip


def _sources() -> list[Planned]:
    conversion = _conversion()
    by_source = {"object": "deal", "date_field": "created_at", "group_by": "source"}
    return [
        Planned(
            _("Conversion by source"),
            _("Requests received in the period by where the client heard of us; how many of them were won."),
            "full",
            by_source | {"rank": "-requests", "kind": "table", "measures": conversion},
        ),
        Planned(
            _("Where clients come from"),
            _("Sources in the order of won clients; the requests received stand beside them."), "half",
            by_source | {"rank": "-won", "kind": "bar", "measures": [conversion[1], conversion[0]]},
        ),
    ]  # fmt: skip


def _work() -> list[Planned]:
    return [
        Planned(
            _("Lost by reason"), _("[Deals] lost in the period, by the day they were closed."), "half",
            {"object": "deal", "where": LOST, "date_field": "closed_at", "group_by": "lost_reason",
             "rank": "-lost", "kind": "donut", "measures": [count("lost", _("Lost"))]},
        ),
    ]  # fmt: skip
