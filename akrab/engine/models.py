"""What the engine itself keeps: operations, events, and the events that are not yet followed."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from akrab.identity.models import Membership
from akrab.lib import clock
from akrab.tenancy.fields import WorkspaceForeignKey
from akrab.tenancy.models import WorkspaceModel


class Operation(WorkspaceModel):
    """One gesture of one actor, however many records it touched: the unit of undo."""

    label = models.CharField(_("gesture"), max_length=120)
    actor = WorkspaceForeignKey(Membership, models.SET_NULL, null=True, related_name="+", db_index=False)
    origin = models.CharField(max_length=20)
    at = models.DateTimeField(default=clock.now)
    undoes = models.UUIDField(null=True)

    class Meta:
        verbose_name = _("operation")
        verbose_name_plural = _("operations")
        indexes = [
            models.Index(fields=["workspace", "actor", "-id"], name="operation_actor"),
            models.Index(fields=["workspace", "undoes"], name="operation_undoes"),
        ]


class Event(WorkspaceModel):
    """One change of one record: audit entry, timeline entry, trigger and source of analysis in one row.

    `kind` is `object.past`; `changes` maps a field to its old and new plain value. `because` is the event that made
    a rule act, `agent` the rule. Events are never changed and never deleted.
    """

    at = models.DateTimeField(default=clock.now)
    object = models.CharField(max_length=60)
    record = models.UUIDField()
    title = models.CharField(max_length=200)
    kind = models.CharField(max_length=80)
    changes = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=1)
    actor = WorkspaceForeignKey(Membership, models.SET_NULL, null=True, related_name="+", db_index=False)
    actor_name = models.CharField(max_length=120)
    origin = models.CharField(max_length=20)
    agent = models.CharField(max_length=120, blank=True)
    because = models.UUIDField(null=True)
    operation = WorkspaceForeignKey(Operation, models.PROTECT, related_name="events", db_index=False)

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        indexes = [
            models.Index(fields=["workspace", "operation"], name="event_operation"),
            models.Index(fields=["workspace", "record", "-id"], name="event_record"),
            models.Index(fields=["workspace", "at"], name="event_at"),
            models.Index(fields=["workspace", "because"], name="event_because"),
        ]

    @property
    def verb(self) -> str:
        return self.kind.rpartition(".")[2]

    @property
    def takes_back(self) -> bool:
        """Whether it was written by undoing an earlier gesture."""
        return self.operation.undoes is not None

    def old(self, name: str) -> Any:
        """The plain value a field had before this change; None when it was not part of it."""
        return self.changes.get(name, [None, None])[0]

    def new(self, name: str) -> Any:
        """The plain value this change gave a field; None when it was not part of it."""
        return self.changes.get(name, [None, None])[1]


class EventLink(WorkspaceModel):
    """Puts an event on the timeline of a record: its own, and those it is about."""

    event = WorkspaceForeignKey(Event, models.CASCADE, related_name="links", db_index=False)
    record = models.UUIDField()

    class Meta:
        verbose_name = _("timeline entry")
        verbose_name_plural = _("timeline entries")
        indexes = [
            models.Index(fields=["workspace", "record", "-event"], name="eventlink_timeline"),
            models.Index(fields=["workspace", "event"], name="eventlink_event"),
        ]


class Unfollowed(WorkspaceModel):
    """An event whose consequences have not been drawn yet; written with it, deleted with them."""

    event = WorkspaceForeignKey(Event, models.CASCADE, related_name="+", db_index=False)

    class Meta:
        verbose_name = _("unfollowed event")
        verbose_name_plural = _("unfollowed events")
        constraints = [models.UniqueConstraint(fields=["workspace", "event"], name="unfollowed_event")]


class FailedReaction(WorkspaceModel):
    """A reaction that raised: tried again with growing pauses, and listed to administrators meanwhile."""

    event = WorkspaceForeignKey(Event, models.CASCADE, related_name="failures", db_index=False)
    reaction = models.CharField(_("reaction"), max_length=120)
    error = models.TextField(_("error"))
    attempts = models.PositiveIntegerField(_("attempts"), default=1)
    next_at = models.DateTimeField(_("tried again"), null=True)
    created_at = models.DateTimeField(_("since"), default=clock.now)

    class Meta:
        verbose_name = _("failed reaction")
        verbose_name_plural = _("failed reactions")
        constraints = [
            models.UniqueConstraint(fields=["workspace", "event", "reaction"], name="failedreaction_once")
        ]
        indexes = [models.Index(fields=["workspace", "next_at"], name="failedreaction_next")]


class RankedField(WorkspaceModel):
    """A custom field by which rows can be sorted; `fill_at` until every record of before stands in `Rank`."""

    object = models.CharField(max_length=60)
    name = models.CharField(max_length=60)
    kind = models.CharField(max_length=40)
    number = models.IntegerField()
    fill_at = models.DateTimeField(null=True, default=clock.now)

    class Meta:
        verbose_name = _("ranked field")
        verbose_name_plural = _("ranked fields")
        constraints = [
            models.UniqueConstraint(fields=["workspace", "object", "name"], name="rankedfield_name"),
            models.UniqueConstraint(fields=["workspace", "number"], name="rankedfield_number"),
        ]
        indexes = [models.Index(fields=["workspace", "fill_at"], name="rankedfield_fill")]


class Rank(WorkspaceModel):
    """Where one record stands by one ranked field. The database keeps these rows; the program only reads them.

    `key` begins with the field's number, so that what the planner knows of keys it knows of each field.
    """

    record = models.UUIDField()
    field = models.IntegerField()
    key = models.TextField(db_collation="C")

    class Meta:
        verbose_name = _("rank")
        verbose_name_plural = _("ranks")
        constraints = [
            models.UniqueConstraint(fields=["workspace", "record", "field"], name="rank_of_record")
        ]
        indexes = [models.Index(fields=["workspace", "key", "record"], name="rank_key")]
