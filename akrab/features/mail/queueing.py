"""Putting a mail into the queue: once for each wish, however often the wish is said."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import transaction

from akrab.engine import contents, write
from akrab.engine.errors import Invalid
from akrab.engine.record import Record
from akrab.features.mail.models import Mail
from akrab.identity.actor import Actor
from akrab.identity.models import Membership


def queue(
    to: Sequence[str],
    subject: str,
    body: str,
    about: Record | None,
    by: Actor,
    attachments: Iterable[Mapping[str, Any]] = (),
    key: str = "",
    sealed: str = "",
    sender: Membership | None = None,
) -> Mail:
    """Write a mail into the ledger, to be sent once this is committed.

    `attachments` are values of stored files. With a `key`, a second call gives the first one's mail and sends
    nothing. `sealed` stands in the letter where the text says `LEFT_OUT`, and nowhere in the ledger.
    `sender` is the employee it comes from, where it is a person's letter.
    Raises `Invalid`, `Forbidden`, and `NotFound` when an attachment's contents are gone.
    """
    files = [dict(stored) for stored in attachments]
    for stored in files:
        contents.open_contents(stored).close()
    found = _find(key)
    if found is not None:
        return found
    raw = {"to": list(to), "subject": subject, "body": body, "about": about}
    try:
        with transaction.atomic():  # a double leaves no job behind
            return write.create(Mail, raw, by, attachments=files, key=key, sealed=sealed, sender=sender)
    except Invalid:
        found = _find(key)  # the same wish came at the same moment
        if found is None:
            raise
        return found


def _find(key: str) -> Mail | None:
    return Mail.objects.filter(key=key).first() if key else None
