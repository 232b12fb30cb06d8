"""The ledger of outgoing mail: what was to be sent, to whom, and what became of it."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from akrab.engine.contents import StoredFilesField
from akrab.engine.fields import (
    AnyLinkField,
    ChoiceField,
    DateTimeField,
    EmailsField,
    LongTextField,
    TextField,
    UserField,
)  # fmt: skip
from akrab.engine.record import Record

STATES = [
    ("queued", _("waiting to be sent")),
    ("sending", _("being sent")),
    ("sent", _("sent")),
    ("refused", _("not sent")),
    ("unknown", _("perhaps sent")),
    ("held", _("held back")),
]


LEFT_OUT = "[…]"


class Mail(Record):
    """One mail. Whoever makes it says to whom, what and about which record; the sender writes the rest.

    `sender` is the employee it comes from and who gets the answer; without one it comes from the company.
    `key` makes the same wish harmless when it comes twice. `claimed_at` stands while a worker gives the mail
    to the server; only then nobody knows whether it was sent. `attempts` counts the tries. `sealed` takes the
    place of `LEFT_OUT` in the text that leaves, such as a secret address that readers of the ledger must not
    see; it is forgotten once the mail was sent.
    """

    about = AnyLinkField(_("about"), timeline=True)
    to = EmailsField(pgettext_lazy("mail", "to"))
    sender = UserField(_("sent by"), null=True, read_only=True, on_delete=models.SET_NULL)
    subject = TextField(_("subject"))
    body = LongTextField(_("text"), blank=True)
    state = ChoiceField(_("state"), choices=STATES, default="queued", read_only=True)
    error = LongTextField(_("what happened"), blank=True, read_only=True)
    message_id = TextField(_("message id"), blank=True, read_only=True)
    sent_at = DateTimeField(_("sent"), null=True, read_only=True)
    attachments = StoredFilesField()
    key = models.CharField(max_length=200, default="", editable=False)
    claimed_at = models.DateTimeField(null=True, editable=False)
    sealed = models.TextField(default="", editable=False)
    attempts = models.PositiveIntegerField(default=0, editable=False)

    class Meta(Record.Meta):
        verbose_name = _("mail")
        verbose_name_plural = _("mails")
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "key"], condition=~models.Q(key=""), name="mail_key_unique"
            )
        ]
        indexes = [
            *Record.Meta.indexes,
            models.Index(fields=["workspace", "about"], name="mail_about"),
            models.Index(fields=["workspace", "state", "-id"], name="mail_state"),
            models.Index(fields=["workspace", "claimed_at"], name="mail_claimed"),
        ]

    class Spec:
        within = "about"
        icon = "mail"
        title = "subject"
        columns = ("subject", "to", "about", "state", "error", "sent_at", "created_by")
        facts = ("state", "error", "to", "sender", "sent_at")
        quick = ("to", "subject", "body", "about")
        search = ("subject", "to")
        logged = True
