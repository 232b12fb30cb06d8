"""What the objects of files are for, in a sentence each."""

from django.utils.translation import gettext_lazy as _

OBJECTS = {
    "file": _("Files on your records: photographs, plans, contracts."),
    "filetype": _("What files are for, so that a stage can ask for one of a kind."),
}
