"""The schedule of activities: reminders of what is to be confirmed by a day."""

from django.db import transaction
from procrastinate.contrib.django import app

from akrab.features.announcements.models import Announcement
from akrab.identity.models import Workspace
from akrab.lib import clock
from akrab.modules.activities.learning import remind
from akrab.tenancy.current import workspace as inside
from akrab.tenancy.discovery import workspaces_due


@app.periodic(cron="*/5 * * * *")
@app.task(queueing_lock="remind_to_confirm")
def remind_to_confirm(timestamp: int) -> None:
    """Remind of days that are near or over; running it again finds nothing more."""
    with transaction.atomic():
        ids = workspaces_due(Announcement, clock.now(), "remind_at")
    for workspace in Workspace.objects.filter(pk__in=ids):
        with transaction.atomic(), inside(workspace):
            remind(workspace)
