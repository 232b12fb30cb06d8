"""Calling another program at most once, signed, and writing down what became of it.

A call is claimed in a transaction of its own, made outside any, and concluded in a third. Whoever dies in between
leaves a claim; that call becomes unknown, for a person to decide. Signed as the Standard Webhooks specification says
(https://www.standardwebhooks.com): `webhook-id`, `webhook-timestamp`, `webhook-signature`.
"""

import base64
import hashlib
import hmac
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from akrab.engine import values, write
from akrab.engine.events import gesture
from akrab.features.automation.models import Delivery
from akrab.features.automation.sealing import box
from akrab.identity.actor import system
from akrab.identity.models import Workspace
from akrab.lib import clock, http, secrets
from akrab.tenancy.current import workspace as inside

PATIENCE = timedelta(minutes=5)  # longer than a living worker needs for one call
SECONDS, LIMIT = 10.0, 20_000
# After what surely did not arrive.
PAUSES = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 600))
PAST = {"sent": "sent", "refused": "refused", "unknown": "lost"}


@dataclass(frozen=True)
class Outcome:
    """What became of one try: the new state, what there is to say, and when it is tried again."""

    state: str
    answer: str = ""
    again_in: timedelta | None = None


def new_closed_secret() -> str:
    """A fresh secret for signing, encrypted as it is kept."""
    return box("endpoint").encrypt(
        base64.b64encode(hashlib.sha256(secrets.new_secret().encode()).digest()).decode()
    )


def open_secret(closed: str) -> str:
    """The secret as the other program's people enter it."""
    return f"whsec_{box('endpoint').decrypt(closed)}"


def signed(id: UUID, moment: int, body: bytes, closed: str) -> Mapping[str, str]:
    """The headers by which the other program knows whose call it is, and that it is whole and fresh."""
    key = base64.b64decode(box("endpoint").decrypt(closed))
    mac = hmac.new(key, b".".join([str(id).encode(), str(moment).encode(), body]), hashlib.sha256)
    return {
        "Content-Type": "application/json",
        "User-Agent": "Akrab",
        "webhook-id": str(id),
        "webhook-timestamp": str(moment),
        "webhook-signature": f"v1,{base64.b64encode(mac.digest()).decode()}",
    }


def deliver(workspace_id: UUID, delivery_id: UUID, again: Callable[[timedelta], None]) -> None:
    """Make the call if it waits; `again` plans another try of what surely did not arrive. Not inside a transaction."""
    workspace = Workspace.objects.get(pk=workspace_id)
    with inside(workspace), translation.override(workspace.language):
        delivery = _claim(delivery_id)
        if delivery is not None:
            _conclude(delivery, _call(delivery), workspace, again)


def _claim(id: UUID) -> Delivery | None:
    """Take the call for this worker alone; None when it does not wait any more."""
    with transaction.atomic(durable=True):
        rows = Delivery.objects.select_for_update(of=("self",)).select_related("endpoint")
        delivery = rows.filter(pk=id, state="queued", deleted_at__isnull=True).first()
        if delivery is None:
            return None
        delivery.state, delivery.claimed_at = "sending", clock.now()
        delivery.attempts += 1
        delivery.save(update_fields=["state", "claimed_at", "attempts"])  # a lease, told when it is over
        return delivery


def _call(delivery: Delivery) -> Outcome:
    body = delivery.body.encode()
    headers = signed(delivery.pk, int(clock.now().timestamp()), body, delivery.endpoint.secret)
    try:
        response = http.fetch(
            delivery.endpoint.url, method="POST", headers=headers, body=body, timeout=SECONDS, limit=LIMIT,
            trusted=settings.TRUSTED_NETWORKS,
        )  # fmt: skip
    except http.Forbidden as error:
        return Outcome("refused", str(error))
    except http.Unreachable as error:
        if error.nothing_sent:
            return _later(delivery, str(error))
        return Outcome("unknown", _("No answer came: %(reason)s") % {"reason": error})
    except http.TooLarge as error:
        return Outcome("sent", str(error))
    said = f"{response.status} {response.body[:300].decode(errors='replace')}".strip()
    if 200 <= response.status < 300:
        return Outcome("sent", said)
    return _later(delivery, said) if response.status in (429, 503) else Outcome("refused", said)


def _later(delivery: Delivery, reason: str) -> Outcome:
    if delivery.attempts > len(PAUSES):
        return Outcome("refused", reason)
    pause = PAUSES[delivery.attempts - 1]
    words = {"minutes": pause // timedelta(minutes=1), "reason": reason}
    return Outcome("queued", _("Tried again in %(minutes)d min: %(reason)s") % words, pause)


def _conclude(
    claimed: Delivery, outcome: Outcome, workspace: Workspace, again: Callable[[timedelta], None]
) -> None:
    """Write what became of the call, as an event; a claim that was given up meanwhile is corrected."""
    with transaction.atomic(durable=True):
        delivery = Delivery.objects.select_for_update(of=("self",)).get(pk=claimed.pk)
        if delivery.attempts != claimed.attempts or delivery.state not in ("sending", "unknown"):
            return
        _write(delivery, outcome, workspace)
        if outcome.again_in is not None:
            again(outcome.again_in)


def _write(delivery: Delivery, outcome: Outcome, workspace: Workspace) -> None:
    """Save the outcome; being sent is no part of the past, nor is a try that will be repeated."""
    before = values.snapshot(delivery)
    if delivery.state == "sending":
        before["state"] = "queued"
    delivery.state, delivery.answer, delivery.claimed_at = outcome.state, outcome.answer[:500], None
    delivery.sent_at = clock.now() if outcome.state == "sent" else None
    delivery.save(update_fields=["state", "answer", "claimed_at"])
    if outcome.state != "queued":
        with gesture(system(workspace, "system"), _("Call another program")) as by:
            write.saved_as_is(delivery, before, f"delivery.{PAST[outcome.state]}", by)


def give_up_claims(workspace: Workspace) -> int:
    """Calls whose worker died meanwhile become unknown, for a person to decide; returns how many."""
    with transaction.atomic(), inside(workspace), translation.override(workspace.language):
        rows = Delivery.objects.select_for_update(of=("self",), skip_locked=True)
        given_up = list(rows.filter(state="sending", claimed_at__lte=clock.now() - PATIENCE))
        lost = Outcome("unknown", _("The call was interrupted, so nobody knows whether it arrived."))
        for delivery in given_up:
            _write(delivery, lost, workspace)
        return len(given_up)
