"""What this door itself keeps: the answers already given, so that a repeated request is not done twice."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from akrab.identity.models import Membership
from akrab.lib import clock
from akrab.tenancy.fields import WorkspaceForeignKey
from akrab.tenancy.models import WorkspaceModel


class Answer(WorkspaceModel):
    """What one request with an `Idempotency-Key` was answered; written in the transaction of its effects."""

    membership = WorkspaceForeignKey(Membership, models.CASCADE, related_name="+", db_index=False)
    key = models.CharField(max_length=200)
    request = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(default=0)
    headers = models.JSONField(default=dict)
    body = models.TextField(default="")
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = _("API answer")
        verbose_name_plural = _("API answers")
        constraints = [
            models.UniqueConstraint(fields=["workspace", "membership", "key"], name="answer_key_unique")
        ]
        indexes = [models.Index(fields=["workspace", "created_at"], name="answer_created_at")]
