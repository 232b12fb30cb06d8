"""What is asked of a report before it is kept: that its question can be answered."""

from collections.abc import Mapping
from typing import Any

from akrab.engine.actions import prepares
from akrab.features.reports.models import Report
from akrab.features.reports.question import read_question
from akrab.identity.actor import Actor


@prepares("create", "update")
def check_question(report: Report, *, by: Actor, before: Mapping[str, Any] | None = None) -> None:
    """Raise `Invalid` by field, or `Forbidden`, unless whoever keeps the report could see its answer."""
    read_question(report, by)
