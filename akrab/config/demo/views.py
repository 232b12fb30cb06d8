"""The saved views of the window company: what must stay empty, and what people look at every day."""

from typing import Any

from akrab.config.demo.firm import Firm
from akrab.engine.registry import get_object
from akrab.features.views.saved import save_view
from akrab.identity.actor import system

OPEN = {"field": "state", "op": "is", "value": "open"}
LATE_TASK = {
    "count": "task", "link": "about", "op": "gte", "value": 1,
    "where": {"and": [{"field": "status", "op": "is", "value": "open"},
                      {"field": "due_at", "op": "before", "value": "now"}]},
}  # fmt: skip
MISSED_VISIT = {
    "count": "visit", "link": "about", "op": "gte", "value": 1,
    "where": {"and": [{"field": "status", "op": "is", "value": "planned"},
                      {"field": "starts_at", "op": "before", "value": "-30min"}]},
}  # fmt: skip


def install_views(firm: Firm) -> None:
    """Shared views of deals: the four ways to lose a client, and two for every day."""
    by, spec = system(firm.workspace, "system", agent="Set-up"), get_object("deal")
    columns = ("name", "contact", "owner", "assignee", "next_due_at", "stage_since", "amount")
    for name, asked in _asked(firm).items():
        save_view(
            spec,
            by,
            name=name,
            filter={"and": [OPEN, *asked]},
            columns=columns,
            sort="stage_since",
            shared=True,
        )


def _asked(firm: Firm) -> dict[str, list[dict[str, Any]]]:
    return {
        "My open deals": [{"field": "owner", "op": "is_me"}],
        "Without a team": [
            {"or": [{"field": "owner", "op": "empty"}, {"field": "owner", "op": "in_no_team"}]},
        ],
        "Needs attention": [{"field": "next_due_at", "op": "empty"}],
        "Not called back": [_in_stage(firm, "First call"), LATE_TASK],
        "Not measured": [_in_stage(firm, "Measurements"), MISSED_VISIT],
        "Estimate not sent": [_in_stage(firm, "Approval"), LATE_TASK],
        "Paid, not installed": [
            _in_stage(firm, "Installation"),
            {"field": "balance", "op": "lte", "value": "0"},
            {"field": "delivery_on", "op": "before", "value": "today"},
        ],
    }


def _in_stage(firm: Firm, name: str) -> dict[str, Any]:
    return {"field": "stage", "op": "is", "value": str(firm.stages[name].pk)}
