"""What the objects of automation are for, in a sentence each."""

from django.utils.translation import gettext_lazy as _

OBJECTS = {
    "approval": _("Questions that wait for a yes or no before something goes on."),
    "delivery": _("Calls of other programs by rules, with what became of each."),
}
