"""Documents made from templates: the company's own details, the templates, the papers and their numbers."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from akrab.engine.contents import StoredFilesField
from akrab.engine.fields import (
    AddressField,
    AnyLinkField,
    ChoiceField,
    EmailsField,
    IntegerField,
    LinkField,
    LongTextField,
    PhonesField,
    StoredFileField,
    TagsField,
    TextField,
)  # fmt: skip
from akrab.engine.record import Record
from akrab.engine.registry import objects
from akrab.features.documents.fields import DesignField, PatternField
from akrab.tenancy.models import WorkspaceModel


def object_choices() -> list[tuple[str, str]]:
    """The objects that documents can be made from: what the company works with, not what it is set up by."""
    return [(one.name, one.label) for one in objects().values() if not (one.settings or one.private)]


class Details(Record):
    """What papers say of whoever sends them."""

    name = TextField(_("name"))
    address = AddressField(_("address"))
    tax_id = TextField(_("tax number"), max_length=60, blank=True)
    registration = TextField(_("registration number"), max_length=60, blank=True)
    payment_details = LongTextField(_("payment details"), blank=True)
    bank = TextField(_("bank"), blank=True)
    account_name = TextField(_("account holder"), blank=True)
    account_number = TextField(_("account number"), max_length=60, blank=True)
    bank_code = TextField(_("bank code"), max_length=60, blank=True, help_text=_("SWIFT, BIC or branch."))
    website = TextField(_("website"), blank=True)
    logo = StoredFileField(_("logo"))
    email = EmailsField(_("e-mail address"))
    phone = PhonesField(_("phone"))

    class Meta(Record.Meta):
        abstract = True


class CompanyDetails(Details):
    """What the workspace's own papers say of it: one row."""

    class Meta(Details.Meta):
        abstract = False
        verbose_name = _("company details")
        verbose_name_plural = _("company details")
        constraints = [models.UniqueConstraint(fields=["workspace"], name="companydetails_one")]

    class Spec:
        icon = "building-bank"
        plural = "companydetails"
        settings = True


class BranchDetails(Details):
    """What the papers of one branch say; where it says nothing, they say what the company's say.

    `branch` is its id, which stays when it is closed: the details then lie in the bin until the closing is undone.
    """

    branch = models.UUIDField(null=True, editable=False, db_column="branch_id")

    class Meta(Details.Meta):
        abstract = False
        verbose_name = _("details of a branch")
        verbose_name_plural = _("details of branches")
        constraints = [models.UniqueConstraint(fields=["workspace", "branch"], name="branchdetails_once")]

    class Spec:
        icon = "building-community"
        plural = "branchdetails"
        settings = True


class Series(Record):
    """How documents are numbered: by a pattern such as `Q-{year}-{number:4}`, each series with a counter of its own."""

    name = TextField(_("name"), max_length=80)
    pattern = PatternField(
        _("pattern"),
        max_length=60,
        help_text=_("Such as Q-{year}-{number:4}. In braces: year, yy, month, branch, number."),
    )
    resets = ChoiceField(
        _("begins anew"), default="never",
        choices=[
            ("never", pgettext_lazy("series", "never")), ("yearly", _("every year")),
            ("monthly", _("every month")),
        ],
    )  # fmt: skip
    first = IntegerField(_("first number"), default=1, help_text=_("Raise it to go on from another system."))

    class Meta(Record.Meta):
        verbose_name = _("number series")
        verbose_name_plural = _("number series")
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "name"], condition=models.Q(deleted_at=None), name="series_name_unique"
            ),
        ]

    class Spec:
        icon = "hash"
        plural = "number_series"
        columns = ("name", "pattern", "resets", "first")
        settings = True


class Template(Record):
    """How documents of one kind are made from records of one object: what its newest published version says.

    `draft` is what is being worked on; it makes no documents. `language` is that of the words used wherever there
    are none in the customer's own language.
    """

    name = TextField(_("name"))
    object = ChoiceField(_("made from"), choices=object_choices)
    language = ChoiceField(_("language"), choices=settings.LANGUAGES, blank=True)
    series = LinkField("documents.Series", _("numbered by"), null=True, on_delete=models.SET_NULL)
    draft = DesignField(_("draft"), read_only=True)
    files = StoredFilesField()

    class Meta(Record.Meta):
        verbose_name = _("document template")
        verbose_name_plural = _("document templates")
        constraints = [models.UniqueConstraint(fields=["workspace", "name"], name="template_name_unique")]

    class Spec:
        icon = "template"
        columns = ("name", "object", "series", "language")
        settings = True


class Edition(Record):
    """A published version of a template. Making one publishes the draft; it never changes afterwards."""

    template = LinkField("documents.Template", _("template"), timeline=True)
    number = IntegerField(pgettext_lazy("document", "number"), default=0, read_only=True)
    name = TextField(_("name"), read_only=True, blank=True)
    note = TextField(_("what is new"), blank=True)
    design = DesignField(_("design"), read_only=True)
    files = StoredFilesField()

    class Meta(Record.Meta):
        verbose_name = _("version of a template")
        verbose_name_plural = _("versions of templates")
        constraints = [
            models.UniqueConstraint(fields=["workspace", "template", "number"], name="edition_number_unique")
        ]

    class Spec:
        icon = "versions"
        beside = ("template",)
        columns = ("name", "template", "number", "note", "created_at", "created_by")
        settings = True


class Document(Record):
    """The paper that a template makes of a record; without a file while something is missing."""

    about = AnyLinkField(_("made for"), timeline=True, blank=False)
    template = LinkField("documents.Template", _("template"))
    name = TextField(_("name"), read_only=True, blank=True)
    number = TextField(pgettext_lazy("document", "number"), max_length=60, read_only=True, blank=True)
    edition = LinkField("documents.Edition", _("made by version"), null=True, read_only=True)
    file = StoredFileField(_("file"), read_only=True)
    word = StoredFileField(_("Word file"), read_only=True)
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
            ),
            models.UniqueConstraint(
                fields=["workspace", "number"],
                condition=models.Q(deleted_at=None) & ~models.Q(number=""),
                name="document_number_unique",
            ),
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
        facts = ("number", "state", "missing", "file", "word", "edition")
        quick = ("template", "about")
        search = ("name", "number")


class Counter(WorkspaceModel):
    """The last number given of a series in a period; a row, not a sequence, so that a rollback loses no number."""

    series = models.UUIDField()
    period = models.CharField(max_length=10, default="")
    last = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("counter")
        verbose_name_plural = _("counters")
        constraints = [
            models.UniqueConstraint(fields=["workspace", "series", "period"], name="counter_series_unique")
        ]
