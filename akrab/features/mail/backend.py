"""Django's door to mail that belongs to no workspace: resetting a password, confirming an address."""

import logging
from collections.abc import Sequence
from email.utils import parseaddr

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from akrab.features.mail.delivery import NoServer, get_server, new_message_id
from akrab.lib import mailer

logger = logging.getLogger(__name__)


class SignInMailBackend(BaseEmailBackend):
    """Sends at once, without a ledger.

    A failure is logged without the text, which holds secrets, and never raised: whether an address is known
    here must not show in the answer.
    """

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Send each message and return how many the server took."""
        return sum(self._send(message) for message in email_messages)

    def _send(self, message: EmailMessage) -> bool:
        try:
            mailer.send(_outgoing(message), get_server())
        except (NoServer, mailer.Refused, mailer.Unknown) as error:
            logger.error("“%s” was not sent, or perhaps: %s", message.subject, error)
            return False
        return True


def _outgoing(message: EmailMessage) -> mailer.Outgoing:
    alternatives = getattr(message, "alternatives", [])
    html = next((str(content) for content, mime in alternatives if mime == "text/html"), "")
    return mailer.Outgoing(
        message_id=new_message_id(),
        sender=_box(message.from_email),
        to=tuple(map(_box, message.to)),
        cc=tuple(map(_box, message.cc)),
        bcc=tuple(map(_box, message.bcc)),
        reply_to=tuple(map(_box, message.reply_to)),
        subject=str(message.subject),
        text=str(message.body),
        html=html,
    )


def _box(written: str) -> mailer.Mailbox:
    name, address = parseaddr(str(written))
    return mailer.Mailbox(address, name)
