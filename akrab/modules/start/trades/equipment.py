"""Service of equipment: a fault is reported, a technician goes, parts are ordered, the job is billed."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from akrab.modules.start.trades.shape import (
    FIELD_WORK,
    FULL,
    LEAD,
    NO_DEALS,
    WITH_SATURDAY,
    Enquiry,
    Follow,
    Paper,
    Position,
    Step,
    Trade,
)  # fmt: skip

EQUIPMENT = Trade(
    key="equipment",
    icon="tool",
    name=_("Equipment service and repair"),
    about=_("You take calls, send a technician, order parts, repair and bill."),
    pipeline=pgettext_lazy("pipeline", "Service jobs"),
    positions=(
        Position("dispatcher", pgettext_lazy("role", "Dispatcher"), {"*": FULL}),
        Position(
            "technician",
            pgettext_lazy("role", "Technician"),
            {"*": FIELD_WORK, "deal": NO_DEALS, "payment": {"view": "none"}},
        ),
        LEAD,
    ),
    seller="dispatcher",
    sources=(pgettext_lazy("source", "Maintenance contract"), pgettext_lazy("source", "Manufacturer")),
    reasons=(_("Not worth repairing"), _("Repaired it themselves")),
    files={"report": _("Service report"), "photo": _("Photo of the fault")},
    services=(_("Repair"), _("Maintenance"), _("Installation of a machine")),
    week=WITH_SATURDAY,
    asks=(
        _("Which machine is it, and what does it do?"),
        _("Since when, and does work stand still?"),
        _("Is there a contract or a warranty, and who is on site?"),
    ),
    steps=(
        Step("reported", pgettext_lazy("stage", "Reported"), 30, "dispatcher", ("visit_at",), limit_minutes=30),
        Step("visit", pgettext_lazy("stage", "Technician's visit"), 50, "technician", file="report"),
        Step("offer", pgettext_lazy("stage", "Offer and parts"), 70, "dispatcher", ("amount",)),
        Step(
            "repair", pgettext_lazy("stage", "Repair"), 90, "technician",
            checks=(_("The machine was tested with the client"), _("Used parts are written down")),
        ),
        Step("billing", pgettext_lazy("stage", "Billing"), 95, "dispatcher"),
    ),
    follows=(
        Follow("reported", _("Call {contact.name} and agree on a visit"), due_minutes=30, done_by_call=True),
        Follow("visit", _("Find the fault · {contact.name}"), "visit", "technician", due_field="visit_at"),
        Follow("offer", _("Ask for the parts and send the offer"), due_minutes=24 * 60),
        Follow("billing", _("Send the invoice to {contact.name}"), due_minutes=24 * 60),
    ),
    paper=Paper(
        _("Service offer"), "S-",
        _("Dear {contact.name}, we looked at your machine. This is what the work comes to: {service}."),
        _("The guarantee on our work is six months."),
    ),
    enquiry=Enquiry(
        "service-call", _("Report a fault"), _("Tell us what stands still and where. We call you back."),
        _("Thank you. We call you back to agree on a visit."), _("Which machine, and what is wrong?"),
    ),
)  # fmt: skip
