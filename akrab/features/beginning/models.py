"""Beginnings: how far a company is with setting itself up, and a person with the guided tours."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from akrab.lib import clock
from akrab.tenancy.fields import WorkspaceForeignKey
from akrab.tenancy.models import WorkspaceModel


class Beginning(WorkspaceModel):
    """The one row of a workspace; `steps` says "done" or "skipped" by the name of a step.

    `examples` are the operations that made example records, for taking them away again.
    """

    STATES: ClassVar = ("done", "skipped")

    steps = models.JSONField(default=dict)
    trade = models.CharField(max_length=40, blank=True)
    examples = models.JSONField(default=list)
    begun_at = models.DateTimeField(default=clock.now)
    finished_at = models.DateTimeField(null=True)
    put_off = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("setup")
        verbose_name_plural = _("setups")
        constraints = [models.UniqueConstraint(fields=["workspace"], name="beginning_one")]


class TourTaken(WorkspaceModel):
    """How far one person is with a guided tour: the step they are at, and when they finished it or put it off."""

    member = WorkspaceForeignKey(settings.MEMBERSHIP_MODEL, models.CASCADE, related_name="+", db_index=False)
    tour = models.CharField(max_length=40)
    step = models.PositiveSmallIntegerField(default=0)
    begun_at = models.DateTimeField(default=clock.now)
    finished_at = models.DateTimeField(null=True)
    put_off_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("tour taken")
        verbose_name_plural = _("tours taken")
        constraints = [
            models.UniqueConstraint(fields=["workspace", "member", "tour"], name="tour_taken_once_each")
        ]
