"""Jobs of the mail queue: sending one mail, and finding those whose worker died."""

from datetime import timedelta
from uuid import UUID

from django.db import transaction
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from akrab.features.mail.delivery import PATIENCE, deliver, give_up_claims
from akrab.features.mail.models import Mail
from akrab.identity.models import Workspace
from akrab.lib import clock
from akrab.tenancy.discovery import workspaces_due


@app.task(retry=RetryStrategy(max_attempts=8, exponential_wait=3))
def send_mail(workspace_id: str, mail_id: str) -> None:
    """Send one mail if it still waits; a repetition finds it claimed and does nothing."""

    def again(pause: timedelta) -> None:
        later = send_mail.configure(schedule_in={"seconds": int(pause.total_seconds())})
        later.defer(workspace_id=workspace_id, mail_id=mail_id)

    deliver(UUID(workspace_id), UUID(mail_id), again)


@app.periodic(cron="* * * * *")
@app.task(queue="rescue", queueing_lock="rescue_mail")
def rescue_mail(timestamp: int) -> None:
    """Mail left by killed workers becomes unknown; it is never sent again by itself."""
    with transaction.atomic():
        ids = workspaces_due(Mail, clock.now() - PATIENCE, "claimed_at")
    for workspace in Workspace.objects.filter(pk__in=ids):
        give_up_claims(workspace)
