"""Tasks, calls, visits, meetings, notes and comments: what people plan and do, about any record."""

from datetime import timedelta
from typing import ClassVar

from django.db import models

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
    TagsField,
    TextField,
    UrlField,
    UserField,
)  # fmt: skip
from akrab.engine.record import Record
from akrab.engine.spec import Deadline
from akrab.features.wording.objects import gettext_lazy as _
from akrab.lib import clock

SATISFACTION = [
    ("5", _("very satisfied")),
    ("4", _("satisfied")),
    ("3", _("so-so")),
    ("2", _("dissatisfied")),
    ("1", _("very dissatisfied")),
]
YEAR = 366 * 24 * 60  # minutes


class Activity(Record):
    """What every activity has: the record it is about and the person it is with."""

    about = AnyLinkField(_("about"), timeline=True)
    contact = LinkField(
        "contacts.Contact", _("[contact]"), null=True, on_delete=models.SET_NULL, timeline=True
    )

    class Meta(Record.Meta):
        abstract = True
        indexes = [
            *Record.Meta.indexes,
            models.Index(fields=["workspace", "about"], name="%(class)s_about"),
            models.Index(fields=["workspace", "contact"], name="%(class)s_contact"),
        ]


class Task(Activity):
    """Something one person has to do by a moment."""

    name = TextField(_("[task]"))
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
    done_by_call = BooleanField(_("a connected [call] completes it"))
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
            models.Index(fields=["workspace", "done_at"], name="task_done"),
        ]

    class Spec:
        beside = ("about", "contact")
        icon = "checkbox"
        columns = ("name", "about", "assignee", "due_at", "priority", "status")
        facts = ("status", "due_at", "assignee", "priority")
        quick = ("name", "assignee", "due_at", "remind_at", "priority", "about", "contact", "description")
        board = "status"
        by_phone = "done_by_call"
        made_by = "rule"
        calendar = ("due_at",)
        search = ("name", "description")
        owners = ("assignee", "created_by")
        off = {"status": ("cancelled",)}
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
    channel = LinkField("contacts.Channel", _("channel"), null=True, on_delete=models.SET_NULL)
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
        quick = ("outcome", "result", "direction", "duration", "channel", "notes", "contact", "about")
        calendar = ("started_at",)
        by_phone = "number"
        search = ("outcome", "notes", "number")
        owners = ("user", "created_by")


class Resource(Record):
    """Something that is needed for an appointment and can be at one place only: an open list."""

    KINDS: ClassVar = [
        ("vehicle", _("vehicle")),
        ("room", _("room")),
        ("crew", _("crew")),
        ("equipment", _("equipment")),
    ]

    name = TextField(_("name"), max_length=80)
    kind = ChoiceField(_("kind"), choices=KINDS, default="vehicle")
    in_use = BooleanField(_("in use"), default=True)
    position = IntegerField(_("position"), default=0)

    class Meta(Record.Meta):
        verbose_name = _("resource")
        verbose_name_plural = _("resources")
        constraints = [models.UniqueConstraint(fields=["workspace", "name"], name="resource_name_unique")]

    class Spec:
        icon = "truck"
        columns = ("name", "kind", "in_use", "position")
        settings = True
        sort = "position"


class Appointment(Activity):
    """What takes place at a moment, for a time: planned, then done or cancelled."""

    starts_at = DateTimeField(_("starts"))
    duration = DurationField(_("duration"), default=timedelta(hours=1))
    all_day = BooleanField(_("all day"))
    resource = LinkField(
        "activities.Resource", _("vehicle, room or crew"), null=True, on_delete=models.SET_NULL
    )
    address = AddressField(_("address"))
    status = ChoiceField(
        _("status"), choices=[("planned", _("planned")), ("done", _("done")), ("cancelled", _("cancelled"))],
        default="planned",
    )  # fmt: skip
    outcome = TextField(_("outcome"), blank=True)
    done_at = DateTimeField(_("done at"), null=True, read_only=True)
    rule = AnyLinkField(_("made by"), read_only=True)

    class Meta(Activity.Meta):
        abstract = True
        indexes = [
            *Activity.Meta.indexes,
            models.Index(fields=["workspace", "user", "starts_at"], name="%(class)s_user"),
            models.Index(fields=["workspace", "starts_at"], name="%(class)s_starts"),
            models.Index(fields=["workspace", "status", "starts_at"], name="%(class)s_status"),
            models.Index(fields=["workspace", "resource", "starts_at"], name="%(class)s_resource"),
            models.Index(fields=["workspace", "done_at"], name="%(class)s_done"),
        ]


class Visit(Appointment):
    """A journey to somebody's place, or a customer's to ours: planned, then done, or missed."""

    name = TextField(_("[visit]"))
    user = UserField(_("who goes"), null=True, on_delete=models.SET_NULL)
    place = ChoiceField(
        _("place"), default="theirs",
        choices=[("theirs", _("at the customer's")), ("ours", _("at our place")), ("elsewhere", _("elsewhere"))],
    )  # fmt: skip
    satisfaction = ChoiceField(
        _("satisfaction"), blank=True, choices=SATISFACTION,
    )  # fmt: skip
    grace_minutes = IntegerField(_("grace time in minutes"), default=30, within=(0, YEAR))

    class Meta(Appointment.Meta):
        verbose_name = _("visit")
        verbose_name_plural = _("visits")

    class Spec:
        beside = ("about", "contact")
        icon = "car"
        columns = ("name", "contact", "user", "starts_at", "address", "status", "outcome")
        facts = ("status", "starts_at", "user", "address")
        quick = ("name", "user", "starts_at", "duration", "resource", "place", "address", "contact", "about")
        calendar = ("starts_at", "duration")
        booked = ("user", "resource")
        made_by = "rule"
        off = {"status": ("cancelled",)}
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


class Meeting(Appointment):
    """People sit together, here or by video."""

    name = TextField(_("[meeting]"))
    user = UserField(_("who leads it"), null=True, on_delete=models.SET_NULL)
    link = UrlField(_("address of the video call"), blank=True)
    channel = LinkField("contacts.Channel", _("channel"), null=True, on_delete=models.SET_NULL)
    notes = LongTextField(_("notes"), blank=True)

    class Meta(Appointment.Meta):
        verbose_name = _("meeting")
        verbose_name_plural = _("meetings")

    class Spec:
        beside = ("about", "contact")
        icon = "calendar-event"
        columns = ("name", "contact", "user", "starts_at", "duration", "resource", "status", "outcome")
        facts = ("status", "starts_at", "duration", "user")
        quick = ("name", "user", "starts_at", "duration", "resource", "link", "contact", "about", "notes")
        calendar = ("starts_at", "duration")
        booked = ("user", "resource")
        made_by = "rule"
        off = {"status": ("cancelled",)}
        search = ("name", "outcome", "notes")
        owners = ("user", "created_by")
        sort = "starts_at"


class Attendance(Record):
    """A colleague is to take part in a meeting besides who leads it: asked, then coming or not."""

    name = TextField(_("participant"), read_only=True)
    meeting = LinkField("activities.Meeting", _("[meeting]"), on_delete=models.CASCADE, timeline=True)
    person = UserField(_("person"), on_delete=models.CASCADE)
    answer = ChoiceField(
        _("answer"), default="waiting", read_only=True,
        choices=[("waiting", _("not answered yet")), ("accepted", _("coming")), ("declined", _("not coming"))],
    )  # fmt: skip
    reason = TextField(_("reason"), blank=True, read_only=True)
    answered_at = DateTimeField(_("answered"), null=True, read_only=True)

    class Meta(Record.Meta):
        verbose_name = _("participant")
        verbose_name_plural = _("participants")
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "meeting", "person"], condition=models.Q(deleted_at=None),
                name="attendance_once",
            )
        ]  # fmt: skip
        indexes = [
            *Record.Meta.indexes, models.Index(fields=["workspace", "person"], name="attendance_person")
        ]  # fmt: skip

    class Spec:
        icon = "user-check"
        beside = ("meeting",)
        columns = ("name", "meeting", "answer", "reason", "answered_at")
        facts = ("answer", "reason")
        quick = ("meeting", "person")
        owners = ("person",)
        within = "meeting"
        joins = "meeting"
        off = {"answer": ("declined",)}


class Note(Activity):
    """Something worth remembering, in writing."""

    text = LongTextField(_("[note]"))
    channel = LinkField("contacts.Channel", _("channel"), null=True, on_delete=models.SET_NULL)
    kind = ChoiceField(
        _("kind"), default="note",
        choices=[("note", _("[note]")), ("conversation", _("conversation in person")),
                 ("questionnaire", _("questionnaire")), ("letter", _("letter or message"))],
    )  # fmt: skip

    class Meta(Activity.Meta):
        verbose_name = _("note")
        verbose_name_plural = _("notes")

    class Spec:
        icon = "note"
        title = "text"
        columns = ("text", "kind", "about", "contact", "created_by", "created_at")
        quick = ("text", "kind", "channel", "about", "contact")
        search = ("text",)
        owners = ("created_by",)


class Comment(Record):
    """What one colleague says to others about a record; `mentioned` are those called by @name."""

    text = LongTextField(_("[comment]"))
    about = AnyLinkField(_("about"), blank=False, timeline=True)
    mentioned = TagsField(_("mentioned"), read_only=True)

    class Meta(Record.Meta):
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        indexes = [*Record.Meta.indexes, models.Index(fields=["workspace", "about"], name="comment_about")]

    class Spec:
        icon = "message"
        title = "text"
        columns = ("text", "about", "created_by", "created_at")
        quick = ("text", "about")
        owners = ("created_by",)
        within = "about"


class Handover(Record):
    """A record is to go from one person to another, or to a team; it goes when somebody takes it."""

    name = TextField(_("[handover]"), read_only=True)
    about = AnyLinkField(_("what"), blank=False, timeline=True)
    to_user = UserField(_("to the person"), null=True, on_delete=models.SET_NULL)
    to_team = LinkField("identity.Team", _("to the team"), null=True, on_delete=models.SET_NULL)
    note = LongTextField(_("what they need to know"), blank=True)
    answer_by = DateTimeField(_("answer by"), null=True)
    status = ChoiceField(
        _("status"), default="waiting", read_only=True,
        choices=[("waiting", _("waiting for an answer")), ("accepted", _("taken")), ("refused", _("refused")),
                 ("withdrawn", _("withdrawn"))],
    )  # fmt: skip
    reason = TextField(_("reason for refusing"), blank=True, read_only=True)
    answered_by = UserField(_("answered by"), null=True, on_delete=models.SET_NULL, read_only=True)
    answered_at = DateTimeField(_("answered"), null=True, read_only=True)

    class Meta(Record.Meta):
        verbose_name = _("handover")
        verbose_name_plural = _("handovers")
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "about"],
                condition=models.Q(status="waiting", deleted_at__isnull=True),
                name="handover_one_waits",
            ),
        ]
        indexes = [
            *Record.Meta.indexes,
            models.Index(fields=["workspace", "about"], name="handover_about"),
            models.Index(fields=["workspace", "to_user", "status"], name="handover_to"),
        ]

    class Spec:
        icon = "arrow-ramp-right"
        columns = ("name", "about", "created_by", "to_user", "to_team", "status", "answer_by")
        facts = ("status", "answer_by", "to_user", "to_team")
        quick = ("about", "to_user", "to_team", "note", "answer_by")
        owners = ("to_user", "created_by")
        within = "about"
        deadlines = (
            Deadline("unanswered", "answer_by", _("not answered in time"), {"status": ("waiting",)}),
        )
