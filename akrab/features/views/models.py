"""Saved views: a way to look at the records of an object that somebody wants to come back to."""

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from akrab.identity.models import Membership
from akrab.lib import clock
from akrab.tenancy.fields import WorkspaceForeignKey
from akrab.tenancy.models import WorkspaceModel

SHAPES = [("list", _("list")), ("board", _("board")), ("calendar", _("calendar"))]


class SavedView(WorkspaceModel):
    """One tab above the records of `object`: which rows, which columns, in which order and shape.

    It belongs to its owner; a shared one is seen by everybody. One without an owner came with the company's
    data and is the administrators' to change.
    """

    object = models.CharField(_("object"), max_length=60)
    name = models.CharField(_("name"), max_length=80)
    owner = WorkspaceForeignKey(Membership, models.CASCADE, null=True, related_name="+", db_index=False)
    shared = models.BooleanField(_("shared"), default=False)
    filter = models.JSONField(_("filter"), default=dict, blank=True)
    columns = models.JSONField(_("columns"), default=list, blank=True)
    sort = models.CharField(_("sorted by"), max_length=80, blank=True)
    shape = models.CharField(_("shape"), max_length=20, choices=SHAPES, default="list")
    position = models.PositiveIntegerField(_("position"), default=0)
    created_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        verbose_name = _("saved view")
        verbose_name_plural = _("saved views")
        indexes: ClassVar[list[Any]] = [
            models.Index(fields=["workspace", "object", "position"], name="savedview_object"),
            models.Index(fields=["workspace", "owner"], name="savedview_owner"),
        ]

    def __str__(self) -> str:
        return self.name
