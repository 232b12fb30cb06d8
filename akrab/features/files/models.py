"""Files attached to records, and the types they are sorted into."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from akrab.engine.fields import AnyLinkField, LinkField, StoredFileField, TextField
from akrab.engine.lists import ListEntry
from akrab.engine.record import Record


class FileType(ListEntry):
    """What a file is for, such as measurements or a contract: an open list."""

    class Meta(ListEntry.Meta):
        verbose_name = _("file type")
        verbose_name_plural = _("file types")
        constraints = [models.UniqueConstraint(fields=["workspace", "name"], name="filetype_name_unique")]

    class Spec:
        icon = "file-description"
        columns = ("name", "position", "retired")
        settings = True
        sort = "position"


class File(Record):
    """A file on a record. Its contents come with `attaching.attach` and never change."""

    about = AnyLinkField(_("attached to"), timeline=True, blank=False)
    type = LinkField("files.FileType", _("type"), null=True, on_delete=models.SET_NULL)
    name = TextField(_("name"))
    stored = StoredFileField(_("file"), read_only=True)
    note = TextField(_("note"), blank=True)

    class Meta(Record.Meta):
        verbose_name = _("file")
        verbose_name_plural = _("files")
        indexes = [
            *Record.Meta.indexes,
            models.Index(fields=["workspace", "about", "type"], name="file_about"),
            models.Index(fields=["workspace", "type"], name="file_type"),
        ]

    class Spec:
        beside = ("about",)
        within = "about"
        icon = "paperclip"
        columns = ("name", "type", "about", "created_by", "created_at", "note")
        facts = ("type", "stored", "created_by", "created_at")
        quick = ("name", "type", "about", "note")
        search = ("name", "note")
