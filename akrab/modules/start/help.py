"""The help beside the steps of the first run."""

from akrab.features.wording.objects import gettext_lazy as _
from akrab.web.help.topic import Topic

_LATER = (
    _("Leave it for later"),
    _("“Skip this for now” goes on to the next step, “Later” to your day, from where you come back here."),
)

TOPICS = (
    Topic(
        ("begin-company",),
        _("Your company"),
        _("What stands on your documents, and how money, times and languages are written."),
        (
            (_("Check what was guessed"), _("Country, money, time zone and languages are taken from your browser.")),
            (_("Change it afterwards"), _("All of it stands under Settings, Company.")),
            _LATER,
        ),
        is_alone=True,
    ),
    Topic(
        ("begin-trade",),
        _("How you work"),
        _("Stages, roles, sources, reasons, working hours, a document and a first form, ready for your trade."),
        (
            (_("Choose"), _("Take the trade that is nearest to yours; you see what it brings before it is made.")),
            (
                _("Fit it to your company"),
                _("All of it can be changed later, and what you changed stays when the product is renewed."),
            ),
            _LATER,
        ),
        is_alone=True,
    ),
    Topic(
        ("begin-people",),
        _("Your people"),
        _("Who works with you. Each gets an invitation by mail and chooses a password."),
        (
            (
                _("Choose a role"),
                _("It says what somebody sees and may do. Settings, Roles shows and changes every right."),
            ),
            (_("Invite more later"), _("Settings, Users.")),
            _LATER,
        ),
        is_alone=True,
    ),
    Topic(
        ("begin-records",),
        _("First records"),
        _("The customers you already have, or examples to look around with."),
        (
            (
                _("Take over a spreadsheet"),
                _("Copy its rows with their headings and paste them. You see every row before anything is kept."),
            ),
            (_("Try it with examples"), _("They are marked as examples, and one press takes all of them away.")),
            _LATER,
        ),
        is_alone=True,
    ),
    Topic(
        ("begin-ready",),
        _("Ready"),
        _("Your company is set up. What was left out can be taken up at any time."),
        (
            (_("Learn your way around"), _("Take the tour “Find your way”: it stands under Help on every page.")),
            (_("See what else there is"), _("“What the product can do” lists every function with its page.")),
        ),
        is_alone=True,
    ),
)  # fmt: skip
