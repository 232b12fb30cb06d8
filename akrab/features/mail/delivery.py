"""Giving a queued mail to the server at most once, and writing down what became of it.

A mail is claimed in a transaction of its own, sent outside any, and concluded in a third. Whoever dies in
between leaves a claim; that mail becomes unknown and is never sent again by itself.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from email.utils import make_msgid, parseaddr
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from akrab.engine import contents, values, write
from akrab.engine.errors import NotFound
from akrab.engine.events import gesture
from akrab.features.mail.models import LEFT_OUT, Mail
from akrab.identity.actor import system
from akrab.identity.models import Workspace
from akrab.lib import clock, mailer
from akrab.tenancy.current import workspace as inside

PATIENCE = timedelta(minutes=10)  # longer than a living worker needs for one mail
PAUSES = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 30, 120))  # after refusals that may pass


@dataclass(frozen=True)
class Outcome:
    """What became of one try: the mail's new state, what there is to say, and when it is tried again."""

    state: str
    error: str = ""
    again_in: timedelta | None = None


class NoServer(Exception):
    """Nothing can be sent; the text says why and what to do."""


def get_server() -> mailer.Settings:
    """The mail server of the settings; raises `NoServer` where there is none, or it can't be used."""
    if not settings.SMTP_URL:
        raise NoServer(
            _("No mail server is set up, so this was not sent. Set one up, then choose “Send again”.")
        )
    try:
        return mailer.Settings.from_url(settings.SMTP_URL)
    except ValueError as error:  # its text is without the password
        raise NoServer(
            _("The mail server's address can't be used: %(reason)s") % {"reason": error}
        ) from error


def new_message_id() -> str:
    return make_msgid(domain=parseaddr(settings.MAIL_FROM)[1].rpartition("@")[2] or "akrab.invalid")


def deliver(workspace_id: UUID, mail_id: UUID, again: Callable[[timedelta], None]) -> None:
    """Send the mail if it waits to be sent; after a refusal that may pass, `again` plans another try.

    Calling it twice, from however many workers, sends nothing twice. Not for use inside a transaction;
    `again` is called inside the one that concludes.
    """
    workspace = Workspace.objects.get(pk=workspace_id)
    with inside(workspace), translation.override(workspace.language):
        mail = _claim(mail_id)
        if mail is None:
            return
        outcome = _send(mail, workspace)
        _conclude(mail, outcome, workspace, again)


def _claim(mail_id: UUID) -> Mail | None:
    """Take the mail for this worker alone; None when it does not wait any more."""
    with transaction.atomic(durable=True):
        rows = Mail.objects.select_for_update(of=("self",)).filter(
            pk=mail_id, state="queued", deleted_at__isnull=True
        )
        mail = rows.first()
        if mail is None:
            return None
        mail.state, mail.claimed_at = "sending", clock.now()
        mail.attempts += 1
        mail.save(update_fields=["state", "claimed_at", "attempts"])  # a lease, told when it is over
        return mail


def _send(mail: Mail, workspace: Workspace) -> Outcome:
    try:
        receipt = mailer.send(_outgoing(mail, workspace), get_server())
    except NoServer as error:
        return Outcome("held", str(error))
    except NotFound as error:
        return Outcome("refused", str(error))
    except mailer.Refused as error:
        if error.may_retry and mail.attempts <= len(PAUSES):
            pause = PAUSES[mail.attempts - 1]
            words = {"minutes": pause // timedelta(minutes=1), "reason": error}
            return Outcome("queued", _("Tried again in %(minutes)d min: %(reason)s") % words, pause)
        return Outcome("refused", str(error))
    except mailer.Unknown as error:
        return Outcome("unknown", _("The mail server's answer was lost: %(reason)s") % {"reason": error})
    not_taken = [f"{address}: {reason}" for address, reason in receipt.not_taken.items()]
    return Outcome("sent", _("Not taken for %(who)s") % {"who": "; ".join(not_taken)} if not_taken else "")


def _outgoing(mail: Mail, workspace: Workspace) -> mailer.Outgoing:
    """The mail as it goes out: from whoever answers for it or the company, with answers to whoever sent it."""
    with transaction.atomic():
        writer = mail.sender or mail.created_by
        answers = writer.user if writer is not None else None
        name = f"{mail.sender.user} · {workspace.name}" if mail.sender is not None else workspace.name
    attachments = []
    for stored in mail.attachments:
        with contents.open_contents(stored) as file:
            attachments.append(mailer.Attachment(stored["name"], stored["type"], file.read()))
    return mailer.Outgoing(
        message_id=mail.message_id,
        sender=mailer.Mailbox(parseaddr(settings.MAIL_FROM)[1], name),
        to=tuple(mailer.Mailbox(address) for address in mail.to),
        subject=mail.subject,
        text=mail.body.replace(LEFT_OUT, mail.sealed) if mail.sealed else mail.body,
        reply_to=(mailer.Mailbox(answers.email, answers.name),) if answers else (),
        attachments=tuple(attachments),
    )


def _conclude(
    claimed: Mail, outcome: Outcome, workspace: Workspace, again: Callable[[timedelta], None]
) -> None:
    """Write what became of the mail, as an event; a claim that was given up meanwhile is corrected."""
    with transaction.atomic(durable=True):
        mail = Mail.objects.select_for_update(of=("self",)).get(pk=claimed.pk)
        if mail.attempts != claimed.attempts or mail.state not in ("sending", "unknown"):
            return
        _write(mail, outcome, workspace)
        if outcome.again_in is not None:
            again(outcome.again_in)


def _write(mail: Mail, outcome: Outcome, workspace: Workspace) -> None:
    """Save the outcome; being sent is no part of the past, nor is a try that will be repeated."""
    before = values.snapshot(mail)
    if mail.state == "sending":
        before["state"] = "queued"
    mail.state, mail.error, mail.claimed_at = outcome.state, outcome.error, None
    mail.sent_at = clock.now() if outcome.state == "sent" else None
    if mail.sealed and outcome.state == "sent":
        mail.sealed, mail.attachments = "", []  # they were for the reader alone, and so are the files
    mail.save(update_fields=["state", "error", "claimed_at", "sealed", "attachments"])
    if outcome.state != "queued":
        with gesture(system(workspace, "system"), _("Send mail")) as by:
            write.saved_as_is(mail, before, f"mail.{PAST[outcome.state]}", by)


PAST = {"sent": "sent", "refused": "refused", "unknown": "lost", "held": "held"}


def give_up_claims(workspace: Workspace) -> int:
    """Mail whose worker died while sending becomes unknown, for a person to decide; returns how many."""
    with transaction.atomic(), inside(workspace), translation.override(workspace.language):
        rows = Mail.objects.select_for_update(of=("self",), skip_locked=True)
        given_up = list(rows.filter(state="sending", claimed_at__lte=clock.now() - PATIENCE))
        lost = Outcome("unknown", _("Sending was interrupted, so nobody knows whether it arrived."))
        for mail in given_up:
            _write(mail, lost, workspace)
        return len(given_up)
