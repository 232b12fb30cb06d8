"""A notice: something one person should know, with the record it is about."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from akrab.engine.fields import AnyLinkField, ChoiceField, DateTimeField, TextField, UserField
from akrab.engine.record import Record

KINDS = [
    ("overdue", _("overdue")),
    ("reminder", _("reminder")),
    ("missed", _("missed")),
    ("assigned", _("assigned")),
    ("moved", _("moved to another time")),
    ("mention", _("mentioned")),
    ("handover", _("handed over")),
    ("watched", _("watched")),
    ("news", _("announcement")),
    ("rule", _("from a rule")),
    ("problem", _("problem")),
]


class Notice(Record):
    """Told to one person, once; `key` says what it is about so that a repetition makes no second one."""

    to = UserField(pgettext_lazy("mail", "to"), on_delete=models.CASCADE)
    text = TextField(_("notice"), max_length=500)
    kind = ChoiceField(_("kind"), choices=KINDS, default="rule")
    about = AnyLinkField(_("about"))
    read_at = DateTimeField(_("read"), null=True, read_only=True)
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
