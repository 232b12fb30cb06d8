"""Documents made from templates: the company's own details, the templates, the papers and their numbers."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from akrab.engine.fields import (
    AddressField,
    AnyLinkField,
    BooleanField,
    ChoiceField,
    EmailsField,
    LinkField,
    LongTextField,
    PhonesField,
    StoredFileField,
    TagsField,
    TextField,
)  # fmt: skip
from akrab.engine.record import Record
from akrab.engine.registry import objects
from akrab.tenancy.models import WorkspaceModel


def object_choices() -> list[tuple[str, str]]:
    """The objects that documents can be made from: what the company works with, not what it is set up by."""
    return [(one.name, one.label) for one in objects().values() if not (one.settings or one.private)]


class CompanyDetails(Record):
    """What the workspace's own papers say of it: one row."""

    name = TextField(_("name"))
    address = AddressField(_("address"))
    tax_id = TextField(_("tax number"), max_length=60, blank=True)
    payment_details = LongTextField(_("payment details"), blank=True)
    email = EmailsField(_("e-mail address"))
    phone = PhonesField(_("phone"))

    class Meta(Record.Meta):
        verbose_name = _("company details")
        verbose_name_plural = _("company details")
        constraints = [models.UniqueConstraint(fields=["workspace"], name="companydetails_one")]

    class Spec:
        icon = "building-bank"
        plural = "companydetails"
        settings = True


class Template(Record):
    """How documents of one kind are made from records of one object.

    Texts name fields in braces, through links too: `{contact.name}`. Each named field must be filled, unless
    a question mark says otherwise: `{contact.address?}`. `company.…` is the workspace's own company, `today`
    the date, `number` the document's number.
    """

    name = TextField(_("name"))
    object = ChoiceField(_("made from"), choices=object_choices)
    heading = TextField(_("heading"), blank=True)
    recipient = LongTextField(
        _("recipient"),
        blank=True,
        help_text=_("The address lines, such as {contact.name} and {contact.address}."),
    )
    body = LongTextField(_("text"), blank=True)
    facts = LongTextField(_("facts"), blank=True, help_text=_("One a line: Amount = amount"))
    shows_lines = BooleanField(_("shows a table of lines"))
    lines_object = ChoiceField(_("object of the lines"), choices=object_choices, blank=True)
    lines_link = TextField(
        _("link from a line to the record"), max_length=60, blank=True, help_text=_("Left empty: the first.")
    )
    lines_columns = TextField(
        _("columns of the table"), blank=True, help_text=_("Left empty: those of the list.")
    )
    closing = LongTextField(_("closing"), blank=True)
    number_prefix = TextField(_("number begins with"), max_length=20, blank=True)
    language = ChoiceField(_("language"), choices=settings.LANGUAGES, blank=True)

    class Meta(Record.Meta):
        verbose_name = _("document template")
        verbose_name_plural = _("document templates")
        constraints = [models.UniqueConstraint(fields=["workspace", "name"], name="template_name_unique")]

    class Spec:
        icon = "template"
        columns = ("name", "object", "heading", "number_prefix")
        settings = True


class Document(Record):
    """The paper that a template makes of a record; without a file while something is missing."""

    about = AnyLinkField(_("made for"), timeline=True, blank=False)
    template = LinkField("documents.Template", _("template"))
    name = TextField(_("name"), read_only=True, blank=True)
    number = TextField(pgettext_lazy("document", "number"), max_length=60, read_only=True, blank=True)
    file = StoredFileField(_("file"), read_only=True)
    state = ChoiceField(
        _("state"), default="incomplete", read_only=True,
        choices=[("incomplete", _("incomplete")), ("ready", _("ready to send")), ("sent", _("sent"))],
    )  # fmt: skip
    missing = TagsField(_("missing"), read_only=True)

    class Meta(Record.Meta):
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "about", "template"],
                condition=models.Q(deleted_at=None),
                name="document_once",
            )
        ]
        indexes = [
            *Record.Meta.indexes,
            models.Index(fields=["workspace", "template"], name="document_template"),
        ]

    class Spec:
        beside = ("about",)
        within = "about"
        icon = "file-text"
        columns = ("name", "number", "about", "state", "missing", "created_at")
        facts = ("number", "state", "missing", "file")
        quick = ("template", "about")
        search = ("name", "number")


class Counter(WorkspaceModel):
    """The last number given under a prefix; a row, not a sequence, so that a rollback loses no number."""

    prefix = models.CharField(max_length=20)
    last = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("counter")
        verbose_name_plural = _("counters")
        constraints = [models.UniqueConstraint(fields=["workspace", "prefix"], name="counter_prefix_unique")]
