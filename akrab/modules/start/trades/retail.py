"""Retail and wholesale: an enquiry, a quotation, the order, delivery, payment."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from akrab.modules.start.trades.shape import (
    FIELD_WORK,
    LEAD,
    MANAGER,
    NO_DEALS,
    WITH_SATURDAY,
    Enquiry,
    Follow,
    Paper,
    Position,
    Step,
    Trade,
)  # fmt: skip

RETAIL = Trade(
    key="retail",
    icon="shopping-cart",
    name=_("Retail and wholesale"),
    about=_("You answer enquiries, quote, take orders, deliver and collect payment."),
    pipeline=pgettext_lazy("pipeline", "Sales"),
    positions=(
        MANAGER,
        Position("warehouse", pgettext_lazy("role", "Warehouse"), {"*": FIELD_WORK, "deal": NO_DEALS}),
        LEAD,
    ),
    seller="manager",
    sources=(pgettext_lazy("source", "Marketplace"), pgettext_lazy("source", "Trade fair")),
    reasons=(_("Not in stock"), _("Delivery took too long")),
    files={"order": _("Signed order"), "receipt": _("Delivery receipt")},
    services=(_("Single order"), _("Repeated delivery"), _("Wholesale order")),
    week=WITH_SATURDAY,
    asks=(
        _("Which product, how many, and for what?"),
        _("Where is it to be delivered, and by when?"),
        _("Have they bought before, and from whom?"),
    ),
    steps=(
        Step("enquiry", pgettext_lazy("stage", "Enquiry"), 10, "manager", ("service",), limit_minutes=60),
        Step("quotation", pgettext_lazy("stage", "Quotation"), 40, "manager", ("amount",)),
        Step("order", pgettext_lazy("stage", "Order"), 80, "manager", ("delivery_on",)),
        Step(
            "delivery", pgettext_lazy("stage", "Delivery"), 90, "warehouse", file="receipt",
            checks=(_("The goods were counted before loading"),),
        ),
        Step("payment", pgettext_lazy("stage", "Payment"), 95, "manager"),
    ),
    follows=(
        Follow("enquiry", _("Answer {contact.name} with price and stock"), due_minutes=60),
        Follow("quotation", _("Ask {contact.name} about the quotation"), due_minutes=2880, done_by_call=True),
        Follow("delivery", _("Deliver to {contact.name}"), "visit", "warehouse", due_field="delivery_on"),
        Follow("payment", _("Check that {contact.name} has paid"), due_minutes=7 * 24 * 60, closes_deal=True),
    ),
    paper=Paper(
        _("Quotation"), "Q-",
        _("Dear {contact.name}, thank you for your enquiry. We offer you: {service}."),
        _("Prices hold for 14 days, as long as stock lasts."),
    ),
    enquiry=Enquiry(
        "order", _("Ask for a price"), _("Tell us what you need and how much of it."),
        _("Thank you. You get our price within the hour, in opening times."), _("What do you need?"),
    ),
)  # fmt: skip
