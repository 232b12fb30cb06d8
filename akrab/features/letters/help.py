"""What the objects of letters are for, in a sentence each."""

from django.utils.translation import gettext_lazy as _

OBJECTS = {
    "mailing": _("Messages written from a template, to one person or to many at once."),
    "messagewording": _("Message templates in further languages."),
}
