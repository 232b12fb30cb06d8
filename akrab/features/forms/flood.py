"""A flood of sendings: what this process remembers of it, so that refusing costs next to nothing, and what is told.

While a form is full, a sending without a good proof of work is refused before anything is asked of the database. The
refused are counted here and written down with the next sending that is looked at, about one a second; each web process
also does so every few seconds and when it ends, so that the last of a flood are counted too (`write_all`).
"""

from collections import Counter
from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Lock
from uuid import UUID
from zoneinfo import ZoneInfo

from django.core.cache import caches
from django.db import transaction
from django.db.models import Sum

from akrab.engine.models import Event
from akrab.features.forms.counting import count_refused
from akrab.features.forms.guard import worked
from akrab.features.forms.models import Form, FormCount, Submission
from akrab.features.forms.taking import find_here, find_workspace
from akrab.lib import clock, secrets
from akrab.tenancy.current import workspace as inside

CALM = 15  # seconds for which one address is refused without asking, once it passed its limit
LOOKS_AGAIN = 1  # seconds after which a full form is looked at again
REMEMBERED = 60
TOLD_FOR = timedelta(hours=24)
_refused: Counter[str] = Counter()
_lock = Lock()


def keep_out(key: str, sender: str) -> None:
    """Refuse this address for a while."""
    caches["near"].set(_calm(key, sender), 1, CALM)


def fill(key: str) -> None:
    """Remember that the form takes only who did the work."""
    caches["near"].set(f"form:{key}:full", 1, LOOKS_AGAIN)


def is_kept_out(key: str, sender: str, proof: str) -> bool:
    """Whether this sending needs no look: it comes from an address that sends without end, or lacks the work."""
    near = caches["near"]
    if near.get(_calm(key, sender)):
        return True
    return bool(near.get(f"form:{key}:full")) and not (proof and worked(key, proof, 2))


def _calm(key: str, sender: str) -> str:
    return f"form:{key}:{secrets.digest(sender)[:24]}"


def remember(key: str, crowded: int) -> None:
    """Keep how crowded the form is, for those who open it within the next minute."""
    if crowded:
        caches["near"].set(f"form:{key}:crowded", crowded, REMEMBERED)


def crowded(key: str) -> int:
    return int(caches["near"].get(f"form:{key}:crowded") or 0)


def note_refusal(key: str) -> None:
    with _lock:
        _refused[key] += 1


def write_down(form: Form) -> None:
    """Keep how many were refused since this was last done here; runs inside the form's workspace."""
    if form.key not in _refused:
        return
    with _lock:
        number = _refused.pop(form.key, 0)
    if number:
        count_refused(form, number)


def is_waiting() -> bool:
    """Whether refused sendings were not written down yet."""
    return bool(_refused)


def write_all() -> None:
    """Keep how many sendings of any form were refused here since this was last done; asks nothing where none were."""
    for key in list(_refused):
        workspace = find_workspace(key)
        with transaction.atomic(), inside(workspace) if workspace is not None else nullcontext():
            form = find_here(workspace, key) if workspace is not None else None
            if form is None:  # it has another address by now
                _refused.pop(key, None)
            else:
                write_down(form)


@dataclass(frozen=True)
class Flood:
    """What came of the last flood of a form: since when, how many were refused, how many wait for a person."""

    since: datetime
    refused: int
    held: int


def floods(forms: Sequence[Form]) -> dict[UUID, Flood]:
    """The floods of the last day by form; one query where there was none."""
    by_id = {form.pk: form for form in forms}
    told = Event.objects.filter(
        record__in=list(by_id), kind="form.flooded", at__gte=clock.now() - TOLD_FOR
    ).order_by("id")
    first: dict[UUID, datetime] = {}
    for event in told:
        first.setdefault(event.record, event.at)
    return {id: _flood(by_id[id], since) for id, since in first.items()}


def _flood(form: Form, since: datetime) -> Flood:
    day = since.astimezone(ZoneInfo(form.workspace.time_zone)).date()
    counted = FormCount.objects.filter(form=form, kind="refused", day__gte=day).aggregate(n=Sum("number"))
    held = Submission.objects.filter(form=form, state="held", reason__in=("busy", "unproven"), at__gte=since)
    return Flood(since, counted["n"] or 0, held.count())
