"""An announcement, and a receipt for each person it is addressed to."""

from datetime import date
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from akrab.lib import clock
from akrab.tenancy.fields import WorkspaceForeignKey
from akrab.tenancy.models import WorkspaceModel


class Announcement(WorkspaceModel):
    """Something its readers should know; whom it was addressed to stands in its receipts, fixed when it was posted.

    `audience` says in words whom that was. One that was withdrawn is shown to nobody. `what` names a record to be
    learnt, such as a course, a call script or a message template, as `object:id`, by the day `due_on`.

    `remind_at` is when somebody is reminded next; `earlier` keeps what it said before each change, the newest last:
    `at`, `by`, `title`, `text` and `due_on`.
    """

    KINDS: ClassVar = [
        ("news", _("news")),
        ("release", _("what is new in the system")),
        ("procedure", _("a way of working")),
        ("training", _("training")),
    ]

    title = models.CharField(max_length=160)
    text = models.TextField()
    kind = models.CharField(max_length=20, choices=KINDS, default="news")
    audience = models.CharField(max_length=200)
    what = models.CharField(max_length=80, blank=True)
    due_on = models.DateField(null=True)
    author = WorkspaceForeignKey(
        settings.MEMBERSHIP_MODEL, models.SET_NULL, null=True, related_name="+", db_index=False
    )
    at = models.DateTimeField(default=clock.now)
    withdrawn_at = models.DateTimeField(null=True)
    remind_at = models.DateTimeField(null=True)
    earlier = models.JSONField(default=list, blank=True)

    class Meta:
        verbose_name = _("announcement")
        verbose_name_plural = _("announcements")
        indexes = [
            models.Index(fields=["workspace", "-at"], name="announcement_at"),
            models.Index(fields=["workspace", "what"], name="announcement_what"),
            models.Index(fields=["workspace", "remind_at"], name="announcement_remind"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_confirmed(self) -> bool:
        """Whether its readers confirm it, rather than say that they have read it: what is learnt or has a day."""
        return bool(self.what) or self.due_on is not None

    def is_late(self, today: date) -> bool:
        """Whether whoever has not confirmed it by now is late."""
        return self.due_on is not None and self.due_on < today


class Receipt(WorkspaceModel):
    """One person's copy: whether and when they said that they have read it."""

    announcement = WorkspaceForeignKey(Announcement, models.CASCADE, related_name="receipts", db_index=False)
    member = WorkspaceForeignKey(settings.MEMBERSHIP_MODEL, models.CASCADE, related_name="+", db_index=False)
    read_at = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("receipt")
        verbose_name_plural = _("receipts")
        constraints = [
            models.UniqueConstraint(fields=["workspace", "announcement", "member"], name="receipt_one_each")
        ]
        indexes = [models.Index(fields=["workspace", "member", "read_at"], name="receipt_member")]
