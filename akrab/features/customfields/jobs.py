"""Ranking the records that were there before a custom field, so that lists sorted by it need not read them all."""

import logging
import time
from contextlib import suppress
from uuid import UUID

from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from akrab.engine import ranks
from akrab.engine.models import RankedField
from akrab.identity.models import Workspace
from akrab.lib import clock
from akrab.tenancy import discovery
from akrab.tenancy.current import workspace as inside

logger = logging.getLogger(__name__)

PATIENCE, PAUSE = 20.0, 0.2


@app.task(lock="fill_ranks")
def fill_ranks(workspace_id: str) -> None:
    """Rank the records of every field that waits for it; what can't be done now is taken up again in a minute."""
    workspace = Workspace.objects.get(pk=UUID(workspace_id))
    if not _are_all_told():
        return
    with inside(workspace):
        with transaction.atomic():
            waiting = list(RankedField.objects.filter(fill_at__isnull=False).order_by("number"))
        for row in waiting:
            if not ranks.fill(row):
                logger.info("%s.%s of %s is not wholly ranked yet", row.object, row.name, workspace.slug)


def fill_soon(workspace_id: UUID) -> None:
    """Have a workspace's fields ranked by a job of its own; one that waits already is enough."""
    id = str(workspace_id)
    with suppress(AlreadyEnqueued), transaction.atomic():
        fill_ranks.configure(queueing_lock=f"fill_ranks:{id}").defer(workspace_id=id)


def _are_all_told() -> bool:
    """Wait until nobody writes who may not know the fields yet; as making an index beside the work does."""
    with transaction.atomic():
        mark = ranks.mark()
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        with transaction.atomic():
            if ranks.is_past(mark):
                return True
        time.sleep(PAUSE)
    return False


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="look_for_ranks")
def look_for_ranks(timestamp: int) -> None:
    """Take up what waits for its ranks: fields of before an update, and what an earlier attempt left."""
    with transaction.atomic():
        waiting = discovery.workspaces_due(RankedField, clock.now(), "fill_at")
    for id in waiting:
        fill_soon(id)
