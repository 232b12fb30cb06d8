"""What the objects of notices are for, in a sentence each."""

from django.utils.translation import gettext_lazy as _

OBJECTS = {"notice": _("What you were told, once each.")}
