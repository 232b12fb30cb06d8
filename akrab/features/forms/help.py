"""What the objects of forms are for, in a sentence each."""

from django.utils.translation import gettext_lazy as _

OBJECTS = {"consent": _("What somebody agreed to, in which words and when.")}
