"""What the objects of reports are for, in a sentence each."""

from django.utils.translation import gettext_lazy as _

OBJECTS = {
    "report": _("Questions about your records, answered with figures."),
    "dashboard": _("Reports gathered on one page, over one period."),
    "tile": _("The places of reports on dashboards."),
    "goal": _("Figures to be reached by the company, a team or a person."),
    "snapshot": _("Figures that were kept as they were on a day."),
    "subscription": _("Reports and dashboards that go out by mail."),
}
