"""Two addresses for whoever watches over the process: is it alive, and can it work."""

from datetime import timedelta

from django.db import DatabaseError, connection
from django.db.models.functions import Now
from django.http import HttpRequest, HttpResponse, JsonResponse
from procrastinate.contrib.django.models import ProcrastinateWorker
from psycopg_pool import PoolTimeout

from akrab.lib.migrated import is_migrated

WORKER_SILENT_AFTER = timedelta(seconds=45)

_migrated: list[bool] = []


def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return JsonResponse({"status": "ok"})


def readyz(request: HttpRequest) -> HttpResponse:
    """200 when the database answers, is migrated, and a worker was seen lately; else 503, saying which."""
    found = {"database": False, "migrations": False, "worker": False}
    try:
        found["worker"] = _worker_seen()
        found["database"] = True
        found["migrations"] = _is_migrated()
    except (DatabaseError, PoolTimeout):
        pass  # what could not be asked stays false
    ready = all(found.values())
    return JsonResponse({"status": "ok" if ready else "not ready", **found}, status=200 if ready else 503)


def _worker_seen() -> bool:
    """By the server's clock, which the heartbeats are written by."""
    return bool(ProcrastinateWorker.objects.filter(last_heartbeat__gt=Now() - WORKER_SILENT_AFTER).exists())


def _is_migrated() -> bool:
    """Whether nothing waits to be migrated; once true it stays true: running code does not change."""
    if not _migrated and is_migrated(connection):
        _migrated.append(True)
    return bool(_migrated)
