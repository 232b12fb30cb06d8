"""Jobs whose worker died in the middle are taken up again: by another worker, or by the next start.

A worker tells the database every few seconds that it lives. Each job may run twice up to any point, and is
written so that this does no harm (a mail, for one, is claimed before it is sent).
"""

from datetime import timedelta

from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.exceptions import UniqueViolation

HEARTBEAT = 3.0  # seconds between two signs of life of a worker
SILENCE = 15.0  # seconds without one after which it is dead


def rescue() -> int:
    """Put the jobs of dead workers back among those to do; returns how many. Their other jobs it leaves alone."""
    silent = timezone.now() - timedelta(seconds=SILENCE)  # by the system's clock, as the workers' signs
    dead = Q(worker__isnull=True) | Q(worker__last_heartbeat__lt=silent)
    with transaction.atomic():
        left = ProcrastinateJob.objects.filter(dead, status="doing")
        ids = list(left.select_for_update(of=("self",), skip_locked=True).values_list("pk", flat=True))
        for job_id in ids:
            _take_back(job_id)
    return len(ids)


def forget_workers() -> None:
    """Take all workers for dead, without waiting for their silence. Only for one that knows it is the only one."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_workers")


def _take_back(job_id: int) -> None:
    """To do again at once; or forgotten, where the same work waits already under a lock of the queue."""
    try:
        with transaction.atomic():
            app.job_manager.retry_job_by_id(job_id, timezone.now())
    except UniqueViolation:
        with connection.cursor() as cursor:
            cursor.execute("SELECT procrastinate_finish_job_v1(%s, 'aborted', true)", [job_id])
