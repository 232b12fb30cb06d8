"""Other programs' addresses that rules call: their secret, what was sent to them, and what became of it."""

import json
from uuid import UUID

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from akrab.engine import access, write
from akrab.engine.errors import Invalid
from akrab.engine.events import gesture
from akrab.engine.spec import spec_of
from akrab.features.automation.deliveries import open_secret
from akrab.features.automation.models import Delivery, Endpoint
from akrab.identity.actor import Actor
from akrab.lib import clock
from akrab.web import addresses, inputs, show
from akrab.web.pages.settings.door import address, administrators, draw

ASKED = ("name", "url")
SHOWN = 50
TROUBLED = ("refused", "unknown")


@administrators
def endpoints(request: HttpRequest, by: Actor) -> HttpResponse:
    """Every endpoint with its signing secret; making one more; calls that wait for a person."""
    said = {name: request.POST.get(name, "").strip() for name in ASKED}
    wrong: dict[str, list[str]] = {}
    if request.method == "POST":
        try:
            with gesture(by, _("New endpoint")) as within:
                write.create(Endpoint, said, within)
            return show.go(request, address(by, "endpoints"), within, _("The endpoint was added."))
        except Invalid as invalid:
            wrong = dict(invalid.errors)
    fields = spec_of(Endpoint).fields
    counted = access.visible(Endpoint, by).order_by("sort_key", "id")
    counts = dict(
        Delivery.objects.values_list("endpoint").annotate(n=Count("pk", filter=Q(state="sent"))).order_by()
    )
    context = {
        "endpoints": [(one, open_secret(one.secret), counts.get(one.pk, 0)) for one in counted],
        "inputs": [
            inputs.ask(fields[name], by, said[name], errors=wrong.get(name, ()), prefix="s", required=True)
            for name in ASKED
        ],
        "troubled": access.visible(Delivery, by)
        .filter(state__in=TROUBLED)
        .select_related("endpoint")
        .order_by("-id")[:SHOWN],
        "ledger": addresses.listing(by.workspace, spec_of(Delivery)),
        "here": address(by, "endpoints"),
    }
    return draw(request, by, "settings/rules/endpoints.html", context, 422 if wrong else 200)


@require_POST
@administrators
def test(request: HttpRequest, by: Actor, id: UUID) -> HttpResponse:
    """Send a signed call that says it is a test, and go where its answer will stand."""
    held = access.get(Endpoint, id, by)
    body = {"test": True, "sent_by": by.name, "at": clock.now().isoformat(timespec="seconds")}
    with gesture(by, _("Test")) as within:
        sent = write.create(Delivery, {"endpoint": held.pk, "body": json.dumps(body)}, within, name=_("Test"))
    return show.go(request, addresses.of(sent), said=_("The test is on its way: its answer will stand here."))


@require_POST
@administrators
def drop(request: HttpRequest, by: Actor, id: UUID) -> HttpResponse:
    """Put an endpoint into the bin; undo brings it back with its secret."""
    held = access.get(Endpoint, id, by)
    with gesture(by, _("Delete")) as within:
        write.delete(held, within)
    return show.go(request, address(by, "endpoints"), within, _("“%(name)s” was deleted.") % {"name": held})
