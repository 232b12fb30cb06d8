"""What the objects of mail are for, in a sentence each."""

from django.utils.translation import gettext_lazy as _

OBJECTS = {"mail": _("Mail that was sent from here, with what became of it.")}
