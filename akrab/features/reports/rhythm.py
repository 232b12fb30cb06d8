"""When a report by mail is due next: each day, week or month, at a time of the workspace's zone."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from akrab.features.reports.models import Subscription
from akrab.identity.models import Workspace
from akrab.lib import clock


def next_moment(sub: Subscription, workspace: Workspace) -> datetime:
    """The first moment after now that the rhythm names, in UTC."""
    zone = ZoneInfo(workspace.time_zone)
    now = clock.now()
    day = now.astimezone(zone).date()
    at = time(sub.minute // 60, sub.minute % 60)
    while True:
        moment = datetime.combine(day, at, zone).astimezone(UTC)
        if moment > now and _fits(sub, day):
            return moment
        day += timedelta(days=1)


def _fits(sub: Subscription, day: date) -> bool:
    if sub.rhythm == "week":
        return day.weekday() == int(sub.weekday)
    return sub.rhythm == "day" or day.day == int(sub.day)
