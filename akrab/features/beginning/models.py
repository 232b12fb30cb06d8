"""A beginning: what of setting up the company was done, left out, or is still to do."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from akrab.lib import clock
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
