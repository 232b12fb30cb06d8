"""The nightly clearing: sendings that were deleted long ago, and counts that nobody looks at any more."""

from datetime import timedelta

from django.db import transaction
from procrastinate.contrib.django import app

from akrab.features.forms.models import FormCount, Submission
from akrab.identity.models import Workspace
from akrab.lib import clock
from akrab.tenancy.current import workspace as inside
from akrab.tenancy.discovery import workspaces_due

KEPT_DELETED = timedelta(days=30)
KEPT_COUNTS = timedelta(days=800)


@app.periodic(cron="40 3 * * *")
@app.task(queueing_lock="clear_sendings")
def clear_sendings(timestamp: int) -> None:
    """Forget what was deleted a month ago; running it again finds nothing more."""
    before = clock.now() - KEPT_DELETED
    with transaction.atomic():
        ids = workspaces_due(Submission, before, "judged_at")
    for workspace in Workspace.objects.filter(pk__in=ids):
        with transaction.atomic(), inside(workspace):
            Submission.objects.filter(state="deleted", judged_at__lte=before).delete()
            FormCount.objects.filter(day__lt=(clock.now() - KEPT_COUNTS).date()).delete()
