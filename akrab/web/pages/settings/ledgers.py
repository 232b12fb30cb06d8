"""What runs by itself and did not go well: mail not sent, reactions that failed; and the way to repair it."""

from uuid import UUID

from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from akrab.engine import access, write
from akrab.engine.models import FailedReaction
from akrab.engine.registry import get_action
from akrab.engine.spec import spec_of
from akrab.features.mail.models import STATES, Mail
from akrab.identity.actor import Actor
from akrab.lib import clock
from akrab.web import addresses, show
from akrab.web.pages.settings.door import address, administrators, draw, get_row

SHOWN = 100
TROUBLED = ("held", "refused", "unknown")


@administrators
def mail(request: HttpRequest, by: Actor) -> HttpResponse:
    """How many mails are in which state, and those that wait for a person."""
    rows = access.visible(Mail, by)
    counts = dict(rows.values_list("state").annotate(number=Count("pk")).order_by())
    spec = spec_of(Mail)
    context = {
        "states": [(state, label, counts.get(state, 0)) for state, label in STATES],
        "troubled": [
            (one, addresses.record(by.workspace, spec, one.pk))
            for one in rows.filter(state__in=TROUBLED).order_by("-id")[:SHOWN]
        ],
        "ledger": addresses.listing(by.workspace, spec),
    }
    return draw(request, by, "settings/mail.html", context)


@require_POST
@administrators
def resend(request: HttpRequest, by: Actor, id: UUID) -> HttpResponse:
    """Send one mail again, by a person's choice."""
    held = access.get(Mail, id, by, "change")
    write.perform(get_action(spec_of(Mail), "resend"), held, {}, by)
    return show.go(
        request,
        address(by, "mail"),
        said=_("“%(subject)s” is in the queue again.") % {"subject": held.subject},
    )


@administrators
def failures(request: HttpRequest, by: Actor) -> HttpResponse:
    """What should have followed a change, and did not yet."""
    rows = FailedReaction.objects.select_related("event").order_by("-created_at", "-id")
    found = [(one, addresses.find(by.workspace, one.event.object, one.event.record)) for one in rows[:SHOWN]]
    return draw(request, by, "settings/failures.html", {"failures": found, "total": rows.count()})


@require_POST
@administrators
def retry(request: HttpRequest, by: Actor, id: UUID | None = None) -> HttpResponse:
    """Try one failed reaction at once, or all of them."""
    rows = FailedReaction.objects.all()
    if id is not None:
        rows = rows.filter(pk=get_row(rows, id).pk)
    rows.update(next_at=clock.now())
    return show.go(request, address(by, "failures"), said=_("They are tried again within seconds."))
