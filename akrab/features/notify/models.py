"""A notice: something one person should know; what they watch, and how they want to be told."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from akrab.engine.fields import AnyLinkField, ChoiceField, DateTimeField, IntegerField, TextField, UserField
from akrab.engine.record import Record
from akrab.identity.models import Membership
from akrab.lib import clock
from akrab.tenancy.fields import WorkspaceForeignKey
from akrab.tenancy.models import WorkspaceModel

KINDS = [
    ("overdue", _("overdue")),
    ("reminder", _("reminder")),
    ("missed", _("missed")),
    ("assigned", _("assigned")),
    ("approval", _("asked for approval")),
    ("moved", _("moved to another time")),
    ("mention", _("mentioned")),
    ("handover", _("handed over")),
    ("watched", _("watched")),
    ("news", _("announcement")),
    ("rule", _("from a rule")),
    ("problem", _("problem")),
]
# By mail as well unless its reader said otherwise: others wait for the answer.
MAILED_TOO = frozenset({"approval"})


class Notice(Record):
    """Told to one person, once; `key` says what it is about so that a repetition makes no second one."""

    to = UserField(pgettext_lazy("mail", "to"), on_delete=models.CASCADE)
    text = TextField(_("notice"), max_length=500)
    kind = ChoiceField(_("kind"), choices=KINDS, default="rule")
    about = AnyLinkField(_("about"))
    read_at = DateTimeField(_("read"), null=True, read_only=True)
    count = IntegerField(_("how often"), default=1, read_only=True)
    key = models.CharField(max_length=200, blank=True, editable=False)

    class Meta(Record.Meta):
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "to", "key"], condition=~models.Q(key=""), name="notice_once"
            )
        ]
        indexes = [
            *Record.Meta.indexes,
            models.Index(fields=["workspace", "to", "read_at", "-id"], name="notice_to"),
        ]

    class Spec:
        icon = "bell"
        title = "text"
        columns = ("text", "about", "kind", "created_at", "read_at")
        owners = ("to",)
        private = True
        logged = True


class WatchedField(Record):
    """A field whose changes the company wants told to the owner of the record, such as a customer's telephone."""

    name = TextField(_("watched field"), read_only=True)
    object = TextField(_("object"), max_length=60)
    field = TextField(_("field"), max_length=60)

    class Meta(Record.Meta):
        verbose_name = _("watched field")
        verbose_name_plural = _("watched fields")
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "object", "field"],
                condition=models.Q(deleted_at__isnull=True),
                name="watchedfield_once",
            )
        ]

    class Spec:
        icon = "eye"
        columns = ("name", "object", "field", "created_by", "created_at")
        settings = True


class Watch(WorkspaceModel):
    """One person wants to be told: of all that happens to a record, or of one field of every record of an object."""

    member = WorkspaceForeignKey(Membership, models.CASCADE, related_name="+", db_index=False)
    object = models.CharField(max_length=60)
    record = models.UUIDField(null=True)
    field = models.CharField(max_length=60, blank=True)
    created_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        verbose_name = _("watch")
        verbose_name_plural = _("watches")
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "member", "object", "record", "field"],
                nulls_distinct=False,
                name="watch_once",
            )
        ]
        indexes = [
            models.Index(fields=["workspace", "record"], name="watch_record"),
            models.Index(fields=["workspace", "object", "field"], name="watch_field"),
        ]


class NoticeChoice(WorkspaceModel):
    """How one person wants notices of one kind: on the bell, by mail, both or not at all."""

    member = WorkspaceForeignKey(Membership, models.CASCADE, related_name="+", db_index=False)
    kind = models.CharField(max_length=40)
    on_bell = models.BooleanField(default=True)
    by_mail = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("choice of notices")
        verbose_name_plural = _("choices of notices")
        constraints = [
            models.UniqueConstraint(fields=["workspace", "member", "kind"], name="noticechoice_once")
        ]
