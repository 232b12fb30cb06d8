"""Figures that are too large to be waited for: worked out in the background and kept as a snapshot."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import OperationalError, transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app

from akrab.engine import write
from akrab.engine.errors import EngineError
from akrab.engine.models import Event
from akrab.features.reports.compute import compute
from akrab.features.reports.dashboards import get_report
from akrab.features.reports.keeping import keep
from akrab.features.reports.models import Report, Snapshot
from akrab.features.reports.patience import limited
from akrab.features.reports.period import Period
from akrab.identity.actor import Actor, Origin, person
from akrab.identity.models import Membership, Workspace
from akrab.tenancy.current import workspace as inside

LONGEST = 1800.0  # seconds a statement may take while nobody waits
ORIGIN: Origin = "system"
FAILED = "uncounted"  # what happened to a report whose figures were wanted and did not come
logger = logging.getLogger(__name__)


@app.task(queue="reports")
def work_out(workspace_id: str, report_id: str, member_id: str, period: str) -> None:
    """Count by the rights of the member who asked, and keep the figures as theirs.

    What can't be counted (a right was taken, a field is gone, it takes half an hour) is written down as happened to
    the report, with the reason in words, from which its page and a notice tell whoever asked.
    """
    workspace = Workspace.objects.get(pk=UUID(workspace_id))
    with inside(workspace):
        try:
            with transaction.atomic():
                if (by := _reader(member_id)) is not None:
                    _keep(report_id, period, by)
            return
        except EngineError as error:
            why = str(error)
        except OperationalError:
            why = ""
        except Exception:  # whatever it is, somebody waits to be told
            logger.exception("report %s could not be worked out", report_id)
            why = ""
        with transaction.atomic():
            if (by := _reader(member_id)) is not None:
                _tell(report_id, why, by)


def _reader(member_id: str) -> Actor | None:
    members = Membership.objects.select_related("user", "role", "workspace", "team")
    member = members.filter(pk=member_id, is_active=True).first()
    return person(member, ORIGIN) if member else None


def _keep(report_id: str, period: str, by: Actor) -> None:
    with _speaking_to(by), limited(LONGEST):
        report = get_report(report_id, by)
        keep(report, compute(report, by, Period.read(period, by)), "", by)


def _tell(report_id: str, why: str, by: Actor) -> None:
    """Write down that the figures did not come; nothing where not even the report is left."""
    report = Report.objects.filter(pk=report_id).first()
    if report is not None:
        with _speaking_to(by):
            usual = _("Counting took too long or broke off. Ask for a shorter period, or filter more.")
            write.happen(report, FAILED, by, asked_by=str(by.membership_id), why=why or usual)


@contextmanager
def _speaking_to(by: Actor) -> Iterator[None]:
    with translation.override(by.language), timezone.override(ZoneInfo(by.time_zone)):
        yield


@dataclass(frozen=True)
class Failure:
    """Figures that did not come: when, and why in words."""

    at: datetime
    why: str


def find_failure(report: Report, by: Actor) -> Failure | None:
    """The last time that figures this member waited for did not come, unless some were kept since."""
    told = Event.objects.filter(record=report.pk, kind=f"report.{FAILED}").order_by("-id")
    last = told.filter(changes__asked_by__1=str(by.membership_id)).first()
    if (
        last is None
        or Snapshot.objects.filter(report=report, owner=by.membership_id, pk__gt=last.pk).exists()
    ):
        return None
    return Failure(last.at, str(last.new("why")))
