"""Rules, the versions of what they say, their runs, and the ledger of what each run did."""

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from akrab.engine.fields import BooleanField, ChoiceField, IntegerField, LongTextField, TextField
from akrab.engine.fields.trees import FilterField
from akrab.engine.models import Operation
from akrab.engine.record import Record
from akrab.engine.registry import objects
from akrab.features.automation.fields import StepsField, TriggerField
from akrab.lib import clock
from akrab.tenancy.fields import WorkspaceForeignKey
from akrab.tenancy.models import WorkspaceModel


def _object_choices() -> list[tuple[str, Any]]:
    return [(spec.name, spec.model._meta.verbose_name_plural) for spec in objects().values()]


class Rule(Record):
    """Something that happens by itself: a trigger, a condition and steps. While it is off it can be rehearsed."""

    name = TextField(_("name"), max_length=120)
    object = ChoiceField(_("object"), choices=_object_choices)
    trigger = TriggerField(_("set off by"))
    condition = FilterField(_("only where"))
    steps = StepsField(_("steps"))
    description = LongTextField(_("description"), blank=True)
    is_on = BooleanField(_("on"), read_only=True)
    most_an_hour = IntegerField(_("most runs an hour"), default=1000, within=(1, 1_000_000))
    minutes_saved = IntegerField(_("minutes saved by a run"), default=0, within=(0, 10_000))

    class Meta(Record.Meta):
        verbose_name = _("rule")
        verbose_name_plural = _("rules")
        constraints = [models.UniqueConstraint(fields=["workspace", "name"], name="rule_name_unique")]

    class Spec:
        icon = "bolt"
        columns = ("name", "object", "is_on", "description")
        search = ("name", "description")
        settings = True
        sort = "name"


class Version(WorkspaceModel):
    """What a rule said when it was switched on; runs keep the version they began with."""

    rule = WorkspaceForeignKey(Rule, models.CASCADE, related_name="versions", db_index=False)
    number = models.PositiveIntegerField()
    trigger = models.JSONField()
    condition = models.JSONField()
    steps = models.JSONField()
    since = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = _("version of a rule")
        verbose_name_plural = _("versions of rules")
        constraints = [models.UniqueConstraint(fields=["workspace", "rule", "number"], name="version_number")]


class Run(WorkspaceModel):
    """One time that a rule was set off, by one event or one moment of one record.

    `at` is where it stands in the version's program, `memory` what it holds: the records it made, the items still
    to come. `because` is the event that set it off, `chain` the rules that led there, itself last.
    """

    STATES: ClassVar = [
        ("running", _("running")), ("waiting", _("waiting")), ("done", _("done")), ("stopped", _("stopped")),
        ("failed", _("failed")),
    ]  # fmt: skip

    version = WorkspaceForeignKey(Version, models.CASCADE, related_name="runs", db_index=False)
    object = models.CharField(max_length=60)
    record = models.UUIDField()
    because = models.UUIDField()
    chain = models.JSONField(default=list)
    state = models.CharField(max_length=10, choices=STATES, default="running")
    at = models.PositiveIntegerField(default=0)
    memory = models.JSONField(default=dict)
    wake_at = models.DateTimeField(null=True)
    awaits = models.CharField(max_length=80, blank=True)
    error = models.TextField(blank=True)
    started_at = models.DateTimeField(default=clock.now)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("run of a rule")
        verbose_name_plural = _("runs of rules")
        constraints = [
            models.UniqueConstraint(fields=["workspace", "version", "because"], name="run_once_an_event")
        ]
        indexes = [
            models.Index(fields=["workspace", "record", "-id"], name="run_record"),
            models.Index(fields=["workspace", "wake_at"], name="run_wake"),
            models.Index(
                fields=["workspace", "record", "awaits"], name="run_awaits", condition=~models.Q(awaits="")
            ),
        ]


class Deed(WorkspaceModel):
    """One step that a run took: what it did to which record, in which undoable gesture."""

    run = WorkspaceForeignKey(Run, models.CASCADE, related_name="deeds", db_index=False)
    step = models.CharField(max_length=40)
    kind = models.CharField(max_length=20)
    record = models.CharField(max_length=80, blank=True)
    told = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField(default=clock.now)
    operation = WorkspaceForeignKey(Operation, models.PROTECT, related_name="+", db_index=False)

    class Meta:
        verbose_name = _("step of a run")
        verbose_name_plural = _("steps of runs")
        indexes = [
            models.Index(fields=["workspace", "run", "id"], name="deed_run"),
            models.Index(fields=["workspace", "operation"], name="deed_operation"),
        ]
