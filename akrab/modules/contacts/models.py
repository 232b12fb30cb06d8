"""Contacts and companies, where they came from, and how they stand to each other."""

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils.formats import date_format

from akrab.engine.fields import (
    AddressField,
    AnyLinkField,
    ChoiceField,
    ChoicesField,
    DateField,
    DateTimeField,
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
from akrab.features.wording.objects import gettext, pgettext_lazy
from akrab.features.wording.objects import gettext_lazy as _

STANDINGS = [
    ("prospect", _("prospect")),
    ("lead", _("lead")),
    ("customer", _("customer")),
    ("former", _("former customer")),
]

ROLES = [
    ("customer", _("customer")),
    ("partner", _("partner")),
    ("supplier", _("supplier")),
    ("competitor", _("competitor")),
]


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
    roles = ChoicesField(_("roles"), choices=ROLES)
    owner = UserField(_("owner"), null=True, on_delete=models.SET_NULL)
    branch = LinkField("identity.Branch", _("branch"), null=True, on_delete=models.SET_NULL, is_dormant=True)
    tags = TagsField(_("tags"))
    description = LongTextField(_("description"), blank=True)
    last_contact_at = DateTimeField(_("last contact"), null=True, read_only=True)
    next_contact_at = DateTimeField(_("next contact"), null=True, read_only=True)

    class Meta(Record.Meta):
        verbose_name = _("company")
        verbose_name_plural = _("companies")
        indexes = [
            *Record.Meta.indexes,
            models.Index(fields=["workspace", "owner"], name="company_owner"),
            models.Index(fields=["workspace", "branch"], name="company_branch"),
            models.Index(fields=["workspace", "parent"], name="company_parent"),
            models.Index(fields=["workspace", "last_contact_at", "id"], name="company_last_contact"),
            models.Index(fields=["workspace", "next_contact_at", "id"], name="company_next_contact"),
        ]

    class Spec:
        icon = "building"
        plural = "companies"
        columns = (
            "name",
            "roles",
            "standing",
            "phones",
            "emails",
            "owner",
            "last_contact_at",
            "next_contact_at",
        )
        facts = ("roles", "standing", "owner", "phones")
        quick = ("name", "roles", "website", "phones", "emails", "address", "owner")
        search = ("name", "phones", "emails", "website", "address", "tags")
        match = ("name",)


class Contact(Record):
    """A person, with every way to reach them."""

    name = TextField(pgettext_lazy("person", "name"))
    job_title = TextField(_("job title"), blank=True)
    company = LinkField(
        "contacts.Company", _("[company]"), null=True, on_delete=models.SET_NULL, timeline=True
    )
    phones = PhonesField(_("phones"))
    emails = EmailsField(_("e-mail addresses"))
    address = AddressField(_("address"))
    other_address = AddressField(_("other address"))
    standing = ChoiceField(_("status"), choices=STANDINGS, default="prospect")
    source = LinkField("contacts.Source", _("source"), null=True, on_delete=models.SET_NULL)
    preferred_channel = LinkField(
        "contacts.Channel", _("preferred channel"), null=True, on_delete=models.SET_NULL
    )
    referred_by = LinkField("contacts.Contact", _("referred by"), null=True, on_delete=models.SET_NULL)
    language = ChoiceField(
        _("language"), blank=True,
        choices=[("en", "English"), ("ms", "Bahasa Melayu"), ("id", "Bahasa Indonesia"), ("zh-hans", "简体中文"),
                 ("vi", "Tiếng Việt"), ("fil", "Filipino")],
    )  # fmt: skip
    owner = UserField(_("owner"), null=True, on_delete=models.SET_NULL)
    branch = LinkField("identity.Branch", _("branch"), null=True, on_delete=models.SET_NULL, is_dormant=True)
    tags = TagsField(_("tags"))
    description = LongTextField(_("description"), blank=True)
    last_contact_at = DateTimeField(_("last contact"), null=True, read_only=True)
    next_contact_at = DateTimeField(_("next contact"), null=True, read_only=True)

    class Meta(Record.Meta):
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")
        indexes = [
            *Record.Meta.indexes,
            GinIndex(fields=["emails", "phones"], name="contact_match"),
            models.Index(fields=["workspace", "owner", "-id"], name="contact_owner"),
            models.Index(fields=["workspace", "branch"], name="contact_branch"),
            models.Index(fields=["workspace", "company", "-id"], name="contact_company"),
            models.Index(fields=["workspace", "standing", "-id"], name="contact_standing"),
            models.Index(fields=["workspace", "source", "-id"], name="contact_source"),
            models.Index(fields=["workspace", "last_contact_at", "id"], name="contact_last_contact"),
            models.Index(fields=["workspace", "next_contact_at", "id"], name="contact_next_contact"),
        ]

    class Spec:
        beside = ("company",)
        icon = "users"
        columns = (
            "name",
            "company",
            "phones",
            "emails",
            "standing",
            "owner",
            "last_contact_at",
            "next_contact_at",
        )
        facts = ("standing", "owner", "last_contact_at", "next_contact_at")
        quick = ("name", "phones", "emails", "company", "address", "owner")
        search = ("name", "phones", "emails", "address", "company.name", "tags")
        match = ("emails", "phones")


class RelationKind(ListEntry):
    """A way in which people and companies stand to each other, in the words of both sides: an open list."""

    name = TextField(_("from the one side"), max_length=80, help_text=_("Such as “supplier of”."))
    inverse = TextField(_("from the other side"), max_length=80, help_text=_("Such as “supplied by”."))

    class Meta(ListEntry.Meta):
        verbose_name = _("[relation] kind")
        verbose_name_plural = _("[relation] kinds")
        constraints = [models.UniqueConstraint(fields=["workspace", "name"], name="relationkind_name_unique")]

    class Spec:
        icon = "arrows-left-right"
        columns = ("name", "inverse", "position", "retired")
        settings = True
        sort = "position"


class Relation(Record):
    """How one person or company stands to another, from a day to a day: `one` is `kind` of `other`."""

    name = TextField(_("[relation]"), read_only=True)
    one = AnyLinkField(_("who"), blank=False, timeline=True)
    kind = LinkField("contacts.RelationKind", _("is"), on_delete=models.PROTECT)
    other = AnyLinkField(_("of whom"), blank=False, timeline=True)
    valid_from = DateField(_("from"), null=True)
    valid_until = DateField(_("until"), null=True)
    note = TextField(_("note"), blank=True)

    class Meta(Record.Meta):
        verbose_name = _("relation")
        verbose_name_plural = _("relations")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(valid_until__gte=models.F("valid_from")), name="relation_ends_after_start"
            ),
        ]
        indexes = [
            *Record.Meta.indexes,
            models.Index(fields=["workspace", "one"], name="relation_one"),
            models.Index(fields=["workspace", "other"], name="relation_other"),
            models.Index(fields=["workspace", "kind"], name="relation_kind"),
        ]

    class Spec:
        icon = "arrows-left-right"
        columns = ("name", "one", "kind", "other", "valid_from", "valid_until")
        quick = ("one", "kind", "other", "valid_from", "valid_until", "note")
        beside = ("one", "other")
        ends = ("one", "other")
        facts = ("note",)

    def seen_from(self, end: str) -> str:
        """What the end of this name is to the other, on whose page it stands."""
        said = str(self.kind.name if end == "one" else self.kind.inverse)
        days = [date_format(day) if day else "" for day in (self.valid_from, self.valid_until)]
        words = {"what": said, "from": days[0], "until": days[1]}
        if all(days):
            return gettext("%(what)s, %(from)s to %(until)s") % words
        if any(days):
            return (
                gettext("%(what)s since %(from)s") if days[0] else gettext("%(what)s until %(until)s")
            ) % words
        return said
