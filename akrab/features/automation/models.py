"""Rules, the versions of what they say, their runs and deeds; approvals asked for; calls to other programs."""

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from akrab.engine.fields import (
    AnyLinkField,
    BooleanField,
    ChoiceField,
    DateTimeField,
    IntegerField,
    LinkField,
    LongTextField,
    TextField,
    UrlField,
    UserField,
)  # fmt: skip
from akrab.engine.fields.trees import FilterField
from akrab.engine.models import Operation
from akrab.engine.record import Record
from akrab.engine.registry import objects
from akrab.engine.spec import Deadline
from akrab.features.automation.fields import StepsField, TriggerField
from akrab.lib import clock
from akrab.tenancy.fields import WorkspaceForeignKey
from akrab.tenancy.models import WorkspaceModel


def _object_choices() -> list[tuple[str, Any]]:
    return [(spec.name, spec.model._meta.verbose_name_plural) for spec in objects().values()]


class Rule(Record):
    """Something that happens by itself: a trigger, a condition and steps, as a draft that can be rehearsed.

    What acts is the version `in_force`, made of the draft by switching on or publishing. `next_at` is the next
    moment of a schedule. `secret` is that of the address which other programs call, encrypted.
    """

    name = TextField(_("name"), max_length=120)
    object = ChoiceField(_("object"), choices=_object_choices)
    trigger = TriggerField(_("set off by"))
    condition = FilterField(_("only where"))
    steps = StepsField(_("steps"))
    description = LongTextField(_("description"), blank=True)
    is_on = BooleanField(_("on"), read_only=True)
    in_force = IntegerField(_("version in force"), default=0, read_only=True)
    next_at = DateTimeField(_("next time"), null=True, read_only=True)
    most_an_hour = IntegerField(_("most runs an hour"), default=1000, within=(1, 1_000_000))
    minutes_saved = IntegerField(_("minutes saved by a run"), default=0, within=(0, 10_000))
    secret = models.CharField(max_length=500, default="", editable=False)

    class Meta(Record.Meta):
        verbose_name = _("rule")
        verbose_name_plural = _("rules")
        constraints = [models.UniqueConstraint(fields=["workspace", "name"], name="rule_name_unique")]

    class Spec:
        icon = "robot"
        columns = ("name", "object", "is_on", "description")
        search = ("name", "description")
        settings = True
        sort = "name"
        deadlines = (Deadline("due", field="next_at", label=_("schedule"), while_={"is_on": (True,)}),)


class Version(WorkspaceModel):
    """What a rule said when it was put in force; runs keep the version they began with unless moved."""

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
    """One time that a rule was set off, by one event for one record (the rule itself where there is none).

    `at` is where it stands in the version's program, `memory` what it holds: the records it made, the items still
    to come. `because` is the event that set it off, `chain` the rules that led there, itself last. A waiting run
    wakes at `wake_at`, or when one of the kinds of event in `awaits` happens to the record `awaited`, which stays
    written down afterwards: where that event is undone the run waits again.
    """

    STATES: ClassVar = [
        ("running", _("running")), ("waiting", _("waiting")), ("done", _("done")), ("stopped", _("stopped")),
        ("failed", _("failed")),
    ]  # fmt: skip

    rule = WorkspaceForeignKey(Rule, models.CASCADE, related_name="runs", db_index=False)
    version = WorkspaceForeignKey(Version, models.CASCADE, related_name="runs", db_index=False)
    object = models.CharField(max_length=60)
    record = models.UUIDField()
    because = models.UUIDField()
    chain = models.JSONField(default=list)
    state = models.CharField(max_length=10, choices=STATES, default="running")
    at = models.PositiveIntegerField(default=0)
    memory = models.JSONField(default=dict)
    wake_at = models.DateTimeField(null=True)
    awaited = models.UUIDField(null=True)
    awaits = models.CharField(max_length=200, blank=True)
    error = models.TextField(blank=True)
    started_at = models.DateTimeField(default=clock.now)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("run of a rule")
        verbose_name_plural = _("runs of rules")
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "version", "because", "record"], name="run_once_an_event"
            )
        ]
        indexes = [
            models.Index(fields=["workspace", "record", "-id"], name="run_record"),
            models.Index(fields=["workspace", "wake_at"], name="run_wake"),
            models.Index(fields=["workspace", "rule", "-id"], name="run_rule"),
            models.Index(fields=["workspace", "rule", "started_at"], name="run_started"),
            models.Index(fields=["workspace", "because"], name="run_because"),
            models.Index(
                fields=["workspace", "awaited"], name="run_awaited", condition=models.Q(awaited__isnull=False)
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


class Approval(Record):
    """A question that one person answers with yes or no, before a deadline; then the deputy is asked, if any."""

    STATES: ClassVar = [
        ("waiting", _("waiting for an answer")), ("approved", _("approved")), ("refused", _("refused")),
        ("expired", _("not answered in time")),
    ]  # fmt: skip

    text = TextField(_("question"), max_length=500)
    about = AnyLinkField(_("about"), timeline=True)
    asked = UserField(_("asked of"), on_delete=models.CASCADE)
    deputy = UserField(_("deputy"), null=True, on_delete=models.SET_NULL)
    answer_by = DateTimeField(_("answer by"), null=True)
    minutes = IntegerField(_("minutes for each"), default=24 * 60, within=(1, 366 * 24 * 60))
    state = ChoiceField(_("state"), choices=STATES, default="waiting", read_only=True)
    answered_by = UserField(_("answered by"), null=True, read_only=True, on_delete=models.SET_NULL)
    comment = TextField(_("comment"), max_length=500, blank=True, read_only=True)

    class Meta(Record.Meta):
        verbose_name = _("approval")
        verbose_name_plural = _("approvals")
        indexes: ClassVar[list[Any]] = [
            *Record.Meta.indexes,
            models.Index(fields=["workspace", "asked", "state", "-id"], name="approval_asked"),
            models.Index(fields=["workspace", "about"], name="approval_about"),
        ]

    class Spec:
        icon = "thumb-up"
        title = "text"
        columns = ("text", "about", "asked", "state", "answer_by", "comment")
        facts = ("state", "asked", "deputy", "answer_by")
        quick = ("text", "about", "asked", "deputy", "answer_by")
        search = ("text",)
        owners = ("asked", "deputy")
        private = True
        sort = "-created_at"
        deadlines = (
            Deadline(
                "overdue", field="answer_by", label=_("not answered in time"), while_={"state": ("waiting",)}
            ),
        )


class Endpoint(Record):
    """An address of another program that rules may call; each call is signed with its secret."""

    name = TextField(_("name"), max_length=80)
    url = UrlField(_("address"))
    secret = models.CharField(max_length=500, default="", editable=False)

    class Meta(Record.Meta):
        verbose_name = _("endpoint")
        verbose_name_plural = _("endpoints")
        constraints = [models.UniqueConstraint(fields=["workspace", "name"], name="endpoint_name_unique")]

    class Spec:
        icon = "webhook"
        columns = ("name", "url")
        settings = True
        sort = "name"


class Delivery(Record):
    """One call of another program: what was to be sent, and what became of it.

    `claimed_at` stands while a worker talks to the other program; only then nobody knows whether it arrived.
    """

    STATES: ClassVar = [
        ("queued", _("waiting to be sent")), ("sending", _("being sent")), ("sent", _("sent")),
        ("refused", _("not taken")), ("unknown", _("perhaps arrived")),
    ]  # fmt: skip

    name = TextField(_("rule"), max_length=120, read_only=True)
    endpoint = LinkField("automation.Endpoint", _("endpoint"), on_delete=models.CASCADE)
    about = AnyLinkField(_("about"), timeline=True)
    body = LongTextField(_("contents"), blank=True)
    state = ChoiceField(_("state"), choices=STATES, default="queued", read_only=True)
    answer = TextField(_("answer"), max_length=500, blank=True, read_only=True)
    attempts = IntegerField(_("attempts"), default=0, read_only=True)
    sent_at = DateTimeField(_("sent"), null=True, read_only=True)
    claimed_at = models.DateTimeField(null=True, editable=False)

    class Meta(Record.Meta):
        verbose_name = _("webhook")
        verbose_name_plural = _("webhooks")
        indexes: ClassVar[list[Any]] = [
            *Record.Meta.indexes,
            models.Index(fields=["workspace", "state", "-id"], name="delivery_state"),
            models.Index(fields=["workspace", "claimed_at"], name="delivery_claimed"),
            models.Index(fields=["workspace", "endpoint"], name="delivery_endpoint"),
        ]

    class Spec:
        icon = "webhook"
        plural = "deliveries"
        columns = ("name", "endpoint", "about", "state", "answer", "attempts", "sent_at")
        facts = ("state", "answer", "endpoint", "sent_at")
        quick = ("endpoint", "body", "about")
        search = ("name",)
        settings = True
        logged = True
