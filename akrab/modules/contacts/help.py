"""What the objects of contacts are for, in a sentence each."""

from akrab.features.wording.objects import gettext_lazy as _

OBJECTS = {
    "contact": _("The people you deal with, with every way to reach them and all that happened with them."),
    "company": _(
        "The organisations you deal with: customers, partners, suppliers, competitors, or several at once."
    ),
    "source": _("Where customers hear of you, so that you see what your advertising brings."),
    "channel": _("The ways customers get in touch: telephone, website, messages."),
    "relationkind": _("The ways people and [companies] stand to each other, in the words of both sides."),
    "relation": _("How one person or [company] stands to another, and since when."),
}
