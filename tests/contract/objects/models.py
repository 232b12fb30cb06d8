"""Specimen has a field of every type, required and optional; Shelf is what it links to; Diary is private."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from akrab.engine.fields import (
    AddressField,
    AnyLinkField,
    BooleanField,
    ChoiceField,
    DateField,
    DateTimeField,
    DecimalField,
    DurationField,
    EmailsField,
    IntegerField,
    LinkField,
    LongTextField,
    MoneyField,
    PercentField,
    PhonesField,
    StoredFileField,
    TagsField,
    TextField,
    UrlField,
    UserField,
)
from akrab.engine.record import Record

COLOURS = [("red", _("red")), ("green", _("green")), ("blue", _("blue"))]


class Shelf(Record):
    """Where specimens stand."""

    name = TextField(_("name"))
    keeper = UserField(_("keeper"), null=True, on_delete=models.SET_NULL)

    class Meta(Record.Meta):
        verbose_name = _("shelf")
        verbose_name_plural = _("shelves")
        indexes = [*Record.Meta.indexes, models.Index(fields=["workspace", "keeper"], name="shelf_keeper")]

    class Spec:
        plural = "shelves"
        search = ("name",)
        owners = ("keeper",)


class Specimen(Record):
    """One of each kind of value."""

    name = TextField(_("name"))
    remark = TextField(_("remark"), blank=True, max_length=80)
    story = LongTextField(_("story"), blank=True)
    site = UrlField(_("site"), blank=True)
    tags = TagsField(_("tags"))
    emails = EmailsField(_("e-mail addresses"))
    phones = PhonesField(_("phones"))
    place = AddressField(_("place"))
    count = IntegerField(_("count"))
    spare = IntegerField(_("spare"), null=True)
    weight = DecimalField(_("weight"), null=True)
    price = MoneyField(_("price"), null=True)
    currency = TextField(_("currency"), max_length=3, blank=True)
    share = PercentField(_("share"), null=True)
    living = BooleanField(_("living"))
    found_on = DateField(_("found on"), null=True)
    seen_at = DateTimeField(_("seen at"), null=True)
    length = DurationField(_("length"), null=True)
    colour = ChoiceField(_("colour"), choices=COLOURS)
    tint = ChoiceField(_("tint"), choices=COLOURS, blank=True)
    shelf = LinkField("test_objects.Shelf", _("shelf"))
    twin = LinkField("test_objects.Specimen", _("twin"), null=True, on_delete=models.SET_NULL)
    owner = UserField(_("owner"), null=True, on_delete=models.SET_NULL)
    about = AnyLinkField(_("about"), timeline=True)
    scan = StoredFileField(_("scan"))
    number = IntegerField(_("number"), null=True, read_only=True)

    class Meta(Record.Meta):
        verbose_name = _("specimen")
        verbose_name_plural = _("specimens")
        indexes = [
            *Record.Meta.indexes,
            models.Index(fields=["workspace", "shelf"], name="specimen_shelf"),
            models.Index(fields=["workspace", "twin"], name="specimen_twin"),
            models.Index(fields=["workspace", "owner"], name="specimen_owner"),
        ]

    class Spec:
        search = ("name", "emails", "phones", "shelf.name")
        totals = ("price", "count")
        board = "colour"


class Diary(Record):
    """Seen by its owner alone."""

    name = TextField(_("name"))
    owner = UserField(_("owner"), null=True, on_delete=models.SET_NULL)

    class Meta(Record.Meta):
        verbose_name = _("diary")
        verbose_name_plural = _("diaries")
        indexes = [*Record.Meta.indexes, models.Index(fields=["workspace", "owner"], name="diary_owner")]

    class Spec:
        plural = "diaries"
        private = True
