"""No trade at all: a plain way from an enquiry to an agreement, for whoever finds theirs among none of the others."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from akrab.modules.start.trades.shape import LEAD, MANAGER, Enquiry, Follow, Paper, Step, Trade

PLAIN = Trade(
    key="plain",
    icon="adjustments",
    name=_("Another business"),
    about=_("None of these: you get four plain stages, and rename and change them as you like."),
    pipeline=pgettext_lazy("pipeline", "Sales"),
    positions=(MANAGER, LEAD),
    seller="manager",
    asks=(_("By when is it needed, and why then?"), _("Who else decides, and what may it cost?")),
    steps=(
        Step("enquiry", pgettext_lazy("stage", "Enquiry"), 10, "manager"),
        Step("talk", pgettext_lazy("stage", "First talk"), 30, "manager"),
        Step("proposal", pgettext_lazy("stage", "Proposal"), 60, "manager", ("amount",)),
        Step("agreement", pgettext_lazy("stage", "Agreement"), 90, "manager"),
    ),
    follows=(
        Follow("enquiry", _("Agree on a first talk with {contact.name}"), due_minutes=24 * 60, done_by_call=True),
        Follow("proposal", _("Ask {contact.name} about the proposal"), due_minutes=3 * 24 * 60, done_by_call=True),
    ),
    paper=Paper(
        _("Proposal"), "P-",
        _("Dear {contact.name}, thank you for the talk. This is what we propose: {service}."),
        _("We look forward to working with you."),
    ),
    enquiry=Enquiry(
        "enquiry", _("Write to us"), _("Tell us in a few words what you want to reach."),
        _("Thank you. We have what you sent."), _("What is it about?"),
    ),
)  # fmt: skip
