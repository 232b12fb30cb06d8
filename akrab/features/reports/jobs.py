"""Figures that are too large to be waited for: worked out in the background and kept as a snapshot."""

from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import OperationalError, transaction
from django.utils import timezone, translation
from procrastinate.contrib.django import app

from akrab.engine.errors import EngineError
from akrab.features.reports.compute import compute
from akrab.features.reports.dashboards import get_report
from akrab.features.reports.keeping import keep
from akrab.features.reports.patience import limited
from akrab.features.reports.period import Period
from akrab.identity.actor import Origin, person
from akrab.identity.models import Membership, Workspace
from akrab.tenancy.current import workspace as inside

LONGEST = 1800.0  # seconds a statement may take while nobody waits
ORIGIN: Origin = "system"


@app.task(queue="reports")
def work_out(workspace_id: str, report_id: str, member_id: str, period: str) -> None:
    """Count by the rights of the member who asked, and keep the figures as theirs.

    What can't be counted any more (the report is gone, a right was taken) ends without a snapshot.
    """
    workspace = Workspace.objects.get(pk=UUID(workspace_id))
    with transaction.atomic(), inside(workspace):
        members = Membership.objects.select_related("user", "role", "workspace", "team")
        member = members.filter(pk=member_id, is_active=True).first()
        if member is None:
            return
        by = person(member, ORIGIN)
        with translation.override(by.language), timezone.override(ZoneInfo(by.time_zone)), limited(LONGEST):
            try:
                report = get_report(report_id, by)
                keep(report, compute(report, by, Period.read(period, by)), "", by)
            except (EngineError, OperationalError):
                return
