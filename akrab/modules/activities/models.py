"""Tasks, calls, visits and notes: what people plan and do, about any record."""

from datetime import timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

from akrab.engine.fields import (
    AddressField,
    AnyLinkField,
    BooleanField,
    ChoiceField,
    DateTimeField,
    DurationField,
    IntegerField,
    LinkField,
    LongTextField,
    TextField,
    UserField,
)  # fmt: skip
from akrab.engine.record import Record
from akrab.engine.spec import Deadline
from akrab.lib import clock

YEAR = 366 * 24 * 60  # minutes


class Activity(Record):
    """What every activity has: the record it is about and the person it is with."""

    about = AnyLinkField(_("about"), timeline=True)
    contact = LinkField("contacts.Contact", _("contact"), null=True, on_delete=models.SET_NULL, timeline=True)

    class Meta(Record.Meta):
        abstract = True
        indexes = [
            *Record.Meta.indexes,
            models.Index(fields=["workspace", "about"], name="%(class)s_about"),
            models.Index(fields=["workspace", "contact"], name="%(class)s_contact"),
        ]


class Task(Activity):
    """Something one person has to do by a moment."""

    name = TextField(_("task"))
    assignee = UserField(_("assignee"), null=True, on_delete=models.SET_NULL)
    due_at = DateTimeField(_("due"), null=True)
    remind_at = DateTimeField(_("remind at"), null=True)
    priority = ChoiceField(
        _("priority"),
        choices=[("high", _("high")), ("normal", _("normal")), ("low", _("low"))],
        default="normal",
    )
    status = ChoiceField(
        _("status"),
        choices=[("open", _("open")), ("done", _("done")), ("cancelled", _("cancelled"))],
        default="open",
    )
    done_at = DateTimeField(_("done at"), null=True, read_only=True)
    done_by_call = BooleanField(_("a connected call completes it"))
    description = LongTextField(_("description"), blank=True)
    rule = AnyLinkField(_("made by"), read_only=True)

    class Meta(Activity.Meta):
        verbose_name = _("task")
        verbose_name_plural = _("tasks")
        indexes = [
            *Activity.Meta.indexes,
            models.Index(fields=["workspace", "assignee", "status", "due_at"], name="task_assignee"),
            models.Index(fields=["workspace", "status", "due_at"], name="task_due"),
            models.Index(fields=["workspace", "due_at", "id"], name="task_by_due"),
        ]

    class Spec:
        beside = ("about", "contact")
        icon = "checkbox"
        columns = ("name", "about", "assignee", "due_at", "priority", "status")
        facts = ("status", "due_at", "assignee", "priority")
        quick = ("name", "assignee", "due_at", "remind_at", "priority", "about", "contact", "description")
        board = "status"
        by_phone = "done_by_call"
        calendar = ("due_at",)
        search = ("name", "description")
        owners = ("assignee", "created_by")
        sort = "due_at"
        deadlines = (
            Deadline("overdue", "due_at", _("overdue"), {"status": ("open",)}),
            Deadline("reminded", "remind_at", _("reminder"), {"status": ("open",)}),
        )


class Call(Activity):
    """A telephone call that was made or came in, with what came of it."""

    direction = ChoiceField(
        _("direction"), choices=[("out", _("outgoing")), ("in", _("incoming"))], default="out"
    )
    result = ChoiceField(
        _("result"), default="reached",
        choices=[("reached", _("reached")), ("no_answer", _("no answer")), ("busy", _("busy")),
                 ("voicemail", _("left a message"))],
    )  # fmt: skip
    outcome = TextField(_("outcome"), help_text=_("What was said, in a few words."))
    number = TextField(_("number"), max_length=40, blank=True)
    user = UserField(_("made by"), null=True, on_delete=models.SET_NULL)
    started_at = DateTimeField(_("started"), default=clock.now)
    duration = DurationField(_("duration"), default=timedelta)
    notes = LongTextField(_("notes"), blank=True)

    class Meta(Activity.Meta):
        verbose_name = _("call")
        verbose_name_plural = _("calls")
        indexes = [
            *Activity.Meta.indexes,
            models.Index(fields=["workspace", "user", "started_at"], name="call_user"),
            models.Index(fields=["workspace", "started_at"], name="call_started"),
        ]

    class Spec:
        icon = "phone"
        title = "outcome"
        columns = ("outcome", "contact", "about", "direction", "result", "user", "started_at", "duration")
        quick = ("outcome", "result", "direction", "duration", "notes", "contact", "about")
        calendar = ("started_at",)
        by_phone = "number"
        search = ("outcome", "notes", "number")
        owners = ("user", "created_by")


class Visit(Activity):
    """A journey to somebody's place: planned, then done, or missed."""

    name = TextField(_("visit"))
    user = UserField(_("who goes"), null=True, on_delete=models.SET_NULL)
    starts_at = DateTimeField(_("starts"))
    duration = DurationField(_("duration"), default=timedelta(hours=1))
    all_day = BooleanField(_("all day"))
    address = AddressField(_("address"))
    status = ChoiceField(
        _("status"), choices=[("planned", _("planned")), ("done", _("done")), ("cancelled", _("cancelled"))],
        default="planned",
    )  # fmt: skip
    outcome = TextField(_("outcome"), blank=True)
    grace_minutes = IntegerField(_("grace time in minutes"), default=30, within=(0, YEAR))
    done_at = DateTimeField(_("done at"), null=True, read_only=True)
    rule = AnyLinkField(_("made by"), read_only=True)

    class Meta(Activity.Meta):
        verbose_name = _("visit")
        verbose_name_plural = _("visits")
        indexes = [
            *Activity.Meta.indexes,
            models.Index(fields=["workspace", "user", "starts_at"], name="visit_user"),
            models.Index(fields=["workspace", "starts_at"], name="visit_starts"),
            models.Index(fields=["workspace", "status", "starts_at"], name="visit_status"),
        ]

    class Spec:
        beside = ("about", "contact")
        icon = "car"
        columns = ("name", "contact", "user", "starts_at", "address", "status", "outcome")
        facts = ("status", "starts_at", "user", "address")
        quick = ("name", "user", "starts_at", "duration", "address", "contact", "about")
        calendar = ("starts_at", "duration")
        search = ("name", "outcome", "address")
        owners = ("user", "created_by")
        sort = "starts_at"
        deadlines = (
            Deadline(
                "missed",
                "starts_at",
                _("not done in time"),
                {"status": ("planned",)},
                offset_field="grace_minutes",
            ),
        )


class Note(Activity):
    """Something worth remembering, in writing."""

    text = LongTextField(_("note"))

    class Meta(Activity.Meta):
        verbose_name = _("note")
        verbose_name_plural = _("notes")

    class Spec:
        icon = "note"
        title = "text"
        columns = ("text", "about", "contact", "created_by", "created_at")
        quick = ("text", "about", "contact")
        search = ("text",)
        owners = ("created_by",)
