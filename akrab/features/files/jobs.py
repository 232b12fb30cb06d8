"""The nightly sweep of contents that were kept for a row which never came."""

import logging
from datetime import timedelta

from django.db import transaction
from procrastinate.contrib.django import app

from akrab.engine import contents
from akrab.lib import clock
from akrab.tenancy.current import workspace as inside

logger = logging.getLogger(__name__)

GRACE = timedelta(days=1)  # an upload under way is younger
WINDOW = timedelta(days=30)  # what is older was looked at every night of a month


@app.periodic(cron="20 3 * * *")
@app.task(queueing_lock="sweep_contents")
def sweep_contents(timestamp: int) -> None:
    """Remove orphaned contents of every workspace; running it again finds nothing more."""
    newest = clock.now() - GRACE
    for workspace in contents.workspaces_with_contents():
        with transaction.atomic(), inside(workspace):
            swept = contents.sweep(newest - WINDOW, newest)
        if swept:
            logger.info("swept %d orphaned contents of %s", swept, workspace)
