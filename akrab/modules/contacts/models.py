"""Contacts and companies, and where they came from."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from akrab.engine.fields import (
    AddressField,
    ChoiceField,
    EmailsField,
    LinkField,
    LongTextField,
    PhonesField,
    TagsField,
    TextField,
    UrlField,
    UserField,
)  # fmt: skip
from akrab.engine.lists import ListEntry
from akrab.engine.record import Record

STANDINGS = [
    ("prospect", _("prospect")),
    ("lead", _("lead")),
    ("customer", _("customer")),
    ("former", _("former customer")),
]

ROLES_HINT = _("customer, partner, supplier, competitor")


class Source(ListEntry):
    """Where a client heard of the company: an open list."""

    class Meta(ListEntry.Meta):
        verbose_name = _("source")
        verbose_name_plural = _("sources")
        constraints = [models.UniqueConstraint(fields=["workspace", "name"], name="source_name_unique")]

    class Spec:
        icon = "map-pin"
        columns = ("name", "position", "retired")
        settings = True
        sort = "position"


class Channel(ListEntry):
    """The way a contact with a client takes: an open list."""

    class Meta(ListEntry.Meta):
        verbose_name = _("channel")
        verbose_name_plural = _("channels")
        constraints = [models.UniqueConstraint(fields=["workspace", "name"], name="channel_name_unique")]

    class Spec:
        icon = "route"
        columns = ("name", "position", "retired")
        settings = True
        sort = "position"


class Company(Record):
    """An organisation the company deals with; it may be customer, partner, supplier and competitor at once."""

    name = TextField(_("name"))
    website = UrlField(_("website"), blank=True)
    phones = PhonesField(_("phones"))
    emails = EmailsField(_("e-mail addresses"))
    address = AddressField(_("address"))
    billing_address = AddressField(_("billing address"))
    parent = LinkField("contacts.Company", _("part of"), null=True, on_delete=models.SET_NULL)
    standing = ChoiceField(_("status"), choices=STANDINGS, default="prospect")
    roles = TagsField(_("roles"), help_text=ROLES_HINT)
    owner = UserField(_("owner"), null=True, on_delete=models.SET_NULL)
    tags = TagsField(_("tags"))
    description = LongTextField(_("description"), blank=True)

    class Meta(Record.Meta):
        verbose_name = _("company")
        verbose_name_plural = _("companies")
        indexes = [
            *Record.Meta.indexes,
            models.Index(fields=["workspace", "owner"], name="company_owner"),
            models.Index(fields=["workspace", "parent"], name="company_parent"),
        ]

    class Spec:
        icon = "building"
        plural = "companies"
        columns = ("name", "standing", "phones", "emails", "owner", "created_at")
        facts = ("standing", "owner", "phones", "website")
        quick = ("name", "website", "phones", "emails", "address", "owner")
        search = ("name", "phones", "emails", "website", "address", "tags")
        match = ("name",)


class Contact(Record):
    """A person, with every way to reach them."""

    name = TextField(pgettext_lazy("person", "name"))
    job_title = TextField(_("job title"), blank=True)
    company = LinkField("contacts.Company", _("company"), null=True, on_delete=models.SET_NULL, timeline=True)
    phones = PhonesField(_("phones"))
    emails = EmailsField(_("e-mail addresses"))
    address = AddressField(_("address"))
    other_address = AddressField(_("other address"))
    standing = ChoiceField(_("status"), choices=STANDINGS, default="prospect")
    source = LinkField("contacts.Source", _("source"), null=True, on_delete=models.SET_NULL)
    referred_by = LinkField("contacts.Contact", _("referred by"), null=True, on_delete=models.SET_NULL)
    language = ChoiceField(
        _("language"), blank=True,
        choices=[("en", "English"), ("ms", "Bahasa Melayu"), ("id", "Bahasa Indonesia"), ("zh-hans", "简体中文"),
                 ("vi", "Tiếng Việt"), ("fil", "Filipino")],
    )  # fmt: skip
    owner = UserField(_("owner"), null=True, on_delete=models.SET_NULL)
    tags = TagsField(_("tags"))
    description = LongTextField(_("description"), blank=True)

    class Meta(Record.Meta):
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")
        indexes = [
            *Record.Meta.indexes,
            models.Index(fields=["workspace", "owner", "-id"], name="contact_owner"),
            models.Index(fields=["workspace", "company", "-id"], name="contact_company"),
            models.Index(fields=["workspace", "standing", "-id"], name="contact_standing"),
            models.Index(fields=["workspace", "source", "-id"], name="contact_source"),
        ]

    class Spec:
        beside = ("company",)
        icon = "users"
        columns = ("name", "company", "phones", "emails", "standing", "owner", "created_at")
        facts = ("standing", "owner", "phones", "emails")
        quick = ("name", "phones", "emails", "company", "address", "owner")
        search = ("name", "phones", "emails", "address", "company.name", "tags")
        match = ("emails", "phones")
