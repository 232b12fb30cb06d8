"""What can be done with mail: putting it into the queue, and sending it again by a person's choice."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from akrab.engine.actions import action, prepares
from akrab.engine.errors import Invalid, Refused
from akrab.engine.registry import find_object
from akrab.features.mail.delivery import NoServer, get_server, new_message_id
from akrab.features.mail.jobs import send_mail
from akrab.features.mail.models import Mail
from akrab.identity.actor import Actor
from akrab.identity.models import Membership

NOT_SENT = ("held", "refused")
LETTER = ("about", "to", "subject", "body")


@prepares("create")
def enqueue(mail: Mail, *, by: Actor) -> None:
    """The mail goes out as soon as this is committed; without a mail server it is held, and says so."""
    if not mail.to:
        raise Invalid({"to": [gettext("Say to whom this goes.")]})
    if "\n" in mail.subject:
        raise Invalid({"subject": [gettext("Write the subject in one line.")]})
    if mail.about and mail.sender_id is None:
        mail.sender = by.membership or _owner(mail.about)
        if mail.sender is None and by.origin == "rule":
            text = gettext(
                "Nobody is responsible for what this mail is about, so it was not written. Give it an owner."
            )
            raise Refused(text)
    mail.message_id = new_message_id()
    try:
        get_server()
    except NoServer as error:
        mail.state, mail.error = "held", str(error)
    else:
        _send_soon(mail)


def _owner(about: str) -> Membership | None:
    """The owner of the record that a mail is about."""
    kind, _colon, id = about.partition(":")
    spec = find_object(kind)
    record = spec.model._default_manager.filter(pk=id).first() if spec and spec.owners else None
    owner = getattr(record, spec.owners[0], None) if spec and record else None
    return owner if isinstance(owner, Membership) else None


@prepares("update")
def keep_ledger(mail: Mail, *, before: Mapping[str, Any], by: Actor) -> None:
    """What went out, or may have, stays as it was written."""
    changed = any(getattr(mail, name) != before[name] for name in LETTER)
    if changed and (mail.state not in NOT_SENT or mail.sealed):
        raise Refused(
            gettext(
                "This mail is on its way, was sent, or holds a secret, so it can't be changed. Write a new one."
            )
        )


@prepares("delete")
def keep_claimed(mail: Mail, *, by: Actor) -> None:
    if mail.state == "sending":
        raise Refused(gettext("This mail is being sent at this moment."))


@action(
    label=_("Send again"), past="queued", told=_("%(who)s sent the e-mail %(what)s again"), icon="send",
    shown=lambda mail: mail.state in (*NOT_SENT, "unknown"),
)  # fmt: skip
def resend(mail: Mail, *, by: Actor) -> Mail:
    """Put the mail into the queue once more, under the message id by which receivers know a double."""
    try:
        get_server()
    except NoServer as error:
        raise Refused(str(error)) from error
    mail.state, mail.error, mail.attempts, mail.claimed_at = "queued", "", 0, None
    mail.save(update_fields=["attempts", "claimed_at"])
    _send_soon(mail)
    return mail


def _send_soon(mail: Mail) -> None:
    """Leave a job in the same transaction: it vanishes with the mail if that is not kept."""
    send_mail.defer(workspace_id=str(mail.workspace_id), mail_id=str(mail.pk))
