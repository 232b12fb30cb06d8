"""A timer: the moment at which a record's deadline falls."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from akrab.tenancy.models import WorkspaceModel


class Timer(WorkspaceModel):
    """Waits for one deadline of one record; moved when the record's moment moves, gone when it fired."""

    object = models.CharField(max_length=60)
    record = models.UUIDField()
    name = models.CharField(max_length=60)
    due_at = models.DateTimeField()

    class Meta:
        verbose_name = _("timer")
        verbose_name_plural = _("timers")
        constraints = [
            models.UniqueConstraint(fields=["workspace", "object", "record", "name"], name="timer_one_each")
        ]
        indexes = [models.Index(fields=["workspace", "due_at"], name="timer_due")]
