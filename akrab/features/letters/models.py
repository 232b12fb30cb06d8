"""Message templates in several languages, and the sendings made by them."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from akrab.engine.fields import (
    AnyLinkField,
    ChoiceField,
    IntegerField,
    LinkField,
    LongTextField,
    TagsField,
    TextField,
    UserField,
)  # fmt: skip
from akrab.engine.record import Record
from akrab.engine.registry import objects
from akrab.features.letters.addressees import can_be_written_to


def object_choices() -> list[tuple[str, str]]:
    """The objects that people are written to about."""
    return [(one.name, one.label) for one in objects().values() if can_be_written_to(one)]


class MessageTemplate(Record):
    """What is written to customers on one occasion, with fields of a record in it.

    Its own words are those for everybody; `MessageWording` holds those in further languages. `attachments` say
    what goes with it to each receiver, as `attaching` reads it.
    """

    name = TextField(_("name"))
    object = ChoiceField(_("written about"), choices=object_choices)
    category = TextField(_("category"), max_length=80, blank=True)
    subject = TextField(_("subject"))
    body = LongTextField(_("text"))
    language = ChoiceField(_("language"), choices=settings.LANGUAGES, blank=True)
    attachments = TagsField(_("attachments"))

    class Meta(Record.Meta):
        verbose_name = _("message template")
        verbose_name_plural = _("message templates")
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "name"],
                condition=models.Q(deleted_at=None),
                name="messagetemplate_name_unique",
            )
        ]

    class Spec:
        icon = "message"
        plural = "message_templates"
        columns = ("name", "object", "category", "subject", "attachments")
        settings = True


class MessageWording(Record):
    """A message template in one more language."""

    template = LinkField("letters.MessageTemplate", _("message template"))
    language = ChoiceField(_("language"), choices=settings.LANGUAGES)
    subject = TextField(_("subject"))
    body = LongTextField(_("text"))

    class Meta(Record.Meta):
        verbose_name = _("wording")
        verbose_name_plural = _("wordings")
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "template", "language"],
                condition=models.Q(deleted_at=None),
                name="messagewording_once",
            )
        ]

    class Spec:
        icon = "language"
        title = "subject"
        plural = "message_wordings"
        beside = ("template",)
        columns = ("subject", "template", "language")
        settings = True


class Mailing(Record):
    """One sending of a message: about one record, or to many people at once. Making it sends, to all or to nobody.

    Where something is lacking for one of them it is held back, `problems` say what, and it can be sent once mended.

    `records` are the ids of those it is about, where they are several; each receiver has a mail in the ledger.
    `sender` is the employee it comes from and who gets the answers.
    """

    template = LinkField("letters.MessageTemplate", _("message template"))
    about = AnyLinkField(_("about"))
    sender = UserField(_("sent by"), null=True, on_delete=models.SET_NULL)
    name = TextField(_("name"), read_only=True, blank=True)
    state = ChoiceField(
        _("state"), default="held", read_only=True, choices=[("sent", _("sent")), ("held", _("held back"))]
    )
    problems = TagsField(_("what is lacking"), read_only=True)
    sent = IntegerField(_("sent"), default=0, read_only=True)
    left_out = IntegerField(_("left out"), default=0, read_only=True)
    records = models.JSONField(default=list, editable=False)

    class Meta(Record.Meta):
        verbose_name = _("mailing")
        verbose_name_plural = _("mailings")
        indexes = [
            *Record.Meta.indexes,
            models.Index(fields=["workspace", "template", "-id"], name="mailing_template"),
        ]

    class Spec:
        icon = "messages"
        within = "about"
        columns = ("name", "template", "about", "sender", "state", "problems", "sent", "created_at")
        facts = ("state", "problems", "sender", "sent")
        quick = ("template", "about", "sender")
        owners = ("sender",)
        logged = True
