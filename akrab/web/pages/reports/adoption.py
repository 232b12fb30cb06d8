"""The adoption page: who uses the product week by week, who does not, and what nobody uses."""

from datetime import date

from babel.dates import format_date
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from akrab.engine.errors import NotFound
from akrab.features.reports.adoption import unused, use_of, weeks_shown
from akrab.features.reports.compute import sees_reserved
from akrab.features.reports.patience import Patience
from akrab.identity.actor import Actor
from akrab.identity.members import active_members
from akrab.web import addresses, marks, show, training
from akrab.web.help import finding
from akrab.web.pages.reports.builder import home
from akrab.web.visit import page


@page
def adoption(request: HttpRequest, by: Actor) -> HttpResponse:
    """For those who see the company's reports: a row a person, a column a week, the newest first."""
    if not sees_reserved(by):
        raise NotFound(_("There is no such report, or you may not see it."))
    with Patience().asked():
        uses = use_of(active_members(), by)
        idle = unused(by)
    context = {
        "weeks": [_beginning(day) for day in reversed(weeks_shown(by))],
        "uses": [(use.member, use.weeks[::-1]) for use in uses],
        "quiet": [use for use in uses if use.is_quiet],
        "learners": training.learners(),
        "unused": [
            (
                spec,
                addresses.listing(by.workspace, spec),
                topic.text if (topic := finding.of_object(spec.name)) else "",
            )
            for spec in idle
        ],
        "all_address": home(by, "all"),
    }
    return show.page(request, by, "pages/reports/adoption.html", context)


def _beginning(week: date) -> str:
    return str(format_date(week, pgettext("date pattern", "d MMM"), locale=marks.locale()))
