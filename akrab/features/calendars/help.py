"""What the objects of working calendars are for, in a sentence each."""

from django.utils.translation import gettext_lazy as _

OBJECTS = {"specialday": _("Days with hours of their own, such as closures.")}
