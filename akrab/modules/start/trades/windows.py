"""Windows, doors and other trades on site: a call, a measurement, an estimate, payment, installation."""

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

ON_SITE = {"*": FIELD_WORK, "deal": NO_DEALS, "payment": {"view": "none"}}

WINDOWS = Trade(
    key="windows",
    icon="window",
    name=_("Windows and construction trades"),
    about=_("You call back, measure on site, estimate, take payment and install."),
    pipeline=pgettext_lazy("pipeline", "Orders"),
    positions=(
        MANAGER,
        Position("surveyor", pgettext_lazy("role", "Surveyor"), ON_SITE),
        Position("installer", pgettext_lazy("role", "Installer"), ON_SITE),
        LEAD,
    ),
    seller="manager",
    files={"measurements": _("Measurements"), "contract": pgettext_lazy("document", "Contract")},
    installs=True,
    services=(_("Window replacement"), _("Balcony glazing"), _("Sliding doors")),
    week=WITH_SATURDAY,
    asks=(
        _("How many windows, how large, and in which building?"),
        _("What is wrong with the present ones?"),
        _("Who decides, and which day suits for the measurements?"),
    ),
    steps=(
        Step("call", pgettext_lazy("stage", "First call"), 10, "manager", ("visit_at",), limit_minutes=15),
        Step("measure", pgettext_lazy("stage", "Measurements"), 30, "surveyor", file="measurements"),
        Step("estimate", pgettext_lazy("stage", "Estimate"), 50, "manager", ("amount",), limit_minutes=120),
        Step("payment", pgettext_lazy("stage", "Payment"), 80, "manager", ("delivery_on",)),
        Step(
            "install", pgettext_lazy("stage", "Installation"), 95, "installer",
            checks=(_("The client has signed the handover"), _("Old frames are taken away")),
        ),
    ),
    follows=(
        Follow("call", _("Call the client back within 15 minutes"), due_minutes=15, done_by_call=True),
        Follow("measure", _("Take measurements · {contact.name}"), "visit", "surveyor", due_field="visit_at"),
        Follow("estimate", _("Calculate the price and call {contact.name}"), due_minutes=120, done_by_call=True),
        Follow(
            "install", _("Install · {contact.name}"), "visit", "installer", due_field="delivery_on",
            closes_deal=True,
        ),
    ),
    paper=Paper(
        _("Estimate"), "E-",
        _("Dear {contact.name}, thank you for your interest. Here is what we offer you for {service}."),
        _("This offer holds for 14 days. We begin as soon as your payment has arrived."),
    ),
    enquiry=Enquiry(
        "measurement", _("Ask for a measurement"), _("Tell us where the work is to be done. We call you back soon."),
        _("Thank you. We call you back shortly to agree on a day."), _("What do you need?"),
    ),
)  # fmt: skip
