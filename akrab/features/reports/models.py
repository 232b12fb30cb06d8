"""Reports, dashboards, and the tiles that put one on the other."""

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from akrab.engine.fields import BooleanField, ChoiceField, IntegerField, LinkField, LongTextField, TextField
from akrab.engine.fields.trees import FilterField
from akrab.engine.record import Record
from akrab.engine.registry import objects
from akrab.features.reports.fields import MeasuresField
from akrab.features.reports.period import WORDS

KINDS = [
    ("number", pgettext_lazy("chart", "number")),
    ("table", _("table")),
    ("bar", _("bars")),
    ("funnel", _("funnel")),
    ("donut", _("ring")),
    ("line", pgettext_lazy("chart", "line")),
]
WIDTHS = [("third", _("a third")), ("half", _("half")), ("full", _("full"))]


def _object_choices() -> list[tuple[str, Any]]:
    return [(spec.name, spec.model._meta.verbose_name_plural) for spec in objects().values()]


class Report(Record):
    """A question about the records of one object, asked in the filter language and answered with figures.

    `where` says which records, `group_by` by which field (through links too) they are told apart: a date or
    moment by day, week, month, quarter or year (`created_at:month`). `date_field` is what a period is about.
    `rank` orders the rows by a measure (`won`, or `-won` for the most first) or by `label`; else they keep
    their own order. A `reserved` report is for roles that see the reports of the whole company.
    """

    name = TextField(_("name"), max_length=120)
    description = LongTextField(_("definition used"), blank=True)
    object = ChoiceField(_("object"), choices=_object_choices)
    where = FilterField(_("which records"))
    measures = MeasuresField(_("measures"))
    group_by = TextField(_("grouped by"), max_length=120, blank=True)
    date_field = TextField(_("date the period is about"), max_length=120, blank=True)
    period = ChoiceField(_("period unless asked"), choices=WORDS, blank=True)
    rank = TextField(_("ranked by"), max_length=40, blank=True)
    kind = ChoiceField(_("shown as"), choices=KINDS, default="table")
    reserved = BooleanField(_("only for roles that see the company's reports"))

    class Meta(Record.Meta):
        verbose_name = _("report")
        verbose_name_plural = _("reports")

    class Spec:
        reserved = "reserved"
        icon = "chart-bar"
        columns = ("name", "object", "kind", "description", "reserved")
        search = ("name", "description")
        settings = True
        sort = "name"


class Dashboard(Record):
    """Reports on one page, over one period. A reserved one is for roles that see the company's reports."""

    name = TextField(_("name"), max_length=120)
    description = LongTextField(_("description"), blank=True)
    period = ChoiceField(_("period unless asked"), choices=WORDS, blank=True)
    position = IntegerField(_("position"), default=0)
    reserved = BooleanField(_("only for roles that see the company's reports"))

    class Meta(Record.Meta):
        verbose_name = _("dashboard")
        verbose_name_plural = _("dashboards")

    class Spec:
        reserved = "reserved"
        icon = "layout-dashboard"
        columns = ("name", "period", "position", "reserved")
        search = ("name",)
        settings = True
        sort = "position"


class Tile(Record):
    """The place of one report on one dashboard, headed by its own name or else by the report's."""

    dashboard = LinkField("reports.Dashboard", _("dashboard"), on_delete=models.CASCADE)
    report = LinkField("reports.Report", _("report"), on_delete=models.CASCADE)
    name = TextField(_("heading"), max_length=120, blank=True)
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
        settings = True
        sort = "position"
