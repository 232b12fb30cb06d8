"""Jobs of automation: calling another program, and finding calls whose worker died."""

from datetime import timedelta
from uuid import UUID

from django.db import transaction
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from akrab.features.automation.deliveries import PATIENCE, deliver, give_up_claims
from akrab.features.automation.models import Delivery
from akrab.identity.models import Workspace
from akrab.lib import clock
from akrab.tenancy.discovery import workspaces_due


@app.task(retry=RetryStrategy(max_attempts=8, exponential_wait=3))
def deliver_call(workspace_id: str, delivery_id: str) -> None:
    """Make one call if it still waits; a repetition finds it claimed and does nothing."""

    def again(pause: timedelta) -> None:
        later = deliver_call.configure(schedule_in={"seconds": int(pause.total_seconds())})
        later.defer(workspace_id=workspace_id, delivery_id=delivery_id)

    deliver(UUID(workspace_id), UUID(delivery_id), again)


@app.periodic(cron="* * * * *")
@app.task(queue="rescue", queueing_lock="rescue_calls")
def rescue_calls(timestamp: int) -> None:
    """Calls left by killed workers become unknown; they are never made again by themselves."""
    with transaction.atomic():
        ids = workspaces_due(Delivery, clock.now() - PATIENCE, "claimed_at")
    for workspace in Workspace.objects.filter(pk__in=ids):
        give_up_claims(workspace)
