"""What the objects of claims are for, in a sentence each."""

from django.utils.translation import gettext_lazy as _

OBJECTS = {"claim": _("What another source said of a field, until somebody decides which is right.")}
