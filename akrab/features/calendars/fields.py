"""The field types of hours: of a day, and of a week."""

from typing import Any, ClassVar

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from akrab.engine.fields import BadValue, Field, LongTextField, TextField
from akrab.engine.fields.texts import LongText, Text
from akrab.features.calendars import hours
from akrab.identity.actor import Actor


def _refused(error: hours.UnreadableHours) -> BadValue:
    message = error.why or gettext(
        "“%(value)s” can't be read as hours. Write them like 09:00-12:00, 13:00-18:00."
    )
    return BadValue(message % {"value": str(error)[:60]})


class DayHours(Text):
    """Intervals of one day; empty is closed."""

    label = _("hours")

    def parse(self, field: Field, raw: Any, by: Actor) -> str:
        try:
            return hours.write_hours(hours.read_hours(super().parse(field, raw, by)))
        except hours.UnreadableHours as error:
            raise _refused(error) from error

    def samples(self, field: Field) -> list[Any]:
        return ["", "09:00-12:00", "08:30-12:00, 13:00-17:45"]

    def bad_samples(self, field: Field) -> list[Any]:
        return ["all day", "12:00-09:00", "09:00-25:00", "9-12, 11-13", 5]


class WeekHours(LongText):
    """A line for each open day: mon 09:00-12:00, 13:00-18:00."""

    label = _("hours of the week")
    operators: ClassVar[Any] = LongText.operators

    def parse(self, field: Field, raw: Any, by: Actor) -> str:
        try:
            return hours.write_week(hours.read_week(super().parse(field, raw, by)))
        except hours.UnreadableHours as error:
            raise _refused(error) from error

    def samples(self, field: Field) -> list[Any]:
        return ["", "mon 09:00-18:00\nsat 09:00-12:00"]

    def bad_samples(self, field: Field) -> list[Any]:
        return ["someday 09:00-10:00", "mon 10:00-09:00", 5]


class DayHoursField(TextField):
    type = DayHours()


class WeekHoursField(LongTextField):
    type = WeekHours()
