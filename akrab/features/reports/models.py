"""Reports, dashboards and the tiles that put one on the other, goals, snapshots, and who gets them by mail."""

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from akrab.engine.fields import (
    BooleanField,
    ChoiceField,
    DateField,
    DateTimeField,
    DecimalField,
    IntegerField,
    LinkField,
    LongTextField,
    TextField,
    UserField,
)  # fmt: skip
from akrab.engine.fields.trees import FilterField
from akrab.engine.record import Record
from akrab.engine.registry import objects
from akrab.engine.spec import SHARING, Deadline
from akrab.features.reports.fields import MeasuresField
from akrab.features.reports.period import WORDS
from akrab.lib import clock

KINDS = [
    ("number", pgettext_lazy("chart", "number")),
    ("table", _("table")),
    ("pivot", _("pivot table")),
    ("bar", _("bars")),
    ("line", pgettext_lazy("chart", "line")),
    ("area", pgettext_lazy("chart", "area")),
    ("funnel", _("funnel")),
    ("donut", _("ring")),
    ("map", pgettext_lazy("chart", "map")),
]
WIDTHS = [("third", _("a third")), ("half", _("half")), ("wide", _("two thirds")), ("full", _("full"))]
SPANS = [
    ("this_week", _("week")),
    ("this_month", _("month")),
    ("this_quarter", _("quarter")),
    ("this_year", _("year")),
]
RHYTHMS = [("day", _("every day")), ("week", _("every week")), ("month", _("every month"))]
ATTACHED = [
    ("xlsx", _("an Excel workbook")),
    ("pdf", _("a PDF")),
    ("csv", _("a CSV file")),
]
WEEKDAYS = [
    ("0", _("Monday")), ("1", _("Tuesday")), ("2", _("Wednesday")), ("3", _("Thursday")), ("4", _("Friday")),
    ("5", _("Saturday")), ("6", _("Sunday")),
]  # fmt: skip


def _object_choices() -> list[tuple[str, Any]]:
    return [(spec.name, spec.label_plural) for spec in objects().values()]


class Report(Record):
    """A question about the records of one object, asked in the filter language and answered with figures.

    `where` says which records, `group_by` by which fields (up to three, separated by commas, through links too)
    they are told apart: a date or moment by day, week, month, quarter or year (`created_at:month`). `date_field`
    is what a period is about. `rank` orders the rows by a measure (`won`, or `-won` for the most first) or by
    `label`; else they keep their own order; `top` keeps so many of the first and gathers the others in one row.
    `compare` sets the period before beside each figure. `sharing` says who else sees and changes it; a `reserved`
    report is for roles that see the reports of the whole company.
    """

    name = TextField(_("name"), max_length=120)
    description = LongTextField(_("definition used"), blank=True)
    object = ChoiceField(_("object"), choices=_object_choices)
    where = FilterField(_("which records"))
    measures = MeasuresField(_("measures"))
    group_by = TextField(_("grouped by"), max_length=400, blank=True)
    date_field = TextField(_("date the period is about"), max_length=120, blank=True)
    period = ChoiceField(_("period unless asked"), choices=WORDS, blank=True)
    rank = TextField(_("ranked by"), max_length=40, blank=True)
    top = IntegerField(_("rows before “other”"), null=True, within=(1, 20))
    compare = BooleanField(_("compare with the period before"))
    kind = ChoiceField(_("shown as"), choices=KINDS, default="table")
    owner = UserField(_("owner"), null=True, on_delete=models.SET_NULL)
    sharing = ChoiceField(_("shared with"), choices=SHARING, default="private")
    reserved = BooleanField(_("only for roles that see the company's reports"))

    class Meta(Record.Meta):
        verbose_name = _("report")
        verbose_name_plural = _("reports")

    class Spec:
        reserved = "reserved"
        shared = "sharing"
        icon = "chart-bar"
        columns = ("name", "object", "kind", "description", "owner", "sharing", "reserved")
        search = ("name", "description")
        sort = "name"


class Dashboard(Record):
    """Reports on one page, over one period. A reserved one is for roles that see the company's reports."""

    name = TextField(_("name"), max_length=120)
    description = LongTextField(_("description"), blank=True)
    period = ChoiceField(_("period unless asked"), choices=WORDS, blank=True)
    position = IntegerField(_("position"), default=0)
    owner = UserField(_("owner"), null=True, on_delete=models.SET_NULL)
    sharing = ChoiceField(_("shared with"), choices=SHARING, default="private")
    reserved = BooleanField(_("only for roles that see the company's reports"))

    class Meta(Record.Meta):
        verbose_name = _("dashboard")
        verbose_name_plural = _("dashboards")

    class Spec:
        reserved = "reserved"
        icon = "layout-dashboard"
        shared = "sharing"
        columns = ("name", "period", "owner", "sharing", "reserved")
        search = ("name",)
        sort = "position"


class Tile(Record):
    """The place of one report on one dashboard, headed by its own name or else by the report's; or a text there."""

    dashboard = LinkField("reports.Dashboard", _("dashboard"), on_delete=models.CASCADE)
    report = LinkField("reports.Report", _("report"), null=True, on_delete=models.CASCADE)
    name = TextField(_("heading"), max_length=120, blank=True)
    text = LongTextField(_("text"), blank=True)
    position = IntegerField(_("position"), default=0)
    width = ChoiceField(_("width"), choices=WIDTHS, default="half")

    class Meta(Record.Meta):
        verbose_name = _("tile")
        verbose_name_plural = _("tiles")
        indexes: ClassVar[list[Any]] = [
            *Record.Meta.indexes,
            models.Index(fields=["workspace", "dashboard", "position"], name="tile_dashboard"),
            models.Index(fields=["workspace", "report"], name="tile_report"),
        ]

    class Spec:
        within = "dashboard"
        icon = "square"
        columns = ("dashboard", "report", "name", "position", "width")
        beside = ("dashboard", "report")
        sort = "position"


class Goal(Record):
    """A figure to be reached in each week, month, quarter or year: by the company, a team or one person.

    It is a measure of a report, counted over the records of the team or the person. From `since` on it takes the
    place of an earlier goal for the same. The company's goal may be shown `for_all`: then everybody reads the figure
    of the whole company, and nothing behind it, whatever they may see besides.
    """

    report = LinkField("reports.Report", _("report"), on_delete=models.CASCADE)
    measure = TextField(_("measure"), max_length=30, blank=True)
    span = ChoiceField(_("in each"), choices=SPANS, default="this_month")
    value = DecimalField(_("to be reached"))
    person = UserField(_("person"), null=True, on_delete=models.CASCADE)
    team = LinkField("identity.Team", _("team"), null=True, on_delete=models.CASCADE)
    since = DateField(_("from the day"), null=True)
    for_all = BooleanField(_("shown to everybody, with the figure of the whole company"))

    class Meta(Record.Meta):
        verbose_name = _("goal")
        verbose_name_plural = _("goals")
        indexes: ClassVar[list[Any]] = [
            *Record.Meta.indexes,
            models.Index(fields=["workspace", "report"], name="goal_report"),
            models.Index(fields=["workspace", "person"], name="goal_person"),
        ]

    class Spec:
        within = "report"
        icon = "target"
        title = "measure"
        columns = ("measure", "report", "value", "span", "person", "team", "since")
        beside = ("report",)
        sort = "-created_at"


class Snapshot(Record):
    """The figures of a report as they were at a moment and for the person who kept them, with what they meant."""

    report = LinkField("reports.Report", _("report"), null=True, on_delete=models.SET_NULL)
    name = TextField(_("name"), max_length=160)
    comment = LongTextField(_("comment"), blank=True)
    period = TextField(_("period"), max_length=60, blank=True, read_only=True)
    taken_at = DateTimeField(pgettext_lazy("snapshot", "taken"), default=clock.now, read_only=True)
    owner = UserField(_("owner"), null=True, on_delete=models.SET_NULL)
    sharing = ChoiceField(_("shared with"), choices=SHARING, default="private")
    figures = models.JSONField(default=dict, editable=False)

    class Meta(Record.Meta):
        verbose_name = _("snapshot")
        verbose_name_plural = _("snapshots")
        indexes: ClassVar[list[Any]] = [
            *Record.Meta.indexes,
            models.Index(fields=["workspace", "report", "-id"], name="snapshot_report"),
        ]

    class Spec:
        shared = "sharing"
        icon = "camera"
        columns = ("name", "report", "comment", "taken_at", "owner", "sharing")
        search = ("name", "comment")


class Subscription(Record):
    """A report or a dashboard that goes to one person by mail, at a time of the workspace's zone.

    `next_at` is when the next one is due, `attached` the kind of file that comes with it. The figures are counted
    by the reader's own rights.
    """

    report = LinkField("reports.Report", _("report"), null=True, on_delete=models.CASCADE)
    dashboard = LinkField("reports.Dashboard", _("dashboard"), null=True, on_delete=models.CASCADE)
    to = UserField(_("reader"), on_delete=models.CASCADE)
    rhythm = ChoiceField(_("how often"), choices=RHYTHMS, default="week")
    weekday = ChoiceField(_("day of the week"), choices=WEEKDAYS, default="0")
    day = IntegerField(_("day of the month"), default=1, within=(1, 28))
    minute = IntegerField(_("minute of the day"), default=480, within=(0, 1439))
    attached = ChoiceField(_("comes with"), choices=ATTACHED, blank=True)
    next_at = DateTimeField(_("next one"), null=True, read_only=True)
    owner = UserField(_("set up by"), null=True, on_delete=models.SET_NULL)
    sharing = ChoiceField(_("shared with"), choices=SHARING, default="private")

    class Meta(Record.Meta):
        verbose_name = _("report by mail")
        verbose_name_plural = _("reports by mail")
        indexes: ClassVar[list[Any]] = [
            *Record.Meta.indexes,
            models.Index(fields=["workspace", "report"], name="subscription_report"),
            models.Index(fields=["workspace", "dashboard"], name="subscription_dashboard"),
        ]

    class Spec:
        shared = "sharing"
        icon = "mail"
        title = "rhythm"
        owners = ("owner", "to")
        columns = ("rhythm", "report", "dashboard", "to", "next_at")
        deadlines = (Deadline("due", "next_at", _("due"), {}),)
