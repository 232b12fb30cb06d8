"""Working calendars and their days out of the ordinary."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from akrab.engine.fields import BooleanField, DateField, LinkField, TagsField, TextField
from akrab.engine.record import Record
from akrab.features.calendars.fields import DayHoursField, WeekHoursField

OFFICE = "\n".join(f"{day} 09:00-12:00, 13:00-18:00" for day in ("mon", "tue", "wed", "thu", "fri"))


class WorkingCalendar(Record):
    """When somebody works: the week, the holidays of a country, in a time zone.

    `teams` and `branches` are the ids of those who keep to it, a team before its branch; everybody else keeps to the
    one that is `standard`. An empty time zone is the company's.
    """

    name = TextField(_("name"), max_length=80)
    standard = BooleanField(_("of everybody else"))
    teams = TagsField(_("teams"))
    branches = TagsField(_("branches"))
    time_zone = TextField(_("time zone"), max_length=60, blank=True)
    country = TextField(_("holidays of the country"), max_length=2, blank=True)
    subdivision = TextField(_("and of its part"), max_length=20, blank=True)
    week = WeekHoursField(_("hours of the week"), default=OFFICE, blank=True)

    class Meta(Record.Meta):
        verbose_name = _("working calendar")
        verbose_name_plural = _("working calendars")
        constraints = [
            models.UniqueConstraint(fields=["workspace", "name"], name="workingcalendar_name_unique")
        ]

    class Spec:
        icon = "calendar-time"
        columns = ("name", "standard", "time_zone", "country")
        settings = True


class SpecialDay(Record):
    """Days with hours of their own: a closure, or opening on a day that is otherwise closed."""

    calendar = LinkField("calendars.WorkingCalendar", _("calendar"), on_delete=models.CASCADE)
    name = TextField(_("what for"), max_length=80)
    first_on = DateField(_("from"))
    last_on = DateField(_("until"), null=True)
    hours = DayHoursField(_("hours"), max_length=120, blank=True, help_text=_("Left empty: closed."))

    class Meta(Record.Meta):
        verbose_name = _("special day")
        verbose_name_plural = _("special days")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(last_on__isnull=True) | models.Q(last_on__gte=models.F("first_on")),
                name="specialday_in_order",
            )
        ]
        indexes = [
            *Record.Meta.indexes, models.Index(fields=["workspace", "calendar"], name="specialday_calendar")
        ]  # fmt: skip

    class Spec:
        beside = ("calendar",)
        icon = "calendar-off"
        columns = ("name", "first_on", "last_on", "hours", "calendar")
        settings = True
        sort = "first_on"
