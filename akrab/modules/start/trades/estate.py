"""Real estate: a request, a viewing, an offer, the reservation, the deed."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from akrab.modules.start.trades.shape import (
    EVERY_DAY,
    FULL,
    LEAD,
    OWN,
    Enquiry,
    Follow,
    Paper,
    Position,
    Step,
    Trade,
)  # fmt: skip

ESTATE = Trade(
    key="estate",
    icon="home",
    name=_("Real estate"),
    about=_("You learn what is wanted, show homes, negotiate, reserve and close."),
    pipeline=pgettext_lazy("pipeline", "Buyers"),
    positions=(
        Position("agent", pgettext_lazy("role", "Agent"), {"*": OWN}),
        Position("office", pgettext_lazy("role", "Office"), {"*": FULL}),
        LEAD,
    ),
    seller="agent",
    sources=(pgettext_lazy("source", "Property portal"), pgettext_lazy("source", "Sign at the house")),
    reasons=(_("Loan refused"), _("Found another home")),
    files={"identity": _("Identity document"), "reservation": _("Reservation agreement")},
    services=(_("Purchase of a home"), _("Rent of a home"), _("Land")),
    week=EVERY_DAY,
    asks=(
        _("Which area, how many rooms, and what must be there?"),
        _("What may it cost, and how is it paid?"),
        _("By when do they want to move, and what becomes of the present home?"),
    ),
    steps=(
        Step("request", pgettext_lazy("stage", "Request"), 10, "agent", ("service",), limit_minutes=30),
        Step("viewing", pgettext_lazy("stage", "Viewing"), 30, "agent", ("visit_at",)),
        Step("offer", pgettext_lazy("stage", "Offer"), 50, "agent", ("amount",)),
        Step(
            "reserved", pgettext_lazy("stage", "Reserved"), 80, "office", ("closes_on",), file="reservation",
            checks=(_("The buyer's identity was checked"), _("The loan is confirmed")),
        ),
        Step("closing", pgettext_lazy("stage", "Deed and handover"), 95, "office"),
    ),
    follows=(
        Follow("request", _("Call {contact.name} and ask what is wanted"), due_minutes=30, done_by_call=True),
        Follow("viewing", _("Show the home · {contact.name}"), "visit", "agent", due_field="visit_at"),
        Follow("offer", _("Ask {contact.name} for a decision"), due_minutes=2880, done_by_call=True),
        Follow("reserved", _("Collect the papers for the deed"), role="office", due_field="closes_on"),
    ),
    paper=Paper(
        _("Reservation"), "R-",
        _("Dear {contact.name}, with this paper we reserve for you: {service}."),
        _("The reservation holds until the day named above."),
    ),
    enquiry=Enquiry(
        "viewing", _("Ask for a viewing"), _("Tell us which home you would like to see, and when."),
        _("Thank you. An agent calls you back today."), _("Which home, or what are you looking for?"),
    ),
)  # fmt: skip
