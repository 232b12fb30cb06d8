"""Consulting and agencies: a first talk, the need, a proposal, agreement, the work itself."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from akrab.modules.start.trades.shape import (
    FULL,
    LEAD,
    OWN,
    WEEKDAYS_ONLY,
    Enquiry,
    Follow,
    Paper,
    Position,
    Step,
    Trade,
)  # fmt: skip

AGENCY = Trade(
    key="agency",
    icon="presentation",
    name=_("Consulting and agency"),
    about=_("You talk, understand the need, propose, agree and deliver."),
    pipeline=pgettext_lazy("pipeline", "Engagements"),
    positions=(
        Position("consultant", pgettext_lazy("role", "Consultant"), {"*": OWN}),
        Position("assistant", pgettext_lazy("role", "Assistant"), {"*": FULL}),
        LEAD,
    ),
    seller="consultant",
    sources=(pgettext_lazy("source", "Event or talk"), pgettext_lazy("source", "Existing client")),
    reasons=(_("No budget this year"), _("Does it in-house")),
    files={"brief": _("Brief"), "contract": pgettext_lazy("document", "Contract")},
    services=(_("Advice"), _("Project"), _("Monthly support")),
    week=WEEKDAYS_ONLY,
    asks=(
        _("What should be different afterwards?"),
        _("By when is it needed, and why then?"),
        _("Who else decides, and what may it cost?"),
    ),
    steps=(
        Step("contact", pgettext_lazy("stage", "First talk"), 10, "consultant", ("visit_at",)),
        Step(
            "need", pgettext_lazy("stage", "Need understood"), 30, "consultant", ("service",),
            checks=(_("Who decides is known"), _("The budget is known"), _("The date is known")),
        ),
        Step("proposal", pgettext_lazy("stage", "Proposal"), 50, "consultant", ("amount", "closes_on")),
        Step("agreement", pgettext_lazy("stage", "Agreement"), 80, "consultant", file="contract"),
        Step("work", pgettext_lazy("stage", "Work under way"), 95, "assistant"),
    ),
    follows=(
        Follow("contact", _("Agree on a first talk with {contact.name}"), due_minutes=24 * 60, done_by_call=True),
        Follow("need", _("Write down what {contact.name} needs"), due_minutes=24 * 60),
        Follow("proposal", _("Ask {contact.name} about the proposal"), due_minutes=3 * 24 * 60, done_by_call=True),
        Follow("agreement", _("Send the contract to {contact.name}"), role="assistant", due_minutes=24 * 60),
    ),
    paper=Paper(
        _("Proposal"), "P-",
        _("Dear {contact.name}, thank you for the talk. This is what we propose: {service}."),
        _("We look forward to working with you."),
    ),
    enquiry=Enquiry(
        "first-talk", _("Ask for a first talk"), _("Tell us in a few words what you want to reach."),
        _("Thank you. We write to you within one working day."), _("What is it about?"),
    ),
)  # fmt: skip
